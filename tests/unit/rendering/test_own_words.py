"""Own words, status and embargo reach every page, or the report says why they do not."""

import datetime as dt
import json
from dataclasses import dataclass, replace
from pathlib import Path

import pytest

from analysis.blocks.model import Attachment, Masthead
from analysis.commentary.kept import SHOWN_NAME, Kept, confirm_all, place_of_kept, write_kept
from analysis.commentary.model import Subject
from analysis.commentary.reading import read_commentary
from analysis.commentary.shown import list_shown
from analysis.errors import RenderingError, RequestError
from analysis.rendering.delivery import deliver
from analysis.rendering.gate import check_report
from analysis.rendering.html import render_html
from analysis.rendering.own_words import (
    add_own_words,
    fail_if_own_words_cannot_be_met,
    list_cautions,
    list_files_of,
    open_own_words,
)
from analysis.rendering.report import ReportMeta, write_embargo

SUBJECT = Subject("9901", "2025K4", "praksissammenligning")
DAY = dt.date(2026, 3, 12)
FILE = """\
municipality_code: "9901"
period: "2025K4"
report: praksissammenligning
status: godkendt
approved_by: "Beskæftigelsesdirektøren"
approved_on: 2026-03-12
embargo: 2026-03-20 10:00
comments:
  - place: side-1
    written: 2026-03-12
    written_by: "Beskæftigelsesforvaltningen"
    text: "Vi har ændret visitationen."
"""


@dataclass(frozen=True)
class Asked:
    status: str = ""
    commentary: Path | None = None
    approved_by: str = ""
    approved_on: str = ""
    embargo: str = ""


@pytest.fixture
def file(tmp_path):
    path = tmp_path / "data" / "commentary" / "9901" / "2025K4" / "praksissammenligning.yaml"
    path.parent.mkdir(parents=True)
    path.write_text(FILE, encoding="utf-8")
    return path


@pytest.fixture
def confirmed(file, report):
    kept = confirm_all(read_commentary(file, SUBJECT), Kept({}), list_shown(report.blocks), on=DAY)
    place_of_kept(file).write_bytes(write_kept(kept))
    return file


@pytest.fixture
def moved(report):
    """Return the report with one finding that says another verdict."""
    first = report.blocks[1]
    other = replace(first, content=replace(first.content, verdict="højere, sikkert"))
    return replace(report, blocks=(report.blocks[0], other, *report.blocks[2:]))


def make(report, root, **asked):
    own = open_own_words(Asked(**asked), SUBJECT, root=root)
    made = add_own_words(report, own)
    return made, list_cautions(made, own)


def masthead_of(report):
    (block,) = (each for each in report.blocks if isinstance(each.content, Masthead))
    return block.content


def test_without_a_file_a_report_is_a_draft_that_keeps_what_it_shows(report, tmp_path):
    made, cautions = make(report, tmp_path)
    assert made.blocks[:-1] == report.blocks
    assert made.blocks[-1].content.file == SHOWN_NAME
    assert (made.meta.status, made.meta.embargo_line, cautions) == ("udkast", "", "")


@pytest.mark.usefixtures("confirmed")
def test_an_approved_report_says_who_when_and_until_when_on_every_page(report, tmp_path):
    made, cautions = make(report, tmp_path)
    assert masthead_of(made).status == made.meta.status == "godkendt"
    assert made.meta.status_line == "godkendt 12. marts 2026 af Beskæftigelsesdirektøren"
    assert made.meta.embargo_line == "Må ikke offentliggøres før 20. marts 2026 kl. 10.00"
    assert made.meta.embargo_line in cautions
    html = render_html(check_report(made)).decode("utf-8")
    assert "Vi har ændret visitationen." in html
    assert html.count(made.meta.status_line) >= 2
    assert html.count(made.meta.embargo_line) >= 2


@pytest.mark.usefixtures("confirmed")
def test_moved_figures_make_an_approved_report_a_draft_that_says_why(moved, tmp_path):
    made, cautions = make(moved, tmp_path)
    assert masthead_of(made).status == made.meta.status == "udkast"
    assert made.meta.approved_by == ""
    assert "lavere, ret sikkert → højere, sikkert" in made.meta.caution
    assert made.meta.caution in cautions
    html = render_html(check_report(made)).decode("utf-8")
    assert "Ikke godkendt." in html
    assert "Tallene under bemærkningen er ændret siden 12. marts 2026:" in html


@pytest.mark.usefixtures("confirmed")
def test_moved_figures_refuse_a_report_that_was_asked_to_be_approved(moved, tmp_path):
    with pytest.raises(RenderingError, match="does not cover"):
        make(moved, tmp_path, status="godkendt")


@pytest.mark.usefixtures("file")
def test_an_approval_that_was_not_confirmed_covers_nothing(report, tmp_path):
    made, _ = make(report, tmp_path)
    assert made.meta.status == "udkast"
    assert "ikke holdt op mod tallene" in made.meta.caution


