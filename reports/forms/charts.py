"""The chart of a section as SVG: a Vega-Lite specification, drawn without a browser.

Colours are those of Okabe and Ito, which people who see colours otherwise can tell apart; lines have signs of their
own as well. The figures stand in the table beside.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from importlib.resources import as_file, files
from math import ceil
from typing import Any
from zoneinfo import ZoneInfo

import vl_convert

from ...domain.text import Language
from ...domain.words.figures import SEPARATORS
from ...presentation.model.section import Chart, Column, Names, Row, Section
from ..model.report import Report
from .printable import printable
from .wording import cell_text

VEGA_LITE = "5.20"
FONT = "Source Sans Pro"
FAMILIES = f"'{FONT}', 'Source Sans 3', 'Segoe UI', Helvetica, Arial, sans-serif"
INK, GREY, PALE = "#0f172a", "#475569", "#e2e8f0"
COLOURS = ["#0072B2", "#E69F00", "#009E73", "#CC79A7", "#56B4E9", "#D55E00", "#7A7A7A"]
SHAPES = ["circle", "square", "triangle-up", "diamond", "cross", "triangle-down", "stroke"]
STACKED = ["#D55E00", "#56B4E9", "#009E73", "#E69F00", "#0072B2", "#CC79A7", "#7A7A7A"]
WIDTH, HEIGHT = 760, 240  # pixels: of the whole drawing, and of the area that the figures are drawn in
BAR = 24  # pixels a bar with its share of the gap
BESIDE, MARGIN = 3, 85  # pictures beside one another, and the pixels that the axis of each takes
FEW = 10  # at most so many are counted one by one
UPRIGHT = 7  # more names than this along an axis are turned
LABEL = 230  # pixels that the name of a bar may take

Point = dict[str, Any]


def svg(section: Section, report: Report, language: Language) -> str | None:
    """The chart of a section as an SVG document; none where it has none, or nothing to draw."""
    if section.chart is None:
        return None
    points = list(_points(section, section.chart, report, language))
    if not points:
        return None
    _know_font()
    drawn: str = vl_convert.vegalite_to_svg(
        # What no XML may hold would end this whole process.
        printable(_specification(section.chart, points, language)),
        vl_version=VEGA_LITE,
        format_locale=_locale(language),
    )
    return drawn


@cache
def _know_font() -> None:
    """The letters are measured with the font that they are drawn with."""
    with as_file(files("font_source_sans_pro") / "files") as fonts:
        vl_convert.register_font_directory(str(fonts))


def _points(section: Section, chart: Chart, report: Report, language: Language) -> Iterator[Point]:
    """What is drawn: where along the axis, in which series, and the figure."""
    columns = {column.id: column for column in section.columns}
    zone = ZoneInfo(report.zone)
    series = _series(section, chart, report.names, language, zone) if chart.series else {}
    for row in section.rows:
        if chart.form == "lines" and row.get("small"):
            continue
        along = cell_text(row, columns[chart.x], report.names, language, zone)
        for which in chart.y:
            if row[which] is None:
                continue
            name = columns[which].label.say(language) if chart.series is None else series[_identity(row, chart)]
            yield {"x": along, "series": name, "y": row[which]}


def _identity(row: Row, chart: Chart) -> tuple[Any, Any]:
    return row.get("type"), row[chart.series or ""]


def _series(
    section: Section, chart: Chart, names: Names, language: Language, zone: ZoneInfo
) -> dict[tuple[Any, Any], str]:
    """The names of the series; of two that are called the same, each with its case type."""
    column = next(column for column in section.columns if column.id == chart.series)
    called = {_identity(row, chart): cell_text(row, column, names, language, zone) for row in section.rows}
    of_type = Column(id="type", label=column.label, sort="text", names="type")
    labels = list(called.values())
    return {
        (type_, value): label
        if labels.count(label) == 1
        else f"{label} ({cell_text({'type': type_}, of_type, names, language, zone)})"
        for (type_, value), label in called.items()
    }


def _specification(chart: Chart, points: list[Point], language: Language) -> dict[str, Any]:
    series = list(dict.fromkeys(point["series"] for point in points))
    points = [{**point, "order": series.index(point["series"])} for point in points]
    along = list(dict.fromkeys(point["x"] for point in points))
    colour = {
        "field": "series",
        "type": "nominal",
        "scale": {"domain": series, "range": STACKED if chart.stacked and chart.form == "bars" else COLOURS},
        "legend": {"title": None, "orient": "top", "labelLimit": 0, "columns": _legend_columns(series)}
        if len(series) > 1
        else None,
    }
    figure = {
        "field": "y",
        "type": "quantitative",
        "title": chart.axis.say(language),
        "axis": {"format": ",d"} | _whole_ticks(points, chart),
    }
    if chart.percent:
        figure["scale"] = {"domain": [0, 100]}
    place = {"field": "x", "type": "ordinal", "title": None, "sort": along}
    match chart.form:
        case "lines" if chart.apart and len(series) > 1:
            return _paper(points) | _lines_apart(place, figure, series)
        case "lines":
            return _sheet(points) | _lines(place, figure, colour, series)
        case "columns":
            return _sheet(points) | _columns(place, figure, colour, chart.stacked)
        case "bars":
            return _sheet(points) | _bars(place, figure, colour, chart.stacked, len(along) * _rows(chart, series))


def _whole_ticks(points: list[Point], chart: Chart) -> dict[str, Any]:
    """Few cases are counted one by one: else the axis would be divided into halves, and each half be named whole."""
    sums: dict[tuple[str, str], float] = {}
    for point in points:
        along = (point["x"], "" if chart.stacked else point["series"])
        sums[along] = sums.get(along, 0) + point["y"]
    most = ceil(max(sums.values()))
    return {"values": list(range(most + 1))} if most <= FEW else {}


def _rows(chart: Chart, series: list[str]) -> int:
    return 1 if chart.stacked else len(series)


def _lines(place: Point, figure: Point, colour: Point, series: list[str]) -> dict[str, Any]:
    return {
        "height": HEIGHT,
        "mark": {"type": "line", "point": {"size": 50, "filled": True}, "strokeWidth": 2},
        "encoding": {
            "x": {**place, "axis": {"labelAngle": _angle(place)}},
            "y": figure,
            "color": colour,
            "shape": {
                "field": "series",
                "type": "nominal",
                "scale": {"domain": series, "range": SHAPES},
                "legend": colour["legend"],
            },
        },
    }


def _lines_apart(place: Point, figure: Point, series: list[str]) -> dict[str, Any]:
    beside = min(BESIDE, len(series))
    return {
        "facet": {
            "field": "series",
            "type": "nominal",
            "sort": series,
            "title": None,
            "header": {"labelFontSize": 14},
        },
        "columns": beside,
        "spec": {
            "width": WIDTH / beside - MARGIN,
            "height": HEIGHT * 0.6,
            "mark": {"type": "line", "point": {"size": 50, "filled": True}, "strokeWidth": 2, "color": COLOURS[0]},
            "encoding": {"x": {**place, "axis": {"labelAngle": _angle(place)}}, "y": figure},
        },
        "resolve": {"scale": {"y": "independent"}},
    }


def _angle(place: Point) -> int:
    return 0 if len(place["sort"]) <= UPRIGHT else -45


def _columns(place: Point, figure: Point, colour: Point, stacked: bool) -> dict[str, Any]:
    return {
        "height": HEIGHT,
        "mark": {"type": "bar", "cornerRadiusEnd": 0 if stacked else 2},
        "encoding": {
            "x": {**place, "axis": {"labelAngle": 0}, "scale": {"paddingInner": 0.35, "paddingOuter": 0.2}},
            "y": figure,
            "color": colour,
            "order": {"field": "order"},
            **({} if stacked else {"xOffset": {"field": "series", "sort": None}}),
        },
    }


def _bars(place: Point, figure: Point, colour: Point, stacked: bool, rows: int) -> dict[str, Any]:
    return {
        "height": max(2, rows) * BAR,
        "mark": {"type": "bar", "height": {"band": 0.72}},
        "encoding": {
            "y": {**place, "axis": {"labelLimit": LABEL}},
            "x": figure,
            "color": colour,
            "order": {"field": "order"},
            **({} if stacked else {"yOffset": {"field": "series", "sort": None}}),
        },
    }


def _sheet(points: list[Point]) -> dict[str, Any]:
    """Paper as wide as the page, whatever the labels take of it."""
    return _paper(points) | {"width": WIDTH, "autosize": {"type": "fit-x", "contains": "padding"}}


def _paper(points: list[Point]) -> dict[str, Any]:
    return {
        "$schema": "https://vega.github.io/schema/vega-lite/v5.json",
        "data": {"values": points},
        "config": {
            "font": FAMILIES,
            "background": None,
            "view": {"stroke": None},
            "axis": {
                "labelColor": INK,
                "titleColor": GREY,
                "labelFontSize": 13,
                "titleFontSize": 13,
                "titleFontWeight": "normal",
                "gridColor": PALE,
                "domainColor": GREY,
                "tickColor": GREY,
            },
            "axisY": {"titlePadding": 10},
            "legend": {"labelFontSize": 13, "labelColor": INK, "symbolSize": 110, "rowPadding": 4},
        },
    }


def _legend_columns(series: list[str]) -> int:
    """As many beside one another as there is room for."""
    longest = max(map(len, series))
    return max(1, min(len(series), WIDTH // (longest * 7 + 40)))


def _locale(language: Language) -> dict[str, Any]:
    thousands, decimals = SEPARATORS[language]
    return {"decimal": decimals, "thousands": thousands, "grouping": [3], "currency": ["", " kr."]}
