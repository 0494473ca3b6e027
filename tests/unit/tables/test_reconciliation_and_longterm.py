"""The figures side by side, and long-term recipients, as tables and in sentences."""

import math
from dataclasses import replace

import pytest

from analysis.comparison.gaps import Gap
from analysis.comparison.longterm import Basis, LongTermMeasure, LongTermResult
from analysis.comparison.reconciliation import MOST_ROWS, reconcile
from analysis.concepts import Benefit, Estimate, Lineage, Origin, Period
from analysis.tables.longterm import tabulate_longterm
from analysis.tables.reconciliation import tabulate_reconciliation
from analysis.texts.longterm import explain_longterm
from analysis.texts.missing import list_missing
from analysis.texts.reconciliation import explain_reconciliation

ORDINARY = Estimate(100, 60, 160, 0.95, "persons", 25, "predictive")
GAP = Gap(180, 100, 1.8, 3, ordinary=ORDINARY, clearly_ordinary=ORDINARY)
MEASURE = LongTermMeasure(
    basis=Basis.DURATION,
    benefit=Benefit.KONTANTHJAELP,
    weeks=52,
    period=Period.parse("2025M12"),
    source_table="y60a27",
    n_long=180,
    n_all=300,
    n_residents=20_000,
    ages=(16, 66),
    among_residents=GAP,
    among_recipients=replace(GAP, n_expected=150.0),
    n_blank=1,
    carried="",
    level=0.95,
    lineage=Lineage(frozenset({"y60a27.json"}), frozenset({"y60a27.json"})),
)


def result(*measures):
    return LongTermResult("Aby", measures, MEASURE.lineage)


def words(blocks):
    return " ".join(f"{p.lead} {p.text}" for block in blocks for p in block.content.paragraphs)


@pytest.fixture(scope="module")
def reconciliation(embedded):
    return reconcile(embedded)


@pytest.fixture(scope="module")
def tables(reconciliation):
    return {block.id: block for block in tabulate_reconciliation(reconciliation)}


def test_published_figures_stay_observed_in_a_table_of_their_own(tables):
    assert tables["andre-tal-offentliggjort"].lineage.origin is Origin.OBSERVED
    assert tables["andre-tal-kilder"].lineage.origin is Origin.SYNTHETIC


def test_tables_have_twelve_rows_together_and_the_records_have_all(tables, reconciliation):
    rows = [row for block in tables.values() for row in block.content.rows if not row.is_group]
    assert len(rows) <= MOST_ROWS
    n_records = sum(len(block.content.records) for block in tables.values())
    assert n_records == sum(len(each.figures) for each in reconciliation.quoted)


def test_every_row_has_a_cell_for_each_column(tables):
    for block in tables.values():
        widths = {len(row.cells) for row in block.content.rows if not row.is_group}
        assert widths == {len(block.content.columns)}


def test_a_difference_has_its_sign_and_its_standing(tables):
    cells = [row.cells for row in tables["andre-tal-offentliggjort"].content.rows]
    own = next(row for row in cells if row[0] == "Magisterbladet" and row[1] == "207")
    assert own[4:] == ("+29", "kun delvis forklaret: sene indberetninger")


def test_records_carry_address_definition_and_reasons(tables):
    records = tables["andre-tal-offentliggjort"].content.records
    first = next(r for r in records if r["source"] == "Børsen" and r["value"] == 322)
    assert first["address"].startswith("http://borsen.dk")
    assert (first["unit"], first["counts"], first["stage"]) == ("persons", "awards", "flow")
    assert first["not_stated"] == "alder, kommune"
    assert {len(record) for record in records} == {len(records[0])}


def test_the_number_of_figures_not_shown_is_said(tables):
    block = tables["andre-tal-offentliggjort"]
    n_shown = sum(not row.is_group for row in block.content.rows)
    assert f"{len(block.content.records) - n_shown} flere tal" in block.content.note


def test_each_group_on_the_page_has_a_sentence(reconciliation):
    blocks = explain_reconciliation(reconciliation)
    leads = [p.lead for b in blocks if b.content.role == "list" for p in b.content.paragraphs]
    answered = [f"{each.title}." for each in reconciliation.on_page if each.shown]
    assert [lead for lead in leads if lead != "Uden modstykke."] == answered
    said = words(blocks)
    assert all(f"{each.title}: " in said for each in reconciliation.on_page if not each.shown)


