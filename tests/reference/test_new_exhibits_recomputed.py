"""What the report shows by age, on the map, of the six cities and of long durations, once more.

Each number is found here by a route of its own, from the raw files with pandas, numpy and
scipy. No measure of the package has a part in it. The quick tests hold the published figures
and the long sheet of the workbook against what they were made from.
"""

from __future__ import annotations

import csv
import datetime as dt
import hashlib
import json
import math
import shutil
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from numpy.testing import assert_allclose
from scipy import optimize, stats

from analysis.blocks.model import Block, Figure
from analysis.comparison import depth
from analysis.comparison.assemble import compare_practice
from analysis.comparison.quoted.published import published_figures
from analysis.comparison.quoted.reasons import find_reasons, judge_difference
from analysis.concepts import Lineage, Origin, Period, Sex
from analysis.datasets.project import open_data
from analysis.datasets.store import open_store
from analysis.figures.age_profile import plot_age_profile
from analysis.figures.six_cities import plot_six_cities
from analysis.figures.tile_map import plot_tile_map
from analysis.rendering.report import Report, ReportMeta
from analysis.rendering.workbook_numbers import list_exhibits, list_numbers
from analysis.texts.age_profile import say_age_profile

RAW = Path(__file__).resolve().parents[2] / "data" / "raw"
SIX_CITIES = ("101", "751", "851", "461", "561", "730")
LAST_YEAR = slice(-4, None)
AWARD_BANDS = ("1824", "2529", "3034", "3539", "4044", "4549", "5054", "5559", "6064", "6569")
N_STOCK_BANDS = 9
ORDINARY_SQUARE = 0.6786546  # of a normal variable, winsorised at its 10 % and 90 % quantiles
SEXES = {Sex.TOTAL: (0, 1), Sex.WOMEN: (0,), Sex.MEN: (1,)}
WEEKS = {
    "0-26 uger": 0,
    "27-52 uger": 27,
    "53-104 uger": 53,
    "105-260 uger": 105,
    "Over 260 uger": 261,
}


# Quick: what was printed, and what stands in the workbook


def test_published_figures_are_those_of_the_file_and_every_one_is_used_or_counted():
    store = open_data()
    with (RAW / "published-figures.csv").open(encoding="utf-8") as file:
        printed = [row for row in csv.DictReader(file) if row["municipality"] == "København"]
    found, n_left_out = published_figures(
        store.load("published_figures"), focus="101", manifest=store.manifest
    )
    assert len(found) + n_left_out == len(printed)
    wanted = sorted((r["measure"], float(r["value"])) for r in printed if _is_number(r["value"]))
    assert {(name, figure.value) for name, figure in found} <= set(wanted)
    assert all(figure.lineage.origin is Origin.OBSERVED for _, figure in found)


def test_late_reports_reach_as_far_as_the_country_was_late():
    """1,292 awards when first published, 1,430 a year later: 10.7 % of the first."""
    figures, _ = published_figures(
        open_data().load("published_figures"), focus="101", manifest=open_data().manifest
    )
    first_half = [f for _, f in figures if f.value in (178, 207)]
    early, late = sorted(first_half, key=lambda figure: figure.stated_on)
    (reason,) = find_reasons(early, late)
    assert (early.stated_on, late.stated_on) == (dt.date(2018, 4, 30), dt.date(2018, 8, 29))
    assert reason.at_most == pytest.approx(178 * (1430 / 1292 - 1), abs=0.1)
    assert judge_difference(early, late, (reason,)).value == "partly"
    # Seen from the later figure the same reason pulls down, and no further than before.
    (back,) = find_reasons(late, early)
    assert (reason.pulls, back.pulls) == (1, -1)
    assert back.at_most == pytest.approx(reason.at_most)


