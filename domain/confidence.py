"""How sure a percentage of a sample is: the interval that the percentage of all cases lies in."""

from __future__ import annotations

from math import sqrt
from statistics import NormalDist
from typing import NamedTuple


class Interval(NamedTuple):
    """From ``low`` to ``high``, as shares from 0 to 1."""

    low: float
    high: float


def wilson(hits: int, number: int, confidence: float = 0.95) -> Interval:
    """The Wilson score interval of a share: ``hits`` of ``number``, one or more.

    The two shares p at which the hits lie z standard errors away, |hits/n − p| = z √(p (1 − p) / n), with z the
    normal quantile of the confidence (1.96 for 95 %). Holds for small samples and for no hits at all, where the usual
    p ± z √(p (1 − p) / n) does not. Source: E. B. Wilson, "Probable inference, the law of succession, and statistical
    inference", Journal of the American Statistical Association 22 (1927), 209–212; NIST/SEMATECH e-Handbook of
    Statistical Methods, 7.2.4.1. It takes the population for endless: where the sample is a large part of it,
    the truth is known better than this says.
    """
    z = NormalDist().inv_cdf((1 + confidence) / 2)
    share, shift = hits / number, z * z / number
    centre = share + shift / 2
    reach = z * sqrt(share * (1 - share) / number + shift / (4 * number))
    low, high = (centre - reach) / (1 + shift), (centre + reach) / (1 + shift)
    return Interval(0.0 if hits == 0 else low, 1.0 if hits == number else high)
