"""Deadlines of the party through the commands: told as such wherever a deadline is, and nobody's delay.

The decision is due 14 days after the application, a day off put off; the clock stands while information is asked for.
A breach is to be told within a working day. The time for complaints is the party's: four weeks from the notice, which
by ordinary letter takes six weekdays (Ankestyrelsen, Klagefrister); when it is over, the case is filed in five working
days.

A-1  received on Monday 2 March 2026. On the 4th a medical certificate is asked for, until 10 April: 12 days left. On
     the 5th payslips, too. On the 6th the certificate is waited for longer, until 20 April. The payslips come on the
     12th, the certificate never: the clock runs again on 20 April, 12 days on is Saturday 2 May, put off to **Monday
     4 May**. Decided on the 11th: late, breached on 5 May at 00:00, told on the 5th. The notice is a letter of 11 May:
     12, 13, 15, 18, 19 and 20 May are weekdays (the 14th is Ascension Day), four weeks on is **17 June**. Nobody
     complains: over at 00:00 on 18 June; to be filed by the 24th, five working days after the 17th.
B-1  received on 2 March, decided and told by Digital Post on the 9th: **Tuesday 7 April** (the 6th is Easter Monday).
     The complaint is noted on 1 April.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from sagsgang.cli import run
from sagsgang.terminal import language as spoken

from ..conftest import fresh_database
from .conftest import Ask, Call, Page
from .office import happened, write

TYPE = """
id = "appealable"
title = { da = "Afgørelsessag", en = "Decision case" }
expects = ["decided"]

[[action]]
name = "complaint-noted"
label = { da = "Klage noteret", en = "Complaint noted" }

[[deadline]]
id = "decision"
label = { da = "Afgørelse", en = "Decision" }
after = "application-received"
term = { days = 14 }
met_by = "decided"
suspended_by = ["suspended", "information-requested"]
resumed_by = ["resumed", "information-received"]
total_suspension = 90

[[deadline]]
id = "late-notice"
label = { da = "Underretning om forsinkelse", en = "Notice of delay" }
after = "breached:decision"
term = { working_days = 1 }
met_by = "guidance-given"

[[deadline]]
id = "complaints"
label = { da = "Klagefrist", en = "Time for complaints" }
after = "decision-notified"
term = { weeks = 4 }
met_by = "complaint-noted"
whose = "party"
effect = "legal"
source = "Retssikkerhedsloven § 67"

[[deadline]]
id = "filing"
label = { da = "Arkivering", en = "Filing" }
after = "expired:complaints"
term = { working_days = 5 }
met_by = "closed"

[[presumption]]
event = "decision-notified"
sent_by = "letter"
working_days = 6
source = "Ankestyrelsen, Klagefrister"
certainty = { da = "høj", en = "high" }

[[presumption]]
event = "decision-notified"
sent_by = "digital-post"
working_days = 0
"""
EVENTS = happened(
    """
    2026-03-02  A-1  application-received   case_type=appealable unit=North id=1
    2026-03-04  A-1  information-requested  awaits=lægeattest until=2026-04-10 id=2
    2026-03-05  A-1  information-requested  awaits=lønsedler id=3
    2026-03-06  A-1  information-requested  awaits=lægeattest until=2026-04-20 id=4
    2026-03-12  A-1  information-received   awaits=lønsedler id=5
    2026-05-05  A-1  guidance-given         id=6
    2026-05-11  A-1  decided                id=7
    2026-05-11  A-1  decision-notified      sent_by=letter id=8
    2026-03-02  B-1  application-received   case_type=appealable unit=North id=9
    2026-03-09  B-1  decided                id=10
    2026-03-09  B-1  decision-notified      sent_by=digital-post id=11
    2026-04-01  B-1  action-taken           action=complaint-noted id=12
    """
)
EXAMPLE = Path(__file__).parents[2] / "examples" / "appeal"
IN_MAY, IN_JULY = ("--as-of", "2026-05-20"), ("--as-of", "2026-07-01")


@pytest.fixture(scope="module")
def appealable(server_url: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The URL of a journal with the two cases."""
    folder = tmp_path_factory.mktemp("appealable")
    with fresh_database(server_url) as url:
        (folder / "appealable.toml").write_text(TYPE, encoding="utf-8")
        assert run(["--database", url, "type", "publish", str(folder / "appealable.toml")]) == 0
        assert run(["--database", url, "append", str(write(folder / "events.jsonl", EVENTS))]) == 0
        yield url


