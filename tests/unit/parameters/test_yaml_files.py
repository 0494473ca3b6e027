"""Is a YAML file refused where its author would lose something without a word?"""

from __future__ import annotations

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from analysis.errors import SourceError
from analysis.parameters.yaml_files import read_places


def write(folder, text):
    path = folder / "aby.yaml"
    path.write_text(text, encoding="utf-8")
    return path


@pytest.mark.parametrize(
    ("text", "message", "line"),
    [
        ("a: 1\nb: 2\na: 3\n", "The key a is written twice", 3),
        ("rows:\n  - a: 1\n    a: 2\n", "The key a is written twice", 3),
        ("a: 1\nb: [\n", "cannot be read", 3),
        ("a: b: c\n", "cannot be read", 1),
        ("a: 1\nday: 2026-02-30\n", "day is written that does not exist", 2),
        ("- a\n", "has no keys at the top", 1),
        ("hemmeligt\n", "has no keys at the top", 1),
        ("# intet\n", "is empty", 1),
    ],
)
def test_fault_is_refused_with_its_line_and_no_value(tmp_path, text, message, line):
    with pytest.raises(SourceError, match=message) as caught:
        read_places(write(tmp_path, text))
    assert caught.value.where.startswith(f"aby.yaml, line {line}")
    assert caught.value.expected
    assert caught.value.fix
    assert "hemmeligt" not in str(caught.value)


@pytest.mark.parametrize(
    "text", ["a: &x [*x]\n", "a: !!python/object:os.system {}\n", "? [b]\n: 1\n"]
)
def test_what_only_yaml_can_write_is_refused(tmp_path, text):
    with pytest.raises(SourceError, match=r"aby\.yaml cannot be read"):
        read_places(write(tmp_path, text))


def test_file_that_is_missing_or_in_another_encoding_is_refused(tmp_path):
    with pytest.raises(SourceError, match=r"none\.yaml cannot be read"):
        read_places(tmp_path / "none.yaml")
    path = tmp_path / "aby.yaml"
    path.write_bytes("title: Bekøb".encode("latin-1"))
    with pytest.raises(SourceError, match="cannot be read"):
        read_places(path)


def test_mark_of_utf_8_at_the_start_is_no_part_of_the_first_key(tmp_path):
    path = tmp_path / "aby.yaml"
    path.write_text("title: Bekøb\n", encoding="utf-8-sig")
    assert read_places(path).value == {"title": "Bekøb"}


def test_values_that_are_used_again_are_read_and_keep_the_line_of_their_key(tmp_path):
    top = read_places(write(tmp_path, "a: &x\n  c: 1\nb:\n  <<: *x\n  d: 2\n"))
    assert top.value["b"] == {"c": 1, "d": 2}
    assert top.at("b").at("d").line == 5
    assert top.at("b").at("c").line == 3


# YAML takes these for ends of lines, and no editor counts them.
_TEXT = st.text(st.characters(exclude_characters="\x85\u2028\u2029"), max_size=20)
_PLAIN = st.one_of(st.booleans(), st.integers(), _TEXT, st.dates(), st.none())
_TREES = st.recursive(
    _PLAIN,
    lambda below: st.one_of(
        st.lists(below, max_size=4),
        st.dictionaries(st.from_regex(r"[a-z]{1,5}", fullmatch=True), below, max_size=4),
    ),
    max_leaves=12,
)


@settings(deadline=None, max_examples=60)
@given(content=st.dictionaries(st.from_regex(r"[a-z]{1,5}", fullmatch=True), _TREES, min_size=1))
def test_content_is_the_same_as_the_library_reads(tmp_path_factory, content):
    path = tmp_path_factory.mktemp("yaml") / "aby.yaml"
    path.write_text(yaml.safe_dump(content, allow_unicode=True), encoding="utf-8")
    top = read_places(path)
    assert top.value == yaml.safe_load(path.read_text(encoding="utf-8"))
    lines = path.read_text(encoding="utf-8").split("\n")
    assert all(
        lines[top.at(key).line - 1].lstrip("? ").strip('"').startswith(key[:1]) for key in top.value
    )
