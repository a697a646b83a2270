"""Logs: to standard error, for people on a terminal, as JSON lines elsewhere."""

from __future__ import annotations

import logging
import sys
from collections.abc import Mapping

import structlog


def log_from(level: str, environ: Mapping[str, str]) -> None:
    """Log what is at least as grave as a level, or as SAGSGANG_LOG says. A level that there is not is WARNING."""
    on_terminal = sys.stderr.isatty()
    named = environ.get("SAGSGANG_LOG", level).upper()
    structlog.configure(
        processors=[
            structlog.contextvars.merge_contextvars,
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            *([] if on_terminal else [structlog.processors.format_exc_info]),
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
