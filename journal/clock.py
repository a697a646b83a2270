"""Whether the clocks can be relied on: the database's beside that of the machine that writes, and the journal's last
time of registration beside the database's.

Pure: who calls has read the clocks. What is recorded is dated for ever, so a clock that is off is told before it dates.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import NamedTuple

from ..domain.problem import Conflict, Problem, See, Unavailable

TOLERANCE = timedelta(minutes=5)
"""How far two clocks may be apart. That of Kerberos: machines that are kept by NTP are within a second."""


class HostClock(NamedTuple):
    """The clock of the machine that writes. now: reads it, aware. tolerance: how far the database's may be from it."""

    now: Callable[[], datetime]
    tolerance: timedelta = TOLERANCE


class ClockRead(NamedTuple):
    """The database's clock, read between two looks at the clock of the machine that writes."""

    database: datetime
    before: datetime
    after: datetime


def disagreement(read: ClockRead, tolerance: timedelta) -> Problem | None:
    """``clock-ahead`` or ``clock-behind``, where the database's clock was further off than the tolerance whatever the
    answer took; None: it was not."""
    if read.database > read.after + tolerance:
        return _differs("clock-ahead", "foran", "ahead of", read.database, read.after, tolerance)
    if read.database < read.before - tolerance:
        return _differs("clock-behind", "bagud for", "behind", read.database, read.before, tolerance)
    return None


def slip_of(recorded: datetime | None, database: datetime) -> timedelta:
    """How far the last time of registration lies ahead of the database's clock: 0 where it does not."""
    return max(timedelta(0), recorded - database) if recorded is not None else timedelta(0)


def slipped(recorded: datetime, database: datetime) -> Problem:
    """Nothing can be dated right until the clock has caught up with what was recorded ahead of it."""
    return Conflict(
        code="clock-slipped",
        until=recorded,
        da=f"Journalens seneste hændelse er registreret {_shown(recorded)}, og databasens ur viser {_shown(database)}: "
        "uret har været foran. Går uret galt nu, så stil det. Ellers går det videre af sig selv, når uret når dertil; "
        "indtil da skrives intet. Skal der skrives før det, så alt registreres med det tidspunkt, må nogen beslutte det, "
        "med navn og grund.",
        en=f"The journal's last event is recorded at {_shown(recorded)}, and the database's clock shows "
        f"{_shown(database)}: the clock has been ahead. If it is wrong now, set it. Else things go on by themselves "
        "when the clock gets there; nothing is written until then. To write before that, with everything recorded as "
        "of that time, somebody must decide it, with a name and a reason.",
        see=See("clock", {"go_on": True}),
    )


def _differs(code: str, da: str, en: str, database: datetime, host: datetime, tolerance: timedelta) -> Problem:
    seconds = round(tolerance.total_seconds())
    return Unavailable(
        code=code,
        database=database,
        host=host,
        da=f"Databasens ur ({_shown(database)}) er {da} denne maskines ({_shown(host)}) med mere end {seconds} sekunder. "
        "Registreringstider kan ikke rettes, så intet er skrevet. Stil urene (NTP), og prøv igen.",
        en=f"The database's clock ({_shown(database)}) is {en} this machine's ({_shown(host)}) by more than {seconds} "
        "seconds. Times of registration cannot be mended, so nothing was written. Set the clocks (NTP), and try again.",
    )


def _shown(instant: datetime) -> str:
    return f"{instant:%Y-%m-%d %H:%M:%S} UTC"
