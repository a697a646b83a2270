"""The tables of a case type's file (docs/case-types.md)."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Literal, get_args

from msgspec import Meta

from ..rules.casetype import (
    Again,
    Effect,
    Roll,
    Term,
    Unit,
    Whose,
)
from .accumulation_forms import AccumulationForm
from .reminder_forms import CitizenForm, ReminderForm
from .toml_form import Said, WrittenTable, amount, means
from .toml_kinds import AttributeName, MonthDay, Names, OfficeName, Slug, String, Zone

LONGEST_TERM = 10_000

AmountOfTime = Annotated[dict[str, int], amount(Term, get_args(Unit), LONGEST_TERM, "{ months = 6 }")]
Days = Annotated[int, Meta(ge=1, le=LONGEST_TERM)]
Count = Annotated[int, Meta(ge=0, le=LONGEST_TERM)]
Label = Annotated[Said, means("Hvad folk kalder det.", "What people call it.")]
Source = Annotated[String | None, means("Lov og paragraf.", "Act and section.")]
Certainty = Annotated[
    Said | None, means("Hvor sikker læsningen af kilden er.", "How sure the reading of the source is.")
]
Reason = Annotated[Said | None, means("Hvorfor reglen læses sådan.", "Why the rule is read so.")]


class ActionForm(WrittenTable, frozen=True, kw_only=True):
    """``[[action]]``."""

    name: Annotated[
        Slug,
        means(
            "Hændelsens navn, i datid, som regler nævner den.", "The event's name, past tense, as rules name it."
        ),
    ]
    label: Label


class AttributeForm(WrittenTable, frozen=True, kw_only=True):
    """``[[attribute]]``."""

    name: Annotated[
        AttributeName, means("Navnet, som sager tælles efter.", "The name by which cases are counted.")
    ]
    label: Label
    personal: Annotated[
        bool | None,
        means("true: bliver i sagens historik.", "true: it stays with the history of the case."),
    ] = None


class DeadlineForm(WrittenTable, frozen=True, kw_only=True):
    """``[[deadline]]``."""

    id: Annotated[
        Slug, means("Fristens navn i hændelser og kommandoer.", "The deadline's name in events and commands.")
    ]
    label: Label
    after: Annotated[
        Names | None,
        means(
            "Hændelser, der starter den; met:ID, breached:ID, expired:ID: hvad der bliver af en anden frist.",
            "Events that start it; met:ID, breached:ID, expired:ID: what becomes of another deadline.",
        ),
    ] = None
    term: Annotated[AmountOfTime | None, means("Så længe efter starten.", "So long after the start.")] = None
    given: Annotated[
        OfficeName | None,
        means(
            "Attributten i den startende hændelse, der har datoen.",
            "The attribute of the starting event that holds the date.",
        ),
    ] = None
    on: Annotated[date | None, means("En fast dato.", "A fixed date.")] = None
    yearly: Annotated[MonthDay | None, means("Den næste sådan dag: »11-01«.", 'The next such day: "11-01".')] = (
        None
    )
    met_by: Annotated[Names | None, means("Hændelser, der opfylder den.", "Events that meet it.")] = None
    cancelled_by: Annotated[
        Names | None,
        means("Hændelser, der afslutter den uopfyldt.", "Events that end it without its being met."),
    ] = None
    unless: Annotated[
        Names | None, means("Hændelser, efter hvilke den ikke starter.", "Events after which it does not start.")
    ] = None
    again: Annotated[
        Again | None,
        means("En ny start, mens den løber (ellers ignore).", "A further start while it runs (else ignore)."),
    ] = None
    suspended_by: Annotated[
        Names | None, means("Hændelser, der stopper dens ur.", "Events that stop its clock.")
    ] = None
    resumed_by: Annotated[
        Names | None, means("Hændelser, der starter uret igen.", "Events that start its clock again.")
    ] = None
    longest_suspension: Annotated[
        Days | None,
        means("Dage, hvorefter et stop slutter af sig selv.", "Days after which a stop ends by itself."),
    ] = None
    extensions: Annotated[
        Count | None,
        means("Hvor mange gange den kan forlænges (ellers 1).", "How many times it may be extended (else 1)."),
    ] = None
    effect: Annotated[
        Effect | None,
        means(
            "legal: lovens frist; service: kontorets løfte; internal (ellers).",
            "legal: the law's term; service: the office's promise; internal (else).",
        ),
    ] = None
    roll: Annotated[
        Roll | None,
        means(
            "En slutdag, der er fridag (ellers next-working-day).", "An end on a day off (else next-working-day)."
        ),
    ] = None
    source: Source = None
    certainty: Certainty = None
    reason: Reason = None
    accumulation: Annotated[
        AccumulationForm | None, means("Månederne, der skal løbe op.", "The months that must add up.")
    ] = None
    reminder: Annotated[
        tuple[ReminderForm, ...] | None, means("Dens rykkertrappe.", "Its ladder of reminders.")
    ] = None
    whose: Annotated[
        Whose | None,
        means("Hvem den binder (ellers office).", "Whom it binds (else office)."),
    ] = None
    total_suspension: Annotated[
        Days | None,
        means("Dage, som alle stop tilsammen kan vare.", "Days that all stops together may last."),
    ] = None


class FindingForm(WrittenTable, frozen=True, kw_only=True):
    """``[[finding]]``."""

    id: Annotated[
        Slug, means("Fundets navn i statistik og kommandoer.", "The finding's name in statistics and commands.")
    ]
    label: Label
    at: Annotated[Names | None, means("De hændelser, der ses på.", "The events that are looked at.")] = None
    missing: Annotated[
        OfficeName | None,
        means("En hændelse, der skulle være sket forinden.", "An event that should have happened before."),
    ] = None
    lacks: Annotated[
        AttributeName | None,
        means("En attribut, som hændelsen burde have.", "An attribute that the event should carry."),
    ] = None
    recorded_after: Annotated[
        Count | None, means("Registreret mere end så mange dage efter.", "Recorded more than so many days after.")
    ] = None
    overdue: Annotated[
        Slug | None,
        means("En frist, der ikke blev overholdt.", "A deadline that was not met in time."),
    ] = None
    longer_than: Annotated[
        Days | None, means("Sagen var åben i flere dage.", "The case was open for more days.")
    ] = None
    unless: Annotated[
        Names | None,
        means(
            "Hændelser, der gør fundet ligegyldigt, når de kom før.",
            "Events that make it moot when they came before.",
        ),
    ] = None
    source: Source = None
    certainty: Certainty = None
    reason: Reason = None


class CheckForm(WrittenTable, frozen=True, kw_only=True):
    """``[[check]]``."""

    id: Annotated[Slug, means("Kontrolpunktets navn i svar.", "The check's name in answers.")]
    label: Annotated[Said, means("Spørgsmålet, som folk læser det.", "The question, as people read it.")]
    source: Source = None


class PresumptionForm(WrittenTable, frozen=True, kw_only=True):
    """``[[presumption]]``."""

    event: Annotated[Slug, means("Hændelsen, der sender meddelelsen.", "The event that sends the notice.")]
    sent_by: Annotated[
        OfficeName | None,
        means("Hvordan den blev sendt (ellers uanset hvordan).", "How it was sent (else however it was)."),
    ] = None
    working_days: Annotated[
        Annotated[int, Meta(ge=0, le=366)],
        means("Så mange arbejdsdage senere er den fremme.", "So many working days later it has arrived."),
    ]
    source: Source = None
    certainty: Certainty = None
    reason: Reason = None


class CaseTypeForm(WrittenTable, frozen=True, kw_only=True):
    """A case type's file."""

    id: Annotated[
        Slug, means("Sagstypens navn i hændelser og kommandoer.", "The type's name in events and commands.")
    ]
    title: Label
    valid_from: Annotated[
        date | None,
        means("Første dag, denne udgave gælder.", "The first day that this version governs."),
    ] = None
    zone: Annotated[
        Zone | None,
        means("Datoernes tidszone (ellers kalenderens).", "The time zone of its dates (else the calendar's)."),
    ] = None
    calendar: Annotated[
        Slug | None,
        means("Arbejdsdagenes kalender (ellers denmark).", "The calendar of its working days (else denmark)."),
    ] = None
    role: Annotated[
        Literal["case", "complaint"] | None,
        means(
            "complaint: sagerne tælles i klagestatistikken.",
            "complaint: its cases count in the complaint statistics.",
        ),
    ] = None
    opens: Annotated[
        Names | None,
        means(
            "Hændelser, der åbner sagen (ellers application-received).",
            "Events that open the case (else application-received).",
        ),
    ] = None
    closes: Annotated[
        Names | None, means("Hændelser, der lukker den (ellers closed).", "Events that close it (else closed).")
    ] = None
    reopens: Annotated[
        Names | None,
        means("Hændelser, der åbner den igen (ellers reopened).", "Events that open it again (else reopened)."),
    ] = None
    expects: Annotated[
        Names | None,
        means("Andre hændelser, der ikke overrasker.", "Further events that are no surprise."),
    ] = None
    source: Source = None
    description: Annotated[Said | None, means("Hvad sagerne handler om.", "What the cases are about.")] = None
    action: Annotated[
        tuple[ActionForm, ...] | None, means("Typens egne hændelser.", "Events of the type's own.")
    ] = None
    attribute: Annotated[
        tuple[AttributeForm, ...] | None, means("Værdier, der hører til sagen.", "Values that belong to the case.")
    ] = None
    deadline: Annotated[tuple[DeadlineForm, ...] | None, means("Frister.", "Deadlines.")] = None
    finding: Annotated[
        tuple[FindingForm, ...] | None,
        means("Det, kontoret vil have fundet i sagerne.", "What the office wants found in the cases."),
    ] = None
    check: Annotated[
        tuple[CheckForm, ...] | None, means("Tjeklisten for et tilsyn.", "The checklist of a review.")
    ] = None
    meeting_reminder: Annotated[
        tuple[ReminderForm, ...] | None,
        means("Rykkertrappen for aftalte samtaler.", "The ladder of reminders of agreed meetings."),
    ] = None
    citizen: Annotated[CitizenForm | None, means("Hvordan borgeren nås.", "How the citizen is reached.")] = None
    presumption: Annotated[
        tuple[PresumptionForm, ...] | None,
        means("Hvornår en meddelelse regnes for nået frem.", "When a notice is presumed to have arrived."),
    ] = None
