"""The demonstration on the terminal: a question, the answer, and the command that gives it."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

from ..demo.showcase import Inquiry, Knowledge, Reports, Restoration, Showcase
from ..operations.queue import QueueAsked
from ..projections.one_case.explanation import Explanation, Reason
from .language import both, number, say
from .output import out
from .tables import show_queue, table, when

TYPES = {
    "fleksjob": ("fleksjobsager", "flexjob cases"),
    "ydelse": ("ansøgninger om ydelse", "benefit applications"),
    "kontanthjaelp": ("ansøgninger om kontanthjælp", "applications for assistance"),
    "klage": ("klager over sagsbehandlingen", "complaints about handling"),
    "klage-afgoerelse": ("klager over afgørelser", "complaints about decisions"),
    "aktindsigt": ("anmodninger om aktindsigt", "requests for access"),
    "partshoering": ("partshøringer", "hearings of parties"),
    "agterskrivelse": ("agterskrivelser", "notices of intent"),
    "tilsyn": ("ledelsestilsyn", "management reviews"),
    "egen-drift": ("egen drift-undersøgelse", "ombudsman's inquiry"),
    "handleplan": ("punkter i handleplaner", "items of action plans"),
    "samkoering": ("samkøringer", "reconciliations"),
    "undersoegelse": ("brugerundersøgelser", "surveys of users"),
}
IN_TIME_TABLE = ("fleksjob", "ydelse", "klage")
STEPS = {
    "started": ("fristen begynder", "the term begins"),
    "suspended": ("uret standses", "the clock stops"),
    "resumed": ("uret går igen", "the clock runs again"),
    "extended": ("fristen forlænges", "the term is extended"),
    "met": ("afgørelsen træffes", "the decision is made"),
}
OUTCOMES = {"letter": ("brev", "letter"), "report": ("rapport", "report")}


def show_demonstration(found: Showcase, where: str, zone: ZoneInfo) -> None:
    """Everything, from what it is to the knowledge that came late."""
    out.print(both("Demonstrationskommunen", "The demonstration municipality"), style="bold")
    out.print(
        both(
            "Konstrueret: ingen borger og ingen sagsbehandler i den findes. Kun det, som offentlige dokumenter oplyser, er virkeligt.",
            "Constructed: no citizen and no caseworker in it exists. Only what public documents state is real.",
        )
    )
    counts = ", ".join(f"{number(group.open + group.closed)} {_type(group.type)}" for group in found.cases)
    span = f"{_day(found.first_registered, zone)} … {_day(found.last_registered, zone)}"
    events = both(f"{number(found.events)} hændelser", f"{number(found.events)} events")
    out.print(f"{events}, {span}: {counts}")
    out.print(where, style="dim", soft_wrap=True, markup=False)
    day = _day(found.queue.as_of, zone)
    _question(
        both(f"Hvilke revurderinger hastede den {day}?", f"Which re-assessments were urgent on {day}?"),
        f"queue --deadline re-assessment --as-of {day} --limit {len(found.queue.items)}",
    )
    show_queue(found.queue, QueueAsked())
    _show_restoration(found.restoration)
    _show_years(found)
    _show_quality(found)
    _show_inquiry(found.inquiry, zone)
    _show_reports(found.reports, zone)
    _show_knowledge(found.knowledge, zone)
    _show_explained(found.explained_then, found.explained_now, zone)


def show_next(lines: list[str]) -> None:
    """What to try next, ready to be copied."""
    out.print()
    out.print(both("Prøv selv", "Try next"), style="bold")
    for line in lines:
        out.print(f"  {line}", markup=False, soft_wrap=True)


def _question(text: str, command: str) -> None:
    out.print()
    out.print(text, style="bold")
    out.print(f"$ sagsgang {command}", style="cyan", markup=False, soft_wrap=True)


def _show_restoration(found: Restoration) -> None:
    until = found.burn_down[-1].on
    _question(
        both(
            f"Blev de overskredne revurderinger genoprettet til {until}?",
            f"Were the overdue re-assessments made good by {until}?",
        ),
        f"backlog --type fleksjob --deadline re-assessment --on {found.on} --until {until}",
    )
    out.print(
        both(
            f"{number(found.under_duty)} sager under pligten: {number(found.overdue)} overskredet, "
            f"{number(found.not_overdue)} ikke (delingen er konstrueret).",
            f"{number(found.under_duty)} cases under the duty: {number(found.overdue)} overdue, "
            f"{number(found.not_overdue)} not (the split is constructed).",
        )
    )
    headings = [both("Den 1. i", "On the 1st of"), *(f"{point.on:%Y-%m}" for point in found.burn_down)]
    rows = [
        [both("Stadig åbne", "Still open"), *(point.still_open for point in found.burn_down)],
        [both("Nye overskredne", "Newly overdue"), *(point.newly_overdue for point in found.burn_down)],
    ]
    out.print(table(headings, rows))
    if found.gained_days is not None:
        days = number(found.gained_days)
        out.print(
            both(
                f"Oversendelse efter 10 måneder i stedet for 11 gav jobcentrene {days} dage mere (median).",
                f"Transfer at 10 months instead of 11 gave the job centres {days} days more (median).",
            )
        )


def _show_years(found: Showcase) -> None:
    _question(
        both(
            "Hvor mange klagede til Borgerrådgiveren, og hvor lang tid tog sagerne? (median, dage)",
            "How many complained to the ombudsman, and how long did the cases take? (median, days)",
        ),
        "stats complaints --by via --period year",
    )
    times = {(row.period, row.group): row.median_days for row in found.case_time}
    headings = both(
        "År|Klager|Ændring %|Fleksjob|Ydelse|Klagesag", "Year|Complaints|Change %|Flexjob|Benefit|Complaint case"
    )
    rows = [
        [row.period, row.received, row.change_pct, *(times.get((row.period, name)) for name in IN_TIME_TABLE)]
        for row in found.complaints
    ]
    out.print(table(headings.split("|"), rows))
    change = f"{found.complaints_2007_to_2010_pct:+.0f} %"
    out.print(both(f"Klager fra 2007 til 2010: {change}", f"Complaints from 2007 to 2010: {change}"))


def _show_quality(found: Showcase) -> None:
    _question(
        both("Hvad mangler der i fleksjobsagerne?", "What is missing in the flexjob cases?"),
        "stats quality --type fleksjob --by finding",
    )
    labels = [[say(row.label) if row.label else str(row.group), row.n, row.in_cases] for row in found.findings]
    out.print(table(both("Fund|Antal|I sager", "Finding|n|In cases").split("|"), labels))
    _question(
        both("Hvor mange fejl fandt ledelsestilsynet?", "How many errors did the management reviews find?"),
        "stats error-rates --type tilsyn --by type --period year",
    )
    rates = [
        [row.period, row.n, row.errors, row.error_pct, row.low_pct, row.high_pct, row.corrected]
        for row in found.error_rates
    ]
    headings = both(
        "År|Kontrolleret|Fejl|Fejl %|fra %|til %|Rettet", "Year|Checked|Errors|Error %|from %|to %|Put right"
    )
    out.print(table(headings.split("|"), rates))
    _question(
        both("Kom borgerne til samtalerne?", "Did the citizens come to the meetings?"),
        "stats attendance --type fleksjob --by reminded",
    )
    named = {
        "reminded": both("Med erindring", "With a reminder"),
        "not-reminded": both("Uden erindring", "Without a reminder"),
    }
    meetings = [[named.get(str(row.group), str(row.group)), row.n, row.attendance_pct] for row in found.attendance]
    out.print(table(["", both("Samtaler", "Meetings"), both("Fremmøde %", "Attendance %")], meetings))


def _show_inquiry(found: Inquiry, zone: ZoneInfo) -> None:
    _question(
        both("Hvad blev der af Borgerrådgiverens undersøgelse?", "What became of the ombudsman's inquiry?"),
        f"review show {found.case}",
    )
    begun, reported, closed = (_day(at, zone) for at in (found.begun_at, found.reported_at, found.closed_at))
    outcome = both(*OUTCOMES[found.outcome])
    without = both("med kritik", "with criticism") if found.criticism else both("uden kritik", "without criticism")
    out.print(
        both(
            f"Begyndt {begun}, {found.drawn} af {found.population} sager, {found.errors} fejl; foreløbig rapport "
            f"{reported}; afsluttet {closed} med {outcome}, {without}.",
            f"Begun {begun}, {found.drawn} of {found.population} cases, {found.errors} errors; preliminary report "
            f"{reported}; closed {closed} by {outcome}, {without}.",
        )
    )


def _show_reports(found: Reports, zone: ZoneInfo) -> None:
    _question(
        both(
            "Hvilke rapporter lavede rapportkalenderen af sig selv, og hvilken er den næste?",
            "Which reports did the report calendar make by itself, and which is the next?",
        ),
        f"report-calendar due --from {_day(found.since, zone)} --to {_day(found.until, zone)}",
    )
    last, coming = (f"{when(run.due, zone)} {say(run.label)} ({run.period})" for run in (found.last, found.next))
    out.print(
        both(
            f"{number(found.made)} kørsler lavet; den seneste: {last}. Den næste: {coming}.",
            f"{number(found.made)} runs made; the last: {last}. The next: {coming}.",
        ),
        markup=False,
    )


def _show_knowledge(found: Knowledge, zone: ZoneInfo) -> None:
    day = _day(found.as_of, zone)
    _question(
        both(
            f"Hvem modtog ledighedsydelse den {day}, og hvad vidste vi dengang?",
            f"Who received the benefit on {day}, and what did we know then?",
        ),
        f"cases --type fleksjob --by benefit --as-of {day} --known-at {day}",
    )
    out.print(
        both(
            f"Som kendt den dag: {found.then} sager. Som kendt nu: {found.now}.",
            f"As known on that day: {found.then} cases. As known now: {found.now}.",
        )
    )
    for label, cases in (
        (both("Først registreret senere", "Registered only later"), found.found_later),
        (both("Viste sig ikke at passe", "Found not to be so"), found.not_so_after_all),
    ):
        out.print(f"{label} ({len(cases)}): {', '.join(cases)}", markup=False)


def _show_explained(then: Explanation, now: Explanation, zone: ZoneInfo) -> None:
    _question(
        both(
            f"Blev {now.case} afgjort i tide? Det afhang af, hvad man vidste.",
            f"Was {now.case} decided in time? That depended on what one knew.",
        ),
        f"case explain {now.case} {now.deadline} --as-of 2008-01-10 --known-at 2008-01-10",
    )
    headings = [
        "",
        both("Frist, som kendt 2008-01-10", "Due, as known 2008-01-10"),
        both("Frist, som kendt nu", "Due, as known now"),
    ]
    rows = [
        [_step(before, after, zone), _end(before), _end(after)]
        for before, after in zip(then.because, now.because, strict=True)
    ]
    out.print(table(headings, [*rows, [both("I tide?", "In time?"), _in_time(then), _in_time(now)]]))
    out.print(f"{both('Kilde', 'Source')}: {now.rule.source}", style="dim", markup=False)


def _step(then: Reason, now: Reason, zone: ZoneInfo) -> str:
    days = dict.fromkeys(_day(reason.at, zone) for reason in (then, now))
    what = both(*STEPS[now.what]) if now.what in STEPS else now.what
    return f"{what} ({' / '.join(days)})"


def _end(reason: Reason) -> str:
    return f"{when(reason.due)}" + (f" ({say(reason.roll)})" if reason.roll else "")


def _in_time(one: Explanation) -> str:
    return both("nej, for sent", "no, too late") if one.breached_at else both("ja", "yes")


def _type(name: str | None) -> str:
    return both(*TYPES[name]) if name in TYPES else str(name)


def _day(moment: datetime | None, zone: ZoneInfo) -> str:
    return when(moment.astimezone(zone).date() if moment else None)
