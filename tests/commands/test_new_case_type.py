"""A case type that is in nobody's code, written as TOML only, goes through every command: its rules and its cases.

The library of ``library_cases`` lends books from other libraries. All days here were counted by hand on a calendar;
the figures that are made of them stand in ``test_new_case_type_figures`` and ``test_new_case_type_reports``.
"""

from __future__ import annotations

import json
from collections import Counter
from pathlib import Path

import psycopg
from defusedxml.ElementTree import fromstring
from psycopg import sql

from ..databases import fresh_database
from . import library_cases as cases
from . import library_rules as rules
from . import test_new_case_type_figures as figures
from . import test_new_case_type_reminders as reminders
from . import test_new_case_type_reports as reports
from .library_office import JULY, NEW_YEAR, OF_TYPE, Account, Library, about, commands, type_files

# One journal for all of them, on one worker.

DEADLINES = ["receipt", "search", "supply", "return", "pick-up", "stock-count", "recall", "talk"]


def test_every_command_is_gone_through() -> None:
    """Given the commands that the program lists, then each is one that a test of the new case type is about."""
    modules = (globals(), *map(vars, (figures, reminders, reports)))
    tests = [one for module in modules for one in module.values()]
    gone_through = {name for test in tests for name in getattr(test, "commands", ())}
    assert gone_through == set(commands())


# -- the rules -------------------------------------------------------------------------------------


@about("type check", "calendar publish", "type publish", "type list", "schema")
def test_the_type_is_checked_and_published_in_two_versions(told: Account) -> None:
    """Given TOML and the library's own calendar, then all is in order with that calendar, and nothing without it; both
    versions are in the journal, after the calendar that they name.
    """
    files = type_files(told.library)
    calendar = told.library.folder / "library.toml"
    checked = told("type", "check", *files, "--calendar", calendar)
    assert (checked["errors"], checked["types"]) == ([], [cases.TYPE, cases.TYPE, cases.COMPLAINTS])
    # The library works on some Danish days off; it lies on the Faroes, and both calendars are of Copenhagen.
    assert [(Path(note["file"]).name, note["code"]) for note in checked["notes"]] == [
        ("library.toml", "further-days"),
        *((file.name, "calendar-of-another-zone") for file in files),
    ]
    without = json.loads(told.call("type", "check", *files, "--json").out)
    assert [error["line"] for error in without["errors"]] == [7, 8]  # the lines that name the calendar
    of_events = told("schema", "event", "--casetype", files[0])
    assert "book-returned" in [one["const"] for one in of_events["properties"]["type"]["anyOf"]]
    broken = told.library.file("broken.toml", rules.CALENDAR.replace("2050", "1850"))
    faulty = json.loads(told.call("type", "check", *files, "--calendar", broken, "--json").out)
    assert faulty["errors"][0]["file"] == str(broken)
    [calendars], [types] = told.earlier("calendar publish"), told.earlier("type publish")
    assert [one["id"] for one in calendars["published"]] == ["library"]
    assert [one["id"] for one in types["published"]] == ["denmark", cases.TYPE, cases.TYPE, cases.COMPLAINTS]
    listed = [one for one in told("type", "list")["types"] if one["id"] == cases.TYPE]
    assert [one["valid_from"] for one in listed] == [None, "2021-06-01"]
    assert [one["deadlines"] for one in listed] == [DEADLINES, DEADLINES]


@about("calendar check", "calendar list", "calendar show")
def test_the_calendar_is_checked_listed_and_shown(told: Account) -> None:
    """Given the library's own calendar, then it is in order, reaches as far as it says, is relied on by the type, and has
    its stock-taking beside the Danish holidays: eight days of 2021 from Monday to Friday, of 261."""
    checked = told("calendar", "check", told.library.folder / "library.toml")
    assert (checked["errors"], checked["calendars"][0]["id"]) == ([], "library")
    [listed] = [one for one in told("calendar", "list")["calendars"] if one["id"] == "library"]
    assert (listed["first"], listed["last"], listed["runs_out"]) == ("2000-01-01", "2050-12-31", None)
    assert listed["case_types"] == [cases.TYPE]
    shown = told("calendar", "show", "library", "--year", "2021")
    weekdays = {one["date"]: one["name"]["da"] for one in shown["days"] if not one["weekday"].startswith("s")}
    assert list(weekdays) == [
        "2021-01-01", "2021-02-03", "2021-04-01", "2021-04-02", "2021-04-05", "2021-04-30", "2021-05-13", "2021-05-24",
    ]  # fmt: skip
    assert weekdays["2021-02-03"] == "Lageroptælling"
    assert shown["working_days"] == 261 - 8


