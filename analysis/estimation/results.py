"""What does an estimate from a sample carry? Never a bare number."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from analysis.concepts import Estimate

FloatArray = NDArray[np.float64]


@dataclass(frozen=True)
class Estimates:
    """One or more estimates from one design, with their covariance.

    Attributes
    ----------
    names : tuple of str
        What each estimate is of; k of them.
    estimate : array of shape (k,)
        The estimates, in `unit`.
    covariance : array of shape (k, k)
        Design covariance, in `unit` squared.
    lower, upper : array of shape (k,)
        Limits at `level`.
    df : array of shape (k,)
        Degrees of freedom: cases minus strata present in the domain.
    n : array of shape (k,)
        Cases that the estimate rests on (in the domain and with an answer).
    level : float
        Level of the limits, a fraction in (0, 1).
    unit : str
        ``persons``, ``share`` or ``ratio``.
    method : tuple of str
        How each interval was made.
    """

    names: tuple[str, ...]
    estimate: FloatArray
    covariance: FloatArray
    lower: FloatArray
    upper: FloatArray
    df: FloatArray
    n: FloatArray
    level: float
    unit: str
    method: tuple[str, ...]

    @property
    def standard_error(self) -> FloatArray:
        """Return the standard errors, of shape (k,), in `unit`."""
        return np.sqrt(np.diag(self.covariance))

    def of(self, name: str) -> Estimate:
        """Return one estimate by its name, with its limits."""
        i = self.names.index(name)
        return Estimate(
            value=float(self.estimate[i]),
            lower=float(self.lower[i]),
            upper=float(self.upper[i]),
            level=self.level,
            unit=self.unit,
            n=float(self.n[i]),
            method=self.method[i],
        )
