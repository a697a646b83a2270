"""Cases of a benefit, and their rules: months paid add up to a transfer and to a re-assessment.

A month is paid on its first day, at midnight in Copenhagen. A deadline ends with the last day of the month that
makes the sum, whatever day of the week that is.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

from .office import event, received

TYPE = "benefit"
JSV, NORTH = "JSV", "Jobcenter Nord"


def rules(transfer: int, valid_from: str | None = None, type_id: str = TYPE) -> str:
    """A case type: transferred at so many months paid within 18, re-assessed at 12."""
    since = f"valid_from = {valid_from}\n" if valid_from else ""
    return f"""
id = "{type_id}"
title = {{ da = "Ydelse", en = "Benefit" }}
{since}closes = ["closed"]
expects = ["accepted"]

[[action]]
name = "re-assessed"
label = {{ da = "Revurderet", en = "Re-assessed" }}

[[action]]
name = "benefit-ended"
label = {{ da = "Ydelsen ophørt", en = "Benefit ended" }}

[[attribute]]
name = "benefit"
label = {{ da = "Ydelse", en = "Benefit" }}

[[attribute]]
name = "cpr"
label = {{ da = "Personnummer", en = "Personal number" }}
personal = true

{_deadline("transfer", "Oversendelse", "Transfer", transfer, "accepted", '"benefit-ended", "re-assessed"')}
{_deadline("re-assessment", "Revurdering", "Re-assessment", 12, "re-assessed", '"benefit-ended"')}
"""


def _deadline(id_: str, da: str, en: str, months: int, met_by: str, cancelled_by: str) -> str:
    why = '{ da = "et valg", en = "a choice" }'
    return f"""
[[deadline]]
id = "{id_}"
label = {{ da = "{da}", en = "{en}" }}
met_by = ["{met_by}"]
cancelled_by = [{cancelled_by}]
roll = "none"
[deadline.accumulation]
months = {months}
within = 18
counted_by = ["benefit-paid"]
reversed_by = ["benefit-reversed"]
starts_over_by = ["re-assessed"]
part_months = "count"
when_below = "falls-away"
on_change = "by-month"
falls_due = "last-day"
[deadline.accumulation.reasons]
starts_over_by = {why}
part_months = {why}
when_below = {why}
on_change = {why}
falls_due = {why}
"""


def write_rules(folder: Path, transfer: int, valid_from: str | None = None, type_id: str = TYPE) -> Path:
    """The rules as a file."""
    file = folder / f"{type_id}-{transfer}-{valid_from}.toml"
    file.write_text(rules(transfer, valid_from, type_id), encoding="utf-8")
    return file


def months(first: str, last: str) -> list[str]:
    """The months from one to another, both included."""
    start, end = (int(name[:4]) * 12 + int(name[5:]) - 1 for name in (first, last))
    return [f"{month // 12:04d}-{month % 12 + 1:02d}" for month in range(start, end + 1)]


def case(
    ref: str, first: str, last: str, *after: tuple[str, str], unit: str = JSV, **data: Any
) -> list[dict[str, Any]]:
    """A case received on the first day of its first month of benefit, and paid until the last.

    after: what happened besides, as name and day.
    """
    paid = [
        event(f"{ref} {month}", ref, "benefit-paid", f"{month}-01", month=month) for month in months(first, last)
    ]
    rest = [event(f"{ref} {name} {day}", ref, name, day) for name, day in after]
    return [received(ref, ref, f"{first}-01", unit, casetype=TYPE, **data), *paid, *rest]
