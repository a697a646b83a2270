"""The words of a call that reconciles: the system's name, columns and fields in pairs."""

from __future__ import annotations

from collections.abc import Sequence

from ..domain.excerpt import excerpt
from ..domain.person_number import is_written_in
from ..domain.signs import sign_name, unfit_for_a_name
from ..domain.text import Problem
from ..intake.values import LONGEST_NAME
from .asking import not_empty

Pairs = tuple[tuple[str, str], ...]


def pairs(option: str, words: Sequence[str] | None) -> Pairs:
    """``A=B`` as pairs; what comes before the last ``=`` of --compare is a column. Raises Problem ``bad-pair``."""
    found = []
    for word in words or ():
        left, mark, right = word.rpartition("=") if option == "--compare" else word.partition("=")
        if not (left.strip() and mark and right.strip()):
            raise Problem(
                code="bad-pair",
                da=f"{option} skal skrives som NAVN=VÆRDI.",
                en=f"{option} must be written as NAME=VALUE.",
            )
        if is_written_in(word):  # both are kept with the comparison
            raise Problem(
                code="bad-pair",
                da=f"{option} ligner noget med et CPR-nummer. Skriv det uden.",
                en=f"{option} seems to hold a CPR number. Write it without.",
            )
        found.append((left.strip(), right.strip()))
    return tuple(found)


def check_system(system: str) -> None:
    """Raises Problem ``empty-option``, ``bad-system``."""
    not_empty("--system", system)
    if (sign := unfit_for_a_name(system)) is not None:
        raise Problem(
            code="bad-system",
            da=f"--system har tegnet {sign_name(sign)}, som et navn ikke kan have: skriv det uden.",
            en=f"--system has the sign {sign_name(sign)}, which a name cannot have: write it without.",
        )
    if is_written_in(system) or len(system) > LONGEST_NAME:
        raise Problem(
            code="bad-system",
            da=f"--system skal være systemets navn: højst {LONGEST_NAME} tegn, uden linjeskift, og intet, der ligner "
            "et CPR-nummer.",
            en=f"--system must be the system's name: at most {LONGEST_NAME} characters, no line breaks, and nothing that "
            "looks like a CPR number.",
        )


def check_once(fields: Sequence[str]) -> None:
    """A difference is known by its field: compared with two columns it would be two under one name. Raises Problem."""
    for field in fields:
        if fields.count(field) > 1:
            raise Problem(
                code="bad-pair",
                da=f"--compare nævner feltet {excerpt(field)} to gange: sammenlign det med én kolonne.",
                en=f"--compare names the field {excerpt(field)} twice: compare it with one column.",
            )
