"""A log that has grown or was mended: what it says otherwise now becomes corrections, and nothing else changes."""

from __future__ import annotations

import json
from pathlib import Path

from sagsgang.domain.events.case_events import ActionTaken, Corrected
from sagsgang.intake.mapping.mapping import LogMapping
from sagsgang.journal.application import Journal
from sagsgang.journal.entry import Entry

from ..growing_log import Row, bring_in, held_of
from ..writing import NOW, mapping

VISITS = mapping("""
    id = "${n}"
    [[event]]
    action = "site-visit"
    id = "v${n}"
    actor = "${who}"
    attributes = { art = "${art}", size = { column = "size", type = "integer" } }
""")
CLOSING = mapping("""
    id = "${n}"
    [[event]]
    action = "site-visit"
    [[event]]
    event = "closed"
    only = "last"
    id = "${case}/closed"
    fields = { reason = "${who}" }
""")


def row(n: str, when: str = "2026-03-01", **said: str) -> Row:
    """A row of case 1."""
    return {"case": "1", "when": when, "n": n, "who": "Asta", "art": "", "size": ""} | said


def corrections(journal: Journal) -> list[Corrected]:
    """Every correction, in the journal's order."""
    return [one.event for one in journal.read(0, journal.head().position) if isinstance(one.event, Corrected)]


def visit(journal: Journal, n: str) -> ActionTaken:
    """The visit of a row as it holds."""
    event = held_of(journal)["1", f"v{n}"]
    assert isinstance(event, ActionTaken)
    return event


def test_a_mended_row_is_a_correction_that_says_only_what_changed(journal: Journal, tmp_path: Path) -> None:
    """Given a row mended in its actor, its day and one of two attributes, then one correction says these three."""
    bring_in(journal, [row("1", art="a", size="3"), row("2")], VISITS, tmp_path)
    mended = [row("1", "2026-03-04", who="Birk", art="a", size="4"), row("2")]

    assert bring_in(journal, mended, VISITS, tmp_path)[:6] == (2, 0, 1, 0, None, 1)
    [one] = corrections(journal)
    assert (one.id, one.corrects, one.occurred) == ("corrected:v1:000001", "v1", NOW)
    assert one.changes == {"actor": "Birk", "occurred": "2026-03-04", "attributes": {"size": 4}}
    assert (visit(journal, "1").actor, visit(journal, "1").attributes) == ("Birk", {"art": "a", "size": 4})


def test_what_was_corrected_is_not_corrected_again(journal: Journal, tmp_path: Path) -> None:
    """Given a mended log imported twice, then the second time changes nothing; and the log as it first was, imported
    again, is a correction back."""
    first, mended = [row("1")], [row("1", who="Birk")]
    for rows, corrected in ((first, 0), (mended, 1), (mended, 0), (first, 1), (first, 0), (mended, 1)):
        assert bring_in(journal, rows, VISITS, tmp_path).corrected == corrected
    assert visit(journal, "1").actor == "Birk"
    assert [one.id for one in corrections(journal)] == [f"corrected:v1:00000{n}" for n in (1, 2, 3)]


def test_a_value_that_was_taken_out_is_corrected_to_none(journal: Journal, tmp_path: Path) -> None:
    """Given a row that no longer says who and which, then the correction says that neither is known."""
    bring_in(journal, [row("1", art="a")], VISITS, tmp_path)
    bring_in(journal, [row("1", who="")], VISITS, tmp_path)

    assert corrections(journal)[0].changes == {"actor": None, "attributes": {"art": None}}
    assert visit(journal, "1").actor is None


def test_what_somebody_corrected_by_hand_stays(journal: Journal, tmp_path: Path) -> None:
    """Given an actor corrected by hand, when the log is mended in something else, then the hand's correction stays."""
    bring_in(journal, [row("1")], VISITS, tmp_path)
    by_hand = Corrected(
        source="urn:hand",
        id="h",
        occurred=NOW,
        corrects="v1",
        corrects_source="urn:log",
        changes={"actor": "Carl"},
    )
    journal.append([Entry("1", by_hand)])

    assert bring_in(journal, [row("1")], VISITS, tmp_path).corrected == 0
    assert bring_in(journal, [row("1", art="b")], VISITS, tmp_path).corrected == 1
    assert (visit(journal, "1").actor, visit(journal, "1").attributes) == ("Carl", {"art": "b"})


def test_a_mended_mapping_is_applied_in_the_same_way(journal: Journal, tmp_path: Path) -> None:
    """Given a mapping that took the wrong column, when it is mended and the log imported again, then each event that it
    says otherwise is corrected, and the others are there already."""
    rows = [row("1", art="a"), row("2", who="b", art="b")]
    bring_in(journal, rows, VISITS, tmp_path)
    [rule] = VISITS.rules
    mended = LogMapping(
        source="urn:log",
        case="${case}",
        case_type="permit",
        occurred="${when}",
        rules=(type(rule)(action="site-visit", id="v${n}", actor="${art}", attributes=rule.attributes),),
    )

    assert bring_in(journal, rows, mended, tmp_path)[:6] == (2, 0, 1, 0, None, 1)
    assert visit(journal, "1").actor == "a"


