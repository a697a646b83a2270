"""Rows that go together land what they land one by one: the same events, the same rejections, in the same order."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sagsgang.intake.event.offer import Offer
from sagsgang.intake.event.sheaf import Sheaf, alike, pack_sheaf, unpack_sheaf
from sagsgang.intake.loading.append_batches import Tally
from sagsgang.intake.loading.reading_logs import Log, offers_in_order
from sagsgang.intake.loading.record_offers import Reading
from sagsgang.intake.reading.progress import Reporter
from sagsgang.intake.reading.remarks import ImportRemarks
from sagsgang.intake.translation import casting
from sagsgang.journal.application import Journal

from ..growing_log import KNOWN, bring_in, held_of
from ..writing import NOW, mapping

COLUMNS = "case,n,kind,when,unit,note"
# What rows may say: good values above all, and of each kind some that are not; quotes make a row come by itself.
CASES = st.sampled_from(["c-1", "c-2", "c-3", "C/æ", "", "a b", "0101801234", "void"])
IDS = st.sampled_from(["", "EMPTY", "void", "æ-1", 'a"b', "x\ty", "y" * 320, *map(str, range(40))])
KINDS = st.sampled_from(["visit", "note", "closed", "both", "other", "", "void"])
TIMES = st.sampled_from(
    [
        "2026-02-03T04:05:06Z",
        "2026-02-03T04:05:06.5+01:00",
        "2026-02-03 04:05",
        "2026-02-03",
        "1776-01-01",
        "2199-01-01",
        "2026-03-29T02:30:00",
        "1900-01-01T00:00:00Z",
        "soon",
        "EMPTY",
        "",
    ]
)
UNITS = st.sampled_from(["North", "N\u043erth", "South", "", "EMPTY", "  North ", "0101801234"])
NOTES = st.sampled_from(["", "ok", 'said "yes"', "two\nlines", "a,b", "\x00"])
ROWS = st.lists(st.tuples(CASES, IDS, KINDS, TIMES, UNITS, NOTES), max_size=40)
HOWS = [
    mapping(
        f"""
        case = "{case}"
        id = "${{n}}"
        occurred = {occurred}
        unmatched = "{unmatched}"
        empty = ["", "EMPTY", "2026-02-03 04:05", "void"]
        [[event]]
        action = "site-visit"
        when = {{ kind = "visit" }}
        unit = "${{unit}}"
        [[event]]
        event = "guidance-given"
        when = {{ kind = ["note", "both"] }}
        note = "${{note}}"
        [[event]]
        event = "closed"
        id = "${{case}}-${{n}}"
        when = {{ kind = ["closed", "both"] }}
        """
    )
    for case, occurred, unmatched in [
        ("${case}", '"${when}"', "reject"),
        ("x/${case}", '{ column = "when", type = "day" }', "ignore"),
    ]
]


def written(rows: list[tuple[str, ...]], quoted: bool) -> str:
    """The rows as CSV; a value with a quote, a comma or a line end is quoted, or all are."""

    def value(text: str) -> str:
        return '"' + text.replace('"', '""') + '"' if quoted or set(text) & set('",\n') else text

    return "".join([f"{COLUMNS}\n", *(",".join(map(value, row)) + "\n" for row in rows)])


def told(offer: Offer) -> tuple[object, ...]:
    """An offer without its place, and its problem as it is told."""
    problem = offer.problem and (offer.problem.code, offer.problem.text)
    return offer.origin, offer.line, offer.raw, list(offer.entries), problem, list(offer.rules)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(ROWS, st.booleans(), st.sampled_from(HOWS), st.sampled_from([1, 3, 500]))
def test_sheaves_hold_what_their_rows_offer_one_by_one(
    tmp_path_factory: pytest.TempPathFactory, rows: list[tuple[str, ...]], quoted: bool, how: object, full: int
) -> None:
    """Given rows good and bad, when they are read in sheaves of any size, then those taken apart are offer for offer what
    the rows alone give, as many records are counted, and the same is remarked."""
    path = tmp_path_factory.getbasetemp() / "sheaves.csv"
    path.write_text(written([*rows, *rows], quoted), newline="")
    logs = [Log(how, [path])]  # type: ignore[arg-type]
    apart, together = ImportRemarks(), ImportRemarks()
    one_by_one = list(offers_in_order(logs, Reading(KNOWN, NOW, 50, remarks=apart), Reporter(None)))
    before, casting.FULL = casting.FULL, full
    try:
        found = list(
            offers_in_order(logs, Reading(KNOWN, NOW, 50, remarks=together, sheaves=True), Reporter(None))
        )
    finally:
        casting.FULL = before

    assert [told(one) for one in taken_apart(found)] == [
        told(o) for o in one_by_one if o.entries or o.problem or o.heading
    ]
    assert sum(one.read for one in found) == sum(one.read for one in one_by_one)
    assert together.all() == apart.all()
    places = [one.place for one in taken_apart(found)]
    assert places == sorted(places)
    for sheaf in found:
        if isinstance(sheaf, Sheaf):
            assert unpack_sheaf(pack_sheaf(sheaf)) == sheaf


def taken_apart(found: list[Offer | Sheaf]) -> Iterator[Offer]:
    """The offers of all, but for those with nothing in them."""
    for one in found:
        yield from (
            one.offers() if isinstance(one, Sheaf) else [one] if one.entries or one.problem or one.heading else []
        )


def test_most_rows_of_a_plain_log_go_together(tmp_path: Path) -> None:
    """Given 2,000 rows that say the like, some of them quoted, then all of them come in sheaves."""
    path = tmp_path / "log.csv"
    rows = [(f"c-{n % 90}", str(n), "visit", "2026-02-03T04:05:06Z", '"North"', "ok") for n in range(2_000)]
    path.write_text(COLUMNS + "\n" + "".join(",".join(row) + "\n" for row in rows))
    heading, *found = offers_in_order(
        [Log(HOWS[0], [path])], Reading(KNOWN, NOW, 50, sheaves=True), Reporter(None)
    )
    assert heading.read == 0
    assert {type(one) for one in found} == {Sheaf}
    assert sum(one.read for one in found) == 2_000


@pytest.mark.parametrize("batch", [7, 600, 4_000])
def test_they_land_alike_whatever_the_batch(journal: Journal, tmp_path: Path, batch: int) -> None:
    """Given 1,800 rows with a bad one, of which 600 had landed before and one says otherwise now, then what is new is
    appended, what is held a duplicate, what differs a correction and the bad one rejected, whatever a batch is."""
    rows = [
        {"case": f"c-{n % 50}", "n": str(n), "kind": "visit", "when": "2026-02-03", "unit": "North", "note": ""}
        for n in range(1_800)
    ]
    assert bring_in(journal, rows[600:1_200], HOWS[0], tmp_path) == Tally(600, 600, 0, 0, None)
    rows[700] |= {"unit": "South"}
    rows[1_500] |= {"when": "someday"}
    tally = bring_in(journal, rows, HOWS[0], tmp_path, batch=batch)
    assert tally[:4] == (1_800, 1_199, 599, 1)
    assert tally.corrected == 1
    assert len(held_of(journal)) >= 1_799


def test_events_of_several_sources_are_no_one_batch() -> None:
    """Given sheaves of two sources, then their events are not written as one source's."""
    one = Sheaf("a.csv", 0, [1], b"x", [1], "s", ["c"], ["guidance-given"], [b"{}"], ["1"], [True], 1)
    assert alike([one, one._replace(source="t")]) is None
    both = alike([one, one._replace(ids=["2"])])
    assert both is not None
    assert both.ids == ["1", "2"]
