"""Operations of reminding: the scheduler, what came due, and the outbox."""

from __future__ import annotations

from ...domain.text import Text
from ..operation import Need, Operation, same

OPERATE = Need("operate")

OPERATIONS = (
    Operation(
        name="remind",
        at="reminders:remind",
        does="writes",
        needs=OPERATE,
        help=Text(
            "Hvilke erindringer der forfaldt i et tidsrum; dem, ingen har taget stilling til, udstedes.",
            "Which reminders came due in a window of time; those that nobody decided on are issued.",
        ),
        example=same("remind --since 2026-03-01 --until 2026-03-08 --dry-run"),
        on_what_is_there=True,
    ),
    Operation(
        name="outbox.list",
        at="outbox:letters",
        does="reads",
        needs=OPERATE,
        help=Text(
            "Beskederne i en tilstand, ældste først: dem, der ikke kunne afleveres, hvis intet siges.",
            "The messages in a state, oldest first: those that could not be delivered by default.",
        ),
        example=same("outbox list --state waiting"),
    ),
    Operation(
        name="outbox.retry",
        at="outbox:retry",
        does="writes",
        needs=OPERATE,
        help=Text(
            "Send de beskeder igen, der ikke kunne afleveres: de nævnte, eller alle.\n\n"
            "Journalen noterer det, og hvem det var, hvis det siges.",
            "Offer the messages again that could not be delivered: those named, or all.\n\n"
            "The journal notes it, and who it was, if that is said.",
        ),
        example=same("outbox retry --all --by 'Mette Holm'"),
        on_what_is_there=True,
    ),
    Operation(
        name="outbox.dismiss",
        at="outbox:dismiss",
        does="writes",
        needs=OPERATE,
        help=Text(
            "Lad de beskeder ligge, der ikke kunne afleveres, og som ikke behøver at nå frem: de nævnte, eller alle.\n\n"
            "Journalen noterer, hvem der besluttede det, og hvorfor. De kan stadig sendes igen ved deres nøgle.",
            "Let the messages rest that could not be delivered and need not arrive: those named, or all.\n\n"
            "The journal notes who decided it, and why. They can still be offered again by their key.",
        ),
        example=Text(
            "outbox dismiss --all --by 'Mette Holm' --reason 'Borgeren er ringet op'",
            "outbox dismiss --all --by 'Mette Holm' --reason 'The citizen was told by telephone'",
        ),
        on_what_is_there=True,
    ),
    Operation(
        name="scheduler.status",
        at="scheduler:status",
        does="reads",
        needs=OPERATE,
        help=Text(
            "Hvem der leder, seneste tik, forsinkelse, udbakke, det næste, der forfalder, og hvad der er galt.",
            "Who leads, the last tick, the lag, the outbox, what comes due next, and what is wrong.",
        ),
        example=same("scheduler status"),
    ),
)
