"""Samples: drawn from the cases as they were known at a moment, recorded in a review, and drawn again to compare."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Annotated
from zoneinfo import ZoneInfo

import msgspec
from cyclopts import App, Group, Parameter

from ..domain.foreign_words import system_words
from ..domain.text import Problem
from ..intake.reference import case_reference
from ..intake.review_records import Recorded, Review, When, check_review, record_sample, standing_sample
from ..intake.times import read_iso, within_reach
from ..journal.private_file import OWNERS_ALONE, write_private
from ..projections.known_case import Known
from ..projections.populations import INSTANTS, Chosen, Drawn, Wanted, draw_sample, population_of, redraw
from ..projections.reader import ask
from ..projections.reviews import samples_of
from ..terminal.language import both
from ..terminal.moments import now
from ..terminal.output import answer
from ..terminal.review_pages import show_draw, show_redrawn
from .asking import Asked, Desk, check_number, desk, fold_in_recorded, law_of, not_empty

DIFFERS = 4
POPULATION = Group(both("Populationen", "The population"), sort_key=0)
RECORDING = Group(both("Registrering", "Recording"), sort_key=1)
On = Annotated[
    str | None,
    Parameter(
        name="--on",
        help=both("Hvornår det skete (nu, hvis intet siges).", "When it happened (default now)."),
    ),
]


@Parameter(name="*", group=POPULATION)
@dataclass(frozen=True, kw_only=True)
class Choice:
    """The options that say which cases a sample is drawn from."""

    case_type: Annotated[str, Parameter(name="--type", help=both("Sager af denne type.", "Cases of this type."))]
    only_open: Annotated[
        bool, Parameter(name="--open", negative=(), help=both("Kun åbne sager.", "Open cases only."))
    ] = False
    unit: Annotated[str | None, Parameter(help=both("Kun denne enheds sager.", "Cases of this unit only."))] = None
    where: Annotated[
        tuple[str, ...],
        Parameter(
            negative=(),
            show_default=False,
            help=both(
                "Kun sager, hvis felt eller oplysning har denne værdi: FELT=VÆRDI. Kan gentages.",
                "Only cases whose field or attribute has this value: FIELD=VALUE. May be repeated.",
            ),
        ),
    ] = ()
    opened_from: Annotated[
        str | None, Parameter(help=both("Åbnet fra og med denne dato.", "Opened from this date, included."))
    ] = None
    opened_to: Annotated[str | None, Parameter(help=both("Åbnet før denne dato.", "Opened before this date."))] = (
        None
    )
    closed_from: Annotated[
        str | None, Parameter(help=both("Afsluttet fra og med denne dato.", "Closed from this date, included."))
    ] = None
    closed_to: Annotated[
        str | None, Parameter(help=both("Afsluttet før denne dato.", "Closed before this date."))
    ] = None
    met: Annotated[
        str | None,
        Parameter(
            help=both(
                "Kun sager, hvor denne frist er opfyldt (fx decision: afgjorte sager).",
                "Only cases in which this deadline was met (such as decision: decided cases).",
            )
        ),
    ] = None
    met_from: Annotated[
        str | None, Parameter(help=both("Opfyldt fra og med denne dato.", "Met from this date, included."))
    ] = None
    met_to: Annotated[str | None, Parameter(help=both("Opfyldt før denne dato.", "Met before this date."))] = None


sample = App(name="sample")


@sample.command(
    help=both(
        "Træk en stikprøve. Samme frø, population og størrelse giver de samme sager, også om ti år.\n\n"
        "Eksempel: sagsgang sample draw --type fleksjob --size 30 --seed 2011-04 --by unit "
        "--record T-2011-04 --review-type tilsyn",
        "Draw a sample. The same seed, population and size give the same cases, in ten years too.\n\n"
        "Example: sagsgang sample draw --type fleksjob --size 30 --seed 2011-04 --by unit "
        "--record T-2011-04 --review-type tilsyn",
    ),
)
def draw(
    *,
    choice: Choice,
    size: Annotated[
        int, Parameter(group=POPULATION, help=both("Så mange sager trækkes.", "So many cases are drawn."))
    ],
    seed: Annotated[
        str,
        Parameter(
            group=POPULATION,
            help=both(
                "Frøet: et ord, alle må kende; samme frø og population giver de samme sager.",
                "The seed: a word that all may know; the same seed and population give the same cases.",
            ),
        ),
    ],
    by: Annotated[
        str | None,
        Parameter(
            group=POPULATION,
            help=both(
                "Træk forholdsmæssigt fra strata: unit, state eller en af sagens oplysninger.",
                "Draw proportionally from strata: unit, state or any attribute of a case.",
            ),
        ),
    ] = None,
    population_file: Annotated[
        Path | None,
        Parameter(
            name="--population",
            group=POPULATION,
            help=both(
                "Skriv populationens sager i denne fil, så andre kan trække om.",
                "Write the population's cases to this file, so that others can draw again.",
            ),
        ),
    ] = None,
    record: Annotated[
        str | None,
        Parameter(
            group=RECORDING,
            help=both("Registrér stikprøven i denne tilsynssag.", "Record the sample in this review case."),
        ),
    ] = None,
    review_type: Annotated[
        str | None,
        Parameter(
            group=RECORDING,
            help=both(
                "Tilsynssagens type, hvis den ikke findes endnu.",
                "The type of the review case, if it is not there yet.",
            ),
        ),
    ] = None,
    review_unit: Annotated[
        str | None,
        Parameter(
            group=RECORDING, help=both("Enheden, der fører det nye tilsyn.", "The unit that holds the new review.")
        ),
    ] = None,
    on: Annotated[On, Parameter(group=RECORDING)] = None,
    asked: Asked = Asked(),
) -> None:
    """Carry out ``sagsgang sample draw``."""
    if size < 1:
        raise Problem(code="bad-number", da="--size skal være mindst 1.", en="--size must be at least 1.")
    check_number("--size", size)
    not_empty("--seed", seed)
    not_empty("--by", by)
    review = Review(case_reference(record, "--record"), review_type, review_unit) if record is not None else None
    with desk(asked, choice.case_type, wait=None) as ready:
        chosen = _chosen(ready, choice)
        as_of = _drawn_as_of(ready, asked.as_of, on if review else None)
        wanted = Wanted(chosen, by, seed, size, as_of, ready.instant(asked.known_at))
        if population_file is not None:
            _check_writable(population_file)
        recorded = _recorded(ready, review, wanted, on) if review else None
        drawn = Drawn.of(recorded.event) if recorded else _drawn(ready, wanted)
        if population_file is not None:
            population = ask(ready.journal, ready.moment, lambda reader: population_of(reader, drawn))
            _write(population_file, population, by)
    told = {
        **msgspec.structs.asdict(drawn),
        "recorded": {"case": review.case, "event_position": recorded.position, "already": recorded.already}
        if review and recorded
        else None,
    }
    answer(told, asked.json, lambda _: show_draw(drawn, review.case if review else None, recorded, ready.zone))


def _drawn_as_of(ready: Desk, as_of: str | None, on: str | None) -> datetime | None:
    """The moment of the population: as said, else that of the draw. No draw knows what is true later. Raises Problem."""
    said, drawn = ready.instant(as_of), when_of(on, ready.zone).occurred if on is not None else None
    if said is not None and drawn is not None and said > drawn:
        raise Problem(
            code="bad-period",
            da="--as-of ligger efter --on: en stikprøve kan ikke trækkes af sager, som de er senere.",
            en="--as-of lies after --on: a sample can't be drawn from cases as they are later.",
        )
    return said or drawn


def _drawn(ready: Desk, wanted: Wanted) -> Drawn:
    moment = ready.moment._replace(as_of=wanted.as_of or ready.moment.as_of)
    return ask(ready.journal, moment, lambda reader: draw_sample(reader, wanted))


def _recorded(ready: Desk, review: Review, wanted: Wanted, on: str | None) -> Recorded:
    """The sample in its review: the one that stands there, or a new one. The first one puts the journal live."""
    case_type = check_review(ready.journal, law_of(ready.journal), review)
    standing = standing_sample(ready.journal, review, wanted)
    if standing is not None:
        return standing
    when = when_of(on, ready.zone)
    drawn = _drawn(ready, wanted)
    recorded = record_sample(ready.journal, review, case_type, wanted, drawn, when)
    if not ready.journal.is_live():
        ready.journal.go_live()
    fold_in_recorded(ready.journal)
    return recorded


@sample.command(
    help=both(
        "Træk en tilsynssags stikprøver om, og sammenlign; status 4, hvis de afviger.\n\n"
        "Eksempel: sagsgang sample verify T-2011-04",
        "Draw the samples of a review again, and compare; status 4 if they differ.\n\n"
        "Example: sagsgang sample verify T-2011-04",
    ),
)
def verify(ref: str, /, *, asked: Asked = Asked()) -> int:
    """Carry out ``sagsgang sample verify``."""
    with desk(asked, case=ref, wait=None) as ready:
        known = Known(ready.journal, ref, ready.moment)
        samples = samples_of(known)
        if not samples:
            raise Problem(
                code="no-sample",
                da=f"Sagen {ref} har ingen registreret stikprøve på det spurgte tidspunkt.",
                en=f"The case {ref} has no recorded sample at the moment asked.",
            )
        found = ask(
            ready.journal,
            ready.moment,
            lambda reader: [redraw(reader, recorded.position, sample) for recorded, sample in samples],
        )
    told = {
        "case": ref,
        "as_of": ready.moment.as_of,
        "known_at": ready.moment.known_at,
        "position": known.position,
        "same": all(one.same for one in found),
        "samples": found,
    }
    answer(told, asked.json, lambda _: show_redrawn(ref, found, ready.zone))
    return 0 if told["same"] else DIFFERS


def when_of(on: str | None, zone: ZoneInfo) -> When:
    """When something that is recorded now happened. Raises Malformed."""
    present = now()
    if on is None:
        return When(present)
    occurred, whole_day = read_iso(on.strip(), zone, "--on")
    within_reach(occurred, present, "--on")
    return When(occurred, whole_day)


def _chosen(ready: Desk, choice: Choice) -> Chosen:
    """The choice as the call says it. Raises Problem."""
    not_empty("--unit", choice.unit)
    versions = law_of(ready.journal).types()[choice.case_type]
    ids = sorted({rule.id for _, version in versions for rule in version.deadlines})
    if choice.met is not None and choice.met not in ids:
        raise Problem(
            code="unknown-deadline",
            da=f"Sagstypen {choice.case_type} har ikke fristen {choice.met!r}. Frister: {', '.join(ids)}.",
            en=f"The case type {choice.case_type} does not have the deadline {choice.met!r}. Deadlines: {', '.join(ids)}.",
        )
    if choice.met is None and (choice.met_from or choice.met_to):
        raise Problem(
            code="bad-period",
            da="--met-from og --met-to kræver --met: hvilken frist?",
            en="--met-from and --met-to need --met: which deadline?",
        )
    chosen = Chosen(
        choice.case_type,
        choice.only_open,
        choice.unit,
        tuple(_field_and_value(word) for word in choice.where),
        met=choice.met,
        **{field: ready.instant(getattr(choice, field)) for field in INSTANTS},
    )
    for name in ("opened", "closed", "met"):
        since, until = getattr(chosen, f"{name}_from"), getattr(chosen, f"{name}_to")
        if since is not None and until is not None and since >= until:
            raise Problem(
                code="bad-period",
                da=f"--{name}-from skal ligge før --{name}-to.",
                en=f"--{name}-from must lie before --{name}-to.",
            )
    return chosen


def _field_and_value(word: str) -> tuple[str, str]:
    field, sign, value = (part.strip() for part in word.partition("="))
    if not (field and sign and value):
        raise Problem(
            code="bad-where",
            da=f"--where {word!r} kan ikke læses. Skriv FELT=VÆRDI, for eksempel channel=web.",
            en=f"--where {word!r} can't be read. Write FIELD=VALUE, for example channel=web.",
        )
    return field, value


def _check_writable(file: Path) -> None:
    """Before a sample is recorded: that the file for its population can be written. Raises Problem."""
    try:
        os.close(os.open(file, os.O_WRONLY | os.O_CREAT, OWNERS_ALONE))
    except OSError as error:
        raise Problem(
            code="file-not-written",
            da=f"{file} kan ikke skrives ({system_words(error).da}). Intet er registreret.",
            en=f"{file} can't be written ({system_words(error).en}). Nothing was recorded.",
        ) from None


def _write(file: Path, population: Mapping[str, str | None], by: str | None) -> None:
    """One case a line in the order of their code points; behind a tab its stratum, where there are strata."""
    lines = (f"{case}\t{stratum or ''}" if by else case for case, stratum in sorted(population.items()))
    write_private(file, "".join(line + "\n" for line in lines).encode())
