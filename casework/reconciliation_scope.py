"""One comparison that is to be recorded in a case, and whether it goes on from what that case says already.

A case is about one scope: a system, a type and a choice of its cases. Only a comparison that looked for the same, at a
list that is no older, can say that a difference is there no longer.
"""

from __future__ import annotations

import shlex
from collections.abc import Sequence
from datetime import date, datetime
from typing import NamedTuple

from ..domain.events.case_events import Event
from ..domain.events.corrections import in_force
from ..domain.events.history import Recorded
from ..domain.events.office_events import DifferenceClosed, DifferenceFound, ReconciliationMade
from ..domain.fold.law import Rules
from ..projections.quality.reconciliation import ReconciledFilter
from . import problems


class Run(NamedTuple):
    """One comparison. case, case_type: where it is recorded. digest, lines: of the list. position: what was known.

    made_at: when it was made, UTC; whole_day: only the day is known. compared: as the call said it, column to field.
    """

    case: str
    case_type: str
    system: str
    list_on: date
    digest: str
    lines: int
    position: int
    made_at: datetime
    whole_day: bool
    chosen: ReconciledFilter
    compared: tuple[str, ...] = ()

    def scope(self) -> dict[str, str]:
        """What was looked at, as the event keeps it. The order in which the choices were said makes no difference."""
        where = shlex.join(f"{field}={value}" for field, value in sorted(self.chosen.where))
        said = {"of_type": self.chosen.case_type, "compared": " ".join(self.compared), "where": where}
        return {name: value for name, value in said.items() if value}


def check_scope(run: Run, history: Sequence[Recorded], rules: Rules) -> None:
    """Raises Problem ``other-scope`` where the case is about another system, type or choice of cases."""
    ours = (run.system, run.chosen.case_type, run.scope().get("where"))
    for made in _made(history, rules):
        theirs = (made.system, made.attributes.get("of_type"), made.attributes.get("where"))
        if theirs != ours:
            raise problems.other_scope(run.case, *theirs)


def check_order(run: Run, history: Sequence[Recorded], rules: Rules) -> None:
    """Raises Problem ``older-list``, ``older-knowledge``, ``made-backwards`` where it can't come after what is recorded."""
    if rules.local_day(run.made_at) < run.list_on:
        raise problems.made_before_the_list(run.list_on)
    made = _made(history, rules)
    newest = max((one.list_on for one in made), default=run.list_on)
    if run.list_on < newest:
        raise problems.older_list(run.case, newest, run.list_on)
    if run.position < max((one.position for one in made), default=0):
        raise problems.older_knowledge(run.case)
    check_not_before(run.made_at, _about_differences(history, rules), rules)


def check_not_before(made_at: datetime, said: Sequence[Event], rules: Rules) -> None:
    """Raises Problem ``made-backwards`` where something that was said happened after ``made_at`` (UTC)."""
    last = max((event.occurred for event in said), default=made_at)
    if made_at < last:
        raise problems.made_before_the_last(last.astimezone(rules.zone))


def _made(history: Sequence[Recorded], rules: Rules) -> list[ReconciliationMade]:
    return [event for event in _about_differences(history, rules) if isinstance(event, ReconciliationMade)]


def _about_differences(history: Sequence[Recorded], rules: Rules) -> list[Event]:
    """What holds in the case of comparisons and differences, in world order."""
    kinds = (ReconciliationMade, DifferenceFound, DifferenceClosed)
    return [one.event for one in in_force(history, rules.local)[0] if isinstance(one.event, kinds)]
