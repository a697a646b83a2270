"""A case type that is in nobody's code goes through every command: its statistics, targets, reviews and comparisons.

The library is that of ``library_cases``. Of the deadlines that fell due in 2021, as of New Year 2022 (nothing falls
due that was withdrawn, shelved or begun anew before its end):

====  =====  =======  ======  ======  =======  ===========  ======  ====  =======
case  genre  receipt  search  supply  return   stock-count  recall  talk  pick-up
====  =====  =======  ======  ======  =======  ===========  ======  ====  =======
L-01  music  on time  on      on      on       on           on
L-02  maps   late     on      on      open     on           open
L-03  music  on       on      on      on       on           on
L-04  maps   on       late    on               on           on
L-05  music  on       open    late    open     on           open
L-06  maps   on       on      on      in 2022  on           open
L-07  music  withdrawn after two days
L-08  maps   on       on      on      on       on           on            late
L-09  music  on       on      on      open     on           open    on
L-10  maps   on       on      late    in 2022  on           open
L-11  music  on       on      on, on  open     on           open
L-12  maps   on       open    open             open         open
O-1   music  in 2020  2020    2020    on       on           on
O-2   maps   in 2020  2020    open             open         open
====  =====  =======  ======  ======  =======  ===========  ======  ====  =======
"""

from __future__ import annotations

from hashlib import sha256
from typing import Any

from . import library_cases as cases
from .library_office import JULY, NEW_YEAR, OF_TYPE, Account, about, has

# One journal for all of them, on one worker.

MUSIC = [f"L-{number:02}" for number in (1, 3, 5, 7, 9, 11)]
MAPS = [f"L-{number:02}" for number in (2, 4, 6, 8, 10, 12)]
YEAR = ("--from", "2021-01-01", "--to", "2022-01-01", *NEW_YEAR)


# -- what came in, counted from the ledger -----------------------------------------------------------


@about("stats cases-received", "stats events", "stats handovers")
def test_what_came_in_is_counted_as_the_ledger_has_it(told: Account) -> None:
    """Given the twelve orders of 2021, five of which ended in it, then so many were received and are open; of each kind
    there are as many events as the ledger has words; and no order changed hands between persons, for none is named."""
    received = told("stats", "cases-received", *OF_TYPE, *YEAR, "--by", "genre")["rows"]
    assert [(row["group"], row["received"], row["open"], row["closed"]) for row in received] == [
        ("maps", 6, 4, 2),
        ("music", 6, 3, 3),
    ]
    counted = {row["group"]: row["n"] for row in told("stats", "events", *OF_TYPE, *YEAR, "--by", "name")["rows"]}
    for name in ("loan-ordered", "title-found", "referred", "meeting-held", "survey-answered", "order-withdrawn"):
        assert counted[name] == cases.LEDGER.count(f" {name}")
    assert told("stats", "handovers", *OF_TYPE, *YEAR)["rows"] == []


# -- statistics ------------------------------------------------------------------------------------

