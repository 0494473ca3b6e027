"""Others' figures stand beside ours, with the reasons, and are never joined with them."""

import json
import math
import shutil

import pytest

from analysis.comparison.quoted.figures import Kind, ReasonKind, Standing
from analysis.comparison.reconciliation import MOST_ROWS, reconcile
from analysis.concepts import Origin
from analysis.errors import RequestError, SourceError

HEADER = "measure;stage;unit;source_table;period_first;period_last;n_observed;data_origin"
COLUMNS = ["municipality_name", "municipality_code", "period", "measure", "value_from", "value_to"]


@pytest.fixture(scope="module")
def reconciliation(comparison):
    return reconcile(comparison)


def find(reconciliation, quoted_id):
    return next(each for each in reconciliation.quoted if each.id == quoted_id)


def published(comparison, *rows):
    """Return published figures of Aby: period, measure, value and note."""
    frame = comparison.store.load("published_figures")
    made = frame.iloc[[0] * len(rows)].reset_index(drop=True)
    for place, (period, measure, value, note) in enumerate(rows):
        for name, new in zip(
            [*COLUMNS[1:], "note", "source_date"],
            ["9901", period, measure, value, value, note, "2026-02-15"],
            strict=True,
        ):
            made.loc[place, name] = new
    return made


def earlier_report(folder, *lines, code="9901", version="0.0.1", peers=("9902", "9903", "9904")):
    """Write an earlier delivery as a report leaves it."""
    (folder / "data").mkdir(parents=True)
    text = "\ufeff" + "\r\n".join([HEADER, *lines]) + "\r\n"
    (folder / "data" / "forside.csv").write_text(text, encoding="utf-8")
    manifest = {
        "municipality_code": code, "period": "2025K4", "date": "2026-02-01", "data_version": "4",
        "versions": {"praksis": version}, "peers": {"codes": list(peers)},
        "inputs": [{"table": "AUK01", "extracted": "2026-01-20"}],
    }  # fmt: skip
    (folder / "manifest.json").write_text(json.dumps(manifest), encoding="utf-8")
    return folder


def line(value, *, period="2025K4", origin="observed"):
    return f"fleksjob-bestand;stock;fulltime_persons;AUK01;{period};{period};{value};{origin}"


def test_another_table_is_read_for_the_same_months(reconciliation):
    group = find(reconciliation, "kontanthjaelp-bestand")
    by_unit = {b.figure.definition.unit: b for b in group.others}
    persons = by_unit["persons"].figure
    assert (persons.source, persons.kind) == ("y60a02", Kind.TABLE)
    assert persons.value == pytest.approx(70 + (9 + 10 + 11) / 3)
    assert by_unit["fulltime_persons"].figure.value == pytest.approx(persons.value - 1)


def test_persons_and_full_time_persons_are_told_apart(reconciliation):
    group = find(reconciliation, "kontanthjaelp-bestand")
    persons = next(b for b in group.others if b.figure.definition.unit == "persons")
    assert persons.difference == pytest.approx(persons.figure.value - group.reference.value)
    assert ReasonKind.FULLTIME in {reason.kind for reason in persons.reasons}


def test_awards_stand_beside_the_stock_and_are_not_subtracted(reconciliation):
    group = find(reconciliation, "foertidspension-tilkendelser")
    (stock,) = group.others
    assert stock.standing is Standing.INCOMPARABLE
    assert math.isnan(stock.difference)


def test_published_figures_of_one_year_are_held_against_the_first_printed(reconciliation):
    group = find(reconciliation, "foertidspension_awards-2016M01-2016M12")
    (own,) = group.others
    assert (group.reference.value, own.figure.value, own.difference) == (60, 61, 1)
    assert group.own_from is not None
    assert str(group.own_from) == "2025M01"


def test_our_awards_of_the_same_months_are_the_reference(comparison):
    frame = published(comparison, ("2025H1", "foertidspension_awards", 300, "Jobindsats"))
    (group,) = [each for each in reconcile(comparison, published=frame).quoted if each.is_published]
    assert group.reference.kind is Kind.OWN
    cells = next(m for m in comparison.measures if m.headline.id == "foertidspension-tilkendelser")
    half = cells.cells.counts[:2, :, 0].sum()
    assert group.reference.value == pytest.approx(half)
    assert group.others[0].difference == pytest.approx(300 - half)


def test_a_rate_is_worked_out_on_the_population_that_the_other_states(comparison):
    frame = published(comparison, ("2025", "foertidspension_award_rate", 0.9, ""))
    (group,) = [each for each in reconcile(comparison, published=frame).quoted if each.is_published]
    population = comparison.population
    day = [each.isoformat() for each in population.dates].index("2025-07-01")
    people = population.by_age[day, :, 16:67, 0].sum()
    awards = find(reconcile(comparison), "foertidspension-tilkendelser").reference.value
    assert group.reference.value == pytest.approx(100 * awards / people)
    assert "FOLK1A.csv" in group.reference.lineage.inputs


