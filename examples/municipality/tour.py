"""The tour of the demonstration: questions that an office asks, and the command that answers each."""

from __future__ import annotations

from datetime import date
from typing import NamedTuple

from ...domain.text import Text
from .explained import CASE as EXPLAINED
from .explained import PUT_RIGHT
from .flexjob_plan import COUNTED_ON, RESTORED_BY
from .inquiry import CASE as INQUIRY

AFTERWARDS = date(2016, 1, 1)
# The decision was made, and nobody knew yet that the application had come earlier than registered.
BEFORE_PUT_RIGHT = date(2008, 1, 10)
DUTY = f"--type fleksjob --deadline re-assessment --on {COUNTED_ON} --until {RESTORED_BY}"


class Stop(NamedTuple):
    """A question, and the words of the command that answers it."""

    question: Text
    command: str


TOUR = (
    Stop(
        Text("Hvilke sager har kommunen haft?", "Which cases has the municipality had?"),
        f"cases --by type --limit 0 --as-of {AFTERWARDS}",
    ),
    Stop(
        Text(
            f"Hvilke revurderinger hastede den {COUNTED_ON}?", f"Which re-assessments were urgent on {COUNTED_ON}?"
        ),
        f"queue --deadline re-assessment --as-of {COUNTED_ON} --limit 3",
    ),
    Stop(
        Text(
            f"Blev de overskredne revurderinger genoprettet til {RESTORED_BY}?",
            f"Were the overdue re-assessments made good by {RESTORED_BY}?",
        ),
        f"backlog {DUTY}",
    ),
    Stop(
        Text("Hvor mange klagede til Borgerrådgiveren?", "How many complained to the ombudsman?"),
        f"stats complaints --by via --period year --as-of {AFTERWARDS}",
    ),
    Stop(
        Text("Hvor lang tid tog fleksjobsagerne?", "How long did the flexjob cases take?"),
        f"stats case-time --type fleksjob --period year --as-of {AFTERWARDS}",
    ),
    Stop(
        Text("Hvad mangler der i fleksjobsagerne?", "What is missing in the flexjob cases?"),
        f"stats quality --type fleksjob --by finding --as-of {AFTERWARDS}",
    ),
    Stop(
        Text("Hvor mange fejl fandt ledelsestilsynet?", "How many errors did the management reviews find?"),
        f"stats error-rates --type tilsyn --by type --period year --as-of {AFTERWARDS}",
    ),
    Stop(
        Text("Kom borgerne til samtalerne?", "Did the citizens come to the meetings?"),
        f"stats attendance --type fleksjob --by reminded --as-of {AFTERWARDS}",
    ),
    Stop(
        Text("Hvad blev der af Borgerrådgiverens undersøgelse?", "What became of the ombudsman's inquiry?"),
        f"review show {INQUIRY} --as-of {AFTERWARDS}",
    ),
    Stop(
        Text(
            "Hvilke rapporter lavede rapportkalenderen af sig selv i januar?",
            "Which reports did the report calendar make by itself in January?",
        ),
        "report-calendar due --from 2016-01-01 --to 2016-02-01",
    ),
    Stop(
        Text(f"Hvem modtog ledighedsydelse den {COUNTED_ON}?", f"Who received the benefit on {COUNTED_ON}?"),
        f"cases --type fleksjob --by benefit --open --limit 0 --as-of {COUNTED_ON}",
    ),
    Stop(
        Text("Hvad vidste vi dengang?", "What did we know then?"),
        f"cases --type fleksjob --by benefit --open --limit 0 --as-of {COUNTED_ON} --known-at {COUNTED_ON}",
    ),
    Stop(
        Text(
            f"Blev {EXPLAINED} afgjort i tide, efter hvad man vidste?",
            f"Was {EXPLAINED} decided in time, as known?",
        ),
        f"case explain {EXPLAINED} decision --as-of {BEFORE_PUT_RIGHT} --known-at {BEFORE_PUT_RIGHT}",
    ),
    Stop(
        Text(
            f"Og efter at registreringen blev rettet den {PUT_RIGHT}?",
            f"And after the record was put right on {PUT_RIGHT}?",
        ),
        f"case explain {EXPLAINED} decision --as-of {BEFORE_PUT_RIGHT}",
    ),
)

TRY_NEXT = (
    f"queue --as-of {COUNTED_ON} --deadline re-assessment --overdue --limit 10",
    f"case explain {EXPLAINED} re-assessment --as-of {AFTERWARDS}",
    f"backlog {DUTY} --lead transfer",
    f"stats timeliness --type fleksjob --by deadline --period year --as-of {AFTERWARDS}",
    "targets status --year 2010 --as-of 2011-01-01",
    f"review show {INQUIRY} --as-of {AFTERWARDS}",
    f"sample verify {INQUIRY}",
    f"differences --as-of {AFTERWARDS}",
    "remind --since 2015-12-28 --until 2016-01-01 --dry-run",
    "report-calendar show bif",
    "report make monthly-status --period 2008-04 --for director",
    "replay --until 2008-03-01",
)
