"""The population that a sample is drawn from: the cases that fit a filter, as of an instant, known at a position."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any, NamedTuple, Self

import msgspec
from psycopg import sql

from ...domain.events.office_events import SampledCase, SampleDrawn, Stratum
from ...domain.problem import BadInput, Conflict, See, Unknown
from ...domain.sampling import METHOD, Deviation, Draw, deviations, draw
from ...domain.words.published_names import WHERE
from ..asking.grouping import UnknownField, groups_of
from ..asking.reader import Reader
from ..queue import cases
from ..tables.catalogue import CASE_TIME, CASES, DEADLINES


class PopulationFilter(NamedTuple):
    """Which cases a sample is drawn from. A case that was never opened belongs to no population.

    unit: the one that holds the case. where: field to value. The pairs of instants are half-open: when the case was
    opened; when it was closed, of those still closed; when its deadline ``met`` was met.
    """

    case_type: str
    only_open: bool = False
    unit: str | None = None
    where: tuple[tuple[str, str], ...] = ()
    opened_from: datetime | None = None
    opened_to: datetime | None = None
    closed_from: datetime | None = None
    closed_to: datetime | None = None
    met: str | None = None
    met_from: datetime | None = None
    met_to: datetime | None = None

    def written(self) -> dict[str, str]:
        """As an event keeps it: only what was chosen; instants in UTC."""
        kept = {"type": self.case_type, **{WHERE + field: value for field, value in sorted(self.where)}}
        if self.only_open:
            kept["open"] = "true"
        for name, value in (("unit", self.unit), ("met", self.met)):
            if value is not None:
                kept[name] = value
        for field in INSTANTS:
            instant = getattr(self, field)
            if instant is not None:
                kept[field.replace("_", "-")] = instant.astimezone(UTC).isoformat()
        return kept


INSTANTS = ("opened_from", "opened_to", "closed_from", "closed_to", "met_from", "met_to")


class UnreadableSample(BadInput):
    """A recorded sample was drawn in a way that this program does not know."""

    code = "unreadable-sample"


def read_chosen(kept: Mapping[str, str]) -> PopulationFilter:
    """A recorded filter. Raises UnreadableSample."""
    values: dict[str, str] = dict(kept)
    where = tuple((key.removeprefix(WHERE), values.pop(key)) for key in sorted(kept) if key.startswith(WHERE))
    try:
        chosen = PopulationFilter(
            values.pop("type"),
            values.pop("open", "false") == "true",
            values.pop("unit", None),
            where,
            met=values.pop("met", None),
            **{
                field: datetime.fromisoformat(values.pop(field.replace("_", "-")))
                for field in INSTANTS
                if field.replace("_", "-") in values
            },
        )
    except (KeyError, ValueError):
        raise _unreadable(sorted(kept)) from None
    if values or chosen.written() != dict(kept):
        raise _unreadable(sorted(kept))
    return chosen


def _unreadable(names: list[str]) -> UnreadableSample:
    told = ", ".join(names)
    return UnreadableSample(
        da=f"Stikprøvens filter kan ikke læses: {told}. Den er registreret af et andet program, eller udvalget "
        "er ændret.",
        en=f"The sample's filter can't be read: {told}. Another program recorded it, or the choice was altered.",
    )


QUERY = """
WITH valued AS (
    SELECT c.case_id, {fields} AS fields
    FROM {cases} AS c LEFT JOIN {case_times} AS t ON t.case_id = c.case_id
    WHERE c.case_type = %(case_type)s AND c.state IN ('open', 'closed')
      AND (NOT %(only_open)s OR c.state = 'open')
      AND (%(unit)s::text IS NULL OR c.unit = %(unit)s)
      AND (%(opened_from)s::timestamptz IS NULL OR c.received_at >= %(opened_from)s)
      AND (%(opened_to)s::timestamptz IS NULL OR c.received_at < %(opened_to)s)
      AND (%(closed_from)s::timestamptz IS NULL OR t.ended_at >= %(closed_from)s)
      AND (%(closed_to)s::timestamptz IS NULL OR t.ended_at < %(closed_to)s)
      AND (%(met)s::text IS NULL OR EXISTS (
          SELECT FROM {deadlines} AS d
          WHERE d.case_id = c.case_id AND d.deadline = %(met)s AND d.state = 'met'
            AND (%(met_from)s::timestamptz IS NULL OR d.opened_at >= %(met_from)s)
            AND (%(met_to)s::timestamptz IS NULL OR d.opened_at < %(met_to)s)))
)
SELECT case_id, fields[%(wanted)s + 1] FROM valued WHERE fields[1 : %(wanted)s] = %(values)s::text[]
"""

OWN_FIELDS = {name: f"c.{column}" for name, column in cases.OWN_FIELDS.items()}


def population(reader: Reader, chosen: PopulationFilter, by: str | None, as_of: datetime) -> dict[str, str | None]:
    """The references that fit, with their stratum, as of an instant and known at the reader's position.

    Raises UnknownField.
    """
    wanted = [(field, "where") for field, _ in chosen.where]
    named = [*wanted, *([(by, "by")] if by else [])]
    fields, parameters = groups_of(named, OWN_FIELDS, "c.attributes", reader.law)
    query = sql.SQL(QUERY).format(
        fields=fields,
        cases=reader.known(CASES),
        case_times=reader.known(CASE_TIME),
        deadlines=reader.known(DEADLINES),
    )
    values = chosen._asdict() | {"values": [value for _, value in chosen.where], "wanted": len(wanted)}
    del values["where"]
    return dict(reader.rows(query, **(parameters | values | {"as_of": as_of})))


class SampleWanted(NamedTuple):
    """What a sample is asked for. by: the field of the strata. as_of, known_at: where they were said; now is not said."""

    chosen: PopulationFilter
    by: str | None
    seed: str
    size: int
    as_of: datetime | None = None
    known_at: datetime | None = None


class Draft(msgspec.Struct, kw_only=True):
    """What is said of every sample; see ``office_events.SampleDrawn``."""

    method: str
    seed: str
    size: int
    as_of: datetime
    position: int
    population: int
    digest: str

    @classmethod
    def of(cls, sample: SampleDrawn, **more: Any) -> Self:
        """A recorded sample. more: what its event does not say under that name."""
        own = [name for name in cls.__struct_fields__ if name not in more]
        return cls(**{name: getattr(sample, name) for name in own}, **more)


class Drawn(Draft, kw_only=True):
    """A sample as it was drawn."""

    by: str | None
    chosen: dict[str, str]
    strata: tuple[Stratum, ...]
    cases: tuple[SampledCase, ...]


class EmptyPopulation(Unknown):
    """No case fits the filter of a sample."""

    code = "empty-population"


def draw_sample(reader: Reader, wanted: SampleWanted) -> Drawn:
    """A sample of the cases that fit at the reader's moment. Raises UnknownField, EmptyPopulation."""
    fitting = population(reader, wanted.chosen, wanted.by, reader.moment.as_of)
    if not fitting:
        raise EmptyPopulation(
            see=See("cases", {"by": "unit"}),
            da="Ingen sag passer til udvalget, så der er intet at trække.",
            en="No case fits the choice, so there is nothing to draw.",
        )
    drawn = draw(fitting, wanted.seed, wanted.size, stratified=wanted.by is not None)
    return Drawn(
        method=METHOD,
        seed=wanted.seed,
        size=wanted.size,
        by=wanted.by,
        chosen=wanted.chosen.written(),
        as_of=reader.moment.as_of,
        position=reader.position,
        **drawn._asdict(),
    )


