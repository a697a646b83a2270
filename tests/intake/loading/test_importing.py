"""Files land in a real journal: batch by batch, beside what is rejected, again without harm."""

from __future__ import annotations

import json
import os
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from io import BytesIO
from pathlib import Path
from random import Random

import pytest
from sagsgang.domain.problem import Problem
from sagsgang.intake.event.cloudevents import read_cloudevent
from sagsgang.intake.event.offer import Offer
from sagsgang.intake.loading.append_batches import Landing, Tally
from sagsgang.intake.loading.importing import append_events, import_log
from sagsgang.intake.mapping.mapping import LogMapping
from sagsgang.intake.reading.remarks import ImportRemarks
from sagsgang.intake.reading.source import UnreadableFile, total_bytes
from sagsgang.journal.application import Journal

from ..writing import COPENHAGEN, KNOWN, NOW, as_lines, cloudevent, mapping, packed, piped, table

VISITS = mapping('id = "${n}"\n[[event]]\naction = "site-visit"\n')
LOG = table("""
    case, when,       n
    1,    2026-03-01, a
    2,    2026-03-02, b
    1,    2026-03-03, c
""")


def append(journal: Journal, content: bytes, tmp_path: Path, batch: int = 100) -> Tally:
    """Append a stream of CloudEvents."""
    return append_events(
        journal,
        BytesIO(content),
        known=KNOWN,
        now=NOW,
        zone=COPENHAGEN,
        rejections_file=tmp_path / "r.jsonl",
        batch=batch,
    )


def bring_in(journal: Journal, content: str | bytes, how: LogMapping, tmp_path: Path, **words: int) -> Tally:
    """Import a log from a file."""
    path = tmp_path / "log.csv"
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return import_log(journal, how, [path], known=KNOWN, now=NOW, rejections_file=tmp_path / "r.jsonl", **words)


def held(journal: Journal) -> list[tuple[str, str]]:
    """Case and id of every event in the journal, in its order."""
    return [(one.case, one.event.id) for one in journal.read(0, journal.head().position)]


def test_events_are_appended_and_then_are_duplicates(journal: Journal, tmp_path: Path) -> None:
    """Given three events in two lines' order, when they are appended twice, then the second time changes nothing."""
    content = as_lines(cloudevent(), cloudevent(id="2", type="decided"), cloudevent(id="3", subject="case-2"))

    assert append(journal, content, tmp_path) == Tally(3, 3, 0, 0, None)
    assert append(journal, packed(content), tmp_path) == Tally(3, 0, 3, 0, None)
    assert held(journal) == [("case-1", "1"), ("case-1", "2"), ("case-2", "3")]
    assert not (tmp_path / "r.jsonl").exists()


def test_bad_lines_are_kept_with_their_reason_and_never_stop_the_others(journal: Journal, tmp_path: Path) -> None:
    """Given good lines around broken ones, then the good land, and the bad stand in the file and the journal."""
    content = as_lines(cloudevent(), "{", b"\xff\xfe", "", cloudevent(id="2", time="soon"), cloudevent(id="3"))

    assert append(journal, content, tmp_path) == Tally(5, 2, 0, 3, str(tmp_path / "r.jsonl"))
    written = [json.loads(line) for line in (tmp_path / "r.jsonl").read_bytes().splitlines()]
    assert [(one["line"], one["code"]) for one in written] == [(2, "not-json"), (3, "not-utf8"), (5, "bad-time")]
    assert [one.get("raw") or one["raw_base64"] for one in written][:2] == ["{", "//4="]
    kept = [one.rejection for one in journal.rejections()]
    assert [(one.line, one.code, one.raw) for one in kept][:2] == [
        (2, "not-json", b"{"),
        (3, "not-utf8", b"\xff\xfe"),
    ]
    assert [one.reason.en for one in kept] == [one["reason"] for one in written]


