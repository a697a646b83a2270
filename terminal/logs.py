"""Logs: to standard error, for people on a terminal, as JSON lines elsewhere."""

from __future__ import annotations

import sys
from collections.abc import Mapping
from functools import partial
from typing import TYPE_CHECKING

from ..log import log
from .visible import visible

if TYPE_CHECKING:
    from structlog.typing import EventDict


def log_from(level: str, environ: Mapping[str, str]) -> None:
    """Log what is at least as grave as a level, or as SAGSGANG_LOG says. A level that there is not is WARNING."""
    log.configure_by(partial(_configure, environ.get("SAGSGANG_LOG", level).upper()))


def _configure(level: str) -> None:
    import logging  # noqa: PLC0415 - read only when something is logged

    import structlog  # noqa: PLC0415 - likewise

    on_terminal = sys.stderr.isatty()
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
            logging.getLevelNamesMapping().get(level, logging.WARNING)
        ),
        logger_factory=structlog.PrintLoggerFactory(sys.stderr),
    )


def _visible(_logger: object, _method: str, event: EventDict) -> EventDict:
    """What is logged may say what others wrote: on a terminal it is shown, and not obeyed."""
    return {name: visible(value) if isinstance(value, str) else value for name, value in event.items()}
