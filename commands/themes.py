"""The commands by theme, as the program's help lists them."""

from __future__ import annotations

from cyclopts import App, Group

from ..terminal.language import both

THEMES: dict[tuple[str, str], tuple[str, ...]] = {
    ("Dagens arbejde", "Daily work"): ("queue", "cases", "case", "feed", "forecast", "directory"),
    ("Tal og rapporter", "Figures and reports"): (
        "stats",
        "backlog",
        "targets",
        "report",
        "report-calendar",
        "what-if",
    ),
    ("Kvalitet og revision", "Quality and audit"): ("review", "sample", "reconcile", "differences", "replay"),
    ("Erindringer", "Reminders"): ("scheduler", "remind", "outbox"),
    ("Data ind", "Data in"): ("append", "import", "rejections", "type", "calendar"),
    ("Journalen", "The journal"): ("demo", "init", "status", "live", "rebuild", "stop"),
    ("Programmet", "The program"): ("--help", "--version"),
}


def divide(app: App) -> None:
    """Put every command of the program under its theme."""
    for place, (title, names) in enumerate(THEMES.items(), start=1):
        group = Group(both(*title), sort_key=place)
        for name in names:
            app[name].group = (group,)
