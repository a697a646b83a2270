"""``demo``: fill a fresh journal with a constructed municipality, and ask it by the commands that anyone types."""

from __future__ import annotations

import shlex
import shutil
import sys
from contextlib import redirect_stdout
from io import BytesIO, TextIOWrapper
from pathlib import Path
from typing import Any

import msgspec
from cyclopts import App

from ..examples.municipality.filling import fill, go_live, is_filled
from ..examples.municipality.tour import TOUR, TRY_NEXT
from ..journal.connection.location import shown
from ..terminal.language import both, say
from ..terminal.output import out, put_json
from ..terminal.progress import progress
from .asking import Json, journal, place
from .listener import session_of
from .themes import divide


def demo(*, json: Json = False) -> int:
    """Carry out ``sagsgang demo``. Gives the first exit status of the tour that is not 0."""
    with journal(make=True) as opened:
        if not is_filled(opened):
            with progress(both("Fylder journalen", "Filling the journal")) as advance:
                fill(opened, advance)
            session_of(opened).bring_up_to_date()
            go_live(opened)
        session_of(opened).bring_up_to_date()
        home = place.get().home
        where = str(home.resolve()) if home else shown(opened.url)
    program = App(name="sagsgang", result_action="return_value", console=out)
    divide(program)
    if json:
        tour = [
            {"question": stop.question, "command": stop.command, "answer": _asked(program, stop.command)}
            for stop in TOUR
        ]
        put_json({"journal": where, "constructed": True, "tour": tour, "try_next": TRY_NEXT})
        return 0
    return _show(program, home, where)


def _asked(program: App, command: str) -> Any:
    """The JSON document that a command writes."""
    with redirect_stdout(TextIOWrapper(BytesIO())) as written:
        _carry_out(program, f"{command} --json")
        written.flush()
        return msgspec.json.decode(written.buffer.getvalue())


def _carry_out(program: App, command: str) -> int:
    """A command as someone types it, and its exit status. Raises Problem."""
    return program(command.split(), exit_on_error=False, print_error=False) or 0


def _show(program: App, home: Path | None, where: str) -> int:
    """The tour as a person reads it, and what to try next."""
    out.print(both("Demonstrationskommunen", "The demonstration municipality"), style="bold")
    out.print(
        both(
            "Konstrueret: ingen borger og ingen sagsbehandler i den findes. Kun det, som offentlige dokumenter oplyser, er virkeligt.",
            "Constructed: no citizen and no caseworker in it exists. Only what public documents state is real.",
        )
    )
    out.print(f"{both('Journalen er i', 'The journal is in')} {where}", style="dim", soft_wrap=True)
    statuses = []
    for stop in TOUR:
        out.print()
        out.print(say(stop.question), style="bold")
        out.print(f"$ sagsgang {stop.command}", style="cyan", soft_wrap=True)
        statuses.append(_carry_out(program, stop.command))
    out.print()
    out.print(both("Prøv selv", "Try next"), style="bold")
    for line in _commands(home):
        out.print(f"  {line}", soft_wrap=True)
    return next(filter(None, statuses), 0)


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
