"""How a call that went wrong ends: a line that says what and what to do, and an exit status.

Read only then: what can go wrong with a database is known by the libraries that talk with one.
"""

from __future__ import annotations

import os
import sys

from cyclopts import CycloptsError

from ..domain.person_number import mask
from ..domain.problem import Problem
from ..log import log
from ..operations.failures import text_of
from ..terminal.language import both, command_of, option_of, say
from ..terminal.output import note
from ..terminal.usage_errors import usage_error

WHERE = ("database", "home")  # options of every command
DONE, FAILED, WORDS_ARE_OFF, DIFFERS, INTERRUPTED = 0, 1, 2, 4, 130


def ended_early(error: BaseException) -> int:
    """Say what went wrong in a line, and give the exit status."""
    log.debug("the call ended early", exc_info=error)
    status = FAILED
    match error:
        case BrokenPipeError():
            # The reader of our output went away (`sagsgang queue | head`): nothing is wrong.
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
            return DONE
        case CycloptsError():
            said = usage_error(error)
            status = WORDS_ARE_OFF
        case Problem():
            said = words_of(error)
            status = status_of(error)
        case UnicodeEncodeError():
            said = both(
                "Et ord i kaldet er ikke tekst i UTF-8. Skriv det om.",
                "A word of the call is not text in UTF-8. Write it anew.",
            )
            status = WORDS_ARE_OFF
        case _:
            said = say(text_of(error))
            status = INTERRUPTED if isinstance(error, KeyboardInterrupt) else FAILED
    # Standard error ends in logs: a word of the call that looks like a person's number is not repeated there.
    note(f"sagsgang: {mask(said)}")
    return status


def words_of(problem: Problem) -> str:
    """What is said of a problem: the option to mend and the command that helps are the terminal's own to add."""
    return say(problem.text) + _option_of(problem) + _command_of(problem)


def status_of(problem: Problem) -> int:
    """The exit status of a problem: whether a word of the call is off, something stored is not as it should be, or else."""
    if problem.kind == "bad-input" and problem.parameter is not None:
        return WORDS_ARE_OFF
    return DIFFERS if problem.kind == "fault" else FAILED


def _option_of(problem: Problem) -> str:
    """The option to mend, or those of which one is, where the problem itself names only the thing."""
    known = problem.details.get("options")  # of the command that was called, where it is an operation's
    named = [
        name
        for name in (problem.parameter, problem.details.get("or_else"))
        if name and (known is None or name in known or name in WHERE)
    ]
    options = ", ".join(map(option_of, named))
    return f" ({options})" if options and "--" not in problem.text.en else ""


def _command_of(problem: Problem) -> str:
    """The command of the operation that helps on, where the problem names one."""
    see = problem.details.get("see")
    return command_of(see) if see else ""
