"""An invented outcome of a review in Aby, for the exhibits: nothing in it is computed."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from functools import lru_cache
from pathlib import Path

import numpy as np
import pytest

from analysis.checklists.load import load_checklist
from analysis.concepts import Estimate, Lineage, Origin
from analysis.estimation.results import Estimates
from analysis.review.contracts import CONTRACTS, empty_table
from analysis.review.folder import Review
from analysis.review.results import (
    ANY,
    Agreement,
    DomainOutcome,
    MissingDocument,
    MoreCases,
    Outcome,
    ReviewResults,
    StratumRow,
)

N_POPULATION = 17_650
DRAWN_ON = dt.date(2025, 10, 1)
SUPPRESSED = "diskretion"
_LABELS = {
    ANY: "mindst én ordning",
    "foertidspension": "førtidspension",
    "fleksjob": "fleksjob",
    "ressourceforloeb": "ressourceforløb",
    "revalidering": "revalidering",
    "andre_indsatser": "andre indsatser",
}
# People now and after more documentation with limits, and the cases behind.
_PEOPLE = {
    ANY: ((3080, 2320, 3960, 29), (4160, 3300, 5120, 38)),
    "foertidspension": ((421.5, 248.1, 688.7, 8), (913.4, 530.2, 1460.9, 9)),
    "fleksjob": ((1104.2, 598.3, 1820.6, 10), (2210.5, 1522.8, 3071.1, 20)),
    "ressourceforloeb": ((1098.7, 603.2, 1809.4, 10), (1873.3, 1243.9, 2687.5, 17)),
    "revalidering": ((219.6, 26.9, 781.2, 2), (441.1, 121.4, 1120.8, 4)),
    "andre_indsatser": ((2642.9, 1930.1, 3490.8, 24), (772.4, 360.5, 1420.3, 7)),
}
_DOMAINS = {
    "benefit": (("kontanthjaelp", "kontanthjælp", 12_400), ("sygedagpenge", "sygedagpenge", 5250)),
    "in_sof": (
        ("ja", "hos Socialforvaltningen", 4048),
        ("nej", "ikke hos Socialforvaltningen", 13_602),
    ),
    "centre": (
        ("Center A", "Center A", 6000), ("Center B", "Center B", 5900),
        ("Center C", "Center C", 5750),
    ),
    "duration": (
        ("KH-0-2", "kontanthjælp, under 2 år", 4763), ("KH-2-5", "kontanthjælp, 2–5 år", 4200),
        ("KH-5-10", "kontanthjælp, 5–10 år", 2536),
        ("KH-10+", "kontanthjælp, 10 år og derover", 901),
        ("SD-0-26", "sygedagpenge, under 26 uger", 3188),
        ("SD-26+", "sygedagpenge, 26 uger og derover", 2062),
    ),
}  # fmt: skip
_DOCUMENTS = (
    ("lae265", "LÆ 265 (egen læges vurdering af helbred og arbejdsevne)", 0.40),
    ("speciallaege", "Speciallægeerklæring", 0.30),
    ("praktikrapport", "Rapport fra virksomhedspraktik eller anden afprøvning", 0.22),
    ("tidligere_indsatser", "Oversigt over tidligere indsatser og deres resultat", 0.18),
    ("ikke_angivet", "Kan ikke angives nærmere", 0.05),
)


def make_results(**changes) -> ReviewResults:
    """Return an invented outcome of 160 cases of 17,650, with the changes asked for.

    Schemes are all open; førtidspension and revalidering are corrected by second readings.
    """
    results = _make_standard()
    return replace(results, **changes)


def make_estimate(value, lower, upper, n=0, *, unit="persons", method="beta"):
    """Return an estimate at the level of the invented review."""
    return Estimate(
        float(value), float(lower), float(upper), level=0.95, unit=unit, n=n, method=method
    )


def make_suppressed(unit="persons"):
    """Return a number that may not be shown."""
    nan = float("nan")
    return make_estimate(nan, nan, nan, unit=unit, method=SUPPRESSED)


def make_outcome(scheme, **changes) -> Outcome:
    """Return the invented outcome of one scheme, with the changes asked for."""
    (now, low, high, n_now), (after, after_low, after_high, n_after) = _PEOPLE[scheme]
    main = make_estimate(now, low, high, n_now)
    later = make_estimate(after, after_low, after_high, n_after)
    rest = N_POPULATION - now - after
    is_corrected = scheme in ("foertidspension", "revalidering")
    outcome = Outcome(
        scheme=scheme,
        label=_LABELS[scheme],
        now=main,
        after=later,
        neither=make_estimate(rest, rest - 900, rest + 900, 150),
        lowest=make_estimate(0.96 * now, 0.95 * low, 0.97 * high),
        highest=make_estimate(now + after + 640, low + after_low + 500, high + after_high + 800),
        share_now=_shared(main, N_POPULATION),
        share_after=_shared(later, N_POPULATION),
        is_corrected=is_corrected,
        first_reading=make_estimate(1.9 * now, 1.2 * low, 1.8 * high) if is_corrected else main,
        corrected=main if is_corrected else make_estimate(0.9 * now, 0.7 * low, 1.3 * high),
        correction_note="Alle positive er læst igen, og korrektionen gør intervallet smallere."
        if is_corrected
        else "Korrektionen gør ikke tallet sikrere, så første læsning er brugt.",
        pooled=make_estimate(1.02 * now, 1.1 * low, 0.98 * high),
        n_cases_now=n_now,
        n_cases_after=n_after,
    )
    return replace(outcome, **changes)


def make_review(**changes) -> Review:
    """Return an invented review without rows, drawn on 1 October 2025."""
    names = ("frame.csv", "draw.csv", "answers.csv")
    review = Review(
        folder=Path("opdigtet"),
        municipality_code="9901",
        origin=Origin.SYNTHETIC,
        purpose={
            "formaal": "At vise værktøjet med opdigtede sager.",
            "retsgrundlag": "Opdigtet hjemmel",
            "delingsgrundlag": "Opdigtet aftale mellem forvaltningerne",
            "konsekvensanalyse": "Opdigtet: ingen",
            "noegleholder": "Forvaltningens datakontor",
            "slettedato": "2026-12-31",
            "besluttet_af": "Direktionen",
            "besluttet_den": "2025-08-25",
            "bruges_i_sagsbehandling": "ja",
            "kontakt": "Gennemgangens postkasse",
            "frist": "2025-11-28",
        },
        frame_record={
            "municipality_code": "9901", "date": "2025-09-01", "origin": "synthetic",
            "n_persons": N_POPULATION, "sha256": "9a7d3f98" * 8,
        },
        plan={"n_cases": 160, "second_readings": 48},
        draw_record={
            "seed": "9901:2025-10-01", "draw_date": DRAWN_ON.isoformat(), "n_cases": 160,
            "checklist_version": "2023-04-17/1", "frame_sha256": "9a7d3f98" * 8,
            "draw_sha256": "7c4864da" * 8,
        },
        **{name: empty_table(name) for name in CONTRACTS},
        inputs=(),
        lineage=Lineage(frozenset(names), frozenset(names)),
    )  # fmt: skip
    return replace(review, **changes)


@lru_cache(maxsize=1)
def _make_standard() -> ReviewResults:
    review = make_review()
    outcomes = {scheme: make_outcome(scheme) for scheme in _PEOPLE}
    return ReviewResults(
        review=review,
        checklist=load_checklist(DRAWN_ON),
        municipality_name="Aby",
        outcomes=outcomes,
        closed=(),
        contrasts=Estimates(
            names=("fleksjob minus foertidspension",),
            estimate=np.array([682.7]),
            covariance=np.array([[300.0**2]]),
            lower=np.array([80.4]),
            upper=np.array([1285.0]),
            df=np.array([150.0]),
            n=np.array([160.0]),
            level=0.95,
            unit="persons",
            method=("t",),
        ),
        overlaps={
            ("foertidspension", "fleksjob"): make_estimate(0, 0, 322, 0, method="exact, zero seen"),
            ("fleksjob", "ressourceforloeb"): make_estimate(441, 121, 1121, 4, method="gamma"),
            ("ressourceforloeb", "revalidering"): make_estimate(110, 3, 611, 1, method="gamma"),
        },
        domains=tuple(_make_domains(outcomes)),
        fast_track=make_estimate(109.8, 2.8, 611.9, 1, method="gamma"),
        light=make_estimate(441.1, 121.4, 1120.8, 4, method="gamma"),
        missing_documents=tuple(_make_documents(outcomes)),
        population=make_estimate(N_POPULATION, N_POPULATION, N_POPULATION, 160, method="frame"),
        strata=(
            StratumRow("KH-SOF-0-2", 2214, 20, 19, 1, 0, 0, 116.5),
            StratumRow("KH-SOF-10+", 1834, 16, 16, 0, 0, 0, 114.6),
            StratumRow("KH-ej-0-2", 8352, 76, 72, 2, 1, 1, 116.0),
            StratumRow("SD-0-26", 5250, 48, 47, 1, 0, 0, 111.7),
        ),
        agreement=tuple(_make_agreement()),
        more_cases=tuple(
            MoreCases(s, _LABELS[s], 160, 50, width, 0.87 * width, 0.7 * width, 1.1 * width)
            for s, width in ((s, o.now.upper - o.now.lower) for s, o in outcomes.items())
        ),
        calibrated={s: replace(o.now, value=0.99 * o.now.value) for s, o in outcomes.items()},
        minutes=make_estimate(47.3, 44.1, 50.5, 205, unit="minutes", method="t"),
        drift=make_estimate(-0.012, -0.11, 0.086, 156, unit="share", method="t"),
        level=0.95,
        lineage=review.lineage,
    )  # fmt: skip


def _make_domains(outcomes):
    for variable, parts in _DOMAINS.items():
        for place, (value, label, n_people) in enumerate(parts):
            n_cases = round(160 * n_people / N_POPULATION)
            for scheme, outcome in outcomes.items():
                if scheme == "andre_indsatser":
                    continue
                tilt = (1.5, 0.8, 0.7, 1.2, 0.4, 0.9)[place] * n_people / N_POPULATION
                now = _scaled(outcome.now, tilt)
                yield DomainOutcome(
                    variable=variable, value=value, label=label, scheme=scheme,
                    n_population=n_people, n_cases=n_cases,
                    n_cases_now=min(n_cases, round(outcome.n_cases_now * tilt)),
                    now=now, after=_scaled(outcome.after, tilt),
                    share_now=_shared(now, n_people), is_corrected=outcome.is_corrected,
                )  # fmt: skip


def _make_documents(outcomes):
    for scheme, outcome in outcomes.items():
        for code, label, part in _DOCUMENTS:
            people = _scaled(outcome.after, part)
            n_cases = max(1, round(outcome.n_cases_after * part))
            yield MissingDocument(scheme, code, label, people, n_cases)


def _make_agreement():
    rows = (
        ("foertidspension", "Førtidspension", False, 55, 0.945, 0.78, 0.91, float("nan")),
        ("fleksjob", "Fleksjob", False, 55, 0.873, 0.61, 0.79, float("nan")),
        ("revalidering", "Revalidering", False, 55, 0.964, float("nan"), 0.96, float("nan")),
        ("F5", "Er arbejdsevnen varigt og væsentligt nedsat?", True, 52, 0.769, 0.52, 0.67, 0.31),
        ("J2", "Kan arbejdsevnen ikke udvikles?", True, 50, 0.84, 0.6, 0.75, 0.21),
    )
    for id_, label, is_item, n, share, kappa, ac1, part in rows:
        yield Agreement(
            id=id_, label=label, is_item=is_item, n_cases=n, n_agree=round(share * n),
            share_agree=make_estimate(share, share - 0.1, min(1, share + 0.05), n, unit="share"),
            kappa=make_estimate(kappa, kappa - 0.25, kappa + 0.15, n, unit="share"),
            ac1=make_estimate(ac1, ac1 - 0.1, min(1, ac1 + 0.06), n, unit="share"),
            share_of_disagreements=part,
            reading="Læserne er for det meste enige.",
        )  # fmt: skip


def _scaled(estimate, factor):
    return replace(
        estimate,
        value=factor * estimate.value,
        lower=factor * estimate.lower * 0.6,
        upper=factor * estimate.upper * 1.3,
    )


def _shared(estimate, n_people):
    return replace(
        estimate,
        value=estimate.value / n_people,
        lower=estimate.lower / n_people,
        upper=min(1.0, estimate.upper / n_people),
        unit="share",
    )


@pytest.fixture
def results() -> ReviewResults:
    """Return the invented outcome."""
    return make_results()
