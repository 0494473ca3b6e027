"""How many in the population, judged from a sample of cases? Plain functions of arrays.

Every function takes arrays (and a `Design` that says how the cases were drawn) and returns
a frozen result with estimate, standard error, limits, degrees of freedom and covariance.
No files, no plots, no names of persons. Everything is loaded when it is first used::

    from analysis.estimation import estimate_count, stratified_design

    design = stratified_design(["KH", "KH", "SD", "SD"], {"KH": 40, "SD": 20})
    estimate_count(design, [1, 0, 0, 1])
"""

from __future__ import annotations

import importlib
from typing import Any

_HOMES = {
    "design": ("Design", "stratified_design"),
    "results": ("Estimates",),
    "totals": ("combine", "estimate_ratio", "estimate_totals"),
    "domains": ("compare_domains", "estimate_domains"),
    "overlap": ("combine_schemes", "estimate_schemes", "overlap_matrix"),
    "calibration": ("calibrate", "post_stratify", "rake"),
    "missing": ("count_missing_documents", "estimate_potential"),
    "response": ("respondent_design",),
    "jackknife": ("estimate_by_jackknife",),
    "design_effects": ("design_effect",),
    "association": ("compare_distributions",),
    "intervals": ("choose_interval", "estimate_count"),
    "share_limits": (
        *("arcsine_limits", "beta_limits", "capped_limits", "logit_limits"),
        *("wald_limits", "wilson_limits"),
    ),
    "rare": ("gamma_limits", "hypergeometric_limits", "zero_bound"),
    "posterior": ("independent_posterior", "pooled_posterior"),
    "more_cases": ("project_more_cases",),
    "agreement.coefficients": ("agreement_of_table", "measure_agreement"),
    "agreement.readers": ("agreement_of_counts", "measure_reader_agreement"),
    "agreement.krippendorff": ("krippendorff_alpha",),
    "agreement.weighted": ("measure_design_agreement",),
    "agreement.by_group": ("find_driving_items", "measure_agreement_by"),
    "misclassification": (
        *("correct_share", "correct_share_with_estimated_errors", "correct_stratified_share"),
    ),
    "phases": ("form_phase2_strata",),
    "two_phase": ("estimate_two_phase", "settle_truth"),
    "second_readings": ("weigh_second_readings",),
    "planning.allocation": ("allocate_at_cost", "allocate_cases"),
    "planning.several_outcomes": ("allocate_for_several", "cases_for_several"),
    "planning.sizes": (
        *("cases_for_cv", "cases_for_half_width", "cases_for_log_odds", "cases_for_wilson"),
        *("cases_to_draw", "half_width"),
    ),
    "planning.ideal_sizes": (
        *("mean_standard_error", "neyman_sizes", "proportional_sizes"),
        *("sizes_at_cost", "sizes_at_cv"),
    ),
    "planning.discovery": ("cases_to_see", "smallest_share_seen"),
    "planning.kappa_sizes": ("cases_for_kappa", "kappa_precision"),
    "planning.reading_load": ("expect_readings",),
    "planning.reading_gain": ("expect_reading_gain",),
    "planning.precision": ("what_can_be_shown",),
}
_HOME_OF = {name: module for module, names in _HOMES.items() for name in names}

__all__ = sorted(_HOME_OF)


def __getattr__(name: str) -> Any:
    """Load a public name when it is first asked for."""
    if name in _HOME_OF:
        return getattr(importlib.import_module(f"{__name__}.{_HOME_OF[name]}"), name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")


def __dir__() -> list[str]:
    """List the public names."""
    return sorted(_HOME_OF)
