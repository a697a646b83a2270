"""The type of what is either a day or an instant: an end counted in days, or in hours.

Values are plain ``date`` and ``datetime`` (UTC), and so they are written. The library has no JSON Schema for the two
together, so where types are read this is one of its own, and ``SCHEMA`` says what it looks like.
"""

from __future__ import annotations

from datetime import date, datetime
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    DayOrInstant = date | datetime
else:

    class DayOrInstant:
        """A day (``2011-07-01``), or an instant in UTC (``2011-07-01T12:00:00Z``)."""


SCHEMA: dict[str, Any] = {
    "anyOf": [{"type": "string", "format": "date"}, {"type": "string", "format": "date-time"}]
}