# Each measure by genre (complaints: by the way they came): what is asked, and the rows with the cases behind them.
MEASURES: dict[str, tuple[tuple[str, ...], list[dict[str, Any]]]] = {
    "timeliness": (
        (*OF_TYPE, *YEAR),
        [
            {"group": "maps", "fell_due": 36, "on_time": 21, "late": 4, "still_open": 11, "timeliness_pct": 58.3,
             "cases": [*MAPS, "O-2"]},
            {"group": "music", "fell_due": 35, "on_time": 27, "late": 1, "still_open": 7, "timeliness_pct": 77.1,
             "cases": ["L-01", "L-03", "L-05", "L-09", "L-11", "O-1"]},
        ],
    ),
    "case-time": (  # 43 and 19 days; 56, 53 and 2: nine tenths of the way lie between the last two
        (*OF_TYPE, *YEAR),
        [
            {"group": "maps", "n": 2, "median_days": 31.0, "p90_days": 40.6, "mean_days": 31.0, "min_days": 19.0,
             "max_days": 43.0, "cases": ["L-08", "L-04"]},
            {"group": "music", "n": 3, "median_days": 53.0, "p90_days": 55.4, "mean_days": 37.0, "min_days": 2.0,
             "max_days": 56.0, "cases": ["L-01", "L-03", "L-07"]},
        ],
    ),
    "complaints": (
        ("--type", cases.COMPLAINTS, "--period", "quarter", "--from", "2021-01-01", "--to", "2021-07-01", *JULY),
        [
            {"group": "letter", "period": "2021-Q1", "received": 0, "before": 0, "change_pct": None},
            {"group": "web", "period": "2021-Q1", "received": 1, "answered": 1, "before": 0, "cases": ["K-3"]},
            {"group": "letter", "period": "2021-Q2", "received": 1, "answered": 1, "upheld": 1, "before": 0,
             "cases": ["K-1"]},
            {"group": "web", "period": "2021-Q2", "received": 1, "answered": 0, "before": 1, "change_pct": 0.0,
             "cases": ["K-2"]},
        ],
    ),
    "open-deadlines": (  # of those that end in July: L-06's and L-10's supply, L-12's search and supply
        (*OF_TYPE, "--from", "2021-07-01", "--to", "2021-08-01", *JULY),
        [
            {"group": "maps", "open": 17, "overdue": 3, "not_overdue": 14, "falls_due": 4,
             "cases": ["L-02", "L-06", "L-10", "L-12", "O-2"]},
            {"group": "music", "open": 8, "overdue": 1, "not_overdue": 7, "falls_due": 0,
             "cases": ["L-05", "L-09", "L-11"]},
        ],
    ),
    "attendance": (
        (*OF_TYPE, *YEAR),
        [
            {"group": "maps", "n": 2, "attended": 1, "missed": 1, "unknown": 0, "attendance_pct": 50.0,
             "cases": ["L-10"]},
            {"group": "music", "n": 1, "attended": 0, "missed": 0, "unknown": 1, "attendance_pct": None,
             "cases": ["L-11"]},
        ],
    ),
    "satisfaction": (
        (*OF_TYPE, *YEAR),
        [
            {"group": "maps", "n": 1, "mean": 4.0, "mean_pct": 80.0, "satisfied_pct": 100.0, "cases": ["L-10"]},
            {"group": "music", "n": 1, "mean": 2.0, "mean_pct": 40.0, "satisfied_pct": 0.0, "cases": ["L-11"]},
        ],
    ),
    "unit-time": (  # seven days; L-12 came on the last of them, and L-10 was on its way for five
        (*OF_TYPE, "--from", "2021-06-15", "--to", "2021-06-22", *JULY),
        [
            {"group": "maps", "n": 5, "held_days": 29.0, "median_days": 7.0, "max_days": 7.0, "waiting_days": 5.0,
             "cases": ["L-02", "L-06", "L-10", "O-2", "L-12"]},
            {"group": "music", "n": 3, "held_days": 21.0, "waiting_days": 0.0, "cases": ["L-05", "L-09", "L-11"]},
        ],
    ),
    "referrals": (
        (*OF_TYPE, *YEAR),
        [
            {"group": "maps", "sent": 1, "accepted": 1, "returned": 0, "median_days": 5.0, "cases": ["L-10"]},
            {"group": "music", "sent": 1, "accepted": 0, "returned": 1, "median_days": 2.0, "cases": ["L-11"]},
        ],
    ),
    "quality": (  # music: 6 written late, 3 slow, 1 late, 1 unsearched; maps: 6 written late, 5 slow, 3 late, 2 untold
        (*OF_TYPE, *YEAR),
        [
            {"group": "maps", "n": 16, "in_cases": 7, "cases": [*MAPS, "O-2"]},
            {"group": "music", "n": 11, "in_cases": 6, "cases": MUSIC},
        ],
    ),
    "error-rates": (  # the own check is of both genres; one of three answers was an error, and was put right
        (*OF_TYPE, "--as-of", "2022-02-01"),
        [{"group": "both", "n": 3, "errors": 1, "error_pct": 33.3, "corrected": 1, "not_applicable": 2, "pending": 3}],
    ),
}  # fmt: skip


@about(*(f"stats {name}" for name in MEASURES))
def test_every_measure_divides_by_what_the_type_declares(told: Account) -> None:
    """Given the year of the library, then each measure has the figures that were counted by hand, by an attribute that
    the type declares, and names the cases behind them; and divides by no person.
    """
    for name, (asked, expected) in MEASURES.items():
        by = ("via", "complainant") if name == "complaints" else ("genre", "borrower")
        rows = told("stats", name, *asked, "--by", by[0], "--cases")["rows"]
        assert [row["group"] for row in rows] == [row["group"] for row in expected], name
        assert all(has(row, **figures) for row, figures in zip(rows, expected, strict=True)), name
        assert told.call("stats", name, *asked, "--by", by[1]).status == 2, name


