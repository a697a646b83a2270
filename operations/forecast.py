"""What the dates would be if something were received: no case is made."""

from __future__ import annotations

from typing import Annotated

import msgspec

from ..projections.one_case.forecast import Forecast
from ..projections.one_case.forecast import forecast as forecast_of
from .moments import moment_of
from .operation_help import told
from .session import Session


class ForecastAsked(msgspec.Struct, frozen=True, kw_only=True):
    """A case of which type, opened by what and when."""

    type: Annotated[str, told("Sagstypen.", "The case type.", positional=True)]
    received: Annotated[
        str | None, told("Dato eller tidspunkt for modtagelsen (nu).", "Date or instant of receipt (now).")
    ] = None
    event: Annotated[
        str | None, told("Den åbnende hændelse (typens første).", "The opening event (the type's first).")
    ] = None


def forecast(session: Session, asked: ForecastAsked) -> Forecast:
    """The deadlines that would start. Raises BadMoment, Problem ``unknown-case-type``, ``cannot-open``."""
    rules = session.rules(asked.type)
    at = moment_of(asked.received, rules.zone) if asked.received is not None else session.now()
    return forecast_of(rules, asked.type, at, asked.event)
