"""A practice beside the benchmark, on an invented country."""

import runpy
from pathlib import Path
from types import SimpleNamespace

import pytest

from analysis.concepts import Lineage, Origin
from analysis.errors import RequestError
from analysis.findings.study_beside_words import say_beside
from analysis.study.beside import BesideState, practice_beside
from analysis.study.matrix import Known
from analysis.tables.pack.study_beside import tabulate_practice_beside

made = SimpleNamespace(**runpy.run_path(str(Path(__file__).with_name("studies.py"))))
CAUSAL = ("fordi", "skyldes", "effekt", "medfører", "giver flere", "derfor", "på grund af", "bedst")


def by_ratio(comparison):
    ratios = comparison.measures[0].municipalities["ratio"].dropna().sort_values()
    return [str(code) for code in ratios.index]


def beside_of(comparison, levels, **options):
    codes = by_ratio(comparison)[: len(levels)]
    answers = dict(zip(codes, levels, strict=True))
    study = made.study_of("sagsstamme", "value", answers, **options)
    return practice_beside(study, comparison, "sagsstamme", date=made.DAY)


def test_five_municipalities_are_shown_and_not_tested(embedded):
    beside = beside_of(embedded, [20, 30, 40, 50, 60])
    assert beside.association is None
    assert beside.state is BesideState.SHOWN_ONLY
    assert "vises de uden test" in say_beside(beside)
    assert "samvarierer" not in say_beside(beside)


def test_six_in_the_same_order_go_together(embedded):
    beside = beside_of(embedded, [20, 30, 40, 50, 60, 70])
    assert beside.state is BesideState.COVARIES
    assert beside.association.p_value == pytest.approx(2 / 720)
    assert "samvarierer" in say_beside(beside)
    assert "6 kommuner" in say_beside(beside)


def test_six_in_no_order_are_not_seen_to_go_together(embedded):
    beside = beside_of(embedded, [40, 70, 20, 60, 30, 50])
    assert beside.state is BesideState.NOT_SEEN
    assert "ingen samvariation" in say_beside(beside)


def test_so_few_that_nothing_could_be_shown_is_said(embedded):
    beside = beside_of(embedded, [20, 20, 20, 50, 50, 50])
    assert beside.state is BesideState.NOT_SEEN
    assert "kunne heller ikke have vist den" in say_beside(beside)


def test_old_entries_and_equal_practice_are_shown_and_not_tested(embedded):
    old = beside_of(embedded, [20, 30, 40, 50, 60, 70], known_on=2012, period_from=2010)
    assert {row.known for row in old.rows} == {Known.OLD}
    assert (old.n_tested, old.association) == (0, None)
    assert beside_of(embedded, [20] * 6).association is None


def test_unordered_theme_is_never_tested(embedded):
    codes = by_ratio(embedded)[:8]
    study = made.study_of("forberedelse", "category", dict.fromkeys(codes, "jobcenter"))
    beside = practice_beside(study, embedded, "forberedelse", date=made.DAY)
    assert beside.association is None
    assert "kan ikke ordnes" in say_beside(beside)


def test_nothing_causal_is_ever_said_and_how_few_always_is(embedded):
    for levels in ([20, 30], [20, 30, 40, 50, 60, 70], [40, 70, 20, 60, 30, 50]):
        beside = beside_of(embedded, levels)
        said = say_beside(beside).lower()
        assert f"{len(levels)} af 98 kommuner" in said
        assert "det siger intet om, hvad der fører til hvad" in said
        assert not [word for word in CAUSAL if word in said]


def test_table_is_stamped_where_the_benchmark_is_invented(embedded):
    block = tabulate_practice_beside(beside_of(embedded, [20, 30]))
    assert block.id == "praksis-ved-siden-af"
    assert block.lineage.origin is Origin.SYNTHETIC
    assert "pack/study.yaml" in block.lineage.inputs
    assert [record["value"] for record in block.content.records] == [20, 30]
    ratios = embedded.measures[0].municipalities["ratio"]
    assert block.content.records[0]["ratio"] == pytest.approx(ratios.min(), abs=1e-5)


def test_theme_without_entries_says_how_to_get_them(embedded):
    empty = type(made.study_of("afslag", "value", {}))((), (), Lineage())
    block = tabulate_practice_beside(practice_beside(empty, embedded, "afslag"))
    assert block.content.role == "missing"


def test_headline_that_is_none_is_refused(embedded):
    study = made.study_of("sagsstamme", "value", {"101": 40})
    with pytest.raises(RequestError, match="no headline"):
        practice_beside(study, embedded, "sagsstamme", headline="vejret")