@about("type show", "type diagram")
def test_the_type_is_shown_and_drawn(told: Account) -> None:
    """Given the two versions, then each is shown on its days, with all that it says, and drawn in every form."""
    before, after = (told("type", "show", cases.TYPE, "--as-of", day) for day in ("2021-05-31", "2021-06-01"))
    assert [rule["id"] for rule in before["deadlines"]] == DEADLINES
    terms = [rule["term"] for rule in before["deadlines"] if rule["term"]]
    units = [("working_days", 3), ("days", 14), ("weeks", 4), ("months", 6)]
    assert [(term["unit"], term["count"]) for term in terms] == units
    assert after["deadlines"][2]["term"] == {"unit": "weeks", "count": 3}
    assert [one["id"] for one in before["findings"]] == [
        "no-search",
        "terms-untold",
        "written-late",
        "supply-late",
        "slow",
    ]
    assert [check["id"] for check in before["checks"]] == ["order-complete", "terms-noted"]
    mermaid = told.call("type", "diagram", cases.TYPE).out.decode()
    assert [line.split("[")[0].strip() for line in mermaid.splitlines() if ":::legal" in line] == ["d2"]
    assert all(f"d{number}[" in mermaid for number in range(len(DEADLINES)))
    drawn = told.library.folder / "type.svg"
    assert told.call("type", "diagram", cases.TYPE, "--format", "svg", "--output", drawn).status == 0
    words = " ".join(fromstring(drawn.read_text(encoding="utf-8")).itertext())
    assert "Eksempelloven om biblioteker § 4" in words
    assert told.call("type", "diagram", cases.TYPE, "--format", "png").out.startswith(b"\x89PNG")


@about("forecast")
def test_the_dates_are_forecast_by_the_rules_of_the_day(told: Account) -> None:
    """Given an order of 21 June 2021, a Monday, then three working days, a fortnight, three weeks, and the fixed days.
    Given one of 5 March, then four weeks, which end on Good Friday and run to the Tuesday after Easter. Given one of
    1 February, then the library's own closed day is none of the three working days. A check has no deadlines.
    """

    def dates(*options: str) -> dict[str, str]:
        found = told("forecast", cases.TYPE, *options)["deadlines"]
        return {line["deadline"]: line["due"] for line in found}

    assert dates("--received", "2021-06-21") == {
        "receipt": "2021-06-24",
        "search": "2021-07-05",
        "supply": "2021-07-12",
        "stock-count": "2021-09-01",
        "recall": "2021-11-01",
    }
    assert dates("--received", "2021-03-05")["supply"] == "2021-04-06"
    assert dates("--received", "2021-02-01")["receipt"] == "2021-02-05"
    assert dates("--received", "2021-06-21", "--event", "own-check-begun") == {}


@about("what-if")
def test_three_weeks_from_the_beginning_would_have_moved_the_first_version_alone(told: Account) -> None:
    """Given three weeks in place of the first version's four, then of 15 terms of supply the 11 that began before June
    2021 end earlier: L-08 by six days (Whit Monday), L-02 by eleven (no Easter in the way), the rest by seven; and
    L-01, L-02, L-03 and L-11, twice, are late. The check and the comparison of January 2022 have not begun.
    """
    supposed = told.library.file("supposed.toml", rules.SUPPOSED)
    found = told("what-if", "--type", supposed, *NEW_YEAR)
    assert (found["replaces"], found["cases"], found["differing"]) == (True, 14, 10)
    [supply] = [one for one in found["deadlines"] if one["moved"]]
    assert (supply["deadline"], supply["due_before"], supply["moved"], supply["earlier"]) == ("supply", 15, 11, 11)
    assert (supply["least_days"], supply["median_days"], supply["most_days"]) == (-11, -7.0, -6)
    assert (supply["breaches_before"], supply["breaches_added"], supply["breaches_avoided"]) == (4, 5, 0)
    late = [item["case"] for item in found["items"] if "breach-added" in item["changes"]]
    assert late == ["L-01", "L-02", "L-03", "L-11", "L-11"]


# -- what came in ----------------------------------------------------------------------------------


