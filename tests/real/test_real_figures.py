"""The report on other parties' real files, held against the files themselves.

Every number is worked out here from the raw file with the csv and json of the standard
library; no reader of the package has a part in it.
"""

from __future__ import annotations

import csv
import json
import re
import subprocess
import sys
from pathlib import Path

import pytest
from scipy.optimize import brentq
from scipy.stats import binom, chi2

PEERS = ("Aarhus", "Aalborg", "Odense", "Esbjerg", "Randers")
ENGLISH = {"København": "Copenhagen"}
AWARDS_2016 = {"København": 322, "Odense": 386, "Aarhus": 379, "Aalborg": 249}
NEWEST = "2026M07"


@pytest.fixture(scope="module")
def report(published_files, tmp_path_factory) -> Path:
    """Return the folder of the report on København, made by the command."""
    folder = tmp_path_factory.mktemp("real")
    command = [sys.executable, "-m", "analysis", "report", "--raw", str(published_files)]
    subprocess.run(
        [*command, "--out", str(folder / "report")], check=True, capture_output=True, timeout=600
    )
    return folder / "report"


@pytest.fixture(scope="module")
def page(report) -> str:
    return (report / "praksissammenligning.html").read_text(encoding="utf-8")


def data(report: Path, name: str) -> list[dict[str, str]]:
    with (report / "data" / f"{name}.csv").open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file, delimiter=";"))


def row(report: Path, name: str, **wanted: str) -> dict[str, str]:
    found = [r for r in data(report, name) if all(r[k] == v for k, v in wanted.items())]
    assert len(found) == 1
    return found[0]


def number(text: str) -> float:
    return float(text.replace(",", "."))


@pytest.fixture(scope="module")
def jobindsats(published_files):
    """Return a function that gives a municipality's value of a month, from the answer."""

    def value(table: str, area: str, month: str, column: str) -> int:
        path = published_files / f"jobindsats_v3_{table}.json"
        answer = json.loads(path.read_text(encoding="utf-8-sig"))
        place = answer["columns"].index(column)
        found = [r[place] for r in answer["rows"] if r[:2] == [month, area]]
        assert len(found) == 1
        return found[0]

    return value


def _statbank(path: Path, area: str, period: str) -> int:
    with path.open(encoding="utf-8-sig", newline="") as file:
        found = [
            int(line["INDHOLD"])
            for line in csv.DictReader(file, delimiter=";")
            if line["OMRÅDE"] == ENGLISH.get(area, area) and line["TID"] == period
        ]
    assert len(found) == 1
    return found[0]


@pytest.fixture(scope="module")
def residents(published_files):
    """Return a function that gives the residents of an area on a date of either table."""

    def value(area: str, period: str) -> int:
        name = "FOLK1AM_total_en" if "M" in period else "FOLK1A_total_5_dates_en"
        return _statbank(published_files / f"statbank_{name}.csv", area, period)

    return value


@pytest.fixture(scope="module")
def net_unemployed(published_files):
    name = "statbank_AUK01_net_unemployed_social_assistance_en.csv"
    return lambda area, period: _statbank(published_files / name, area, period)


# Kontanthjælp, y60a02


@pytest.mark.parametrize(("month", "persons"), [("2021M08", 12970), (NEWEST, 8431)])
@pytest.mark.parametrize("name", ["baggrund", "baggrund-tal", "udvikling"])
def test_kontanthjaelp_of_koebenhavn_is_as_published(report, jobindsats, name, month, persons):
    assert jobindsats("y60a02", "København", month, "Antal personer") == persons
    found = row(report, name, source_table="y60a02", period=month)
    assert number(found["n_observed"]) == persons
    assert found["unit"] == "persons"


@pytest.mark.parametrize(
    ("month", "population", "date"),
    [("2021M08", "2021M10", "2021-10-01"), (NEWEST, "2026M02", "2026-02-01")],
)
def test_kontanthjaelp_per_resident_has_the_carried_population(
    report, residents, jobindsats, month, population, date
):
    found = row(report, "baggrund-tal", source_table="y60a02", period=month)
    persons = jobindsats("y60a02", "København", month, "Antal personer")
    by_hand = 1000 * persons / residents("København", population)
    assert number(found["per_1000_residents"]) == pytest.approx(by_hand, abs=1e-4)
    assert found["denominator_date_if_carried"] == date