def test_invented_counts_are_never_held_against_published_ones(embedded):
    found = reconcile(embedded)
    assert found.own_is_synthetic
    groups = [each for each in found.quoted if each.is_published]
    assert {each.reference.lineage.origin for each in groups} == {Origin.OBSERVED}
    assert all(each.reference.kind is Kind.PUBLISHED for each in groups)


def test_half_of_2017_is_only_partly_explained(embedded):
    group = find(reconcile(embedded), "foertidspension_awards-2017M01-2017M06")
    (other,) = group.others
    assert (group.reference.value, other.figure.value) == (178, 207)
    assert other.standing is Standing.PARTLY


def test_measures_that_the_report_does_not_show_are_counted_and_left_out(embedded):
    found = reconcile(embedded)
    frame = embedded.store.load("published_figures")
    n_own = int((frame["municipality_code"] == "101").sum())
    n_shown = sum(f.kind is Kind.PUBLISHED for each in found.quoted for f in each.figures)
    assert n_shown + found.n_left_out == n_own
    assert found.n_left_out > 0


def test_the_page_has_room_for_twelve_rows_of_both_kinds(embedded):
    page = reconcile(embedded).on_page
    assert sum(1 + len(each.shown) for each in page) <= MOST_ROWS
    assert {each.is_published for each in page} == {True, False}


def test_an_earlier_number_that_moved_has_its_reasons(comparison, tmp_path):
    folder = earlier_report(tmp_path / "a", line("500"))
    group = find(reconcile(comparison, against=folder), "fleksjob-bestand")
    (then,) = group.shown
    assert then.figure.value == 500
    assert then.difference == pytest.approx(500 - group.reference.value)
    assert {r.kind for r in then.reasons} >= {ReasonKind.EXTRACT, ReasonKind.METHOD}


def test_an_earlier_period_is_held_against_the_same_period_today(comparison, tmp_path):
    folder = earlier_report(tmp_path / "a", line("500,5", period="2025K3"))
    group = find(reconcile(comparison, against=folder), "fleksjob-bestand")
    measure = next(m for m in comparison.measures if m.headline.id == "fleksjob-bestand")
    then = group.others[0]
    today = measure.cells.counts[0, :, 0].sum()
    assert then.difference == pytest.approx(500.5 - today)
    assert ReasonKind.PERIOD not in {reason.kind for reason in then.reasons}


def test_an_earlier_number_that_has_not_moved_takes_no_row(comparison, tmp_path):
    measure = next(m for m in comparison.measures if m.headline.id == "fleksjob-bestand")
    same = f"{measure.against_peers.n_observed:.6f}".replace(".", ",")
    found = reconcile(comparison, against=earlier_report(tmp_path / "a", line(same)))
    group = find(found, "fleksjob-bestand")
    assert group.others[0].standing is Standing.SAME
    assert group.shown == ()
    assert group not in found.on_page


def test_other_peers_of_the_earlier_report_are_noticed(comparison, tmp_path):
    same = earlier_report(tmp_path / "a", line("500"))
    other = earlier_report(tmp_path / "b", line("500"), peers=("9905",))
    assert not reconcile(comparison, against=same).has_other_peers
    assert reconcile(comparison, against=other).has_other_peers


def test_a_synthetic_earlier_report_is_not_subtracted_from_an_observed_one(comparison, tmp_path):
    folder = earlier_report(tmp_path / "a", line("500", origin="synthetic"))
    then = find(reconcile(comparison, against=folder), "fleksjob-bestand").others[0]
    assert then.standing is Standing.INCOMPARABLE
    assert ReasonKind.ORIGIN in {reason.kind for reason in then.reasons}


def test_another_municipalitys_report_is_refused(comparison, tmp_path):
    folder = earlier_report(tmp_path / "a", line("500"), code="9902")
    with pytest.raises(RequestError, match="another municipality"):
        reconcile(comparison, against=folder)


def test_a_folder_without_a_report_is_refused(comparison, tmp_path):
    with pytest.raises(SourceError, match="no earlier report"):
        reconcile(comparison, against=tmp_path)


@pytest.mark.parametrize(
    "damage",
    [
        lambda folder: (folder / "manifest.json").write_text("{", encoding="utf-8"),
        lambda folder: (folder / "manifest.json").write_text("[]", encoding="utf-8"),
        lambda folder: (folder / "data" / "forside.csv").write_text("a;b\n1;2\n", encoding="utf-8"),
        lambda folder: shutil.rmtree(folder / "data"),
    ],
)
def test_a_damaged_report_is_refused_and_not_half_read(comparison, tmp_path, damage):
    folder = earlier_report(tmp_path / "a", line("500"))
    damage(folder)
    with pytest.raises(SourceError, match="cannot be read"):
        reconcile(comparison, against=folder)


def test_invented_counts_are_no_answer_to_a_published_figure_of_their_own_time(embedded):
    """The embedded awards cover 2024, and are made by a generator."""
    frame = published(embedded, ("2024", "foertidspension_awards", 900.0, ""))
    frame = frame.assign(municipality_code=embedded.focus)
    (group,) = [each for each in reconcile(embedded, published=frame).quoted if each.is_published]
    assert group.reference.kind is Kind.PUBLISHED
    assert group.others == ()