def test_each_limit_in_the_long_sheet_stands_beside_its_own_number():
    record = {
        "measure": "foertidspension-tilkendelser", "period_first": "2025K1",
        "period_last": "2025K4", "unit": "awards", "n_observed": 10, "n_expected": 20.5,
        "difference": -10.5, "difference_lower": -16.1, "difference_upper": -4.2, "ratio": 0.49,
        "ratio_lower": 0.31, "ratio_upper": 0.72, "usual_lower": 12, "usual_upper": 33,
        "usual_ratio_lower": 0.6, "usual_ratio_upper": 1.6, "ordinary_lower": 11,
        "ordinary_upper": 40, "per_1000": 1.5, "per_1000_lower": 1.1, "per_1000_upper": 1.9,
        "level": 0.95,
    }  # fmt: skip
    rows = {row.field.key: row for row in _numbers([record])}
    for key in ("difference", "ratio", "per_1000"):
        row = rows.pop(key)
        assert (row.value, row.lower, row.upper) == tuple(
            record[name] for name in (key, f"{key}_lower", f"{key}_upper")
        )
        assert row.level == 0.95
    for key in ("usual", "usual_ratio", "ordinary"):
        row = rows.pop(key)
        assert (row.value, row.lower, row.upper) == (
            None, record[f"{key}_lower"], record[f"{key}_upper"],
        )  # fmt: skip
    assert set(rows) == {"n_observed", "n_expected"}
    assert all(row.lower is None and row.level is None for row in rows.values())
    assert {row.unit for row in rows.values()} == {"tilkendelser"}
    assert {row.period for row in rows.values()} == {"2025K1–2025K4"}


def test_limits_without_a_name_are_those_of_the_first_number_that_may_have_them():
    forecast = {"expected": 10.0, "lower": 6.0, "upper": 15.0, "ratio": 0.5, "n_observed": 9}
    rows = {row.field.key: row for row in _numbers([forecast])}
    assert (rows["expected"].lower, rows["expected"].upper) == (6.0, 15.0)
    assert rows["ratio"].lower is rows["n_observed"].lower is None


# By age


@pytest.mark.slow
def test_awards_of_each_age_have_their_rates_and_limits(raw, comparison, places):
    focus, peers, rest = places
    counts, years = (
        part[LAST_YEAR].sum(axis=0).reshape(2, len(AWARD_BANDS), -1)
        for part in (raw.awards, raw.award_years)
    )
    profile = depth.profile_ages(comparison)[0]
    for sex, rows in SEXES.items():
        for band, group in enumerate(profile.of(sex)):
            assert f"{group.age_from}{group.age_to}" == AWARD_BANDS[band]
            n, lived = counts[rows, band], years[rows, band]
            own, mine = n[:, focus].sum(), lived[:, focus].sum()
            expected = (n[:, peers].sum(1) / lived[:, peers].sum(1)) @ lived[:, focus]
            low, high = _garwood(own)
            assert_allclose(
                [
                    *(group.gap.n_observed, group.gap.n_expected, group.exposure, group.rate),
                    *(group.peer_rate, group.country_rate, group.rate_lower, group.rate_upper),
                ],
                [
                    *(own, expected, mine, 1000 * own / mine),
                    *(1000 * n[:, some].sum() / lived[:, some].sum() for some in (peers, rest)),
                    *(1000 * low / mine, 1000 * high / mine),
                ],
                rtol=1e-9,
            )
            weights = lived[:, focus] / lived[:, peers].sum(1)
            below, above = _difference_limits(own, n[:, peers].sum(1), weights)
            limits = group.gap.difference
            assert_allclose([limits.lower, limits.upper], [below, above], rtol=1e-7)


