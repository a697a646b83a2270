"""A report as one web page that needs nothing beside it: style and charts are in it."""

from __future__ import annotations

from functools import cache
from importlib.resources import files

from jinja2 import Environment, FunctionLoader, StrictUndefined, Template
from markupsafe import Markup

from ...domain.text import Language
from ..model.report import Report
from .pages import page

TEMPLATES = files(__package__) / "templates"


def document(report: Report, language: Language) -> bytes:
    """The page in UTF-8. The same report gives the same bytes."""
    told = page(report, language)
    # The charts are our own drawings: all text in them was escaped when they were drawn.
    sections = [part._replace(chart=Markup(part.chart) if part.chart else None) for part in told.sections]  # noqa: S704
    style = Markup((TEMPLATES / "report.css").read_text(encoding="utf-8"))  # noqa: S704 - our own file
    return _template().render(told._replace(sections=sections)._asdict(), style=style).encode()


@cache
def _template() -> Template:
    environment = Environment(
        loader=FunctionLoader(lambda name: (TEMPLATES / name).read_text(encoding="utf-8")),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    return environment.get_template("report.html")
