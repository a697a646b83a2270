"""Ladders of reminders as people write them: what is wrong with one, beyond the kinds of its values."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, NamedTuple

from ..events.reminder_events import About
from ..excerpt import excerpt
from ..rules.reminder_step import ReminderStep
from ..text import Text
from ..words.wording import PLACEHOLDERS, has_lone_brace, names_in
from .reminder_forms import MOST_TIMES
from .toml_arrays import check_names, written
from .toml_lines import Path
from .toml_page import Page, suggestion

MOST_STEPS = 20
STEP = Text("trinnet", "step")
DEFAULT_CHANNEL = ReminderStep(id="", to=()).channel
NOT_IN_HOURS = ("at", "roll", "every")


class _Ladder(NamedTuple):
    """A ladder as written: where it stands, what it reminds of, and whether its end can be an instant."""

    path: Path
    about: About
    has_hour: bool
    steps: object


class _Case(NamedTuple):
    """What the steps speak of. personal: by declared attribute. channels: those with an address of the citizen; None:
    nothing can be said of them."""

    personal: Mapping[str, bool]
    channels: frozenset[str] | None


def ladder(read: Sequence[Mapping[str, Any]]) -> tuple[ReminderStep, ...]:
    """The ladder of steps without fault."""
    return tuple(ReminderStep(**step) for step in read)


def check_reminders(page: Page, values: Mapping[str, Any]) -> None:
    """Every ladder of a case type's file, and how its citizen is reached. values: what was read without fault."""
    personal = {
        attribute["name"]: attribute.get("personal") is True
        for _, attribute in written(page.values.get("attribute"))
        if isinstance(attribute.get("name"), str)
    }
    _check_citizen(page, values.get("citizen"), personal)
    case = _Case(personal, _channels(page))
    for found in _ladders(page):
        check_names(page, found.path, found.steps, "id", STEP)
        _check_length(page, found)
        for index, step in written(found.steps):
            path = (*found.path, index)
            _check_distance(page, path, step, found)
            _check_again(page, path, step)
            _check_recipients(page, path, step, case)
            _check_words(page, path, step, found.about, case)


def _ladders(page: Page) -> Iterator[_Ladder]:
    for index, rule in written(page.values.get("deadline")):
        yield _Ladder(("deadline", index, "reminder"), "deadline", "given" in rule, rule.get("reminder"))
    yield _Ladder(("meeting_reminder",), "meeting", True, page.values.get("meeting_reminder"))


def _channels(page: Page) -> frozenset[str] | None:
    citizen = page.values.get("citizen", {"address": {}})
    listed = citizen.get("address") if isinstance(citizen, dict) else None
    return frozenset(listed) if isinstance(listed, dict) else None


def _check_length(page: Page, found: _Ladder) -> None:
    if isinstance(found.steps, list) and len(found.steps) > MOST_STEPS:
        page.fault(
            (*found.path, MOST_STEPS),
            da=f"En trappe har højst {MOST_STEPS} trin: brug »every« og »times« til det, der gentages.",
            en=f'A ladder has at most {MOST_STEPS} steps: use "every" and "times" for what comes again.',
        )


def _check_distance(page: Page, path: Path, step: Mapping[str, Any], found: _Ladder) -> None:
    """How far from the end a step comes: before it or after it, and in hours only where the end has an hour."""
    ways = [key for key in ("before", "after") if key in step]
    if len(ways) != 1:
        there = ", ".join(ways)
        page.fault(
            (*path, "after") if ways else path,
            da=f"Trinnet skal have netop én af before, after; det har {there or 'ingen'}.",
            en=f"The step must have exactly one of before, after; it has {there or 'none'}.",
        )
    elif ways == ["after"] and found.about == "meeting":
        page.fault(
            (*path, "after"),
            da="En samtale mindes der om, før den holdes: skriv »before«.",
            en='One is reminded of a meeting before it is held: write "before".',
        )
    else:
        _check_amount(page, (*path, ways[0]), step[ways[0]], found.has_hour)
    if any("hours" in step[way] for way in ways if isinstance(step[way], dict)):
        for key in NOT_IN_HOURS:
            if key in step:
                page.fault(
                    (*path, key),
                    da=f"Et trin i timer kommer én gang, netop så mange timer fra, og har ingen »{key}«: fjern den.",
                    en=f'A step in hours comes once, exactly so many hours away, and has no "{key}": remove it.',
                )


def _check_amount(page: Page, path: Path, said: object, has_hour: bool) -> None:
    if not isinstance(said, dict):
        return
    if "hours" in said and not has_hour:
        page.fault(
            path,
            da="Fristen udløber med en dag og har intet klokkeslæt at regne timer fra: skriv dage og »at«.",
            en='The deadline ends with a day and has no hour to count hours from: write days, and "at".',
        )
    elif path[-1] == "after" and 0 in said.values():
        page.fault(
            path,
            da="Fristen er først overskredet dagen efter: »after« skal være mindst 1. Dagen selv er before = { days = 0 }.",
            en='The deadline is over the day after: "after" must be at least 1. The day itself is before = { days = 0 }.',
        )
    elif path[-1] == "before" and said.get("hours") == 0:
        page.fault(
            path,
            da="Når tidspunktet er der, er det for sent at minde om det: »before« i timer skal være mindst 1.",
            en='At that very time it is too late to remind of it: "before" in hours must be at least 1.',
        )


