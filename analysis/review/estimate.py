"""How many of today's recipients may belong to each target group, according to the review?

The drawn cases speak for everybody in their stratum, two readers correct what one cannot
see, and what is not known stays visible: as people who lack documents, and as bounds.
"""

from __future__ import annotations

from analysis.checklists.model import SCHEMES, Role
from analysis.datasets.municipalities import build_municipalities
from analysis.datasets.project import open_data
from analysis.review.dispositions import OUTSIDE, UNAVAILABLE
from analysis.review.estimate_agreement import measure_review_agreement
from analysis.review.estimate_checks import (
    calibrate_outcomes,
    estimate_drift,
    estimate_minutes,
    project_more,
)
from analysis.review.estimate_domains import estimate_parts
from analysis.review.estimate_missing import estimate_missing
from analysis.review.estimate_outcomes import (
    estimate_contrasts,
    estimate_finding,
    estimate_outcome,
    estimate_overlaps,
    estimate_population,
    make_bases,
)
from analysis.review.estimate_sample import Sample, read_sample
from analysis.review.estimate_second import SecondReadings, settle_second_readings
from analysis.review.folder import Review
from analysis.review.results import ANY, ReviewResults, StratumRow

_INVENTED = {"9901": "Aby", "9902": "Bekøb"}


def estimate_review(review: Review, *, level: float = 0.95, seed: int = 2026) -> ReviewResults:
    """Estimate everything that the report of a review shows.

    Parameters
    ----------
    review : Review
        With a draw and at least one finished first reading.
    level : float, default 0.95
        Level of all limits, a fraction in (0, 1).
    seed : int, default 2026
        The seed that further cases are imagined from; nothing else is drawn.

    Raises
    ------
    CoverageError
        If no first reading is finished, or the checklist of an answer is unknown.
    ContractError
        If there are answers to a case that was not to be read, or a reading twice.
    EstimationError
        If fewer than two cases are settled.

    Notes
    -----
    The first reading leads, and is corrected by second readings where these are worth it
    (see `weigh_second_readings`): then all three parts of the outcome are, its domains,
    bounds and overlaps too. Cases that nobody could read are spoken for by their stratum:
    leans low if they are the hard ones and hard ones belong more often; `lowest` and
    `highest` say how far. A possible target group is what the file shows, and no decision.

    References
    ----------
    S. L. Lohr, Sampling: Design and Analysis, 3rd ed. 2022, chapters 3, 4, 8 and 12.
    """
    sample = read_sample(review)
    second = settle_second_readings(review, sample)
    bases = make_bases(sample, second, level=level)
    population = estimate_population(sample, level=level)
    domains, of_domains = estimate_parts(review, sample, bases, level=level)
    calibrated, of_calibration = calibrate_outcomes(review, sample, bases, level=level)
    return ReviewResults(
        review=review,
        checklist=sample.checklist,
        municipality_name=name_municipality(review),
        outcomes={
            name: estimate_outcome(sample, basis, population, level=level)
            for name, basis in bases.items()
        },
        closed=tuple(s.label for s in SCHEMES if s not in sample.checklist.open_schemes),
        contrasts=estimate_contrasts(sample, second, bases, level=level),
        overlaps=estimate_overlaps(sample, second, bases, level=level),
        domains=domains,
        fast_track=estimate_finding(sample, Role.FAST_TRACK, level=level),
        light=estimate_finding(sample, Role.LIGHT, level=level),
        missing_documents=estimate_missing(sample, level=level),
        population=population,
        strata=_describe_strata(review, sample),
        agreement=measure_review_agreement(review, sample, second, level=level),
        more_cases=project_more(bases, level=level, seed=seed),
        calibrated=calibrated,
        minutes=estimate_minutes(review, sample, level=level),
        drift=estimate_drift(review, sample, bases[ANY], level=level),
        level=level,
        lineage=review.lineage,
        n_second_readings=int((sample.second[ANY] != "").sum()),
        n_waiting=second.n_waiting,
        notes=(*sample.notes, *_about_waiting(second), *of_domains, *of_calibration),
    )


def name_municipality(review: Review) -> str:
    """Return the Danish name of the review's municipality, or its code where none is known."""
    code = review.municipality_code
    if code in _INVENTED:
        return _INVENTED[code]
    table = build_municipalities(open_data().manifest)
    names = dict(zip(table["municipality_code"], table["municipality_name"], strict=True))
    return str(names.get(code, f"kommune {code}" if code else "kommunen"))


def _describe_strata(review: Review, sample: Sample) -> tuple[StratumRow, ...]:
    people = review.frame["stratum"].value_counts()
    cases = sample.cases
    order = [*dict.fromkeys([*review.draw_record.get("cases", {}), *sorted(people.index)])]
    joined = dict(zip(cases["stratum"], sample.design.stratum, strict=True))
    settled = sample.is_read | ~sample.is_inside
    rows = []
    for label in (str(each) for each in order if each in people.index):
        mine = (cases["stratum"] == label).to_numpy(bool)
        group = sample.design.stratum == joined.get(label, -1)
        n_settled = int((settled & group).sum())
        size = float(sample.design.population[joined[label]]) if label in joined else float("nan")
        away = (cases["disposition"] == UNAVAILABLE).to_numpy(bool)
        outside = (cases["disposition"] == OUTSIDE).to_numpy(bool)
        unfinished = ~(sample.is_read | away | outside)
        rows.append(
            StratumRow(
                label=label,
                n_population=int(people[label]),
                n_drawn=int(mine.sum()),
                n_read=int((mine & sample.is_read).sum()),
                n_not_available=int((mine & away).sum()),
                n_outside=int((mine & outside).sum()),
                n_unfinished=int((mine & unfinished).sum()),
                weight=size / n_settled if n_settled else float("nan"),
            )
        )
    return tuple(rows)


def _about_waiting(second: SecondReadings) -> tuple[str, ...]:
    if not second.n_waiting:
        return ()
    return (
        f"I op til {second.n_waiting} sager er de to læsere uenige om en ordning, uden at det er "
        "afgjort. De tæller med første læsning, så en korrektion bliver for lille.",
    )
