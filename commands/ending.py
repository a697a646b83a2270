"""How a call that went wrong ends: a line that says what and what to do, and an exit status.

Read only then: what can go wrong with a database is known by the libraries that talk with one.
"""

from __future__ import annotations

import os
import sys

import psycopg
import structlog
from cyclopts import CycloptsError
from eventsourcing.persistence import PersistenceError

from ..domain.foreign_words import system_words
from ..domain.person_number import mask
from ..domain.text import Problem
from ..journal.outages import problem_of
from ..terminal.language import both, say
from ..terminal.output import note
from ..terminal.usage_errors import usage_error

DONE, FAILED, WORDS_ARE_OFF, DIFFERS = 0, 1, 2, 4
# Something rests on an event that cannot be read, or on one that is gone: the journal or a projection does not verify.
UNVERIFIED = frozenset({"unreadable-event", "projection-ahead", "projection-of-another", "events-gone"})
# Problems with a word of the call; all others are with what it asks for.
OFF = frozenset(
    {
        "bad-case-id",
        "bad-delimiter",
        "bad-moment",
        "bad-number",
        "bad-option",
        "bad-pair",
        "bad-period",
        "bad-system",
        "bad-time",
        "bad-where",
        "empty-option",
        "far-future",
        "far-past",
        "json-to",
        "no-such-calendar",
        "over-or-slowest",
        "personal-field",
        "report-options",
        "unknown-case-type",
        "unknown-deadline",
        "unknown-directory",
        "unknown-field",
        "unknown-form",
        "unknown-report",
        "unknown-report-calendar",
        "unknown-responsible",
        "unknown-run",
        "unknown-targets",
        "unknown-unit",
        "until-or-position",
        "which-backup",
        "which-file",
        "rejections-over-input",
        "which-words",
        "whose-feed",
        "wrong-field",
    }
)


def ended_early(error: BaseException) -> int:
    """Say what went wrong in a line, and give the exit status."""
    structlog.get_logger().debug("the call ended early", exc_info=error)
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
            said = say(error.text)
            status = WORDS_ARE_OFF if error.code in OFF else DIFFERS if error.code in UNVERIFIED else FAILED
        case UnicodeEncodeError():
            said = both(
                "Et ord i kaldet er ikke tekst i UTF-8. Skriv det om.",
                "A word of the call is not text in UTF-8. Write it anew.",
            )
            status = WORDS_ARE_OFF
        case KeyboardInterrupt():
            said = both("afbrudt; det, der var skrevet, gælder.", "interrupted; what was written stands.")
        case psycopg.Error() | PersistenceError() if problem := problem_of(error):
            said = say(problem.text)
        case OSError():
            what = error.filename or both("Svaret kunne ikke skrives", "The answer could not be written")
            said = f"{what}: {say(system_words(error))}"
        case _:
            about = f"{type(error).__name__}: {_headline(error)}"
            said = both(
                f"Uventet fejl ({about}). Kør igen med SAGSGANG_LOG=DEBUG for at se hvor, og meld det.",
                f"Unexpected error ({about}). Run again with SAGSGANG_LOG=DEBUG to see where, and report it.",
            )
    # Standard error ends in logs: a word of the call that looks like a person's number is not repeated there.
    note(f"sagsgang: {mask(said)}")
    return status


def _headline(error: BaseException) -> str:
    """The first line of what is said. What a database says of a row may be personal: its headline alone is told."""
    said = error.diag.message_primary if isinstance(error, psycopg.Error) else None
    return (said or str(error)).split("\n")[0]
