"""Reports: list, make, publish, and restate when more is known."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Annotated

from cyclopts import App, Parameter

from ..domain.problem import Unavailable
from ..operations.registration import recorded_at
from ..projections.asking.reader import Moment, ask
from ..projections.asking.shared_zone import zone_of_journal
from ..reports.editions.editions import Edition, as_published, edition_of, editions, publish_edition
from ..reports.editions.restated import as_report
from ..reports.editions.restatement import restate
from ..reports.forms.files import Naming, render, stem
from ..reports.forms.folder import NotWritten
from ..reports.kinds.catalogue import KINDS, kind_of
from ..reports.model.build import check, make
from ..reports.model.kind import Audience, Kind, NotAsked, Wanted
from ..reports.model.report import Report
from ..reports.model.span import span_of
from ..terminal.language import LANGUAGE, both, say
from ..terminal.output import answer, note
from ..terminal.progress import progress
from ..terminal.reader_time import now
from ..terminal.report_pages import (
    altered,
    show_editions,
    show_files,
    show_kinds,
    show_published,
    show_report,
    show_restatement,
)
from .asking import Asked, AskedOfPeriod, Desk, Json, desk, journal, not_empty
from .report_files import Format, To, forms_in, names, not_made, say_failed, write

DIFFERS = 4

report = App(name="report")


@Parameter(name="*")
@dataclass(frozen=True, kw_only=True)
class Chosen:
    """Which report: the period and what it is narrowed to."""

    period: Annotated[
        str,
        Parameter(
            help=both(
                "Hvilken periode: 2008-03, 2010-Q1, 2010-H1 eller 2010.",
                "Which period: 2008-03, 2010-Q1, 2010-H1 or 2010.",
            )
        ),
    ]
    case_type: Annotated[
        str | None, Parameter(name="--type", help=both("Kun denne sagstype.", "This case type only."))
    ] = None
    unit: Annotated[str | None, Parameter(help=both("Kun denne enhed.", "This unit only."))] = None
    audience: Annotated[
        Audience | None,
        Parameter(
            name="--for",
            help=both(
                "Månedsstatus til hvem: team kræver --unit; director, hvis intet siges.",
                "The monthly status for whom: team needs --unit; director by default.",
            ),
        ),
    ] = None
    case: Annotated[
        str | None, Parameter(help=both("Undersøgelsen, rapporten handler om.", "The inquiry that it is about."))
    ] = None


@report.command(
    name="list",
    help=both(
        "Hvilke rapporter der er.\n\nEksempel: sagsgang report list",
        "Which reports there are.\n\nExample: sagsgang report list",
    ),
)
def list_kinds(*, json: Json = False) -> None:
    """Carry out ``sagsgang report list``: needs no database."""
    kinds = list(KINDS.values())
    told = [
        {"report": one.id, "title": one.title, "about": one.about, "periods": one.periods, "for": one.audiences}
        for one in kinds
    ]
    answer({"reports": told}, json, lambda _: show_kinds(kinds))


@report.command(
    name="make",
    help=both(
        "Lav en rapport, som det var ved periodens udgang, som kendt nu eller på et andet tidspunkt.\n\n"
        "Eksempel: sagsgang report make monthly-status --period 2008-03 --for quality --format html,pdf --to rapporter",
        "Make a report, as it was at the end of the period, as known now or at another time.\n\n"
        "Example: sagsgang report make monthly-status --period 2008-03 --for quality --format html,pdf --to reports",
    ),
)
def make_report(
    kind: str,
    /,
    *,
    chosen: Chosen,
    form: Format = None,
    to: To = Path(),
    asked: AskedOfPeriod = AskedOfPeriod(),
) -> int:
    """Carry out ``sagsgang report make``: exit status 1 when a form could not be made."""
    which, forms = kind_of(kind), forms_in(form, to)
    with desk(asked, chosen.case_type, wait=None) as ready:
        made = _made(ready, which, _wanted(ready, chosen, asked))
        naming = Naming(ready.moment.as_of if asked.as_of else None, ready.moment.known_at)
    ready_made = render(made, forms, LANGUAGE)
    files = write(ready_made, to, stem(made, naming))
    told = made if not forms else {"report": made, "files": names(files), "failed": ready_made.failed}
    answer(told, asked.json, lambda _: show_files(files) if forms else show_report(made))
    return say_failed(ready_made)


@report.command(
    name="publish",
    help=both(
        "Offentliggør en rapport: udgaven og dens position skrives i journalen, så den kan laves igen.\n\n"
        "Eksempel: sagsgang report publish monthly-status --period 2008-03 --for committee --format pdf",
        "Publish a report: the edition and its position are written into the journal, so that it can be made again.\n\n"
        "Example: sagsgang report publish monthly-status --period 2008-03 --for committee --format pdf",
    ),
)
def publish_report(
    kind: str,
    /,
    *,
    chosen: Chosen,
    form: Format = None,
    to: To = Path(),
    recorded: Annotated[
        str | None,
        Parameter(
            help=both(
                "Registreringstid, når en journal fyldes, før den går i drift.",
                "Time of registration, when a journal is filled before it goes live.",
            )
        ),
    ] = None,
    asked: AskedOfPeriod = AskedOfPeriod(),
) -> None:
    """Carry out ``sagsgang report publish``. What can fail is done first: an edition can't be taken back."""
    which, forms = kind_of(kind), forms_in(form, to)
    with desk(asked, chosen.case_type, wait=None) as ready:
        made = as_published(ready.journal, _made(ready, which, _wanted(ready, chosen, asked)))
        at = recorded_at(ready.journal, recorded)
        ready_made = render(made, forms, LANGUAGE)
        if ready_made.failed:
            raise not_made(ready_made.failed, both(" Intet er offentliggjort.", " Nothing was published."))
        published = publish_edition(ready.journal, made, now(), at)
    number = published.edition.number
    try:
        files = write(ready_made, to, stem(made, Naming(edition=number)))
    except NotWritten as error:
        raise Unavailable(
            code="files-failed",
            da=f"Offentliggjort som udgave {number}; filerne mislykkedes: {error.text.da}. Kør det samme igen.",
            en=f"Published as edition {number}; the files failed: {error.text.en}. Run the same again.",
        ) from error
    told = {**_edition(published.edition), "already": published.already, "files": names(files)}

    def show(_: object) -> None:
        show_published(published)
        show_files(files)

    answer(told, asked.json, show)


