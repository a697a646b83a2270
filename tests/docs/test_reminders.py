"""The pages on reminders and on the scheduler name every reason and every problem that there is, and no other."""

from __future__ import annotations

import ast
import re
from pathlib import Path
from typing import get_args

from sagsgang.domain.events.reminder_events import WithheldReason
from sagsgang.presentation.model.vocabulary import VOCABULARY
from sagsgang.scheduler.monitoring.alarm import ALARMING

ROOT = Path(__file__).parents[2]
CODE = re.compile(r"`([a-z-]+)`")


def first_cells(page: str, heading: str) -> list[str]:
    """The names in code in the first column of the table that begins with a heading."""
    text = (ROOT / "docs" / page).read_text(encoding="utf-8")
    rows = text.split(f"| {heading} |")[1].split("\n\n")[0].splitlines()[2:]
    return [name for row in rows for name in CODE.findall(row.strip().split("|")[1])]


def test_every_reason_to_withhold_a_reminder_is_explained() -> None:
    """Given the reasons that the scheduler can note, then the page has each once, and people are told it in words."""
    reasons = get_args(WithheldReason)
    assert len(reasons) > 5
    assert sorted(first_cells("reminders.md", "reason")) == sorted(reasons)
    assert [reason for reason in reasons if reason not in VOCABULARY["reminder-reason"]] == []


def test_every_problem_of_the_scheduler_is_listed() -> None:
    """Given the codes of the problems written out in the program, and those of the clocks that the alarm tells of, then the
    page says of each what to do."""
    tree = ast.parse((ROOT / "scheduler" / "monitoring" / "status.py").read_text(encoding="utf-8"))
    codes = {
        node.args[0].value
        for node in ast.walk(tree)
        if isinstance(node, ast.Call)
        and isinstance(node.func, ast.Name)
        and node.func.id == "Trouble"
        and isinstance(node.args[0], ast.Constant)
    }
    assert len(codes) > 3
    told = {str(code) for code in codes} | set(ALARMING)
    assert sorted(first_cells("scheduler.md", "code")) == sorted(told)
