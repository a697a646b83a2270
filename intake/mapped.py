"""Rows and a mapping become entries. The mapping is turned into functions once; they run for every row."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from datetime import datetime
from typing import NamedTuple

from ..domain.events.catalogue import CATALOGUE
from ..journal.entry import Entry
from .conversion import compile_time
from .event_types import Known, check_action
from .malformed import Malformed, missing, unknown_case_type
from .mapping import Carry, Column, Condition, LogMapping, MappingError, Rule
from .rules import CompiledRule
from .template import Row, compile_template, parse_template


class Mapped(NamedTuple):
    """A row's events in the order of the rules, and when its source registered it (None: it does not say)."""

    entries: list[Entry]
    recorded: datetime | None


class Translator:
    """Turns the rows of one import into entries.

    It remembers, for each rule about a first or last row, the references of the cases; nothing else but what
    ``carry`` asks for. mapping: as read and checked. known: the published case types. now: the present, aware.
    Raises MappingError where the mapping names a case type or an action that is not published.
    """

    def __init__(self, mapping: LogMapping, *, known: Known, now: datetime) -> None:
        _check_published(mapping, known)
        self._now = now
        self._ignore = mapping.unmatched == "ignore"
        self._time = compile_time("recorded", mapping.recorded, mapping.time_zone) if mapping.recorded else None
        self._carried = _Carried(mapping.carry) if mapping.carry else None
        self._rules = [CompiledRule(rule, mapping, known, now) for rule in mapping.rules]
        self._column, self._by_value, self._others = _index(mapping.rules, self._rules)
        self.looks_ahead = any(rule.only == "last" for rule in mapping.rules)

    def look_ahead(self, place: int, row: Row) -> None:
        """Note that ``row`` is record ``place`` of the import: it may be the last of its kind in its case.

        Where ``looks_ahead``, every row must be shown here before the first is translated.
        """
        for rule in self._rules:
            if rule.only == "last" and rule.matches(row) and (case := rule.case_of(row)) is not None:
                rule.last[case] = place

    def translate(self, place: int, row: Row) -> Mapped:
        """The events of ``row``, which is record ``place``. Raises Malformed; then none of its rules has begun."""
        filled = self._carried.fill(row) if self._carried else row
        entries: list[Entry] = []
        firsts: list[tuple[set[str], str]] = []
        matched = self._ignore
        for rule in self._by_value.get(row.get(self._column, ""), self._others):
            if not rule.matches(row):
                continue
            matched = True
            case = rule.case(row)
            if rule.only == "first":
                if case in rule.seen:
                    continue
                firsts.append((rule.seen, case))
            elif rule.only == "last" and rule.last.get(case) != place:
                continue
            entries.append(Entry(case, rule.event(row, filled, case)))
        if not matched:
            raise _unmatched()
        recorded = self._recorded(row) if self._time and entries else None
        for seen, case in firsts:
            seen.add(case)
        return Mapped(entries, recorded)

    def _recorded(self, row: Row) -> datetime:
        moment = self._time(row) if self._time else None
        if moment is None:
            raise missing(
                "no-time", "recorded", "skriv, hvornår det blev registreret", "write when it was registered"
            )
        recorded = moment[0]
        if recorded > self._now:
            raise Malformed(
                code="far-future",
                da="Registreringstidspunktet i recorded ligger i fremtiden: ret det i kilden.",
                en="The time of registration in recorded lies in the future: mend it at the source.",
                field="recorded",
            )
        return recorded


class _Carried:
    """The last value of some columns in each case, for the rows that leave them empty."""

    def __init__(self, carry: Carry) -> None:
        self._by = compile_template(parse_template(carry.by))
        self._columns = carry.columns
        self._held: dict[str, dict[str, str]] = {}

    def fill(self, row: Row) -> Row:
        """``row`` with what is carried; its own values are carried on."""
        case = self._by(row)
        if case is None:
            return row
        own = {name: row[name] for name in self._columns if name in row}
        held = self._held.get(case)
        if held is None:
            if own:
                self._held[case] = own
            return row
        held |= own
        return {**row, **held}


def _index(
    rules: Sequence[Rule], compiled: Sequence[CompiledRule]
) -> tuple[str, dict[str, list[CompiledRule]], list[CompiledRule]]:
    """The column by which most rules choose their rows, the rules for each of its values, and for any other value.

    With it a row is put to the few rules that may be about it; whether they are, they say themselves.
    """
    chosen = Counter(
        column for rule in rules for column, said in rule.when.items() if not isinstance(said, Condition)
    )
    [(column, _)] = chosen.most_common(1) or [("", 0)]
    wanted = [_values(rule.when.get(column)) for rule in rules]
    pairs = list(zip(wanted, compiled, strict=True))
    by_value = {
        value: [one for values, one in pairs if values is None or value in values]
        for value in {value for values in wanted for value in values or ()}
    }
    return column, by_value, [one for values, one in pairs if values is None]


def _values(said: object) -> tuple[str, ...] | None:
    """The values that a condition names one by one; None if it does not."""
    if isinstance(said, str):
        return (said,)
    return said if isinstance(said, tuple) else None


def columns_of(mapping: LogMapping) -> frozenset[str]:
    """Every column that ``mapping`` names."""
    said: list[object] = [mapping.case, mapping.case_type, mapping.id, mapping.occurred, mapping.recorded]
    names: set[str] = set()
    if mapping.carry:
        said.append(mapping.carry.by)
        names.update(mapping.carry.columns)
    for rule in mapping.rules:
        said += [rule.action, rule.case, rule.case_type, rule.id, rule.occurred]
        said += [rule.unit, rule.responsible, rule.actor, rule.note]
        said += [*rule.fields.values(), *rule.attributes.values()]
        names.update(rule.when)
    for one in said:
        if isinstance(one, str):
            names.update(parse_template(one).columns)
        elif isinstance(one, Column):
            names.add(one.column)
    return frozenset(names)


def _check_published(mapping: LogMapping, known: Known) -> None:
    """Case types and actions that are written out can be checked before any row is read."""
    for number, rule in enumerate(mapping.rules, 1):
        case_type = _literal(rule.case_type or mapping.case_type)
        action = _literal(rule.action)
        try:
            if case_type is not None and case_type not in known:
                raise unknown_case_type(case_type, known)
            if action is not None and (case_type is not None or action in CATALOGUE):
                check_action(action, case_type, known)
        except Malformed as problem:
            raise MappingError(
                da=f"[[event]] {number}: {problem.text.da.rstrip('.')}",
                en=f"[[event]] {number}: {problem.text.en.rstrip('.')}",
            ) from None


def _literal(said: object) -> str | None:
    return parse_template(said).literal if isinstance(said, str) else None


def _unmatched() -> Malformed:
    return Malformed(
        code="unmatched",
        da='Ingen [[event]] i kortlægningen handler om rækken: tilføj en, eller skriv unmatched = "ignore".',
        en='No [[event]] of the mapping is about the row: add one, or write unmatched = "ignore".',
    )
