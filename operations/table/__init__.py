"""The table of all operations: what the terminal, the contract and every other door are made from.

It holds no code: an operation's function is read when it is called. A new one is an entry in the file of its theme.
"""

from __future__ import annotations

from ..operation import Operation
from . import daily, definitions, figures, installation, intake, quality, reminders, reports

OPERATIONS: dict[str, Operation] = {
    one.name: one
    for theme in (daily, figures, quality, reminders, intake, definitions, reports, installation)
    for one in theme.OPERATIONS
}
