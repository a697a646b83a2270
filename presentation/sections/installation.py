"""The installation: where it is, how far it is, its clocks and backups."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from ...domain.text import Text
from ...operations.backups import BackupRestored, BackupWritten
from ...operations.clock import ClocksLookedAt
from ...operations.installation import Followed, GoneLive, Initialised, InstallationStatus, Located
from ...scheduler.monitoring.status import Trouble
from ..model.columns import column
from ..model.section import LabelledValue, Line, Section
from ..model.sentences import NOTHING, counted, sentence, when
from .follower import lag_in_words

JOURNAL_IS_IN = ("Journalen er i {place}", "The journal is in {place}")
ZONE = ("Tidszone: {zone}", "Time zone: {zone}")
LAG = ("Projektionerne: {lag}", "The projections: {lag}")
NONE = Text("", "")


def init(found: Initialised, _: object) -> list[Section]:
    """Where the journal is, and its local time."""
    return [
        _lines(
            "init",
            sentence(*JOURNAL_IS_IN, place=_place(found)),
            sentence(*ZONE, zone=found.zone),
        )
    ]


def status(found: InstallationStatus, _: object) -> list[Section]:
    """How far the journal and each projection is, who follows, and what is wrong."""
    position = sentence(
        "Position {position}, sidst registreret {recorded}, {live}",
        "Position {position}, last recorded {recorded}, {live}",
        position=found.position,
        recorded=when(found.recorded, ZoneInfo(found.zone)),
        live=Text("i drift", "live") if found.live else Text("ikke gået i drift", "not yet live"),
    )
    return [
        Section(
            id="status",
            title=sentence("Journal: {place}", "Journal: {place}", place=_place(found)),
            lines=(Line(position), Line(sentence(*ZONE, zone=found.zone))),
            columns=(column("projection"), column("position"), column("behind")),
            rows=[
                {"projection": name, "position": at, "behind": found.position - (at or 0)}
                for name, at in found.projections.items()
            ],
            notes=(
                Line(sentence(*LAG, lag=lag_in_words(found))),
                *troubles(found.problems),
            ),
        )
    ]


def live(found: GoneLive, _: object) -> list[Section]:
    """That the journal is live."""
    told = (
        Text("Journalen var allerede i drift.", "The journal was live already.")
        if found.already
        else Text(
            "Journalen er gået i drift: fra nu af giver den selv registreringstiden.",
            "The journal is live: from now on it gives the time of recording itself.",
        )
    )
    return [_lines("live", told)]


def clock(found: ClocksLookedAt, _: object) -> list[Section]:
    """What each clock shows. They are told in one time, as what is wrong with them tells theirs."""
    facts = [
        LabelledValue(Text("Databasens ur", "The clock of the database"), _in_utc(found.database)),
        LabelledValue(Text("Denne maskines", "That of this machine"), _in_utc(found.host)),
        LabelledValue(Text("Sidst registreret", "Last recorded"), _in_utc(found.recorded)),
    ]
    if found.slip_seconds and found.acknowledged_until:
        facts.append(
            LabelledValue(
                Text("Der skrives videre til", "Writing goes on until"), _in_utc(found.acknowledged_until)
            )
        )
    return [Section(id="clock", title=NONE, facts=tuple(facts), notes=tuple(troubles(found.problems)))]


def follow(found: Followed, _: object) -> list[Section]:
    """How far the projections are."""
    return [_lines("follow", sentence(*LAG, lag=lag_in_words(found)))]


def backup(found: BackupWritten, _: object) -> list[Section]:
    """Which file was written, and what is in it."""
    return [_lines("backup", sentence("Skrevet: {file}", "Written: {file}", file=found.file), _held(found))]


def restore(found: BackupRestored, _: object) -> list[Section]:
    """Where the journal is, and what is in it."""
    return [_lines("restore", sentence(*JOURNAL_IS_IN, place=_place(found)), _held(found))]


def troubles(found: Iterable[Trouble]) -> list[Line]:
    """What is wrong, a line each."""
    return [Line(one.text, "error" if one.code == "calendar-ended" else "warning", see=one.see) for one in found]


def _held(found: BackupWritten | BackupRestored) -> Text:
    """What a backup holds."""
    events = counted(found.position, ("hændelse", "event"), ("hændelser", "events"))
    until = (
        sentence(" til {at}", " until {at}", at=when(found.recorded, ZoneInfo(found.zone)))
        if found.recorded
        else NONE
    )
    lines = counted(found.rejections, ("afvist linje", "rejected line"), ("afviste linjer", "rejected lines"))
    return sentence(
        "Position {position}: {events}{until}, {lines}",
        "Position {position}: {events}{until}, {lines}",
        position=found.position,
        events=events,
        until=until,
        lines=lines,
    )


def _place(found: Located | InstallationStatus) -> str:
    return found.home or found.database


def _in_utc(at: datetime | None) -> str:
    return f"{at.astimezone(UTC):%Y-%m-%d %H:%M:%S} UTC" if at else NOTHING


def _lines(identity: str, *lines: Text) -> Section:
    return Section(id=identity, title=NONE, lines=tuple(map(Line, lines)))
