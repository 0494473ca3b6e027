"""Which pack a paper is held against, and which packs came before it."""

from __future__ import annotations

import json
import runpy
from pathlib import Path
from types import SimpleNamespace

import pytest

from analysis.errors import RequestError, SourceError
from analysis.packs.deliveries import choose_pack, find_before

packs = SimpleNamespace(**runpy.run_path(str(Path(__file__).with_name("pack_records.py"))))


def deliver(folder: Path, **changes: object) -> Path:
    """Write a pack into a folder."""
    folder.mkdir(parents=True)
    text = json.dumps(packs.record(**changes).to_json(), ensure_ascii=False)
    (folder / "fund.json").write_text(text, encoding="utf-8")
    return folder


@pytest.fixture
def reports(tmp_path) -> Path:
    """Return a folder of three packs of Aby and one of Bekøb, under each municipality's own."""
    aby = tmp_path / "reports" / "9901"
    deliver(aby / "2025K2-oplaeg", period="2025K2", date="2025-08-15")
    deliver(aby / "2025K4-oplaeg", period="2025K4", date="2026-02-15")
    deliver(aby / "2025K3-oplaeg", period="2025K3", date="2025-11-15")
    deliver(aby.parent / "9902" / "a", municipality_code="9902", period="2025K1", date="2025-05-15")
    return aby.parent


def choose(paper: Path, reports: Path, pack: Path | None = None):
    return choose_pack(paper, pack=pack, reports=reports)


def test_the_folder_that_is_asked_for_goes_before_the_papers_own(reports) -> None:
    asked, beside = reports / "9901" / "2025K3-oplaeg", reports / "9901" / "2025K4-oplaeg"
    chosen = choose(beside / "indstilling.docx", reports, asked)
    assert (chosen.folder, chosen.record.period) == (asked, "2025K3")


def test_a_pack_beside_the_paper_goes_before_a_newer_one(reports) -> None:
    chosen = choose(reports / "9901" / "2025K2-oplaeg" / "indstilling.docx", reports)
    assert chosen.record.period == "2025K2"


def test_a_paper_elsewhere_is_held_against_the_newest_pack(reports, tmp_path) -> None:
    assert choose(tmp_path / "presse.txt", reports).record.date == "2026-02-15"


def test_the_pack_made_last_is_newest_whichever_quarter_it_is_about(reports, tmp_path) -> None:
    deliver(reports / "9901" / "2025K1-igen", period="2025K1", date="2026-02-20")
    assert choose(tmp_path / "presse.txt", reports).record.period == "2025K1"


def test_packs_lie_one_or_two_folders_down(tmp_path) -> None:
    deliver(tmp_path / "oplaeg")
    assert choose(tmp_path / "x" / "presse.txt", tmp_path).folder == tmp_path / "oplaeg"


def test_without_any_pack_the_message_says_what_to_do(tmp_path) -> None:
    with pytest.raises(RequestError, match="no pack to trace") as caught:
        choose(tmp_path / "presse.txt", tmp_path / "tom")
    assert "praksis pack" in str(caught.value)


def test_a_folder_that_is_asked_for_and_holds_no_pack_is_refused(reports, tmp_path) -> None:
    with pytest.raises(SourceError, match="holds no pack"):
        choose(tmp_path / "presse.txt", reports, tmp_path)


def test_a_damaged_pack_is_passed_over_when_nobody_asked_for_it(reports, tmp_path) -> None:
    damaged = reports / "9901" / "2026K1-oplaeg"
    damaged.mkdir()
    (damaged / "fund.json").write_text("{", encoding="utf-8")
    assert choose(tmp_path / "presse.txt", reports).record.period == "2025K4"


def test_earlier_packs_beside_are_found_newest_first(reports) -> None:
    now = choose(reports / "9901" / "2025K4-oplaeg" / "indstilling.docx", reports)
    assert [each.record.period for each in find_before(now)] == ["2025K3", "2025K2"]


def test_a_later_pack_is_not_one_that_came_before(reports) -> None:
    then = choose(reports / "9901" / "2025K3-oplaeg" / "indstilling.docx", reports)
    assert [each.record.period for each in find_before(then)] == ["2025K2"]


def test_the_same_quarter_made_earlier_came_before_and_the_pack_itself_did_not(reports) -> None:
    deliver(reports / "9901" / "2025K4-foerste", period="2025K4", date="2026-01-20")
    now = choose(reports / "9901" / "2025K4-oplaeg" / "indstilling.docx", reports)
    before = find_before(now)
    assert before[0].record.date == "2026-01-20"
    assert now.folder not in [each.folder for each in before]


def test_another_municipalitys_pack_beside_is_left_out_and_refused_when_asked_for(reports) -> None:
    other = deliver(reports / "9901" / "bekoeb", municipality_code="9902", period="2025K1")
    now = choose(reports / "9901" / "2025K4-oplaeg" / "indstilling.docx", reports)
    assert other not in [each.folder for each in find_before(now)]
    with pytest.raises(RequestError, match="belongs to municipality 9902"):
        find_before(now, (other,))


def test_folders_that_are_asked_for_are_the_only_ones(reports) -> None:
    now = choose(reports / "9901" / "2025K4-oplaeg" / "indstilling.docx", reports)
    asked = reports / "9901" / "2025K2-oplaeg"
    assert [each.folder for each in find_before(now, (asked,))] == [asked]
