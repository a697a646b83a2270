"""Operations of the daily work: the queue, the cases, one case."""

from __future__ import annotations

from ...domain.text import Text
from ..operation import Need, Operation, same

ONE_CASE = Need("read", over=("ref",))

OPERATIONS = (
    Operation(
        name="queue",
        at="queue:queue",
        does="reads",
        needs=Need("read", over=("type", "unit")),
        help=Text(
            "Åbne frister, de mest presserende først.",
            "Open deadlines, most urgent first.",
        ),
        example=same("queue --unit Centrum --overdue"),
    ),
    Operation(
        name="cases",
        at="queue:overview",
        does="reads",
        needs=Need("read", over=("type",)),
        help=Text(
            "Overblik over sager.",
            "The overview of cases.",
        ),
        example=same("cases --by unit --as-of 2011-07-01"),
    ),
    Operation(
        name="case.show",
        at="cases:show",
        does="reads",
        needs=ONE_CASE,
        help=Text(
            "En sags historie, frister og fund.",
            "A case's history, deadlines and findings.",
        ),
        example=same("case show F-2008-0017 --as-of 2008-03-01"),
    ),
    Operation(
        name="case.explain",
        at="cases:explained",
        does="reads",
        needs=ONE_CASE,
        help=Text(
            "Hvorfor en frist er, som den er: hændelser, regel, retsgrundlag, kalender, berostillelser; og hvad der blev "
            "af hver erindring. 'meeting' i stedet for en frist: samtalernes erindringer.",
            "Why a deadline is what it is: events, rule, legal source, calendar, suspensions; and what became of each "
            "reminder. 'meeting' in place of a deadline: the reminders of meetings.",
        ),
        example=same("case explain F-2008-0017 decision"),
    ),
    Operation(
        name="case.flow",
        at="cases:flow",
        does="reads",
        needs=ONE_CASE,
        help=Text(
            "Hvem der havde en sag hvornår, og hvad der blev af hver oversendelse.",
            "Who held a case when, and what became of each referral.",
        ),
        example=same("case flow F-2008-0017 --as-of 2008-12-31"),
    ),
    Operation(
        name="feed",
        at="feed:feed",
        does="reads",
        needs=Need("read", over=("type", "unit")),
        help=Text(
            "Åbne frister som kalender (iCalendar), som Outlook, Google og Apple abonnerer på; ingen er skåret fra.",
            "Open deadlines as a calendar (iCalendar) for Outlook, Google and Apple to subscribe to; none is cut off.",
        ),
        example=Text("feed --unit JSV --to frister.ics", "feed --unit JSV --to deadlines.ics"),
    ),
)
