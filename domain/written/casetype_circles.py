"""Deadlines of a case type that wait for one another in a circle, so that none can start."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from graphlib import CycleError, TopologicalSorter
from itertools import pairwise
from typing import Any

from ..rules.casetype import BREACHED, EXPIRED, MET
from .toml_page import Page


def check_circles(page: Page, values: Mapping[str, Any]) -> None:
    """No deadline waits, by way of other deadlines alone, for itself, and none starts itself for ever.

    Each circle is told once. What another event can start too is part of no circle of the first kind: a deadline after
    ``met:`` itself comes again and again. What runs out by itself must not start itself anew without an event.
    """
    waits: dict[str, set[str]] = {}
    by_itself: dict[str, set[str]] = {}
    places: dict[str, int] = {}
    for index, rule in enumerate(values.get("deadline", ())):
        after = rule.get("after", ())
        if "id" not in rule or rule["id"] in places:  # a second deadline of that id is a fault of its own
            continue
        places[rule["id"]] = index
        if after and all(event.startswith((MET, BREACHED, EXPIRED)) for event in after):
            waits[rule["id"]] = {event.partition(":")[2] for event in after}
        by_itself[rule["id"]] = {
            event.partition(":")[2] for event in after if event.startswith((BREACHED, EXPIRED))
        }
    # What waits for a deadline that can start can start itself.
    while started := [id_ for id_, others in waits.items() if others - waits.keys()]:
        for id_ in started:
            del waits[id_]
    for circle in _circles(waits):
        line = " → ".join(circle)
        page.fault(
            ("deadline", places[circle[0]], "after"),
            da=f"Fristerne venter på hinanden i ring, så ingen af dem kan begynde: {line}.",
            en=f"The deadlines wait for each other in a circle, so that none can start: {line}.",
        )
        for waited_for, waiting in pairwise(circle):
            by_itself[waiting].discard(waited_for)
    for circle in _circles(by_itself):
        line = " → ".join(circle)
        page.fault(
            ("deadline", places[circle[0]], "after"),
            da=f"Fristerne sætter hinanden i gang i ring, uden at der sker noget i sagen: {line}.",
            en=f"The deadlines start each other in a circle, with nothing happening in the case: {line}.",
        )


def _circles(waits: dict[str, set[str]]) -> Iterator[list[str]]:
    """Each circle once; those found are taken out of the graph."""
    while True:
        try:
            TopologicalSorter(waits).prepare()
        except CycleError as error:
            circle: list[str] = error.args[1]
        else:
            return
        yield circle
        for waited_for, waiting in pairwise(circle):
            waits[waiting].discard(waited_for)
