"""The statistic of findings, and the findings of one case, at a moment.

A was decided without guidance, B took particularly long, C was decided without guidance and closed twice, and the
complaint says no kind. The ledger::

    2010-01-04        A  application-received  case_type=permit unit=North
    2010-01-04        B  application-received  case_type=permit unit=North
    2010-01-05        B  guidance-given
    2010-02-01        A  decided
    2010-02-01T12:00  A  closed
    2010-02-01        C  application-received  case_type=permit unit=South
    2010-03-01        C  decided
    2010-03-01T12:00  C  closed
    2010-03-01        K  complaint-received    case_type=complaint unit=South
    2010-03-02        B  decided
    2010-03-03        C  closed
    2010-03-04        B  closed
"""

from __future__ import annotations

from datetime import datetime, timedelta
from random import Random
from typing import Any

from psycopg import sql
from sagsgang.journal.application import Journal
from sagsgang.projections.asking.folded_case import KnownCase, UnknownCase
from sagsgang.projections.asking.reader import Moment, ask
from sagsgang.projections.one_case.case_file import case_file
from sagsgang.projections.tables.catalogue import FINDINGS
from sagsgang.projections.upkeep.catch_up import catch_up

from ...ledger import local
from ..counting_office import rows, tell
from ..upkeep.test_live_and_rebuilt import fill

HEAD = 'title = { da = "Sag", en = "Case" }\nexpects = ["guidance-given", "decided"]\n'
PERMIT = """
[[finding]]
id = "no-guidance"
label = { da = "Ingen vejledning", en = "No guidance" }
at = "decided"
missing = "guidance-given"
source = "Forvaltningsloven § 7"

[[finding]]
id = "long"
label = { da = "Særligt lang", en = "Particularly long" }
longer_than = 56
"""
COMPLAINT = """
opens = ["complaint-received"]

[[finding]]
id = "no-kind"
label = { da = "Klagens art mangler", en = "No kind of complaint" }
at = "complaint-received"
lacks = "kind"

[[finding]]
id = "long"
label = { da = "Langsom klage", en = "Slow complaint" }
longer_than = 1000
source = "Egen praksis"
"""
TYPES = {name: f'id = "{name}"\n{HEAD}{text}' for name, text in {"permit": PERMIT, "complaint": COMPLAINT}.items()}


def named(found: list[dict[str, Any]]) -> list[tuple[Any, ...]]:
    """Group, what it is called in Danish, source, number."""
    return [
        (row["group"], (row.get("label") or {}).get("da"), row.get("source"), row["n"])
        for row in sorted(found, key=lambda row: str(row["group"]))
    ]


def test_a_finding_is_called_as_its_case_type_says_with_its_source(office: Journal) -> None:
    """Given findings of two types and one that every type has, then each has its label, and its source if it has one;
    where two types have a rule of one name, both are named, and of one type alone its own.
    """
    assert named(rows(office, "quality")) == [
        ("already-closed", "Lukket igen, mens den var lukket", None, 1),
        ("long", "Særligt lang / Langsom klage", "Egen praksis", 1),
        ("no-guidance", "Ingen vejledning", "Forvaltningsloven § 7", 2),
        ("no-kind", "Klagens art mangler", None, 1),
    ]
    assert ("long", "Særligt lang", None, 1) in named(rows(office, "quality", case_type="permit"))
    by_both = named(rows(office, "quality", by=("type", "finding"), case_type=None))
    assert ({"type": "permit", "finding": "long"}, "Særligt lang", None, 1) in by_both


def test_findings_can_be_divided_by_kind(office: Journal) -> None:
    """Given findings, then they are counted by what their rules look for, and apart those of every case type."""
    assert named(rows(office, "quality", by=("kind",))) == [
        ("lacks", "Hændelsen mangler en oplysning", None, 1),
        ("longer_than", "Særligt lang behandling", None, 1),
        ("missing", "Noget mangler forinden", None, 2),
        ("record", "Registreringen hænger ikke sammen", None, 1),
    ]
    by_unit = {
        (row["group"]["kind"], row["group"]["unit"]): row["n"]
        for row in rows(office, "quality", by=("kind", "unit"))
    }
    assert by_unit == {
        ("lacks", "South"): 1,
        ("longer_than", "North"): 1,
        ("missing", "North"): 1,
        ("missing", "South"): 1,
        ("record", "South"): 1,
    }