def test_two_rows_that_claim_one_id_are_told_and_the_first_stands(journal: Journal, tmp_path: Path) -> None:
    """Given two rows of one log with one id and different content, then the first lands, the second is rejected, and so
    it is each time the log is read; it never becomes a correction."""
    rows = [row("1"), row("1", who="Birk"), row("2")]
    for appended in (2, 0):
        tally = bring_in(journal, rows, VISITS, tmp_path, batch=1)
        assert (tally.appended, tally.corrected, tally.rejected) == (appended, 0, 1)
    assert visit(journal, "1").actor == "Asta"
    [one] = [json.loads(line) for line in (tmp_path / "r.jsonl").read_bytes().splitlines()]
    assert (one["line"], one["code"], one["event"], one["id"]) == (3, "id-reused", 1, "v1")


def test_of_two_mended_rows_that_claim_one_id_one_is_taken(journal: Journal, tmp_path: Path) -> None:
    """Given a log whose two rows with one id are both mended, then the first becomes the correction, the other is told."""
    bring_in(journal, [row("1")], VISITS, tmp_path)
    tally = bring_in(journal, [row("1", who="Birk"), row("1", who="Carl")], VISITS, tmp_path)

    assert (tally.corrected, tally.rejected) == (1, 1)
    assert visit(journal, "1").actor == "Birk"


def test_an_id_of_another_case_or_kind_is_no_correction(journal: Journal, tmp_path: Path) -> None:
    """Given an id that the journal has in another case, or for another kind of event, then the row is rejected whole."""
    bring_in(journal, [row("1")], VISITS, tmp_path)
    other = mapping('[[event]]\nevent = "decided"\nid = "v${n}"\n[[event]]\naction = "site-visit"\nid = "n${n}"\n')

    assert bring_in(journal, [row("1") | {"case": "2"}], VISITS, tmp_path).rejected == 1
    assert bring_in(journal, [row("1")], other, tmp_path)[1:4] == (0, 0, 1)
    assert list(held_of(journal)) == [("1", "v1")]


def test_a_row_of_which_one_event_is_new_and_one_mended_lands_whole(journal: Journal, tmp_path: Path) -> None:
    """Given a mapping with one more event and a row mended, then the new one lands beside the correction."""
    more = mapping(
        '[[event]]\naction = "site-visit"\nid = "v${n}"\nactor = "${who}"\n[[event]]\nevent = "decided"\nid = "d${n}"\n'
    )
    bring_in(journal, [row("1")], VISITS, tmp_path)

    assert bring_in(journal, [row("1", who="Birk")], more, tmp_path)[1:6] == (1, 0, 0, None, 1)


def test_a_log_that_grows_moves_its_last_event(journal: Journal, tmp_path: Path) -> None:
    """Given a log that grows by a later row, then what was closed last is corrected to it, whether the whole log is read
    again or the new part by itself; an earlier row changes nothing."""
    first, later, earlier = row("1"), row("2", "2026-03-09", who="Birk"), row("3", "2026-02-01", who="Carl")
    bring_in(journal, [first], CLOSING, tmp_path)

    assert bring_in(journal, [first, later], CLOSING, tmp_path).corrected == 1
    assert bring_in(journal, [earlier], CLOSING, tmp_path)[1:6] == (1, 1, 0, None, 0)
    assert held_of(journal)["1", "1/closed"].reason == "Birk"
    assert bring_in(journal, [row("4", "2026-03-20", who="Dan")], CLOSING, tmp_path).corrected == 1
    assert held_of(journal)["1", "1/closed"].reason == "Dan"


def test_a_last_row_that_was_mended_to_be_earlier_is_last_no_more(journal: Journal, tmp_path: Path) -> None:
    """Given a last row whose date was wrong, when it is mended to lie before another, then that one is the last; for the
    row is known by its id, and is in the log that is read."""
    bring_in(journal, [row("1", "2026-03-02", who="Birk"), row("2", "2026-03-30")], CLOSING, tmp_path)
    tally = bring_in(journal, [row("1", "2026-03-02", who="Birk"), row("2", "2026-03-01")], CLOSING, tmp_path)

    assert tally.corrected == 2  # the visit of row 2, and the closing
    assert held_of(journal)["1", "1/closed"].reason == "Birk"
    assert held_of(journal)["1", "1/closed"].occurred.day == 1  # 2 March, 00:00 in Copenhagen


def test_a_last_event_chosen_by_the_order_of_the_file_is_put_right(journal: Journal, tmp_path: Path) -> None:
    """Given a journal of an earlier version, in which the file's last row closed the case though another was later, and
    nothing is remembered of the choice, when the log is imported again, then the closing is corrected."""
    rows = [row("2", "2026-03-09", who="Birk"), row("1")]
    bring_in(journal, rows[1:], CLOSING, tmp_path)
    with journal.connect() as connection:
        connection.execute("DROP TABLE sagsgang.import_choices, sagsgang.import_files")

    assert bring_in(journal, rows, CLOSING, tmp_path).corrected == 1
    assert held_of(journal)["1", "1/closed"].reason == "Birk"
