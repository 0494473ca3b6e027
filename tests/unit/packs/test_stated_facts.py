"""Every fact of law, money and practice that comes with the project says how it is known.

What nobody has read in a source is marked, the mark reaches the page, and a figure of the
practice study is the one that was written down from its source.
"""

from __future__ import annotations

import csv
import datetime as dt
import re
from functools import cache
from pathlib import Path

import pytest
import yaml

from analysis.caseflow.deadlines import load_deadlines, read_deadlines
from analysis.caseflow.light import describe_light, light_end_date
from analysis.caseflow.rules import Subject, find_rule, read_rules
from analysis.checklists.load import load_checklist
from analysis.concepts import Lineage, Origin
from analysis.economics.catalogue import list_found_rates
from analysis.economics.rates import read_rates
from analysis.economics.refusion import find_ladder
from analysis.errors import AnalysisError
from analysis.findings.register import FindingRegister
from analysis.packs.inputs import open_inputs
from analysis.recommendations.judge import judge_recommendations
from analysis.recommendations.model import RecommendationFile
from analysis.recommendations.read import read_recommendations
from analysis.study.model import Method, Reading, Study
from analysis.study.read import read_study
from analysis.tables.pack.flows import tabulate_deadlines, tabulate_light
from analysis.tables.pack.recommendations import tabulate_recommendation_details

ACT = dt.date(2026, 2, 1)  # the first day of the act of 2025 that closes and abolishes
PACK = Path(__file__).parents[3] / "data" / "pack"
# A document of its own without an address on the web: who, and the day or the case.
DOCUMENT = re.compile(r"sagsnr\. [\d-]+|dokument \w+|\w+\.dk \(")


@cache
def study() -> Study:
    return read_study(PACK / "study.yaml", Lineage(frozenset({"pack/study.yaml"})))


@cache
def recommendations() -> RecommendationFile:
    return read_recommendations(PACK / "recommendations.yaml", Lineage())


def shown(block) -> str:
    cells = [str(cell) for row in block.content.rows for cell in row.cells]
    return " ".join((*cells, block.content.note))


# Law


@pytest.mark.parametrize(
    "what", [*read_rules(), *read_deadlines()], ids=lambda each: str(each)[:60]
)
def test_rule_or_deadline_has_a_reference_and_says_what_nobody_has_read(what):
    assert what.reference.strip()
    assert what.verified == (not what.reservation)


def test_nothing_in_force_after_the_act_of_2026_passes_as_read():
    late = [r for r in read_rules() if r.valid_to is None or r.valid_to >= ACT]
    assert {rule.subject for rule in late} == set(Subject)
    assert not [rule.subject for rule in late if rule.verified]
    assert not [item.id for item in load_checklist(ACT).items if item.is_verified]


def test_obvious_cases_still_go_round_the_team_but_nobody_has_read_how():
    before, after = (find_rule(Subject.OBVIOUS, day) for day in (dt.date(2026, 1, 31), ACT))
    assert before.state is after.state
    assert before.verified
    assert not after.verified


@pytest.mark.parametrize("day", [dt.date(2019, 3, 1), dt.date(2025, 10, 1), dt.date(2026, 11, 21)])
def test_each_unverified_deadline_carries_its_reservation_onto_the_page(day):
    page = shown(tabulate_deadlines(load_deadlines(day), date=day))
    unverified = [each for each in load_deadlines(day) if not each.verified]
    assert unverified
    assert all(each.reservation in page for each in unverified)


def test_page_of_the_light_course_says_that_it_is_no_term_of_the_law():
    page = shown(tabulate_light(describe_light(ACT)))
    assert "ikke et lovbegreb" in page
    assert "Ikke efterprøvet" in page


def test_act_and_unread_paragraphs_are_never_a_verified_legal_basis():
    unread = re.compile(r"1750|§ 44|BEK 47|39-17")
    bases = [b for each in recommendations().recommendations for b in each.legal_basis]
    assert [b for b in bases if unread.search(b.reference)]
    assert not [b.reference for b in bases if b.is_verified and unread.search(b.reference)]


def test_no_paragraph_of_a_law_is_verified_where_the_checklist_of_the_day_has_none_verified():
    decided_after = [e for e in recommendations().recommendations if e.deadline >= ACT]
    paragraphs = [b for each in decided_after for b in each.legal_basis if "§" in b.reference]
    assert paragraphs
    assert not [b.reference for b in paragraphs if b.is_verified]


def test_each_unverified_legal_basis_is_marked_on_the_page():
    file = recommendations()
    judged = judge_recommendations(file, FindingRegister(()), today=dt.date(2026, 11, 21))
    page = shown(tabulate_recommendation_details(judged))
    for each in file.recommendations:
        for basis in each.legal_basis:
            assert (f"{basis.reference}°" in page) == (not basis.is_verified)


def test_running_one_year_courses_are_followed_no_longer_than_the_last_can_run():
    last = light_end_date(ACT - dt.timedelta(days=1))
    running = next(e for e in recommendations().recommendations if e.id == "etaarige-forloeb")
    assert running.deadline <= last == dt.date(2027, 1, 31)


# Money


