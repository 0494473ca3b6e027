"""The numbers of the report on the review, worked out again from the review's own files.

Nothing of the package has a part in what is expected here: statuses come from the answers
by the items in the YAML files, and weights, totals, corrections and years from plain
arithmetic on the CSV files. The report is made once, by the command, and its ``data`` are
held against that.

Tolerances: a closed release gives whole persons, so a total may be half a person off and a
limit, which is rounded outwards, one. Shares and coefficients are printed with six decimals.
"""

from __future__ import annotations

import datetime as dt
import os
import subprocess
import sys
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
import yaml
from scipy import stats

pytestmark = pytest.mark.slow

ROOT = Path(__file__).resolve().parents[2]
REVIEW = ROOT / "data" / "review"
SCHEMES = ("foertidspension", "fleksjob", "ressourceforloeb", "revalidering")
ANY = "mindst_en"
KINDS = ("klar", "mangler_dokumentation", "ikke_maalgruppe")
NOW, AFTER, NEITHER = KINDS
PARTS = {"nu": NOW, "efter": AFTER, "ingen": NEITHER}
CHECKLIST_DAY = dt.date(2025, 10, 1)
VALUE, LIMIT, SHARE = 0.5 + 1e-9, 1.0 + 1e-9, 1e-6


@dataclass(frozen=True)
class Item:
    """One question in force on the day of the draw."""

    id: str
    section: str
    role: str
    rule: dict[str, list[str]]
    documents: tuple[str, ...]


def read_items() -> dict[str, Item]:
    items = {}
    for section in ("faelles", *SCHEMES):
        text = (ROOT / "analysis" / "checklists" / f"{section}.yaml").read_text(encoding="utf-8")
        for item in yaml.safe_load(text)["items"]:
            for entry in item["entries"]:
                last = entry.get("valid_to") or dt.date.max
                if entry["valid_from"] <= CHECKLIST_DAY <= last:
                    both = {**item, **entry}
                    rule, documents = both.get("relevant_when") or {}, tuple(both["documents"])
                    items[item["id"]] = Item(item["id"], section, both["role"], rule, documents)
    return items


def is_asked(item: Item, answers: dict[str, str], items: dict[str, Item]) -> bool | None:
    """Tell whether a question is put: yes, no, or None where that hangs on something unknown."""
    found: list[bool | None] = []
    for other, wanted in item.rule.items():
        before = is_asked(items[other], answers, items)
        given = answers.get(other, "")
        if before is False:
            found.append(False)
        elif given in wanted:
            found.append(before)
        else:
            found.append(None if given in ("", "uoplyst") else False)
    return False if False in found else None if None in found else True


def judge(
    scheme: str, answers: dict[str, str], missing: dict[str, str], items: dict[str, Item]
) -> tuple[str, set[str]]:
    """Return the status of one scheme in one reading, and the documents that keep it open."""
    given, lacking = set(), set()
    for item in items.values():
        if item.role != "kraevet" or item.section not in ("faelles", scheme):
            continue
        asked, answer = is_asked(item, answers, items), answers.get(item.id, "")
        if asked is False:
            continue
        if asked is None and answer not in ("opfyldt", "ikke_relevant"):
            causes = [each for each in item.rule if answers.get(each) == "uoplyst"]
            given.add("uoplyst" if causes else "")
            lacking |= {missing.get(each, "ikke_angivet") for each in causes}
        elif item.section == "faelles" and answer == "ikke_opfyldt":
            given.add("uoplyst")
            lacking.add(missing.get(item.id, item.documents[0]))
        else:
            given.add(answer)
            if answer == "uoplyst":
                lacking.add(missing.get(item.id, "ikke_angivet"))
    if "ikke_opfyldt" in given:
        return NEITHER, set()
    if "" in given:
        return "ikke_vurderet", set()
    return (AFTER, lacking) if "uoplyst" in given else (NOW, set())