@about("import", "import check", "append", "rejections")
def test_what_happened_comes_in_and_mistakes_stay_outside(told: Account) -> None:
    """Given the old log with a row that nothing is about, and events with an action that the type does not have, then
    all others are in the journal, and both mistakes are kept, with a reason that names no borrower; looked at again, the
    log brings nothing new and the same mistake.
    """
    [imported] = told.earlier("import")
    assert (imported["read"], imported["appended"], imported["rejected"]) == (5, 4, 1)
    first, late = told.earlier("append")
    assert (first["appended"], first["duplicates"], first["rejected"]) == (len(cases.events()), 0, 1)
    assert (late["appended"], late["rejected"]) == (1, 0)
    kept = told("rejections")["rejections"]
    assert [(one["line"], one["code"]) for one in kept] == [(6, "unmatched"), (first["read"], "unknown-type")]
    assert "book-burnt" in kept[1]["reason"]["en"]
    folder = told.library.folder
    again = told.call("import", "check", "--mapping", folder / "mapping.toml", folder / "log.csv", "--json")
    assert (again.status, again.json()["would_append"], again.json()["would_reject"]) == (3, 0, 1)
    for origin in {one["origin"] for one in kept}:
        raw = told.call("rejections", "--raw", "--origin", origin).out
        assert raw.count(b"\n") == (
            2 if origin.endswith(".csv") else 1
        )  # a row of a table stands under its heading


@about("export")
def test_every_event_is_exported_as_append_takes_it(told: Account) -> None:
    """Given all that came in, then the export has each of the events that were sent, once, as a CloudEvent of its case."""
    lines = [json.loads(line) for line in told.call("export").out.splitlines()]
    sent = {(one["source"], one["id"]) for one in cases.events() if one["type"] != "book-burnt"}
    exported = [(line["source"], line["id"]) for line in lines]
    assert len(exported) == len(set(exported))
    assert sent <= set(exported)
    assert {line["subject"] for line in lines} >= {f"L-{number:02}" for number in range(1, 13)}


@about("backup", "restore", "queue")
def test_what_was_backed_up_answers_the_same_where_it_is_restored(told: Account, server_url: str) -> None:
    """Given a back-up of all that came in, when it is restored into another database, then the queue of July is the same."""
    made = told.call("backup", told.library.folder / "library.zip", "--json").json()
    queue = told("queue", *OF_TYPE, *JULY)
    with fresh_database(server_url) as url:
        other = Account(Library(url, told.library.folder))
        restored = other.call("restore", told.library.folder / "library.zip", "--json").json()
        assert restored["position"] == made["position"] == queue["position"]
        assert other("queue", *OF_TYPE, *JULY)["items"] == queue["items"]
    told.gone |= other.gone


@about("clock")
def test_the_clocks_agree(told: Account) -> None:
    """Given a journal whose clock was never ahead, then there is nothing to go on after."""
    assert told.call("clock").status == 0
    needless = told.call("clock", "--go-on", "--by", "the desk", "--reason", "none")
    assert needless.status == 0
    assert "nothing" in needless.err.lower() or "intet" in needless.err.lower()


# -- the cases -------------------------------------------------------------------------------------


@about("queue", "cases")
def test_the_queue_and_the_overview_of_a_day(told: Account) -> None:
    """Given midnight of 1 July 2021, then eight orders are open, five of maps; of their 25 open deadlines three of O-2
    and the search of L-05 are overdue, and the fees of L-09 are expected to add up by 31 July, a Saturday.
    """
    queue = told("queue", *OF_TYPE, *JULY)
    assert (queue["open"], queue["overdue"]) == (25, 4)
    late = [(item["case"], item["deadline"], item["days_left"]) for item in queue["items"] if item["overdue"]]
    assert late == [
        ("O-2", "receipt", -203),
        ("O-2", "search", -192),
        ("O-2", "supply", -178),
        ("L-05", "search", -71),
    ]
    [counting] = [item for item in queue["items"] if item["state"] == "counting"]
    assert (counting["case"], counting["deadline"], counting["due"]) == ("L-09", "talk", "2021-08-02")
    overview = told("cases", *OF_TYPE, "--by", "genre", *JULY)
    assert overview["by"] == [
        {"group": "maps", "open": 5, "closed": 2},
        {"group": "music", "open": 3, "closed": 4},
    ]
    [picked_up] = [item for item in overview["items"] if item["case"] == "L-08"]
    assert picked_up["attributes"] == {"genre": "maps", "volumes": 1, "pick_up_on": "2021-05-19"}
    assert told.call("cases", *OF_TYPE, "--by", "borrower").status == 2
    complaints = told("cases", "--type", cases.COMPLAINTS, "--concerns", "L-05", *JULY)
    assert [item["case"] for item in complaints["items"]] == ["K-1"]


