"""The scheduler: run a node, and see how it stands."""

from __future__ import annotations

import os
from functools import partial
from typing import Annotated

from cyclopts import App, Parameter

from ..domain.problem import BadInput
from ..journal.server.embedded import keep_log_bounded
from ..projections.asking.shared_zone import zone_of_journal
from ..projections.upkeep.checkpoint import lag_of
from ..scheduler.monitoring.health import LOCAL
from ..scheduler.node.node import Listening, once, standing
from ..scheduler.node.node import run as run_node
from ..terminal.language import both
from ..terminal.logs import log_from
from ..terminal.output import answer
from ..terminal.scheduler_pages import show_one_run, show_status
from .asking import Json, journal, place
from .channels_option import Channels, post_of
from .listener import session_of

UNWELL = 1
SHORTEST, LONGEST = 1.0, 3600.0  # seconds between ticks
HIGHEST_PORT = 65_535

scheduler = App(name="scheduler")


@scheduler.command(
    name="run",
    help=both(
        "Kør en knude, til den stoppes (SIGTERM). Flere må køre: én leder, og en anden overtager på få sekunder.\n\n"
        "Eksempel: sagsgang scheduler run --channels channels.toml --port 9464",
        "Run a node until it is stopped (SIGTERM). Several may run: one leads, and another takes over within seconds.\n\n"
        "Example: sagsgang scheduler run --channels channels.toml --port 9464",
    ),
)
def run(
    *,
    channels: Channels = None,
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
        raise BadInput(
            code="bad-number",
            parameter="every",
            da=f"--every skal ligge mellem {SHORTEST:g} og {LONGEST:g} sekunder.",
            en=f"--every must be from {SHORTEST:g} to {LONGEST:g} seconds.",
        )
    if port is not None and not 1 <= port <= HIGHEST_PORT:
        raise BadInput(
            code="bad-number",
            parameter="port",
            da=f"--port skal ligge mellem 1 og {HIGHEST_PORT}.",
            en=f"--port must be from 1 to {HIGHEST_PORT}.",
        )
    post = post_of(channels)
    with journal() as opened:
        session_of(opened).bring_up_to_date()
        if one_tick:
            done = once(opened, post)
            told = done._asdict() | {"tick": done.tick and done.tick._asdict()}
            answer(told, json, lambda _: show_one_run(done))
        else:
            log_from("INFO", os.environ)
            home = place.get().home
            run_node(
                opened,
                post,
                every=every,
                listening=Listening(port, host) if port is not None else None,
                tend=partial(keep_log_bounded, home) if home is not None else bool,
            )


@scheduler.command(
    name="status",
    help=both(
        "Hvem der leder, seneste tik, forsinkelse, udbakke og det næste, der forfalder. Slutter med 1, hvis noget er galt.\n\n"
        "Eksempel: sagsgang scheduler status",
        "Who leads, the last tick, the lag, the outbox and what comes due next. Ends with 1 if something is wrong.\n\n"
        "Example: sagsgang scheduler status",
    ),
)
def status(*, json: Json = False) -> int:
    """Carry out ``sagsgang scheduler status``."""
    with journal() as opened:
        lag = lag_of(opened)  # as it was before anybody asked
        session_of(opened).bring_up_to_date()
        found = standing(opened, lag=lag)
        zone = zone_of_journal(opened)
    answer(found, json, lambda value: show_status(value, zone))
    return 0 if found.healthy else UNWELL
