"""What is said of work that failed, whatever made it fail."""

from __future__ import annotations

import psycopg
from eventsourcing.persistence import PersistenceError

from ..domain.foreign_words import system_words
from ..domain.person_number import mask
from ..domain.problem import INTERRUPTED, Problem
from ..domain.text import Text
from ..journal.connection.outages import problem_of


def text_of(error: BaseException) -> Text:
    """What went wrong and what to do. It ends in logs: what looks like a person's number is not repeated."""
    match error:
        case Problem():
            text = error.text
        case KeyboardInterrupt():
            text = INTERRUPTED
        case psycopg.Error() | PersistenceError() if problem := problem_of(error):
            text = problem.text
        case OSError():
            words = system_words(error)
            text = Text(
                f"{error.filename or 'Svaret kunne ikke skrives'}: {words.da}",
                f"{error.filename or 'The answer could not be written'}: {words.en}",
            )
        case _:
            about = f"{type(error).__name__}: {_headline(error)}"
            text = Text(
                f"Uventet fejl ({about}). Kør igen med SAGSGANG_LOG=DEBUG for at se hvor, og meld det.",
                f"Unexpected error ({about}). Run again with SAGSGANG_LOG=DEBUG to see where, and report it.",
            )
    return Text(mask(text.da), mask(text.en))


def _headline(error: BaseException) -> str:
    """The first line of what is said. What a database says of a row may be personal: its headline alone is told."""
    said = error.diag.message_primary if isinstance(error, psycopg.Error) else None
    return (said or str(error)).split("\n")[0]