def test_kontanthjaelp_within_the_population_series_has_the_mean_of_two_dates(
    report, residents, jobindsats
):
    found = row(report, "baggrund", source_table="y60a02", period="2023M05")
    mean = (residents("København", "2023M05") + residents("København", "2023M06")) / 2
    persons = jobindsats("y60a02", "København", "2023M05", "Antal personer")
    assert number(found["per_1000_residents"]) == pytest.approx(1000 * persons / mean, abs=1e-5)
    assert found["denominator_date_if_carried"] == ""


def test_kontanthjaelp_of_the_peers_is_pooled(report, residents, jobindsats):
    found = row(report, "baggrund-tal", source_table="y60a02", period=NEWEST)
    persons = sum(jobindsats("y60a02", peer, NEWEST, "Antal personer") for peer in PEERS)
    people = sum(residents(peer, "2026M02") for peer in PEERS)
    by_hand = 1000 * persons / people
    assert number(found["peers_per_1000_residents"]) == pytest.approx(by_hand, abs=1e-4)


def test_expected_kontanthjaelp_is_the_pooled_peers_rate_on_koebenhavns_residents(
    report, residents, jobindsats
):
    persons = sum(jobindsats("y60a02", peer, NEWEST, "Antal personer") for peer in PEERS)
    people = sum(residents(peer, "2026M02") for peer in PEERS)
    by_hand = residents("København", "2026M02") * persons / people
    found = row(report, "forside", measure="kontanthjaelp-bestand")
    assert number(found["n_expected"]) == pytest.approx(by_hand)
    assert number(found["n_observed"]) == 8431
    assert number(found["ratio"]) == pytest.approx(8431 / by_hand, abs=1e-5)
    assert found["is_standardised_by_age_and_sex"] == "false"


def test_expected_kontanthjaelp_at_the_countrys_rate_leaves_koebenhavn_out(
    report, published_files, residents, jobindsats
):
    answer = json.loads((published_files / "jobindsats_v3_y60a02.json").read_text("utf-8-sig"))
    names = {r[1] for r in answer["rows"]} - {"Hele landet", "København"}
    assert len(names) == 97
    persons = sum(jobindsats("y60a02", name, NEWEST, "Antal personer") for name in names)
    people = sum(residents(name, "2026M02") for name in names)
    found = row(report, "resten-af-landet", measure="kontanthjaelp-bestand")
    by_hand = residents("København", "2026M02") * persons / people
    assert number(found["n_expected"]) == pytest.approx(by_hand)


def test_stock_has_no_limits_of_its_own(report):
    found = row(report, "forside", measure="kontanthjaelp-bestand")
    for name in ("ratio_lower", "ratio_upper", "difference_lower", "difference_upper"):
        assert found[name] == ""
    assert "Poisson" not in found["method"]


# AUK01, net unemployed recipients of social assistance


@pytest.mark.parametrize(
    ("quarter", "count", "dates", "carried"),
    [
        ("2007K1", 4247, ["2008Q1"], "2008-01-01"),
        ("2025K4", 846, ["2025M10", "2026M01"], ""),
    ],
)
def test_job_ready_recipients_per_resident(
    report, residents, net_unemployed, quarter, count, dates, carried
):
    assert net_unemployed("København", quarter.replace("K", "Q")) == count
    people = sum(residents("København", date) for date in dates) / len(dates)
    found = row(report, "baggrund-tal", source_table="AUK01", period=quarter)
    assert number(found["n_observed"]) == count
    assert number(found["per_1000_residents"]) == pytest.approx(1000 * count / people, abs=1e-4)
    assert found["denominator_date_if_carried"] == carried
    assert (found["series"], found["unit"]) == ("kontanthjaelp_jobparat", "fulltime_persons")


def test_job_ready_recipients_of_the_peers_are_pooled(report, residents, net_unemployed):
    count = sum(net_unemployed(peer, "2025Q4") for peer in PEERS)
    people = sum(residents(p, d) for p in PEERS for d in ("2025M10", "2026M01")) / 2
    found = row(report, "baggrund-tal", source_table="AUK01", period="2025K4")
    assert number(found["peers_per_1000_residents"]) == pytest.approx(
        1000 * count / people, abs=1e-4
    )


# Unemployment, y25i01


def test_newest_unemployment_is_as_published(report, jobindsats, residents):
    column = "Ledige fuldtidspersoner i alt"
    count = jobindsats("y25i01", "København", NEWEST, column)
    found = row(report, "baggrund-tal", source_table="y25i01", period=NEWEST)
    by_hand = 1000 * count / residents("København", "2026M02")
    assert number(found["n_observed"]) == count == 16981
    assert number(found["per_1000_residents"]) == pytest.approx(by_hand, abs=1e-4)


