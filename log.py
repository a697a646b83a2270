"""The program's log. Its library is read when something is logged: most calls log nothing, and need not wait for it."""

from __future__ import annotations

import sys
from collections.abc import Callable
from typing import Any


class Logger:
    """Passes on what is logged."""

    def __init__(self) -> None:
        self._configure: Callable[[], None] | None = None

    def configure_by(self, configure: Callable[[], None]) -> None:
        """Say how the library is set up: at once where it was read already, else before something is logged."""
        if "structlog" in sys.modules:
            configure()
        else:
            self._configure = configure

    def __getattr__(self, name: str) -> Any:
        """``info``, ``warning`` and the like."""
        import structlog  # noqa: PLC0415 - see above

        if self._configure is not None:
            configure, self._configure = self._configure, None
            configure()
        return getattr(structlog.get_logger(), name)


log = Logger()