@pytest.mark.slow
def test_stocks_of_each_age_lie_beside_the_middle_of_the_other_municipalities(
    raw, comparison, places
):
    focus, peers, rest = places
    people = raw.stock_people[-1].reshape(2, N_STOCK_BANDS, -1)
    groups_of = ([focus], peers, rest)
    profiles = {p.measure.headline.id: p for p in depth.profile_ages(comparison)}
    for name, series in raw.stocks.items():
        counts = series[-1].reshape(2, N_STOCK_BANDS, -1)
        for sex, rows in SEXES.items():
            for band, group in enumerate(profiles[f"{name}-bestand"].of(sex)):
                n, lived = counts[rows, band], people[rows, band]
                rates = np.sort(1000 * n[:, rest].sum(0) / lived[:, rest].sum(0))
                # Quantiles of type 7: a tenth of the way from the first to the last.
                places_of = [0.1 * (len(rest) - 1), 0.9 * (len(rest) - 1)]
                spread = np.interp(places_of, np.arange(len(rest)), rates)
                expected = (n[:, peers].sum(1) / lived[:, peers].sum(1)) @ lived[:, focus]
                assert_allclose(
                    [
                        *(group.gap.n_observed, group.gap.n_expected, group.rate),
                        *(group.peer_rate, group.country_rate),
                        *(group.others_lower, group.others_upper),
                    ],
                    [
                        *(n[:, focus].sum(), expected),
                        *(1000 * n[:, own].sum() / lived[:, own].sum() for own in groups_of),
                        *spread,
                    ],
                    rtol=1e-9,
                )  # fmt: skip


@pytest.mark.slow
def test_words_on_age_count_groups_outside_on_both_sides(comparison):
    profile = depth.profile_ages(comparison)[0]
    groups = profile.of(Sex.TOTAL)
    n_outside = sum(
        g.gap.difference.lower > 0 or g.gap.difference.upper < 0 for g in groups
    )  # fmt: skip
    (block,) = say_age_profile(comparison, (profile,))
    assert f"I {n_outside} grupper er forskellen" in block.content.paragraphs[0].text
    assert "omkring 0,5 ville" in block.content.paragraphs[0].text


# The six cities


@pytest.mark.slow
def test_cities_are_held_against_the_rest_of_the_country_in_every_window(raw, comparison):
    columns = [raw.codes.index(code) for code in SIX_CITIES]
    flow, *stocks = depth.follow_cities(comparison)
    n = len(raw.quarters)
    windows = [
        (raw.awards[i - 3 : i + 1].sum(0), raw.award_years[i - 3 : i + 1].sum(0))
        for i in range(3, n)
    ]
    assert [str(period) for period in flow.periods] == raw.quarters[3:]
    assert_allclose(flow.ratio, [_ratios(*window)[columns] for window in windows], rtol=1e-9)
    for own, series in zip(stocks, raw.stocks.values(), strict=True):
        assert [str(period) for period in own.periods] == raw.stock_quarters
        assert_allclose(
            own.ratio,
            [_ratios(*window)[columns] for window in zip(series, raw.stock_people, strict=True)],
            rtol=1e-9,
        )


@pytest.mark.slow
def test_fields_of_the_cities_are_ordinary_variation_without_the_city(raw, comparison):
    flow, *stocks = depth.follow_cities(comparison)
    everybody = np.arange(len(raw.codes))
    for place, code in enumerate(SIX_CITIES[:3]):
        city = raw.codes.index(code)
        others = everybody[everybody != city]
        for at in (-1, 0):
            end = len(raw.quarters) if at == -1 else 4
            counts, years = (part[end - 4 : end].sum(0) for part in (raw.awards, raw.award_years))
            found = _usual_awards(counts, years, city, others)
            assert_allclose(
                [flow.usual_lower[at, place], flow.usual_upper[at, place]], found, rtol=1e-7
            )
            for own, series in zip(stocks, raw.stocks.values(), strict=True):
                expected = _expected(series[at], raw.stock_people[at])
                lived = raw.stock_people[at][:, others].sum(0)
                found = _ordinary(
                    series[at].sum(0), expected, city,
                    n_reference=series[at][:, others].sum(),
                    n_effective=lived.sum() ** 2 / (lived**2).sum(),
                )  # fmt: skip
                assert_allclose(
                    [own.usual_lower[at, place], own.usual_upper[at, place]], found, rtol=1e-6
                )


# The map


