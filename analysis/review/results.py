"""What did the review find? Everything that the report shows, and nothing about a person.

Numbers of people are estimates for the whole population that cases were drawn from,
never counts of cases, unless a name begins with ``n_cases``.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from analysis.checklists.model import Checklist
from analysis.concepts import Estimate, Lineage
from analysis.estimation.results import Estimates
from analysis.review.folder import Review

ANY = "mindst_en"  # at least one of the open schemes


@dataclass(frozen=True)
class Outcome:
    """What the review says of one scheme (or of at least one), in persons.

    Attributes
    ----------
    scheme : str
        A scheme's code, ``mindst_en`` or ``andre_indsatser``.
    label : str
        Its Danish name.
    now : Estimate
        People whose file meets all that is required (*klar*): the main figure.
    after : Estimate
        People of whom nothing speaks against, but a document lacks.
    neither : Estimate
        People outside the target group.
    lowest, highest : Estimate
        `now` if every file that could not be read were a no; `now` and `after` together
        if every such file were a yes. Their outer limits bound what is not known.
    share_now, share_after : Estimate
        The same as fractions of the population.
    is_corrected : bool
        Whether the main figure is corrected by the second readings.
    first_reading : Estimate
        `now` by the first reading alone, uncorrected.
    corrected : Estimate or None
        `now` corrected by second readings; None without any.
    correction_note : str
        In Danish: why the main figure is or is not corrected.
    pooled : Estimate or None
        `now` by the exact Bayesian total with partial pooling.
    n_cases_now, n_cases_after : int
        First-reading cases behind, unweighted: what suppression goes by.
    """

    scheme: str
    label: str
    now: Estimate
    after: Estimate
    neither: Estimate
    lowest: Estimate
    highest: Estimate
    share_now: Estimate
    share_after: Estimate
    is_corrected: bool
    first_reading: Estimate
    corrected: Estimate | None
    correction_note: str
    pooled: Estimate | None
    n_cases_now: int
    n_cases_after: int


@dataclass(frozen=True)
class DomainOutcome:
    """One scheme in one part of the population.

    Attributes
    ----------
    variable, value, label : str
        Such as ``in_sof``, ``ja`` and its Danish words.
    scheme : str
        A scheme's code, or ``mindst_en``.
    n_population : int
        People in the part, as the frame has it.
    n_cases, n_cases_now : int
        Cases read there, and those of them that are *klar*.
    now, after : Estimate
        In persons.
    share_now : Estimate
        As a fraction of the part.
    is_corrected : bool
        Whether they are corrected by the second readings, as the outcome is.
    """

    variable: str
    value: str
    label: str
    scheme: str
    n_population: int
    n_cases: int
    n_cases_now: int
    now: Estimate
    after: Estimate
    share_now: Estimate
    is_corrected: bool = False


@dataclass(frozen=True)
class MissingDocument:
    """How many people lack one document for a decision on a scheme (or on any)."""

    scheme: str
    code: str
    label: str
    people: Estimate
    n_cases: int


@dataclass(frozen=True)
class Agreement:
    """How far two readers agree on one thing, with plain words.

    Attributes
    ----------
    id, label : str
        A scheme or a checklist item, and its Danish name.
    is_item : bool
        Whether it is an item.
    n_cases : int
        Doubly read cases.
    n_agree : int
        Of them, those with the same answer.
    share_agree, kappa, ac1 : Estimate
        Share of agreement, Cohen's kappa, Gwet's AC1, with limits; NaN where undefined.
    share_of_disagreements : float
        Of all disagreements on items, the fraction on this one; NaN for a scheme.
    reading : str
        What it says, in Danish.
    """

    id: str
    label: str
    is_item: bool
    n_cases: int
    n_agree: int
    share_agree: Estimate
    kappa: Estimate
    ac1: Estimate
    share_of_disagreements: float
    reading: str


@dataclass(frozen=True)
class MoreCases:
    """What more cases would do to one interval: its width now and then, in persons."""

    scheme: str
    label: str
    n_cases_now: int
    n_cases_more: int
    width_now: float
    width_then: float
    width_then_lower: float
    width_then_upper: float


@dataclass(frozen=True)
class StratumRow:
    """One stratum: people, cases planned, drawn, and what became of them."""

    label: str
    n_population: int
    n_drawn: int
    n_read: int
    n_not_available: int
    n_outside: int
    n_unfinished: int
    weight: float


@dataclass(frozen=True)
class ReviewResults:
    """The whole outcome of one review.

    Attributes
    ----------
    review : Review
        What was read; holds pseudonyms and never travels further than the analyst.
    checklist : Checklist
        The checklist of the readings.
    municipality_name : str
        Danish name.
    outcomes : mapping of scheme code to Outcome
        The open schemes, ``mindst_en`` and ``andre_indsatser``, in the order shown.
    closed : tuple of str
        Danish names of schemes closed on the date of the rules.
    contrasts : Estimates
        Differences between schemes and the sum, with covariance, in persons.
    overlaps : mapping of pair of scheme codes to Estimate
        People who may belong to both (klar in both), in persons.
    domains : tuple of DomainOutcome
        By benefit, SOF, centre and duration.
    fast_track, light : Estimate or None
        People whose case is obvious, and whom the one-year ressourceforløb fits.
    missing_documents : tuple of MissingDocument
        Most frequent first, per scheme and for ``mindst_en``.
    population : Estimate
        People in the population after frame errors; exact when there are none.
    strata : tuple of StratumRow
        The sample.
    agreement : tuple of Agreement
        Schemes first, then items; empty without second readings.
    more_cases : tuple of MoreCases
        For 50 more.
    calibrated : mapping of scheme code to Estimate
        `now` after calibration to age and sex, as a check.
    minutes : Estimate or None
        Mean minutes per reading.
    drift : Estimate or None
        Change in the share called *klar* (any scheme) from first to last half of the
        reading order, in percentage points as a fraction.
    level : float
        Level of all limits.
    lineage : Lineage
        The review's files.
    n_second_readings : int
        Cases with a finished second reading.
    n_waiting : int
        Doubly read cases in which the readers differ and nobody has decided.
    notes : tuple of str
        What was joined, left out or not known on the way, in Danish sentences.
    suppressed : tuple of str
        What a release leaves out and why, in Danish; empty before `suppress_results`.
    """

    review: Review
    checklist: Checklist
    municipality_name: str
    outcomes: Mapping[str, Outcome]
    closed: tuple[str, ...]
    contrasts: Estimates
    overlaps: Mapping[tuple[str, str], Estimate]
    domains: tuple[DomainOutcome, ...]
    fast_track: Estimate | None
    light: Estimate | None
    missing_documents: tuple[MissingDocument, ...]
    population: Estimate
    strata: tuple[StratumRow, ...]
    agreement: tuple[Agreement, ...]
    more_cases: tuple[MoreCases, ...]
    calibrated: Mapping[str, Estimate]
    minutes: Estimate | None
    drift: Estimate | None
    level: float
    lineage: Lineage
    n_second_readings: int = 0
    n_waiting: int = 0
    notes: tuple[str, ...] = ()
    suppressed: tuple[str, ...] = ()

    @property
    def n_cases_read(self) -> int:
        """Return how many cases were read and judged."""
        return sum(row.n_read for row in self.strata)
