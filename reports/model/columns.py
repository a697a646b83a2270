"""The columns of reports, each with its name in both languages, so that a figure is called the same everywhere."""

from __future__ import annotations

from ...domain.text import Text
from .report import Column

TYPE = Column(id="type", label=Text("Sagstype", "Case type"), sort="text", names="type", key=True)
DEADLINE = Column(id="deadline", label=Text("Frist", "Deadline"), sort="text", names="deadline", key=True)
UNIT = Column(id="unit", label=Text("Enhed", "Unit"), sort="text", names="unit", key=True)
PERIOD = Column(id="period", label=Text("Periode", "Period"), sort="text", key=True)
CASE = Column(id="case", label=Text("Sag", "Case"), sort="case", key=True)
CYCLE = Column(id="cycle", label=Text("Nr.", "No."), sort="number", key=True)
DUE = Column(id="due", label=Text("Udløber", "Due"), sort="date")
DAYS_LEFT = Column(id="days_left", label=Text("Dage til", "Days left"))
STATE = Column(id="state", label=Text("Tilstand", "State"), sort="text", names="state")
RESPONSIBLE = Column(id="responsible", label=Text("Ansvarlig", "Responsible"), sort="text")
FINDING = Column(id="finding", label=Text("Fund", "Finding"), sort="text", names="finding", key=True)
KIND = Column(id="kind", label=Text("Art", "Kind"), sort="text", names="kind", key=True)
CATEGORY = Column(id="category", label=Text("Kategori", "Category"), sort="text", names="category", key=True)

N = Column(id="n", label=Text("Antal", "n"))
IN_CASES = Column(id="in_cases", label=Text("I sager", "In cases"))

TIMELINESS = (
    Column(id="fell_due", label=Text("Forfaldne", "Fell due")),
    Column(id="on_time", label=Text("Rettidige", "On time")),
    Column(id="late", label=Text("For sent", "Late")),
    Column(id="still_open", label=Text("Stadig åbne", "Still open")),
    Column(id="timeliness_pct", label=Text("Rettidighed %", "Timeliness %"), sort="percent"),
)
STANDING = (
    Column(id="open", label=Text("Åbne", "Open")),
    Column(id="overdue", label=Text("Overskredet", "Overdue")),
    Column(id="not_overdue", label=Text("Ikke overskredet", "Not overdue")),
    Column(id="falls_due", label=Text("Forfalder næste måned", "Due next month")),
)
CASE_TIMES = (
    N,
    Column(id="median_days", label=Text("Median, dage", "Median days"), sort="days"),
    Column(id="p90_days", label=Text("90 % inden, dage", "90 % within, days"), sort="days"),
    Column(id="mean_days", label=Text("Gennemsnit, dage", "Mean days"), sort="days"),
    Column(id="max_days", label=Text("Længst, dage", "Longest, days"), sort="days"),
)