def test_an_approval_given_with_the_request_is_about_this_rendering(report, tmp_path):
    asked = {"status": "godkendt", "approved_by": "Direktøren", "approved_on": "2026-03-12"}
    made, _ = make(report, tmp_path, **asked)
    assert made.meta.status_line == "godkendt 12. marts 2026 af Direktøren"


@pytest.mark.usefixtures("confirmed")
def test_what_is_asked_for_comes_before_what_the_file_says(report, tmp_path):
    made, _ = make(report, tmp_path, status="udkast", embargo="2027-01-01")
    assert (made.meta.status, made.meta.approved_on) == ("udkast", None)
    assert made.meta.embargo == dt.date(2027, 1, 1)


@pytest.mark.usefixtures("confirmed")
def test_the_manifest_holds_status_approval_and_embargo(report, tmp_path):
    made, _ = make(report, tmp_path)
    folder = deliver(made, tmp_path / "out")
    manifest = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))
    assert manifest["status"] == "godkendt"
    assert manifest["approved_by"] == "Beskæftigelsesdirektøren"
    assert manifest["approved_on"] == "2026-03-12"
    assert manifest["embargo"] == "2026-03-20T10:00:00"
    assert manifest["is_under_embargo"] is True
    assert (folder / SHOWN_NAME).is_file()
    assert SHOWN_NAME in [output["file"] for output in manifest["outputs"]]


@pytest.mark.usefixtures("confirmed")
def test_the_same_words_and_numbers_give_the_same_report(report, tmp_path):
    assert make(report, tmp_path) == make(report, tmp_path)


@pytest.mark.usefixtures("confirmed")
def test_a_record_that_travels_with_the_report_says_the_same_status(report, tmp_path):
    record = Attachment("fund.json", {"status": "udkast", "period": "2025K4"})
    block = replace(report.blocks[-1], id="fund", content=record)
    made, _ = make(replace(report, blocks=(*report.blocks, block)), tmp_path)
    (found,) = (each.content for each in made.blocks if each.id == "fund")
    # The added attachment shows nothing, so the approval still covers what is shown.
    assert found.values == {"status": "godkendt", "period": "2025K4"}


@pytest.mark.parametrize(
    ("asked", "where"),
    [
        ({"status": "færdig"}, "--status"),
        ({"approved_on": "12. marts"}, "--approved-on"),
        ({"embargo": "snart"}, "--embargo"),
        ({"status": "udkast", "approved_by": "Direktøren"}, "--approved-by"),
    ],
)
def test_a_wrong_choice_is_refused_before_anything_is_read(asked, where):
    with pytest.raises(RequestError) as caught:
        fail_if_own_words_cannot_be_met(Asked(**asked))
    assert where in caught.value.where


@pytest.mark.parametrize(
    "asked", [{}, {"approved_by": "Direktøren"}, {"approved_on": "2026-03-12"}]
)
def test_an_approval_needs_both_who_and_when(tmp_path, asked):
    with pytest.raises(RequestError, match="by whom and when"):
        open_own_words(Asked(status="godkendt", **asked), SUBJECT, root=tmp_path)


def test_a_folder_without_the_report_is_told_and_a_file_for_all_is_refused(report, tmp_path, file):
    (tmp_path / "other").mkdir()
    _, cautions = make(report, tmp_path, commentary=tmp_path / "other")
    assert "9901/2025K4/praksissammenligning.yaml" in cautions
    assert list_files_of(None, "9901", "2025K4", root=tmp_path) == (file.parent,)
    assert list_files_of(None, "9902", "2025K4", root=tmp_path) == ()
    with pytest.raises(RequestError, match="every municipality"):
        list_files_of(file, "9901", "2025K4", root=tmp_path)


@pytest.mark.parametrize(
    ("embargo", "on", "line"),
    [
        (None, dt.date(2026, 1, 1), ""),
        (dt.date(2026, 2, 15), dt.date(2026, 2, 14), "Må ikke offentliggøres før 15. februar 2026"),
        (dt.date(2026, 2, 15), dt.date(2026, 2, 15), ""),
        (
            dt.datetime(2026, 2, 15, 10),
            dt.date(2026, 2, 15),
            "Må ikke offentliggøres før 15. februar 2026 kl. 10.00",
        ),
        (dt.datetime(2026, 2, 15, 10), dt.date(2026, 2, 16), ""),
    ],
)
def test_an_embargo_is_said_until_it_has_passed_and_not_after(embargo, on, line):
    assert write_embargo(embargo, on=on) == line


def test_a_draft_has_no_approval_line(report):
    assert isinstance(report.meta, ReportMeta)
    assert (report.meta.status_line, report.meta.approval_line) == ("udkast", "")
