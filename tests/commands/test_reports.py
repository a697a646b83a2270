"""Reports: what is published can be made again, and what is otherwise now is told with the events that made it so.

The office decides on permits within four weeks, to the end of the day. Of five applications three fall due in
December 2015:

=====  ==========  =====  ==============================  =======================
case   received    due    as known when the report         unit
                          was published on 4 January
=====  ==========  =====  ==============================  =======================
P-1    2015-11-10  12-08  decided on 12-01: on time        North
P-2    2015-11-12  12-10  decided on 12-14: late           North
P-3    2015-11-16  12-14  not decided: still open          South
P-4    2015-12-07  01-04  not decided: due next month      South
P-5    2015-10-12  11-09  decided on 11-01: not December   South
=====  ==========  =====  ==============================  =======================

K-1 is a complaint received on 20 December; complaints have no deadline here.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from sagsgang.cli import run

from ..conftest import fresh_database
from .conftest import Ask, Call
from .office import COMPLAINT, PERMIT, event, happened, received, write

MONTH = ("monthly-status", "--period", "2015-12")
QUALITY = (*MONTH, "--for", "quality")

EVENTS = happened(
    """
    2015-11-10  P-1  application-received  case_type=permit unit=North id=r1
    2015-12-01  P-1  decided               id=d1
    2015-11-12  P-2  application-received  case_type=permit unit=North id=r2
    2015-12-14  P-2  decided               id=d2
    2015-11-16  P-3  application-received  case_type=permit unit=South id=r3
    2015-12-07  P-4  application-received  case_type=permit unit=South id=r4
    2015-10-12  P-5  application-received  case_type=permit unit=South id=r5
    2015-11-01  P-5  decided               id=d5
    2015-12-20  K-1  complaint-received    case_type=complaint concerns=P-2 kind=decision id=k1
    """
)


def corrected(id_: str, case: str, time: str, corrects: str, **changes: Any) -> dict[str, Any]:
    """A correction of an earlier event of the case."""
    return event(id_, case, "corrected", time, corrects=corrects, changes=changes)


def fill(database: str, folder: Path) -> None:
    """What the office knew when its report was published."""
    files = []
    for name, text in (("permit", PERMIT), ("complaint", COMPLAINT)):
        files.append(folder / f"{name}.toml")
        files[-1].write_text(text, encoding="utf-8")
    assert run(["--database", database, "type", "publish", *map(str, files)]) == 0
    assert run(["--database", database, "append", str(write(folder / "events.jsonl", EVENTS))]) == 0


@pytest.fixture(scope="module")
def office(server_url: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The URL of the office's journal, for tests that only ask."""
    with fresh_database(server_url) as url:
        fill(url, tmp_path_factory.mktemp("office"))
        yield url


@pytest.fixture
def desk(database_url: str, tmp_path: Path) -> str:
    """The URL of a journal of the office's of its own, for tests that append and publish."""
    fill(database_url, tmp_path)
    return database_url


@pytest.fixture
def later(ask: Ask, desk: str, tmp_path: Path) -> Any:
    """Appends events that came in later, and gives their positions by id."""

    def carry_out(*events: dict[str, Any]) -> dict[str, int]:
        before = ask(desk, "status")["position"]
        done = ask(desk, "append", write(tmp_path / "later.jsonl", list(events)))
        assert done["appended"] == len(events), done
        return {one["id"]: before + place for place, one in enumerate(events, start=1)}

    return carry_out


def section(report: dict[str, Any], name: str) -> list[dict[str, Any]]:
    """The rows of a section."""
    [found] = [one for one in report["sections"] if one["id"] == name]
    rows: list[dict[str, Any]] = found["rows"]
    return rows


def moved(restated: dict[str, Any], name: str) -> dict[tuple[str, str], tuple[Any, Any]]:
    """Of a section: unit (or what else tells a row apart last) and column to the figure before and after."""
    return {
        (str(list(one["row"].values())[-1]), one["column"]): (one["before"], one["after"])
        for one in restated["figures"]
        if one["section"] == name
    }


