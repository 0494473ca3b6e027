"""What a command says of a report that stands there, and that it is made once."""

from dataclasses import dataclass
from pathlib import Path

import pytest

from analysis.commands.rendering import render
from analysis.rendering import fingerprint
from analysis.rendering.standing import is_standing, mark_report


@dataclass(frozen=True)
class Request:
    """A request with a place of its own."""

    out: Path
    municipality_code: str = "990"


@dataclass(frozen=True)
class Delivery:
    """What was written."""

    folder: Path
    period: str = "2025K4"
    caution: str = "A caution."


@pytest.fixture
def made(tmp_path, monkeypatch):
    """Return a list of what was made, and who makes it, with a cache of its own."""
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    monkeypatch.setenv("LOCALAPPDATA", str(tmp_path / "cache"))
    # A package of nothing: the real one takes a while to read, and may be being edited.
    monkeypatch.setattr(fingerprint, "_PACKAGE", tmp_path / "package")
    times = []

    def make(request, *, progress):
        progress("Writing", 1, 1)
        times.append(request)
        request.out.mkdir(exist_ok=True)
        (request.out / "manifest.json").write_text('{"outputs": []}', encoding="utf-8")
        return Delivery(request.out)

    return times, make


def test_second_time_it_says_so_and_names_the_same_places(made, tmp_path, capsys):
    times, make = made
    request = Request(tmp_path / "out")
    render(make, request, name="rapport")
    first = capsys.readouterr()
    assert "Nothing has changed" not in first.err
    found = render(make, request, name="rapport")
    second = capsys.readouterr()
    assert len(times) == 1
    assert second.out == first.out == f"{request.out}/rapport.html\n{request.out}/rapport.pdf\n"
    line, caution = second.err.splitlines()
    assert line.startswith("Nothing has changed since 20")
    assert line.endswith("; --fresh makes it again.")
    assert (caution, found.folder) == ("A caution.", request.out)


def test_fresh_and_a_manifest_that_is_another_make_it_again(made, tmp_path):
    times, make = made
    request = Request(tmp_path / "out")
    render(make, request, name="rapport")
    render(make, request, name="rapport", fresh=True)
    assert len(times) == 2
    (request.out / "manifest.json").write_text('{"outputs": [ ]}', encoding="utf-8")
    render(make, request, name="rapport")
    assert len(times) == 3


def test_a_mark_is_of_one_key_and_one_manifest(tmp_path):
    (tmp_path / "manifest.json").write_text('{"outputs": []}', encoding="utf-8")
    mark = mark_report(tmp_path, "key")
    assert is_standing(tmp_path, mark, "key")
    assert not is_standing(tmp_path, mark, "another")
    assert not is_standing(tmp_path / "elsewhere", mark, "key")
    (tmp_path / "manifest.json").write_text('{"outputs": [{"file": "a"}]}', encoding="utf-8")
    assert not is_standing(tmp_path, mark_report(tmp_path, "key"), "key")