def test_a_finding_belongs_to_the_period_in_which_it_came_about(office: Journal) -> None:
    """Given 56 days from 4 January, then that case is particularly long in March, though it was received in January."""
    found = rows(office, "quality", by=("finding",), period="month")
    assert {(row["period"], row["group"]): row["n"] for row in found} == {
        ("2010-02", "no-guidance"): 1,
        ("2010-03", "already-closed"): 1,
        ("2010-03", "long"): 1,
        ("2010-03", "no-guidance"): 1,
        ("2010-03", "no-kind"): 1,
    }


def test_what_is_recorded_later_takes_a_finding_away_and_it_was_known_before(told_further: Journal) -> None:
    """Given guidance recorded late, then that finding is counted no more, but still as known before."""
    before = told_further.recorded_at(told_further.head().position)
    tell(told_further, "2010-01-20 A guidance-given")

    assert {row["group"]: row["n"] for row in rows(told_further, "quality")}["no-guidance"] == 1
    assert {row["group"]: row["n"] for row in rows(told_further, "quality", known_at=before)}["no-guidance"] == 2


def test_a_case_says_what_is_found_in_it_at_the_moment(office: Journal) -> None:
    """Given a case, then its findings are those that hold as of the moment, in the order in which they came about,
    each with its rule, if it has one.
    """

    def found(case: str, as_of: str) -> list[tuple[str, str, str, bool]]:
        lines = case_file(KnownCase(office, case, Moment(local(as_of)))).found
        return [(line.finding, line.label.en, line.kind, line.rule is not None) for line in lines]

    guidance = ("no-guidance", "No guidance", "missing", True)
    assert found("C", "2010-02-28") == []
    assert found("C", "2010-03-01") == [guidance]
    assert found("C", "2010-03-03") == [guidance, ("already-closed", "Closed again while closed", "record", False)]
    assert found("B", "2010-02-28") == []
    assert found("B", "2010-03-01") == []  # on that day, 56 days lie between: not more
    assert found("B", "2010-03-02") == [("long", "Particularly long", "longer_than", True)]
    assert case_file(KnownCase(office, "C", Moment(local("2010-03-03")))).findings == [
        "already-closed",
        "no-guidance",
    ]


def test_a_case_and_the_statistic_say_the_same(journal: Journal) -> None:
    """Given generated cases, some of types with rules of finding, then what a case shows as of a moment, known at
    another, is what the projection holds then.
    """
    fill(journal, range(600, 640), Random(5))
    catch_up(journal)
    random = Random(6)
    everything = _held(journal, Moment(datetime.fromisoformat("2100-01-01T00:00:00+00:00")))
    assert len({code for _, code, _ in everything} & {"one", "two", "three", "four", "five"}) >= 3
    for case in sorted({case for case, _, _ in everything}):
        turn = random.choice([since for one, _, since in everything if one == case])
        for as_of in (turn, turn - timedelta(microseconds=1)):
            known_at = random.choice((None, journal.recorded_at(random.randint(60, journal.head().position))))
            moment = Moment(as_of, known_at)
            held = {(code, since) for one, code, since in _held(journal, moment) if one == case}
            try:
                shown = case_file(KnownCase(journal, case, moment)).found
            except UnknownCase:
                shown = []
            assert {(line.finding, line.since) for line in shown} == held, (case, moment)


def _held(journal: Journal, moment: Moment) -> list[tuple[str, str, datetime]]:
    query = sql.SQL("SELECT case_id, finding, opened_at FROM {} AS held")
    return ask(journal, moment, lambda reader: reader.rows(query.format(reader.known(FINDINGS))))
