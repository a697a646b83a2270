"""The program: parse the words, call a command, turn what went wrong into a line and an exit status."""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence
from io import TextIOWrapper
from typing import Annotated, Literal

import psycopg
import structlog
from cyclopts import App, CycloptsError, Group, Parameter
from eventsourcing.persistence import InterfaceError, OperationalError

from . import __version__
from .commands import (
    asking,
    backlogging,
    feeding,
    filling,
    flowing,
    keeping,
    looking_up,
    one_case,
    posting,
    questions,
    reconciling,
    reminding,
    report_calendaring,
    reporting,
    reviewing,
    sampling,
    scheduling,
    settling,
    showing,
    supposing,
    targeting,
    themes,
    types,
)
from .domain.person_number import mask
from .domain.text import Problem
from .terminal.language import both, say
from .terminal.logs import log_from
from .terminal.output import err, note, out

DONE, FAILED, WORDS_ARE_OFF = 0, 1, 2
# Problems with a word of the call; all others are with what it asks for.
OFF = frozenset(
    {
        "bad-case-id",
        "bad-delimiter",
        "bad-moment",
        "bad-number",
        "bad-pair",
        "bad-period",
        "bad-system",
        "bad-time",
        "bad-where",
        "empty-option",
        "far-future",
        "far-past",
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
        "unknown-run",
        "unknown-responsible",
        "unknown-unit",
        "which-file",
        "which-words",
        "whose-feed",
    }
)
WHERE = Group(both("Hvor data er", "Where the data is"), sort_key=9)

app = App(
    name="sagsgang",
    version=__version__,
    help=both(
        "Sagsgang: hver hændelse i en sag, hver frist og hvert tal, for ethvert tidspunkt.",
        "Sagsgang: every event in a case, every deadline and every figure, for any point in time.",
    ),
    help_epilogue=both(
        "Begynd med: sagsgang demo. Hver kommando har --help med et eksempel.",
        "Begin with: sagsgang demo. Every command has --help with an example.",
    ),
    result_action="return_value",
    console=out,
    error_console=err,
)
for _room in (
    showing,
    questions,
    one_case,
    feeding,
    filling,
    types,
    keeping,
    supposing,
    targeting,
    flowing,
    looking_up,
    backlogging,
    sampling,
    reviewing,
    reporting,
    report_calendaring,
    reconciling,
    scheduling,
    reminding,
    posting,
    settling,
):
    _room.register(app)
themes.divide(app)


@app.meta.default
def launch(
    *words: Annotated[str, Parameter(show=False, allow_leading_hyphen=True)],
    database: Annotated[
        str | None,
        Parameter(
            group=WHERE,
            help=both(
                "PostgreSQL-URL (ellers SAGSGANG_DATABASE).",
                "URL of a PostgreSQL database (else SAGSGANG_DATABASE).",
            ),
        ),
    ] = None,
    home: Annotated[
        str | None,
        Parameter(
            group=WHERE,
            help=both(
                "Mappe med en indbygget PostgreSQL (ellers SAGSGANG_HOME, ellers ~/.local/share/sagsgang).",
                "Folder of an embedded PostgreSQL (else SAGSGANG_HOME, else ~/.local/share/sagsgang).",
            ),
        ),
    ] = None,
    lang: Annotated[Literal["da", "en"] | None, Parameter(group=WHERE, help=both("Sprog.", "Language."))] = None,
) -> object:
    """Every call: where the data is, then the command. ``lang`` was read when the process started."""
    asking.set_place(database, home)
    return app(_command_first(words), exit_on_error=False, print_error=False)


def _command_first(words: Sequence[str]) -> list[str]:
    """The words with the options that stand before the command put behind them all: they may stand anywhere."""
    if not words or not words[0].startswith("-"):
        return list(words)
    commands = {name for name in app if not name.startswith("-")}
    place = next((place for place, word in enumerate(words) if word in commands), 0)
    return [*words[place:], *words[:place]]


def run(words: list[str]) -> int:
    """Carry out a call and give its exit status (see docs: 0 done, 2 words, 3 rejected, 4 differs, 1 else)."""
    log_from("WARNING", os.environ)
    try:
        result = app.meta(words, exit_on_error=False, print_error=False, result_action="return_value")
    except (Exception, KeyboardInterrupt) as error:
        structlog.get_logger().debug("the call ended early", exc_info=error)
        return _ended_early(error)
    return result if isinstance(result, int) else DONE


def _ended_early(error: BaseException) -> int:
    """Say what went wrong in a line, and give the exit status."""
    status = FAILED
    match error:
        case BrokenPipeError():
            # The reader of our output went away (`sagsgang queue | head`): nothing is wrong.
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
            return DONE
        case CycloptsError():
            said = str(error) + "\n" + both("Se: sagsgang --help", "See: sagsgang --help")
            status = WORDS_ARE_OFF
        case Problem():
            said = say(error.text)
            status = WORDS_ARE_OFF if error.code in OFF else FAILED
        case UnicodeEncodeError():
            said = both(
                "Et ord i kaldet er ikke tekst i UTF-8. Skriv det om.",
                "A word of the call is not text in UTF-8. Write it anew.",
            )
            status = WORDS_ARE_OFF
        case KeyboardInterrupt():
            said = both("afbrudt; det, der var skrevet, gælder.", "interrupted; what was written stands.")
        case psycopg.errors.InsufficientPrivilege() | psycopg.errors.ReadOnlySqlTransaction():
            said = both(
                f"Databasebrugeren må ikke det, som kommandoen skal ({_headline(error)}). Giv rettigheden, eller brug "
                "en anden bruger.",
                f"The database user may not do what the command needs ({_headline(error)}). Grant the right, or use "
                "another user.",
            )
        case psycopg.OperationalError() | psycopg.InterfaceError() | OperationalError() | InterfaceError():
            said = both(
                f"Databasen gav op undervejs ({_headline(error)}). Det, der var kvitteret for, gælder. "
                "Se efter, at serveren kører og har plads, og kør kommandoen igen: den fortsætter, hvor den slap.",
                f"The database gave up on the way ({_headline(error)}). What was acknowledged stands. "
                "See that the server runs and has room, and run the command again: it goes on where it stopped.",
            )
        case OSError():
            what = error.filename or both("Svaret kunne ikke skrives", "The answer could not be written")
            said = f"{what}: {error.strerror}"
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


def main() -> None:
    """The entry point of the program ``sagsgang``."""
    if isinstance(sys.stdout, TextIOWrapper):
        # A terminal without our letters gets question marks in their place, not an error instead of an answer.
        sys.stdout.reconfigure(errors="replace")
    sys.exit(run(sys.argv[1:]))


if __name__ == "__main__":
    main()
