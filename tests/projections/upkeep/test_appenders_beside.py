"""Catching up and rebuilding end, however much is appended beside them."""

from __future__ import annotations

import pytest
from sagsgang.domain.events.case_events import GuidanceGiven
from sagsgang.domain.problem import Problem
from sagsgang.journal.application import Journal
from sagsgang.journal.entry import Appended, Entry
from sagsgang.projections.tables.catalogue import FOLD, PROJECTIONS
from sagsgang.projections.tables.registry import standings
from sagsgang.projections.upkeep import rebuild as rebuilding
from sagsgang.projections.upkeep.catch_up import NewerProjections, catch_up
from sagsgang.projections.upkeep.follow import follow as one_batch
from sagsgang.projections.upkeep.rebuild import rebuild
from sagsgang.projections.upkeep.replay import replay

from ...ledger import local
from ...scheduler.reminding_office import Office

AT = local("2025-03-10T10:00")


class Appender:
    """Someone who appends to a case beside the work of another, each time they are called on."""

    def __init__(self, journal: Journal) -> None:
        self.journal = journal
        self.times = 0

    def __call__(self, done: int = 0, total: int = 0) -> None:
        self.append(1)

    def append(self, events: int) -> None:
        """So many events more."""
        entries = []
        for _ in range(events):
            self.times += 1
            entries.append(Entry("A", GuidanceGiven(source="beside", id=str(self.times), occurred=AT)))
        outcomes = self.journal.append(entries)
        assert all(isinstance(one, Appended) for one in outcomes)


@pytest.fixture
def office(journal: Journal) -> Office:
    """An office with a case, and projections that hold it."""
    office = Office(journal)
    office.told("2025-03-03T10:00 A application-received case_type=permit unit=Centrum")
    catch_up(journal)
    return office


def generations(journal: Journal) -> dict[str, int]:
    """The number of the generation that readers use of each projection."""
    with journal.connect() as connection:
        return {name: standing.generation for name, standing in standings(connection).items()}


def made_by_the_fold_before(journal: Journal) -> None:
    """The projections are those of the program before an upgrade."""
    with journal.connect() as connection:
        connection.execute("UPDATE sagsgang.projections SET fold = fold - 1")
        connection.commit()


@pytest.mark.parametrize("upgraded", [True, False])
def test_a_question_waits_for_what_was_the_head_when_it_was_asked(office: Office, upgraded: bool) -> None:
    """Given projections of the program before, or of this one, when they are caught up with while an event is appended at
    every step, then each is made anew once, or not at all, and all stand at what was the head at first or beyond."""
    journal = office.journal
    before = generations(journal)
    beside = Appender(journal)
    beside.append(5)
    head = journal.head().position
    if upgraded:
        made_by_the_fold_before(journal)
    position = catch_up(journal, beside)
    assert beside.times > 5
    assert head <= position <= journal.head().position
    assert generations(journal) == {name: number + upgraded for name, number in before.items()}
    catch_up(journal)
    assert replay(journal).differences == []


def test_projections_that_others_brought_further_are_not_stale(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Given one who asks, when others append and bring the projections beyond the head that was read, then nothing is made
    anew; a projection beyond the journal's end, as another journal's is, is told and answers nothing, and nothing is
    appended; a rebuild that may replace it makes it anew once, and then others append."""
    journal = office.journal
    before = generations(journal)
    head = journal.head()
    beside = Appender(journal)
    beside.append(3)
    catch_up(journal)
    with monkeypatch.context() as patch:
        heads = iter([head])  # what was the head when it was asked; from then on what it is
        sound = Journal.head
        patch.setattr(Journal, "head", lambda self: next(heads, None) or sound(self))
        catch_up(journal)
    assert generations(journal) == before
    with journal.connect() as connection:
        connection.execute("UPDATE sagsgang.projections SET position = position + 1000")
        connection.commit()
    with pytest.raises(Problem) as problem:
        catch_up(journal)
    assert problem.value.code == "projection-ahead"
    with pytest.raises(Problem) as problem:
        beside.append(1)
    assert problem.value.code == "events-gone"
    rebuild(journal)
    beside.append(1)
    catch_up(journal)
    assert generations(journal) == {name: number + 1 for name, number in before.items()}


def test_a_rebuild_ends_while_more_is_appended_than_it_follows(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Given batches of 3 events, when 5 are appended beside every batch that a rebuild follows, then it changes over after
    no more rounds than it allows itself, in which everything was followed that was there when each began."""
    journal, batches = office.journal, 0
    beside = Appender(journal)
    monkeypatch.setattr(rebuilding, "BATCH", 3)

    def follow(*what: object) -> int:
        nonlocal batches
        batches += 1
        position = one_batch(*what)  # type: ignore[arg-type]
        if batches < 1_000:
            beside.append(5)
        return position

    monkeypatch.setattr(rebuilding, "follow", follow)
    beside.append(4)
    rebuild(journal, ["cases"], lambda done, total: beside.append(4))
    assert batches == rebuilding.ROUNDS + 1
    monkeypatch.undo()
    catch_up(journal)
    assert replay(journal).differences == []


def test_two_versions_of_the_program_do_not_undo_each_others_work(office: Office) -> None:
    """Given projections of a newer program, when an older one is asked beside it, then it makes nothing anew, and says to
    upgrade; only who says ``rebuild`` goes back."""
    journal = office.journal
    before = generations(journal)
    with journal.connect() as connection:
        connection.execute("UPDATE sagsgang.projections SET fold = fold + 1")
        connection.commit()
    with pytest.raises(NewerProjections, match="Upgrade this one"):
        catch_up(journal)
    assert generations(journal) == before
    rebuild(journal)
    assert catch_up(journal) == journal.head().position
    with journal.connect() as connection:
        assert {standing.fold for standing in standings(connection).values()} == {FOLD}
    assert generations(journal).keys() == PROJECTIONS.keys()
