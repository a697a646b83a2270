"""Samples and reviews."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from zoneinfo import ZoneInfo

from ...domain.events.office_events import Stratum
from ...domain.text import Text
from ...domain.words.published_names import WHERE
from ...operations.cases import CaseAsked
from ...operations.reviews import CheckAsked, CheckRecorded, FollowUpAsked
from ...operations.samples import DrawAsked, DrawnSample, SamplesVerified
from ...projections.quality.populations import INSTANTS, Redrawn
from ...projections.quality.reviews import CheckedCase, FollowUp, Review, SampleLine
from ..model.columns import column, field, listed
from ..model.section import Column, Emphasis, LabelledValue, Line, Marked, Section
from ..model.sentences import counted, joined, same, sentence, when
from ..model.vocabulary import word
from .one_case import attribute_facts, deadlines, title_of

EMPHASIS: dict[str, Emphasis] = {
    "ok": "good",
    "error": "error",
    "corrected": "warning",
    "not-applicable": "dim",
    "pending": "breached",
}
CASES = (("sag", "case"), ("sager", "cases"))


def draw(drawn: DrawnSample, _: DrawAsked) -> list[Section]:
    """What was drawn, from what, and how anyone can draw it again."""
    columns = [column("number"), column("case"), *([_stratum(drawn.by)] if drawn.by else [])]
    sections = [
        Section(
            id="sample",
            title=sentence(
                "{drawn} af {cases}, frø {seed}, metode {method}",
                "{drawn} of {cases}, seed {seed}, method {method}",
                drawn=len(drawn.cases),
                cases=counted(drawn.population, *CASES),
                seed=drawn.seed,
                method=drawn.method,
            ),
            facts=_population(drawn, ZoneInfo(drawn.zone)),
        ),
        *_strata(drawn.by, drawn.strata),
        Section(
            id="drawn",
            title=Text("Trukne sager", "Cases drawn"),
            columns=tuple(columns),
            rows=[
                {"number": place, "case": one.case, "stratum": one.stratum}
                for place, one in enumerate(drawn.cases, start=1)
            ],
        ),
    ]
    if drawn.recorded is not None:
        already = drawn.recorded.already
        told = Text("Stikprøven var registreret i forvejen", "The sample was recorded already")
        sections.append(_recorded(drawn.recorded.case, drawn.recorded.event_position, told if already else None))
    return sections


def _recorded(case: str, position: int, already: Text | None) -> Section:
    told = sentence(
        "{told}: {case}, position {position}",
        "{told}: {case}, position {position}",
        told=already or Text("Registreret", "Recorded"),
        case=case,
        position=position,
    )
    return Section(id="recorded", title=told, emphasis="good")


def _population(sample: DrawnSample | SampleLine, zone: ZoneInfo) -> tuple[LabelledValue, ...]:
    """What the population is, and its digest."""
    told = joined(_choice(name, value, sample.chosen_labels, zone) for name, value in sample.chosen.items())
    return (
        LabelledValue(Text("Udvalg", "Choice"), told),
        LabelledValue(Text("Populationens digest", "Digest of the population"), sample.digest),
    )


def _choice(name: str, value: str, labels: Mapping[str, Text], zone: ZoneInfo) -> Text:
    """One word of the choice; its instants, which are kept in UTC, in local time."""
    field = name.replace("-", "_")
    label, said = word("field", field), labels.get(name) or same(value)
    if name.startswith(WHERE):
        label, said = labels[name], same(value)
    elif field in INSTANTS:
        said = same(when(datetime.fromisoformat(value), zone))
    elif field == "open":
        return label
    return sentence("{label}: {said}", "{label}: {said}", label=label, said=said)


def _strata(by: str | None, strata: Sequence[Stratum]) -> list[Section]:
    if not strata:
        return []
    rows = listed(strata, _stratum(by), "population", "drawn")
    return [Section(id="strata", title=Text("Strata", "Strata"), **rows)]


def _stratum(by: str | None) -> Column:
    return column("stratum", label=field(by, {}).label) if by else column("stratum")


def redrawn(found: SamplesVerified, _: CaseAsked) -> list[Section]:
    """Whether each recorded sample comes out the same, and where not."""
    zone = ZoneInfo(found.zone)
    return [_redrawn(found.case, one, zone) for one in found.samples]


def _redrawn(case: str, one: Redrawn, zone: ZoneInfo) -> Section:
    title = sentence(
        "{case} · frø {seed} · udtrukket {day} · fra position {position}",
        "{case} · seed {seed} · drawn {day} · from position {position}",
        case=case,
        seed=one.seed,
        day=_drawn_on(one, zone),
        position=one.position,
    )
    if one.same:
        told = Text(
            "Trukket om: samme population, strata og sager.", "Drawn again: same population, strata and cases."
        )
        return Section(id="sample", title=title, lines=(Line(told, "good"),))
    differs = Text("Trukket om: den afviger.", "Drawn again: it differs.")
    rows = listed(
        one.differences,
        column("what", names="field"),
        column("as_recorded", id="recorded"),
        "redrawn",
    )
    return Section(id="sample", title=title, lines=(Line(differs, "error"),), **rows)


def _drawn_on(sample: Redrawn | SampleLine, zone: ZoneInfo) -> str:
    """The day, or the minute where it is known."""
    return when(sample.drawn_at.astimezone(zone).date() if sample.whole_day else sample.drawn_at, zone)


def review(found: Review, _: CaseAsked) -> list[Section]:
    """A review: what it is, what was drawn, what was answered, and its course."""
    zone = ZoneInfo(found.zone)
    held = [LabelledValue(column(name).label, getattr(found, name)) for name in ("unit", "responsible")]
    facts = [*held, *attribute_facts(found.attributes, found.attribute_labels)]
    none = Text("Ingen stikprøve er udtrukket endnu.", "No sample was drawn yet.")
    sections = [
        Section(
            id="review",
            title=title_of(found.case, found.title, found.state),
            facts=tuple(fact for fact in facts if fact.value is not None),
            lines=() if found.samples else (Line(none, "warning"),),
        )
    ]
    for sample in found.samples:
        sections.append(
            Section(
                id="sample",
                title=_sample(sample, zone),
                facts=_population(sample, zone),
            )
        )
        sections += _strata(sample.by, sample.strata)
    sections.append(_checklist(found))
    if found.cases:
        sections.append(_checked_cases(found.cases, [line.check for line in found.checks]))
    sections.append(_course(found, zone))
    return [*sections, *([deadlines(found.deadlines)] if found.deadlines else [])]


def _sample(sample: SampleLine, zone: ZoneInfo) -> Text:
    return sentence(
        "Stikprøve {day}: {drawn} af {cases}, frø {seed}, pr. {as_of}, kendt ved position {position}",
        "Sample of {day}: {drawn} of {cases}, seed {seed}, as of {as_of}, known at position {position}",
        day=_drawn_on(sample, zone),
        drawn=sample.drawn,
        cases=counted(sample.population, *CASES),
        seed=sample.seed,
        as_of=when(sample.as_of, zone),
        position=sample.position,
    )


def _checklist(found: Review) -> Section:
    errors = found.errors_open + found.errors_corrected
    names = ("number", "check", "ok", "error", "corrected", "not_applicable", "pending")
    return Section(
        id="checklist",
        title=sentence(
            "{answered} af {checks} besvaret; {errors}, heraf {corrected} rettet",
            "{answered} of {checks} answered; {errors}, {corrected} of them put right",
            answered=found.answered,
            checks=counted(found.of, ("kontrolpunkt", "check"), ("kontrolpunkter", "checks")),
            errors=counted(errors, ("fejl", "error"), ("fejl", "errors")),
            corrected=found.errors_corrected,
        ),
        emphasis="error" if found.errors_open else "strong",
        columns=tuple(column(name) for name in names),
        names={"check": {line.check: line.label for line in found.checks}},
        rows=[
            {name: getattr(line, name) for name in names[1:]} | {"number": place}
            for place, line in enumerate(found.checks, start=1)
        ],
    )


def _checked_cases(checked: Sequence[CheckedCase], checks: Sequence[str]) -> Section:
    """The columns are the numbers of the checklist."""
    strata = any(one.stratum is not None for one in checked)
    numbered = [
        Column(id=check, label=same(str(place)), sort="text", names="answer")
        for place, check in enumerate(checks, start=1)
    ]
    return Section(
        id="answers",
        title=Text("Svar pr. sag", "Answers by case"),
        columns=(column("case"), *([column("stratum")] if strata else []), *numbered),
        rows=[
            {"case": one.case, "stratum": one.stratum} | {check: _answer(one, check) for check in checks}
            for one in checked
        ],
    )


def _answer(one: CheckedCase, check: str) -> Marked | None:
    answer = "corrected" if check in one.corrected else one.answers.get(check)
    return Marked(answer, EMPHASIS[answer]) if answer else None


def _course(found: Review, zone: ZoneInfo) -> Section:
    return Section(
        id="course",
        title=Text("Forløb", "Course"),
        **listed(
            found.steps,
            "occurred",
            column("event", id="label"),
            "note",
            occurred=lambda line: _day(line.occurred, zone) if line.whole_day else line.occurred,
            note=lambda line: line.body.get("note") or "",
        ),
    )


def _day(instant: datetime, zone: ZoneInfo) -> date:
    return instant.astimezone(zone).date()


def follow_up(found: FollowUp, _: FollowUpAsked) -> list[Section]:
    """The errors that are still to be put right."""
    zone = ZoneInfo(found.zone)
    aside = (column(name, priority=2) for name in ("unit", "responsible", "review"))
    return [
        Section(
            id="follow-up",
            title=sentence(
                "{open} fejl er ikke rettet, {corrected} er rettet",
                "{errors} not put right, {put_right}",
                open=found.open,
                corrected=found.corrected,
                errors=counted(found.open, ("", "error is"), ("", "errors are")),
                put_right=counted(found.corrected, ("", "is"), ("", "are")),
            ),
            names={"check": {one.check: one.label for one in found.items}},
            **listed(
                found.items,
                "case",
                "check",
                "found_at",
                "days_open",
                *aside,
                found_at=lambda one: _day(one.found_at, zone),
            ),
            empty=same(""),
            next=found.next,
        )
    ]


def recorded(noted: CheckRecorded, _: CheckAsked) -> list[Section]:
    """What became of an answer or a correction."""
    already = Text("Det stod der i forvejen", "It stood there already") if noted.already else None
    return [_recorded(noted.case, noted.position, already)]