def test_what_the_journal_refuses_is_rejected_too(journal: Journal, tmp_path: Path) -> None:
    """Given a reused id, a wrong expected version and a case without a type, then each is rejected with its code."""
    content = as_lines(
        cloudevent(),
        cloudevent(subject="case-2"),
        cloudevent(id="2", expectedversion=7),
        cloudevent(id="3", subject="case-3", data={}),
        cloudevent(id="4", expectedversion=1),
    )

    assert append(journal, content, tmp_path)[:4] == (5, 2, 0, 3)
    assert [one.rejection.code for one in journal.rejections()] == [
        "id-reused",
        "version-conflict",
        "no-case-type",
    ]


def test_a_rejected_line_can_be_offered_again_after_repair(journal: Journal, tmp_path: Path) -> None:
    """Given a file with one bad line, when it is mended and the whole file sent again, then only that one is new."""
    bad = as_lines(cloudevent(), cloudevent(id="2", type="decidd"))
    append(journal, bad, tmp_path)

    assert append(journal, bad.replace(b"decidd", b"decided"), tmp_path)[1:4] == (1, 1, 0)


def test_a_damaged_pipe_lands_what_was_before_the_damage(journal: Journal, tmp_path: Path) -> None:
    """Given a packed pipe cut short, then its good lines are in the journal, the damage is a rejection, and that a pipe
    cannot be checked beforehand is said."""
    whole = as_lines(*(cloudevent(id=str(number)) for number in range(500)))
    remarks = ImportRemarks()
    with piped(packed(whole)[:-200]) as pipe:
        tally = append_events(
            journal,
            pipe,
            known=KNOWN,
            now=NOW,
            zone=COPENHAGEN,
            rejections_file=tmp_path / "r.jsonl",
            remarks=remarks,
        )

    assert tally.rejected == 1
    assert 0 < tally.appended == tally.read - 1 == len(held(journal))
    assert [one.rejection.code for one in journal.rejections()] == ["damaged-file"]
    assert [one.code for one in remarks.all()] == ["packed-pipe"]


def test_an_import_that_is_cut_leaves_whole_batches(journal: Journal, tmp_path: Path) -> None:
    """Given offers in batches of 10, when the import dies after 25, then 20 are there; again, and all are, once."""
    events = [
        read_cloudevent(line, known=KNOWN, now=NOW, zone=COPENHAGEN)
        for line in as_lines(*(cloudevent(id=str(number)) for number in range(25))).splitlines()
    ]

    def until_the_lights_go_out() -> None:
        with Landing(journal, tmp_path / "r.jsonl", batch=10) as landing:
            for number, entry in enumerate(events):
                landing.take(Offer("x", number, b"", [entry]))
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        until_the_lights_go_out()
    assert len(held(journal)) == 20
    with Landing(journal, tmp_path / "r.jsonl", batch=10) as landing:
        for number, entry in enumerate(events):
            landing.take(Offer("x", number, b"", [entry]))
    assert landing.tally == Tally(25, 5, 20, 0, None)


def test_importing_twice_changes_nothing(journal: Journal, tmp_path: Path) -> None:
    """Given a log imported once, when it is imported again, in another order and packed, then all are duplicates."""
    head, *rows = LOG.splitlines()

    assert bring_in(journal, LOG, VISITS, tmp_path) == Tally(3, 3, 0, 0, None)
    before = held(journal)
    other = "\n".join([head, *reversed(rows)])
    assert bring_in(journal, packed(other.encode()), VISITS, tmp_path) == Tally(3, 0, 3, 0, None)
    assert held(journal) == before


def test_a_rejected_row_stands_beside_the_good_ones(journal: Journal, tmp_path: Path) -> None:
    """Given a row with a bad time among good ones, in batches of one, then it alone is rejected, with its line."""
    log = LOG.replace("2026-03-02", "someday")

    assert bring_in(journal, log, VISITS, tmp_path, batch=1)[:4] == (3, 2, 0, 1)
    [one] = [one.rejection for one in journal.rejections()]
    assert (one.origin, one.line, one.code, one.raw) == (str(tmp_path / "log.csv"), 3, "bad-time", b"2,someday,b")


