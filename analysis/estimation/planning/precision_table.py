"""What is known of a plan's precision: a row for each size, domain and scheme."""

from __future__ import annotations

from dataclasses import dataclass

from analysis.errors import RequestError
from analysis.estimation.planning.anticipated import AnticipatedShare

EVERYBODY = "alle"


@dataclass(frozen=True)
class PrecisionRow:
    """What one number of cases is expected to show of one scheme in one domain.

    Attributes
    ----------
    n : int
        Cases drawn in all.
    domain, scheme : str
        Name of the domain and code of the scheme.
    n_people : int
        Persons of the domain.
    n_cases, n_positive : float
        Expected cases read in the domain, and expected positives among them.
    share, persons : float
        The anticipated share, and the persons that it is.
    lower, upper, half_width : float
        Expected limits and half the expected width, in persons.
    relative_half_width : float
        Half width over the anticipated number.
    chance_of_none : float
        Chance of seeing no positive at all.
    zero_bound, zero_bound_share : float
        The most there may be where none is seen, in persons and as a share.
    verdict : str
        ``kan_vises``, ``kun_stoerrelsesorden`` or ``kan_ikke_vises``.
    """

    n: int
    domain: str
    scheme: str
    n_people: int
    n_cases: float
    n_positive: float
    share: float
    persons: float
    lower: float
    upper: float
    half_width: float
    relative_half_width: float
    chance_of_none: float
    zero_bound: float
    zero_bound_share: float
    verdict: str


@dataclass(frozen=True)
class DetectableDifference:
    """How far apart two domains must be before a difference is likely to be shown.

    Attributes
    ----------
    n : int
        Cases drawn in all.
    domain, other : str
        Names of the two domains, which share no stratum.
    scheme : str
        Code of the scheme.
    share, other_share : float
        The anticipated share of the first domain, and the nearest higher share that is
        shown with a chance of 80 %, whichever of the two has it; NaN where not even 1 is.
    difference : float
        The difference of the two shares; NaN where none can be shown.
    """

    n: int
    domain: str
    other: str
    scheme: str
    share: float
    other_share: float
    difference: float


@dataclass(frozen=True)
class Statement:
    """One Danish sentence about what a review can or cannot show.

    Attributes
    ----------
    code : str
        ``interval``, ``zero``, ``unseen``, ``domains`` or ``difference``.
    n : int
        Cases drawn in all.
    domain, scheme : str
        What it is about; empty where it is about several, two domains as ``one|other``.
    verdict : str
        ``kan_vises``, ``kun_stoerrelsesorden`` or ``kan_ikke_vises``.
    text : str
        The sentence.
    """

    code: str
    n: int
    domain: str
    scheme: str
    verdict: str
    text: str


@dataclass(frozen=True)
class PrecisionTable:
    """What each size of a review can show.

    Attributes
    ----------
    rows : tuple of PrecisionRow
        One for each size, domain and scheme.
    differences : tuple of DetectableDifference
        One for each size, pair of domains without a stratum in common, and scheme.
    allocations : dict of int to dict
        The cases by stratum that each size was taken to have.
    assumptions : tuple of AnticipatedShare
        The declared shares; empty where the caller gave its own.
    statements : tuple of Statement
        Danish sentences: what can and cannot be shown.
    level, power : float
        Level of the limits and chance wanted of showing a difference.
    """

    rows: tuple[PrecisionRow, ...]
    differences: tuple[DetectableDifference, ...]
    allocations: dict[int, dict[str, int]]
    assumptions: tuple[AnticipatedShare, ...]
    statements: tuple[Statement, ...]
    level: float
    power: float

    def of(self, n: int, scheme: str, domain: str = EVERYBODY) -> PrecisionRow:
        """Return the row of one size, scheme and domain.

        Raises
        ------
        RequestError
            If there is no such row.
        """
        for row in self.rows:
            if (row.n, row.scheme, row.domain) == (n, scheme, domain):
                return row
        raise RequestError(
            "The precision of that size, scheme and domain was not asked for.",
            where=f"n={n}, scheme={scheme}, domain={domain}",
        )
