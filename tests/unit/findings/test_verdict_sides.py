"""The sides of many comparisons at once are the verdicts of each alone."""

import numpy as np
import pytest

from analysis.comparison.gap_limits import measure_gaps
from analysis.comparison.references import expect
from analysis.concepts import Stage
from analysis.findings.verdict import Verdict, judge
from analysis.measures.between.spread import Spread

SIDES = {
    Verdict.CLEARLY_LOWER: (-1, -1),
    Verdict.LOWER: (-1, 0),
    Verdict.INDISTINGUISHABLE: (0, 0),
    Verdict.TOO_FEW: (0, 0),
    Verdict.NO_DATA: (0, 0),
    Verdict.HIGHER: (1, 0),
    Verdict.CLEARLY_HIGHER: (1, 1),
}


@pytest.mark.parametrize("stage", list(Stage))
def test_sides_agree_with_the_verdict_of_every_gap(stage):
    rng = np.random.default_rng(20_261_122)
    n = 12
    exposure = np.geomspace(20, 6_000, n) * np.ones((3, 1))
    counts = rng.poisson(exposure * 0.01 * rng.gamma(3.0, 1 / 3.0, (60, 1, n))).astype(float)
    counts[0, :, 3] = np.nan
    members = np.array([[i != j and (i + j) % 3 != 0 for j in range(n)] for i in range(n)])
    expected = expect(
        counts,
        np.broadcast_to(exposure, counts.shape),
        focus=np.arange(n),
        members=members,
        is_flow=stage is Stage.FLOW,
    )
    gaps = measure_gaps(
        expected,
        stage=stage,
        tau2=0.05,
        spread=Spread(center=0.0, sd=0.2, n=97, minimum_expected=10.0),
        level=0.95,
    )
    seen = set()
    for place in np.ndindex(*expected.n_expected.shape):
        verdict = judge(gaps.one(*place))
        seen.add(verdict)
        assert SIDES[verdict] == (gaps.side[place], gaps.clear_side[place]), verdict
    assert seen >= set(SIDES) - {Verdict.NO_DATA}