@about("feed")
def test_the_calendar_of_a_desk(told: Account) -> None:
    """Given 1 July 2021, then Desk East has the fourteen deadlines of O-2 (5), L-05, L-09 and L-10, four of them overdue,
    and the talk of L-09 as expected; Desk West has eleven. On 3 August the fee expected for July has not come.
    """
    of_east = ("feed", "--unit", cases.EAST, *OF_TYPE)
    found = told(*of_east, *JULY)
    by_case = Counter(item["case"] for item in found["items"])
    assert by_case == {"O-2": 5, "L-05": 3, "L-09": 3, "L-10": 3}
    assert [item["case"] for item in found["items"] if item["overdue"]] == ["O-2", "O-2", "O-2", "L-05"]
    assert [item["deadline"] for item in found["items"] if item["state"] == "counting"] == ["talk"]
    calendar = told.call(*of_east, *JULY).out
    assert calendar.count(b"BEGIN:VEVENT") == 14
    assert b"SUMMARY:Supply \xc2\xb7 L-10\r\nDTSTART;VALUE=DATE:20210705\r\n" in calendar
    assert calendar.count(b"STATUS:TENTATIVE") == 1
    west = told("feed", "--unit", cases.WEST, *JULY)
    assert (len(west["items"]), west["suspended"], west["without_end"]) == (11, 0, 0)
    august = told(*of_east, "--as-of", "2021-08-03")
    assert august["without_end"] == 1
    assert "talk" not in [item["deadline"] for item in august["items"]]


@about("case show")
def test_a_case_shows_its_history_with_the_borrower_and_its_findings(told: Account) -> None:
    """Given L-05, supplied five days late and never searched for, then its history has the borrower's name, as no list
    has; its attributes have not; and all four findings that are due to it stand there, with their kinds.
    """
    found = told("case", "show", "L-05", *JULY)
    assert found["events"][0]["body"]["attributes"]["borrower"] == "Hemmelig of L-05"
    assert found["attributes"] == {"genre": "music", "volumes": 1}
    kinds = {line["finding"]: line["kind"] for line in found["found"]}
    assert kinds == {
        "written-late": "recorded_after",
        "supply-late": "overdue",
        "no-search": "missing",
        "slow": "longer_than",
    }
    told_of = {line["deadline"]: (line["state"], line["overdue"]) for line in found["deadlines"]}
    assert told_of == {
        "receipt": ("met", False),
        "search": ("running", True),
        "supply": ("met", False),
        "stock-count": ("met", False),
        "recall": ("running", False),
        "return": ("running", False),
    }


@about("case explain")
def test_every_kind_of_deadline_is_explained(told: Account) -> None:
    """Given orders that were stopped, extended, agreed anew, put away and taken up again, then each end says how it
    came about: four days stood still, seven were given, the second agreement counts, seven lay on the shelf.
    """

    def steps(case: str, deadline: str) -> list[list[tuple[str, str | None]]]:
        found = told("case", "explain", case, deadline, *NEW_YEAR)["because"]
        return [[(step["what"], step["due"]) for step in one["because"]] for one in found]

    stopped = [("started", "2021-03-01"), ("suspended", "2021-03-01"), ("resumed", "2021-03-05")]
    assert steps("L-03", "supply") == [[*stopped, ("met", "2021-03-05")]]
    extended = [("started", "2021-06-28"), ("extended", "2021-07-05"), ("met", "2021-07-05")]
    assert steps("L-06", "supply") == [extended]
    assert steps("L-08", "pick-up") == [
        [("started", "2021-05-12"), ("restarted", "2021-05-12")],
        [("started", "2021-05-19"), ("met", "2021-05-19")],
    ]
    shelved = [("started", "2021-09-30"), ("lapsed", "2021-09-30"), ("came-back", "2021-10-07")]
    assert steps("L-11", "return") == [shelved]
    assert steps("L-07", "supply") == [[("started", "2021-06-30"), ("cancelled", "2021-06-30")]]
    [easter] = told("case", "explain", "L-02", "supply", *NEW_YEAR)["because"]
    assert (easter["because"][0]["unrolled_on"], easter["calendar"]) == ("2021-04-02", "library")
    assert easter["because"][0]["roll"]["en"] == "Good Friday"


