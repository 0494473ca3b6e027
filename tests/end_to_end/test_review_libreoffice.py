"""A reader who has LibreOffice: the workbook is filled in there, or saved there afterwards."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import pytest
from openpyxl import load_workbook

from analysis.review.folder import open_review
from tests.end_to_end.municipality import Municipality

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(
        shutil.which("soffice") is None,
        reason="soffice is not installed, so what LibreOffice does to a workbook is not seen here",
    ),
]


def convert(path: Path, kind: str, folder: Path) -> Path:
    """Open a file in LibreOffice and save it as another kind, with a profile of its own."""
    folder.mkdir(parents=True, exist_ok=True)
    profile = f"-env:UserInstallation=file://{folder}/profil"
    command = ["soffice", profile, "--headless", "--convert-to", kind, "--outdir", folder, path]
    subprocess.run(list(map(str, command)), check=True, capture_output=True, timeout=240)
    return folder / f"{path.stem}.{kind}"


def test_answers_saved_by_libreoffice_are_those_that_were_given(fresh, fill) -> None:
    name = "sagsgennemgang-L1-runde-1.xlsx"
    path = fill(fresh, fresh.desk / "ud" / name)
    straight = fresh.desk / "lige"
    shutil.copytree(fresh.folder, straight)
    fresh.succeed("read", straight, path)
    as_sheet = convert(path, "ods", fresh.desk / "ods")
    again = convert(as_sheet, "xlsx", fresh.desk / "xlsx")
    said = fresh.succeed("read", fresh.folder, again)
    assert "2 of 2 cases finished" in said
    for table in ("answers", "conclusions", "dispositions"):
        assert (fresh.folder / f"{table}.csv").read_bytes() == (
            straight / f"{table}.csv"
        ).read_bytes()


def test_workbook_opened_and_saved_before_it_is_filled_in_still_takes_answers(fresh, fill) -> None:
    path = fresh.desk / "ud" / "sagsgennemgang-L2-runde-1.xlsx"
    saved = convert(path, "xlsx", fresh.desk / "libreoffice")
    workbook = load_workbook(saved)
    sheet = workbook["Sag 01"]
    assert sheet.protection.sheet
    assert any(rule.type == "list" for rule in sheet.data_validations.dataValidation)
    fill(fresh, saved)
    fresh.succeed("read", fresh.folder, saved)
    assert len(open_review(fresh.folder).conclusions) == 2


def test_values_typed_in_libreoffice_by_a_script_are_read(fresh: Municipality) -> None:
    path = fresh.desk / "ud" / "sagsgennemgang-L1-runde-1.xlsx"
    sheet = load_workbook(path)["Sag 01"]
    rows = {cell.value: cell.row for cell in sheet["A"] if cell.value}
    typed = {f"E{rows['Slut 1']}": "Sagen kunne ikke skaffes", f"E{rows['Slut 6']}": "Ja"}
    saved = type_in_libreoffice(path, "Sag 01", typed, fresh.desk / "skrevet")
    said = fresh.succeed("read", fresh.folder, saved)
    assert "1 not available" in said
    states = open_review(fresh.folder).dispositions["disposition"]
    assert "sag_ikke_tilgaengelig" in set(states)


def type_in_libreoffice(path: Path, sheet: str, typed: dict[str, str], folder: Path) -> Path:
    """Have a Basic macro of the reader's own profile open the file, type, and save it beside."""
    target = folder / path.name
    lines = [
        f'oSheet.getCellRangeByName("{place}").String = "{text}"' for place, text in typed.items()
    ]
    basic = "\n".join(
        [
            "Sub Skriv",
            "Dim p(0) As New com.sun.star.beans.PropertyValue",
            'p(0).Name = "Hidden"',
            "p(0).Value = True",
            f'oDoc = StarDesktop.loadComponentFromURL("file://{path}", "_blank", 0, p())',
            f'oSheet = oDoc.Sheets.getByName("{sheet}")',
            *lines,
            "Dim f(0) As New com.sun.star.beans.PropertyValue",
            'f(0).Name = "FilterName"',
            'f(0).Value = "Calc MS Excel 2007 XML"',
            f'oDoc.storeToURL("file://{target}", f())',
            "oDoc.close(True)",
            "End Sub",
        ]
    )
    convert(path, "ods", folder)  # The first start makes the profile, with an empty library.
    library = folder / "profil" / "user" / "basic" / "Standard"
    library.joinpath("Module1.xba").write_text(
        _as_xml("script", "script:module", "module.dtd").format(
            'script:name="Module1" script:language="StarBasic"', basic
        ),
        encoding="utf-8",
    )
    library.joinpath("script.xlb").write_text(
        _as_xml("library", "library:library", "library.dtd").format(
            'library:name="Standard" library:readonly="false" library:passwordprotected="false"',
            '<library:element library:name="Module1"/>',
        ),
        encoding="utf-8",
    )
    profile = f"-env:UserInstallation=file://{folder}/profil"
    macro = "macro:///Standard.Module1.Skriv"
    subprocess.run(
        ["soffice", profile, "--headless", "--invisible", macro],
        check=True,
        capture_output=True,
        timeout=240,
    )
    return target


def _as_xml(space: str, element: str, dtd: str) -> str:
    return (
        '<?xml version="1.0" encoding="UTF-8"?>\n'
        f'<!DOCTYPE {element} PUBLIC "-//OpenOffice.org//DTD OfficeDocument 1.0//EN" "{dtd}">\n'
        f'<{element} xmlns:{space}="http://openoffice.org/2000/{space}" {{}}>{{}}</{element}>'
    )
