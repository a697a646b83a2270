"""Samples at the command line: which cases they are drawn from, that anyone can draw them, and that they stay the same."""

from __future__ import annotations

import json
import shutil
import subprocess
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from random import Random
from typing import Any

import pytest
from sagsgang.cli import run

from ..conftest import fresh_database
from .conftest import Ask, Call, Page
from .office import PERMIT, event, received, write

TYPES = Path(__file__).parents[2] / "examples" / "municipality" / "types"
DRAW = ("sample", "draw", "--type", "permit")
UNITS = ("Centrum", "Nord", "Syd")


def permits() -> list[dict[str, Any]]:
    """Ninety permits received on the days of January to March 2015: every third is decided, every ninth closed."""
    events = []
    for number in range(90):
        case, unit = f"P-{number:03d}", UNITS[number % 10 // 4]
        channel = "web" if number % 2 else "letter"
        day = f"2015-{number // 30 + 1:02d}-{number % 28 + 1:02d}"
        events.append(received(f"r{number}", case, day, unit, attributes={"channel": channel}))
        if number % 3 == 0:
            events.append(event(f"d{number}", case, "decided", f"2015-04-{number % 28 + 1:02d}"))
        if number % 9 == 0:
            events.append(event(f"c{number}", case, "closed", f"2015-05-{number % 28 + 1:02d}"))
    return events


@pytest.fixture(scope="module")
def permits_office(server_url: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The URL of a journal with ninety permits. Tests here record nothing in it."""
    folder = tmp_path_factory.mktemp("permits")
    with fresh_database(server_url) as url:
        fill(url, folder)
        yield url


def fill(url: str, folder: Path) -> None:
    """Publish the types and append the permits."""
    (folder / "permit.toml").write_text(PERMIT, encoding="utf-8")
    files = [folder / "permit.toml", TYPES / "tilsyn.toml", TYPES / "egen-drift.toml"]
    assert run(["--database", url, "type", "publish", *map(str, files)]) == 0
    assert run(["--database", url, "append", str(write(folder / "permits.jsonl", permits()))]) == 0


def cases_of(found: dict[str, Any]) -> list[str]:
    """The cases of a sample, in the order of the draw."""
    return [one["case"] for one in found["cases"]]


@pytest.mark.parametrize(
    ("words", "kept"),
    [
        ((), lambda number: True),
        (("--open",), lambda number: number % 9 != 0),
        (("--unit", "Nord"), lambda number: 4 <= number % 10 < 8),
        (("--where", "channel=web"), lambda number: number % 2 == 1),
        (("--where", "channel=web", "--where", "unit=Syd"), lambda number: number % 10 == 9),
        (("--where", "state=closed"), lambda number: number % 9 == 0),
        (("--opened-from", "2015-02-01", "--opened-to", "2015-03-01"), lambda number: 30 <= number < 60),
        (("--closed-from", "2015-05-10"), lambda number: number % 9 == 0 and number % 28 + 1 >= 10),
        (("--closed-to", "2015-05-10"), lambda number: number % 9 == 0 and number % 28 + 1 < 10),
        (("--met", "decision"), lambda number: number % 3 == 0),
        (
            ("--met", "decision", "--met-from", "2015-04-03", "--met-to", "2015-04-05"),
            lambda number: number % 3 == 0 and 3 <= number % 28 + 1 < 5,
        ),
        # number 56 came in on 1 February: an instant includes what happened at that very instant
        (("--as-of", "2015-02-01"), lambda number: number < 30 or number == 56),
    ],
)
def test_the_population_is_what_was_chosen(
    ask: Ask, permits_office: str, words: tuple[str, ...], kept: Any
) -> None:
    """Given ninety permits, when all that fit a filter are drawn, then they are those, and the filter is told."""
    fitting = {f"P-{number:03d}" for number in range(90) if kept(number)}
    found = ask(permits_office, *DRAW, "--size", 90, "--seed", "s", *words)
    assert set(cases_of(found)) == fitting
    assert found["population"] == len(fitting)
    assert found["chosen"]["type"] == "permit"


def test_the_choice_is_told_in_local_time(page: Page, permits_office: str) -> None:
    """Given permits opened in February, which is kept as an instant in UTC, then people read the day that was asked for."""
    words = ("--size", 5, "--seed", "s", "--opened-from", "2015-02-01", "--opened-to", "2015-03-01")
    told = page(permits_office, *DRAW, *words, language="da", width=160)
    assert "modtaget fra: 2015-02-01 00:00, modtaget før: 2015-03-01 00:00" in told


def test_a_case_that_was_never_opened_belongs_to_no_population(
    ask: Ask, database_url: str, tmp_path: Path
) -> None:
    """Given a permit of which only guidance is recorded, when all permits are drawn, then it is not among them."""
    fill(database_url, tmp_path)
    before = event("g", "P-900", "guidance-given", "2015-01-01", casetype="permit")
    ask(database_url, "append", write(tmp_path / "before.jsonl", [before]))
    assert "P-900" not in cases_of(ask(database_url, *DRAW, "--size", 100, "--seed", "s"))


def test_strata_give_in_proportion(ask: Ask, permits_office: str) -> None:
    """Given units with 36, 36 and 18 cases, when ten are drawn by unit, then they give 4, 4 and 2."""
    found = ask(permits_office, *DRAW, "--size", 10, "--seed", "2011-04", "--by", "unit")
    assert [(each["stratum"], each["population"], each["drawn"]) for each in found["strata"]] == [
        ("Centrum", 36, 4),
        ("Nord", 36, 4),
        ("Syd", 18, 2),
    ]
    assert Counter(one["stratum"] for one in found["cases"]) == {"Centrum": 4, "Nord": 4, "Syd": 2}


@pytest.mark.skipif(not (shutil.which("sha256sum") and shutil.which("sort")), reason="needs sha256sum and sort")
def test_anyone_can_draw_it_with_sha256sum_and_sort(ask: Ask, permits_office: str, tmp_path: Path) -> None:
    """Given the population in a file, when a shell hashes, sorts and cuts it, then it is the digest and the sample."""
    file = tmp_path / "population.txt"
    found = ask(permits_office, *DRAW, "--size", 12, "--seed", "april 2011 æøå", "--population", file)
    script = """
        head -c -1 "$1" | sha256sum | cut -c 1-64
        while read -r case; do
            printf '%s %s\\n' "$(printf 'april 2011 æøå\\n%s' "$case" | sha256sum | cut -c 1-64)" "$case"
        done < "$1" | LC_ALL=C sort | head -n 12 | cut -d ' ' -f 2
    """
    done = subprocess.run(["bash", "-c", script, "draw", str(file)], capture_output=True, text=True, check=True)
    digest, *drawn = done.stdout.split()
    assert (found["digest"], cases_of(found)) == (digest, drawn)


def test_the_population_file_has_the_strata(ask: Ask, permits_office: str, tmp_path: Path) -> None:
    """Given a draw by unit, when the population is written, then each line is a case, a tab, and its unit."""
    file = tmp_path / "population.txt"
    ask(permits_office, *DRAW, "--size", 1, "--seed", "s", "--by", "unit", "--population", file)
    lines = file.read_text(encoding="utf-8").splitlines()
    assert lines == [f"P-{number:03d}\t{UNITS[number % 10 // 4]}" for number in range(90)]


def test_a_sample_is_recorded_once(ask: Ask, database_url: str, tmp_path: Path) -> None:
    """Given a review that is not there, when a sample is drawn for it twice in the same words, then the review is begun
    and has one sample, and the second call tells the first's; another seed is another sample of the same review."""
    fill(database_url, tmp_path)
    words = (
        *DRAW,
        "--size",
        8,
        "--seed",
        "1",
        "--record",
        "T-1",
        "--review-type",
        "tilsyn",
        "--review-unit",
        "KK",
    )
    first, again = ask(database_url, *words), ask(database_url, *words)
    assert (first["recorded"]["already"], again["recorded"]["already"]) == (False, True)
    assert {**again, "recorded": None} == {**first, "recorded": None}
    other = ask(database_url, *DRAW, "--size", 8, "--seed", "2", "--record", "T-1")
    assert other["recorded"]["already"] is False
    case = ask(database_url, "case", "show", "T-1")
    assert [one["name"] for one in case["events"]] == ["review-begun", "sample-drawn", "sample-drawn"]
    assert (case["type"], case["unit"], case["findings"]) == ("tilsyn", "KK", [])


def test_now_is_said_anew_and_draws_no_second_sample(ask: Ask, database_url: str, tmp_path: Path) -> None:
    """Given a sample recorded as of now, when cases come and it is asked for again, then the one that stands is told; as
    of a day that was said, it is another sample."""
    fill(database_url, tmp_path)
    words = (*DRAW, "--size", 8, "--seed", "1", "--record", "T-1", "--review-type", "tilsyn")
    first = ask(database_url, *words)
    ask(database_url, "append", write(tmp_path / "more.jsonl", [received("m", "P-800", "2015-06-01", "Nord")]))
    file = tmp_path / "population.txt"
    again = ask(database_url, *words, "--population", file)
    assert (again["population"], again["recorded"]["already"]) == (90, True)
    assert "P-800" not in file.read_text(encoding="utf-8")
    assert ask(database_url, *words, "--as-of", "2015-07-01")["population"] == 91
    assert first["digest"] == again["digest"]


def test_a_draw_of_a_day_gone_by_is_of_the_cases_as_they_were(ask: Ask, database_url: str, tmp_path: Path) -> None:
    """Given a permit received after the day of the draw, when the draw is recorded on that day, then it is in no
    population; and a moment after that day is refused."""
    fill(database_url, tmp_path)
    ask(database_url, "append", write(tmp_path / "more.jsonl", [received("m", "P-800", "2015-06-01", "Nord")]))
    words = (*DRAW, "--size", 8, "--seed", "1", "--record", "T-1", "--review-type", "tilsyn", "--on", "2015-05-31")
    drawn = ask(database_url, *words)
    assert (drawn["population"], drawn["as_of"]) == (90, "2015-05-30T22:00:00Z")
    assert run(["--database", database_url, *map(str, (*words, "--as-of", "2015-07-01"))]) == 2


def late_and_corrected(number: int) -> list[dict[str, Any]]:
    """Events that change what is believed of the population's past: all say days before the sample was drawn."""
    random = Random("late and corrected")
    events = []
    for place in range(number):
        old = f"P-{random.randrange(90):03d}"
        kind = place % 8
        if kind < 3:
            events.append(received(f"n{place}", f"N-{place:05d}", "2015-02-01", random.choice(UNITS)))
        elif kind == 3:
            changes = {"unit": random.choice(UNITS)}
            events.append(
                event(f"k{place}", old, "corrected", "2015-03-01", corrects=f"r{int(old[2:])}", changes=changes)
            )
        elif kind == 4:
            events.append(event(f"l{place}", old, "guidance-given", "2015-03-05", unit=random.choice(UNITS)))
        elif kind == 5:
            events.append(event(f"w{place}", f"N-{place - 4:05d}", "closed", "2015-03-09"))
        elif kind == 6:
            events.append(
                event(f"a{place}", f"N-{place - 5:05d}", "annulled", "2015-03-09", annuls=f"n{place - 5}")
            )
        else:
            events.append(event(f"o{place}", old, "meeting-held", "2015-04-02", attributes={"channel": "phone"}))
    events.append(event("x1", "P-000", "annulled", "2015-06-02", annuls="r0"))
    events.append(
        event("x2", "P-001", "corrected", "2015-06-02", corrects="r1", changes={"occurred": "2016-01-01"})
    )
    return events


@pytest.mark.parametrize("more", [1_000, pytest.param(10_200, marks=pytest.mark.soak)])
def test_the_same_sample_after_thousands_more_events(
    ask: Ask, database_url: str, tmp_path: Path, more: int
) -> None:
    """Given a recorded sample by unit, when a thousand events (at length: ten) are appended that come late, move cases
    between units, annul and correct applications and open cases, and the case type changes, then it is drawn again the
    same to the last letter, before and after a rebuild; a sample drawn now in the same words has another population."""
    fill(database_url, tmp_path)
    wanted = (*DRAW, "--size", 30, "--seed", "2011-04", "--by", "unit", "--open", "--as-of", "2015-06-01")
    drawn = ask(database_url, *wanted, "--record", "T-1", "--review-type", "egen-drift")
    before = ask(database_url, "status")["position"]
    file = write(tmp_path / "late.jsonl", late_and_corrected(more))
    assert ask(database_url, "append", file)["appended"] == more + 2
    (tmp_path / "permit.toml").write_text(PERMIT.replace('"closed"]', '"closed", "decided"]'), encoding="utf-8")
    ask(database_url, "type", "publish", tmp_path / "permit.toml")
    assert ask(database_url, "status")["position"] > before + more

    [sample] = ask(database_url, "sample", "verify", "T-1")["samples"]
    assert (sample["same"], sample["differences"], sample["digest"]) == (True, [], drawn["digest"])
    assert ask(database_url, "rebuild")["differences"] == 0
    assert ask(database_url, "sample", "verify", "T-1")["same"] is True
    again = ask(database_url, *wanted, "--known-at", recorded_before(ask, database_url))
    for name in ("population", "digest", "strata", "cases"):
        assert again[name] == drawn[name]
    today = ask(database_url, *wanted)
    assert today["digest"] != drawn["digest"]
    assert today["cases"] != drawn["cases"]


def recorded_before(ask: Ask, database: str) -> str:
    """When the sample of T-1 was recorded: nothing of what came after was known then."""
    [*_, drawn] = ask(database, "case", "show", "T-1")["events"]
    return str(drawn["recorded"])


@pytest.mark.parametrize(
    ("changes", "what"),
    [
        ({"digest": "0" * 64}, "digest"),
        ({"population": 89}, "population"),
        ({"seed": "2011-05"}, "P-"),
        ({"chosen": {"type": "permit", "unit": "Nord"}}, "population"),
        ({"chosen": {"type": "permit", "phase-of-moon": "full"}}, "chosen"),
        ({"method": "by hand"}, "method"),
        ({"position": 9_999_999}, "position"),
    ],
)
def test_a_sample_that_was_not_drawn_so_does_not_verify(
    ask: Ask, call: Call, permits_office: str, tmp_path: Path, changes: dict[str, Any], what: str
) -> None:
    """Given a sample that was recorded with one thing altered, when it is verified, then the status is 4, and it says
    which thing; the same sample unaltered verifies."""
    drawn = ask(permits_office, *DRAW, "--size", 5, "--seed", "2011-04")
    said = {
        name: value
        for name, value in drawn.items()
        if name not in ("recorded", "by", "strata", "zone", "chosen_labels")
    }
    review = f"T-{what}-{len(json.dumps(changes))}"
    for case, altered in ((f"{review}-right", {}), (review, changes)):
        events = [
            event(f"{case}-1", case, "review-begun", "2015-07-01", casetype="tilsyn"),
            event(f"{case}-2", case, "sample-drawn", "2015-07-01", casetype="tilsyn", **{**said, **altered}),
        ]
        ask(permits_office, "append", write(tmp_path / f"{case}.jsonl", events))
    assert ask(permits_office, "sample", "verify", f"{review}-right")["same"] is True
    status, out, _ = call(permits_office, "sample", "verify", review, "--json")
    [sample] = json.loads(out)["samples"]
    assert (status, sample["same"]) == (4, False)
    assert any(each["what"].startswith(what) for each in sample["differences"])


def test_an_annulled_sample_is_not_drawn_again_under_its_name(
    ask: Ask, call: Call, database_url: str, tmp_path: Path
) -> None:
    """Given a recorded sample that was annulled, then there is none to verify; the same call says to choose another seed,
    and with another seed the review has a sample again."""
    fill(database_url, tmp_path)
    words = (*DRAW, "--size", 5, "--record", "T-1", "--review-type", "tilsyn")
    ask(database_url, *words, "--seed", "1")
    sample = ask(database_url, "case", "show", "T-1")["events"][1]
    annulled = event("x", "T-1", "annulled", "2015-07-01", annuls=sample["id"], annuls_source=sample["source"])
    ask(database_url, "append", write(tmp_path / "annulled.jsonl", [annulled]))
    assert call(database_url, "sample", "verify", "T-1")[0] == 1
    status, _, said = call(database_url, *words, "--seed", "1")
    assert (status, "--seed" in said) == (1, True)
    ask(database_url, *words, "--seed", "2")
    assert ask(database_url, "sample", "verify", "T-1")["same"] is True


@pytest.mark.parametrize(
    ("words", "status"),
    [
        (("--size", "0", "--seed", "s"), 2),
        (("--size", "5", "--seed", ""), 2),
        (("--size", "5", "--seed", "s", "--where", "channel"), 2),
        (("--size", "5", "--seed", "s", "--where", "colour=red"), 2),
        (("--size", "5", "--seed", "s", "--by", "colour"), 2),
        (("--size", "5", "--seed", "s", "--met", "decison"), 2),
        (("--size", "5", "--seed", "s", "--met-from", "2015-01-01"), 2),
        (("--size", "5", "--seed", "s", "--opened-from", "2015-02-01", "--opened-to", "2015-02-01"), 2),
        (("--size", "5", "--seed", "s", "--record", "010203-1234", "--review-type", "tilsyn"), 2),
        (("--size", "5", "--seed", "s", "--record", "T-8", "--review-type", "tilsin"), 2),
        (("--size", "5", "--seed", "s", "--record", "T-8", "--review-type", "tilsyn", "--on", "tomorrow"), 2),
        (("--size", "5", "--seed", "s", "--record", "T-8"), 1),
        (
            (
                "--size",
                "5",
                "--seed",
                "s",
                "--record",
                "T-8",
                "--review-type",
                "tilsyn",
                "--population",
                "/no/such",
            ),
            1,
        ),
        (("--size", "5", "--seed", "s", "--record", "T-8", "--review-type", "permit"), 1),
        (("--size", "5", "--seed", "s", "--record", "P-001"), 1),
        (("--size", "5", "--seed", "s", "--record", "P-001", "--review-type", "tilsyn"), 1),
        (("--size", "5", "--seed", "s", "--unit", "Nirgendwo"), 1),
        (("--size", "5", "--seed", "s", "--known-at", "2014-01-01"), 1),
    ],
)
def test_a_draw_that_cannot_be_is_refused_and_writes_nothing(
    ask: Ask, call: Call, permits_office: str, words: tuple[str, ...], status: int
) -> None:
    """Given a word that is off, or a review that can't take a sample, then the call says so, and nothing is written."""
    before = ask(permits_office, "status")["position"]
    ended, out, said = call(permits_office, *DRAW, *words)
    assert (ended, out) == (status, b"")
    assert said.startswith("sagsgang: ")
    assert "010203" not in said
    assert ask(permits_office, "status")["position"] == before
