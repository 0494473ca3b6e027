"""What a file of a practice study may hold, and how it is refused."""

import runpy
from pathlib import Path
from types import SimpleNamespace

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from analysis.concepts import Lineage
from analysis.datasets.project import project_root
from analysis.errors import SourceError
from analysis.sources.privacy import find_cpr_like
from analysis.study.fields import read_entry
from analysis.study.model import Reading
from analysis.study.read import read_study
from analysis.study.themes import load_themes
from analysis.study.write import merge_studies, write_study

made = SimpleNamespace(**runpy.run_path(str(Path(__file__).with_name("studies.py"))))
SECRET = "hemmeligt"


def write(folder: Path, *entries, analyses=()) -> Path:
    path = folder / "study.yaml"
    content = {"entries": list(entries), "analyses": list(analyses)}
    path.write_text(yaml.safe_dump(content, allow_unicode=True), encoding="utf-8")
    return path


def refuse(path: Path, **options) -> str:
    with pytest.raises(SourceError) as refused:
        read_study(path, Lineage(), **options)
    return str(refused.value)


def test_good_file_is_read_with_its_lineage(tmp_path):
    study = read_study(write(tmp_path, made.ENTRY, analyses=[made.ANALYSIS]), made.LINEAGE)
    assert (study.entries[0].short, study.analyses[0].n_units) == ("jobcenter", 120)
    assert study.lineage == made.LINEAGE


@pytest.mark.parametrize(
    ("key", "value", "words"),
    [
        ("theme", SECRET, "theme: is not in the list of themes"),
        ("municipality_code", SECRET, "municipality_code: is no municipality code"),
        ("category", SECRET, "category: is not an option of the theme"),
        ("value", 3, "value: does not belong to the theme"),
        ("known_by", SECRET, "known_by: is not in the list"),
        ("known_on", SECRET, "known_on: is no date"),
        ("period_to", 2019, "period_to: lies before period_from"),
        ("practice", "", "practice: is missing"),
        ("practice", SECRET * 100, "practice: has more than"),
        ("practice", {SECRET: 1}, "practice: is no text"),
        ("stated_by", "Anna Hansen", "stated_by: holds what looks like a name"),
        ("reference", "skriv til hemmeligt@aby.dk", "reference: holds an e-mail address"),
        ("id", "Ikke et id", "id: is no id"),
        (SECRET, 1, "a key: is not known (1 of them)"),
        ("reading", "title_only", "category: cannot be known from a title"),
    ],
)
def test_fault_is_named_by_file_entry_and_key_and_never_shown(tmp_path, key, value, words):
    said = refuse(write(tmp_path, made.ENTRY, {**made.ENTRY, "id": "anden", key: value}))
    assert "study.yaml" in said
    assert f"entries, entry 2, {words}" in said
    assert SECRET not in said
    assert "Hansen" not in said


def test_all_faults_are_said_at_once(tmp_path):
    wrong = {**made.ENTRY, "theme": SECRET, "known_by": SECRET}
    said = refuse(write(tmp_path, wrong, analyses=[{**made.ANALYSIS, "method": SECRET}]))
    assert "3 fields are wrong" in said
    assert "analyses, entry 1, method" in said


def test_number_outside_its_range_and_number_as_text_are_refused(tmp_path):
    load = {**made.ENTRY, "theme": "sagsstamme", "category": ""}
    assert "1 to 500" in refuse(write(tmp_path, {**load, "value": 5000}))
    assert "is no number" in refuse(write(tmp_path, {**load, "value": "45 sager"}))


def test_two_entries_with_one_id_and_a_municipality_that_is_none_are_refused(tmp_path):
    assert "the same as in entries, entry 1" in refuse(write(tmp_path, made.ENTRY, made.ENTRY))
    assert "is no municipality" in refuse(write(tmp_path, made.ENTRY), codes=("101",))