def test_the_monthly_status_says_what_fell_due_and_what_stands_open(ask: Ask, office: str) -> None:
    """Given the table above, then at midnight after December three deadlines fell due: one on time, one late and one
    still open, a timeliness of 1/3 = 33.3 %; two are open, that of P-3 overdue and that of P-4 due in January; both
    are South's. Every figure rests on fewer than five, and says so.
    """
    found = ask(office, "report", "make", *MONTH)
    assert found["as_of"] == "2015-12-31T23:00:00Z"
    assert found["chosen"] == {"for": "director", "zone": "Europe/Copenhagen"}
    assert section(found, "timeliness") == [
        {
            "type": "permit",
            "deadline": "decision",
            "fell_due": 3,
            "on_time": 1,
            "late": 1,
            "still_open": 1,
            "timeliness_pct": 33.3,
            "small": True,
        }
    ]
    units = {
        row["unit"]: (row["fell_due"], row["on_time"], row["late"]) for row in section(found, "timeliness-units")
    }
    assert units == {"North": (2, 1, 1), "South": (1, 0, 0)}
    [backlog] = section(found, "backlog")
    assert (backlog["unit"], backlog["open"], backlog["overdue"], backlog["falls_due"]) == ("South", 2, 1, 1)


def test_each_audience_gets_its_version(ask: Ask, call: Call, office: str) -> None:
    """Given the chain of versions, then the team's lists its cases (P-3 overdue, P-4 due in January), the quality
    unit's only what is overdue (P-3), the director's and the committee's no case; the committee's no unit either, and
    no reference of a case anywhere. A team must be named.
    """
    team = ask(office, "report", "make", *MONTH, "--for", "team", "--unit", "South")
    assert [row["case"] for row in section(team, "cases")] == ["P-3", "P-4"]
    quality = ask(office, "report", "make", *QUALITY)
    assert [row["case"] for row in section(quality, "cases")] == ["P-3"]
    for audience in ("director", "committee"):
        found = ask(office, "report", "make", *MONTH, "--for", audience)
        assert not [one for one in found["sections"] if one["id"] == "cases"]
        assert not any(case in json.dumps(found) for case in ("P-1", "P-2", "P-3", "P-4"))
    committee = json.dumps(ask(office, "report", "make", *MONTH, "--for", "committee"))
    assert "North" not in committee
    assert "South" not in committee
    status, _, err = call(office, "report", "make", *MONTH, "--for", "team")
    assert (status, "--unit" in err) == (2, True)


def test_the_auditor_can_count_the_timeliness_from_the_rows(ask: Ask, office: str) -> None:
    """Given the data basis of December, then it has the three deadlines that end in it, each with the position of the
    event that began it and of the one that ended it, and counting the rows gives the control totals.

    P-3 has no event that ended its deadline: its state is known from the event that began it.
    """
    found = ask(office, "report", "make", "audit-basis", "--period", "2015-12")
    rows = section(found, "deadlines")
    assert [(row["case"], row["due"], row["outcome"], row["breached_at"]) for row in rows] == [
        ("P-1", "2015-12-08", "on-time", None),
        ("P-2", "2015-12-10", "late", "2015-12-10T23:00:00Z"),
        ("P-3", "2015-12-14", "still-open", "2015-12-14T23:00:00Z"),
    ]
    at = {
        one["id"]: one["position"]
        for case in ("P-1", "P-2", "P-3")
        for one in ask(office, "case", "show", case)["events"]
    }
    assert [(row["anchor_position"], row["state_position"]) for row in rows] == [
        (at["r1"], at["d1"]),
        (at["r2"], at["d2"]),
        (at["r3"], at["r3"]),
    ]
    [totals] = section(found, "totals")
    counted = [row["outcome"] for row in rows]
    assert (totals["fell_due"], totals["on_time"], totals["late"], totals["still_open"]) == (
        len(counted),
        counted.count("on-time"),
        counted.count("late"),
        counted.count("still-open"),
    )


