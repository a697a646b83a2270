"""Trying again when the database was away or in the way for a moment: with growing pauses, and an end."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from random import random
from time import sleep
from typing import ParamSpec, TypeVar

import psycopg
from eventsourcing.persistence import PersistenceError

from .outages import code_of, passes, problem_of

P = ParamSpec("P")
R = TypeVar("R")

PAUSES = (0.05, 0.1, 0.2, 0.4, 0.8, 1.6)  # seconds between attempts: a server that starts anew is back by then
SAID_AT_ONCE = frozenset({"53100", "53200", "25006", "25P03", "25P04", "55P03"})


def again(call: Callable[P, R]) -> Callable[P, R]:
    """Make a call that does the same when it is done twice one that is tried again.

    It raises what it raised at last, or the Problem that says what to do where the server's code tells that nothing of
    the call was written.
    """

    @wraps(call)
    def persistent(*args: P.args, **kwargs: P.kwargs) -> R:
        for pause in (*PAUSES, None):
            try:
                return call(*args, **kwargs)
            except (PersistenceError, psycopg.Error) as error:
                if pause is None or not passes(error):
                    if code_of(error) in SAID_AT_ONCE and (problem := problem_of(error)):
                        raise problem from error
                    raise
                sleep(pause * (0.9 + 0.2 * random()))  # noqa: S311 - nothing is hidden by it
        raise AssertionError("the last attempt returns or raises")

    return persistent
