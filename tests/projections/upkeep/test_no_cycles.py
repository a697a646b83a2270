"""A fold leaves nothing that only a collector of cycles could free: its memory is free when it is done with."""

from __future__ import annotations

import gc

from sagsgang.domain.fold.law import Law
from sagsgang.domain.fold.rows import rows

from ..published import published

CASES = 300


def test_a_fold_is_no_cycle() -> None:
    """Given cases with late, corrected and annulled events, stops and rule changes, when their rows are computed and let go
    of while nobody collects cycles, then none is found afterwards."""
    cases = [published(number) for number in range(CASES)]
    laws = [Law(case.publications) for case in cases]
    for case, law in zip(cases, laws, strict=True):
        rows(case.history, law)  # what is remembered from the first time on is no matter
    gc.collect()
    gc.disable()
    try:
        for case, law in zip(cases, laws, strict=True):
            rows(case.history, law)
        assert gc.collect() == 0
    finally:
        gc.enable()
