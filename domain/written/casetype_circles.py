"""Deadlines of a case type that wait for one another in a circle, so that none can start."""

from __future__ import annotations

from collections.abc import Mapping
from graphlib import CycleError, TopologicalSorter
from itertools import pairwise
from typing import Any

from ..rules.casetype import MET
from .toml_table import Page


def check_circles(page: Page, values: Mapping[str, Any]) -> None:
    """No deadline waits, by way of ``met:`` alone, for itself. Each circle is told once.

    What another event can start too is part of no circle: a deadline after ``met:`` itself comes again and again.
    """
    waits: dict[str, set[str]] = {}
    places: dict[str, int] = {}
    for index, rule in enumerate(values.get("deadline", ())):
        after = rule.get("after", ())
        if "id" not in rule or rule["id"] in places:  # a second deadline of that id is a fault of its own
            continue
        places[rule["id"]] = index
        if after and all(event.startswith(MET) for event in after):
            waits[rule["id"]] = {event.removeprefix(MET) for event in after}
    # What waits for a deadline that can start can start itself.
    while started := [id_ for id_, others in waits.items() if others - waits.keys()]:
        for id_ in started:
            del waits[id_]
    while True:
        try:
            TopologicalSorter(waits).prepare()
        except CycleError as error:
            circle: list[str] = error.args[1]
        else:
            return
        line = " → ".join(circle)
        page.fault(
            ("deadline", places[circle[0]], "after"),
            da=f"Fristerne venter på hinanden i ring, så ingen af dem kan begynde: {line}.",
            en=f"The deadlines wait for each other in a circle, so that none can start: {line}.",
        )
        for waited_for, waiting in pairwise(circle):
            waits[waiting].discard(waited_for)
