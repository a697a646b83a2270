"""What if a rule had been another: every case of a type folded under it, beside the rules in force.

Nothing is stored: the journal is read case by case, each case is folded twice, in memory, and forgotten. What is
kept is a count of every difference, and as many cases as were asked for.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from datetime import date
from statistics import median
from typing import NamedTuple

import msgspec

from ...domain.events.corrections import at_midnight, type_of
from ...domain.events.history import Recorded
from ...domain.events.publications import CalendarPublished, CaseTypePublished, stream_of
from ...domain.fold.faults import NotComputed, computing
from ...domain.fold.law import Law
from ...domain.problem import Unknown
from ...domain.rules.calendar import Calendar
from ...domain.rules.casetype import CaseType
from ...domain.text import Text
from ...journal.application import Journal
from ..asking.reader import AsKnown, Moment
from .rule_comparison import Compared, InstanceChange, What, compared

SOURCE = "what-if"

DEFINITION = Text(
    da="Hver sag af typen gennemregnes to gange med det, der var sket og kendt på det spurgte tidspunkt: under de "
    "offentliggjorte regler (før) og med den antagne udgave (efter), som træder i stedet for den offentliggjorte med "
    "samme valid_from, ellers ved siden af. Forløb sammenlignes efter frist og nummer. Flytter: udløber en anden dag; "
    "et standset ur sammenlignes efter det udløb, det havde, da det blev standset. Bortfalder, kommer til: udløber "
    "kun før, kun efter; en optælling, der hverken har nået sit tal eller er opfyldt, udløber ikke. Ventet en anden "
    "dag: tæller under begge. Overskridelse undgået, til: overskredet kun før, kun efter. Unødvendig: opfyldt, og "
    "havde ingen opfyldt den, var den blevet overskredet før, men efter enten aldrig begyndt eller bortfaldet, startet "
    "forfra eller lukket med sagen uden overskridelse. Ville den endnu løbe, er det uafgjort og tælles ikke.",
    en="Every case of the type is folded twice with what had happened and was known at the moment asked: under the "
    "published rules (before), and with the supposed version (after), which takes the place of the published one of "
    "the same valid_from, else stands beside them. Instances are compared by deadline and number. Moves: ends another "
    "day; a stopped clock is compared by the end it had when it was stopped. Falls away, is added: falls due only "
    "before, only after; a count that has neither reached its sum nor been met does not fall due. Expected another "
    "day: counts under both. Breach avoided, added: breached only before, only after. Needless: it was met, and had "
    "nobody met it, it would have been breached before, but after would never have begun, or would have been "
    "cancelled, restarted or closed with the case unbreached. One that would still run is undecided and not counted.",
)


class DeadlineEffect(msgspec.Struct, kw_only=True):
    """What the supposed version changes in one deadline. Counts of instances; ``cases``: in so many cases."""

    deadline: str
    label: Text
    cases: int
    due_before: int
    due_after: int
    moved: int
    earlier: int
    later: int
    least_days: int | None
    median_days: float | None
    most_days: int | None
    falls_away: int
    added: int
    expected_moved: int
    breaches_before: int
    breaches_after: int
    breaches_avoided: int
    breaches_added: int
    needless: int


class WhatIf(AsKnown, kw_only=True):
    """What a supposed version of a case type would have changed.

    replaces: whether it took the place of a published version. cases: how many were folded; differing: in how many
    of them something differs; selected: in how many of these as was asked. items: the changes of the first of these
    cases, by reference; next: the cursor of those that follow. left_out: those that can't be computed.
    """

    type: str
    valid_from: date | None
    replaces: bool
    cases: int
    differing: int
    selected: int
    deadlines: list[DeadlineEffect]
    items: list[InstanceChange]
    left_out: list[str]
    definition: Text
    type_label: Text
    next: str | None = None


class Supposition(NamedTuple):
    """What is supposed, and at which moment. Moves are counted by the local days of its zone."""

    case_type: CaseType
    moment: Moment
    position: int


def supposed_law(
    publications: Sequence[Recorded], supposition: Supposition, calendars: Mapping[str, Calendar]
) -> Law:
    """The law as if the version had been the last thing published. calendars: those that would come with it."""
    case_type, as_of, position = supposition.case_type, supposition.moment.as_of, supposition.position
    events: list[CalendarPublished | CaseTypePublished] = []
    if case_type.calendar not in Law(publications).calendars():
        calendar = calendars[case_type.calendar]
        events.append(CalendarPublished(source=SOURCE, id=SOURCE, occurred=as_of, definition=calendar))
    events.append(CaseTypePublished(source=SOURCE, id=SOURCE, occurred=as_of, definition=case_type))
    return Law([*publications, *(Recorded(position, stream_of(one), 0, as_of, one) for one in events)])


def what_if(
    journal: Journal,
    supposition: Supposition,
    calendars: Mapping[str, Calendar],
    *,
    only: What | None = None,
    skipped: int = 0,
    limit: int = 50,
    progress: Callable[[int, int], None] = lambda done, total: None,
) -> WhatIf:
    """What a version of a published case type would change. Reads the journal and stores nothing.

    only: list cases with such a change alone. skipped, limit: of the cases listed. progress: events done, events in all.
    Raises Problem ``not-known-then``.
    """
    position, type_id = supposition.position, supposition.case_type.id
    publications = journal.publications(position)
    law = journal.law(position)
    law.must_be_read(type_id, position)
    present = law.rules(type_id, position)
    supposed = supposed_law(publications, supposition, calendars).rules(type_id, position)
    if present is None or supposed is None:
        raise Unknown(
            code="not-known-then",
            parameter="known_at",
            da=f"Sagstypen {type_id} var ikke offentliggjort på det tidspunkt.",
            en=f"The case type {type_id} had not been published at that moment.",
        )
    versions = [case_type for _, case_type in law.types()[type_id]]
    found = _Findings([*versions, supposition.case_type], only, range(skipped, skipped + limit))
    done, total, left_out = 0, journal.count(position), list[str]()
    for case, history in journal.histories(position):
        done += len(history)
        of_type = type_of(history) == type_id
        if of_type and any(
            at_midnight(one, present.local).event.occurred <= supposition.moment.as_of for one in history
        ):
            try:
                with computing(case):
                    one = compared(
                        case, history, (present, supposed), supposition.moment.as_of, supposition.moment.zone
                    )
                found.take(one)
            except NotComputed:
                left_out.append(case)
            progress(done, total)
    return WhatIf(
        **supposition.moment.told(position),
        type=type_id,
        valid_from=supposition.case_type.valid_from,
        replaces=any(version.valid_from == supposition.case_type.valid_from for version in versions),
        cases=found.cases,
        differing=found.differing,
        selected=found.selected,
        deadlines=found.deadlines(),
        items=found.items,
        left_out=left_out,
        definition=DEFINITION,
        type_label=supposition.case_type.title,
    )


class _Findings:
    """What is kept of all that was compared: counts, and the cases in their places."""

    def __init__(self, versions: Sequence[CaseType], only: What | None, places: range) -> None:
        self.labels = {rule.id: rule.label for version in versions for rule in version.deadlines}
        self.only = only
        self.places = places
        self.cases = self.differing = self.selected = 0
        self.items: list[InstanceChange] = []
        self.counts: dict[str, Counter[str]] = {deadline: Counter() for deadline in self.labels}
        self.days: dict[str, Counter[int]] = {deadline: Counter() for deadline in self.labels}

    def take(self, case: Sequence[Compared]) -> None:
        """One case more."""
        self.cases += 1
        for one in case:
            counts = self.counts[one.key[0]]
            counts["due before"] += one.due[0]
            counts["due after"] += one.due[1]
            counts["breached before"] += one.breached[0]
            counts["breached after"] += one.breached[1]
        changes = [one.change for one in case if one.change is not None]
        self.differing += bool(changes)
        for change in changes:
            self.counts[change.deadline].update(change.changes)
            if "moved" in change.changes and change.days is not None:
                self.days[change.deadline][change.days] += 1
        for deadline in {change.deadline for change in changes}:
            self.counts[deadline]["cases"] += 1
        wanted = [change for change in changes if self.only is None or self.only in change.changes]
        if wanted and self.selected in self.places:
            self.items += wanted
        self.selected += bool(wanted)

    def deadlines(self) -> list[DeadlineEffect]:
        """The counts, by deadline."""
        return [
            self._of(deadline, label) for deadline, label in self.labels.items() if self.counts[deadline].total()
        ]

    def _of(self, deadline: str, label: Text) -> DeadlineEffect:
        counts, days = self.counts[deadline], self.days[deadline]
        return DeadlineEffect(
            deadline=deadline,
            label=label,
            cases=counts["cases"],
            due_before=counts["due before"],
            due_after=counts["due after"],
            moved=counts["moved"],
            earlier=sum(count for moved, count in days.items() if moved < 0),
            later=sum(count for moved, count in days.items() if moved > 0),
            least_days=min(days, default=None),
            median_days=median(days.elements()) if days else None,
            most_days=max(days, default=None),
            falls_away=counts["falls-away"],
            added=counts["added"],
            expected_moved=counts["expected-moved"],
            breaches_before=counts["breached before"],
            breaches_after=counts["breached after"],
            breaches_avoided=counts["breach-avoided"],
            breaches_added=counts["breach-added"],
            needless=counts["needless"],
        )
