"""Statistics as tables, with their definition and the cases behind them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from zoneinfo import ZoneInfo

import msgspec

from ..domain.text import Text
from ..operations.selections import SelectionAsked, fields_of
from ..operations.statistics import Statistic
from ..projections.asking import small_numbers
from .language import both, say
from .output import out
from .tables import NONE, Marked, field_heading, field_value, heading, table

HEADINGS = {
    "period": ("periode", "period"),
    "group": ("gruppe", "group"),
    "label": ("betyder", "means"),
    "source": ("kilde", "source"),
    "n": ("antal", "n"),
    "median_days": ("median, dage", "median days"),
    "p90_days": ("p90, dage", "p90 days"),
    "mean_days": ("gennemsnit, dage", "mean days"),
    "min_days": ("mindst", "least"),
    "max_days": ("længst", "most"),
    "received": ("modtaget", "received"),
    "answered": ("besvaret", "answered"),
    "reassessed": ("vurderet igen", "assessed again"),
    "forwarded": ("sendt videre", "sent on"),
    "decided": ("afgjort", "decided"),
    "upheld": ("medhold", "upheld"),
    "change_pct": ("ændring %", "change %"),
    "fell_due": ("forfaldne", "fell due"),
    "on_time": ("rettidige", "on time"),
    "late": ("for sent", "late"),
    "open": ("åbne", "open"),
    "closed": ("afsluttede", "closed"),
    "returns": ("tilbage", "returns"),
    "overdue": ("overskredet", "overdue"),
    "not_overdue": ("ikke overskredet", "not overdue"),
    "falls_due": ("forfalder", "falls due"),
    "still_open": ("stadig åbne", "still open"),
    "timeliness_pct": ("rettidighed %", "timeliness %"),
    "held_days": ("dage i alt", "days in all"),
    "waiting_days": ("ventet, dage", "waiting, days"),
    "sent": ("sendt", "sent"),
    "accepted": ("modtaget", "accepted"),
    "returned": ("returneret", "returned"),
    "on_the_way": ("på vej", "on way"),
    "otherwise": ("andet", "otherwise"),
    "in_cases": ("i sager", "in cases"),
    "before": ("før", "before"),
    "attended": ("mødt", "attended"),
    "missed": ("udeblevet", "missed"),
    "unknown": ("ukendt", "unknown"),
    "attendance_pct": ("fremmøde %", "attendance %"),
    "mean": ("gennemsnit", "mean"),
    "mean_pct": ("% af bedste", "% of best"),
    "satisfied_pct": ("tilfredse %", "satisfied %"),
    "errors": ("fejl", "errors"),
    "error_pct": ("fejl %", "error %"),
    "low_pct": ("fra %", "from %"),
    "high_pct": ("til %", "to %"),
    "corrected": ("rettet", "corrected"),
    "not_applicable": ("ikke relevant", "not applicable"),
    "pending": ("mangler", "pending"),
    "unusable": ("ubrugelige", "unusable"),
}
# ``n`` repeats the first count of these measures; in a table once is enough.
REPEATS_N = ("received", "fell_due", "sent")
# What many offices do not record, or have none of: a column of noughts says nothing.
RARE = ("answered", "reassessed", "forwarded", "unknown", "unusable")


def show_statistic(found: Statistic, asked: SelectionAsked) -> None:
    """The rows as a table, then the definition, then the cases where they were asked for."""
    zone, by = ZoneInfo(found.zone), fields_of(asked.by)
    out.print(heading(found.as_of, found.known_at, found.position, zone), style="dim")
    rows = [_plain(row, by) for row in found.rows]
    if not rows:
        out.print(both("Ingen tal for det udsnit.", "No figures for that selection."), style="bold")
    else:
        names = _columns(rows)
        out.print(table([_heading(name) for name in names], [[row.get(name) for name in names] for row in rows]))
    out.print(say(found.definition), style="dim")
    if any(row.get("small") for row in rows):
        out.print(say(small_numbers.DEFINITION), style="dim")
    for row in rows:
        if row.get("cases"):
            divided = [name for name in row if (name == "group" and (by or row[name])) or name.startswith("by ")]
            period = [row["period"]] if row.get("period") is not None else []
            about = " ".join(map(str, [*period, *(NONE if row[name] is None else row[name] for name in divided)]))
            out.print((f"{about}: " if about else "") + ", ".join(row["cases"]), markup=False)


def _plain(row: msgspec.Struct, by: Sequence[str]) -> dict[str, Any]:
    """A row as name to value, with several grouping fields as columns of their own."""
    plain: dict[str, Any] = {}
    for name in row.__struct_fields__:
        value = getattr(row, name)
        if name == "group" and isinstance(value, dict):
            plain |= {f"by {field}": field_value(field, one) for field, one in value.items()}
        elif name == "group" and len(by) == 1:
            plain[name] = field_value(by[0], value)
        else:
            plain[name] = say(value) if isinstance(value, Text) else value
    if plain.get("small"):
        plain |= {name: Marked(plain[name]) for name in ("n", *REPEATS_N) if name in plain}
    return plain


def _columns(rows: list[dict[str, Any]]) -> list[str]:
    names = [
        name
        for name in rows[0]
        if name not in ("cases", "small")
        and any(row.get(name) or (name not in RARE and row.get(name) is not None) for row in rows)
    ]
    if any(name in names for name in REPEATS_N):
        names.remove("n")
    return sorted(names, key=lambda name: (name != "period", not (name == "group" or name.startswith("by "))))


def _heading(name: str) -> str:
    if name.startswith("by "):
        return field_heading(name.removeprefix("by "))
    return both(*HEADINGS[name]) if name in HEADINGS else name
