"""How large one thing from outside may be. What is larger is rejected and told, and what stands beside it is read.

A few bytes can ask for gigabytes: a packed file unfolds a thousandfold, nested names are written out for each value.
So each bound is on what is held in memory, not on what lies on disk. The numbers stand in docs/integrator.md.
"""

from __future__ import annotations

LONGEST = 1 << 20
"""Bytes of a line, and of a CSV record of several lines; characters of an XES event, keys and values together."""

KEPT = 16 << 20
"""Bytes that are kept of a line that is longer: enough to find it and mend it at the source."""

MOST_COLUMNS = 10_000
"""Columns of one JSON line, those of nested objects and lists counted each."""

LONGEST_COLUMN = 1_000
"""Characters of a column's name, with the names of the objects and lists around it."""

LARGEST_LIST = 64 << 20
"""Bytes of another system's list, unpacked: it is compared as a whole."""

MOST_OF_A_LIST = 500_000
"""Lines of such a list."""