@about("stats timeliness", "stats quality")
def test_the_deadlines_and_findings_of_the_year(told: Account) -> None:
    """Given the table above, then each deadline has its column's figures: fallen due, on time, late and still open;
    and each finding of the type its own: all twelve orders were sent in years later, and L-01, L-03, L-04 and L-08
    were back within sixty days.
    """
    timely = told("stats", "timeliness", *OF_TYPE, *YEAR, "--by", "deadline")["rows"]
    columns = ("fell_due", "on_time", "late", "still_open")
    assert {row["group"]: tuple(row[name] for name in columns) for row in timely} == {
        "receipt": (11, 10, 1, 0),
        "search": (11, 8, 1, 2),
        "supply": (13, 9, 2, 2),
        "return": (8, 4, 0, 4),
        "stock-count": (13, 11, 0, 2),
        "recall": (13, 5, 0, 8),
        "talk": (1, 1, 0, 0),
        "pick-up": (1, 0, 1, 0),
    }
    found = told("stats", "quality", *OF_TYPE, *YEAR, "--cases")["rows"]
    assert {row["group"]: row["cases"] for row in found} == {
        "written-late": sorted([*MUSIC, *MAPS]),
        "slow": ["L-02", "L-05", "L-06", "L-09", "L-10", "L-11", "L-12", "O-2"],
        "supply-late": ["L-05", "L-10", "L-12", "O-2"],
        "terms-untold": ["L-02", "L-04"],
        "no-search": ["L-05"],
    }
    registered = told("stats", "quality", *OF_TYPE, "--to", "2021-01-01", "--by", "finding", "--cases")["rows"]
    late = [row for row in registered if row["group"] == "written-late"]
    assert [row["cases"] for row in late] == [["O-2"]]  # O-1 was written down the next day


@about("stats long-cases")
def test_the_long_cases(told: Account) -> None:
    """Given three orders closed by May 2021, then two took more than fifty days; in L-03 four of them stood still."""
    found = told("stats", "long-cases", *OF_TYPE, "--over", "50", "--from", "2021-01-01", "--to", "2021-06-01")
    assert [(group["n"], group["long"]) for group in found["groups"]] == [(3, 2)]
    first, second = found["rows"]
    assert has(first, case="L-01", days=56.0, suspended_days=0.0)
    assert has(second, case="L-03", days=53.0, suspended_days=4.0)
    assert second["where"] == [{"unit": cases.WEST, "days": 53.0, "pct": 100.0}]


@about("backlog")
def test_the_backlog_of_a_duty(told: Account) -> None:
    """Given L-02, whose receipt was due on 10 March and was sent on the 12th, then it alone is the backlog of its desk
    on the 11th, and it is gone a day later. Given four weeks to supply until May and three from June, of which the
    receipts take the first three working days, then the lead time falls from 25 days to 18.
    """
    day = ("--on", "2021-03-11", "--until", "2021-04-01", "--unit", cases.WEST, "--cases")
    found = told("backlog", *OF_TYPE, "--deadline", "receipt", *day)
    assert has(found, under_duty=1, overdue=1, restored=True, restored_on="2021-03-12", ended={"met": 1})
    assert [(point["on"], point["still_open"]) for point in found["burn_down"]] == [
        ("2021-03-11", 1),
        ("2021-04-01", 0),
    ]
    assert [case["case"] for case in found["cases"]] == ["L-02"]
    lead = told("backlog", *OF_TYPE, "--deadline", "supply", "--lead", "receipt", "--on", "2021-07-01")
    [change] = lead["lead_changes"]
    assert (change["changed_on"], change["before"], change["after"], change["gained_days"]) == (
        "2021-06-01",
        {"n": 10, "median_days": 25.0},
        {"n": 3, "median_days": 18.0},
        -7.0,
    )


@about("targets check", "targets publish", "targets list", "targets show", "targets status")
def test_the_targets_of_the_year(told: Account) -> None:
    """Given 80 % of each genre to be supplied in time, then music reached it (five of six), maps did not (four of
    seven); the median of 2, 19, 43, 53 and 56 days is below its 45.
    """
    file = told.library.folder / "targets.toml"
    assert has(told("targets", "check", file), errors=[], targets=["library-2021"])
    [published] = told.earlier("targets publish")
    assert [one["id"] for one in published["published"]] == ["library-2021"]
    assert [one["id"] for one in told("targets", "list")["targets"]] == ["library-2021"]
    assert len(told("targets", "show", "library-2021")["targets"]) == 3
    items = told("targets", "status", "--year", "2021", *NEW_YEAR)["items"]
    assert [(one["id"], one["figure"], one["n"], one["status"]) for one in items] == [
        ("music-supplied", 83.3, 6, "reached"),
        ("maps-supplied", 57.1, 7, "missed"),
        ("loan-time", 43.0, 5, "reached"),
    ]
    assert items[2]["figure_before"] == 29.0  # O-1, in 2020


