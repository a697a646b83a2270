"""The commands of case flow answer as people and programs read them."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from sagsgang.cli import run

from ..conftest import fresh_database
from .conftest import Ask, Call, Page
from .office import PERMIT, happened, write

JSV, CENTRE = "JSV", "Borgerservice Ørestad"
# Received on 1 December, sent to JSV on the 8th, returned on the 10th, sent again on the 14th, accepted on the 16th,
# closed on the 31st; and one that is with JSV from 1 December on.
EVENTS = happened(
    """
    2015-12-01  15/0012345  application-received  case_type=permit unit="Borgerservice Ørestad" \
                            responsible="Åse Sørensen" id=1
    2015-12-08  15/0012345  referred              to_unit=JSV id=2
    2015-12-10  15/0012345  returned              to_unit="Borgerservice Ørestad" reason="indstillingsskema mangler" id=3
    2015-12-14  15/0012345  referred              to_unit=JSV id=4
    2015-12-16  15/0012345  accepted              id=5
    2015-12-31  15/0012345  closed                id=6
    2015-12-01  15/0012346  application-received  case_type=permit unit=JSV id=7
    """
)
OUTCOMES = {"en": ("returned", "accepted"), "da": ("returneret", "modtaget")}


@pytest.fixture(scope="module")
def flow(server_url: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The URL of a journal with those cases."""
    folder = tmp_path_factory.mktemp("flow")
    permit = folder / "permit.toml"
    permit.write_text(
        PERMIT.replace(
            'closes = ["closed"]', 'closes = ["closed"]\nexpects = ["referred", "accepted", "returned"]'
        ),
        encoding="utf-8",
    )
    with fresh_database(server_url) as url:
        assert run(["--database", url, "type", "publish", str(permit)]) == 0
        assert run(["--database", url, "append", str(write(folder / "events.jsonl", EVENTS))]) == 0
        yield url


def test_the_custody_of_a_case(ask: Ask, flow: str) -> None:
    """Given that case, when its flow is asked for, then each stretch has its days, and each referral its outcome."""
    told = ask(flow, "case", "flow", "15/0012345", "--as-of", "2016-01-05")
    assert {"as_of", "known_at", "position"} <= told.keys()
    assert (told["case"], told["type"], told["state"], told["days"]) == ("15/0012345", "permit", "closed", 30.0)
    assert [(one["unit"], one["referred_to"], one["days"]) for one in told["stretches"]] == [
        (CENTRE, None, 7.0),
        (CENTRE, JSV, 2.0),
        (CENTRE, None, 4.0),
        (CENTRE, JSV, 2.0),
        (JSV, None, 15.0),
    ]
    assert (told["stretches"][0]["from"], told["stretches"][0]["to"]) == (
        "2015-11-30T23:00:00Z",
        "2015-12-07T23:00:00Z",
    )
    assert told["units"] == [{"unit": CENTRE, "days": 15.0, "pct": 50.0}, {"unit": JSV, "days": 15.0, "pct": 50.0}]
    assert [(one["to_unit"], one["outcome"], one["days"]) for one in told["referrals"]] == [
        (JSV, "returned", 2.0),
        (JSV, "accepted", 2.0),
    ]


def test_who_holds_a_case_on_a_date(ask: Ask, flow: str) -> None:
    """Given a date on which it is on its way, then the flow and the overview of cases say the same."""
    told = ask(flow, "case", "flow", "15/0012345", "--as-of", "2015-12-15")
    assert (told["unit"], told["referred_to"], told["referrals"][-1]["outcome"]) == (CENTRE, JSV, "on-the-way")
    [item] = [one for one in ask(flow, "cases", "--as-of", "2015-12-15")["items"] if one["case"] == told["case"]]
    assert (item["unit"], item["referred_to"], item["responsible"]) == (CENTRE, JSV, "Åse Sørensen")