# Published awards of 2016


@pytest.mark.parametrize(("city", "awards"), AWARDS_2016.items())
def test_awards_of_2016_have_exact_limits_per_resident_of_2015(report, residents, city, awards):
    people = residents(city, "2015Q1")
    found = row(report, "offentliggjort-2016", municipality_name=city)
    assert (number(found["n_awards"]), number(found["n_residents"])) == (awards, people)
    assert found["residents_date"] == "2015-01-01"
    lower, upper = chi2.ppf(0.025, 2 * awards) / 2, chi2.ppf(0.975, 2 * awards + 2) / 2
    for name, count in (("", awards), ("_lower", lower), ("_upper", upper)):
        by_hand = 10_000 * count / people
        assert number(found[f"per_10000_residents{name}"]) == pytest.approx(by_hand, abs=1e-4)


def test_ratio_of_2016_has_exact_limits(page, residents):
    """Given the sum, Københavns awards are binomial: the limits follow from its tails."""
    people = {city: residents(city, "2015Q1") for city in AWARDS_2016}
    own, all_awards = AWARDS_2016["København"], sum(AWARDS_2016.values())
    other_people = sum(people.values()) - people["København"]

    def as_ratio(share: float) -> float:
        return share / (1 - share) * other_people / people["København"]

    low = brentq(lambda p: binom.sf(own - 1, all_awards, p) - 0.025, 1e-9, 1 - 1e-9)
    high = brentq(lambda p: binom.cdf(own, all_awards, p) - 0.025, 1e-9, 1 - 1e-9)
    ratio, lower, upper = (
        f"{value:.2f}".replace(".", ",")
        for value in (as_ratio(own / all_awards), as_ratio(low), as_ratio(high))
    )
    assert f"København tilkendte {ratio} gange så mange" in page
    assert f"{lower} til {upper}; eksakt" in page


def test_citys_own_count_of_2016_is_a_note_and_no_figure(report, page):
    assert "København: 321 tilkendelser i 2016" in page
    assert "321,0" not in {r["n_awards"] for r in data(report, "offentliggjort-2016")}


# The report as a whole


def test_no_block_is_synthetic(page, report):
    origins = re.findall(r'data-origin="(\w+)"', page)
    assert len(origins) > 20
    assert set(origins) == {"observed"}
    assert "SYNTETISKE" not in page
    manifest = json.loads((report / "manifest.json").read_text(encoding="utf-8"))
    assert manifest["n_blocks_synthetic"] == 0
    assert {entry["origin"] for entry in manifest["inputs"]} == {"observed"}
    for path in (report / "data").glob("*.csv"):
        assert {r["data_origin"] for r in data(report, path.stem)} == {"observed"}


def test_each_series_has_its_own_newest_period(report, page):
    newest = {r["source_table"]: r["period"] for r in data(report, "baggrund-tal")}
    assert newest == {"y60a02": NEWEST, "AUK01": "2025K4", "y25i01": NEWEST}
    for label in ("juli 2026", "4. kvartal 2025", "2016"):
        assert label in page


@pytest.mark.parametrize(
    ("section", "how"),
    [
        ("mangler", "Hent PEN113"),
        ("mangler", "Hent AUK01 (YDELSESTYPE=FL)"),
        ("mangler", "Hent AUK01 (YDELSESTYPE=SY)"),
        ("alder-mangler", "Hent AUK01 og PEN113"),
    ],
)
def test_section_without_data_says_so_and_how_to_get_them(page, section, how):
    start = page.index(f'id="{section}"')
    text = re.sub(r"<[^>]+>", "", page[start : page.index("</div>", start)])
    assert how in text


def test_front_page_names_the_headlines_without_data(page):
    text = re.sub(r"<[^>]+>", "", page[page.index('id="fund-ingen-data"') :][:1000])
    assert "ingen data i dette datasæt" in text
    assert "fleksjob (bestand)" in text.casefold()


def test_sources_are_listed_with_their_checksums(report, published_files):
    with (published_files / "manifest.csv").open(encoding="utf-8", newline="") as file:
        listed = {line["file"]: line["sha256"] for line in csv.DictReader(file)}
    found = {line["file"]: line["sha256"] for line in data(report, "kilder")}
    assert listed.items() <= found.items()
