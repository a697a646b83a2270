"""The outbox: the messages on their way, and what is decided on those that could not be delivered (dead letters)."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Annotated

import msgspec

from ..delivery.outbox import outbox
from ..delivery.outbox.dead_letters import Dismissal, LetterDecision, dismissal
from ..delivery.outbox.outbox import Depth, Letter, State
from ..delivery.sending import dispatcher
from ..domain.excerpt import excerpt
from ..domain.person_number import may_stand_in
from ..domain.signs import sign_name, unfit_for_a_name
from ..intake.event.input_problems import wrong_field
from ..intake.event.values import check_name, check_text
from ..projections.asking.shared_zone import zone_of_journal
from . import problems
from .operation_help import told
from .paging import Limit
from .session import Session

A_KEY = re.compile(r"[0-9a-f]{32}(-[0-9]{1,4})?")
LONGEST_REASON = 1_000
LAST_POSITION = 2**63 - 1  # that the database can count to


class LettersAsked(msgspec.Struct, frozen=True, kw_only=True):
    """Which messages."""

    state: Annotated[State, told("I hvilken tilstand.", "In which state.")] = "undelivered"
    limit: Limit = 50
    after: Annotated[
        str | None,
        told(
            "Gå videre, hvor et svar slap: dets »next«, eller en beskeds »position«.",
            'Go on where an answer ended: its "next", or the "position" of a message.',
        ),
    ] = None


class ListedLetter(Letter, kw_only=True):
    """A message. dismissed: who decided that it need not arrive, and why."""

    dismissed: Dismissal | None = None


class Letters(Depth, kw_only=True):
    """How many messages are in which state, and those in one of them, oldest first."""

    state: State
    zone: str
    items: list[ListedLetter]
    next: str | None


class DeadLettersAsked(msgspec.Struct, frozen=True, kw_only=True):
    """Which messages that could not be delivered."""

    keys: Annotated[
        tuple[str, ...],
        told(
            "Beskedernes nøgler, som udbakken viser dem.",
            "Keys of messages, as the outbox shows them.",
            positional=True,
        ),
    ] = ()
    all: Annotated[bool, told("Alle, der ikke kunne afleveres.", "All that could not be delivered.")] = False


class RetryAsked(DeadLettersAsked, frozen=True, kw_only=True):
    """Which messages are offered again, and by whom."""

    by: Annotated[
        str | None,
        told("Hvem der genudsteder dem; det står i sagerne.", "Who offers them; it stands in the cases."),
    ] = None


class DismissAsked(DeadLettersAsked, frozen=True, kw_only=True):
    """Which messages need not arrive, who decides it, and why."""

    by: Annotated[
        str, told("Hvem der beslutter det; det står i sagerne.", "Who decides it; it stands in the cases.")
    ]
    reason: Annotated[str, told("Hvorfor; det står i sagerne.", "Why; it stands in the cases.")]


class LettersOffered(msgspec.Struct, kw_only=True):
    """The keys of what is offered again, and those of no message that was given up."""

    offered: list[str]
    unknown: list[str]


class LettersDismissed(msgspec.Struct, kw_only=True):
    """The keys of what is dismissed, and those of no message that was given up."""

    dismissed: list[str]
    unknown: list[str]


def letters(session: Session, asked: LettersAsked) -> Letters:
    """The messages in a state, oldest first. What one event makes, one for each recipient, is not divided between pages.

    Raises Problem ``bad-cursor``.
    """
    after, journal = _position(asked.after), session.journal
    with journal.lend() as connection, connection.transaction():
        found = outbox.letters(connection, asked.state, asked.limit + 1, after)
        depth = outbox.depth(connection)
    last = found[asked.limit - 1].position if 0 < asked.limit < len(found) else None
    shown = [one for one in found if last is None or one.position <= last] if asked.limit else []
    return Letters(
        **msgspec.structs.asdict(depth),
        state=asked.state,
        zone=zone_of_journal(journal).key,
        items=[
            ListedLetter(**msgspec.structs.asdict(one), dismissed=dismissal(journal, one.dismissal))
            for one in shown
        ],
        next=str(last) if len(shown) < len(found) and shown else None,
    )


def _position(after: str | None) -> int:
    """After which position the messages are asked for. Raises Problem ``bad-cursor``."""
    if after is None:
        return 0
    if not (
        after.isascii()
        and after.isdigit()
        and len(after) <= len(str(LAST_POSITION))
        and int(after) <= LAST_POSITION
    ):
        raise problems.bad_cursor()
    return int(after)


def retry(session: Session, asked: RetryAsked) -> LettersOffered:
    """Offer dead letters again. Raises Malformed, Problem ``which-messages``."""
    keys = _which(asked)
    by = None if asked.by is None else _person(asked.by)
    offered = dispatcher.offer_again(session.journal, keys, session.journal.clock(), by=by)
    return LettersOffered(offered=sorted(offered), unknown=_unknown(asked.keys, offered))


def dismiss(session: Session, asked: DismissAsked) -> LettersDismissed:
    """Let dead letters rest for good. Raises Malformed, Problem ``which-messages``."""
    keys = _which(asked)
    decision = LetterDecision("dismissed", session.journal.clock(), _person(asked.by), _reason(asked.reason))
    dismissed = dispatcher.dismiss(session.journal, keys, decision)
    return LettersDismissed(dismissed=sorted(dismissed), unknown=_unknown(asked.keys, dismissed))


def _which(asked: DeadLettersAsked) -> Sequence[str] | None:
    """The keys; None: all. Raises Problem ``which-messages``."""
    if bool(asked.keys) == asked.all or not all(key.strip() for key in asked.keys):
        raise problems.which_messages(both=asked.all and bool(asked.keys))
    return None if asked.all else asked.keys


def _unknown(keys: Sequence[str], decided: set[str]) -> list[str]:
    """The keys of which nothing was decided, as they may be shown."""
    return sorted(key if A_KEY.fullmatch(key) else excerpt(key) for key in set(keys) - decided)


def _reason(reason: str) -> str:
    """A reason that can stand in a case for ever. Raises Malformed."""
    words = check_text("reason", reason.strip())
    if (sign := unfit_for_a_name(words)) is not None:
        name = sign_name(sign)
        raise wrong_field(
            "reason",
            f"har tegnet {name}: skriv den på én linje, uden tegn, som ingen ser",
            f"has the sign {name}: write it on one line, without signs that nobody sees",
        )
    if not 1 <= len(words) <= LONGEST_REASON or may_stand_in(words):
        raise wrong_field(
            "reason",
            f"skal stå på én linje af højst {LONGEST_REASON} tegn og ikke rumme et CPR-nummer",
            f"must stand on one line of {LONGEST_REASON} characters at most, and hold no CPR number",
        )
    return words


def _person(by: str) -> str:
    """A name that can stand in a case for ever: no CPR number, written with or without a separator. Raises Malformed."""
    if may_stand_in(check_name("by", by)):
        raise wrong_field(
            "by",
            "ligner et CPR-nummer: skriv et navn eller initialer",
            "looks like a CPR number: write a name or initials",
        )
    return by
