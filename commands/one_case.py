"""One case: what happened in it, and why its deadlines and reminders are what they are."""

from __future__ import annotations

from cyclopts import App

from ..domain.fold.ladders_held import MEETING
from ..projections.case_file import case_file
from ..projections.explanation import explain
from ..projections.reminder_account import reminders_of
from ..terminal.case_pages import show_case, show_explanations
from ..terminal.language import both
from ..terminal.output import answer, note
from ..terminal.reminder_pages import show_ladders
from .asking import Asked, desk_of_case, say_unreadable

case = App(name="case")


@case.command(
    help=both(
        "En sags historie, frister og fund.\n\nEksempel: sagsgang case show F-2008-0017 --as-of 2008-03-01",
        "A case's history, deadlines and findings.\n\nExample: sagsgang case show F-2008-0017 --as-of 2008-03-01",
    ),
)
def show(ref: str, /, *, asked: Asked = Asked()) -> int:
    """Carry out ``sagsgang case show``."""
    with desk_of_case(asked, ref) as ready:
        found = case_file(ready.journal, ref, ready.moment)
        answer(found, asked.json, lambda found: show_case(found, ready.zone))
        return say_unreadable(ready.journal) if found.unreadable else 0


@case.command(
    name="explain",
    help=both(
        "Hvorfor en frist er, som den er: hændelser, regel, retsgrundlag, kalender, berostillelser; og hvad der blev "
        "af hver erindring. 'meeting' i stedet for en frist: samtalernes erindringer.\n\n"
        "Eksempel: sagsgang case explain F-2008-0017 decision",
        "Why a deadline is what it is: events, rule, legal source, calendar, suspensions; and what became of each "
        "reminder. 'meeting' in place of a deadline: the reminders of meetings.\n\n"
        "Example: sagsgang case explain F-2008-0017 decision",
    ),
)
def why(ref: str, deadline: str | None = None, /, *, asked: Asked = Asked()) -> None:
    """Carry out ``sagsgang case explain``."""
    with desk_of_case(asked, ref) as ready:
        reminders = reminders_of(ready.journal, ref, ready.moment, deadline)
        of_meetings = deadline == MEETING
        found = [] if of_meetings else explain(ready.journal, ref, ready.moment, deadline)
        told = {
            "case": ref,
            "as_of": ready.moment.as_of,
            "known_at": ready.moment.known_at,
            "because": found,
            "reminders": reminders,
        }

        def page(_: object) -> None:
            if not of_meetings:
                show_explanations(found, ready.zone)
            elif not reminders:
                note(both("Sagen har ingen samtale med erindringer.", "The case has no meeting with reminders."))
            show_ladders(reminders, ready.zone)

        answer(told, asked.json, page)


case.command(
    f"{__package__}.flowing:flow",
    name="flow",
    help=both(
        "Hvem der havde en sag hvornår, og hvad der blev af hver oversendelse.\n\n"
        "Eksempel: sagsgang case flow F-2008-0017 --as-of 2008-12-31",
        "Who held a case when, and what became of each referral.\n\n"
        "Example: sagsgang case flow F-2008-0017 --as-of 2008-12-31",
    ),
)
