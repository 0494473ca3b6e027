"""How is chance drawn so that the same seed gives the same files?

Every part draws from its own stream, named by a number, so that a change in one part
does not move the others. Rates are rounded before they steer a draw: the last digits of
an exponential may differ between machines, a rate of ten decimals hardly ever does.
"""

import numpy as np
from numpy.typing import NDArray

from analysis.synthetic.assumptions import assumed

# A new stream goes last: a stream's numbers follow its place.
STREAMS = (
    *("population", "truth", "pension", "recipients", "reporting"),
    *("review-people", "review-files", "review-readings", "events"),
)


def stream(name: str) -> np.random.Generator:
    """Return the stream of random numbers of one part of the generator."""
    sequence = np.random.SeedSequence([assumed("seed"), STREAMS.index(name)])
    return np.random.Generator(np.random.PCG64(sequence))


def settled(rates: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return rates rounded to ten decimals, negative ones set to zero."""
    return np.asarray(np.round(np.maximum(rates, 0.0), 10), dtype=np.float64)


def persistent_shocks(
    rng: np.random.Generator, *, n_rows: int, n_steps: int, sd: float, persistence: float
) -> NDArray[np.float64]:
    """Draw autoregressive shocks on the log scale.

    Returns
    -------
    array of float, shape (n_rows, n_steps)
        Mean zero, standard deviation `sd`, correlation `persistence` with the step
        before.

    Examples
    --------
    >>> shocks = persistent_shocks(stream("truth"), n_rows=2, n_steps=3, sd=0.1, persistence=0.5)
    >>> shocks.shape
    (2, 3)
    """
    draws = rng.standard_normal((n_rows, n_steps))
    shocks = np.empty_like(draws)
    shocks[:, 0] = draws[:, 0]
    for step in range(1, n_steps):
        shocks[:, step] = (
            persistence * shocks[:, step - 1] + np.sqrt(1 - persistence**2) * draws[:, step]
        )
    return sd * shocks
