"""Many p values counted together."""

from __future__ import annotations

import numpy as np
import pytest

from analysis.errors import EstimationError
from analysis.measures.between.multiple_testing import benjamini_hochberg, holm

# Benjamini and Hochberg 1995, section 3.2.
PAPER = [0.0001, 0.0004, 0.0019, 0.0095, 0.0201, 0.0278, 0.0298, 0.0344, 0.0459]
PAPER += [0.3240, 0.4262, 0.5719, 0.6528, 0.7590, 1.0]


def test_four_of_fifteen_remain_in_the_paper_and_three_by_the_stricter_rule():
    assert np.count_nonzero(benjamini_hochberg(PAPER) <= 0.05) == 4
    assert np.count_nonzero(holm(PAPER) <= 0.05) == 3


@pytest.mark.parametrize(("adjust", "name"), [(benjamini_hochberg, "fdr_bh"), (holm, "holm")])
def test_values_are_those_of_statsmodels(adjust, name):
    multitest = pytest.importorskip("statsmodels.stats.multitest")
    shuffled = np.random.default_rng(1).permutation(PAPER)
    assert adjust(shuffled) == pytest.approx(multitest.multipletests(shuffled, method=name)[1])


@pytest.mark.parametrize("adjust", [benjamini_hochberg, holm])
def test_missing_values_are_not_counted(adjust):
    found = adjust([0.01, np.nan, 0.04])
    assert np.isnan(found[1])
    assert found[[0, 2]] == pytest.approx(adjust([0.01, 0.04]))


@pytest.mark.parametrize("adjust", [benjamini_hochberg, holm])
def test_a_single_value_stays_and_none_give_none(adjust):
    assert adjust(0.03) == 0.03
    assert adjust([]).size == 0
    assert np.isnan(adjust([np.nan])).all()


@pytest.mark.parametrize("adjust", [benjamini_hochberg, holm])
def test_what_is_no_fraction_is_refused(adjust):
    with pytest.raises(EstimationError, match="no fraction"):
        adjust([0.5, 5.0])
