"""A process of a rebuild that ends before its work is done is told as such, and the rebuild can be run again."""

from __future__ import annotations

from pathlib import Path

import pytest
from sagsgang.domain.problem import Problem
from sagsgang.journal.application import Journal
from sagsgang.projections.upkeep import generation
from sagsgang.projections.upkeep.catch_up import catch_up
from sagsgang.projections.upkeep.generation import WorkerKilled
from sagsgang.projections.upkeep.rebuild import rebuild
from sagsgang.projections.upkeep.replay import replay

from ...scheduler.reminding_office import Office


def shares_that(says: str, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Every process of a rebuild does so before it takes a share: they are new ones, it is brought to them by name."""
    (folder / "share_that_ends.py").write_text(
        f"import os, signal\nfrom sagsgang.domain.problem import Problem\ndef fill_share_of(*share):\n    {says}\n"
    )
    monkeypatch.syspath_prepend(folder)
    monkeypatch.setattr(generation, "WORTH_SHARING", 0)
    from share_that_ends import fill_share_of  # type: ignore[import-not-found]

    monkeypatch.setattr(generation, "fill_share_of", fill_share_of)


def tables(journal: Journal) -> list[tuple[str]]:
    """The tables that there are."""
    with journal.connect() as connection:
        return connection.execute(
            "SELECT tablename FROM pg_tables WHERE schemaname = 'sagsgang' ORDER BY 1"
        ).fetchall()


@pytest.mark.parametrize(
    ("says", "code"),
    [
        ("os.kill(os.getpid(), signal.SIGKILL)", WorkerKilled.code),
        ("raise Problem(code='disk-full', da='Fuld.', en='Full.')", "disk-full"),
    ],
)
def test_the_rebuild_says_what_became_of_its_processes(
    journal: Journal, says: str, code: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Given a rebuild whose processes are killed, as a system short of memory does, or meet a problem, then it is this
    that is said; no table is left over, and the next rebuild goes through."""
    office = Office(journal)
    office.told("2025-03-03T10:00 A application-received case_type=permit")
    catch_up(journal)
    before = tables(journal)
    with monkeypatch.context() as patch:
        shares_that(says, tmp_path, patch)
        with pytest.raises(Problem) as met:
            rebuild(journal, processes=2)
    assert met.value.code == code
    assert tables(journal) == before
    assert rebuild(journal).differences == 0
    assert replay(journal).differences == []
