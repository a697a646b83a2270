"""The outbox: messages on their way, and what is decided on those that could not be delivered."""

from __future__ import annotations

from collections.abc import Sequence
from zoneinfo import ZoneInfo

from msgspec.structs import replace

from ...delivery.outbox.circuit_breaker import OpenCircuit
from ...domain.text import Text
from ...operations.outbox import (
    DismissAsked,
    Letters,
    LettersAsked,
    LettersDismissed,
    LettersOffered,
    ListedLetter,
    RetryAsked,
)
from ..model.columns import column
from ..model.section import Line, Row, Section
from ..model.sentences import joined, same, sentence, when
from ..model.vocabulary import word

GIVEN_UP = ("undelivered", "dismissed")


def letters(found: Letters, asked: LettersAsked) -> list[Section]:
    """How many messages are in which state, and those in one of them, by what was in the way."""
    zone = ZoneInfo(found.zone)
    lines = list(away(found.resting, zone))
    if asked.limit and not found.items:
        state = word("letter", found.state)
        more = getattr(found, found.state) > 0  # they stand on the pages before
        none = (
            ("Ingen flere beskeder er", "No more messages are") if more else ("Ingen beskeder er", "No message is")
        )
        told = sentence(
            "{none} i tilstanden: {state}.", "{none} in this state: {state}.", none=Text(*none), state=state
        )
        lines.append(Line(told))
    reasons: dict[Text, list[ListedLetter]] = {}
    for one in found.items:
        reasons.setdefault(_why(one), []).append(one)
    made = [
        Section(
            id="letters",
            title=why,
            emphasis="warning",
            columns=tuple(column(name) for name in _shown(found.state)),
            rows=[_letter(one, zone) for one in its],
        )
        for why, its in reasons.items()
    ]
    if made:
        made[-1] = replace(made[-1], next=found.next)
    counts = counts_of(found.waiting, found.sending, found.delivered, found.undelivered, found.dismissed)
    return [Section(id="outbox", title=counts, lines=tuple(lines)), *made]


def counts_of(waiting: int, sending: int, delivered: int, dead: int, dismissed: int) -> Text:
    """How many messages are in which state."""
    counts = sentence(
        "{waiting} venter, {sending} sendes, {delivered} afleveret, {dead} opgivet",
        "{waiting} waiting, {sending} being sent, {delivered} delivered, {dead} given up",
        waiting=waiting,
        sending=sending,
        delivered=delivered,
        dead=dead,
    )
    more = sentence("{n} frafaldet", "{n} dismissed", n=dismissed) if dismissed else None
    return joined((counts, more))


def away(found: Sequence[OpenCircuit], zone: ZoneInfo) -> list[Line]:
    """The channels that are away, a line each."""
    return [
        Line(
            sentence(
                "Kanalen {channel} har været væk siden {since} og prøves igen {until}. {reason}",
                "The channel {channel} has been away since {since} and is tried again {until}. {reason}",
                channel=one.channel,
                since=when(one.since, zone),
                until=when(one.until, zone),
                reason=one.reason,
            ),
            "warning",
        )
        for one in found
    ]


def _why(letter: ListedLetter) -> Text:
    """What was in the way, or who decided that it need not arrive, and why."""
    if letter.dismissed is not None:
        return sentence(
            "Frafaldet af {who}: {why}",
            "Dismissed by {who}: {why}",
            who=letter.dismissed.by,
            why=letter.dismissed.reason,
        )
    return letter.reason or word("reminder-reason", letter.reason_code or "")


def _shown(state: str) -> tuple[str, ...]:
    """What was given up begins with its key: it is copied to decide on it."""
    if state in GIVEN_UP:
        return ("key", "case", "recipient", "channel", "attempts")
    upcoming = ("next_at",) if state == "waiting" else ()
    return ("case", "recipient", "channel", "attempts", *upcoming, "key")


def _letter(one: ListedLetter, zone: ZoneInfo) -> Row:
    to, colon, name = one.recipient.partition(":")
    return {
        "key": one.key,
        "case": one.stream,
        "recipient": joined((word("recipient", to), colon + name), ""),
        "channel": one.channel,
        "attempts": one.attempts,
        "next_at": when(one.next_at, zone),
    }


def offered(found: LettersOffered, asked: RetryAsked) -> list[Section]:
    """What is offered again."""
    del asked
    told = sentence("Sendes igen: {n}.", "Offered again: {n}.", n=len(found.offered))
    by = Text("Planlæggeren afleverer dem.", "The scheduler delivers them.") if found.offered else None
    line = Line(joined((told, by), " "), "strong", see="scheduler.run" if by else None)
    return [Section(id="offered", title=same(""), lines=(line, *_unknown(found.unknown)))]


def dismissed(found: LettersDismissed, asked: DismissAsked) -> list[Section]:
    """What is dismissed."""
    del asked
    title = sentence("Frafaldet: {n}.", "Dismissed: {n}.", n=len(found.dismissed))
    return [Section(id="dismissed", title=title, lines=_unknown(found.unknown))]


def _unknown(keys: Sequence[str]) -> tuple[Line, ...]:
    return tuple(
        Line(
            sentence("{key} er ingen besked, der blev opgivet.", "{key} is no message that was given up.", key=key)
        )
        for key in keys
    )
