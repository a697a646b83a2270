"""Logs: to standard error, for people on a terminal, as JSON lines elsewhere."""

from __future__ import annotations

import logging
import sys
from collections.abc import Mapping

import structlog
from structlog.typing import EventDict

from .visible import visible


def log_from(level: str, environ: Mapping[str, str]) -> None:
    """Log what is at least as grave as a level, or as SAGSGANG_LOG says. A level that there is not is WARNING."""
    on_terminal = sys.stderr.isatty()
    named = environ.get("SAGSGANG_LOG", level).upper()
    structlog.configure(
        processors=[
            structlog.contextvars.merge_contextvars,
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            structlog.processors.format_exc_info,
            *([_visible] if on_terminal else []),
            # Never with the values of local variables: there are passwords and persons among them.
            structlog.dev.ConsoleRenderer(exception_formatter=structlog.dev.plain_traceback)
            if on_terminal
            else structlog.processors.JSONRenderer(),
        ],
        wrapper_class=structlog.make_filtering_bound_logger(
            logging.getLevelNamesMapping().get(named, logging.WARNING)
        ),
        logger_factory=structlog.PrintLoggerFactory(sys.stderr),
    )


def _visible(_logger: object, _method: str, event: EventDict) -> EventDict:
    """What is logged may say what others wrote: on a terminal it is shown, and not obeyed."""
    return {name: visible(value) if isinstance(value, str) else value for name, value in event.items()}
