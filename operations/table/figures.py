"""Operations of figures: statistics and their parts."""

from __future__ import annotations

from ...domain.measure_entries import ENTRIES
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
    *(
        Operation(
            name=f"stats.{one.name}",
            at=f"statistics:{one.name}",
            does="reads",
            needs=COUNTED,
            help=one.help,
            example=same(f"stats {one.name} {one.example}"),
        )
        for one in ENTRIES
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
