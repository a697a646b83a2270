"""Reviews at the command line: an inquiry from its beginning to its outcome, answers, error rates and follow-up."""

from __future__ import annotations

import json
from collections.abc import Iterator
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest
from sagsgang.cli import run

from ..conftest import fresh_database
from .conftest import Ask, Call
from .office import PERMIT, event, received, write

TYPES = Path(__file__).parents[2] / "examples" / "municipality" / "types"
INQUIRY = "2011-59814"
CHECKS = ("guidance", "application-time", "processing-time")


def say(id_: str, type_: str, time: str, **data: Any) -> dict[str, Any]:
    """Something that happened in the inquiry."""
    return event(id_, INQUIRY, type_, time, casetype="egen-drift", **data)


def answers(drawn: list[str]) -> list[dict[str, Any]]:
    """Answers about thirty cases: guidance is missing in the first ten, the time of application in the first four and
    can't be told in the fifth; the processing time was not looked at in the last two."""
    told = []
    for place, case in enumerate(drawn):
        said = {
            "guidance": "error" if place < 10 else "ok",
            "application-time": "error" if place < 4 else "not-applicable" if place == 4 else "ok",
            "processing-time": "ok" if place < 28 else None,
        }
        told += [
            say(f"{check} {case}", "check-answered", "2011-09-01", concerns=case, check=check, answer=answer)
            for check, answer in said.items()
            if answer is not None
        ]
    return told


def corrections(drawn: list[str]) -> list[dict[str, Any]]:
    """Guidance was given after all to the first three."""
    return [
        say(f"corrected {case}", "error-corrected", "2011-12-01", concerns=case, check="guidance")
        for case in drawn[:3]
    ]


