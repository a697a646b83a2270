"""The very same files again: nothing is read row by row, and the answer is the same; a large log is read by a process."""

from __future__ import annotations

from pathlib import Path

import psutil
import pytest
from sagsgang.domain.events.case_events import Annulled
from sagsgang.domain.problem import Problem
from sagsgang.intake.loading import reading_logs
from sagsgang.intake.loading.append_batches import Tally
from sagsgang.intake.loading.importing import import_log
from sagsgang.intake.loading.reading_logs import Log, offers_in_order, offers_to_land
from sagsgang.intake.loading.record_offers import Reading
from sagsgang.intake.mapping.mapping import LogMapping
from sagsgang.intake.reading.progress import Reporter
from sagsgang.journal.application import Journal
from sagsgang.journal.entry import Entry

from ..growing_log import Row, bring_in, held_of
from ..writing import KNOWN, NOW, mapping

HOW = mapping(
    'id = "${n}"\n[[event]]\naction = "site-visit"\nactor = "${who}"\n'
    '[[event]]\nevent = "closed"\nonly = "last"\nid = "${case}/closed"\nfields = { reason = "${who}" }\n'
)


def rows(count: int, **said: str) -> list[Row]:
    """Rows of cases with three rows each."""
    return [
        {"case": str(n // 3), "when": f"2026-03-{n % 28 + 1:02}", "n": str(n), "who": "Asta"} | said
        for n in range(count)
    ]


def counts(tally: Tally) -> tuple[int, ...]:
    """Appended, duplicates, rejected, corrected."""
    return tally.appended, tally.duplicates, tally.rejected, tally.corrected


def test_the_same_files_again_are_told_as_before(journal: Journal, tmp_path: Path) -> None:
    """Given a log imported whole, when it comes again, then as many records are read and all events are duplicates;
    a byte more, or another mapping, and it is read row by row."""
    assert bring_in(journal, rows(9), HOW, tmp_path) == Tally(9, 12, 0, 0, None)
    assert bring_in(journal, rows(9), HOW, tmp_path) == Tally(9, 0, 12, 0, None)
    assert counts(bring_in(journal, rows(10), HOW, tmp_path)) == (2, 12, 0, 0)


def test_files_imported_before_a_correction_are_read_again(journal: Journal, tmp_path: Path) -> None:
    """Given a log, a mended one, and the first again, then the third import corrects back: it is not taken for known."""
    for who, expected in (("Asta", (12, 0, 0, 0)), ("Birk", (0, 0, 0, 12)), ("Asta", (0, 0, 0, 12))):
        assert counts(bring_in(journal, rows(9, who=who), HOW, tmp_path)) == expected
    assert {event.reason for (_, id_), event in held_of(journal).items() if id_.endswith("/closed")} == {"Asta"}


def test_files_with_a_rejection_are_read_again(journal: Journal, tmp_path: Path) -> None:
    """Given a log with a bad row, when it comes again, then the row is rejected again."""
    bad = [*rows(3), {**rows(1)[0], "n": "x", "when": "someday"}]

    assert counts(bring_in(journal, bad, HOW, tmp_path)) == (4, 0, 1, 0)
    assert counts(bring_in(journal, bad, HOW, tmp_path)) == (0, 4, 1, 0)


def test_files_are_read_again_when_something_was_annulled(journal: Journal, tmp_path: Path) -> None:
    """Given an event of the log annulled by hand since, then the log is read row by row; the annulment stands."""
    bring_in(journal, rows(3), HOW, tmp_path)
    annulled = Annulled(source="urn:hand", id="a", occurred=NOW, annuls="0/site-visit", annuls_source="urn:log")
    journal.append([Entry("0", annulled)])

    assert counts(bring_in(journal, rows(3), HOW, tmp_path)) == (0, 4, 0, 0)
    assert ("0", "0/site-visit") not in held_of(journal)


def test_a_log_read_by_a_process_of_its_own_gives_the_same(
    journal: Journal, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Given 3,000 rows with a bad one, read apart, then offer for offer it is what reading them here gives."""
    path = tmp_path / "log.csv"
    bring_in(journal, [*rows(2_999), {**rows(1)[0], "n": "x", "when": "someday"}], HOW, tmp_path)
    logs = [Log(HOW, [path])]
    here = list(offers_in_order(logs, Reading(KNOWN, NOW), Reporter(None)))
    monkeypatch.setattr(reading_logs, "WORTH_A_PROCESS", 0)
    with offers_to_land(logs, Reading(KNOWN, NOW)) as offers:
        apart = list(offers)

    assert [told(one) for one in apart] == [told(one) for one in here]
    assert [one.read for one in apart] == [0, *[1] * 3_000]  # the column names, which are no record, and the rows


def told(offer: reading_logs.Offer) -> tuple[object, ...]:
    """An offer without its bids, which stay where it was read, and its problem as it is told."""
    problem = offer.problem and (offer.problem.code, offer.problem.text, dict(offer.problem.details))
    return (*offer[:3], list(offer.entries), problem, offer.recorded, offer.place, list(offer.rules), offer.name)


def test_what_is_wrong_with_a_mapping_is_told_from_there_too(
    journal: Journal, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Given a mapping with a column that the file has not, read apart, then that is said and nothing lands."""
    monkeypatch.setattr(reading_logs, "WORTH_A_PROCESS", 0)
    path = tmp_path / "log.csv"
    path.write_text("case,when\n1,2026-03-01\n")
    wrong: LogMapping = mapping('id = "${number}"\n[[event]]\naction = "site-visit"\n')
    with pytest.raises(Problem, match="number") as caught:
        import_log(journal, wrong, [path], known=KNOWN, now=NOW, rejections_file=tmp_path / "r.jsonl")

    assert caught.value.code == "bad-mapping"
    assert journal.head().position == 0


def test_a_process_that_reads_the_log_and_is_killed_is_told_as_such(
    journal: Journal, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Given a log of which more is read apart than a pipe holds, when the process that reads it is killed on the way, as a
    system short of memory does, then that is said, and not that the log has ended."""
    monkeypatch.setattr(reading_logs, "WORTH_A_PROCESS", 0)
    path = tmp_path / "log.csv"
    bring_in(journal, rows(10_000), HOW, tmp_path)
    with offers_to_land([Log(HOW, [path])], Reading(KNOWN, NOW)) as offers:
        next(offers)
        [reader] = [child for child in psutil.Process().children() if "read_apart" in " ".join(child.cmdline())]
        reader.kill()
        with pytest.raises(Problem, match="ended from outside") as caught:
            list(offers)
    assert caught.value.code == "worker-killed"