def test_publishing_twice_is_publishing_once(ask: Ask, later: Any, desk: str) -> None:
    """Given a published report, when it is published again with the same figures, then nothing is written; when a late
    decision has changed them, then it is edition 2. Another audience's report has editions of its own.
    """
    first = ask(desk, "report", "publish", *MONTH)
    head = ask(desk, "status")["position"]
    again = ask(desk, "report", "publish", *MONTH)
    assert (first["edition"], first["already"]) == (1, False)
    assert (again["edition"], again["already"], ask(desk, "status")["position"]) == (1, True, head)
    assert ask(desk, "report", "publish", *MONTH, "--for", "committee")["edition"] == 1
    later(event("d3", "P-3", "decided", "2015-12-14T09:00:00+01:00"))
    assert ask(desk, "report", "publish", *MONTH)["edition"] == 2
    editions = ask(desk, "report", "editions", "monthly-status")["editions"]
    assert [(one["chosen"]["for"], one["edition"]) for one in editions] == [
        ("director", 1),
        ("committee", 1),
        ("director", 2),
    ]


def test_the_difference_is_exactly_the_late_and_corrected_events(ask: Ask, later: Any, desk: str) -> None:
    """Given a published report, when then come in

    - d3: that P-3 was decided on 14 December, its last day (late registration: on time, not still open);
    - c2: that the decision on P-2 was of 9 December (correction: on time, not late);
    - r6, d6: an application of 18 November at North, due on 16 December, decided on 18 December (late registration:
      both change the report, the first to still open, the second to late);

    and beside them what has no bearing on December as it was at its end: r7, an application of January; d4, the
    decision on P-4 in January; k2, a complaint; v1, a site visit to P-3; n1, an error about P-1 that n2 annuls; c5, a
    correction of P-5, due in November, that leaves it on time;

    then the edition is made again to the digit, the events that make the difference are d3, c2, r6 and d6, and the
    figures that changed are: South on time 0 to 1 and still open 1 to 0; North fell due 2 to 3, on time 1 to 2
    (P-1 and P-2 of three).
    """
    published = ask(desk, "report", "publish", *QUALITY)
    at = later(
        received("r7", "P-7", "2016-01-04", "North"),
        event("d3", "P-3", "decided", "2015-12-14"),
        event("d4", "P-4", "decided", "2016-01-05"),
        event("k2", "K-2", "complaint-received", "2016-01-02", casetype="complaint", kind="decision"),
        event("v1", "P-3", "site-visit", "2015-12-02"),
        corrected("c2", "P-2", "2016-01-06", "d2", occurred="2015-12-09"),
        event("n1", "P-1", "suspended", "2015-11-20"),
        event("n2", "P-1", "annulled", "2016-01-06", annuls="n1"),
        received("r6", "P-6", "2015-11-18", "North"),
        event("d6", "P-6", "decided", "2015-12-18"),
        corrected("c5", "P-5", "2016-01-07", "d5", occurred="2015-11-02"),
    )
    restated = ask(desk, "report", "restate", *QUALITY)
    assert (restated["edition"], restated["same"], restated["published"]["digest"]) == (
        1,
        True,
        published["digest"],
    )
    assert restated["published"]["position"] == published["position"]
    assert [(one["position"], one["id"], one["sort"], one["cases"]) for one in restated["events"]] == [
        (at["d3"], "d3", "late", ["P-3"]),
        (at["c2"], "c2", "corrected", ["P-2"]),
        (at["r6"], "r6", "late", ["P-6"]),
        (at["d6"], "d6", "late", ["P-6"]),
    ]
    assert moved(restated, "timeliness-units") == {
        ("South", "on_time"): (0, 1),
        ("South", "still_open"): (1, 0),
        ("South", "timeliness_pct"): (0.0, 100.0),
        ("North", "fell_due"): (2, 3),
        ("North", "on_time"): (1, 2),
        ("North", "timeliness_pct"): (50.0, 66.7),
    }
    assert section(restated["published"], "cases")[0]["case"] == "P-3"
    assert section(restated["now"], "cases") == []


def test_without_anything_new_nothing_differs(ask: Ask, later: Any, desk: str) -> None:
    """Given a published report and later events of January alone, then no figure and no event makes a difference."""
    ask(desk, "report", "publish", *QUALITY)
    later(event("d3", "P-3", "decided", "2016-01-05"), received("r7", "P-7", "2016-01-04", "North"))
    restated = ask(desk, "report", "restate", *QUALITY)
    assert (restated["same"], restated["figures"], restated["events"]) == (True, [], [])


