"""Progress bars on standard error; nothing where there is no terminal to see them."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager

from rich.progress import (
    BarColumn,
    Progress,
    ProgressColumn,
    Task,
    TaskProgressColumn,
    TextColumn,
    TimeRemainingColumn,
)
from rich.text import Text

from .language import both, number
from .output import err


class Done(ProgressColumn):
    """How much is done, of how much."""

    def render(self, task: Task) -> Text:
        """``1.234/5.678``; a question mark where nobody knows of how much."""
        total = number(task.total) if task.total is not None else "?"
        return Text(f"{number(task.completed):>{len(total)}}/{total}", style="progress.download")


@contextmanager
def progress(label: str) -> Iterator[Callable[[int, int], None]]:
    """A bar with this label. Gives a function that takes what is done and what there is in all."""
    columns = (
        TextColumn("{task.description}"),
        BarColumn(),
        TaskProgressColumn(
            both("[progress.percentage]{task.percentage:>3.0f} %", TaskProgressColumn().text_format)
        ),
        Done(),
        TimeRemainingColumn(),
    )
    with Progress(*columns, console=err, transient=True, disable=not err.is_terminal) as bar:
        task = bar.add_task(label, total=None)

        def advance(done: int, total: int) -> None:
            bar.update(task, completed=done, total=total)

        yield advance
