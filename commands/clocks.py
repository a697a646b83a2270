"""The clocks that times of registration rest on: how they stand, and going on after the database's was ahead."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Annotated, Any

from cyclopts import Parameter

from ..domain.person_number import may_stand_in
from ..domain.problem import BadInput, Problem
from ..intake.event.values import check_name, check_text
from ..journal.application import Journal
from ..journal.clock import HostClock
from ..journal.clock_standing import clock_standing
from ..journal.entry import Refused
from ..terminal.language import both, say
from ..terminal.output import answer, note, out
from ..terminal.reader_time import now
from ..terminal.tables import NONE
from .asking import Json, journal


def clock_problems(opened: Journal) -> tuple[dict[str, Any], list[Problem]]:
    """How the clocks stand, as JSON tells it, and what is wrong with them."""
    found = clock_standing(opened, opened.host or HostClock(now))
    told = {
        "database": found.database,
        "host": found.host,
        "recorded": found.recorded,
        "slip_seconds": round(found.slip.total_seconds(), 6),
        "acknowledged_until": found.acknowledged_until,
    }
    return told, [*found.problems]


def clock(
    *,
    go_on: Annotated[
        bool,
        Parameter(
            negative=(),
            help=both(
                "Skriv videre, selv om uret har været foran: alt registreres med journalens seneste tidspunkt, til uret når dertil.",
                "Write on although the clock was ahead: everything is recorded as of the journal's last time until it gets there.",
            ),
        ),
    ] = False,
    by: Annotated[str | None, Parameter(help=both("Hvem der beslutter det.", "Who decides it."))] = None,
    reason: Annotated[str | None, Parameter(help=both("Hvad der gik galt.", "What went wrong."))] = None,
    json: Json = False,
) -> int:
    """Carry out ``sagsgang clock``: exit status 1 when a clock can't be relied on."""
    decided = _decided(go_on, by, reason)
    with journal() as opened:
        if decided is not None:
            outcome = opened.acknowledge_slip(*decided)
            if isinstance(outcome, Refused):
                raise outcome.problem
            if outcome is None:
                note(
                    both(
                        "Der er intet at skrive videre efter; intet er noteret.",
                        "There is nothing to go on after; nothing was noted.",
                    )
                )
        told, problems = clock_problems(opened)
    told["problems"] = [{"code": one.code, "text": say(one.text)} for one in problems]

    def show(_: object) -> None:
        def shown(at: datetime | None) -> str:
            # As what is wrong with them tells their times: clocks of machines are compared in one time.
            return f"{at.astimezone(UTC):%Y-%m-%d %H:%M:%S} UTC" if at else NONE

        out.print(f"{both('Databasens ur', 'The clock of the database')}: {shown(told['database'])}", markup=False)
        out.print(f"{both('Denne maskines', 'That of this machine')}: {shown(told['host'])}", markup=False)
        out.print(f"{both('Sidst registreret', 'Last recorded')}: {shown(told['recorded'])}", markup=False)
        if told["slip_seconds"] and told["acknowledged_until"]:
            until = shown(told["acknowledged_until"])
            out.print(both(f"Der skrives videre til {until}", f"Writing goes on until {until}"), markup=False)
        for one in problems:
            out.print(say(one.text), markup=False, soft_wrap=True)

    answer(told, json, show)
    return 1 if problems else 0


def _decided(go_on: bool, by: str | None, reason: str | None) -> tuple[str, str] | None:
    """Who decides to go on, and why; None: nobody does. Raises Problem ``which-words``, ``wrong-field``."""
    if not go_on and by is None and reason is None:
        return None
    if not (go_on and by and by.strip() and reason and reason.strip()):
        raise BadInput(
            code="which-words",
            parameter="words",
            da="--go-on, --by NAVN og --reason GRUND hører sammen: journalen noterer, hvem der besluttede det og hvorfor.",
            en="--go-on, --by NAME and --reason REASON belong together: the journal notes who decided it and why.",
        )
    who, why = check_name("--by", by.strip()), check_text("--reason", reason.strip())
    if may_stand_in(who) or may_stand_in(why):
        raise BadInput(
            code="wrong-field",
            parameter="by",
            da="--by eller --reason ligner noget med et CPR-nummer: skriv det uden.",
            en="--by or --reason seems to hold a CPR number: write it without.",
        )
    return who, why
