"""Do the verdicts hold what they state, in a country of this very shape?

The report states that chance alone gives *different* at most once in twenty and that one
ordinary municipality in twenty is called *unusual*. Whether that is so depends on how
large the municipalities are and who lives there. So copies of this country are drawn in
which all practice is ordinary, page one's own code judges them, and the rate that came
out stands beside the rate that was stated.

=======================  =========================  =====================================
Question                 Copies                     An answer there is
=======================  =========================  =====================================
different                no variation of practice   a false one
different, varying       as much as was found       true, unless on the wrong side
unusual                  as much as was found       a false one
unusual, planted         and six truly apart        false for the ordinary, true for the
                                                    six, unless on the wrong side
=======================  =========================  =====================================
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

import numpy as np

from analysis.comparison.assemble import PracticeComparison
from analysis.comparison.calibration.judged_copies import (
    Judged,
    Judging,
    judge_copies,
    judge_counts,
)
from analysis.comparison.calibration.ordinary_country import (
    OrdinaryCountry,
    draw_copies,
    fit_ordinary_country,
)
from analysis.comparison.calibration.realised import (
    Band,
    Realised,
    range_of_counts,
    share_of_many,
    share_of_one,
    shares_by_size,
)
from analysis.comparison.denominators import FloatArray
from analysis.comparison.everybody import default_peers, members_of
from analysis.comparison.gaps import CLEAR_LEVEL
from analysis.comparison.headlines import HEADLINES
from analysis.comparison.once import once
from analysis.comparison.practice import MeasureComparison
from analysis.comparison.references import BoolArray
from analysis.concepts import Stage
from analysis.errors import EstimationError


class Question(StrEnum):
    """What is asked of the copies."""

    DIFFERENT = "different"
    CLEARLY_DIFFERENT = "clearly_different"
    DIFFERENT_VARYING = "different_varying"
    UNUSUAL = "unusual"
    CLEARLY_UNUSUAL = "clearly_unusual"
    UNUSUAL_PLANTED = "unusual_planted"


@dataclass(frozen=True)
class Answered:
    """How often one question was answered with yes in the copies.

    Attributes
    ----------
    question : Question
        What was asked.
    stated : float
        Share that the report states; NaN where the answers are true ones.
    focus, everybody : Realised or None
        Share that came out: of the focus with its own peers, and over all municipalities
        with theirs. Of the planted question: of those that were not planted.
    n_named : tuple of float
        Municipalities named in a copy: mean, and the range that 95 % of copies lie in.
    by_size : tuple of Band
        The same as `everybody`, by expected number.
    found, wrong_sign : float
        Share of the planted that were named, and share of true answers that were on the
        wrong side; NaN where neither has a meaning.
    """

    question: Question
    stated: float
    focus: Realised | None
    everybody: Realised | None
    n_named: tuple[float, float, float]
    by_size: tuple[Band, ...]
    found: float
    wrong_sign: float


@dataclass(frozen=True)
class Extremeness:
    """How rarely a municipality of ordinary practice looks at least as extreme.

    Attributes
    ----------
    predicted : float
        By the predictive distribution that the usual range comes from.
    copied : Realised
        Share of the copies in which the focus, made ordinary, was at least as extreme.
    """

    predicted: float
    copied: Realised


@dataclass(frozen=True)
class MeasureCalibration:
    """One headline's verdicts, calibrated.

    Attributes
    ----------
    measure : MeasureComparison
        The headline.
    typical_distance : float
        How far true practice lies from the middle in a copy, as a fraction; NaN where it
        cannot be told.
    n_municipalities : int
        Municipalities whose numbers are large enough for a verdict.
    answers : tuple of Answered
        In the order of `Question`; without those that the headline has no answer to.
    extremeness : Extremeness or None
        Of the focus; None where it has no usual range.
    """

    measure: MeasureComparison
    typical_distance: float
    n_municipalities: int
    answers: tuple[Answered, ...]
    extremeness: Extremeness | None

    def answer(self, question: Question) -> Answered | None:
        """Return the answer to one question; None where there is none."""
        return next((a for a in self.answers if a.question is question), None)


@dataclass(frozen=True)
class Calibration:
    """The verdicts of every headline, calibrated.

    Attributes
    ----------
    focus : str
        Code of the focus municipality.
    measures : tuple of MeasureCalibration
        In the order of the comparison.
    n_copies : int
        Copies of the country for each headline and each way of drawing.
    level : float
        Level of all limits.
    """

    focus: str
    measures: tuple[MeasureCalibration, ...]
    n_copies: int
    level: float


def calibrate_verdicts(
    comparison: PracticeComparison,
    *,
    peers_of: Mapping[str, tuple[str, ...]] | None = None,
    n_copies: int = 400,
    seed: int = 20_260_101,
) -> Calibration:
    """Judge copies of the country in which practice is ordinary, as page one judges.

    Parameters
    ----------
    comparison : PracticeComparison
        Headlines, peers and level.
    peers_of : mapping of str to tuple of str, optional
        The peers of the other municipalities; see `default_peers`, which is asked when
        they are left out.
    n_copies : int, default 400
        Copies for each headline and each way of drawing, two or more.
    seed : int
        Seed of all draws. A headline's draws do not depend on which others have data.

    Raises
    ------
    EstimationError
        If fewer than two copies are asked for.

    Notes
    -----
    The copies are no more extreme than the null they are drawn from, see
    `fit_ordinary_country` and `draw_copies`: they tell whether the methods keep what they
    state if their model is right, not whether the model is. Chance is drawn apart for
    every person, so awards that come in batches would be called different more often
    than the copies show.

    References
    ----------
    .. [1] D. B. Rubin, "Bayesianly justifiable and relevant frequency calculations for
       the applied statistician", Annals of Statistics 12, 1984, on checking a method on
       copies of the data at hand.
    """
    _fail_if_too_few_copies(n_copies)
    peers = dict(default_peers(comparison) if peers_of is None else peers_of)
    peers[comparison.focus] = comparison.peers.codes
    calibrated = tuple(
        _calibrate(
            measure,
            peers,
            focus=list(peers).index(comparison.focus),
            n_copies=n_copies,
            seed=seed,
            level=comparison.level,
        )
        for measure in comparison.measures
    )
    return Calibration(comparison.focus, calibrated, n_copies, comparison.level)


def _calibrate(
    measure: MeasureComparison,
    peers_of: Mapping[str, tuple[str, ...]],
    *,
    focus: int,
    n_copies: int,
    seed: int,
    level: float,
) -> MeasureCalibration:
    """Calibrate one headline."""
    codes = measure.cells.codes
    country = fit_ordinary_country(measure)
    judging = Judging(
        measure.headline.stage,
        measure.window.exposure,
        [codes.index(code) for code in peers_of],
        members_of(codes, peers_of),
        level,
    )
    gaps, p_values = judge_counts(measure.window.counts, judging, is_unusual_asked=True)
    has_limits = np.isfinite(gaps.expected.n_expected)
    if gaps.ordinary is not None:
        has_limits = np.isfinite(gaps.ordinary.upper)
    counted = _Counter(np.nan_to_num(gaps.expected.n_expected), has_limits, focus)
    copied = _judge_country(
        country, judging, n_copies=n_copies, seed=(seed, HEADLINES.index(measure.headline))
    )
    answers: list[Answered] = []
    if copied.alike is not None:
        answers.append(counted.answer(Question.DIFFERENT, copied.alike.side, 1.0 - level))
        answers.append(
            counted.answer(Question.CLEARLY_DIFFERENT, copied.alike.clear_side, 1.0 - CLEAR_LEVEL)
        )
    extremeness = None
    if copied.varying is not None:
        answers += _under_variation(copied.varying, counted, stage=country.stage, level=level)
        extremeness = _extremeness(float(p_values[focus]), copied.varying.p_value[:, focus])
    if copied.planted is not None:
        answers.append(_with_planted(*copied.planted, counted, level=level))
    return MeasureCalibration(
        measure=measure,
        typical_distance=country.typical_distance,
        n_municipalities=int(has_limits.sum()),
        answers=tuple(a for a in answers if a.everybody is not None),
        extremeness=extremeness,
    )


@dataclass(frozen=True)
class _JudgedCountry:
    """The copies of one headline as judged; None where a way of drawing has no answer.

    The third also holds, by copy and compared municipality, -1 where practice was halved,
    1 where it was doubled and 0 elsewhere.
    """

    alike: Judged | None
    varying: Judged | None
    planted: tuple[Judged, FloatArray] | None


@once(keep=16)
def _judge_country(
    country: OrdinaryCountry, judging: Judging, *, n_copies: int, seed: tuple[int, int]
) -> _JudgedCountry:
    """Draw and judge the copies of one headline; it is the same whoever is in focus."""
    rng = np.random.default_rng(list(seed))
    alike, varying, planted = None, None, None
    if country.stage is Stage.FLOW:
        copies = draw_copies(country, n_copies, rng=rng, varies=False)
        alike = judge_copies(copies, judging, is_unusual_asked=False)
    if np.isfinite(country.variation):
        copies = draw_copies(country, n_copies, rng=rng, varies=True)
        varying = judge_copies(copies, judging, is_unusual_asked=True)
        copies = draw_copies(country, n_copies, rng=rng, varies=True, plants=True)
        judged = judge_copies(copies, judging, is_unusual_asked=True)
        planted = judged, copies.planted[:, judging.places]
    return _JudgedCountry(alike, varying, planted)


def _under_variation(
    judged: Judged, counted: _Counter, *, stage: Stage, level: float
) -> list[Answered]:
    """Answer what is asked where practice varies and nobody is planted."""
    unusual = counted.answer(Question.UNUSUAL, judged.unusual_side, 1.0 - level)
    if stage is Stage.STOCK:
        clearly = counted.answer(Question.CLEARLY_UNUSUAL, judged.clear_side, 1.0 - CLEAR_LEVEL)
        return [unusual, clearly]
    different = counted.answer(
        Question.DIFFERENT_VARYING,
        judged.side,
        np.nan,
        wrong_sign=_wrong_share(judged.side, judged.true_side),
    )
    return [different, unusual]


def _with_planted(
    judged: Judged, planted: FloatArray, counted: _Counter, *, level: float
) -> Answered:
    """Answer how often the ordinary are named where some are truly apart."""
    is_apart = planted != 0
    apart = np.where(is_apart, judged.unusual_side, np.nan)
    told = np.isfinite(apart)
    return counted.answer(
        Question.UNUSUAL_PLANTED,
        np.where(is_apart, np.nan, judged.unusual_side),
        1.0 - level,
        found=float((apart[told] != 0).mean()) if told.any() else np.nan,
        wrong_sign=_wrong_share(apart, planted),
    )


def _wrong_share(side: FloatArray, true_side: FloatArray) -> float:
    """Return the share of those named that are named on the wrong side."""
    named = np.isfinite(side) & (side != 0)
    if not named.any():
        return float("nan")
    return float((side[named] * true_side[named] < 0).mean())


def _extremeness(predicted: float, copied: FloatArray) -> Extremeness | None:
    """Return how rarely the focus, made ordinary, is at least as extreme as it is."""
    share = share_of_one(np.where(np.isfinite(copied), copied <= predicted, np.nan))
    if share is None or not np.isfinite(predicted):
        return None
    return Extremeness(predicted, share)


@dataclass(frozen=True)
class _Counter:
    """Turns sides into shares, for the focus, for all and by size."""

    n_expected: FloatArray
    has_limits: BoolArray
    focus: int

    def answer(
        self,
        question: Question,
        side: FloatArray,
        stated: float,
        *,
        found: float = np.nan,
        wrong_sign: float = np.nan,
    ) -> Answered:
        """Count how often a side was named."""
        # A municipality on the border has limits in some copies: those with many expected.
        is_named = np.where(np.isfinite(side) & self.has_limits, np.abs(side), np.nan)
        return Answered(
            question=question,
            stated=round(stated, 12),
            focus=share_of_one(is_named[:, self.focus]),
            everybody=share_of_many(is_named),
            n_named=range_of_counts(is_named, level=0.95),
            by_size=shares_by_size(is_named, self.n_expected),
            found=found,
            wrong_sign=wrong_sign,
        )


def _fail_if_too_few_copies(n_copies: int) -> None:
    if n_copies < 2:
        raise EstimationError(
            f"{n_copies} copies of the country show no rate.",
            where="n_copies",
            expected="two or more, and some hundreds for a rate of one in twenty",
            fix="leave it out, or ask for 400",
        )