@report.command(
    name="editions",
    help=both(
        "De offentliggjorte udgaver.\n\nEksempel: sagsgang report editions monthly-status",
        "The editions that were published.\n\nExample: sagsgang report editions monthly-status",
    ),
)
def list_editions(kind: str | None = None, /, *, json: Json = False) -> None:
    """Carry out ``sagsgang report editions``."""
    which = kind_of(kind).id if kind is not None else None
    with journal() as opened:
        found = editions(opened, which)
        zone = zone_of_journal(opened)
    answer({"editions": [_edition(one) for one in found]}, json, lambda _: show_editions(found, zone))


@report.command(
    name="restate",
    help=both(
        "En udgave, som den blev offentliggjort, ved siden af det, der vides nu, og hændelserne, der gør forskellen.\n\n"
        "Eksempel: sagsgang report restate monthly-status --period 2008-03 --edition 1",
        "An edition as it was published, beside what is known now, and the events that make the difference.\n\n"
        "Example: sagsgang report restate monthly-status --period 2008-03 --edition 1",
    ),
)
def restate_report(
    kind: str,
    /,
    *,
    chosen: Chosen,
    edition: Annotated[
        int | None, Parameter(help=both("Hvilken udgave (den seneste).", "Which edition (the latest)."))
    ] = None,
    form: Format = None,
    to: To = Path(),
    asked: AskedOfPeriod = AskedOfPeriod(),
) -> int:
    """Carry out ``sagsgang report restate``: exit status 4 when the edition can't be made again."""
    if asked.as_of is not None:
        raise NotAsked(
            da="En udgave har sit eget tidspunkt. Udelad --as-of; --known-at vælger, hvad den sammenlignes med.",
            en="An edition has its own moment. Leave --as-of out; --known-at chooses what it is compared with.",
        )
    which, forms = kind_of(kind), forms_in(form, to)
    with desk(asked, chosen.case_type, wait=None) as ready:
        wanted = check(which, _wanted(ready, chosen, asked))
        found = edition_of(ready.journal, which.id, wanted, edition)
        with progress(both("Sammenligner", "Comparing")) as advance:
            restated = restate(ready.journal, which, found, ready.moment.known_at, advance)
        naming = Naming(known_at=ready.moment.known_at, edition=restated.edition, restated=True)
    beside = as_report(restated)
    ready_made = render(beside, forms, LANGUAGE)
    files = write(ready_made, to, stem(beside, naming))
    told = restated if not forms else {"restatement": restated, "files": names(files), "failed": ready_made.failed}
    answer(told, asked.json, lambda _: show_files(files) if forms else show_restatement(restated))
    failed = say_failed(ready_made)
    if not restated.same:
        note(say(altered(restated).text))
        return DIFFERS
    return failed


def _wanted(ready: Desk, chosen: Chosen, asked: Asked) -> Wanted:
    """What the call asks for. As of the end of the period, if nothing is said; of one that is not over, as of now."""
    for option, word in (("--unit", chosen.unit), ("--case", chosen.case)):
        not_empty(option, word)
    span = span_of(chosen.period)
    as_of = ready.moment.as_of
    if asked.as_of is None:
        if (end := span.end(ready.zone)) > as_of:
            note(
                both(
                    f"{span.name} er ikke slut: rapporten er pr. nu.",
                    f"{span.name} is not over: the report is as of now.",
                )
            )
        as_of = min(end, as_of)
    return Wanted(span, ready.zone, as_of, chosen.unit, chosen.case_type, chosen.audience, chosen.case)


def _made(ready: Desk, kind: Kind, wanted: Wanted) -> Report:
    moment = Moment(wanted.as_of, ready.moment.known_at, ready.zone)
    return ask(
        ready.journal,
        moment,
        lambda reader: make(ready.journal, reader, kind, wanted),
    )


def _edition(one: Edition) -> dict[str, object]:
    return {
        "report": one.edition.report,
        "period": one.edition.period,
        "unit": one.edition.unit,
        "chosen": one.edition.chosen,
        "edition": one.number,
        "published_at": one.recorded,
        "published_position": one.position,
        "as_of": one.edition.as_of,
        "position": one.edition.position,
        "digest": one.edition.digest,
    }