@pytest.mark.slow
def test_map_fills_a_square_only_where_the_tails_and_their_number_carry_it(raw, comparison):
    blocks = plot_tile_map(comparison, depth.judge_all(comparison))
    answers = {r["municipality_code"]: r["answer"] for r in blocks[0].content.records}
    counts, years = (part[LAST_YEAR].sum(0) for part in (raw.awards, raw.award_years))
    everybody = np.arange(len(raw.codes))
    p_value, is_unusual = [], []
    for one in everybody:
        others = everybody[everybody != one]
        p_value.append(_p_of_awards(counts, years, one, others))
        low, high = _usual_awards(counts, years, one, others)
        is_unusual.append(not low <= counts[:, one].sum() <= high)
    is_shaded = stats.false_discovery_control(p_value) < 0.05
    ratios = _ratios(counts, years)
    for code, shaded, unusual, ratio in zip(raw.codes, is_shaded, is_unusual, ratios, strict=True):
        word = "ikke til at skelne fra resten"
        if shaded and unusual:
            word = "færre, og usædvanligt få" if ratio < 1 else "flere, og usædvanligt mange"
        elif shaded:
            word = f"{'færre' if ratio < 1 else 'flere'} end i resten af landet"
        assert answers[code] == word


@pytest.mark.slow
def test_map_of_stocks_fills_those_outside_ordinary_variation(raw, comparison):
    block = plot_tile_map(comparison, depth.judge_all(comparison))[1]
    people = raw.stock_people[-1]
    for name, series in raw.stocks.items():
        answers = {
            r["municipality_code"]: r["answer"]
            for r in block.content.records
            if r["measure"] == f"{name}-bestand"
        }
        observed, expected = series[-1].sum(0), _expected(series[-1], people)
        for one, code in enumerate(raw.codes):
            others = np.delete(np.arange(len(raw.codes)), one)
            lived = people[:, others].sum(0)
            limits = _ordinary(
                observed, expected, one,
                n_reference=series[-1][:, others].sum(),
                n_effective=lived.sum() ** 2 / (lived**2).sum(),
            )  # fmt: skip
            word = "almindelig variation"
            if limits is None:
                word = "ingen eller for små tal"
            elif observed[one] < limits[0]:
                word = "usædvanligt få"
            elif observed[one] > limits[1]:
                word = "usædvanligt mange"
            assert answers[code].removesuffix(", også når alle tælles med") == word, (name, code)


# What the workbook says of them


@pytest.mark.slow
def test_long_sheet_has_every_number_of_the_new_figures_once_with_its_time(comparison):
    figures = (
        *plot_age_profile(comparison, depth.profile_ages(comparison)),
        *plot_six_cities(comparison, depth.follow_cities(comparison)),
    )
    for block in figures:
        records = block.content.records
        rows = _numbers(records, name=block.id)
        for key in ("n_observed", "ratio", "per_1000", "difference"):
            if key in records[0]:
                own = [row for row in rows if row.field.key == key]
                told = [record for record in records if record[key] is not None]
                assert [row.value for row in own] == [record[key] for record in told]
                for row, record in zip(own, told, strict=True):
                    assert row.lower == record.get(f"{key}_lower")
                    assert row.upper == record.get(f"{key}_upper")
        for row in rows:
            first, _, last = row.period.partition("–")
            is_flow = row.subject.startswith("førtidspension-tilkendelser")
            quarters = Period.parse(first).shift(3) if is_flow else Period.parse(first)
            assert str(quarters) == (last or first)


# Long durations