def population_of(reader: Reader, drawn: Drawn) -> dict[str, str | None]:
    """The population that a sample was drawn from, as it was known at its position.

    Raises UnreadableSample, UnknownField, Problem ``projections-behind``.
    """
    if reader.position < drawn.position:
        raise Conflict(
            code="projections-behind",
            da=f"Projektionerne er kun nået til position {reader.position}, og stikprøven er trukket ved position "
            f"{drawn.position}. Lad en, der må føre dem ajour, spørge om noget først.",
            en=f"The projections stand at position {reader.position}, and the sample was drawn at position "
            f"{drawn.position}. Let somebody who may bring them up to date ask something first.",
        )
    return population(reader.at(drawn.position), read_chosen(drawn.chosen), drawn.by, drawn.as_of)


class SampleRecord(Draft, kw_only=True):
    """A sample as it is recorded. event_position: where; drawn_at: when it happened."""

    event_position: int
    drawn_at: datetime
    whole_day: bool


class Redrawn(SampleRecord, kw_only=True):
    """A recorded sample, drawn again. same: whether nothing differs."""

    same: bool
    differences: list[Deviation]


def redraw(reader: Reader, event_position: int, sample: SampleDrawn) -> Redrawn:
    """Draw a recorded sample again from what was known at its position, and compare. ``reader``: knows the event."""
    again = _again(reader, event_position, sample)
    differences = again if isinstance(again, list) else deviations(sample, again)
    return Redrawn.of(
        sample,
        event_position=event_position,
        drawn_at=sample.occurred,
        same=not differences,
        differences=differences,
    )


def _again(reader: Reader, event_position: int, sample: SampleDrawn) -> Draw | list[Deviation]:
    """The draw made again, or why it can't be."""
    if sample.method != METHOD:
        return [Deviation("method", sample.method, METHOD)]
    if sample.position >= event_position:
        # Nobody can know a population before it is in the journal: what was drawn from it was not drawn then.
        return [Deviation("position", str(sample.position), f"< {event_position}")]
    try:
        cases_then = population_of(reader, Drawn.of(sample))
    except (UnreadableSample, UnknownField) as problem:
        return [Deviation("chosen", problem.code, "")]
    return draw(cases_then, sample.seed, sample.size, stratified=sample.by is not None)