@pytest.fixture(scope="module")
def inquiry(server_url: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The URL of a journal with 60 permits and an inquiry into 30 of them, from April 2011 to February 2015."""
    folder = tmp_path_factory.mktemp("inquiry")
    (folder / "permit.toml").write_text(PERMIT, encoding="utf-8")
    permits = [
        received(f"r{number}", f"P-{number:02d}", "2010-06-01", "Nord" if number % 2 else "Syd", responsible="R")
        for number in range(60)
    ]
    begun = [say("begun", "inquiry-begun", "2011-04-04", unit="Kvalitetskontrollen", note="Begyndt")]
    with fresh_database(server_url) as url:
        call = ["--database", url]
        files = [folder / "permit.toml", TYPES / "tilsyn.toml", TYPES / "egen-drift.toml"]
        assert run([*call, "type", "publish", *map(str, files)]) == 0
        assert run([*call, "append", str(write(folder / "permits.jsonl", permits + begun))]) == 0
        draw = ["sample", "draw", "--type", "permit", "--size", "30", "--seed", "2011-04", "--as-of", "2011-04-01"]
        assert run([*call, *draw, "--record", INQUIRY, "--on", "2011-04-12"]) == 0
        population = [f"P-{number:02d}" for number in range(60)]
        events = course(sorted_by_hash(population, "2011-04")[:30])
        assert run([*call, "append", str(write(folder / "course.jsonl", events))]) == 0
        yield url


def sorted_by_hash(cases: list[str], seed: str) -> list[str]:
    """The order of a draw, by the letter of the method."""
    return sorted(cases, key=lambda case: sha256(f"{seed}\n{case}".encode()).hexdigest())


def course(drawn: list[str]) -> list[dict[str, Any]]:
    """What happened after the sample was drawn."""
    return [
        *answers(drawn),
        say("report", "preliminary-report", "2011-10-26", note="Kritik"),
        *corrections(drawn),
        say("response", "response-sent", "2011-12-15"),
        say("dialogue", "dialogue-held", "2012-01-20"),
        say("closed", "closed", "2015-02-20", attributes={"outcome": "letter", "criticism": False}),
    ]


def test_an_inquiry_from_its_beginning_to_its_outcome(ask: Ask, inquiry: str) -> None:
    """Given the inquiry, then it has 30 cases and its steps in order of time; the preliminary report of Wednesday 26
    October 2011 was to be answered in two months, on 26 December, the second day of Christmas: rolled to the 27th; it
    was, and the inquiry was closed by letter without criticism."""
    found = ask(inquiry, "review", "show", INQUIRY)
    assert (len(found["cases"]), found["samples"][0]["drawn"], found["samples"][0]["population"]) == (30, 30, 60)
    assert [(step["name"], step["occurred"][:10]) for step in found["steps"]] == [
        ("inquiry-begun", "2011-04-03"),  # midnight in Copenhagen is the day before in UTC
        ("sample-drawn", "2011-04-11"),
        ("preliminary-report", "2011-10-25"),
        ("response-sent", "2011-12-14"),
        ("dialogue-held", "2012-01-19"),
        ("closed", "2015-02-19"),
    ]
    [response] = found["deadlines"]
    assert (response["state"], response["due"], response["unrolled_on"]) == ("met", "2011-12-27", "2011-12-26")
    assert (found["state"], found["attributes"]) == ("closed", {"criticism": False, "outcome": "letter"})
    assert ask(inquiry, "case", "show", INQUIRY)["findings"] == []
    assert ask(inquiry, "sample", "verify", INQUIRY)["same"] is True


def test_the_checklist_and_its_answers(ask: Ask, inquiry: str) -> None:
    """Given the answers, then each check says how they divide, each case has its own, and the sum is told."""
    found = ask(inquiry, "review", "show", INQUIRY)
    divided = {
        line["check"]: tuple(line[name] for name in ("ok", "error", "not_applicable", "pending", "corrected"))
        for line in found["checks"]
    }
    assert divided == {
        "guidance": (20, 10, 0, 0, 3),
        "application-time": (25, 4, 1, 0, 0),
        "processing-time": (28, 0, 0, 2, 0),
    }
    assert [line["check"] for line in found["checks"]] == list(CHECKS)
    assert (found["answered"], found["of"], found["errors_open"], found["errors_corrected"]) == (88, 90, 11, 3)
    first, last = found["cases"][0], found["cases"][-1]
    assert first["answers"] == {"guidance": "error", "application-time": "error", "processing-time": "ok"}
    assert (first["corrected"], last["answers"]["processing-time"]) == (["guidance"], "pending")


@pytest.mark.parametrize(
    ("as_of", "answered", "still_open", "corrected"),
    [("2011-04-11", 0, 0, 0), ("2011-04-12", 0, 0, 0), ("2011-10-26", 88, 14, 0), ("2011-12-01", 88, 11, 3)],
)
def test_a_review_as_it_stood(
    ask: Ask, inquiry: str, as_of: str, answered: int, still_open: int, corrected: int
) -> None:
    """Given a day, then the review shows what was answered and put right by then; before the draw there is no case."""
    found = ask(inquiry, "review", "show", INQUIRY, "--as-of", as_of)
    assert (found["answered"], found["errors_open"], found["errors_corrected"]) == (
        answered,
        still_open,
        corrected,
    )
    assert len(found["cases"]) == (0 if as_of == "2011-04-11" else 30)


def test_error_rates_are_one_statistic_under_two_names(ask: Ask, inquiry: str) -> None:
    """Given the inquiry, then 10 of 30, 4 of 29 and 0 of 28 checks found an error, in the quarter of the draw, and
    ``review rates`` and ``stats error-rates`` say the same, with the definition and the cases that have the errors."""
    words = ("--type", "egen-drift", "--period", "quarter", "--cases", "--as-of", "2015-03-01")
    found = ask(inquiry, "review", "rates", *words)
    assert ask(inquiry, "stats", "error-rates", *words) == found
    rows = {row["group"]: row for row in found["rows"]}
    assert {name: (row["errors"], row["n"], row["pending"]) for name, row in rows.items()} == {
        "guidance": (10, 30, 0),
        "application-time": (4, 29, 0),
        "processing-time": (0, 28, 2),
    }
    assert {row["period"] for row in found["rows"]} == {"2011-Q2"}
    drawn = [one["case"] for one in ask(inquiry, "review", "show", INQUIRY)["cases"]]
    assert rows["application-time"]["cases"] == sorted(drawn[:4])
    assert rows["processing-time"]["cases"] == []
    assert rows["guidance"]["label"]["en"] == "Guidance was given and recorded"
    assert found["measure"] == "error-rates"
    assert "Wilson" in found["definition"]["en"]


def test_errors_are_followed_until_they_are_put_right(ask: Ask, inquiry: str) -> None:
    """Given 14 errors found on 1 September 2011 and three put right on 1 December, then on 26 October all 14 are open for
    55 days, and on 2 December 11 for 92 and three are put right; by unit they add up, and a limit cuts the list only."""
    words = ("review", "follow-up", "--type", "egen-drift")
    report = ask(inquiry, *words, "--as-of", "2011-10-26")
    assert (report["open"], report["corrected"]) == (14, 0)
    assert {item["days_open"] for item in report["items"]} == {55}
    later = ask(inquiry, *words, "--as-of", "2011-12-02")
    assert (later["open"], later["corrected"], len(later["items"])) == (11, 3, 11)
    assert {item["days_open"] for item in later["items"]} == {92}
    assert {(item["review"], item["responsible"]) for item in later["items"]} == {(INQUIRY, "R")}
    units = [ask(inquiry, *words, "--as-of", "2011-12-02", "--unit", unit)["open"] for unit in ("Nord", "Syd")]
    assert sum(units) == 11
    cut = ask(inquiry, *words, "--as-of", "2011-12-02", "--limit", 2)
    assert (cut["open"], cut["items"]) == (11, later["items"][:2])
    assert ask(inquiry, "review", "follow-up", "--type", "tilsyn")["open"] == 0


@pytest.fixture
def review(ask: Ask, database_url: str, tmp_path: Path) -> str:
    """A journal with the review T-1 of the permits P-0 and P-1."""
    (tmp_path / "permit.toml").write_text(PERMIT, encoding="utf-8")
    ask(database_url, "type", "publish", tmp_path / "permit.toml", TYPES / "tilsyn.toml")
    permits = [received(f"r{number}", f"P-{number}", "2010-06-01", "Nord") for number in range(2)]
    ask(database_url, "append", write(tmp_path / "permits.jsonl", permits))
    draw = ("sample", "draw", "--type", "permit", "--size", 2, "--seed", "s", "--record", "T-1")
    ask(database_url, *draw, "--review-type", "tilsyn", "--on", "2011-04-12")
    return database_url


def answered(ask: Ask, database: str) -> dict[str, str]:
    """How the permit P-0 is answered."""
    found = ask(database, "review", "show", "T-1")
    [mine] = [one for one in found["cases"] if one["case"] == "P-0"]
    return {
        check: "corrected" if check in mine["corrected"] else answer for check, answer in mine["answers"].items()
    }


def test_an_answer_and_a_correction_by_hand(ask: Ask, review: str) -> None:
    """Given a sample, when an error is answered, put right, and found again, then the case stands so each time; what
    stands already is not written a second time."""
    form = ("T-1", "P-0", "recommendation-form")
    said = ask(review, "review", "answer", *form, "error", "--note", "side 2 mangler", "--on", "2011-05-02")
    assert answered(ask, review)["recommendation-form"] == "error"
    assert ask(review, "review", "answer", *form, "error") == {**said, "already": True}
    right = ask(review, "review", "corrected", *form, "--on", "2011-05-09")
    assert answered(ask, review)["recommendation-form"] == "corrected"
    assert ask(review, "review", "corrected", *form) == {**right, "already": True}
    ask(review, "review", "answer", *form, "error", "--on", "2011-06-01")
    assert answered(ask, review) == {
        "documentation-basis": "pending",
        "recommendation-form": "error",
        "decision-updated": "pending",
        "timely-reassessment": "pending",
    }
    assert ask(review, "review", "show", "T-1", "--as-of", "2011-05-10")["errors_corrected"] == 1


@pytest.mark.parametrize(
    ("words", "status", "said"),
    [
        (("answer", "T-1", "P-0", "recommendation-from", "ok"), 2, "recommendation-form"),
        (("answer", "T-1", "P-7", "recommendation-form", "ok"), 2, "not in the sample"),
        (("answer", "T-1", "P-0", "recommendation-form", "ok", "--on", "2011-04-11"), 2, "not in the sample"),
        (("answer", "T-1", "P-0", "recommendation-form", "perhaps"), 2, "perhaps"),
        (("answer", "T-1", "P-0", "recommendation-form", "ok", "--on", "2999-01-01"), 2, "--on"),
        (("answer", "P-0", "P-1", "recommendation-form", "ok"), 1, "no checklist"),
        (("answer", "T-9", "P-1", "recommendation-form", "ok"), 1, "not known"),
        (("corrected", "T-1", "P-0", "recommendation-form"), 1, "no error"),
        (("show", "P-0"), 1, "no checklist"),
        (("show", "T-9"), 1, "not known"),
        (("follow-up", "--type", "tilsin"), 2, "tilsyn"),
        (("rates", "--by", "colour"), 2, "stratum"),
    ],
)
def test_a_word_that_is_off_is_said_and_writes_nothing(
    ask: Ask, call: Call, review: str, words: tuple[str, ...], status: int, said: str
) -> None:
    """Given a check, case or review that is not there, then the call says so with what there is, and nothing is written."""
    before = ask(review, "status")["position"]
    ended, out, told = call(review, "review", *words)
    assert (ended, out) == (status, b"")
    assert said in told
    assert ask(review, "status")["position"] == before


def test_the_type_of_an_action_plan_governs_by_its_day(ask: Ask, database_url: str, tmp_path: Path) -> None:
    """Given both versions of the action plan's type, then a plan begun in October 2007 is to be sent by 1 November, one
    begun in 2008 has no such day, and an item of it falls due on its own, though that is a Sunday; done without evidence
    is a finding."""
    ask(database_url, "type", "publish", TYPES / "handleplan.toml", TYPES / "handleplan-2008.toml")
    plan = {"casetype": "handleplan"}
    item = {**plan, "attributes": {"plan": "HP-2008", "area": "fleksjob", "due_on": "2008-06-01"}}
    events = [
        event("1", "HP-2007", "plan-begun", "2007-10-11", **plan),
        event("2", "HP-2008", "plan-begun", "2008-01-29", **plan),
        event("3", "HP-2008/1", "recommendation-made", "2008-01-29", **item),
        event("4", "HP-2008/2", "recommendation-made", "2008-01-29", **item),
        event("5", "HP-2008/2", "evidence-added", "2008-05-01", **plan),
        event("6", "HP-2008/1", "item-completed", "2008-05-02", **plan),
        event("7", "HP-2008/2", "item-completed", "2008-05-02", **plan),
    ]
    ask(database_url, "append", write(tmp_path / "plans.jsonl", events))
    cases = {
        case: ask(database_url, "case", "show", case) for case in ("HP-2007", "HP-2008", "HP-2008/1", "HP-2008/2")
    }
    due = {case: [(one["deadline"], one["due"]) for one in found["deadlines"]] for case, found in cases.items()}
    assert due == {
        "HP-2007": [("submission", "2007-11-01")],
        "HP-2008": [],
        "HP-2008/1": [("completion", "2008-06-01")],
        "HP-2008/2": [("completion", "2008-06-01")],
    }
    assert [cases[case]["state"] for case in due] == ["open", "open", "closed", "closed"]
    assert cases["HP-2008/1"]["findings"] == ["completed-without-evidence"]
    assert cases["HP-2008/2"]["findings"] == []


def test_reviews_on_the_terminal(call: Call, inquiry: str) -> None:
    """Given the inquiry, then each page says in words what its document says, and the wide table has a row a case."""
    _, out, _ = call(inquiry, "review", "show", INQUIRY)
    page = out.decode()
    assert "88 of 90 checks answered; 14 errors, 3 of them put right" in page
    assert sum(line.startswith("P-") for line in page.splitlines()) == 30
    _, out, _ = call(inquiry, "review", "follow-up", "--as-of", "2011-12-02")
    assert "11 errors are not put right, 3 are" in out.decode()
    _, out, _ = call(inquiry, "sample", "verify", INQUIRY)
    assert "same population, strata and cases" in out.decode()


def test_what_differs_is_shown_in_a_table(call: Call, ask: Ask, review: str, tmp_path: Path) -> None:
    """Given a recorded sample to which a correction gives another digest, then verifying says so, with status 4."""
    [_, sample] = ask(review, "case", "show", "T-1")["events"]
    changes = {"digest": "0" * 64}
    corrected = event(
        "c",
        "T-1",
        "corrected",
        "2011-04-13",
        corrects=sample["id"],
        corrects_source=sample["source"],
        changes=changes,
    )
    ask(review, "append", write(tmp_path / "corrected.jsonl", [corrected]))
    status, out, _ = call(review, "sample", "verify", "T-1")
    assert status == 4
    assert "it differs" in out.decode()
    _, out, _ = call(review, "sample", "verify", "T-1", "--json")
    assert [each["what"] for each in json.loads(out)["samples"][0]["differences"]] == ["digest"]
