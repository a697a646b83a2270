"""The alarm as a message: what is said, and to whom the operator's file wants it said."""

from __future__ import annotations

from ...delivery.channels.message import Delivered, Message
from ...delivery.settings.settings import DeliverySettings
from ...domain.problem import Unavailable
from ...domain.text import Text
from .alarm import Alarm

SUBJECT = Text("Sagsgang: planlæggeren kræver tilsyn", "Sagsgang: the scheduler needs looking after")
OVER = Text("Sagsgang: planlæggeren kører igen", "Sagsgang: the scheduler is well again")
NO_LONGER = Text("Ikke længere: {codes}.", "No longer: {codes}.")
LOOK = Text("Se mere i planlæggerens status.", "See more in the status of the scheduler.")


class NotHeard(Unavailable):
    """The alarm could not be sent."""

    code = "alarm-not-sent"


def send_alarm(post: DeliverySettings, node: str, alarm: Alarm) -> None:
    """Tell whom the file names; nobody, where it names none. Raises NotHeard."""
    if post.alarm is None:
        return
    address = post.book.address("recipient", post.alarm.to, post.alarm.channel)
    channel = post.channels.get(post.alarm.channel)
    assert address is not None, "checked when the file was read"
    assert channel is not None, "checked when the file was read"
    lines = [problem.text.say(address.language) for problem in alarm.problems]
    if alarm.over:
        lines.append(NO_LONGER.say(address.language).format(codes=", ".join(alarm.over)))
    message = Message(
        key=f"alarm-{alarm.at:%Y%m%dT%H%M%S%f}",
        to=address.to,
        subject=(SUBJECT if alarm.problems else OVER).say(address.language),
        text="\n".join([*lines, "", LOOK.say(address.language), node]),
        language=address.language,
        written_at=alarm.at,
        about={"node": node, "problems": ",".join(problem.code for problem in alarm.problems)},
    )
    try:
        with channel.open() as sender:
            outcome = sender.send(message)
    except (
        Exception
    ) as error:  # a channel promises not to raise; what the error says may hold an address or a secret
        name = type(error).__name__
        raise NotHeard(
            da=f"Alarmen kunne ikke sendes: kanalen fejlede uventet ({name}).",
            en=f"The alarm could not be sent: the channel failed unexpectedly ({name}).",
        ) from None
    if not isinstance(outcome, Delivered):
        raise NotHeard(
            da=f"Alarmen kunne ikke sendes: {outcome.reason.da}",
            en=f"The alarm could not be sent: {outcome.reason.en}",
        )