@pytest.fixture(scope="module")
def long_files(tmp_path_factory):
    """Return a project whose raw files have durations of all municipalities, and the counts."""
    root = tmp_path_factory.mktemp("durations")
    folder = root / "data" / "raw"
    folder.mkdir(parents=True)
    facts = pd.read_csv(RAW / "municipalities.csv", dtype={"municipality_code": str})
    facts = facts.sort_values("municipality_code")
    size = np.maximum(facts["population_2022_rounded"].to_numpy(float) / 1000, 2)
    rng = np.random.default_rng(20)
    means = np.outer(size, (0.9, 0.7, 0.8, 0.9, 1.0)) * rng.lognormal(0, 0.25, (len(size), 1))
    counts = rng.poisson(means).astype(float)
    counts[counts < 3] = np.nan
    rows = [
        [month, name, label, None if math.isnan(n) else int(n)]
        for month, scale in (("2025M12", 1), ("2026M01", 2))
        for name, own in zip(facts["municipality_name"], scale * counts, strict=True)
        for label, n in zip(WEEKS, own, strict=True)
    ]
    answer = {"columns": ["Periode", "Område", "Varighed", "Antal personer"], "rows": rows}
    (folder / "y60a27.json").write_text(json.dumps(answer), encoding="utf-8")
    listed = pd.read_csv(RAW / "manifest.csv", dtype=str, keep_default_na=False)
    listed = listed[listed["table"].isin(["municipalities", "FOLK1A", "AUK01"])]
    for file in listed["file"]:
        shutil.copyfile(RAW / file, folder / file)
    digest = hashlib.sha256((folder / "y60a27.json").read_bytes()).hexdigest()
    own = {**listed.iloc[0], "file": "y60a27.json", "table": "y60a27", "sha256": digest}
    pd.concat([listed, pd.DataFrame([own])]).to_csv(folder / "manifest.csv", index=False)
    return root, counts


@pytest.mark.slow
def test_long_term_recipients_are_the_sums_of_the_file(long_files, raw):
    root, counts = long_files
    comparison = compare_practice(open_store(root), "101", peers="6byerne")
    found = depth.compare_longterm(comparison)
    focus, *peers = (raw.codes.index(code) for code in SIX_CITIES)
    # The people of working age on the date nearest to the month: 1 January after it.
    people = raw.single["2026K1"][:, 0 : 67 - 16].sum(axis=(0, 1))
    starts = np.array(list(WEEKS.values()))
    assert [measure.weeks for measure in found.measures] == [52, 260]
    for measure in found.measures:
        assert str(measure.period) == "2025M12"
        long, total = counts[:, starts > measure.weeks].sum(1), counts.sum(1)
        for gap, base, n_base in (
            (measure.among_residents, people, measure.n_residents),
            (measure.among_recipients, total, measure.n_all),
        ):
            known = np.isfinite(long + base)
            told = [one for one in peers if known[one]]
            expected = long[told].sum() / base[told].sum() * base[focus]
            assert n_base == pytest.approx(base[focus])
            assert gap.n_observed == long[focus]
            assert gap.n_expected == pytest.approx(expected, rel=1e-9)
            everybody = np.full(len(base), np.nan)
            for one in np.flatnonzero(known):
                others = known & (np.arange(len(base)) != one)
                everybody[one] = base[one] * long[others].sum() / base[others].sum()
            limits = _ordinary(
                long, everybody, focus, n_reference=long[told].sum(), expected_here=expected,
                n_effective=base[told].sum() ** 2 / (base[told] ** 2).sum(),
            )  # fmt: skip
            assert_allclose([gap.ordinary.lower, gap.ordinary.upper], limits, rtol=1e-6)
        assert measure.n_blank == sum(not math.isfinite(total[one]) for one in peers)


def _numbers(records, *, name: str = "et-afsnit"):
    """Return the rows of the long sheet for the records of one figure."""
    content = Figure("T", "<svg/>", "A", "S?", "L", "V", tuple(records))
    block = Block(name, content, Lineage())
    meta = ReportMeta(
        title="T",
        municipality_code="101",
        municipality_name="København",
        period=Period.parse("2025K4"),
        date=dt.date(2026, 1, 1),
        status="udkast",
        inputs=(),
    )
    return list_numbers(list_exhibits(Report((block,), meta)), period="2025K4")


def _is_number(text: str) -> bool:
    return text.replace(".", "", 1).isdigit()


def _garwood(count: float) -> tuple[float, float]:
    return stats.chi2.ppf(0.025, 2 * count) / 2, stats.chi2.ppf(0.975, 2 * count + 2) / 2


def _difference_limits(observed, events, weights) -> tuple[float, float]:
    """Join the limits of a count with those of a weighted sum of counts."""
    expected = weights @ events
    size = expected**2 / (weights**2 @ events)
    step = weights.max() / expected
    raised = (1 + step) ** 2 / (1 / size + step**2)
    least = stats.gamma.ppf(0.025, size, scale=expected / size)
    most = stats.gamma.ppf(0.975, raised, scale=expected * (1 + step) / raised)
    low, high = _garwood(observed)
    middle = observed - expected
    return (
        middle - math.hypot(observed - low, most - expected),
        middle + math.hypot(high - observed, expected - least),
    )