def test_a_row_lands_whole_or_not_at_all(journal: Journal, tmp_path: Path) -> None:
    """Given rows of three events, of which all but the first row's use two ids again, then nothing of those rows lands,
    and each is one rejection that names its line, the ``[[event]]`` and the id."""
    how = mapping(
        '[[event]]\naction = "site-visit"\nid = "${n}"\n'
        + "".join(
            f'[[event]]\nevent = "{name}"\nid = "{id_}"\n' for name, id_ in (("closed", "x"), ("decided", "y"))
        )
    )

    assert bring_in(journal, LOG, how, tmp_path) == Tally(3, 3, 0, 2, str(tmp_path / "r.jsonl"))
    assert held(journal) == [("1", "a"), ("1", "x"), ("1", "y")]
    [first, second] = [json.loads(line) for line in (tmp_path / "r.jsonl").read_bytes().splitlines()]
    assert (first["line"], first["code"], first["event"], first["id"]) == (3, "id-reused", 2, "x")
    assert second["reason"].startswith("Line 4, [[event]] 2 (closed), id x: ")


def test_what_is_wrong_in_a_row_is_found_in_the_mapping_and_in_the_row(journal: Journal, tmp_path: Path) -> None:
    """Given a row whose second event has no time, then the reason names line, ``[[event]]``, column and id, and its
    first event has not landed."""
    how = mapping(
        'id = "${n}"\n[[event]]\naction = "site-visit"\n[[event]]\nevent = "closed"\noccurred = "${end}"\n'
    )
    log = "case,when,n,end\n1,2026-03-01,a,\n2,2026-03-02,b,2026-03-03\n"

    assert bring_in(journal, log, how, tmp_path)[:4] == (2, 2, 0, 1)
    assert held(journal) == [("2", "b/site-visit"), ("2", "b/closed")]
    [one] = [json.loads(line) for line in (tmp_path / "r.jsonl").read_bytes().splitlines()]
    assert [one[key] for key in ("line", "code", "event", "columns", "id")] == [2, "no-time", 2, "end", "a/closed"]
    assert one["reason"].startswith("Line 2, [[event]] 2 (closed), column end, id a/closed: ")
    assert one["reason_da"].startswith("Linje 2, [[event]] 2 (closed), kolonne end, id a/closed: ")


def test_several_files_are_one_log(journal: Journal, tmp_path: Path) -> None:
    """Given a case whose rows stand in two files, one CSV and one JSON lines, then its last row is in the second."""
    (tmp_path / "a.csv").write_text(LOG)
    (tmp_path / "b.jsonl").write_text('{"case": "1", "when": "2026-03-09", "n": "z"}\n')
    how = mapping('id = "${n}"\n[[event]]\naction = "site-visit"\nonly = "last"\n')
    read: list[int] = []
    paths = [tmp_path / "a.csv", tmp_path / "b.jsonl"]
    import_log(
        journal, how, paths, known=KNOWN, now=NOW, rejections_file=tmp_path / "r.jsonl", progress=read.append
    )

    assert held(journal) == [("2", "b/site-visit"), ("1", "z/site-visit")]
    assert read[-1] == total_bytes(paths)
    assert read == sorted(read)


def test_a_file_that_is_missing_is_said_before_anything_lands(journal: Journal, tmp_path: Path) -> None:
    """Given two files, the second of which is not there, then nothing of the first is in the journal."""
    (tmp_path / "a.csv").write_text(LOG)
    with pytest.raises(UnreadableFile, match=r"b\.csv"):
        import_log(
            journal,
            VISITS,
            [tmp_path / "a.csv", tmp_path / "b.csv"],
            known=KNOWN,
            now=NOW,
            rejections_file=tmp_path / "r.jsonl",
        )
    assert held(journal) == []


def test_the_last_row_of_a_pipe_is_known_too(journal: Journal, tmp_path: Path) -> None:
    """Given a mapping with ``last`` and a pipe, which can be read only once, then the last of each case lands."""
    how = mapping('id = "${n}"\n[[event]]\nevent = "closed"\nonly = "last"\n')
    pipe = tmp_path / "pipe.csv"
    os.mkfifo(pipe)
    with ThreadPoolExecutor() as other:
        written = other.submit(pipe.write_text, LOG)
        import_log(journal, how, [pipe], known=KNOWN, now=NOW, rejections_file=tmp_path / "r.jsonl")
        written.result()

    assert held(journal) == [("2", "b/closed"), ("1", "c/closed")]


