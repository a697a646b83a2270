"""The ombudsman's inquiry into flexjob cases (egen drift-undersøgelse).

Given by the documents: begun in April 2011, preliminary report on 26 October 2011 about 30 cases, dialogue until the
beginning of 2012, closed on 20 February 2015 by letter and without criticism; and the three points of criticism. The
days in between are constructed, as are the cases: they are drawn from those of the demonstration.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, timedelta

from ...domain.events.case_events import ApplicationReceived, Closed, Decided, GuidanceGiven, InformationRequested
from ...domain.events.corrections import in_force
from ...domain.events.history import Recorded
from ...domain.events.office_events import CheckAnswered, ErrorCorrected, SampleDrawn
from ...domain.rules.local_time import LocalTime
from ...domain.sampling import METHOD, draw
from ...projections.quality.populations import PopulationFilter
from .docket import Docket
from .office import ZONE, instant, working_day
from .record import OPENERS, Look, Record

CASE = "E-2011-0001"
OMBUDSMAN = "Borgerrådgiveren"
BEGUN, DRAWN, REPORTED = date(2011, 4, 11), date(2011, 5, 16), date(2011, 10, 26)
RESPONDED, LAST_DIALOGUE, ENDED = date(2011, 12, 20), date(2012, 1, 31), date(2015, 2, 20)
APPLIED_FROM, APPLIED_TO = instant(date(2009, 1, 1)), instant(date(2011, 4, 1))
SIZE = 30
LONG = timedelta(days=240)


def inquiry() -> Look:
    """The inquiry looks at the cases when its sample is drawn; since it began nobody else has looked."""
    return Look(instant(DRAWN), _inquiry)


def _inquiry(record: Record) -> Docket:
    """The inquiry, from its beginning to its outcome."""
    docket = Docket(CASE, "egen-drift")
    docket.act("inquiry-begun", BEGUN, after_days=0, unit=OMBUDSMAN, attributes={"area": "fleksjob"})
    docket.put(InformationRequested, working_day(BEGUN, 3), after_days=0)
    errors = _check(docket, _draw(docket, record), record)
    docket.act("preliminary-report", REPORTED, after_days=0)
    docket.act("response-sent", RESPONDED, after_days=0, note="generelle og konkrete bemærkninger")
    for case, check in errors:
        day = working_day(REPORTED, docket.rng.randrange(10, 90))
        docket.put(ErrorCorrected, day, after_days=0, concerns=case, check=check)
    docket.act("dialogue-held", LAST_DIALOGUE, after_days=0)
    docket.put(
        Closed,
        ENDED,
        after_days=0,
        reason="afsluttet med et brev",
        attributes={"outcome": "letter", "criticism": False},
    )
    return docket


def _draw(docket: Docket, record: Record) -> SampleDrawn:
    """Thirty of the cases begun in the two years before, as they stood in the journal on the day of the draw."""
    recorded = instant(DRAWN, 10, 0) + timedelta(seconds=30)
    population = {case: None for case in record.flexjobs if _was_begun(record.known(case, recorded))}
    chosen = PopulationFilter("fleksjob", opened_from=APPLIED_FROM, opened_to=APPLIED_TO)
    docket.put(
        SampleDrawn,
        DRAWN,
        at=(10, 0),
        recorded=recorded,
        method=METHOD,
        seed=CASE,
        size=SIZE,
        as_of=instant(DRAWN),
        position=record.position_before(recorded) + len(docket.happenings),
        chosen=chosen.written(),
        **draw(population, CASE, SIZE, stratified=False)._asdict(),
    )
    sample = docket.happenings[-1].event
    assert isinstance(sample, SampleDrawn)
    return sample


def _was_begun(known: Sequence[Recorded]) -> bool:
    begun = [
        recorded.event.occurred
        for recorded in in_force(known, LocalTime.of(ZONE))[0]
        if recorded.event.name in OPENERS
    ]
    return bool(begun) and APPLIED_FROM <= begun[0] < APPLIED_TO


def _check(docket: Docket, sample: SampleDrawn, record: Record) -> list[tuple[str, str]]:
    """Each case is looked through; gives the errors. What is wrong is what the record shows."""
    errors = []
    for place, one in enumerate(sample.cases):
        day = working_day(DRAWN, 10 + 4 * place)
        seen = [each.event for each in in_force(record.known(one.case, instant(day)), LocalTime.of(ZONE))[0]]
        decided = next((event.occurred for event in seen if isinstance(event, Decided)), None)
        guided = next((event.occurred for event in seen if isinstance(event, GuidanceGiven)), None)
        applied = next((event.occurred for event in seen if isinstance(event, ApplicationReceived)), None)
        wrong = {
            "guidance": guided is None or (decided is not None and guided > decided),
            "application-time": applied is None,
            "processing-time": _is_long(seen[0].occurred, decided or instant(day)),
        }
        for check, is_wrong in wrong.items():
            answer = "error" if is_wrong else "ok"
            docket.put(CheckAnswered, day, after_days=0, concerns=one.case, check=check, answer=answer)
            if is_wrong:
                errors.append((one.case, check))
    return errors


def _is_long(begun: datetime, decided: datetime) -> bool:
    return decided - begun > LONG
