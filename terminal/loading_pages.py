"""What is said beside the answer of files that came in: remarks, where rejected lines are, and what was lost of them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from .language import both, counted, say
from .output import note

if TYPE_CHECKING:
    from ..intake.reading.remarks import ImportRemark


def note_remarks(remarks: Sequence[ImportRemark]) -> None:
    """Each as a line beside the answer."""
    for one in remarks:
        note(say(one.reason))


def note_rejected(file: str | None) -> None:
    """Where the rejected lines were written, if any were."""
    if file is not None:
        note(
            both(
                f"De afviste linjer og hvorfor: {file} (og: sagsgang rejections)",
                f"The rejected lines and why: {file} (and: sagsgang rejections)",
            )
        )


def note_lost_rejections(rows: int | None) -> None:
    """Tell that rows were kept once and are gone, column names of files among them; None: nobody may say."""
    if rows:
        note(
            both(
                f"{counted(rows, 'række', 'rækker')} af det, der blev afvist, er væk. Se: sagsgang doctor",
                f"{counted(rows, 'row', 'rows')} of what was rejected {'is' if rows == 1 else 'are'} gone. See: sagsgang doctor",
            )
        )