def test_a_case_that_is_not_known(call: Call, flow: str) -> None:
    """Given a case that nobody sent, or one before it was received, then one line says so, with exit status 1."""
    for words in (("15/9",), ("15/0012345", "--as-of", "2015-11-30")):
        status, out, err = call(flow, "case", "flow", *words)
        assert (status, out) == (1, b"")
        assert "sagsgang cases" in err
        assert len(err.splitlines()) == 1


def test_time_per_unit_and_referrals_are_statistics(ask: Ask, flow: str) -> None:
    """Given those cases, when time per unit and referrals are asked for, then they are statistics like any other."""
    time = ask(flow, "stats", "unit-time", "--as-of", "2016-01-05", "--to", "2016-01-01", "--cases")
    assert time["definition"]
    assert [(row["group"], row["n"], row["held_days"], row["waiting_days"]) for row in time["rows"]] == [
        (JSV, 2, 46.0, 4.0),
        (CENTRE, 1, 15.0, 0.0),
    ]
    sent = ask(flow, "stats", "referrals", "--by", "to_unit", "--period", "month", "--as-of", "2016-01-05")
    assert [(row["period"], row["group"], row["sent"], row["returned"]) for row in sent["rows"]] == [
        ("2015-12", JSV, 2, 1)
    ]


def test_long_cases_say_how_they_were_chosen(ask: Ask, flow: str) -> None:
    """Given those cases, when the long ones are asked for, then the answer says the threshold, among how many, and where
    the time went; unless something is said it is the slowest 5 percent."""
    told = ask(flow, "stats", "long-cases", "--type", "permit", "--over", "29", "--as-of", "2015-12-31")
    assert (told["over_days"], told["slowest_pct"], told["limit"]) == (29, None, 50)
    assert told["groups"] == [{"type": "permit", "n": 2, "threshold_days": 29.0, "long": 2}]
    assert [(row["case"], row["state"], row["days"]) for row in told["rows"]] == [
        ("15/0012345", "closed", 30.0),
        ("15/0012346", "open", 30.0),
    ]
    assert told["rows"][0]["where"] == [
        {"unit": CENTRE, "days": 15.0, "pct": 50.0},
        {"unit": JSV, "days": 15.0, "pct": 50.0},
    ]
    assert ask(flow, "stats", "long-cases")["slowest_pct"] == 5.0


@pytest.mark.parametrize(
    "words",
    [
        ("--over", "30", "--slowest", "5"),
        ("--slowest", "0"),
        ("--slowest", "101"),
        ("--slowest", "nan"),
        ("--over", "-1"),
        ("--limit", "-1"),
        ("--from", "2016-01-01", "--to", "2015-01-01"),
    ],
    ids=" ".join,
)
def test_words_that_are_off(call: Call, flow: str, words: tuple[str, ...]) -> None:
    """Given a way of choosing that makes no sense, then one line says what to write, with exit status 2."""
    status, out, err = call(flow, "stats", "long-cases", *words)
    assert (status, out, len(err.splitlines())) == (2, b"", 1)
    assert "--" in err


@pytest.mark.parametrize("width", [80, 120])
@pytest.mark.parametrize("language", ["da", "en"])
def test_the_pages_fit(page: Page, flow: str, language: str, width: int) -> None:
    """Given units and people as an office has them, when the pages are shown, then no line is too long, in either language,
    and what became of the referrals is said in it."""
    for words in (
        ("case", "flow", "15/0012345"),
        ("stats", "long-cases", "--over", "10"),
        ("stats", "unit-time", "--period", "month"),
        ("stats", "referrals"),
    ):
        text = page(flow, *words, "--as-of", "2016-01-05", language=language, width=width)
        assert max(len(line.rstrip()) for line in text.splitlines()) <= width
        if words[0] == "case":
            assert all(outcome in text for outcome in OUTCOMES[language])


def test_an_empty_journal_has_no_long_cases(call: Call, database_url: str) -> None:
    """Given a journal without cases, when the pages are asked for, then they say so."""
    assert call(database_url, "init")[0] == 0
    status, out, _ = call(database_url, "stats", "long-cases")
    assert status == 0
    assert b"No cases in that selection." in out
