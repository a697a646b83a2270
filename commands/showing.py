"""The demonstration: fill a fresh journal with a constructed municipality, and show what it can answer."""

from __future__ import annotations

import shlex
import shutil
import sys
from pathlib import Path

import msgspec

from ..demo.filling import fill, go_live, is_filled
from ..demo.showcase import TRY_NEXT, Showcase, showcase
from ..journal.connection.location import shown
from ..projections.asking.reader import COPENHAGEN
from ..terminal.demonstration import show_demonstration, show_next
from ..terminal.language import both
from ..terminal.output import answer
from ..terminal.progress import progress
from .asking import Json, journal, place
from .listener import session_of


def demo(*, json: Json = False) -> None:
    """Carry out ``sagsgang demo``."""
    with journal(make=True) as opened:
        if not is_filled(opened):
            with progress(both("Fylder journalen", "Filling the journal")) as advance:
                fill(opened, advance)
            session_of(opened).bring_up_to_date()
            go_live(opened)
        session_of(opened).bring_up_to_date()
        found = showcase(opened)
        home = place.get().home
        where = str(home.resolve()) if home else shown(opened.url)

    def show(told: Showcase) -> None:
        show_demonstration(told, f"{both('Journalen er i', 'The journal is in')} {where}", COPENHAGEN)
        show_next(_commands(home))

    if json:
        answer({"journal": where, **msgspec.structs.asdict(found)}, True, lambda _: None)
    else:
        show(found)


def _commands(home: Path | None) -> list[str]:
    """What to try next, as it must be written on this machine. A database's URL is not repeated: it may hold a password."""
    program = _program()
    lines = [f"export SAGSGANG_HOME={shlex.quote(str(home.resolve()))}"] if home else []
    return lines + [f"{program} {command}" for command in TRY_NEXT]


def _program() -> str:
    """How this program was called."""
    called = Path(sys.argv[0])
    if called.name != "sagsgang":
        return f"{shlex.quote(sys.executable)} -m sagsgang"
    found = shutil.which("sagsgang")
    return "sagsgang" if found and Path(found).samefile(called) else shlex.quote(sys.argv[0])
