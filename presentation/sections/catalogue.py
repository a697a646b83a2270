"""Which function makes the sections of which operation's answer: read when it is needed, and no other."""

from __future__ import annotations

from collections.abc import Callable
from importlib import import_module
from typing import Any

from ..model.section import Section

Sections = Callable[[Any, Any], list[Section]]
"""Takes the answer and the parameters."""

# Operation, or the group of operations, to ``file:function``.
SECTIONS = {
    "queue": "queue:queue",
    "cases": "queue:overview",
    "append": "loading:loaded",
    "import": "loading:loaded",
    "import.check": "loading:import_check",
    "rejections": "loading:rejections",
    "export": "loading:exported",
    "report.list": "reports:kinds",
    "report.make": "reports:report",
    "report.publish": "reports:published",
    "report.editions": "reports:editions",
    "report.restate": "reports:restated",
    "report-calendar.list": "report_calendars:calendars",
    "report-calendar.show": "report_calendars:calendar",
    "report-calendar.due": "report_calendars:due",
    "report-calendar.run": "report_calendars:run",
    "type.list": "case_types:case_types",
    "type.show": "case_types:case_type",
    "forecast": "case_types:forecast",
    "calendar.list": "calendars:calendars",
    "calendar.show": "calendars:calendar_year",
    "directory.list": "directories:directories",
    "directory.show": "directories:directory",
    "directory.find": "directories:responsible",
    "targets.list": "targets:contracts",
    "targets.show": "targets:contract",
    "targets.status": "targets:standing",
    "case.show": "one_case:case_file",
    "case.explain": "one_case:explained",
    "case.flow": "flow:custody",
    "stats": "statistics:statistic",
    "stats.long-cases": "flow:long_cases",
    "sample.draw": "review:draw",
    "sample.verify": "review:redrawn",
    "review.show": "review:review",
    "review.follow-up": "review:follow_up",
    "review.answer": "review:recorded",
    "review.corrected": "review:recorded",
    "reconcile": "reconciliation:reconciled",
    "reconcile.show": "reconciliation:result",
    "differences": "reconciliation:open_differences",
    "differences.close": "reconciliation:closed",
    "what-if": "what_if:what_if",
    "backlog": "backlog:backlog",
    "remind": "due_reminders:reminded",
    "outbox.list": "outbox:letters",
    "outbox.retry": "outbox:offered",
    "outbox.dismiss": "outbox:dismissed",
    "scheduler.status": "scheduler:status",
    "doctor": "comparison:doctor",
    "replay": "comparison:compared",
    "rebuild": "comparison:compared",
    "set-aside": "comparison:set_aside",
    "init": "installation:init",
    "status": "installation:status",
    "live": "installation:live",
    "clock": "installation:clock",
    "backup": "installation:backup",
    "restore": "installation:restore",
    "follow": "installation:follow",
}
for kind in ("type", "calendar", "directory", "targets", "report-calendar"):
    SECTIONS |= {f"{kind}.check": "definitions:checked", f"{kind}.publish": "definitions:published"}


def sections_of(operation: str) -> Sections | None:
    """What makes the sections of an operation's answer; None: nothing does yet."""
    where = _where(operation)
    if where is None:
        return None
    module, _, name = where.partition(":")
    found: Sections = getattr(import_module(f".{module}", __package__), name)
    return found


def has_sections(operation: str) -> bool:
    """Whether an operation's answer is shown in sections."""
    return _where(operation) is not None


def _where(operation: str) -> str | None:
    return SECTIONS.get(operation) or SECTIONS.get(operation.partition(".")[0])
