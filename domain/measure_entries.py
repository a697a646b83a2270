"""What there is to count in the office: every measure by name, what it is divided by, and how it is asked.

All that is said of a measure stands in its entry here and in the file that counts it: from them come its command, its
answer, and the reports and targets that use it.
"""

from __future__ import annotations

from dataclasses import dataclass

from .text import Text


@dataclass(frozen=True, kw_only=True)
class MeasureEntry:
    """What is said of a measure.

    at: the function that counts it, as ``file:function`` in ``projections``; its annotation says what its rows are, and
    ``DEFINITION`` of its file what it means, ``FIELDS`` by what it can be divided. divided: by what it is divided where
    nothing else is said. help: a line for who asks. example: how it is asked, behind its name.
    """

    name: str
    at: str
    divided: tuple[str, ...] = ()
    help: Text
    example: str


ENTRIES = (
    MeasureEntry(
        name="case-time",
        at="statistics.case_time:case_times",
        help=Text(
            "Sagsbehandlingstider: antal, median, p90, gennemsnit.", "Processing times: number, median, p90, mean."
        ),
        example="--type wabo --by department",
    ),
    MeasureEntry(
        name="cases-received",
        at="statistics.received:received",
        help=Text(
            "Modtagne sager, og hvor mange af dem der er åbne og afsluttede.",
            "Cases received, and how many of them are open and closed.",
        ),
        example="--by type,unit --period month",
    ),
    MeasureEntry(
        name="complaints",
        at="statistics.complaints:complaints",
        help=Text(
            "Klager modtaget, afgjort og medhold pr. periode, med ændring i procent.",
            "Complaints received, decided and upheld per period, with the change in percent.",
        ),
        example="--period quarter --by kind",
    ),
    MeasureEntry(
        name="timeliness",
        at="statistics.timeliness:timeliness",
        help=Text(
            "Rettidighed: frister, der faldt i perioden, og hvor mange der blev overholdt.",
            "Timeliness: deadlines that fell due in the period, and how many were met in time.",
        ),
        example="--by deadline,unit --period month",
    ),
    MeasureEntry(
        name="open-deadlines",
        at="statistics.open_deadlines:open_deadlines",
        help=Text(
            "Åbne frister: overskredne, og hvor mange der forfalder i en periode.",
            "Open deadlines: overdue, and how many fall due in a period.",
        ),
        example="--by unit --from 2008-04-01 --to 2008-05-01 --as-of 2008-04-01",
    ),
    MeasureEntry(
        name="attendance",
        at="statistics.attendance:attendance",
        help=Text(
            "Fremmøde til samtaler, med og uden erindring.", "Attendance at meetings, with and without a reminder."
        ),
        example="--by reminded,unit --period year",
    ),
    MeasureEntry(
        name="satisfaction",
        at="statistics.satisfaction:satisfaction",
        help=Text(
            "Tilfredshed: svar i brugerundersøgelser, pr. enhed og periode.",
            "Satisfaction: answers in surveys of users, per unit and period.",
        ),
        example="--by survey,unit --period half",
    ),
    MeasureEntry(
        name="unit-time",
        at="flow.unit_time:unit_time",
        divided=("unit",),
        help=Text(
            "Tid pr. enhed: hvor længe sager var hos hver enhed, og hvor længe de ventede på den.",
            "Time per unit: how long cases were with each unit, and how long they waited for it.",
        ),
        example="--type fleksjob --from 2008-01-01 --period year",
    ),
    MeasureEntry(
        name="referrals",
        at="flow.referrals:referrals",
        divided=("unit", "to_unit"),
        help=Text(
            "Oversendelser mellem enheder: modtaget, returneret, på vej, og hvor hurtigt.",
            "Referrals between units: accepted, returned, on their way, and how soon.",
        ),
        example="--by to_unit --period quarter",
    ),
    MeasureEntry(
        name="handovers",
        at="statistics.handovers:handovers",
        help=Text(
            "Overdragelser: hvor ofte arbejdet på sager gik fra én til en anden, og kom tilbage.",
            "Handovers: how often work on cases went from one person to another, and came back.",
        ),
        example="--by from,to --period quarter",
    ),
    MeasureEntry(
        name="events",
        at="statistics.events:events",
        divided=("name",),
        help=Text(
            "Hændelser: hvor mange af hver slags, hvem der udførte dem, og i hvor mange sager.",
            "Events: how many of each kind, who did them, and in how many cases.",
        ),
        example="--by name,actor --period month",
    ),
    MeasureEntry(
        name="error-rates",
        at="quality.checks:error_rates",
        divided=("check",),
        help=Text(
            "Fejlprocenter i tilsyn, med 95 %-interval.", "Error rates of reviews, with their 95 % interval."
        ),
        example="--type tilsyn --by check,unit --cases",
    ),
    MeasureEntry(
        name="quality",
        at="statistics.findings:findings",
        divided=("finding",),
        help=Text(
            "Fund i sagerne: det, som nogen bør se på.", "Findings in the record: what someone should look at."
        ),
        example="--by finding,unit --cases",
    ),
)