def test_cpr_like_token_is_refused_by_its_line_even_in_a_comment(tmp_path):
    path = write(tmp_path, made.ENTRY)
    token = "010190" + "-" + "1234"
    path.write_text(f"# {token}\n{path.read_text(encoding='utf-8')}", encoding="utf-8")
    said = refuse(path)
    assert "line 1" in said
    assert not find_cpr_like(said)


@pytest.mark.parametrize(
    "text", ["entries: [", "- a", "praksis: []", "entries: 3", "entries: [3]", "a: 2019-02-30"]
)
def test_file_in_another_form_is_refused(tmp_path, text):
    path = tmp_path / "study.yaml"
    path.write_text(text, encoding="utf-8")
    assert "study.yaml" in refuse(path)


def test_key_written_twice_and_missing_file_are_refused(tmp_path):
    path = tmp_path / "study.yaml"
    path.write_text("entries:\n  - id: a\n    id: b\n", encoding="utf-8")
    assert "line 3" in refuse(path)
    assert "cannot be read" in refuse(tmp_path / "none.yaml")


def test_plain_yes_and_no_of_yaml_are_words(tmp_path):
    path = write(tmp_path, analyses=[{**made.ANALYSIS, "generalisable": False}])
    assert read_study(path, Lineage()).analyses[0].generalisable.value == "no"


def test_analysis_without_a_result_must_say_that_only_its_title_was_read(tmp_path):
    bare = {key: value for key, value in made.ANALYSIS.items() if key != "result"}
    assert "result: is missing" in refuse(write(tmp_path, analyses=[bare]))
    path = write(tmp_path, analyses=[{**bare, "reading": "title_only"}])
    assert read_study(path, Lineage()).analyses[0].reading is Reading.TITLE_ONLY


def test_study_that_comes_with_the_project_is_read_and_written_back_the_same(tmp_path):
    own = project_root() / "data" / "pack" / "study.yaml"
    study = read_study(own, made.LINEAGE)
    path = tmp_path / "study.yaml"
    path.write_text(write_study(study), encoding="utf-8")
    assert read_study(path, made.LINEAGE) == study


def test_every_entry_that_comes_with_the_project_says_where_it_is_from():
    study = read_study(project_root() / "data" / "pack" / "study.yaml", made.LINEAGE)
    sources = [each.reference for each in (*study.entries, *study.analyses)]
    words = ("http", "Kommissorium", "udvalget", "greve.dk", "9pdf")
    assert all(any(word in source for word in words) for source in sources)


def test_merging_adds_changes_and_keeps():
    one, two = made.entry(id="en"), made.entry(id="to")
    changed = made.entry(id="to", practice="Noget andet.")
    new = made.entry(id="tre")
    base = made.study_of("forberedelse", "category", {})
    merged = merge_studies(type(base)((one, two), (), made.LINEAGE), type(base)((changed, new), ()))
    assert [entry.id for entry in merged.study.entries] == ["en", "to", "tre"]
    assert merged.study.entries[1].practice == "Noget andet."
    assert (merged.added, merged.changed, merged.unchanged) == (("tre",), ("to",), ())


@settings(max_examples=40)
@given(
    theme=st.sampled_from(sorted(load_themes())),
    practice=st.text("abcæøå -:#'\"{}[]&*!|>%@", min_size=1, max_size=40),
    known_on=st.sampled_from(["2024", "2024-05", "2024-05-06", "2024K2", "ukendt"]),
    value=st.floats(1, 50).map(lambda number: round(number, 2)),
)
def test_whatever_is_accepted_is_written_and_read_back_the_same(
    tmp_path_factory, theme, practice, known_on, value
):
    about = load_themes()[theme]
    category = next(iter(about.options), "")
    row = {**made.ENTRY, "theme": theme, "practice": practice, "known_on": known_on}
    row |= {"category": category} | ({"value": value} if about.unit else {})
    found, _ = read_entry(row)
    if found is not None:
        study = type(made.study_of("afslag", "value", {}))((found,), (), made.LINEAGE)
        path = tmp_path_factory.mktemp("study") / "study.yaml"
        path.write_text(write_study(study), encoding="utf-8")
        assert read_study(path, made.LINEAGE) == study
