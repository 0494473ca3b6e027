"""A file is begun, checked against a delivered report and confirmed, and never written over."""

import datetime as dt
import json

import pytest

from analysis.commentary.check import check_commentary, confirm_commentary, name_subject
from analysis.commentary.files import find_commentary, place_of
from analysis.commentary.kept import place_of_kept, read_kept, shown_to_json
from analysis.commentary.reading import read_commentary
from analysis.commentary.shown import list_shown
from analysis.commentary.start import start_commentary
from analysis.errors import AnalysisError, RenderingError, RequestError, SourceError

DAY = dt.date(2026, 3, 12)


@pytest.fixture
def deliver(blocks, subject, tmp_path):
    """Return a function that leaves what a delivery keeps of its figures."""

    def deliver_it(about=subject, **changes):
        folder = tmp_path / "reports"
        folder.mkdir(exist_ok=True)
        values = shown_to_json(list_shown(blocks(**changes)), about)
        (folder / "sidernes-tal.json").write_text(json.dumps(values), encoding="utf-8")
        return folder

    return deliver_it


def test_a_new_file_is_read_back_and_lists_every_heading(blocks, subject, public, tmp_path):
    shown = list_shown(blocks())
    for about in (subject, public):
        path = start_commentary(tmp_path / about.file_stem / "ny.yaml", about, shown)
        found = read_commentary(path, about)
        assert (found.status, found.comments) == ("udkast", ())
        text = path.read_text(encoding="utf-8")
        assert "#   over-tid  Har det ændret sig?" in text
        assert "#   side-1    Side 1" in text


def test_the_example_in_a_new_file_is_a_remark_once_its_signs_are_taken_away(
    blocks, subject, tmp_path
):
    path = start_commentary(tmp_path / "ny.yaml", subject, list_shown(blocks()))
    lines = path.read_text(encoding="utf-8").splitlines()
    start = next(i for i, line in enumerate(lines) if line.startswith("#  - place"))
    end = next(i for i, line in enumerate(lines) if "Andet afsnit" in line)
    for i in (*range(start, end + 1), *(i for i in range(start) if lines[i][:3] in _KEYS)):
        lines[i] = lines[i][1:]
    path.write_text("\n".join(lines), encoding="utf-8")
    found = read_commentary(path, subject)
    assert found.comments[0].paragraphs == ("Første afsnit.", "Andet afsnit.")
    assert found.approved_on == DAY
    assert found.embargo == dt.datetime(2026, 3, 20, 10)


_KEYS = ("#ap", "#em")


def test_a_file_that_is_there_is_never_written_over(blocks, subject, write):
    path = write()
    before = path.read_bytes()
    with pytest.raises(RenderingError, match="already"):
        start_commentary(path, subject, list_shown(blocks()))
    assert path.read_bytes() == before


def test_check_tells_what_moved_and_confirm_ends_it_without_touching_the_file(
    write, subject, deliver
):
    path = write()
    before = path.read_bytes()
    assert "not held against" in check_commentary(path, subject, deliver()).lines[0]
    confirm_commentary(check_commentary(path, subject, deliver()), on=DAY)
    assert not check_commentary(path, subject, deliver()).is_flagged
    moved = check_commentary(path, subject, deliver(awards="1.031"))
    assert moved.is_flagged
    assert "moved since 2026-03-12" in moved.lines[0]
    assert "1.026 → 1.031" in moved.lines[0]
    confirm_commentary(moved, on=dt.date(2026, 6, 2))
    again = check_commentary(path, subject, deliver(awards="1.031"))
    assert again.comments[0].confirmed_on == dt.date(2026, 6, 2)
    assert not again.is_flagged
    assert path.read_bytes() == before


def test_confirming_the_same_twice_leaves_the_same_bytes(write, subject, deliver):
    path = write()
    written = [
        confirm_commentary(check_commentary(path, subject, deliver()), on=DAY).read_bytes()
        for _ in range(2)
    ]
    assert written[0] == written[1]