class Recomputed:
    """The review read with pandas, case by case."""

    @cached_property
    def cases(self) -> pd.DataFrame:
        draw = pd.read_csv(REVIEW / "draw.csv")
        known = pd.read_csv(REVIEW / "dispositions.csv", keep_default_na=False)
        reserves = set(known["replaced_by"]) - {""}
        rows = draw[(draw["status"] == "udtrukket") | draw["case_id"].isin(reserves)]
        frame = pd.read_csv(REVIEW / "frame.csv.gz").drop(columns="stratum")
        cases = rows.merge(known, on="case_id").merge(frame, on="case_id")
        return cases.reset_index(drop=True)

    @cached_property
    def population(self) -> pd.Series:
        return pd.read_csv(REVIEW / "frame.csv.gz")["stratum"].value_counts()

    @cached_property
    def judged(self) -> pd.DataFrame:
        """Status and lacking documents per case, reading and scheme."""
        items, rows = read_items(), []
        answers = pd.read_csv(REVIEW / "answers.csv", keep_default_na=False)
        for (case, reading), table in answers.groupby(["case_id", "reading"]):
            given = dict(zip(table["item_id"], table["answer"], strict=True))
            named = table[table["missing_document"] != ""]
            missing = dict(zip(named["item_id"], named["missing_document"], strict=True))
            for scheme in SCHEMES:
                status, lacking = judge(scheme, given, missing, items)
                rows.append((case, reading, scheme, status, lacking))
        names = ["case_id", "reading", "scheme", "status", "lacking"]
        return pd.DataFrame(rows, columns=names).set_index(["case_id", "reading", "scheme"])

    def status(self, scheme: str, reading: int) -> np.ndarray:
        """Return one status per case, empty where the reading was not made."""
        if scheme == ANY:
            each = np.column_stack([self.status(name, reading) for name in SCHEMES])
            ready, open_ = (each == NOW).any(axis=1), (each == AFTER).any(axis=1)
            found = np.where(ready, NOW, np.where(open_, AFTER, NEITHER))
            return np.where((each == "").all(axis=1), "", found)
        wanted = [(case, reading, scheme) for case in self.cases["case_id"]]
        return self.judged["status"].reindex(wanted).fillna("").to_numpy(str)

    def truth(self, scheme: str) -> np.ndarray:
        """Return what both say or what was decided; empty where read once or undecided."""
        first, second = self.status(scheme, 1), self.status(scheme, 2)
        rows = pd.read_csv(REVIEW / "adjudications.csv")
        rows = rows[rows["scheme"] == scheme].set_index("case_id")["status"]
        decided = self.cases["case_id"].map(rows).fillna("").to_numpy(str)
        return np.where(second == "", "", np.where(first == second, first, decided))

    @cached_property
    def is_inside(self) -> np.ndarray:
        return (self.cases["disposition"] != "ikke_i_population").to_numpy()

    @cached_property
    def is_read(self) -> np.ndarray:
        return (self.cases["disposition"] == "gennemgaaet").to_numpy()

    @cached_property
    def settled(self) -> np.ndarray:
        return self.is_read | ~self.is_inside

    def weights(self, rows: np.ndarray) -> np.ndarray:
        """Return people per case among the rows of each stratum."""
        per = self.population / self.cases.loc[rows, "stratum"].value_counts()
        return self.cases.loc[rows, "stratum"].map(per).to_numpy(float)

    def total(self, y: np.ndarray, rows: np.ndarray | None = None) -> tuple[float, float]:
        """Return a stratified total of the settled cases and its variance, by hand."""
        rows = self.settled if rows is None else rows
        total = variance = 0.0
        strata = self.cases.loc[rows, "stratum"].to_numpy()
        for stratum, n_people in self.population.items():
            values = y[rows][strata == stratum].astype(float)
            n = len(values)
            total += n_people * values.mean()
            variance += n_people**2 * (1 - n / n_people) * values.var(ddof=1) / n
        return total, variance


