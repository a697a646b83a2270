"""Time zones by their IANA names, and not by whatever else the zones' database happens to hold as a file."""

from __future__ import annotations

from zoneinfo import ZoneInfo

# Rules for zones of POSIX, this machine's own zone, a place that is none: each reads well and means something else
# elsewhere. What begins so is the same zones anew, one kind of them with leap seconds.
_NO_ZONES = frozenset({"posixrules", "localtime", "Factory"})
_COPIES = ("posix/", "right/")


def zone_named(name: str) -> ZoneInfo:
    """The zone of this name. Raises ValueError, OSError, LookupError or TypeError if there is none."""
    if name in _NO_ZONES or str(name).startswith(_COPIES):
        raise ValueError(name)
    return ZoneInfo(name)
