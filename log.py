"""The program's log. Its library is read when something is logged: most calls log nothing, and need not wait for it."""

from __future__ import annotations

import sys
from collections.abc import Callable
from threading import RLock
from typing import Any


class Logger:
    """Passes on what is logged."""

    def __init__(self) -> None:
        self._configure: Callable[[], None] | None = None
        self._being_set_up = RLock()  # no thread may log before it is done

    def configure_by(self, configure: Callable[[], None]) -> None:
        """Say how the library is set up: at once where it was read already, else before something is logged."""
        with self._being_set_up:
            if "structlog" in sys.modules:
                configure()
            else:
                self._configure = configure

    def __getattr__(self, name: str) -> Any:
        """``info``, ``warning`` and the like."""
        import structlog  # noqa: PLC0415 - see above

        with self._being_set_up:
            if self._configure is not None:
                self._configure()
                self._configure = None
        return getattr(structlog.get_logger(), name)


log = Logger()
