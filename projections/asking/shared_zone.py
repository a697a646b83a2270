"""The local time in which a question is meant, where it names no zone and no case type."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from contextlib import suppress
from typing import NamedTuple
from zoneinfo import ZoneInfo

from psycopg import sql
from psycopg.errors import UndefinedTable

from ...domain.events.corrections import type_of
from ...domain.events.history import Recorded
from ...domain.fold.law import Law
from ...journal.application import Journal
from ...journal.reader import JournalReader
from ..tables.catalogue import CASES
from ..tables.registry import Connection, standings
from .reader import COPENHAGEN


class Among(NamedTuple):
    """Which cases a question is about; None: all. deadline: those of a type that has it."""

    unit: str | None = None
    responsible: str | None = None
    concerns: str | None = None
    deadline: str | None = None


ALL = Among()

TYPES = """
SELECT DISTINCT case_type FROM {cases}
WHERE (%(unit)s::text IS NULL OR unit = %(unit)s) AND (%(responsible)s::text IS NULL OR responsible = %(responsible)s)
  AND (%(concerns)s::text IS NULL OR concerns = %(concerns)s)
"""


def zone_of_journal(journal: JournalReader, law: Law | None = None) -> ZoneInfo:
    """The local time of the journal: the one chosen, else the one that all case types share, else Copenhagen.

    law: by now, where it was read before.
    """
    chosen = journal.zone_chosen()
    return ZoneInfo(chosen) if chosen is not None else _shared(_zones(law or journal.law())) or COPENHAGEN


def zone_of_case(journal: JournalReader, recorded: Sequence[Recorded]) -> ZoneInfo:
    """The local time of a case: that of its type, or the journal's where it has none that is known. recorded: its events."""
    rules = journal.law().rules(type_of(recorded), sys.maxsize)
    return rules.zone if rules else zone_of_journal(journal)


def zone_of_cases(journal: Journal, among: Among = ALL) -> ZoneInfo:
    """The local time that the cases share, whatever their types; where they share none, that of the journal.

    The cases are looked at only where types differ: the projections then tell which types have any.
    """
    law = journal.law()
    zones = {type_id: zone for type_id, zone in _zones(law).items() if _may_have(law, type_id, among.deadline)}
    if len(set(zones.values())) > 1:
        present = _types_of_cases(journal, among)
        zones = {type_id: zone for type_id, zone in zones.items() if type_id in present}
    return _shared(zones) or zone_of_journal(journal, law)


def _zones(law: Law) -> dict[str, ZoneInfo]:
    """The zone of each case type that is published."""
    known = {type_id: law.rules(type_id, sys.maxsize) for type_id in law.types()}
    return {type_id: rules.zone for type_id, rules in known.items() if rules is not None}


def _shared(zones: dict[str, ZoneInfo]) -> ZoneInfo | None:
    found = {zone.key for zone in zones.values()}
    return ZoneInfo(found.pop()) if len(found) == 1 else None


def _may_have(law: Law, type_id: str, deadline: str | None) -> bool:
    versions = law.types()[type_id]
    return deadline is None or any(rule.id == deadline for _, version in versions for rule in version.deadlines)


def _types_of_cases(journal: Journal, among: Among) -> set[str]:
    """The types that such cases are or were of, in any row ever known: the zone must not move with the moment."""
    with journal.lend() as connection:
        for _ in range(2):  # a rebuild may change over meanwhile; twice: nothing is projected yet
            with suppress(UndefinedTable):
                return _asked_once(connection, among)
    return set()


def _asked_once(connection: Connection, among: Among) -> set[str]:
    standing = standings(connection).get(CASES.name)
    if standing is None:
        return set()
    query = sql.SQL(TYPES).format(cases=CASES.table(standing.generation))
    return {type_id for (type_id,) in connection.execute(query, among._asdict())}