def test_the_example_is_what_its_readme_says(database_url: str, call: Call, ask: Ask) -> None:
    """Given two decisions of Monday 11 May 2026, then the letter arrives on the 20th, the sixth weekday (the 14th is
    Ascension Day), and its time for complaints is over with 17 June; that of Digital Post with 8 June. Each has its
    source.
    """
    assert call(database_url, "type", "publish", EXAMPLE / "casetype.toml")[0] == 0
    assert call(database_url, "append", EXAMPLE / "events.jsonl")[0] == 0
    for case, last_day, arrived in (
        ("B-2026-0001", "2026-06-17", "2026-05-20"),
        ("B-2026-0002", "2026-06-08", "2026-05-11"),
    ):
        [why] = ask(database_url, "case", "explain", case, "complaint-period", *IN_MAY)["because"]
        assert (why["due"], why["state"], why["presumed"]["arrived_on"]) == (last_day, "running", arrived)
        assert "Ankestyrelsen" in why["presumed"]["presumption"]["source"]


def test_the_queue_says_whose_a_deadline_is(appealable: str, ask: Ask, page: Page) -> None:
    """Given the time for complaints running, then the queue has it as the party's, in JSON and in both languages, and
    when it is over it is gone: what waits for that stands there instead.
    """
    [item] = ask(appealable, "queue", *IN_MAY)["items"]
    assert (item["deadline"], item["whose"], item["due"], item["overdue"]) == (
        "complaints",
        "party",
        "2026-06-17",
        False,
    )
    assert " the party's " in page(appealable, "queue", *IN_MAY, language="en", width=120)
    assert " partens " in page(appealable, "queue", *IN_MAY, language="da", width=120)

    found = ask(appealable, "queue", *IN_JULY)
    assert [(item["deadline"], item["whose"], item["due"]) for item in found["items"]] == [
        ("filing", "office", "2026-06-24")
    ]
    assert found["overdue"] == 1


def test_an_expiry_is_explained_with_the_presumption_and_its_source(appealable: str, ask: Ask, page: Page) -> None:
    """Given the time for complaints over, then it is explained as the party's, expired and breached never, with how the
    notice was sent, when it is taken to have arrived and who says so.
    """
    [why] = ask(appealable, "case", "explain", "A-1", "complaints", *IN_JULY)["because"]
    assert (why["state"], why["whose"], why["overdue"], why["breached_at"], why["passed_on"]) == (
        "expired",
        "party",
        False,
        None,
        None,
    )
    assert (why["after"], why["day_zero"]) == ("decision-notified", "2026-05-20")
    assert (why["presumed"]["sent_on"], why["presumed"]["arrived_on"]) == ("2026-05-11", "2026-05-20")
    assert why["presumed"]["presumption"]["source"] == "Ankestyrelsen, Klagefrister"
    assert [step["what"] for step in why["because"]] == ["started", "expired"]

    told = page(appealable, "case", "explain", "A-1", "complaints", *IN_JULY, language="da", width=120)
    assert "Klagefrist: 2026-06-17 · udløbet (partens)" in told
    assert "Formodet modtaget: 2026-05-11 → 2026-05-20 (brev: 6 arbejdsdage efter)" in told
    assert "Ankestyrelsen, Klagefrister" in told
    assert "Overskredet" not in told
    english = page(appealable, "case", "explain", "A-1", "complaints", *IN_JULY, language="en", width=120)
    assert "Time for complaints: 2026-06-17 · expired (the party's)" in english
    assert "Presumed to have arrived: 2026-05-11 → 2026-05-20 (letter: 6 working days after)" in english


def test_stops_are_explained_one_by_one_with_what_they_await(appealable: str, ask: Ask, page: Page) -> None:
    """Given a stop renewed and two questions open at once, then each step says what it waits for, until when and what is
    left; and a breach says in which period it counts, as it was on 4 May.
    """
    [why] = ask(appealable, "case", "explain", "A-1", "decision", *IN_JULY)["because"]
    assert [
        (step["what"], step["event"], step["awaits"], step["until"], step["left"]) for step in why["because"]
    ] == [
        ("started", 3, None, None, None),
        ("suspended", 4, "lægeattest", "2026-04-10", 12),
        ("also-waits", 5, "lønsedler", None, 12),
        ("renewed", 6, "lægeattest", "2026-04-20", 12),
        ("no-longer-waits", 7, "lønsedler", None, 12),
        ("resumed", None, None, None, None),
        ("met", 9, None, None, None),
    ]
    assert (why["due"], why["breached_at"], why["passed_on"]) == (
        "2026-05-04",
        "2026-05-04T22:00:00Z",
        "2026-05-04",
    )
    told = page(appealable, "case", "explain", "A-1", "decision", *IN_JULY, language="da", width=140)
    assert "uret standses (lægeattest, til 2026-04-10, 12 tilbage)" in told
    assert "standsningen fornyet (lægeattest, til 2026-04-20, 12 tilbage)" in told
    assert "Tælles i den periode, der rummer 2026-05-04" in told


