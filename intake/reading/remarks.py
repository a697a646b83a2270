"""What is to be said of an import beside its figures: nothing of it is an error, and nothing happens in silence."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import TypeVar

import msgspec

from ...domain.events.case_events import Event
from ...domain.events.encoding import event_of
from ...domain.excerpt import excerpt, nearest
from ...domain.fold.law import Law
from ...domain.plain_text import names_said
from ...domain.signs import foreign_letters, may_mix, of_two_alphabets
from ...domain.text import Text
from ..event.offer import Offer
from ..event.sheaf import Sheaf
from ..mapping.mapping import LogMapping
from ..mapping.template import LogRow, parse_template
from .records import Record
from .source import Source

Found = TypeVar("Found")

_MOST = 100  # undeclared attributes, and words, that are told: a foreign system may name them freely
_LOOKED_AT = 1_000  # rows whose columns are kept, to say which one was meant


Declared = Mapping[str, frozenset[str]]
"""The published case types: the id of each, and the attributes that it declares in any of its versions."""


def declared_by(law: Law) -> Declared:
    """What is published."""
    return {
        id_: frozenset(attribute.name for _, version in versions for attribute in version.attributes)
        for id_, versions in law.types().items()
    }


class ImportRemark(msgspec.Struct, frozen=True):
    """One thing to be said of an import that is no error: a code that never changes, what it is and what can be done."""

    code: str
    reason: Text


class ImportRemarks:
    """Gathers the remarks of one import, over all its files.

    declared: what the published case types declare; None says nothing of attributes.
    """

    def __init__(self, declared: Declared | None = None) -> None:
        self._unseen: set[str] = set()
        self._seen: set[str] = set()
        self._looked = 0
        self._rows = False
        self._empty: list[str] = []
        self._unchecked: list[str] = []
        self._declared = declared
        self._undeclared: set[tuple[str | None, str]] = set()
        self._mixed: set[tuple[str, str]] = set()

    def over(self, source: Source, records: Iterator[Found]) -> Iterator[Found]:
        """The records of ``source`` as they come, looked at on the way; those in sheaves were looked at before."""
        held = False
        for record in records:
            held = True
            if isinstance(record, Record) and record.row is not None and self._unseen:
                self.of_row(record.row)
            yield record
        self.of_source(source, empty=not held)

    @property
    def is_looking(self) -> bool:
        """Whether there is a column left that no row had yet."""
        return bool(self._unseen)

    def of_row(self, row: LogRow) -> None:
        """Note the columns that a row has."""
        self._rows = True
        self._unseen -= row.keys()
        if self._looked < _LOOKED_AT:
            self._looked += 1
            self._seen.update(row)

    def of_source(self, source: Source, *, empty: bool) -> None:
        """Note what is to be said of a file that has been read through."""
        if source.unchecked:
            self._unchecked.append(source.origin)
        if empty:
            self._empty.append(source.origin)

    @property
    def of_files(self) -> bool:
        """Whether something is to be said that only reading the files shows."""
        return bool(self._empty or self._unchecked or (self._rows and self._unseen))

    def take_over(self, other: ImportRemarks) -> None:
        """What another, made of this one, has gathered beyond it: the files were read elsewhere."""
        self.__dict__.update(other.__dict__)

    def of_columns(self, columns: frozenset[str]) -> None:
        """Note the columns that a mapping names: each is to be seen in some row."""
        self._unseen |= columns

    def of_attributes(self, mappings: Iterable[LogMapping]) -> None:
        """Note the attributes that mappings fill and no case type declares."""
        for mapping in mappings:
            for rule in mapping.rules:
                said = rule.case_type or mapping.case_type
                case_type = parse_template(said).literal if isinstance(said, str) else None
                self._note(case_type, rule.attributes)

    def of_offers(self, offers: Iterable[Offer | Sheaf]) -> Iterator[Offer | Sheaf]:
        """The offers as they come, one by one and in sheaves, their names looked at on the way."""
        for offer in offers:
            if isinstance(offer, Sheaf):
                self._note_mixed(zip(offer.topics, offer.states, strict=True))
            else:
                self._note_mixed((candidate.topic, candidate.state) for candidate in offer.candidates)
            yield offer

    def _note_mixed(self, events: Iterable[tuple[str, bytes]]) -> None:
        for topic, state in events:
            if may_mix(state):
                self._note_names(event_of(topic, state))

    def of_event(self, event: Event) -> None:
        """Note the attributes of an event that no case type declares, and its names of two alphabets."""
        self._note_names(event)
        if event.attributes:
            self._note(event.case_type, event.attributes)

    def _note_names(self, event: Event) -> None:
        for field, name in (("source", event.source), *names_said(event)):
            word = of_two_alphabets(name)
            if word is not None and len(self._mixed) < _MOST:
                self._mixed.add((field, word))

    def _note(self, case_type: str | None, attributes: Mapping[str, object]) -> None:
        """Without a case type, an attribute of any of them will do: the case says its type elsewhere."""
        if self._declared is None:
            return
        known = self._declared.get(case_type or "")
        if known is None:
            case_type, known = None, frozenset().union(*self._declared.values())
        for name in attributes:
            if name not in known and len(self._undeclared) < _MOST:
                self._undeclared.add((case_type, name))

    def all(self) -> list[ImportRemark]:
        """The remarks, files first."""
        return [
            *map(_empty_file, self._empty),
            *map(_packed_pipe, self._unchecked),
            *(_column_unseen(name, self._seen) for name in sorted(self._unseen) if self._rows),
            *(
                _undeclared(name, case_type, (self._declared or {}).get(case_type or "", frozenset()))
                for case_type, name in sorted(self._undeclared, key=str)
            ),
            *(_mixed(field, word) for field, word in sorted(self._mixed)),
        ]


def _empty_file(origin: str) -> ImportRemark:
    return ImportRemark(
        "empty-file",
        Text(
            f"{origin} har ingen rækker: er det den rigtige fil?",
            f"{origin} has no rows: is it the right file?",
        ),
    )


def _packed_pipe(origin: str) -> ImportRemark:
    return ImportRemark(
        "packed-pipe",
        Text(
            f"{origin} er pakket og kan kun læses én gang: dens kontrolsum står sidst, så rækker er læst, før den kunne "
            "prøves. Gem den som fil, hvis den skal prøves først.",
            f"{origin} is packed and can be read once only: its checksum stands at its end, so rows were read before "
            "it could be checked. Save it as a file to have it checked first.",
        ),
    )


def _column_unseen(name: str, seen: set[str]) -> ImportRemark:
    like = nearest(name, seen)
    shown = excerpt(name)
    return ImportRemark(
        "column-unseen",
        Text(
            f"Ingen række har noget i kolonnen {shown}, som kortlægningen nævner"
            + (f"; mente du {like}?" if like else "."),
            f"No row has anything in the column {shown}, which the mapping names"
            + (f"; did you mean {like}?" if like else "."),
        ),
    )


def _mixed(field: str, word: str) -> ImportRemark:
    shown, letters = excerpt(word), ", ".join(foreign_letters(word))
    return ImportRemark(
        "two-alphabets",
        Text(
            f"{field}: ordet {shown} har bogstaver af to alfabeter ({letters}). Er et af dem et bogstav, der kun ligner, "
            "er det et andet navn end det, det ligner: ret det i det afsendende system.",
            f"{field}: the word {shown} has letters of two alphabets ({letters}). If one of them only looks like the right "
            "one, it is another name than the one it looks like: mend it in the sending system.",
        ),
    )


def _undeclared(name: str, case_type: str | None, known: frozenset[str]) -> ImportRemark:
    like = nearest(name, known)
    shown = excerpt(name)
    of_da = f"sagstypen {excerpt(case_type)}" if case_type else "nogen sagstype"
    of_en = f"the case type {excerpt(case_type)}" if case_type else "any case type"
    todo_da = (
        f"Mente du {like}?" if like else "Tilføj den som [[attribute]] i sagstypen, hvis der skal spørges om den."
    )
    todo_en = (
        f"Did you mean {like}?"
        if like
        else "Add it as an [[attribute]] of the case type if it is to be asked for."
    )
    return ImportRemark(
        "attribute-undeclared",
        Text(
            f"Attributten {shown} erklæres ikke af {of_da}: hændelsen beholder den, sagen får den ikke. {todo_da}",
            f"The attribute {shown} is not declared by {of_en}: the event keeps it, the case does not get it. {todo_en}",
        ),
    )