def _expected(counts, people) -> np.ndarray:
    """Return each municipality's number at the rates of all the others."""
    rates = (counts.sum(1, keepdims=True) - counts) / (people.sum(1, keepdims=True) - people)
    return (rates * people).sum(axis=0)


def _ratios(counts, people) -> np.ndarray:
    return counts.sum(axis=0) / _expected(counts, people)


def _variance(distances, chance, degrees: int) -> float:
    """Search the variance at which winsorised squares have their normal mean."""

    def surplus(variance: float) -> float:
        z = distances / np.sqrt(chance + variance)
        return float((_pull_in(z) ** 2).sum() / degrees) - ORDINARY_SQUARE

    return optimize.brentq(surplus, 0, 9, xtol=1e-14) if surplus(0) > 0 else 0.0


def _pull_in(values) -> np.ndarray:
    return np.clip(values, *np.quantile(values, [0.1, 0.9]))


def _usual_awards(counts, years, one, others) -> tuple[float, float]:
    """Return the awards that an ordinary municipality would have between, the others' spread."""
    expected = _expected(counts, years)[others]
    roots = np.sqrt(counts[:, others].sum(0) + 3 / 8) - np.sqrt(expected + 1 / 8)
    tau2 = _variance(2 * roots / np.sqrt(expected), 1 / expected, len(others))
    weights = years[:, one] / years[:, others].sum(1)
    events = counts[:, others].sum(1)
    here = weights @ events
    lived = years[:, others].sum(0)
    variance = tau2 * (1 + (lived**2).sum() / lived.sum() ** 2)
    variance += (weights**2 @ events) / here**2
    grid = np.arange(int(6 * here + 60))
    drawn = stats.nbinom(1 / variance, 1 / (1 + variance * here))
    half = drawn.cdf(grid - 1) + drawn.pmf(grid) / 2
    low, high = (np.interp(share, half, grid) for share in (0.025, 0.975))
    return low, high


def _p_of_awards(counts, years, one, others) -> float:
    """Return how rarely awards lie so far from those at the others' rates, two-sided."""
    weights, events = years[:, one] / years[:, others].sum(1), counts[:, others].sum(1)
    expected, observed = weights @ events, counts[:, one].sum()
    size, step = expected**2 / (weights**2 @ events), weights.max() / expected
    raised = (1 + step) ** 2 / (1 / size + step**2)
    few = stats.nbinom.cdf(observed, size, size / (size + expected))
    many = stats.nbinom.sf(observed - 1, raised, raised / (raised + expected * (1 + step)))
    return min(1.0, 2 * min(few, many))


def _ordinary(
    observed, expected, one, *, n_reference, n_effective, expected_here=None
) -> tuple[float, float] | None:
    """Return the stock that an ordinary municipality would have between; None for none."""
    here = expected[one] if expected_here is None else expected_here
    is_shown = np.isfinite(observed) & (np.nan_to_num(expected) >= 10)
    is_shown[one] = False
    n = int(is_shown.sum())
    if n < 20 or not here >= 10:
        return None
    distances = np.log((observed[is_shown] + 0.5) / (expected[is_shown] + 0.5))
    chance = 1 / (expected[is_shown] + 0.5)
    far = distances - _pull_in(distances).mean()
    between = _variance(far, chance, n - 1)
    error = math.sqrt(1.41 * 2 * n) / (1 / (chance + between)).sum()
    apart = 1 + 1 / n_effective
    variance = between * apart + 1 / (here + 0.5) + 1 / (n_reference + 0.5)
    degrees = min(max(2 * variance**2 / (error * apart) ** 2, 1), n - 1)
    factor = math.exp(stats.t.ppf(0.975, degrees) * math.sqrt(variance))
    return max((here + 0.5) / factor - 0.5, 0.0), (here + 0.5) * factor - 0.5