@pytest.mark.parametrize(
    ("language", "says"),
    [("da", "Begyndte ved: Overskredet: Afgørelse"), ("en", "Began with: Breached: Decision")],
)
def test_what_a_breach_started_says_so(appealable: str, ask: Ask, page: Page, language: str, says: str) -> None:
    """Given the notice of delay, then it is explained by the breach, whose last day it is counted from."""
    [why] = ask(appealable, "case", "explain", "A-1", "late-notice", *IN_JULY)["because"]
    assert (why["after"], why["day_zero"], why["due"], why["state"]) == (
        "breached:decision",
        "2026-05-04",
        "2026-05-05",
        "met",
    )
    assert says in page(
        appealable, "case", "explain", "A-1", "late-notice", *IN_JULY, language=language, width=120
    )
    [filing] = ask(appealable, "case", "explain", "A-1", "filing", *IN_JULY)["because"]
    assert (filing["after"], filing["day_zero"]) == ("expired:complaints", "2026-06-17")


def test_the_case_shows_whose_each_deadline_is_and_that_nothing_was_corrected(
    appealable: str, ask: Ask, page: Page
) -> None:
    """Given facts of which only the date is known, then each stands on its day, in force, and not as corrected."""
    found = ask(appealable, "case", "show", "A-1", *IN_JULY)
    assert [(line["deadline"], line["whose"], line["state"]) for line in found["deadlines"]] == [
        ("decision", "office", "met"),
        ("late-notice", "office", "met"),
        ("complaints", "party", "expired"),
        ("filing", "office", "running"),
    ]
    assert {line["standing"] for line in found["events"]} == {"in-force"}
    assert found["events"][0]["occurred"] == "2026-03-01T23:00:00Z"  # 00:00 in Copenhagen
    assert "udløbet (partens)" in page(appealable, "case", "show", "A-1", *IN_JULY, language="da", width=120)


def test_no_figure_of_the_office_counts_what_is_the_partys(appealable: str, ask: Ask) -> None:
    """Given both cases, then the timeliness has the two decisions, one late, the notice and the filing, which is late and
    open: not the times for complaints. Open deadlines are divided by whose they are.
    """
    rows = ask(appealable, "stats", "timeliness", "--by", "deadline", *IN_JULY)["rows"]
    assert {row["group"]: (row["fell_due"], row["on_time"], row["late"], row["still_open"]) for row in rows} == {
        "decision": (2, 1, 1, 0),
        "late-notice": (1, 1, 0, 0),
        "filing": (1, 0, 0, 1),
    }
    rows = ask(appealable, "stats", "open-deadlines", "--by", "whose", "--as-of", "2026-05-20")["rows"]
    assert [(row["group"], row["open"], row["overdue"]) for row in rows] == [("party", 1, 0)]


def test_the_auditor_sees_it_end_and_no_breach(appealable: str, ask: Ask) -> None:
    """Given June, in which the time for complaints ended, then the data basis has it as not counted, with no breach."""
    made = ask(appealable, "report", "make", "audit-basis", "--period", "2026-06", *IN_JULY)
    rows = {one["id"]: one["rows"] for one in made["sections"]}["deadlines"]
    assert {
        (row["deadline"], row["state"], row["outcome"], row["breached_at"] is None)
        for row in rows
        if row["case"] == "A-1"
    } == {("complaints", "expired", "not-counted", True), ("filing", "running", "still-open", False)}


def test_a_calendar_calls_it_the_partys(
    appealable: str, call: Call, ask: Ask, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Given the time for complaints running, then the calendar of the unit calls it the party's, in both languages."""
    assert [item["whose"] for item in ask(appealable, "feed", "--unit", "North", *IN_MAY)["items"]] == ["party"]
    for language, says in (("da", "Partens: Klagefrist"), ("en", "Of the party: Time for complaints")):
        monkeypatch.setattr(spoken, "LANGUAGE", language)
        assert says in call(appealable, "feed", "--unit", "North", *IN_MAY)[1].decode()


def test_another_rule_that_gives_it_to_the_office_makes_it_late(appealable: str, ask: Ask, tmp_path: Path) -> None:
    """Given the time for complaints supposed to be the office's, then in July one breach is added: the same end, and
    somebody late.
    """
    file = tmp_path / "office.toml"
    file.write_text(
        TYPE.replace('whose = "party"\n', "").replace("expired:complaints", "breached:complaints"), "utf-8"
    )
    found = ask(appealable, "what-if", "--type", file, *IN_JULY)
    [line] = [one for one in found["deadlines"] if one["breaches_added"]]
    assert (line["deadline"], line["breaches_added"], line["moved"], line["cases"]) == ("complaints", 1, 0, 1)


def test_the_forecast_says_whose(appealable: str, ask: Ask) -> None:
    """Given an application, then the decision that it would start is the office's."""
    found = ask(appealable, "forecast", "appealable", "--received", "2026-03-02")
    assert [(line["deadline"], line["whose"]) for line in found["deadlines"]] == [("decision", "office")]