@about("case explain")
def test_fees_add_up_by_the_librarys_own_actions(told: Account) -> None:
    """Given a fee for January that was waived, for February, March, half of April, and May, then the third month of
    five is May, and the talk of 28 May is in time; the fee of June begins a new count, two months of four.
    """
    first, second = told("case", "explain", "L-09", "talk", *NEW_YEAR)["because"]
    window = [(line["month"], line["said"], line["counts"], line["sum"]) for line in first["counted"]["window"]]
    assert window == [
        ("2021-01", "reversed", False, 0),
        ("2021-02", "paid", True, 1),
        ("2021-03", "paid", True, 2),
        ("2021-04", "part", False, 2),
        ("2021-05", "paid", True, 3),
    ]
    assert (first["state"], first["due"], first["breached_at"]) == ("met", "2021-05-31", None)
    assert (second["state"], second["rule_valid_from"]) == ("counting", "2021-06-01")
    assert (second["counted"]["months"], second["counted"]["within"]) == (2, 4)


@about("case flow")
def test_who_held_a_case(told: Account) -> None:
    """Given L-10, ordered at Desk West on 14 June, sent on the 16th and accepted on the 21st, then on 1 July Desk West
    has had it for seven days, five of them on its way, and Desk East for ten.
    """
    flow = told("case", "flow", "L-10", *JULY)
    assert [(part["unit"], part["referred_to"], part["days"]) for part in flow["stretches"]] == [
        (cases.WEST, None, 2.0),
        (cases.WEST, cases.EAST, 5.0),
        (cases.EAST, None, 10.0),
    ]
    assert [(share["unit"], share["pct"]) for share in flow["units"]] == [(cases.EAST, 58.8), (cases.WEST, 41.2)]


@about("directory check", "directory publish", "directory list", "directory show", "directory find")
def test_the_directory_names_who_has_it(told: Account) -> None:
    """Given the library's directory, then it is in order and published, and a question finds the desk."""
    file = told.library.folder / "directory.toml"
    assert told("directory", "check", file) == {
        "errors": [],
        "in_order": [{"id": "library-guide", "contents": {"da": "1 emne", "en": "1 entry"}}],
        "directories": ["library-guide"],
    }
    [published] = told.earlier("directory publish")
    assert [one["id"] for one in published["published"]] == ["library-guide"]
    assert [one["entries"] for one in told("directory", "list")["directories"]] == [1]
    assert told("directory", "show", "library-guide")["directory"]["entries"][0]["authority"] == "Biblioteket"
    [found] = told("directory", "find", "lån", "af", "noder", *JULY)["matches"]
    assert (found["authority"], found["unit"]) == ("Biblioteket", cases.EAST)


# -- the journal -----------------------------------------------------------------------------------


@about("init", "status", "live", "follow", "doctor", "replay", "rebuild", "set-aside")
def test_what_is_kept_follows_from_the_journal(told: Account) -> None:
    """Given all of it, then every projection is up to date, both a replay and a rebuild give the same rows, and nothing is
    to be mended but that the server of the tests does not wait for its disk."""
    [begun] = told.earlier("init")
    assert begun["home"] is None
    status = told("status")
    assert status["case_types"] == [cases.TYPE, cases.COMPLAINTS]
    assert status["live"]
    assert set(status["projections"].values()) == {status["position"]}
    assert json.loads(told.call("live", "--json").out)["already"]
    assert told("follow", "--once")["position"] == status["position"]
    assert told("replay")["differences"] == 0
    assert told("replay", "--until", "2021-01-01")["differences"] == 0
    assert told("rebuild")["differences"] == 0
    checks = json.loads(told.call("doctor", "--json").out)["checks"]
    assert {check["code"] for check in checks if not check["ok"]} <= {"setting-fsync"}
    assert told("set-aside")["cases"] == []


@about("demo", "stop")
def test_a_journal_in_use_is_not_the_demonstration_nor_stopped(told: Account) -> None:
    """Given a journal of the library's own in a database of its own, then neither command touches it."""
    assert told.call("demo").status == 1
    assert told.call("stop").status == 1


def test_no_projection_has_a_person_in_it(library: Library) -> None:
    """Given every table of the database, then names of persons stand in two: the events, and what was rejected."""
    with psycopg.connect(library.database) as connection:
        tables = connection.execute(
            "SELECT table_schema, table_name FROM information_schema.tables WHERE table_type = 'BASE TABLE'"
            " AND table_schema NOT IN ('pg_catalog', 'information_schema')"
        ).fetchall()
        query = "SELECT FROM {} AS every WHERE every::text LIKE ANY(%s) LIMIT 1"
        written = [f"%{cases.PERSON}%", f"%{cases.PERSON.encode().hex()}%"]
        found = {
            name
            for schema, name in tables
            if connection.execute(sql.SQL(query).format(sql.Identifier(schema, name)), [written]).fetchone()
            is not None
        }
    assert len(tables) > len(found)
    assert found == {"stored_events", "rejections"}
