"""Running a node of the scheduler, with the operator's file of channels and addresses."""

from __future__ import annotations

import os
from functools import partial
from pathlib import Path
from typing import Annotated

from cyclopts import Parameter

from ..delivery.settings.channels_file import read_channels
from ..delivery.settings.settings import DeliverySettings
from ..domain.problem import BadInput
from ..intake.definitions.written_file import read_text
from ..journal.server.embedded import keep_log_bounded
from ..operations import problems
from ..presentation.sections.scheduler import one_run
from ..scheduler.monitoring.health import LOCAL
from ..scheduler.node import node
from ..scheduler.node.stop_signals import ending_at_signals
from ..terminal.language import both, say
from ..terminal.logs import log_from
from ..terminal.output import answer, note
from ..terminal.reader_time import now
from ..terminal.renderer import show_sections
from .asking import Json, journal, place
from .listener import session_of

FILE = "channels.toml"
SHORTEST, LONGEST = 1.0, 3600.0  # seconds between ticks
HIGHEST_PORT = 65_535


@ending_at_signals()
def run(
    *,
    channels: Annotated[
        Path | None,
        Parameter(
            help=both(
                f"Filen med kanaler og adresser (ellers SAGSGANG_CHANNELS, ellers {FILE} i --home). Se docs/delivery.md.",
                f"The file of channels and addresses (else SAGSGANG_CHANNELS, else {FILE} in --home). See docs/delivery.md.",
            ),
        ),
    ] = None,
    every: Annotated[float, Parameter(help=both("Sekunder mellem to tik.", "Seconds between two ticks."))] = 30.0,
    one_tick: Annotated[
        bool,
        Parameter(
            name="--once",
            negative=(),
            help=both(
                "Ét tik, aflever det, der er klar, og slut: til cron.",
                "One tick, deliver what is ready, and end: for cron.",
            ),
        ),
    ] = False,
    port: Annotated[
        int | None,
        Parameter(
            help=both(
                "Svar på /metrics, /health/live og /health/ready på denne port.",
                "Answer /metrics, /health/live and /health/ready on this port.",
            )
        ),
    ] = None,
    host: Annotated[
        str,
        Parameter(
            help=both(
                "Adressen, der svares på (kun denne maskine).", "The address to answer on (this machine only)."
            )
        ),
    ] = LOCAL,
    json: Json = False,
) -> None:
    """Carry out ``sagsgang scheduler run``."""
    if not SHORTEST <= every <= LONGEST:
        raise problems.out_of_bounds("--every", SHORTEST, LONGEST)
    if port is not None and not 1 <= port <= HIGHEST_PORT:
        raise problems.out_of_bounds("--port", 1, HIGHEST_PORT)
    post = _post(channels)
    with journal() as opened:
        session_of(opened).bring_up_to_date()
        if one_tick:
            answer(node.once(opened, post), json, lambda done: show_sections(one_run(done), None))
            return
        log_from("INFO", os.environ)
        home = place.get().home
        node.run(
            opened,
            post,
            every=every,
            listening=node.Listening(port, host) if port is not None else None,
            tend=partial(keep_log_bounded, home) if home is not None else bool,
        )


def _post(said: Path | None) -> DeliverySettings:
    """The channels and addresses. Raises Problem ``no-channels``, ``channels-file``."""
    file = _file(said)
    try:
        text = read_text(file)
    except BadInput as problem:
        why = problem.text
        raise _channels_file(
            f"{why.da} Peg på filen med --channels.", f"{why.en} Point at the file with --channels."
        ) from None
    post, faults = read_channels(text, str(file), os.environ, now)
    if post is None:
        for fault in faults:
            note(f"{fault.file}:{fault.line}: {say(fault.reason)}")
        raise _channels_file(
            f"Fejl i {file}: {len(faults)}. Ret ovenstående; formen står i docs/delivery.md.",
            f"Faults in {file}: {len(faults)}. Mend the above; the form stands in docs/delivery.md.",
        )
    return post


def _channels_file(da: str, en: str) -> BadInput:
    """The file of channels is not as it must be."""
    return BadInput(code="channels-file", da=da, en=en)


def _file(said: Path | None) -> Path:
    if said is not None:
        return said
    if named := os.environ.get("SAGSGANG_CHANNELS"):
        return Path(named)
    home = place.get().home
    if home is not None and (home / FILE).is_file():
        return home / FILE
    raise BadInput(
        code="no-channels",
        da="Hvordan skal erindringer sendes? Peg på en fil med kanaler og adresser med --channels, "
        "eller sæt SAGSGANG_CHANNELS. docs/delivery.md har et eksempel.",
        en="How are reminders to be sent? Point at a file of channels and addresses with --channels, "
        "or set SAGSGANG_CHANNELS. docs/delivery.md has an example.",
    )
