"""The outbox: what is on its way, and offering again what could not be delivered."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Annotated, Literal

from cyclopts import App, Parameter

from ..delivery.outbox.dead_letters import Decision, dismissal
from ..delivery.outbox.outbox import depth, letters
from ..delivery.sending.dispatcher import dismiss as dismiss_letters
from ..delivery.sending.dispatcher import offer_again
from ..domain.excerpt import excerpt
from ..domain.person_number import may_stand_in
from ..domain.problem import BadInput
from ..domain.signs import sign_name, unfit_for_a_name
from ..intake.event.values import check_name, check_text
from ..projections.asking.shared_zone import zone_of_journal
from ..terminal.language import both
from ..terminal.output import answer
from ..terminal.scheduler_pages import show_dismissed, show_letters, show_offered
from .asking import Json, check_number, journal, not_empty

# As delivery.outbox.State says them; one list, because the help and the errors show it.
StateNamed = Literal["waiting", "sending", "delivered", "undelivered", "withheld", "dismissed"]

A_KEY = re.compile(r"[0-9a-f]{32}(-[0-9]{1,4})?")
LONGEST_REASON = 1_000
LAST_POSITION = 2**63 - 1  # that the database can count to

outbox = App(name="outbox")
Key = Annotated[
    str, Parameter(help=both("Nøgler fra 'sagsgang outbox list'.", "Keys from 'sagsgang outbox list'."))
]
EveryOne = Annotated[
    bool,
    Parameter(
        name="--all",
        negative=(),
        help=both("Alle, der ikke kunne afleveres.", "All that could not be delivered."),
    ),
]


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
        raise BadInput(
            code="bad-number",
            parameter="after",
            da="--after er en position fra 'sagsgang outbox list', 0 eller mere.",
            en="--after is a position from 'sagsgang outbox list', 0 or more.",
        )
    with journal() as opened, opened.connect() as connection:
        found = letters(connection, state, limit, after)
        counted = depth(connection)
        zone = zone_of_journal(opened)
        said = {one.key: by for one in found if (by := dismissal(opened, one.dismissal)) is not None}
    told = {
        "waiting": counted.waiting,
        "sending": counted.sending,
        "delivered": counted.delivered,
        "undelivered": counted.undelivered,
        "withheld": counted.withheld,
        "dismissed": counted.dismissed,
        "oldest_waiting_at": counted.oldest_waiting_at,
        "next_at": counted.next_at,
        "resting": counted.resting,
        "state": state,
        "items": [
            one._asdict() | {"dismissed": said[one.key]._asdict() if one.key in said else None} for one in found
        ],
    }
    answer(told, json, lambda _: show_letters(counted, state, found, said, limit, zone))


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
    *keys: Key,
    every_one: EveryOne = False,
    by: Annotated[
        str | None,
        Parameter(
            help=both("Hvem der genudsteder dem; det står i sagerne.", "Who offers them; it stands in the cases.")
        ),
    ] = None,
    json: Json = False,
) -> int:
    """Carry out ``sagsgang outbox retry``: exit status 1 when one that was named is no dead letter."""
    _check_which(keys, every_one)
    not_empty("--by", by)
    if by is not None:
        _check_person(by)
    with journal() as opened:
        offered = offer_again(opened, None if every_one else keys, opened.clock(), by=by)
    unknown = _unknown(keys, offered)
    told = {"offered": sorted(offered), "unknown": unknown}
    answer(told, json, lambda _: show_offered(len(offered), unknown))
    return 1 if unknown else 0


@outbox.command(
    name="dismiss",
    help=both(
        "Lad de beskeder ligge, der ikke kunne afleveres, og som ikke behøver at nå frem: de nævnte, eller alle med --all.\n\n"
        "Journalen noterer, hvem der besluttede det, og hvorfor. De kan stadig sendes igen med 'outbox retry' og deres nøgle.\n\n"
        "Eksempel: sagsgang outbox dismiss --all --by 'Mette Holm' --reason 'Borgeren er ringet op'",
        "Let the messages rest that could not be delivered and need not arrive: those named, or all with --all.\n\n"
        "The journal notes who decided it, and why. They can still be offered again by 'outbox retry' and their key.\n\n"
        "Example: sagsgang outbox dismiss --all --by 'Mette Holm' --reason 'The citizen was told by telephone'",
    ),
)
def dismiss(
    *keys: Key,
    every_one: EveryOne = False,
    by: Annotated[
        str,
        Parameter(
            help=both("Hvem der beslutter det; det står i sagerne.", "Who decides it; it stands in the cases.")
        ),
    ],
    reason: Annotated[str, Parameter(help=both("Hvorfor; det står i sagerne.", "Why; it stands in the cases."))],
    json: Json = False,
) -> int:
    """Carry out ``sagsgang outbox dismiss``: exit status 1 when one that was named is no dead letter."""
    _check_which(keys, every_one)
    not_empty("--by", by)
    not_empty("--reason", reason)
    _check_person(by)
    why = _checked_reason(reason)
    with journal() as opened:
        decision = Decision("dismissed", opened.clock(), by, why)
        dismissed = dismiss_letters(opened, None if every_one else keys, decision)
    unknown = _unknown(keys, dismissed)
    told = {"dismissed": sorted(dismissed), "unknown": unknown}
    answer(told, json, lambda _: show_dismissed(len(dismissed), unknown))
    return 1 if unknown else 0


def _check_which(keys: Sequence[str], every_one: bool) -> None:
    """Either keys or all. Raises Problem ``which-words``."""
    if keys and every_one:
        raise BadInput(
            code="which-words",
            parameter="words",
            da="Både nøgler og --all: skriv kun nøglerne, hvis det er dem, der menes, ellers kun --all.",
            en="Both keys and --all: write the keys alone if they are meant, else --all alone.",
        )
    if bool(keys) == every_one or not all(key.strip() for key in keys):
        raise BadInput(
            code="which-words",
            parameter="words",
            da="Hvilke beskeder? Skriv deres nøgler fra 'sagsgang outbox list', eller --all.",
            en="Which messages? Write their keys from 'sagsgang outbox list', or --all.",
        )


def _unknown(keys: Sequence[str], decided: set[str]) -> list[str]:
    """The keys of which nothing was decided, as they may be shown."""
    return sorted(key if A_KEY.fullmatch(key) else excerpt(key) for key in set(keys) - decided)


def _checked_reason(reason: str) -> str:
    """A reason that can stand in a case for ever. Raises Problem."""
    told = check_text("--reason", reason.strip())
    if (sign := unfit_for_a_name(told)) is not None:
        raise BadInput(
            code="wrong-field",
            parameter="by",
            da=f"--reason har tegnet {sign_name(sign)}: skriv den på én linje, uden tegn, som ingen ser.",
            en=f"--reason has the sign {sign_name(sign)}: write it on one line, without signs that nobody sees.",
        )
    if len(told) > LONGEST_REASON or may_stand_in(told):
        raise BadInput(
            code="wrong-field",
            parameter="by",
            da=f"--reason skal stå på én linje af højst {LONGEST_REASON} tegn og ikke rumme et CPR-nummer.",
            en=f"--reason must stand on one line of {LONGEST_REASON} characters at most, and hold no CPR number.",
        )
    return told


def _check_person(by: str) -> None:
    """A name that can stand in a case for ever: no CPR number, written with or without a separator. Raises Problem."""
    if may_stand_in(check_name("--by", by)):
        raise BadInput(
            code="wrong-field",
            parameter="by",
            da="--by ligner et CPR-nummer: skriv et navn eller initialer.",
            en="--by looks like a CPR number: write a name or initials.",
        )
