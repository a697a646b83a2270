"""Rows and a mapping become entries. The mapping is turned into functions once; they run for every row."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from datetime import datetime
from typing import NamedTuple

from ...domain.events.catalogue import CATALOGUE
from ...journal.admission import Candidate
from ..event.event_types import KnownTypes, check_action
from ..event.input_problems import Malformed, registered_in_future, unknown_case_type
from ..event.offer import Bid, Rank
from ..mapping.conditions import RowTest, columns_when
from ..mapping.mapping import Condition, LogMapping, MappingError, Rule
from ..mapping.template import LogRow, compile_template, parse_template
from ..reading.present import Present, present_of
from .carried import Carried
from .casting import SILENCE, Castable, Rules
from .derived import file_columns
from .event_templates import remembered
from .ranking import compile_rank
from .rules import CompiledRule, columns_in

_new = tuple.__new__  # a third of the time of the named way: every row comes by here


class Mapped(NamedTuple):
    """A row's events in the order of the rules.

    rules: the ``[[event]]`` of each, from 1. recorded: for each, when its source registered it; None: the mapping does
    not say. bids: the events that are the first or last of their kind, unless another row's are; they are not among
    ``entries``. order: the row's place in the log's own order; nothing if the mapping does not say. name: what the row is
    known by, where the mapping asks for firsts or lasts.
    """

    entries: list[Candidate]
    rules: Sequence[int] = ()
    recorded: list[datetime] | None = None
    bids: Sequence[Bid] = ()
    order: Rank = ()
    name: str | None = None


class Translator:
    """Turns the rows of one import into entries. It remembers nothing of one row for the next but what is carried.

    mapping: as read and checked. known: the published case types. now: the present, aware.
    Raises MappingError where the mapping names a case type or an action that is not published.
    """

    def __init__(self, mapping: LogMapping, *, known: KnownTypes, now: datetime | Present) -> None:
        _check_published(mapping, known)
        zone = mapping.time_zone
        self._now = present_of(now)
        self._mapping = mapping
        self._ignore = mapping.unmatched == "ignore"
        self._says_recorded = mapping.says_recorded
        self._order = compile_rank("order", mapping.order, zone) if mapping.order else None
        self._row_id = compile_template(parse_template(mapping.id)) if mapping.id else None
        self._carried = Carried(mapping.carry) if mapping.carry else None
        self._rules = [
            CompiledRule(number, rule, mapping, known, self._now) for number, rule in enumerate(mapping.rules, 1)
        ]
        self._column, self._by_value, self._others = _index(mapping.rules, self._rules)
        self._choosing = [rule for rule in self._rules if rule.only != "each"]
        self._bids = self._bids_remembered()
        self._plain = not (self._says_recorded or self._order or self._choosing)

    def castable(self) -> Castable | None:
        """What of the mapping can be cast, where it is plain; None: nothing."""
        mapping = self._mapping
        if not self._plain or self._carried or mapping.columns:
            return None
        rules = {value: self._sole(puts) for value, puts in self._by_value.items() if value is not None}
        other = self._sole(self._others)
        if other is None and not any(rules.values()):
            return None
        return Castable(mapping.source, mapping.time_zone, self._now.at, self._column, rules, other)

    def _sole(self, puts: Sequence[_Put]) -> Rules:
        """The one rule that rows are about, whatever else they say."""
        if not puts:
            return SILENCE if self._ignore else None
        [(rule, test), *others] = puts
        return rule if not others and test is None and rule.form else None

    def translate(self, row: LogRow) -> Mapped:
        """The events of ``row``. Where values are carried, rows come by what holds them together, then by time.

        Raises Malformed, naming the ``[[event]]``, the columns and the id.
        """
        row, filled = self._carried.complete(row) if self._carried else (row, row)
        entries: list[Candidate] = []
        matched: list[CompiledRule] = []
        for rule, matches in self._by_value.get(row.get(self._column), self._others):
            if matches is None or matches(row):
                try:
                    entries.append(rule.candidate(row, filled))
                except Malformed as problem:
                    raise rule.to_blame(problem, row) from None
                matched.append(rule)
        rules = matched[0].alone if len(matched) == 1 else tuple([rule.number for rule in matched])
        if self._plain and (matched or self._ignore):
            return _new(Mapped, (entries, rules, None, (), (), None))
        order = self._order(row) if self._order and (matched or self._is_bidding(row)) else ()
        recorded = [self._recorded(rule, row) for rule in matched] if self._says_recorded else None
        if not self._choosing:
            bids: Sequence[Bid] = ()
        elif self._bids:
            bids = self._bids(row)
        else:
            bids = self._made_bids(row, filled, order)
        if not matched and not bids and not self._ignore:
            raise _unmatched()
        return Mapped(entries, rules, recorded, bids, order, self._name(row, matched, entries))

    def _is_bidding(self, row: LogRow) -> bool:
        return any(rule.matches(row) for rule in self._choosing)

    def _bids_remembered(self) -> Callable[[LogRow], Sequence[Bid]] | None:
        """Rows that say the same of the case, as all rows of one do where the case is told on each, make the same bids:
        the very same objects. None where more than some columns decides them."""
        columns = [rule.columns for rule in self._choosing]
        if self._order or self._carried or self._says_recorded or None in columns:
            return None
        named = frozenset().union(*(one for one in columns if one is not None))
        return remembered(lambda row: self._made_bids(row, row, ()), named)

    def _made_bids(self, row: LogRow, filled: LogRow, order: Rank) -> Sequence[Bid]:
        return tuple([self._bid(rule, row, filled, order) for rule in self._choosing if rule.matches(row)])

    def _bid(self, rule: CompiledRule, row: LogRow, filled: LogRow, order: Rank) -> Bid:
        try:
            bid = rule.bid(row, filled, order)
        except Malformed as problem:
            raise rule.to_blame(problem, row) from None
        return bid._replace(recorded=self._recorded(rule, row)) if self._says_recorded else bid

    def _name(self, row: LogRow, matched: Sequence[CompiledRule], entries: Sequence[Candidate]) -> str | None:
        """What the row is known by, whatever else it says: its own id, or that of an event that each row becomes."""
        if not self._choosing:
            return None
        if self._row_id and (name := self._row_id(row)) is not None:
            return name
        for rule, entry in zip(matched, entries, strict=True):
            if rule.names_rows:
                return entry.event_id
        return None

    def _recorded(self, rule: CompiledRule, row: LogRow) -> datetime:
        try:
            recorded = rule.recorded(row)
            if recorded > self._now.at and recorded > self._now.again():
                raise registered_in_future()
        except Malformed as problem:
            raise rule.to_blame(problem, row) from None
        return recorded


_Put = tuple[CompiledRule, RowTest | None]
"""A rule that a row may be about, and the test of it; None where nothing is left to be tested."""


def _index(
    rules: Sequence[Rule], compiled: Sequence[CompiledRule]
) -> tuple[str, dict[str | None, list[_Put]], list[_Put]]:
    """The column by which most rules choose their rows, the rules for each of its values, and for any other value.

    With it a row is put to the few rules of ``each`` that may be about it; those that ask for more test that themselves.
    """
    chosen = Counter(
        column for rule in rules for column, said in rule.when.items() if not isinstance(said, Condition)
    )
    [(column, _)] = chosen.most_common(1) or [("", 0)]
    wanted = [_values(rule.when.get(column)) for rule in rules]
    puts: list[_Put] = []
    for rule, one, values in zip(rules, compiled, wanted, strict=True):
        decided = not rule.when or (len(rule.when) == 1 and values is not None)
        puts.append((one, None if decided else one.matches))
    pairs = [pair for pair in zip(wanted, puts, strict=True) if pair[1][0].only == "each"]
    by_value: dict[str | None, list[_Put]] = {
        value: [put for values, put in pairs if values is None or value in values]
        for value in {value for values in wanted for value in values or ()}
    }
    return column, by_value, [put for values, put in pairs if values is None]


def _values(said: object) -> tuple[str, ...] | None:
    """The values that a condition names one by one; None if it does not."""
    if isinstance(said, str):
        return (said,)
    return said if isinstance(said, tuple) else None


def columns_of(mapping: LogMapping) -> frozenset[str]:
    """Every column of the file that ``mapping`` names."""
    said: list[object] = [mapping.case, mapping.case_type, mapping.id, mapping.occurred, mapping.recorded]
    said.append(mapping.order)
    names: set[str] = set()
    if mapping.carry:
        said.append(mapping.carry.by)
        names.update(mapping.carry.columns)
    for rule in mapping.rules:
        said += [rule.action, rule.case, rule.case_type, rule.id, rule.occurred, rule.recorded, rule.by]
        said += [rule.unit, rule.responsible, rule.actor, rule.note]
        said += [*rule.fields.values(), *rule.attributes.values()]
        names.update(columns_when(rule))
    return file_columns(mapping, frozenset(names.union(*map(columns_in, said))))


def _check_published(mapping: LogMapping, known: KnownTypes) -> None:
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
            key = "action" if problem.details.get("field") in ("type", "action") else "case_type"
            at_top = key == "case_type" and rule.case_type is None
            raise MappingError(
                da=f"[[event]] {number}: {problem.text.da.rstrip('.')}",
                en=f"[[event]] {number}: {problem.text.en.rstrip('.')}",
                path=(key,) if at_top else ("event", number - 1, key),
                see=problem.details.get("see"),
            ) from None


def _literal(said: object) -> str | None:
    return parse_template(said).literal if isinstance(said, str) else None


def _unmatched() -> Malformed:
    return Malformed(
        code="unmatched",
        da='Ingen [[event]] i kortlægningen handler om rækken: tilføj en, eller skriv unmatched = "ignore".',
        en='No [[event]] of the mapping is about the row: add one, or write unmatched = "ignore".',
    )