def test_rules_published_since_make_a_difference_too(ask: Ask, later: Any, desk: str, tmp_path: Path) -> None:
    """Given a published report, when six weeks are published for all time in place of four, then P-5 (received on 12
    October) falls due on 23 November, and P-1, P-2, P-3 on 22, 28 (rolled from 24 December) and 28 December: P-1 and
    P-2 are on time, P-3 still open and overdue. The publication is what makes the difference, and the cases are told.
    """
    ask(desk, "report", "publish", *MONTH)
    file = tmp_path / "permit.toml"
    file.write_text(PERMIT.replace("weeks = 4", "weeks = 6"), encoding="utf-8")
    [published] = ask(desk, "type", "publish", file)["published"]
    restated = ask(desk, "report", "restate", *MONTH)
    [cause] = restated["events"]
    assert (cause["position"], cause["sort"], cause["case"]) == (published["position"], "rules", None)
    assert "P-2" in cause["cases"]
    assert moved(restated, "timeliness-units")["North", "on_time"] == (1, 2)
    assert restated["same"]


def test_an_earlier_edition_can_be_restated(ask: Ask, later: Any, desk: str) -> None:
    """Given two editions with d3 between them, then edition 1 differs by d3 and edition 2 by nothing; an edition that
    was never published is refused.
    """
    ask(desk, "report", "publish", *MONTH)
    later(event("d3", "P-3", "decided", "2015-12-14"))
    ask(desk, "report", "publish", *MONTH)
    first = ask(desk, "report", "restate", *MONTH, "--edition", 1)
    assert [one["id"] for one in first["events"]] == ["d3"]
    assert ask(desk, "report", "restate", *MONTH)["events"] == []


def test_an_edition_that_cannot_be_made_again_is_told(call: Call, ask: Ask, desk: str) -> None:
    """Given an edition whose digest is not that of its figures, as only a touched database or a fault would leave
    one, then restating it ends with exit status 4 and says where to look.
    """
    from datetime import UTC, datetime

    from sagsgang.domain.events.publications import ReportPublished
    from sagsgang.domain.events.report_edition import ReportEdition
    from sagsgang.journal.application import Journal

    edition = ReportEdition(
        report="monthly-status",
        period="2015-12",
        chosen={"for": "director", "zone": "Europe/Copenhagen"},
        as_of=datetime(2015, 12, 31, 23, tzinfo=UTC),
        position=ask(desk, "status")["position"],
        digest="0" * 64,
    )
    with Journal.open(desk) as journal:
        journal.publish(
            [ReportPublished(source="test", id="", occurred=datetime(2016, 1, 4, tzinfo=UTC), definition=edition)]
        )
    status, _, err = call(desk, "report", "restate", *MONTH)
    assert (status, "sagsgang replay" in err) == (4, True)


@pytest.mark.parametrize(
    ("words", "code"),
    [
        (("make", "monthly-status", "--period", "2015-Q4"), 2),
        (("make", "monthly-status", "--period", "2015-13"), 2),
        (("make", "weekly-status", "--period", "2015-12"), 2),
        (("make", "audit-basis", "--period", "2015-12", "--for", "committee"), 2),
        (("make", "inquiry-cases", "--period", "2015"), 2),
        (("make", *MONTH, "--format", "docx"), 2),
        (("make", *MONTH, "--unit", "Nord"), 2),
        (("restate", *MONTH), 1),
        (("restate", *MONTH, "--as-of", "2016-02-01"), 2),
    ],
)
def test_a_call_that_cannot_be_carried_out_says_so(
    call: Call, office: str, words: tuple[str, ...], code: int
) -> None:
    """Given a wrong period, name, audience, form or unit, or a report never published, then one line says what is off."""
    status, out, err = call(office, "report", *words)
    assert (status, out, len(err.strip().splitlines())) == (code, b"", 1)


def test_files_are_written_alike_every_time(ask: Ask, office: str, tmp_path: Path) -> None:
    """Given a report in every form, when it is made again, then the same files have the same bytes."""
    written = []
    for folder in ("once", "again"):
        words = (*MONTH, "--format", "html,pdf,xlsx,csv", "--to", tmp_path / folder)
        written.append([Path(file) for file in ask(office, "report", "make", *words)["files"]])
    assert {file.suffix for file in written[0]} == {".html", ".pdf", ".xlsx", ".csv"}
    for once, again in zip(*written, strict=True):
        assert once.name == again.name
        assert once.read_bytes() == again.read_bytes()