def test_an_unexplained_difference_is_said_to_be_so(reconciliation):
    said = words(explain_reconciliation(reconciliation))
    assert (
        "Politiken (april 2018, tal fra kommunen selv) siger 321 tilkendelser, 1 mindre. " in said
    )
    assert "Forskellen er ikke forklaret af det, kilderne oplyser." in said
    assert "Højst 19 kan forklares af sene indberetninger; resten er ikke forklaret." in said


def test_invented_figures_confirm_nothing(reconciliation):
    said = words(explain_reconciliation(reconciliation))
    assert "Rapportens egne tal er syntetiske og kan hverken bekræfte eller afvise " in said


def test_data_that_begin_later_are_said_to(comparison):
    said = words(explain_reconciliation(reconcile(comparison)))
    assert "siger 60 tilkendelser om Aby" in said
    frame = comparison.store.load("published_figures").drop_duplicates("municipality_code")
    alone = words(explain_reconciliation(reconcile(comparison, published=frame)))
    assert "Rapportens data begynder januar 2025 og dækker ikke perioden" in alone


def test_without_anything_to_set_beside_the_page_says_so(comparison):
    bare = replace(reconcile(comparison), quoted=(), n_left_out=0)
    assert tabulate_reconciliation(bare) == ()
    assert "ingen andre tal at holde rapportens op imod" in words(explain_reconciliation(bare))


def test_long_term_has_a_row_per_resident_and_per_recipient():
    (block,) = tabulate_longterm(result(MEASURE))
    assert [row.cells[0] for row in block.content.rows] == [
        "På kontanthjælp i mindst 1 år",
        "pr. 1.000 indbyggere (16-66 år)",
        "andel af alle modtagere",
    ]
    assert block.content.rows[1].cells[1:6] == ("9,0", "5,0", "180", "100", "60 til 160")
    assert block.content.rows[2].cells[1:3] == ("60,0\u00a0%", "50,0\u00a0%")
    assert block.lineage.origin is Origin.SYNTHETIC
    assert "1 af de sammenlignelige er udeladt" in block.content.note


def test_long_term_records_carry_weeks_numbers_and_verdict():
    (block,) = tabulate_longterm(result(MEASURE))
    residents, recipients = block.content.records
    assert (residents["weeks_at_least"], residents["n_observed"]) == (52, 180)
    assert residents["share_of_denominator"] == pytest.approx(180 / 20_000)
    assert (recipients["relation"], recipients["n_denominator"]) == ("recipients", 300)
    assert residents["peers_share_of_denominator"] == pytest.approx(100 / 20_000)
    assert recipients["peers_share_of_denominator"] == pytest.approx(150 / 300)


def test_long_term_is_said_in_people_with_its_reservation():
    said = words(explain_longterm(result(MEASURE)))
    assert "180 personer i Aby har fået kontanthjælp i mindst 1 år (december 2025)." in said
    assert "Spørg udgiveren, om tiden på den tidligere kontanthjælp er talt med" in said


def test_visitation_is_named_as_not_the_same():
    activity = replace(MEASURE, basis=Basis.VISITATION, weeks=0, source_table="KY04")
    said = words(explain_longterm(result(activity)))
    assert "er visiteret som aktivitetsparate" in said
    assert "Det er ikke det samme" in said
    assert "af alle visiterede mod" in said
    (block,) = tabulate_longterm(result(activity))
    assert "Langvarig" not in block.content.caption


def test_blank_long_term_is_said_and_not_counted_as_none():
    blank = Gap(math.nan, math.nan, math.nan, 3)
    hidden = replace(MEASURE, n_long=math.nan, among_residents=blank, among_recipients=blank)
    assert "oplyser ikke, hvor mange i Aby" in words(explain_longterm(result(hidden)))


def test_without_data_long_term_is_named_as_not_measured(comparison):
    assert tabulate_longterm(None) == ()
    (block,) = explain_longterm(None)
    assert block.content.role == "missing"
    said = words([list_missing(comparison)])
    assert "Varighed måles ikke" in said
    assert "y60a27" in said
