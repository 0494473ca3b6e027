"""Are the files that people print and hand out whole, and what do they look like?"""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import pytest

from analysis.documents.pdf_structure import find_pdf_faults

pytestmark = pytest.mark.look

DOTS_PER_INCH = 80


@pytest.fixture(scope="module")
def papers(deliveries: dict[str, Path]) -> dict[str, Path]:
    found = {file.stem: file for each in deliveries.values() for file in sorted(each.glob("*.pdf"))}
    assert {"praksissammenligning", "sagsgennemgang", "anbefalinger", "indstilling"} <= set(found)
    return found


def test_every_pdf_can_be_read_by_a_screen_reader_and_kept(papers: dict[str, Path]) -> None:
    faults = {name: find_pdf_faults(file.read_bytes()) for name, file in papers.items()}
    assert {name: each for name, each in faults.items() if each} == {}


def test_pictures_of_every_paper_page_are_left_for_the_eye(
    papers: dict[str, Path], pictures: Path
) -> None:
    for name, file in papers.items():
        folder = pictures / name / "pdf"
        folder.mkdir(parents=True)
        draw_pages(file, folder)


def test_pictures_of_every_slide_are_left_for_the_eye(
    deliveries: dict[str, Path], pictures: Path, tmp_path: Path
) -> None:
    office = shutil.which("soffice")
    if office is None:
        pytest.skip("no LibreOffice is here, which shows slides and Word files")
    for file in sorted(deliveries["oplaeg"].glob("*.pptx")):
        subprocess.run(
            [office, "--headless", "--convert-to", "pdf", "--outdir", str(tmp_path), str(file)],
            check=False,
            capture_output=True,
        )
        drawn = tmp_path / f"{file.stem}.pdf"
        if not drawn.exists():
            pytest.skip("this LibreOffice opens no slides: install libreoffice-impress")
        folder = pictures / file.stem / "slides"
        folder.mkdir(parents=True)
        draw_pages(drawn, folder)


def draw_pages(file: Path, folder: Path) -> None:
    """Draw each page of a PDF as a picture."""
    subprocess.run(
        ["pdftoppm", "-r", str(DOTS_PER_INCH), "-png", str(file), str(folder / "side")],
        check=True,
        capture_output=True,
    )
    assert list(folder.glob("*.png"))
