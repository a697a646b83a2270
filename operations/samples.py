"""Samples: drawn from the cases as they were known at a moment, recorded in a review, and drawn again to compare."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated

import msgspec

from ..casework import review as decisions
from ..casework.recording import read_case, record
from ..casework.review import ReviewToRecordIn
from ..domain.events.office_events import SampleDrawn
from ..domain.text import Text
from ..domain.words.published_names import Labels
from ..intake.event.reference import case_reference
from ..intake.event.values import check_name
from ..projections.asking.folded_case import KnownCase
from ..projections.asking.reader import AsKnown, Moment
from ..projections.quality import populations
from ..projections.quality.populations import INSTANTS, Drawn, PopulationFilter, Redrawn, SampleWanted
from ..projections.quality.reviews import samples_of
from . import problems
from .cases import CaseAsked
from .moments import moment_of
from .occurrence import when_of
from .operation_help import told
from .parameters import Asked, Unit, Where
from .selections import pairs_of
from .session import Session

LARGEST_SAMPLE = 1_000_000_000
RECORDING = Text("Registrering", "Recording")


class DrawAsked(Asked, frozen=True, kw_only=True):
    """Which cases a sample is drawn from, how, and in which review it is recorded; none: it is only drawn."""

    type: Annotated[str, told("Sager af denne type.", "Cases of this type.")]
    size: Annotated[
        Annotated[int, msgspec.Meta(ge=1, le=LARGEST_SAMPLE)],
        told("Så mange sager trækkes.", "So many cases are drawn."),
    ]
    seed: Annotated[
        str,
        told(
            "Frøet: et ord, alle må kende; samme frø og population giver de samme sager.",
            "The seed: a word that all may know; the same seed and population give the same cases.",
        ),
    ]
    only_open: Annotated[bool, told("Kun åbne sager.", "Open cases only.")] = msgspec.field(
        default=False, name="open"
    )
    unit: Unit = None
    where: Where = ()
    opened_from: Annotated[
        str | None, told("Åbnet fra og med denne dato.", "Opened from this date, included.")
    ] = None
    opened_to: Annotated[str | None, told("Åbnet før denne dato.", "Opened before this date.")] = None
    closed_from: Annotated[
        str | None, told("Afsluttet fra og med denne dato.", "Closed from this date, included.")
    ] = None
    closed_to: Annotated[str | None, told("Afsluttet før denne dato.", "Closed before this date.")] = None
    met: Annotated[
        str | None,
        told(
            "Kun sager, hvor denne frist er opfyldt (fx decision: afgjorte sager).",
            "Only cases in which this deadline was met (such as decision: decided cases).",
        ),
    ] = None
    met_from: Annotated[str | None, told("Opfyldt fra og med denne dato.", "Met from this date, included.")] = None
    met_to: Annotated[str | None, told("Opfyldt før denne dato.", "Met before this date.")] = None
    by: Annotated[
        str | None,
        told(
            "Træk forholdsmæssigt fra strata: unit, state eller en af sagens oplysninger.",
            "Draw proportionally from strata: unit, state or any attribute of a case.",
        ),
    ] = None
    record: Annotated[
        str | None,
        told(
            "Registrér stikprøven i denne tilsynssag.", "Record the sample in this review case.", group=RECORDING
        ),
    ] = None
    review_type: Annotated[
        str | None,
        told(
            "Tilsynssagens type, hvis den ikke findes endnu.",
            "The type of the review case, if it is not there yet.",
            group=RECORDING,
        ),
    ] = None
    review_unit: Annotated[
        str | None,
        told("Enheden, der fører det nye tilsyn.", "The unit that holds the new review.", group=RECORDING),
    ] = None
    on: Annotated[
        str | None,
        told("Hvornår det skete (nu, hvis intet siges).", "When it happened (default now).", group=RECORDING),
    ] = None


class SampleRecorded(msgspec.Struct, kw_only=True):
    """Where a sample stands; already: it stood there before it was asked for."""

    case: str
    event_position: int
    already: bool


class DrawnSample(Drawn, kw_only=True):
    """A sample as it was drawn. recorded: in which review; none: it was only drawn.

    chosen_labels: of the ids in ``chosen``.
    """

    zone: str
    recorded: SampleRecorded | None
    chosen_labels: dict[str, Text]


class SamplesVerified(AsKnown, kw_only=True):
    """The samples of a review, drawn again. same: whether nothing differs."""

    case: str
    same: bool
    samples: list[Redrawn]


def draw(session: Session, asked: DrawAsked) -> DrawnSample:
    """Draw a sample, and record it where a review is named: the one that stands there, if it was drawn before.

    Raises Malformed, Problem ``bad-period``, ``unknown-deadline``, ``bad-pair``, ``empty-population``, ``unknown-unit``,
    ``unknown-case``, ``case-type-differs``, ``no-checklist``, ``sample-annulled``, ``review-not-begun``.
    """
    if not asked.seed.strip():
        raise problems.empty("seed")
    review = _review(asked)
    moment = session.moment(asked, case_type=asked.type, wait=None)
    chosen = _chosen(session, asked, moment)
    as_of = _drawn_as_of(session, asked, moment, asked.on if review else None)
    known_at = moment.known_at if asked.known_at is not None else None
    wanted = SampleWanted(chosen, asked.by, asked.seed, asked.size, as_of, known_at)
    if review is None:
        drawn, recorded = _drawn(session, wanted, moment), None
    else:
        position, sample, already = _recorded(session, review, wanted, moment, asked.on)
        drawn = Drawn.of(sample)
        recorded = SampleRecorded(case=review.case, event_position=position, already=already)
    return DrawnSample(
        **msgspec.structs.asdict(drawn),
        zone=moment.zone.key,
        recorded=recorded,
        chosen_labels=Labels(session.law()).of_choice(drawn.chosen),
    )


def population_of(session: Session, asked: DrawAsked, drawn: Drawn) -> dict[str, str | None]:
    """The cases that a sample was drawn from, with their stratum, so that others can draw again."""
    moment = session.moment(asked, case_type=asked.type, wait=None)
    return session.put(moment, lambda reader: populations.population_of(reader, drawn))


def verify(session: Session, asked: CaseAsked) -> SamplesVerified:
    """Draw the samples of a review again, and compare. Raises UnknownCase, Problem ``no-sample``."""
    moment = session.moment(asked, case=asked.ref, wait=None)
    known = KnownCase(session.journal, asked.ref, moment)
    samples = samples_of(known)
    if not samples:
        raise problems.no_sample(asked.ref)
    found = session.put(
        moment,
        lambda reader: [populations.redraw(reader, recorded.position, sample) for recorded, sample in samples],
    )
    return SamplesVerified(
        case=asked.ref,
        **moment.told(known.position),
        same=all(one.same for one in found),
        samples=found,
    )


def _review(asked: DrawAsked) -> ReviewToRecordIn | None:
    """The review to record in; None: the sample is only drawn. Raises Malformed, Problem ``needs-another``."""
    if asked.record is not None:
        unit = asked.review_unit and check_name("review_unit", asked.review_unit)
        return ReviewToRecordIn(case_reference(asked.record, "record"), asked.review_type, unit)
    for name in ("review_type", "review_unit", "on"):
        if getattr(asked, name) is not None:
            raise problems.needs(name, "record")
    return None


def _drawn_as_of(session: Session, asked: DrawAsked, moment: Moment, on: str | None) -> datetime | None:
    """The moment of the population: as said, else that of the draw. No draw knows what is true later. Raises Problem."""
    said = moment.as_of if asked.as_of is not None else None
    drawn = when_of(session, on, moment.zone, "on").occurred if on is not None else None
    if said is not None and drawn is not None and said > drawn:
        raise problems.drawn_before_it_was()
    return said or drawn


def _drawn(session: Session, wanted: SampleWanted, moment: Moment) -> Drawn:
    at = moment._replace(as_of=wanted.as_of or moment.as_of)
    return session.put(at, lambda reader: populations.draw_sample(reader, wanted))


def _recorded(
    session: Session, review: ReviewToRecordIn, wanted: SampleWanted, moment: Moment, on: str | None
) -> tuple[int, SampleDrawn, bool]:
    """The sample in its review: its position, and whether it stood there before."""
    read = read_case(session.journal, review.case)
    case_type = decisions.review_type(read, review)
    if (standing := decisions.standing_sample(read, review, wanted)) is not None:
        return *standing, True
    when = when_of(session, on, moment.zone, "on")
    drawn = _drawn(session, wanted, moment)
    written = record(
        session.journal,
        lambda: read_case(session.journal, review.case),
        lambda now: decisions.sample_recorded(now, review, case_type, wanted, drawn, when),
    )
    session.fold_in()
    if written.position is not None and isinstance(sample := written.events[-1], SampleDrawn):
        return written.position, sample, written.already
    standing = decisions.standing_sample(written.read, review, wanted)  # somebody else drew it at the same moment
    assert standing is not None
    return *standing, True


def _chosen(session: Session, asked: DrawAsked, moment: Moment) -> PopulationFilter:
    """The choice as it is asked for. Raises Problem."""
    versions = session.law().types()[asked.type]
    ids = sorted({rule.id for _, version in versions for rule in version.deadlines})
    if asked.met is not None and asked.met not in ids:
        raise problems.unknown_deadline(asked.met, ids, "met", asked.type)
    if asked.met is None and (asked.met_from or asked.met_to):
        raise problems.met_without_deadline()
    instants: dict[str, datetime | None] = {
        field: moment_of(text, moment.zone) if (text := getattr(asked, field)) is not None else None
        for field in INSTANTS
    }
    for name in ("opened", "closed", "met"):
        since, until = instants[f"{name}_from"], instants[f"{name}_to"]
        if since is not None and until is not None and since >= until:
            raise problems.period_out_of_order(f"{name}_from", f"{name}_to")
    where = pairs_of("where", asked.where)
    return PopulationFilter(asked.type, asked.only_open, asked.unit, where, met=asked.met, **instants)