def test_an_approval_is_confirmed_with_all_figures_of_the_report(write, words, subject, deliver):
    approval = 'status: godkendt\napproved_by: "Direktøren"\napproved_on: 2026-03-12\n'
    path = write(words, ("comments:", approval + "comments:"))
    unread = check_commentary(path, subject, deliver())
    assert "ikke holdt op mod tallene" in unread.lapsed
    confirm_commentary(unread, on=DAY)
    assert check_commentary(path, subject, deliver()).lapsed == ""
    assert "tallene bag figuren" in check_commentary(path, subject, deliver(share=0.3)).lapsed


def test_an_unknown_place_is_refused_with_the_nearest_ones(write, words, subject, deliver):
    path = write(words, ("side-1", "over-tidd"))
    with pytest.raises(RequestError) as caught:
        check_commentary(path, subject, deliver())
    assert "over-tid" in caught.value.expected


def test_a_place_that_the_report_has_lost_is_flagged_and_its_figures_are_kept(
    write, words, subject, deliver
):
    path = write(words, ("side-1", "over-tid"))
    folder = deliver()
    confirm_commentary(check_commentary(path, subject, folder), on=DAY)
    kept = read_kept(place_of_kept(path))
    values = json.loads((folder / "sidernes-tal.json").read_text(encoding="utf-8"))
    values["blocks"] = [each for each in values["blocks"] if each["id"] != "over-tid"]
    (folder / "sidernes-tal.json").write_text(json.dumps(values), encoding="utf-8")
    lost = check_commentary(path, subject, folder)
    assert "no longer in the report" in lost.lines[0]
    confirm_commentary(lost, on=dt.date(2026, 6, 2))
    assert read_kept(place_of_kept(path)) == kept


def test_the_report_of_another_release_is_refused(write, subject, public, deliver):
    with pytest.raises(SourceError, match="not the one"):
        check_commentary(write(), subject, deliver(public))


@pytest.mark.parametrize("content", ["", "{}", '{"version": 2}', '{"version": 1, "comments": [1]}'])
def test_broken_fingerprints_are_refused_and_not_taken_for_none(write, subject, deliver, content):
    path = write()
    place_of_kept(path).write_text(content, encoding="utf-8")
    with pytest.raises(SourceError, match="fingerprints"):
        check_commentary(path, subject, deliver())


def test_the_file_of_a_report_is_found_by_its_place(subject, public, tmp_path):
    assert find_commentary(None, subject, root=tmp_path) is None
    path = place_of(subject, root=tmp_path)
    path.parent.mkdir(parents=True)
    path.write_text("", encoding="utf-8")
    place_of_kept(path).write_text("", encoding="utf-8")
    assert find_commentary(None, subject, root=tmp_path) == path
    assert find_commentary(tmp_path / "data" / "commentary", subject, root=tmp_path) == path
    assert find_commentary(path.parent, subject, root=tmp_path) == path
    # What is written for the directors is not what everybody reads.
    assert find_commentary(None, public, root=tmp_path) is None


@pytest.mark.parametrize("name", ["praksissammenligning.yml", "praksissammenligning.yaml.txt"])
def test_a_second_file_or_a_name_that_nothing_reads_is_refused(subject, tmp_path, name):
    path = place_of(subject, root=tmp_path)
    path.parent.mkdir(parents=True)
    path.write_text("", encoding="utf-8")
    path.with_name(name).write_text("", encoding="utf-8")
    with pytest.raises(SourceError) as caught:
        find_commentary(None, subject, root=tmp_path)
    assert name in caught.value.where


def test_a_file_or_folder_that_is_not_there_is_refused(subject, tmp_path):
    with pytest.raises(RequestError, match="no commentary file or folder"):
        find_commentary(tmp_path / "nothing.yaml", subject, root=tmp_path)


@pytest.mark.parametrize(
    ("municipality", "period", "report", "release"),
    [
        ("1O1", "2025K4", "anbefalinger", "lukket"),
        ("101", "2025K5", "anbefalinger", "lukket"),
        ("101", "2025K4", "sagsgennemgang", "lukket"),
        ("101", "2025K4", "rapport", "lukket"),
        ("101", "2025K4", "anbefalinger", "hemmelig"),
    ],
)
def test_a_report_that_is_none_is_a_wrong_request(municipality, period, report, release):
    with pytest.raises(AnalysisError) as caught:
        name_subject(municipality, period, report, release)
    assert isinstance(caught.value, RequestError)
    assert "--" in caught.value.where