# -- checks and comparisons ------------------------------------------------------------------------


@about("sample draw", "sample verify")
def test_a_sample_is_drawn_as_anyone_can_draw_it(told: Account) -> None:
    """Given fourteen orders, seven of each genre, then the two of each with the first digests are drawn, the same by
    hand, by command and again; and nobody draws by a person.
    """

    def first_two(population: list[str]) -> list[str]:
        return sorted(population, key=lambda case: sha256(f"oak\n{case}".encode()).hexdigest())[:2]

    [drawn] = told.earlier("sample draw")
    assert drawn["population"] == 14
    expected = first_two([*MAPS, "O-2"]) + first_two([*MUSIC, "O-1"])
    assert [one["case"] for one in drawn["cases"]] == expected
    again = told("sample", "draw", *OF_TYPE, "--size", "4", "--seed", "oak", "--by", "genre", *NEW_YEAR)
    assert again["cases"] == drawn["cases"]
    assert told("sample", "verify", "CHECK-1")["same"] is True
    for choice in (("--by", "borrower"), ("--where", "borrower=Hansen")):
        assert told.call("sample", "draw", *OF_TYPE, "--size", "4", "--seed", "oak", *choice).status == 2


@about("review answer", "review corrected", "review show", "review rates", "review follow-up")
def test_the_own_check_is_answered_and_followed_up(told: Account) -> None:
    """Given one of two complete orders (the Wilson interval of one in two is 9.5 to 90.5), and three questions that
    nobody answered, then the error stands open for four days on 15 January, and is put right on the 20th. What the
    check's own events say of a person stays in the case's history.
    """
    assert [one["already"] for one in told.earlier("review answer")] == [False] * 5
    assert [one["already"] for one in told.earlier("review corrected")] == [False]
    review = told("review", "show", "CHECK-1")
    assert has(review, answered=5, of=8, errors_open=0, errors_corrected=1, unit=cases.BOARD)
    begun = review["steps"][0]
    assert (begun["name"], begun["body"]["attributes"]) == ("own-check-begun", {"genre": "both"})
    rates = {row["group"]: row for row in told("review", "rates", *OF_TYPE, "--as-of", "2022-02-01")["rows"]}
    complete = rates["order-complete"]
    assert has(complete, n=2, errors=1, error_pct=50.0, low_pct=9.5, high_pct=90.5, not_applicable=2, pending=0)
    assert has(rates["terms-noted"], n=1, errors=0, pending=3)
    [error] = told("review", "follow-up", *OF_TYPE, "--as-of", "2022-01-15")["items"]
    assert (error["check"], error["days_open"]) == ("order-complete", 4)
    after = told("review", "follow-up", *OF_TYPE, "--as-of", "2022-01-21")
    assert (after["open"], after["corrected"]) == (0, 1)


@about("reconcile", "reconcile show", "differences", "differences close")
def test_the_union_catalogue_is_compared(told: Account) -> None:
    """Given eight orders open at the end of June and eight lines, then six are alike, and the three differences are
    followed: one is settled on 14 January, two stand open, twenty days on 1 February. Nobody compares persons.
    """
    [made] = told.earlier("reconcile")
    assert has(made, cases=8, matched=6, missing_here=1, missing_there=1, different=1)
    assert [one["difference"] for one in made["differences"]] == [
        "union/L-01/missing-here",
        "union/L-05/genre",
        "union/L-12/missing-there",
    ]
    [closed] = told.earlier("differences close")
    assert (closed["closed"], closed["open"]) == (1, 2)
    before, after = (told("reconcile", "show", "COUNT-1", "--as-of", day) for day in ("2022-01-13", "2022-01-14"))
    assert [(one["open"], one["closed"]) for one in (before, after)] == [(3, 0), (2, 1)]
    standing = told("differences", *OF_TYPE, "--as-of", "2022-02-01")["items"]
    assert [(one["case"], one["here"], one["there"], one["days_open"]) for one in standing] == [
        ("L-05", "music", "maps", 20),
        ("L-12", None, None, 20),
    ]
    listed = ("--list", told.library.folder / "union.csv", "--system", "union", "--on", "2021-06-30")
    assert told.call("reconcile", *listed, *OF_TYPE, "--compare", "Genre=borrower").status == 2
