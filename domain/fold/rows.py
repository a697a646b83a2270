"""The one function behind every projection: from one case's history to bitemporal rows.

A row is a fact with three moments: it was opened (world time, position), it may be closed (world time,
position), and it may be withdrawn (position), when the journal came to know better. Asked as of T and known at
position p, the row answers if

    opened_pos <= p < withdrawn_pos  and  opened_at <= T  and  (closed_at > T or closed_pos > p)

with a missing closing or withdrawal read as infinite. Catching up, rebuilding, replaying and comparing are this
same function on other input.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import datetime

from ..events.corrections import type_of
from ..events.history import Recorded
from ..facts import Kind, Payload
from .account import Account, AnyOrder, InOrder, Unruled, speaks_of_others
from .law import Law
from .timelines import Identity

# A case of no more events is told anew when one comes late: to keep what it was like after each would cost as much.
WHOLE = 24


class FactRow:
    """One bitemporal row of a case; ``n`` is its place among the case's rows, and never changes."""

    __slots__ = ("closed_at", "closed_pos", "identity", "n", "opened_pos", "withdrawn_pos")

    def __init__(self, n: int, identity: Identity, opened_pos: int) -> None:
        self.n = n
        self.identity = identity
        self.opened_pos = opened_pos
        self.closed_at: datetime | None = None
        self.closed_pos: int | None = None
        self.withdrawn_pos: int | None = None

    @property
    def kind(self) -> Kind:
        """Which projection the row belongs to."""
        return self.identity[0]

    @property
    def payload(self) -> Payload:
        """What the row says."""
        return self.identity[2]

    @property
    def opened_at(self) -> datetime:
        """Since when, in the world, it is so."""
        return self.identity[3]

    def check(self) -> None:
        """Raises ValueError for intervals that no table would take (see ``table.create``)."""
        if self.closed_at is None or self.closed_pos is None:
            well_formed = self.closed_at is None and self.closed_pos is None
        else:
            well_formed = self.closed_at >= self.opened_at and self.closed_pos >= self.opened_pos
        if not well_formed or (self.withdrawn_pos is not None and self.withdrawn_pos <= self.opened_pos):
            raise ValueError("a row that ends before it begins")

    def changed_after(self, position: int) -> bool:
        """Whether the row was opened, closed or withdrawn by something recorded after a position."""
        return max(self.opened_pos, self.closed_pos or 0, self.withdrawn_pos or 0) > position

    def answers(self, as_of: datetime, position: int) -> bool:
        """Whether the row is part of the answer as of an instant, known at a position.

        The definition; ``table.asked`` and ``table.known`` say the same to the database, and tests compare them.
        """
        return (
            self.opened_pos <= position
            and (self.withdrawn_pos is None or position < self.withdrawn_pos)
            and self.opened_at <= as_of
            and (
                self.closed_at is None
                or self.closed_at > as_of
                or self.closed_pos is None
                or self.closed_pos > position
            )
        )


def no_matter() -> None:
    """For callers that wait as long as it takes."""


def rows(history: Sequence[Recorded], law: Law, patience: Callable[[], None] = no_matter) -> list[FactRow]:
    """The rows of one case, from all its events by position and all that was published.

    A publication counts from its position on, also for events recorded before it.
    patience: called at each position; what it raises ends the telling.
    """
    if not history:
        return []
    telling = _Telling(history, law)
    types = {recorded.event.case_type for recorded in history if recorded.event.case_type}
    epochs = sorted({epoch for one in types for epoch in law.epochs(one) if epoch > history[0].position})
    for count, recorded in enumerate(history, start=1):
        patience()
        while epochs and epochs[0] < recorded.position:
            telling.rules_changed(count - 1, epochs.pop(0))
            patience()
        telling.event_came(count)
    for epoch in epochs:
        patience()
        telling.rules_changed(len(history), epoch)
    if telling.fault is not None:
        raise telling.fault
    return telling.rows


class _Telling:
    """Walks a case's history position by position and notes how what is believed changes."""

    def __init__(self, history: Sequence[Recorded], law: Law) -> None:
        self.history = history
        self.law = law
        self.rows: list[FactRow] = []
        self.believed: dict[Identity, FactRow] = {}
        self.account: Account | None = None
        self.in_order = True
        self.fault: Exception | None = None  # why it could not be told; what was believed before stands

    def rules_changed(self, count: int, position: int) -> None:
        """What governs the case changed: the first ``count`` events are told under the new rules."""
        self.account = None
        self._tell(count, position, None)

    def event_came(self, count: int) -> None:
        """The ``count``-th event came."""
        recorded = self.history[count - 1]
        self.in_order = self.in_order and not speaks_of_others(recorded)
        self._tell(count, recorded.position, recorded)

    def _tell(self, count: int, position: int, came: Recorded | None) -> None:
        """What can't be told as the case stands may be annulled or corrected later: only the last word condemns it."""
        try:
            difference = self.account.take(came) if self.account is not None and came is not None else None
            if difference is not None:
                gone: Iterable[Identity] = difference.gone
            else:
                if isinstance(self.account, InOrder) and count > WHOLE:
                    self.in_order = False
                self.account = self._open_account(self.history[:count], position)
                difference, gone = self.account.difference, list(self.believed)
        except MemoryError:
            raise
        except Exception as fault:
            self.account, self.fault = None, fault
        else:
            self.fault = None
            self._believe(gone, difference.come, position)

    def _open_account(self, so_far: Sequence[Recorded], position: int) -> Unruled | InOrder | AnyOrder:
        case_type = type_of(so_far)
        self.law.must_be_read(case_type, position)
        rules = self.law.rules(case_type, position)
        if rules is None:
            return Unruled(case_type, so_far)
        return (InOrder if self.in_order else AnyOrder)(rules, case_type, so_far)

    def _believe(self, gone: Iterable[Identity], come: Mapping[Identity, datetime | None], position: int) -> None:
        """These facts are believed no more, unless they are among those that are believed now, until when."""
        for identity in gone:
            if identity not in come:
                self.believed.pop(identity).withdrawn_pos = position
        for identity, closed_at in come.items():
            row = self.believed.get(identity)
            if row is not None and row.closed_at is not None and row.closed_at != closed_at:
                row.withdrawn_pos, row = position, None
            if row is None:
                row = self._open(identity, position)
            if closed_at is not None and row.closed_at is None:
                row.closed_at, row.closed_pos = closed_at, position

    def _open(self, identity: Identity, position: int) -> FactRow:
        row = FactRow(len(self.rows), identity, position)
        self.rows.append(row)
        self.believed[identity] = row
        return row
