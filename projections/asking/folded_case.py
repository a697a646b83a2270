"""One case as the journal knew it at a moment: its events, the law as known, and its story."""

from __future__ import annotations

from collections.abc import Sequence

from ...domain.events.corrections import type_of
from ...domain.events.history import Recorded
from ...domain.fold.as_of import happened_by
from ...domain.fold.faults import computing
from ...domain.fold.law import Rules
from ...domain.fold.story import Story, fold
from ...domain.problem import Unknown
from ...journal.reader import JournalReader
from .reader import Moment

REMEMBERED = 2  # stories of a case, which may be large: the first that was asked for, and the last


class UnknownCase(Unknown):
    """No event of the case was known at the moment asked."""

    code = "unknown-case"


class KnownCase:
    """A case as the journal knew it at a moment, folded once for each state of what was known."""

    def __init__(
        self, journal: JournalReader, case: str, moment: Moment, recorded: Sequence[Recorded] | None = None
    ) -> None:
        """recorded: all that the journal has of the case, where it was read before."""
        self.journal = journal
        self.moment = moment
        self.position = moment.known(journal)
        self.case = case
        if recorded is None:
            recorded = journal.history([case], self.position).get(case, [])
        self.history = [one for one in recorded if one.position <= self.position]
        self._stories: dict[tuple[int, Rules], Story] = {}
        if not self.history or case.startswith("$"):
            raise UnknownCase(
                see="cases",
                da=f"Sagen {case} kendes ikke på det spurgte tidspunkt.",
                en=f"The case {case} is not known at the moment asked.",
            )
        self.publications = journal.publications(self.position)
        self.law = journal.law(self.position)
        self.case_type = type_of(self.history)

    def story(self, position: int | None = None) -> Story | None:
        """The case as of the moment, as known at a position (None: all that was known). Raises NotComputed."""
        known_at = self.position if position is None else position
        history = [recorded for recorded in self.history if recorded.position <= known_at]
        rules = self.law.rules(self.case_type, known_at)
        if not history:
            return None
        with computing(self.case):
            self.law.must_be_read(self.case_type, known_at)
            if rules is None:
                return None
            known = len(history), rules
            if known not in self._stories:
                story = fold(happened_by(history, rules, self.moment.as_of), rules)
                story.wake(self.moment.as_of)
                if len(self._stories) == REMEMBERED:
                    self._stories.popitem()
                self._stories[known] = story
        return self._stories[known]
