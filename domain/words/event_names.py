"""What the events of the catalogue are called, in the office's words."""

from __future__ import annotations

from ..rules.casetype import CaseType
from ..text import Text

EVENT_NAMES: dict[str, Text] = {
    "application-received": Text("Ansøgning modtaget", "Application received"),
    "guidance-given": Text("Vejledning givet", "Guidance given"),
    "information-requested": Text("Oplysninger indhentet", "Information requested"),
    "information-received": Text("Oplysninger modtaget", "Information received"),
    "referred": Text("Sagen oversendt", "Case referred"),
    "accepted": Text("Sagen modtaget af enheden", "Case accepted"),
    "returned": Text("Sagen returneret", "Case returned"),
    "term-extended": Text("Frist forlænget", "Term extended"),
    "term-overridden": Text("Frist fraveget", "Term overridden"),
    "suspended": Text("Frist berostillet", "Term suspended"),
    "resumed": Text("Frist genoptaget", "Term resumed"),
    "meeting-held": Text("Samtale", "Meeting"),
    "decided": Text("Afgørelse truffet", "Decision made"),
    "decision-notified": Text("Underrettet om afgørelsen", "Notified of the decision"),
    "complaint-received": Text("Klage modtaget", "Complaint received"),
    "complaint-answered": Text("Klage besvaret", "Complaint answered"),
    "complaint-reassessed": Text("Afgørelse genvurderet", "Decision reassessed"),
    "complaint-forwarded": Text("Klage videresendt", "Complaint forwarded"),
    "complaint-decided": Text("Klage afgjort", "Complaint decided"),
    "complaint-upheld": Text("Medhold i klagen", "Complaint upheld"),
    "closed": Text("Sagen afsluttet", "Case closed"),
    "reopened": Text("Sagen genoptaget", "Case reopened"),
    "corrected": Text("Hændelse rettet", "Event corrected"),
    "annulled": Text("Hændelse annulleret", "Event annulled"),
    "benefit-paid": Text("Ydelse udbetalt", "Benefit paid"),
    "benefit-reversed": Text("Udbetaling tilbageført", "Payment reversed"),
    "meeting-agreed": Text("Samtale aftalt", "Meeting agreed"),
    "meeting-cancelled": Text("Samtale aflyst", "Meeting cancelled"),
    "meeting-reminded": Text("Erindring om samtale", "Reminded of the meeting"),
    "survey-answered": Text("Svar i brugerundersøgelse", "Survey answered"),
    "sample-drawn": Text("Stikprøve udtrukket", "Sample drawn"),
    "check-answered": Text("Kontrolpunkt besvaret", "Check answered"),
    "error-corrected": Text("Fejl rettet", "Error corrected"),
    "reconciliation-made": Text("Samkøring foretaget", "Reconciliation made"),
    "difference-found": Text("Difference fundet", "Difference found"),
    "difference-closed": Text("Difference afklaret", "Difference closed"),
    "reminder-issued": Text("Erindring udstedt", "Reminder issued"),
    "reminder-withheld": Text("Erindring bortfaldet", "Reminder withheld"),
    "reminder-delivered": Text("Erindring afleveret", "Reminder delivered"),
    "reminder-undelivered": Text("Erindring ikke afleveret", "Reminder not delivered"),
    "reminder-offered": Text("Erindring genudstedt", "Reminder offered again"),
    "reminder-dismissed": Text("Erindring frafaldet", "Reminder dismissed"),
    "action-taken": Text("Sagsskridt", "Action taken"),
}


def event_name(case_type: CaseType, event: str) -> Text:
    """What an event is called in a case of this type: by the type's own label, else by the catalogue's.

    event: a topic or an action, as rules name it; a name that neither knows is said as it stands.
    """
    for action in case_type.actions:
        if action.name == event:
            return action.label
    return EVENT_NAMES.get(event, Text(event, event))
