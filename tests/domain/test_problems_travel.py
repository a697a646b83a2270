"""A problem that is met in another process arrives as what it was there."""

from __future__ import annotations

import pickle
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from importlib import import_module
from inspect import signature
from multiprocessing import get_context
from pathlib import Path
from pkgutil import walk_packages

import pytest
import sagsgang
from sagsgang.domain.problem import Problem


def narrower(kind: type[Problem]) -> Iterator[type[Problem]]:
    """A kind of problem, and all that are made from it."""
    yield kind
    for one in kind.__subclasses__():
        yield from narrower(one)


def every_problem() -> list[type[Problem]]:
    """Every kind of problem that the program defines."""
    folder = Path(sagsgang.__file__).parent
    for room in sorted(path.name for path in folder.iterdir() if (path / "__init__.py").is_file()):
        if room not in {"tests", "bench"}:
            for module in walk_packages([str(folder / room)], f"sagsgang.{room}."):
                import_module(module.name)
    return sorted(
        {kind for kind in narrower(Problem) if kind.__module__.startswith("sagsgang.")},
        key=lambda kind: (kind.__module__, kind.__name__),
    )


def a_problem(kind: type[Problem]) -> Problem:
    """One of the kind, made as it asks to be."""
    asked = signature(kind).parameters
    if "da" not in asked:
        return kind(*[[]] * len(asked))  # type: ignore[call-arg, misc] # it has words of its own, and nothing to list
    made = kind(da="Sagen er væk.", en="The case is gone.")
    made.details["position"] = 7
    return made


def test_every_problem_comes_back_as_it_was() -> None:
    """Given each kind of problem that the program defines, whatever it asks for when it is made, when it is sent to another
    process and comes back, then its kind, words, code and all else that it holds are what they were."""
    kinds = every_problem()
    assert len(kinds) > 30
    for kind in kinds:
        sent = a_problem(kind)
        came = pickle.loads(pickle.dumps(sent))  # noqa: S301 (our own)
        assert (type(came), came.args, str(came), vars(came)) == (kind, sent.args, str(sent), vars(sent)), kind


def meet_a_problem() -> None:
    """What a share of some work meets."""
    raise Problem(code="disk-full", da="Disken er fuld.", en="The disk is full.", free=0)


def test_a_process_that_meets_one_says_so() -> None:
    """Given work that is shared with another process, when that meets a problem, then the problem is raised here, and the
    process is not taken for one that broke."""
    with (
        ProcessPoolExecutor(1, mp_context=get_context("fork")) as pool,
        pytest.raises(Problem, match="The disk is full") as met,
    ):
        pool.submit(meet_a_problem).result()
    assert (met.value.code, met.value.text.da, met.value.details) == ("disk-full", "Disken er fuld.", {"free": 0})
