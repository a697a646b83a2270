"""An edition of a report: which one, about what, and as known where in the journal. Its figures are computed.

WARNING: the field names are the storage format.
"""

from __future__ import annotations

from datetime import datetime

import msgspec


class ReportEdition(msgspec.Struct, frozen=True, kw_only=True):
    """A report as it was published.

    report: which one (monthly-status). period: 2008-03, 2010-Q1, 2010-H1 or 2010. unit: none: all. chosen: what
    else was chosen, option to value (for: committee). as_of: the instant in the world that it is about.
    position: what was known. digest: of its figures, SHA-256.
    """

    report: str
    period: str
    unit: str | None = None
    chosen: dict[str, str] = {}
    as_of: datetime
    position: int
    digest: str
