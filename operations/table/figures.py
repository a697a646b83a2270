"""Operations of figures: statistics and their parts."""

from __future__ import annotations

from ...domain.text import Text
from ..operation import Need, Operation, same

COUNTED = Need("read", over=("type", "by"))

OPERATIONS = (
    Operation(
        name="stats.long-cases",
        at="long_cases:longest",
        does="reads",
        needs=Need("read", over=("type",)),
        help=Text(
            "Særligt lange sager, og hvor tiden gik: enheder, på vej, berostillet.",
            "Particularly long cases, and where the time went: units, on the way, suspended.",
        ),
        example=same("stats long-cases --type fleksjob --over 365 --period year"),
    ),
    Operation(
        name="stats.case-time",
        at="statistics:case_time",
        does="reads",
        needs=COUNTED,
        help=Text(
            "Sagsbehandlingstider: antal, median, p90, gennemsnit.",
            "Processing times: number, median, p90, mean.",
        ),
        example=same("stats case-time --type wabo --by department"),
    ),
    Operation(
        name="stats.cases-received",
        at="statistics:cases_received",
        does="reads",
        needs=COUNTED,
        help=Text(
            "Modtagne sager, og hvor mange af dem der er åbne og afsluttede.",
            "Cases received, and how many of them are open and closed.",
        ),
        example=same("stats cases-received --by type,unit --period month"),
    ),
    Operation(
        name="stats.complaints",
        at="statistics:complaints",
        does="reads",
        needs=COUNTED,
        help=Text(
            "Klager modtaget, afgjort og medhold pr. periode, med ændring i procent.",
            "Complaints received, decided and upheld per period, with the change in percent.",
        ),
        example=same("stats complaints --period quarter --by kind"),
    ),
    Operation(
        name="stats.timeliness",
        at="statistics:timeliness",
        does="reads",
        needs=COUNTED,
        help=Text(
            "Rettidighed: frister, der faldt i perioden, og hvor mange der blev overholdt.",
            "Timeliness: deadlines that fell due in the period, and how many were met in time.",
        ),
        example=same("stats timeliness --by deadline,unit --period month"),
    ),
    Operation(
        name="stats.open-deadlines",
        at="statistics:open_deadlines",
        does="reads",
        needs=COUNTED,
        help=Text(
            "Åbne frister: overskredne, og hvor mange der forfalder i en periode.",
            "Open deadlines: overdue, and how many fall due in a period.",
        ),
        example=same("stats open-deadlines --by unit --from 2008-04-01 --to 2008-05-01 --as-of 2008-04-01"),
    ),
    Operation(
        name="stats.attendance",
        at="statistics:attendance",
        does="reads",
        needs=COUNTED,
        help=Text(
            "Fremmøde til samtaler, med og uden erindring.",
            "Attendance at meetings, with and without a reminder.",
        ),
        example=same("stats attendance --by reminded,unit --period year"),
    ),
    Operation(
        name="stats.satisfaction",
        at="statistics:satisfaction",
        does="reads",
        needs=COUNTED,
        help=Text(
            "Tilfredshed: svar i brugerundersøgelser, pr. enhed og periode.",
            "Satisfaction: answers in surveys of users, per unit and period.",
        ),
        example=same("stats satisfaction --by survey,unit --period half"),
    ),
    Operation(
        name="stats.unit-time",
        at="statistics:unit_time",
        does="reads",
        needs=COUNTED,
        help=Text(
            "Tid pr. enhed: hvor længe sager var hos hver enhed, og hvor længe de ventede på den.",
            "Time per unit: how long cases were with each unit, and how long they waited for it.",
        ),
        example=same("stats unit-time --type fleksjob --from 2008-01-01 --period year"),
    ),
    Operation(
        name="stats.referrals",
        at="statistics:referrals",
        does="reads",
        needs=COUNTED,
        help=Text(
            "Oversendelser mellem enheder: modtaget, returneret, på vej, og hvor hurtigt.",
            "Referrals between units: accepted, returned, on their way, and how soon.",
        ),
        example=same("stats referrals --by to_unit --period quarter"),
    ),
    Operation(
        name="stats.handovers",
        at="statistics:handovers",
        does="reads",
        needs=COUNTED,
        help=Text(
            "Overdragelser: hvor ofte arbejdet på sager gik fra én til en anden, og kom tilbage.",
            "Handovers: how often work on cases went from one person to another, and came back.",
        ),
        example=same("stats handovers --by from,to --period quarter"),
    ),
    Operation(
        name="stats.events",
        at="statistics:events",
        does="reads",
        needs=COUNTED,
        help=Text(
            "Hændelser: hvor mange af hver slags, hvem der udførte dem, og i hvor mange sager.",
            "Events: how many of each kind, who did them, and in how many cases.",
        ),
        example=same("stats events --by name,actor --period month"),
    ),
    Operation(
        name="stats.error-rates",
        at="statistics:error_rates",
        does="reads",
        needs=COUNTED,
        help=Text(
            "Fejlprocenter i tilsyn, med 95 %-interval.",
            "Error rates of reviews, with their 95 % interval.",
        ),
        example=same("stats error-rates --type tilsyn --by check,unit --cases"),
    ),
    Operation(
        name="stats.quality",
        at="statistics:quality",
        does="reads",
        needs=COUNTED,
        help=Text(
            "Fund i sagerne: det, som nogen bør se på.",
            "Findings in the record: what someone should look at.",
        ),
        example=same("stats quality --by finding,unit --cases"),
    ),
    Operation(
        name="backlog",
        at="backlog:of_duty",
        does="reads",
        needs=Need("read", over=("type", "unit")),
        help=Text(
            "Efterslæbet på en pligt: sagerne under den på en dag, overskredne og ikke, og hvordan de overskredne "
            "bringes ned mod en måldag.",
            "The backlog of a duty: the cases under it on a day, overdue and not, and how the overdue ones are brought "
            "down towards a target day.",
        ),
        example=same("backlog --type fleksjob --deadline re-assessment --on 2007-12-01 --until 2008-06-01"),
    ),
    Operation(
        name="what-if",
        at="what_if:suppose",
        does="reads",
        needs=Need("read"),
        help=Text(
            "Hvad en anden udgave af en sagstype ville have ændret: frister, der flytter, overskridelser, der var "
            "undgået, og skridt, der var unødvendige. Intet gemmes.",
            "What another version of a case type would have changed: deadlines that move, breaches that would have "
            "been avoided, and steps that would have been needless. Nothing is stored.",
        ),
        example=same("what-if --type examples/municipality/types/fleksjob-2008.toml --as-of 2009-01-01"),
    ),
)
