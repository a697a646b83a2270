"""Samples and reviews on the terminal."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from zoneinfo import ZoneInfo

from rich.text import Text as Styled

from ..domain.events.office_events import Stratum
from ..operations.cases import CaseAsked
from ..operations.reviews import CheckAsked, CheckRecorded, FollowUpAsked
from ..operations.samples import DrawAsked, DrawnSample, SamplesVerified
from ..projections.quality.populations import INSTANTS, Drawn, Redrawn
from ..projections.quality.reviews import CheckedCase, FollowUp, Review, SampleLine
from .language import both, counted, number, say
from .output import out
from .tables import STATES, heading, shown, table, when, word

ANSWERS = {
    "ok": ("ok", "ok"),
    "error": ("fejl", "error"),
    "corrected": ("rettet", "corrected"),
    "not-applicable": ("ikke relevant", "not applicable"),
    "pending": ("mangler", "pending"),
}
STYLES = {"ok": "green", "error": "bold red", "corrected": "yellow", "not-applicable": "dim", "pending": "magenta"}


def show_draw(drawn: DrawnSample, asked: DrawAsked) -> None:
    """What was drawn, from what, and how anyone can draw it again."""
    del asked
    zone, recorded = ZoneInfo(drawn.zone), drawn.recorded
    out.print(heading(drawn.as_of, None, drawn.position, zone), style="dim")
    out.print(
        both(
            f"{number(len(drawn.cases))} af {counted(drawn.population, 'sag', 'sager')}, frø {drawn.seed}, "
            f"metode {drawn.method}",
            f"{number(len(drawn.cases))} of {counted(drawn.population, 'case', 'cases')}, seed {drawn.seed}, "
            f"method {drawn.method}",
        ),
        style="bold",
        markup=False,
    )
    _show_population(drawn.chosen, drawn.digest, zone)
    _show_strata(drawn.by, drawn.strata)
    _show_cases(drawn)
    if recorded is not None:
        told = (
            both("Stikprøven var registreret i forvejen", "The sample was recorded already")
            if recorded.already
            else both("Registreret", "Recorded")
        )
        out.print(
            f"{told}: {recorded.case}, {both('position', 'position')} {number(recorded.event_position)}",
            style="green",
            markup=False,
        )


def _show_population(chosen: dict[str, str], digest: str, zone: ZoneInfo) -> None:
    """The instants of the choice, which are kept in UTC, in local time."""
    instants = {name.replace("_", "-") for name in INSTANTS}
    told = ", ".join(
        f"{name}={when(datetime.fromisoformat(value), zone) if name in instants else value}"
        for name, value in chosen.items()
    )
    out.print(f"{both('Udvalg', 'Choice')}: {told}", markup=False)
    out.print(f"{both('Populationens digest', 'Digest of the population')}: {digest}", markup=False)


def _show_strata(by: str | None, strata: Sequence[Stratum]) -> None:
    if strata:
        headings = [by or "", both("sager", "cases"), both("trukket", "drawn")]
        out.print(table(headings, [[one.stratum, one.population, one.drawn] for one in strata]))


def _show_cases(drawn: Drawn) -> None:
    headings = ["", both("Sag", "Case"), *([drawn.by] if drawn.by else [])]
    rows = [
        [place, one.case, *([one.stratum] if drawn.by else [])] for place, one in enumerate(drawn.cases, start=1)
    ]
    out.print(table(headings, rows))


def show_redrawn(found: SamplesVerified, asked: CaseAsked) -> None:
    """Whether each recorded sample comes out the same, and where not."""
    del asked
    zone = ZoneInfo(found.zone)
    for one in found.samples:
        out.print(
            f"{found.case} · {both('frø', 'seed')} {one.seed} · {both('udtrukket', 'drawn')} {_drawn_on(one, zone)} · "
            f"{both('fra position', 'from position')} {number(one.position)}",
            markup=False,
        )
        if one.same:
            told = both(
                "Trukket om: samme population, strata og sager.", "Drawn again: same population, strata and cases."
            )
            out.print(told, style="green")
            continue
        out.print(both("Trukket om: den afviger.", "Drawn again: it differs."), style="bold red")
        headings = both("Hvad|Registreret|Trukket om", "What|Recorded|Drawn again").split("|")
        rows = [[each.what, each.recorded or "–", each.redrawn or "–"] for each in one.differences]
        out.print(table(headings, rows))


def _drawn_on(sample: Redrawn | SampleLine, zone: ZoneInfo) -> str:
    """The day, or the minute where it is known."""
    return when(sample.drawn_at.astimezone(zone).date() if sample.whole_day else sample.drawn_at, zone)


def show_review(found: Review, asked: CaseAsked) -> None:
    """A review: what it is, what was drawn, what was answered, and its course."""
    del asked
    zone = ZoneInfo(found.zone)
    out.print(heading(found.as_of, found.known_at, found.position, zone), style="dim")
    title = say(found.title) if found.title else found.type or ""
    out.print(f"{found.case} · {title} · {word(STATES, found.state)}", style="bold", markup=False)
    facts = [
        (both("enhed", "unit"), found.unit),
        (both("ansvarlig", "responsible"), found.responsible),
        *found.attributes.items(),
    ]
    line = "  ".join(f"{name}: {shown(value)}" for name, value in facts if value is not None)
    if line:
        out.print(line, markup=False)
    for sample in found.samples:
        _show_sample(sample, zone)
    if not found.samples:
        out.print(both("Ingen stikprøve er udtrukket endnu.", "No sample was drawn yet."), style="yellow")
    _show_progress(found)
    _show_checklist(found)
    if found.cases:
        _show_checked_cases(found.cases, [line.check for line in found.checks])
    _show_course(found, zone)


def _show_sample(sample: SampleLine, zone: ZoneInfo) -> None:
    out.print(
        both(
            f"Stikprøve {_drawn_on(sample, zone)}: {number(sample.drawn)} af "
            f"{counted(sample.population, 'sag', 'sager')}, "
            f"frø {sample.seed}, pr. {when(sample.as_of, zone)}, kendt ved position {number(sample.position)}",
            f"Sample of {_drawn_on(sample, zone)}: {number(sample.drawn)} of "
            f"{counted(sample.population, 'case', 'cases')}, "
            f"seed {sample.seed}, as of {when(sample.as_of, zone)}, known at position {number(sample.position)}",
        ),
        markup=False,
    )
    _show_population(sample.chosen, sample.digest, zone)
    _show_strata(sample.by, sample.strata)


def _show_progress(found: Review) -> None:
    errors = found.errors_open + found.errors_corrected
    out.print(
        both(
            f"{number(found.answered)} af {counted(found.of, 'kontrolpunkt', 'kontrolpunkter')} besvaret; "
            f"{number(errors)} fejl, heraf {number(found.errors_corrected)} rettet",
            f"{number(found.answered)} of {counted(found.of, 'check', 'checks')} answered; "
            f"{counted(errors, 'error', 'errors')}, {number(found.errors_corrected)} of them put right",
        ),
        style="bold red" if found.errors_open else "bold",
    )


def _show_checklist(found: Review) -> None:
    headings = both(
        "|Id|Kontrolpunkt|ok|fejl|rettet|ikke relevant|mangler",
        "|Id|Check|ok|error|corrected|not applicable|pending",
    ).split("|")
    rows = [
        [
            place,
            line.check,
            say(line.label),
            line.ok,
            line.error,
            line.corrected,
            line.not_applicable,
            line.pending,
        ]
        for place, line in enumerate(found.checks, start=1)
    ]
    out.print(table(headings, rows))


def _show_checked_cases(checked: Sequence[CheckedCase], checks: Sequence[str]) -> None:
    """The columns are the numbers of the checklist."""
    strata = any(one.stratum is not None for one in checked)
    headings = [
        both("Sag", "Case"),
        *([both("Stratum", "Stratum")] if strata else []),
        *(str(place) for place in range(1, len(checks) + 1)),
    ]
    rows = [
        [one.case, *([one.stratum] if strata else []), *(_cell(one, check) for check in checks)] for one in checked
    ]
    out.print(table(headings, rows))


def _cell(one: CheckedCase, check: str) -> Styled | None:
    answer = "corrected" if check in one.corrected else one.answers.get(check)
    return Styled(word(ANSWERS, answer), style=STYLES[answer]) if answer else None


def _show_course(found: Review, zone: ZoneInfo) -> None:
    headings = both("Skete|Hændelse|Bemærkning", "Occurred|Event|Note").split("|")
    rows = [
        [
            when(line.occurred.astimezone(zone).date() if line.whole_day else line.occurred, zone),
            say(line.label),
            line.body.get("note"),
        ]
        for line in found.steps
    ]
    out.print(table(headings, rows))
    if found.deadlines:
        headings = both("Frist|Status|Udløber", "Deadline|State|Due").split("|")
        rows = [
            [
                say(line.label),
                Styled(both("overskredet", "overdue"), style="bold red")
                if line.overdue
                else word(STATES, line.state),
                when(line.due, zone),
            ]
            for line in found.deadlines
        ]
        out.print(table(headings, rows))


def show_follow_up(found: FollowUp, asked: FollowUpAsked) -> None:
    """The errors that are still to be put right."""
    del asked
    zone = ZoneInfo(found.zone)
    out.print(heading(found.as_of, found.known_at, found.position, zone), style="dim")
    out.print(
        both(
            f"{number(found.open)} fejl er ikke rettet, {number(found.corrected)} er rettet",
            f"{counted(found.open, 'error is', 'errors are')} not put right, "
            f"{counted(found.corrected, 'is', 'are')}",
        ),
        style="bold",
    )
    if found.items:
        headings = both(
            "Sag|Kontrolpunkt|Fundet|Dage|Enhed|Ansvarlig|Tilsyn", "Case|Check|Found|Days|Unit|Responsible|Review"
        ).split("|")
        rows = [
            [
                one.case,
                say(one.label),
                when(one.found_at.astimezone(zone).date()),
                one.days_open,
                one.unit,
                one.responsible,
                one.review,
            ]
            for one in found.items
        ]
        out.print(table(headings, rows))


def show_recorded(noted: CheckRecorded, asked: CheckAsked) -> None:
    """What became of an answer or a correction."""
    del asked
    told = (
        both("Det stod der i forvejen", "It stood there already")
        if noted.already
        else both("Registreret", "Recorded")
    )
    out.print(
        f"{told}: {noted.case}, {both('position', 'position')} {number(noted.position)}",
        style="green",
        markup=False,
    )
