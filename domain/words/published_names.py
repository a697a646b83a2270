"""What ids are called, for those who read them: by the latest version of the case type that says so."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from ..fold.law import Law
from ..rules.casetype import CaseType
from ..text import LANGUAGES, Text
from .event_names import EVENT_NAMES
from .finding_names import FINDING_NAMES

WHERE = "where."  # what a field stands behind in the words of a choice of cases


class Labels:
    """The names of case types and of what stands in them. An id that nothing names is said as it stands."""

    def __init__(self, law: Law) -> None:
        self._types = {type_id: [one for _, one in versions] for type_id, versions in law.types().items()}

    def type(self, type_id: str) -> Text:
        """A case type by its title."""
        versions = self._types.get(type_id)
        return versions[-1].title if versions else Text(type_id, type_id)

    def deadline(self, type_id: str | None, deadline: str) -> Text:
        """A deadline of a case type; of all of them where none is said."""
        return self._one("deadline", deadline, type_id)

    def attribute(self, type_id: str | None, name: str) -> Text:
        """An attribute of a case type; of all of them where none is said."""
        return self._one("attribute", name, type_id)

    def of(self, field: str, values: Iterable[str | None], type_id: str | None = None) -> dict[str, Text]:
        """What the values of a field that answers are divided by are called: those that have a name beside their id."""
        if field not in _NAMING and field != "type":
            return {}
        found = {}
        for value in dict.fromkeys(values):
            if value is not None:
                found[value] = self.type(value) if field == "type" else self._one(field, value, type_id)
        return found

    def of_choice(self, chosen: Mapping[str, str]) -> dict[str, Text]:
        """What the ids in a choice of cases are called, by their keys: ``type``, ``met``, ``where.FIELD``."""
        case_type = chosen.get("type")
        found = {"type": self.type(case_type)} if case_type else {}
        if "met" in chosen:
            found["met"] = self.deadline(case_type, chosen["met"])
        fields = [key for key in chosen if key.startswith(WHERE)]
        return found | {key: self.attribute(case_type, key.removeprefix(WHERE)) for key in fields}

    def _one(self, field: str, value: str, type_id: str | None) -> Text:
        """The name of a value; where case types name it otherwise from one another, all their names."""
        types = [self._types[type_id]] if type_id in self._types else self._types.values()
        named = [
            next(
                (text for one in reversed(versions) for known, text in _named(field, one) if known == value), None
            )
            for versions in types
        ]
        texts = list(dict.fromkeys(text for text in named if text is not None))
        if texts:
            return Text(*(" / ".join(text.say(language) for text in texts) for language in LANGUAGES))
        return _NAMING[field].get(value) or Text(value, value)


_NAMING: dict[str, dict[str, Text]] = {
    "deadline": {},
    "finding": FINDING_NAMES,
    "name": EVENT_NAMES,
    "event": EVENT_NAMES,
    "check": {},
    "attribute": {},
}


def _named(field: str, case_type: CaseType) -> Iterator[tuple[str, Text]]:
    """What a case type names of a field."""
    match field:
        case "deadline":
            yield from ((one.id, one.label) for one in case_type.deadlines)
        case "finding":
            yield from ((one.id, one.label) for one in case_type.findings or ())
        case "check":
            yield from ((one.id, one.label) for one in case_type.checks or ())
        case "attribute":
            yield from ((one.name, one.label) for one in case_type.attributes)
        case _:
            yield from ((one.name, one.label) for one in case_type.actions)
