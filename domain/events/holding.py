"""Which events of a case hold, kept up to date while they come in by position: what each one changes, and no more.

``inforce.hold`` says the same of a whole history at once, and is the definition; tests compare them.
"""

from __future__ import annotations

from bisect import bisect_left, insort

from ..rules.local_time import LocalTime
from .case_events import Annulled, Corrected
from .corrections import Reference, apply_changes, without_effect
from .history import Recorded
from .unreadable import Unreadable, cannot_be_read


class Holding:
    """The events of a case so far, those of them that hold, and why what speaks of others could not take effect.

    flaws: by reference, of corrections and annulments. case_type: as ``inforce.type_of`` says.
    """

    def __init__(self, local: LocalTime) -> None:
        self._local = local
        self._came: dict[Reference, Recorded] = {}
        self._words: dict[Reference, Recorded] = {}  # of those that were corrected
        self._annulled: set[Reference] = set()
        self._annulled_by: dict[Reference, list[Reference]] = {}
        self._corrected_by: dict[Reference, list[Reference]] = {}
        self._named: list[tuple[int, str]] = []  # the events that hold and say a type, by position
        self._first_named: str | None = None
        self.flaws: dict[Reference, str] = {}

    @property
    def case_type(self) -> str | None:
        """The type of the case: what the first event that says one, and holds, says; where none holds, the first of all."""
        return self._named[0][1] if self._named else self._first_named

    def current(self, reference: Reference) -> Recorded | None:
        """The event in the right words; None if it does not hold."""
        if reference in self._annulled:
            return None
        return self._words.get(reference) or self._came[reference]

    def read(self, reference: Reference) -> Recorded | None:
        """The same. Raises CannotBeRead: where one that holds cannot be read, nobody knows what holds."""
        recorded = self.current(reference)
        if recorded is not None and isinstance(recorded.event, Unreadable):
            raise cannot_be_read(recorded)
        return recorded

    def position(self, reference: Reference) -> int:
        """The position of an event that came."""
        return self._came[reference].position

    def take(self, recorded: Recorded) -> set[Reference]:
        """The next event by position. Gives the events of which something changed, itself among them."""
        event = recorded.event
        own = (event.source, event.id)
        self._came[own] = recorded
        if event.case_type:
            self._first_named = self._first_named or event.case_type
            insort(self._named, (recorded.position, event.case_type))
        changed = {own}
        waited = own in self._annulled_by or own in self._corrected_by
        if isinstance(event, Annulled):
            target = (event.annuls_source or event.source, event.annuls)
            self._annulled_by.setdefault(target, []).append(own)
            if target not in self._came or target == own:
                self.flaws[own] = "unknown-target"
            elif not waited and not isinstance(self._came[target].event, Annulled):
                changed |= self._annul({target} - self._annulled)
            else:
                changed |= self._judge_annulments(own)
        elif isinstance(event, Corrected):
            target = (event.corrects_source or event.source, event.corrects)
            self._corrected_by.setdefault(target, []).append(own)
            if target in self._came and not waited and self.current(target) is not None:
                changed |= self._correct(target, own)
            elif target not in self._came:
                self.flaws[own] = "unknown-target"
            elif isinstance(self._came[target].event, Annulled | Corrected):
                self.flaws[own] = "target-cannot-be-corrected"
        if waited:
            changed |= self._what_waited(own)
            corrects = self._corrects(recorded)
            changed |= self._word(corrects) if corrects is not None and corrects in self._came else set()
        return changed

    # -- annulments --------------------------------------------------------------------------------

    def _annul(self, fresh: set[Reference]) -> set[Reference]:
        """These hold no more. Gives the events of which something changed."""
        self._annulled |= fresh
        return self._follow(fresh)

    def _judge_annulments(self, own: Reference) -> set[Reference]:
        """All annulments that hang together with one are judged anew. Gives the events of which something changed."""
        against: dict[Reference, list[Reference]] = {}
        together, waiting = {own}, [own]
        while waiting:
            one = waiting.pop()
            if one not in self._came:
                continue
            annulments = [other for other in self._annulled_by.get(one, ()) if other != one]
            if annulments:
                against[one] = annulments
            event = self._came[one].event
            about = [(event.annuls_source or event.source, event.annuls)] if isinstance(event, Annulled) else []
            waiting += (fresh := {*annulments, *about} - together)
            together |= fresh
        turned = (without_effect(against) ^ self._annulled) & together
        self._annulled ^= turned
        return self._follow(turned)

    def _follow(self, turned: set[Reference]) -> set[Reference]:
        """What comes of it that these hold, or hold no more."""
        changed = set(turned)
        for reference in turned:
            recorded = self._came[reference]
            if recorded.event.case_type:
                self._name(recorded, holds=reference not in self._annulled)
            target = self._corrects(recorded)
            if target is not None and target in self._came:
                changed |= self._word(target)
            if reference in self._corrected_by:
                changed |= self._word(reference)
        return changed

    def _name(self, recorded: Recorded, *, holds: bool) -> None:
        named = (recorded.position, recorded.event.case_type or "")
        place = bisect_left(self._named, named)
        is_there = place < len(self._named) and self._named[place] == named
        if holds and not is_there:
            self._named.insert(place, named)
        elif is_there and not holds:
            del self._named[place]

    def _what_waited(self, own: Reference) -> set[Reference]:
        """An event came that others spoke of before. Gives the events of which something changed."""
        changed = {one for one in self._annulled_by.get(own, ()) if one != own}
        for one in changed:
            self.flaws.pop(one, None)
        if changed:
            changed |= self._judge_annulments(own)
        return changed | self._word(own)

    # -- corrections -------------------------------------------------------------------------------

    @staticmethod
    def _corrects(recorded: Recorded) -> Reference | None:
        event = recorded.event
        return (event.corrects_source or event.source, event.corrects) if isinstance(event, Corrected) else None

    def _word(self, target: Reference) -> set[Reference]:
        """Correct an event anew, from its first words on. Gives the events of which something changed."""
        self._words.pop(target, None)
        changed = {target}
        for own in self._corrected_by.get(target, ()):
            had = self.flaws.pop(own, None)
            changed |= self._correct(target, own)
            if self.flaws.get(own) != had:
                changed.add(own)
        return changed

    def _correct(self, target: Reference, own: Reference) -> set[Reference]:
        """One correction, after those that came before it."""
        current, correction = self.current(target), self._came[own].event
        assert isinstance(correction, Corrected)
        if own in self._annulled:
            return set()
        if isinstance(self._came[target].event, Annulled | Corrected):
            self.flaws[own] = "target-cannot-be-corrected"
        elif current is not None and not isinstance(current.event, Unreadable):
            corrected = apply_changes(current.event, correction.changes, self._local)
            if corrected is None:
                self.flaws[own] = "bad-correction"
            else:
                self._words[target] = current._replace(event=corrected)
                return {target}
        return set()
