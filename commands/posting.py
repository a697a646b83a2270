"""The outbox: what is on its way, and offering again what could not be delivered."""

from __future__ import annotations

import re
from typing import Annotated, Literal

from cyclopts import App, Parameter

from ..delivery.delivering import offer_again
from ..delivery.outbox import depth, letters
from ..domain.excerpt import excerpt
from ..domain.person_number import may_stand_in
from ..domain.text import Problem
from ..intake.values import check_name
from ..projections.shared_zone import zone_of_journal
from ..terminal.language import both
from ..terminal.output import answer
from ..terminal.scheduler_pages import show_letters, show_offered
from .asking import Json, check_number, journal, not_empty

# As delivery.outbox.State says them; one list, because the help and the errors show it.
StateNamed = Literal["waiting", "sending", "delivered", "undelivered", "withheld"]

A_KEY = re.compile(r"[0-9a-f]{32}(-[0-9]{1,4})?")
LAST_POSITION = 2**63 - 1  # that the database can count to

outbox = App(name="outbox")


@outbox.command(
    name="list",
    help=both(
        "Beskederne i en tilstand, ældste først; uden --state dem, der ikke kunne afleveres.\n\n"
        "Eksempel: sagsgang outbox list --state waiting",
        "The messages in a state, oldest first; without --state those that could not be delivered.\n\n"
        "Example: sagsgang outbox list --state waiting",
    ),
)
def list_letters(
    *,
    state: Annotated[StateNamed, Parameter(help=both("I hvilken tilstand.", "In which state."))] = "undelivered",
    after: Annotated[
        int,
        Parameter(
            help=both(
                "Kun dem efter denne position: den næste side.", "Only those after this position: the next page."
            )
        ),
    ] = 0,
    limit: Annotated[int, Parameter(help=both("Højst så mange linjer.", "At most so many lines."))] = 50,
    json: Json = False,
) -> None:
    """Carry out ``sagsgang outbox list``."""
    check_number("--limit", limit)
    if not 0 <= after <= LAST_POSITION:
        raise Problem(
            code="bad-number",
            da="--after er en position fra 'sagsgang outbox list', 0 eller mere.",
            en="--after is a position from 'sagsgang outbox list', 0 or more.",
        )
    with journal() as opened, opened.connect() as connection:
        found = letters(connection, state, limit, after)
        counted = depth(connection)
        zone = zone_of_journal(opened)
    told = {
        "waiting": counted.waiting,
        "sending": counted.sending,
        "delivered": counted.delivered,
        "undelivered": counted.undelivered,
        "withheld": counted.withheld,
        "oldest_waiting_at": counted.oldest_waiting_at,
        "next_at": counted.next_at,
        "resting": counted.resting,
        "state": state,
        "items": [one._asdict() for one in found],
    }
    answer(told, json, lambda _: show_letters(counted, state, found, limit, zone))


@outbox.command(
    name="retry",
    help=both(
        "Send de beskeder igen, der ikke kunne afleveres: de nævnte, eller alle med --all.\n\n"
        "Journalen noterer det, og hvem det var, hvis --by siger det.\n\n"
        "Eksempel: sagsgang outbox retry --all --by 'Mette Holm'",
        "Offer the messages again that could not be delivered: those named, or all with --all.\n\n"
        "The journal notes it, and who it was, if --by says so.\n\n"
        "Example: sagsgang outbox retry --all --by 'Mette Holm'",
    ),
)
def retry(
    *keys: Annotated[
        str,
        Parameter(
            help=both("Nøgler fra 'sagsgang outbox list'.", "Keys from 'sagsgang outbox list'."),
        ),
    ],
    every_one: Annotated[
        bool,
        Parameter(
            name="--all",
            negative=(),
            help=both("Alle, der ikke kunne afleveres.", "All that could not be delivered."),
        ),
    ] = False,
    by: Annotated[
        str | None,
        Parameter(
            help=both("Hvem der genudsteder dem; det står i sagerne.", "Who offers them; it stands in the cases.")
        ),
    ] = None,
    json: Json = False,
) -> int:
    """Carry out ``sagsgang outbox retry``: exit status 1 when one that was named is no dead letter."""
    if bool(keys) == every_one or not all(key.strip() for key in keys):
        raise Problem(
            code="which-words",
            da="Hvilke beskeder? Skriv deres nøgler fra 'sagsgang outbox list', eller --all.",
            en="Which messages? Write their keys from 'sagsgang outbox list', or --all.",
        )
    not_empty("--by", by)
    if by is not None:
        _check_person(by)
    with journal() as opened:
        offered = offer_again(opened, None if every_one else keys, opened.clock(), by=by)
    unknown = sorted(key if A_KEY.fullmatch(key) else excerpt(key) for key in set(keys) - offered)
    told = {"offered": sorted(offered), "unknown": unknown}
    answer(told, json, lambda _: show_offered(len(offered), unknown))
    return 1 if unknown else 0


def _check_person(by: str) -> None:
    """A name that can stand in a case for ever: no CPR number, written with or without a separator. Raises Problem."""
    if may_stand_in(check_name("--by", by)):
        raise Problem(
            code="wrong-field",
            da="--by ligner et CPR-nummer: skriv et navn eller initialer.",
            en="--by looks like a CPR number: write a name or initials.",
        )