REGISTERED = mapping('id = "${n}"\nrecorded = "${reg}"\n[[event]]\naction = "site-visit"\n')
LATE = table("""
    case, when,       n, reg
    1,    2026-03-01, a, 2026-03-09 10:00
    2,    2026-03-02, b, 2026-03-02 10:00
    1,    2026-03-03, c, 2026-03-09 10:00
    2,    2026-03-04, d, someday
    1,    2026-03-05, e, 2026-03-05 10:00
""")


@pytest.mark.parametrize("chunk", [1, 2, 100])
def test_rows_land_in_the_order_of_their_registration(journal: Journal, tmp_path: Path, chunk: int) -> None:
    """Given rows registered late, sorted in chunks of any size, then the journal has their times, ascending."""
    assert bring_in(journal, LATE, REGISTERED, tmp_path, chunk=chunk)[:4] == (5, 4, 0, 1)
    assert [id_[0] for _, id_ in held(journal)] == ["b", "e", "a", "c"]
    assert [one.recorded for one in journal.read(0, journal.head().position)] == [
        datetime(2026, 3, day, 9, tzinfo=UTC) for day in (2, 5, 9, 9)
    ]
    assert bring_in(journal, LATE, REGISTERED, tmp_path, chunk=chunk)[:4] == (5, 0, 4, 1)


def test_sorting_by_registration_equals_a_plain_sort(journal: Journal, tmp_path: Path) -> None:
    """Given 300 rows with registration times at random, many alike, then chunks of 7 give the order of one sort."""
    random = Random(7)
    start = datetime(2026, 1, 1, tzinfo=UTC)
    rows = [(start + timedelta(hours=random.randrange(50)), number) for number in range(300)]
    log = "case,when,n,reg\n" + "".join(f"1,2026-01-01,{n},{at.isoformat()}\n" for at, n in rows)
    bring_in(journal, log, REGISTERED, tmp_path, chunk=7, batch=64)

    assert [id_.partition("/")[0] for _, id_ in held(journal)] == [str(n) for _, n in sorted(rows)]


def test_a_registration_before_the_journals_last_rejects_only_its_row(journal: Journal, tmp_path: Path) -> None:
    """Given a journal filled up to 9 March, when older and newer rows are imported, then only the older are rejected."""
    bring_in(journal, LATE, REGISTERED, tmp_path)
    more = "case,when,n,reg\n" + "".join(f"3,2026-03-01,n{day},2026-03-{day:02} 10:00\n" for day in range(5, 15))

    assert bring_in(journal, more, REGISTERED, tmp_path)[:4] == (10, 6, 0, 4)
    codes = [one.rejection.code for one in journal.rejections()]
    assert codes == ["bad-time"] + ["recorded-backwards"] * 4


def test_a_live_journal_takes_no_registration_times(journal: Journal, tmp_path: Path) -> None:
    """Given a journal that went live, then the import stops and says so."""
    journal.go_live()
    with pytest.raises(Problem) as caught:
        bring_in(journal, LATE, REGISTERED, tmp_path)
    assert caught.value.code == "journal-live"


def test_the_rejections_file_is_for_its_owner_alone(journal: Journal, tmp_path: Path) -> None:
    """Given a rejected line, which may hold personal data, then only the owner may read the file."""
    append(journal, b"{", tmp_path)

    assert (tmp_path / "r.jsonl").stat().st_mode & 0o777 == 0o600


def test_rejections_that_cannot_be_written_are_in_the_journal(journal: Journal, tmp_path: Path) -> None:
    """Given a rejections file in a folder that is not there, then that is said, and the journal has the line."""
    with pytest.raises(Problem) as caught:
        append(journal, as_lines(cloudevent(), "{"), tmp_path / "nowhere")

    assert caught.value.code == "unwritable"
    assert [one.rejection.raw for one in journal.rejections()] == [b"{"]
    assert held(journal) == [("case-1", "1")]
