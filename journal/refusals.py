"""Why the journal takes an event or a time of recording not: each reason has a stable code and says what to do."""

from __future__ import annotations

from datetime import datetime

from ..domain.problem import BadInput, Conflict, InternalFault, Problem, See

LARGEST_EVENT = 16 * 1024 * 1024  # bytes of its body, as the database holds it too
LONGEST_REFERENCE = 1000  # bytes of UTF-8: two of them fit one index entry of PostgreSQL (2,704 bytes)


def reserved() -> Problem:
    """A stream or topic that only the journal writes."""
    return BadInput(
        code="reserved-case",
        da="Sagsnumre, der begynder med $, og offentliggørelser er journalens egne. Brug et andet sagsnummer.",
        en="Case references beginning with $, and publications, are the journal's own. Use another reference.",
    )


def reserved_source() -> Problem:
    """A source in which only sagsgang itself speaks, or one that looks like it."""
    return BadInput(
        code="reserved-event",
        da="Kilden er sagsgangs egen, eller ligner den: under den skriver kun sagsgang selv. "
        "Skriv det afsendende systems adresse (URI) i source.",
        en="The source is sagsgang's own, or looks like it: only sagsgang itself writes under it. "
        "Write the URI of the sending system as source.",
    )


def too_large(size: int) -> Problem:
    """The body of the event is larger than one may be. details: ``bytes``."""
    return BadInput(
        code="event-too-large",
        bytes=size,
        da=f"Hændelsen fylder {size} byte, og højst {LARGEST_EVENT} kan gemmes. "
        "Læg det lange (bilag, udtræk) et andet sted, og henvis til det.",
        en=f"The event has {size} bytes, and at most {LARGEST_EVENT} can be kept. "
        "Put what is long (an annex, an extract) elsewhere, and refer to it.",
    )


def bad_reference() -> Problem:
    """A reference that PostgreSQL cannot keep or index."""
    return BadInput(
        code="bad-reference",
        da=f"Sagsnummer, kilde og id skal være tekst på 1 til {LONGEST_REFERENCE} byte uden NUL-tegn.",
        en=f"Case reference, source and id must be text of 1 to {LONGEST_REFERENCE} bytes without NUL.",
    )


def not_utc() -> Problem:
    """The time of the event is not in UTC."""
    return BadInput(
        code="occurred-not-utc",
        da="Hændelsens tidspunkt skal være i UTC. Omregn det fra lokal tid, før det sendes.",
        en="The time of the event must be in UTC. Convert it from local time before sending it.",
    )


def id_reused(position: int, *, elsewhere: bool) -> Problem:
    """Another event has this source and id. details: ``position``; ``elsewhere``: in another stream."""
    return Conflict(
        code="id-reused",
        position=position,
        elsewhere=elsewhere,
        da=f"Kilde og id er brugt før, til en anden hændelse (position {position}). "
        "Giv den nye sit eget id, eller send en rettelse.",
        en=f"The source and id were used before, for another event (position {position}). "
        "Give the new one its own id, or send a correction.",
    )


def version_conflict(expected: int, version: int) -> Problem:
    """The case is not at the version its sender saw. details: ``version``."""
    return Conflict(
        code="version-conflict",
        version=version,
        da=f"Sagen er kommet til version {version}, ikke {expected}. Læs den igen, og tag stilling på ny.",
        en=f"The case has come to version {version}, not {expected}. Read it again and decide anew.",
    )


def no_case_type() -> Problem:
    """The first event of a case names no case type."""
    return BadInput(
        code="no-case-type",
        da="Sagens første hændelse siger ikke, hvilken sagstype den har. Udfyld casetype (i en mapping: case_type).",
        en="The case's first event does not say which case type it has. Fill in casetype (in a mapping: case_type).",
    )


def journal_live() -> Problem:
    """A time of recording was given although the journal is live."""
    return Conflict(
        code="journal-live",
        da="Journalen er i drift: registreringstidspunktet sættes af journalen selv. Udelad det.",
        en="The journal is live: it gives the time of recording itself. Leave it out.",
    )


def recorded_in_future(at: datetime) -> Problem:
    """A time of recording lies after the database's clock, or has no zone."""
    return BadInput(
        code="recorded-in-future",
        da=f"Registreringstidspunktet {at} ligger i fremtiden eller mangler tidszone. Ret det i kilden.",
        en=f"The time of recording {at} lies in the future or has no time zone. Mend it at the source.",
    )


def recorded_backwards(at: datetime, last: datetime) -> Problem:
    """A time of recording lies before the one written before it."""
    return Conflict(
        code="recorded-backwards",
        da=f"Registreringstidspunktet {at} ligger før journalens seneste, {last}. "
        "Importér i rækkefølge efter registreringstidspunkt.",
        en=f"The time of recording {at} lies before the journal's last, {last}. "
        "Import in order of the time of recording.",
    )


def held_back() -> Problem:
    """The event itself is good, but another one that lands together with it was refused."""
    return Conflict(
        code="held-back",
        da="En anden hændelse, der skal med den, blev afvist: ingen af dem er skrevet. Ret den anden.",
        en="Another event that lands together with it was refused: none of them was written. Mend the other one.",
    )


def events_gone(head: int, remembered: int) -> Problem:
    """Something rests on later events than the journal holds. details: ``head``, ``remembered``."""
    return InternalFault(
        code="events-gone",
        da=f"Journalen ender ved position {head}, og projektionerne, udbakken eller planlæggeren hviler på hændelser til og "
        f"med position {remembered}: journalen har mistet hændelser, eller den er genskabt til et tidligere tidspunkt. "
        "Intet er skrevet: de samme positioner ville blive brugt igen. Er noget slettet, så gem databasen, som den er, og "
        "genskab en sikkerhedskopi i en ny. Er journalen den rette, så lad rækkerne erstatte.",
        en=f"The journal ends at position {head}, and the projections, the outbox or the scheduler rest on events up to "
        f"position {remembered}: the journal has lost events, or was restored to an earlier moment. Nothing was written: "
        "the same positions would be used again. If something was deleted, keep the database as it is and restore a backup "
        "into a new one. If the journal is the right one, have the rows replaced.",
        see=See("rebuild", {"replace": True}),
        head=head,
        remembered=remembered,
    )
