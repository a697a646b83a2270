"""Going on with a journal that lost its last events: whatever rests on them goes back to where it ends."""

from __future__ import annotations

from ..delivery.outbox import outbox, outbox_sync
from ..intake.loading import choices, imported_files
from ..journal.application import Journal
from ..journal.connection.locks import take
from ..journal.recorder import WRITERS
from ..scheduler import state
from ..terminal.language import both
from ..terminal.output import note


def go_back(opened: Journal) -> list[str]:
    """Let the outbox, the scheduler and imports rest on no more than the journal has. Projections do by being rebuilt.

    Only when a person has said that the journal is the right one. Nobody writes meanwhile. Gives what went back.
    """
    with opened.connect() as connection, connection.transaction():
        take(connection, WRITERS)
        head = opened.head().position
        went = {
            "outbox": outbox.TABLES.are_there(connection) and outbox_sync.go_back(connection, head),
            "scheduler": state.TABLES.are_there(connection) and state.go_back(connection, head),
            "imports": choices.TABLES.are_there(connection) and imported_files.go_back(connection),
        }
    back = [name for name, so in went.items() if so]
    if back:
        note(
            both(
                f"Også sat tilbage til position {head}, hvor journalen ender: {', '.join(back)}. Importerede filer læses "
                "forfra.",
                f"Also set back to position {head}, where the journal ends: {', '.join(back)}. Imported files are read anew.",
            )
        )
    return back