@pytest.fixture(scope="module")
def mine() -> Recomputed:
    return Recomputed()


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> dict[str, pd.DataFrame]:
    """Return the tables beside the closed report, made by the command with a capacity."""
    out = tmp_path_factory.mktemp("report")
    command = [sys.executable, "-m", "analysis", "review", "report"]
    done = subprocess.run(
        [*command, "--capacity", "400", "--out", str(out)],
        cwd=ROOT,
        env={**os.environ, "OMP_NUM_THREADS": "1"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr[-2000:]
    files = sorted(next(out.rglob("data")).glob("*.csv"))
    return {file.stem: pd.read_csv(file, sep=";", decimal=",") for file in files}


def one(table: pd.DataFrame, **wanted: str) -> pd.Series:
    """Return the only row with these values."""
    for column, value in wanted.items():
        table = table[table[column] == value]
    assert len(table) == 1
    return table.iloc[0]


def beta_limits(total: float, variance: float, n: int, df: int, people: float):
    """Return Korn and Graubard's limits with the effective number of cases, in people."""
    p, v = total / people, variance / people**2
    size = p * (1 - p) / v * (stats.t.ppf(0.975, n - 1) / stats.t.ppf(0.975, df)) ** 2
    x = size * p
    low, high = stats.beta.ppf(0.025, x, size - x + 1), stats.beta.ppf(0.975, x + 1, size - x)
    return low * people, high * people


class TestSample:
    def test_every_drawn_case_is_read_or_accounted_for(self, mine, data):
        strata = data["strata"].set_index("stratum")
        drawn = mine.cases["stratum"].value_counts()
        read = mine.cases.loc[mine.is_read, "stratum"].value_counts()
        assert strata["n_cases_drawn"].to_dict() == drawn.to_dict()
        assert strata["n_cases_read"].to_dict() == read.to_dict()
        assert strata["n_population"].to_dict() == mine.population.to_dict()

    def test_shown_weights_are_people_over_settled_cases(self, mine, data):
        shown = data["strata"].set_index("stratum")["weight"].dropna()
        settled = mine.cases.loc[mine.settled, "stratum"].value_counts()
        assert len(shown) == 4
        for stratum, weight in shown.items():
            assert weight == pytest.approx(mine.population[stratum] / settled[stratum], abs=SHARE)


class TestFirstReading:
    @pytest.mark.parametrize("scheme", ["fleksjob", "ressourceforloeb", ANY])
    @pytest.mark.parametrize("part", PARTS)
    def test_uncorrected_people_are_weighted_sums(self, mine, data, scheme, part):
        row = one(data["mulig-maalgruppe"], outcome=scheme, part=part)
        assert not row["is_corrected"]
        expected, _ = mine.total((mine.status(scheme, 1) == PARTS[part]) & mine.is_read)
        assert row["people"] == pytest.approx(expected, abs=VALUE)

    @pytest.mark.parametrize("scheme", ["fleksjob", "ressourceforloeb", ANY])
    def test_limits_from_ten_positives_are_korn_and_graubards(self, mine, data, scheme):
        row = one(data["mulig-maalgruppe"], outcome=scheme, part="nu")
        y = (mine.status(scheme, 1) == NOW) & mine.is_read
        total, variance = mine.total(y)
        n, people = int(mine.is_read.sum()), float(mine.population.sum())
        # Where cases lay outside the population, n is those within it and the strata all.
        low, high = beta_limits(total, variance, n, n - len(mine.population), people)
        assert int(y.sum()) >= 10
        # The cases outside the population are fewer than three in a hundred.
        assert row["people_lower"] == pytest.approx(low, rel=0.02)
        assert row["people_upper"] == pytest.approx(high, rel=0.02)

    @pytest.mark.parametrize("scheme", [*SCHEMES, ANY])
    def test_the_first_reading_stands_beside_every_correction(self, mine, data, scheme):
        row = one(data["korrektion"], scheme=scheme)
        expected, _ = mine.total((mine.status(scheme, 1) == NOW) & mine.is_read)
        assert row["people_first"] == pytest.approx(expected, abs=VALUE)

    def test_the_three_parts_add_up_to_the_population_found(self, mine, data):
        inside, _ = mine.total(mine.is_inside)
        table = data["mulig-maalgruppe"]
        for scheme in (*SCHEMES, ANY):
            rows = table[table["outcome"] == scheme]
            assert rows["people"].sum() == pytest.approx(inside, abs=3 * VALUE)


class TestSecondReading:
    def second_phase(self, mine, scheme):
        """Return rows, first, settled, was reread and group, as the assignment tells them."""
        rows = mine.settled
        assigned = pd.read_csv(REVIEW / "assignment.csv")
        rare = set(assigned.loc[assigned["reason"] == "sjaelden_ordning", "case_id"])
        # A first positive of a scheme of which every positive was read again is certain too.
        assert rare
        again = set(assigned.loc[assigned["reading"] == 2, "case_id"])
        certain = mine.cases["case_id"].isin(rare).to_numpy(copy=True)
        for name in SCHEMES:
            status = mine.status(name, 1)
            positive = np.isin(status, [NOW, AFTER])
            if mine.cases.loc[positive, "case_id"].isin(again).all():
                certain |= positive
        truth = mine.truth(scheme)
        return rows, certain & mine.is_read, truth

    @pytest.mark.parametrize("scheme", ["foertidspension", "revalidering"])
    @pytest.mark.parametrize("part", PARTS)
    def test_corrected_people_are_the_two_phase_difference(self, mine, data, scheme, part):
        rows, certain, truth = self.second_phase(mine, scheme)
        kind = PARTS[part]
        first = ((mine.status(scheme, 1) == kind) & mine.is_read)[rows].astype(float)
        second = (truth == kind)[rows].astype(float)
        reread = (truth != "")[rows]
        weights, strata = mine.weights(rows), mine.cases.loc[rows, "stratum"].to_numpy()
        open_ = (mine.is_read & ~certain)[rows]
        total = float(weights @ first)
        total += float(weights[~open_ & reread] @ (second - first)[~open_ & reread])
        groups = join_thin(strata, open_, reread, weights)
        for group in groups:
            among = open_ & np.isin(strata, group)
            again = among & reread
            share = among.sum() / again.sum()
            total += share * float(weights[again] @ (second - first)[again])
        row = one(data["mulig-maalgruppe"], outcome=scheme, part=part)
        assert row["is_corrected"]
        assert row["people"] == pytest.approx(max(total, 0.0), abs=VALUE)

    def test_limits_of_a_corrected_number_have_the_variance_of_both_phases(self, mine, data):
        rows, certain, truth = self.second_phase(mine, "foertidspension")
        first = ((mine.status("foertidspension", 1) == NOW) & mine.is_read)[rows].astype(float)
        second, reread = (truth == NOW)[rows].astype(float), (truth != "")[rows]
        weights, strata = mine.weights(rows), mine.cases.loc[rows, "stratum"].to_numpy()
        open_ = (mine.is_read & ~certain)[rows]
        chance, by_choice = np.ones(len(first)), 0.0
        among_all = [open_ & np.isin(strata, g) for g in join_thin(strata, open_, reread, weights)]
        for among in among_all:
            n, m = among.sum(), (among & reread).sum()
            chance[among] = m / n
            d = (weights * (second - first))[among & reread]
            by_choice += n**2 * (1 - m / n) * d.var(ddof=1) / m
        expanded = np.where(reread, second / chance, 0.0) * (reread | ~open_)
        by_draw = 0.0
        for name, n_people in mine.population.items():
            here = strata == name
            n, mean = here.sum(), expanded[here].sum()
            # What the choice adds to the squared sum of a stratum, group by group.
            noise = 0.0
            for among in among_all:
                k, m = among.sum(), (among & reread).sum()
                y = np.where(here, second, 0.0)[among & reread]
                noise += k**2 * (1 - m / k) * y.var(ddof=1) / m
            # Judgements are 0 or 1, so the sum of squares is the sum itself.
            spread = (mean - (mean**2 - noise) / n) / (n - 1)
            by_draw += n_people**2 * (1 - n / n_people) / n * spread
        row = one(data["mulig-maalgruppe"], outcome="foertidspension", part="nu")
        people, n = float(row["people"]), len(first)
        size, _ = mine.total(mine.is_inside)
        # Degrees of freedom hardly matter: from 40 to all cases less strata.
        for df in (40, n - len(mine.population)):
            low, high = beta_limits(people, by_draw + by_choice, n, df, size)
            assert row["people_lower"] == pytest.approx(low, rel=0.03)
            assert row["people_upper"] == pytest.approx(high, rel=0.03)

    @pytest.mark.parametrize("scheme", SCHEMES)
    def test_readers_agree_in_as_many_cases(self, mine, data, scheme):
        first, second = mine.status(scheme, 1), mine.status(scheme, 2)
        both = (second != "") & mine.is_read
        row = one(data["laeserne-enige-tabel"], id=scheme)
        assert (row["n_cases"], row["n_cases_agree"]) == (
            int(both.sum()),
            int((first == second)[both].sum()),
        )
        n, k = row["n_cases"], row["n_cases_agree"]
        low, high = stats.beta.ppf(0.025, k, n - k + 1), stats.beta.ppf(0.975, k + 1, n - k)
        assert row["share_agree"] == pytest.approx(k / n, abs=SHARE)
        assert (row["share_agree_lower"], row["share_agree_upper"]) == pytest.approx(
            (low, high), abs=SHARE
        )


def join_thin(strata, open_, reread, weights) -> list[list[str]]:
    """Join strata with fewer than two open second readings with the nearest in weight."""
    weight = {name: float(weights[strata == name].mean()) for name in set(strata[open_])}
    groups = [[name] for name in sorted(weight, key=weight.get)]
    while True:
        among = [open_ & np.isin(strata, group) for group in groups]
        sizes = [(int(rows.sum()), int((rows & reread).sum())) for rows in among]
        thin = next((i for i, (n, m) in enumerate(sizes) if m < min(2, n)), None)
        if thin is None or len(groups) == 1:
            return groups
        means = [np.log(np.mean([weight[name] for name in g])) for g in groups]
        near = [i for i in (thin - 1, thin + 1) if 0 <= i < len(groups)]
        other = min(near, key=lambda i: abs(means[i] - means[thin]))
        low, high = sorted((thin, other))
        groups[low : high + 1] = [groups[low] + groups[high]]


class TestParts:
    def test_people_of_one_benefit_and_those_within_the_services(self, mine, data):
        y = (mine.status(ANY, 1) == NOW) & mine.is_read
        for variable, value in [("benefit", "kontanthjaelp"), ("in_sof", "ja"), ("in_sof", "nej")]:
            mask = (mine.cases[variable] == value).to_numpy()
            row = one(data["hvem-er-de-tabel"], variable=variable, value=value, outcome=ANY)
            people, _ = mine.total(y & mask)
            size, _ = mine.total(mask & mine.is_inside)
            assert row["people"] == pytest.approx(people, abs=VALUE)
            assert row["share"] == pytest.approx(people / size, abs=1 / size)
            assert row["n_cases"] == int((mask & mine.is_read).sum())
            assert row["n_cases_now"] == int((y & mask).sum())

    def test_nobody_was_seen_in_two_uncorrected_schemes(self, mine, data):
        both = (mine.status("fleksjob", 1) == NOW) & (mine.status("ressourceforloeb", 1) == NOW)
        row = one(data["flere-ordninger"], outcome="fleksjob", other="ressourceforloeb")
        assert (int(both.sum()), row["people"]) == (0, 0)
        # Nobody of n: at most K of the heaviest stratum, by the hypergeometric distribution.
        bounds = []
        for stratum, n_people in mine.population.items():
            n = int((mine.settled & (mine.cases["stratum"] == stratum)).sum())
            k = np.arange(n_people - n + 1)
            bounds.append(k[stats.hypergeom.pmf(0, n_people, k, n) >= 0.025].max())
        # All could lie in one stratum, so the largest is the least the bound can be.
        assert max(bounds) - LIMIT <= row["people_upper"] <= 1.2 * max(bounds)

    def test_people_who_lack_a_document(self, mine, data):
        judged = mine.judged.reset_index()
        judged = judged[(judged["reading"] == 1) & (judged["status"] == AFTER)]
        for document in ("statusattest", "lae265", "tidligere_indsatser"):
            lacks = set(judged.loc[[document in each for each in judged["lacking"]], "case_id"])
            y = mine.cases["case_id"].isin(lacks).to_numpy() & mine.is_read
            row = one(data["manglende-dokumenter"], outcome=ANY, document=document)
            expected, _ = mine.total(y)
            assert row["people"] == pytest.approx(expected, abs=VALUE)
            assert row["n_cases"] == int(y.sum())


class TestBounds:
    @pytest.mark.parametrize("scheme", ["fleksjob", ANY])
    def test_unread_cases_are_a_no_and_then_a_yes(self, mine, data, scheme):
        status, everyone = mine.status(scheme, 1), np.ones(len(mine.cases), dtype=bool)
        now = (status == NOW) & mine.is_read
        possible = now | ((status == AFTER) & mine.is_read) | (mine.is_inside & ~mine.is_read)
        lowest, _ = mine.total(now, everyone)
        highest, _ = mine.total(possible, everyone)
        table = data["potentiale"]
        assert one(table, outcome=scheme, part="lavest")["people"] == pytest.approx(
            lowest, abs=VALUE
        )
        assert one(table, outcome=scheme, part="hoejest")["people"] == pytest.approx(
            highest, abs=VALUE
        )

    def test_years_to_clear_are_people_over_capacity(self, mine, data):
        table = data["aar-til-indhentning"]
        for scheme, kind in [(ANY, "now"), ("fleksjob", "now"), ("fleksjob", "together")]:
            row = one(table[table["by"] == "capacity"], scheme=scheme, kind=kind)
            kinds = [NOW] if kind == "now" else [NOW, AFTER]
            people, _ = mine.total(np.isin(mine.status(scheme, 1), kinds) & mine.is_read)
            assert row["years"] == pytest.approx(people / 400, abs=len(kinds) * VALUE / 400 + SHARE)
            assert row["years_lower"] == pytest.approx(row["people_lower"] / 400, abs=1e-3)

    def test_years_at_the_yearly_gap_have_donner_and_zous_limits(self, data):
        row = one(
            data["aar-til-indhentning"], scheme="foertidspension", by="yearly_gap", kind="now"
        )
        x, low_x, high_x = row["people"], row["people_lower"], row["people_upper"]
        y, low_y, high_y = row["per_year"], row["per_year_lower"], row["per_year_upper"]
        # Donner and Zou's closed form for a ratio of independent numbers.
        root = (x * y) ** 2
        below = (x * y - np.sqrt(root - low_x * high_y * (2 * x - low_x) * (2 * y - high_y))) / (
            high_y * (2 * y - high_y)
        )
        above = (x * y + np.sqrt(root - high_x * low_y * (2 * x - high_x) * (2 * y - low_y))) / (
            low_y * (2 * y - low_y)
        )
        assert row["years"] == pytest.approx(x / y, rel=1e-3)
        assert (row["years_lower"], row["years_upper"]) == pytest.approx((below, above), rel=2e-3)
