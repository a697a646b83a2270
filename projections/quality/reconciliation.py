"""Reconciliation (samkøring): our open cases of a type on a day, compared with the list of another system."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime, timedelta
from typing import LiteralString, NamedTuple
from zoneinfo import ZoneInfo

import msgspec
from psycopg import sql

from ...domain.events.office_events import DifferenceKind
from ...domain.fold.law import Law
from ...domain.problem import BadInput
from ...domain.text import Text
from ..asking.grouping import groups_of
from ..asking.reader import Reader
from ..tables.catalogue import CASES

Values = tuple[str | None, ...]
OWN_FIELDS: dict[str, LiteralString] = {
    "unit": "c.unit",
    "responsible": "c.responsible",
    "referred_to": "c.referred_to",
    "state": "c.state",
    "kind": "c.kind",
    "category": "c.category",
    "concerns": "c.concerns",
    "received_on": "(c.received_at AT TIME ZONE %(zone)s)::date::text",
}

DEFINITION = Text(
    da="Vores sager: af typen, åbne ved slutningen af listens dag (det sidste øjeblik før midnat), og som valgt med "
    "where. Sagerne parres på sagsnummer. missing-here: står i listen og er ikke blandt vores. missing-there: blandt "
    "vores og ikke i listen. different: et felt har en anden værdi; værdier sammenlignes tegn for tegn, uden mellemrum "
    "foran og bagved, og tom er ingen værdi. matched: i begge og ens i alle sammenlignede felter.",
    en="Our cases: of the type, open at the end of the list's day (the last instant before midnight), and as chosen by "
    "where. Cases are paired by reference. missing-here: in the list and not open here. missing-there: open here and "
    "not in the list. different: a field has another value; values are compared sign by sign, without spaces around "
    "them, and empty is no value. matched: in both, and alike in every field compared.",
)


class PersonalField(BadInput):
    """A personal attribute was to be compared."""

    code = "personal-field"


class Found(msgspec.Struct, kw_only=True, frozen=True):
    """One difference. difference: its name. field, here, there: what differs; none where a case is missing."""

    difference: str
    kind: DifferenceKind
    case: str
    field: str | None = None
    here: str | None = None
    there: str | None = None


class Comparison(NamedTuple):
    """What came of it. cases: of ours. matched: those in both that do not differ. By case, then field."""

    cases: int
    matched: int
    differences: list[Found]

    def kinds(self) -> Counter[str]:
        """How many of each kind."""
        return Counter(one.kind for one in self.differences)


class ReconciledFilter(NamedTuple):
    """Which of our cases, and what of them is compared. where: field to value. fields: to compare, in order."""

    case_type: str
    where: tuple[tuple[str, str], ...] = ()
    fields: tuple[str, ...] = ()


def end_of(day: date, zone: ZoneInfo) -> datetime:
    """The last instant of a local day: what was so through its end, and nothing of the next."""
    following = day + timedelta(days=1)
    begins = datetime(following.year, following.month, following.day, tzinfo=zone)
    return (begins - timedelta(microseconds=1)).astimezone(UTC)


QUERY = """
WITH valued AS (
    SELECT c.case_id, {fields} AS fields FROM {asked} AS c WHERE c.case_type = %(case_type)s
)
SELECT case_id, fields[1 : %(compared)s] FROM valued
WHERE coalesce(fields[%(compared)s + 1 :], ARRAY[]::text[]) = %(values)s::text[] ORDER BY case_id
"""


def our_cases(reader: Reader, chosen: ReconciledFilter) -> dict[str, Values]:
    """The open cases at the reader's moment: reference to the values of the fields compared.

    Raises UnknownField, PersonalField.
    """
    named = [*((field, "compare") for field in chosen.fields), *((field, "where") for field, _ in chosen.where)]
    _check_personal(reader.law, chosen.case_type, named)
    fields, parameters = groups_of(named, OWN_FIELDS, "c.attributes", reader.law)
    found = reader.rows(
        sql.SQL(QUERY).format(fields=fields, asked=reader.asked(CASES)),
        case_type=chosen.case_type,
        compared=len(chosen.fields),
        values=[value for _, value in chosen.where],
        **parameters,
    )
    return {case: tuple(_tidy(value) for value in values) for case, values in found}


def _check_personal(law: Law, case_type: str, named: Sequence[tuple[str, str]]) -> None:
    personal = law.personal(case_type)
    for field, parameter in named:
        if field in personal:
            raise PersonalField(
                parameter=parameter,
                da=f"{field} er en personlig oplysning og forlader ikke journalen: sammenlign efter andet.",
                en=f"{field} is a personal attribute and does not leave the journal: compare by something else.",
            )


def _tidy(value: str | None) -> str | None:
    return " ".join(value.split()) or None if value is not None else None


def compare(
    system: str, ours: Mapping[str, Values], theirs: Mapping[str, Values], fields: Sequence[str]
) -> Comparison:
    """Our cases against theirs, both reference to the values of ``fields``."""
    differences: list[Found] = []
    matched = 0
    for case in sorted(ours.keys() | theirs.keys()):
        here, there = ours.get(case), theirs.get(case)
        if here is None or there is None:
            kind: DifferenceKind = "missing-here" if here is None else "missing-there"
            differences.append(Found(difference=f"{system}/{case}/{kind}", kind=kind, case=case))
            continue
        unlike = [
            Found(difference=f"{system}/{case}/{field}", kind="different", case=case, field=field, here=a, there=b)
            for field, a, b in zip(fields, here, there, strict=True)
            if a != b
        ]
        differences += unlike
        matched += not unlike
    return Comparison(len(ours), matched, differences)
