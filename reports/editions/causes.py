"""The events that make the difference between an edition and what is known now.

An event recorded since the edition makes a difference if, without it and what speaks of it, the report would say
something else of the case now. So each case is folded again without some of what came in, and the report's questions
are put about it alone, until nothing more can be left out. What was changed and changed back is gone then, whatever
came between. Rules published since count like events of every case that they govern.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import datetime
from typing import NamedTuple

import msgspec

from ...domain.events.case_events import Annulled, Corrected
from ...domain.events.corrections import at_midnight, type_of
from ...domain.events.history import Recorded
from ...domain.events.publications import CaseTypePublished, TargetsPublished
from ...domain.fold.law import Law
from ...domain.rules.local_time import LocalTime
from ...domain.text import Text
from ...domain.words.event_names import event_name
from ...projections.asking.changes import changes
from ...projections.asking.reader import Reader
from ...projections.tables.catalogue import PROJECTIONS
from ..model.build import rulebook_of
from ..model.kind import Kind, ReportRequest, Rulebook
from ..model.questions import Question
from .counterfactual import Suppositions, otherwise, shares_of, target_of
from .minimal_causes import needed, step

Progress = Callable[[int, int], None]
BATCH = 500  # cases that are folded anew and asked about at once


class Cause(msgspec.Struct, kw_only=True):
    """One event that makes the difference, recorded after the edition.

    case: none for a publication. about: the position of the event that it corrects or annuls. sort: ``late`` (recorded
    after the edition, of a day before it), ``corrected``, ``annulled`` or ``rules`` (a case type, a calendar or targets
    were published). cases: of which the report would say something else without it. asked: the questions of the report
    that it would then answer otherwise.
    """

    position: int
    recorded: datetime
    occurred: datetime
    case: str | None
    event: str
    label: Text
    sort: str
    about: int | None
    source: str
    id: str
    cases: list[str]
    asked: list[str]


class RestatedReport(NamedTuple):
    """A report at the reader's moment, against what was known at the position ``then``."""

    reader: Reader
    kind: Kind
    wanted: ReportRequest
    then: int


class _Found(NamedTuple):
    """An event that is needed for what the report says now, of which cases, and in the answers to what."""

    recorded: Recorded
    label: Text
    about: int | None
    cases: set[str]
    asked: set[str]


def causes(compared: RestatedReport, progress: Progress = lambda done, total: None) -> list[Cause]:
    """What makes the difference, by position. Raises Problem."""
    reader = compared.reader
    rulebook = rulebook_of(reader)
    questions = compared.kind.questions(compared.wanted, rulebook)
    publications = {one.position: one for one in reader.journal.publications(reader.position)}
    differing = _differing(reader, questions, compared.then)
    found = _targets_needed(compared, questions, rulebook)
    done = 0
    for histories in _batches(reader, differing):
        progress(done, len(differing))
        done += len(histories)
        supposed = Suppositions(reader, questions, list(publications.values()), histories)
        for case, because in _needed_of_cases(supposed, compared.then).items():
            history = {one.position: one for one in histories[case]}
            for position, asked in because.items():
                if position not in found:
                    recorded = history.get(position) or publications[position]
                    label = _label(recorded, reader.law, histories[case])
                    found[position] = _Found(recorded, label, target_of(recorded, histories[case]), set(), set())
                found[position].cases.add(case)
                found[position].asked.update(asked)
    progress(len(differing), len(differing))
    return [_cause(found[position], LocalTime.of(compared.wanted.zone)) for position in sorted(found)]


def _batches(reader: Reader, cases: Sequence[str]) -> Iterator[dict[str, list[Recorded]]]:
    """Cases with their histories: ``BATCH`` at most, and two pages of them, for the last page is small."""
    for first in range(0, len(cases), BATCH):
        pages = reader.journal.history_pages_of(cases[first : first + BATCH], reader.position)
        for page in pages:
            yield dict([*page, *next(pages, ())])


def _differing(reader: Reader, questions: Mapping[str, Question], then: int) -> list[str]:
    """The cases of which the report says something else now."""
    moved = list(changes(reader, PROJECTIONS.values(), then))
    before = shares_of(reader.at(then, moved), questions, moved)
    now = shares_of(reader.at(reader.position, moved), questions, moved)
    return [case for case in moved if before[case] != now[case]]


def _needed_of_cases(supposed: Suppositions, then: int) -> dict[str, dict[int, list[str]]]:
    """Case to the positions that are needed for what is said of it, all cases searched in step."""
    searches = {case: needed(*supposed.pool(case, then)) for case in supposed.histories}
    trials: dict[str, frozenset[int]] = {}
    found: dict[str, dict[int, list[str]]] = {}
    answers: dict[str, list[str] | None] = dict.fromkeys(searches)
    while answers:
        trials.clear()
        for case, answer in answers.items():
            next_step = step(searches[case], answer)
            if isinstance(next_step, dict):
                found[case] = next_step
            else:
                trials[case] = next_step
        answers = dict(supposed.without(trials))
    return found


def _targets_needed(
    compared: RestatedReport, questions: Mapping[str, Question], rulebook: Rulebook
) -> dict[int, _Found]:
    """The targets published since, without which the answers would be others now."""
    reader = compared.reader
    asked = {name: question.published(reader, compared.then) for name, question in questions.items()}
    published = {one.position: one for found in asked.values() for one in found}
    now = {name: question.ask(reader) for name, question in questions.items() if asked[name]}
    search = needed(sorted(published), {})
    trial = step(search, None)
    while not isinstance(trial, dict):
        kept = [one for one in rulebook.targets if one.position not in trial]
        others = compared.kind.questions(compared.wanted, rulebook._replace(targets=kept))
        trial = step(search, otherwise(now, {name: others[name].ask(reader) for name in now}))
    return {
        position: _Found(published[position], _label(published[position], reader.law, ()), None, set(), set(names))
        for position, names in trial.items()
    }


def _cause(found: _Found, local: LocalTime) -> Cause:
    recorded, event = found.recorded, found.recorded.event
    of_case = not recorded.case.startswith("$")
    return Cause(
        position=recorded.position,
        recorded=recorded.recorded,
        occurred=at_midnight(recorded, local).event.occurred,
        case=recorded.case if of_case else None,
        event=event.name,
        label=found.label,
        sort=_sort(recorded) if of_case else "rules",
        about=found.about,
        source=event.source,
        id=event.id,
        cases=sorted(found.cases),
        asked=sorted(found.asked),
    )


def _sort(recorded: Recorded) -> str:
    match recorded.event:
        case Corrected():
            return "corrected"
        case Annulled():
            return "annulled"
    return "late"


def _label(recorded: Recorded, law: Law, history: Sequence[Recorded]) -> Text:
    if isinstance(recorded.event, CaseTypePublished):
        title = recorded.event.definition.title
        return Text(f"Sagstype offentliggjort: {title.da}", f"Case type published: {title.en}")
    if isinstance(recorded.event, TargetsPublished):
        return Text("Mål offentliggjort", "Targets published")
    if recorded.case.startswith("$"):
        return Text("Kalender offentliggjort", "Calendar published")
    versions = law.types().get(type_of(history) or "")
    name = recorded.event.name
    return event_name(versions[-1][1], name) if versions else Text(name, name)