def _check_again(page: Page, path: Path, step: Mapping[str, Any]) -> None:
    """``every`` and ``times`` belong together, and to what comes after the end."""
    every = step.get("every")
    if "every" in step and "before" in step:
        page.fault(
            (*path, "every"),
            da="Kun et trin med »after« kan gentages: skriv et trin for hver gang, det skal komme før fristen.",
            en='Only a step with "after" can come again: write a step for each time before the end.',
        )
    elif "every" in step and "times" not in step:
        page.fault(
            (*path, "every"),
            da=f"»every« skal have »times«: hvor mange gange i alt, fra 2 til {MOST_TIMES}.",
            en=f'"every" needs "times": how many times in all, from 2 to {MOST_TIMES}.',
        )
    elif isinstance(every, dict) and ("hours" in every or 0 in every.values()):
        page.fault(
            (*path, "every"),
            da="»every« skal være mindst 1 dag, uge eller arbejdsdag.",
            en='"every" must be at least 1 day, week or working day.',
        )
    if "times" in step and "every" not in step:
        page.fault(
            (*path, "times"),
            da="»times« skal have »every«: hvor længe der går mellem gangene, for eksempel { weeks = 1 }.",
            en='"times" needs "every": how long there is between them, for example { weeks = 1 }.',
        )


def _check_recipients(page: Page, path: Path, step: Mapping[str, Any], case: _Case) -> None:
    """Whoever is to be reminded can be reached."""
    to, channel = step.get("to"), step.get("channel", DEFAULT_CHANNEL)
    if "citizen" not in ([to] if isinstance(to, str) else to if isinstance(to, list) else ()):
        return
    if case.channels is not None and isinstance(channel, str) and channel not in case.channels:
        page.fault(
            (*path, "to"),
            da=f"Borgeren har ingen adresse for kanalen »{excerpt(channel)}«: skriv den i [citizen], "
            f'address = {{ {excerpt(channel)} = "…" }}.',
            en=f'The citizen has no address for the channel "{excerpt(channel)}": write it in [citizen], '
            f'address = {{ {excerpt(channel)} = "…" }}.',
        )


def _check_words(page: Page, path: Path, step: Mapping[str, Any], about: About, case: _Case) -> None:
    """A text names what there is, and nothing personal that the step does not say it tells."""
    tells = step.get("tells")
    told = [tells] if isinstance(tells, str) else tells if isinstance(tells, list) else []
    for index, name in enumerate(told):
        if isinstance(name, str) and not case.personal.get(name, False):
            _not_personal(page, (*path, "tells", index), name, case)
    for key in ("subject", "text"):
        said = step.get(key)
        for language, template in said.items() if isinstance(said, dict) else ():
            if not isinstance(template, str):
                continue
            if key == "subject" and len(template.splitlines()) > 1:
                page.fault(
                    (*path, key, language),
                    da="»subject« skal stå på én linje: det øvrige hører til i »text«.",
                    en='"subject" must be one line: the rest belongs into "text".',
                )
            _check_template(page, (*path, key, language), template, PLACEHOLDERS[about], told, case)


def _not_personal(page: Page, path: Path, name: str, case: _Case) -> None:
    hint = suggestion(name, [one for one, personal in case.personal.items() if personal])
    page.fault(
        path,
        da=f"»{excerpt(name)}« er ingen personlig attribut af sagstypen; kun de nævnes i »tells«. {hint.da}",
        en=f'"{excerpt(name)}" is no personal attribute of the case type; "tells" names only those. {hint.en}',
    )


def _check_template(
    page: Page, path: Path, template: str, fixed: Mapping[str, Text], told: Sequence[object], case: _Case
) -> None:
    if has_lone_brace(template):
        page.fault(
            path,
            da="En krølleparentes står alene: skriv navne som {due}, og en parentes i teksten som {{ eller }}.",
            en="A brace stands alone: write names as {due}, and a brace of the text as {{ or }}.",
        )
    for name in dict.fromkeys(names_in(template)):
        if name in fixed or case.personal.get(name) is False or name in told:
            continue
        if name in case.personal:
            page.fault(
                path,
                da=f'»{excerpt(name)}« er personlig: skal teksten sige den, så skriv tells = ["{excerpt(name)}"].',
                en=f'"{excerpt(name)}" is personal: if the text is to say it, write tells = ["{excerpt(name)}"].',
            )
        else:
            hint = suggestion(name, [*fixed, *case.personal])
            page.fault(
                path,
                da=f"Teksten nævner {{{excerpt(name)}}}, som ikke findes her. {hint.da}",
                en=f"The text names {{{excerpt(name)}}}, which there is not here. {hint.en}",
            )


def _check_citizen(page: Page, citizen: Mapping[str, Any] | None, personal: Mapping[str, bool]) -> None:
    """The attributes that say how the citizen is reached are declared, and the addresses are personal."""
    if citizen is None:
        return
    for channel, attribute in citizen.get("address", {}).items():
        path = ("citizen", "address", channel)
        if attribute not in personal:
            _not_declared(page, path, attribute, personal)
        elif not personal[attribute]:
            page.fault(
                path,
                da=f"»{attribute}« er en borgers adresse: skriv personal = true ved attributten.",
                en=f'"{attribute}" is a citizen\'s address: write personal = true with the attribute.',
            )
    language = citizen.get("language")
    if language is not None and language not in personal:
        _not_declared(page, ("citizen", "language"), language, personal)


def _not_declared(page: Page, path: Path, attribute: str, personal: Mapping[str, bool]) -> None:
    hint = suggestion(attribute, personal)
    page.fault(
        path,
        da=f"Sagstypen har ikke attributten »{excerpt(attribute)}«: tilføj den som [[attribute]]. {hint.da}",
        en=f'The case type does not have the attribute "{excerpt(attribute)}": add it as [[attribute]]. {hint.en}',
    )