@pytest.mark.parametrize(
    ("week", "share"),
    [(1, 0.8), (4, 0.8), (5, 0.4), (26, 0.4), (27, 0.3), (52, 0.3), (53, 0.2), (500, 0.2)],
)
def test_refusion_follows_the_law_of_2016(week, share):
    # Lov om kommunernes finansiering af visse offentlige ydelser (L 4, 2014-15, 2nd session).
    assert find_ladder(dt.date(2016, 1, 1)).share_in(week - 0.5) == share


def test_refusion_before_2016_is_refused_and_its_reference_names_the_co_financing():
    with pytest.raises(AnalysisError):
        find_ladder(dt.date(2015, 12, 31))
    assert "medfinansierer" in find_ladder(dt.date(2016, 1, 1)).reference


def test_no_assumed_rate_is_called_verified():
    rates = yaml.safe_load((PACK / "rates.yaml").read_text(encoding="utf-8"))["rates"]
    assumed = [each for each in rates if "antagelse" in each["source"]]
    assert assumed
    assert not [each["id"] for each in assumed if each["verified"]]
    assert read_rates(PACK / "rates.yaml", Lineage())


def test_levels_found_in_print_hold_for_the_one_year_of_their_source():
    # Vejledninger om satser 2015, 2019, 2023; jcenter.dk 2021; sn.dk 2019; elov.dk 2019.
    found = [(rate.valid_from.year, rate.value) for rate in list_found_rates()]
    assert found == [
        *((2015, 4135), (2019, 4355), (2023, 4550)),
        *((2021, 15547), (2021, 11698), (2019, 13477), (2019, 18878)),
    ]
    assert all(r.valid_from.year == r.valid_to.year == r.price_year for r in list_found_rates())


# Practice study


@pytest.mark.parametrize("entry", [*study().entries, *study().analyses], ids=lambda each: each.id)
def test_entry_names_an_address_or_a_document(entry):
    assert re.search(r"https?://\S+\.\w", entry.reference) or DOCUMENT.search(entry.reference)


def test_municipalities_of_the_entries_exist_and_their_names_stand_in_joint_statements(repository):
    with (repository / "data" / "raw" / "municipalities.csv").open(encoding="utf-8") as lines:
        rows = list(csv.DictReader(lines))
    code, name = list(rows[0])[:2]
    names = {row[code].zfill(3): row[name] for row in rows}
    assert {entry.municipality_code for entry in study().entries} <= names.keys()
    joint = [entry for entry in study().entries if entry.practice.startswith("Seks byer")]
    assert {names[entry.municipality_code] for entry in joint} == {
        *("København", "Aarhus", "Aalborg", "Odense", "Esbjerg", "Randers"),
    }
    assert all(names[entry.municipality_code] in entry.practice for entry in joint)


MEASURES = {
    "afslag": "foertidspension_refusal_share",
    "efter_ressourceforloeb": "ressourceforloeb_exit_to_fp_1m",
}


def test_shares_of_the_study_are_those_written_down_from_their_sources(repository):
    with (repository / "data" / "raw" / "published-figures.csv").open(encoding="utf-8") as lines:
        published = {
            (row["municipality"], row["period"].replace("Q", "K"), row["measure"], row["value"])
            for row in csv.DictReader(lines)
        }
    names = {"101": "København", "461": "Odense"}
    stated = {
        (names[e.municipality_code], e.period_from.text, MEASURES[e.theme], f"{e.value:g}")
        for e in study().entries
        if e.value is not None
    }
    assert len(stated) == 6
    assert stated <= published


def test_source_known_by_its_title_alone_gives_no_result_number_or_method():
    for each in study().analyses:
        if each.reading is Reading.TITLE_ONLY:
            assert (each.result, each.n_units, each.method) == ("", None, Method.NOT_STATED)
    assert any(each.reading is Reading.TITLE_ONLY for each in study().analyses)


def test_no_address_of_the_study_is_a_page_under_a_persons_name():
    hosts = [h for e in (*study().entries, *study().analyses)
             for h in re.findall(r"https?://([\w.-]+)", e.reference)]  # fmt: skip
    known = {
        *("admin", "docplayer", "trung", "kk", "ast", "borsen", "sn", "kommunen", "politiken"),
        *("yumpu", "denoffentlige", "avisen", "dst", "ft", "jv", "bm", "jurabibliotek"),
    }
    unknown = {h for h in hosts if h.removeprefix("www.").rsplit(".", 1)[0] not in known}
    assert not unknown


def test_only_the_practice_study_calls_itself_observed():
    files = open_inputs(PACK).files.values()
    observed = {file.name for file in files if file.origin is Origin.OBSERVED}
    assert observed == {"study.yaml"}


# Words


@pytest.mark.parametrize("name", sorted(path.name for path in PACK.glob("*.yaml")))
def test_texts_neither_miss_awards_nor_grade_practice(name):
    text = (PACK / name).read_text(encoding="utf-8")
    graded = r"\b(bedste|værste|dårligste) (praksis|kommune)"
    missed = r"mangler tilkendelser|for få (tilkend|førtid)"
    assert not re.search(f"{graded}|{missed}", text, re.IGNORECASE)
