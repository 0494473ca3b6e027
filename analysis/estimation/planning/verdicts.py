"""Can this be shown at all? One declared rule, so that no plan promises more than another."""

from __future__ import annotations

CAN_BE_SHOWN = "kan_vises"
ONLY_THE_ORDER = "kun_stoerrelsesorden"
CANNOT_BE_SHOWN = "kan_ikke_vises"

# Half as much again either way is what a director can still act on.
_MOST_FOR_SHOWN = 0.5
# Where the half width is the number itself, the interval reaches from about nobody.
_MOST_FOR_ORDER = 1.0
# Fewer cases than this say nothing of a domain, whatever is seen in them.
FEWEST_CASES = 30
# With fewer expected positives than this one case more or less moves the result by a third.
FEWEST_POSITIVES = 3


def judge_precision(n_cases: float, n_positive: float, relative_half_width: float) -> str:
    """Say whether an expected interval shows something.

    Parameters
    ----------
    n_cases, n_positive : float
        Expected cases in the domain, and expected positives among them.
    relative_half_width : float
        Half the expected width over the anticipated number.

    Returns
    -------
    str
        ``kan_vises``: within half as much again; ``kun_stoerrelsesorden``: within as much
        again; ``kan_ikke_vises``: wider, or fewer than 30 cases or 3 positives expected.

    Notes
    -----
    The three limits are choices of this project. They lean to the cautious side: what is
    said to be shown is shown unless far fewer positives turn up than anticipated.

    Examples
    --------
    >>> judge_precision(150, 50, 0.22), judge_precision(25, 8, 0.5)
    ('kan_vises', 'kan_ikke_vises')
    """
    if n_cases < FEWEST_CASES or n_positive < FEWEST_POSITIVES:
        return CANNOT_BE_SHOWN
    if relative_half_width <= _MOST_FOR_SHOWN:
        return CAN_BE_SHOWN
    return ONLY_THE_ORDER if relative_half_width <= _MOST_FOR_ORDER else CANNOT_BE_SHOWN
