"""Put a report on disk: whole or not at all, and the same bytes from the same input.

Everything is rendered in memory and written into a folder beside the target, which
takes the target's place in one step. A run that dies leaves the earlier delivery as it
was. A folder that holds anything we did not write is never replaced.
"""

from __future__ import annotations

import csv
import hashlib
import io
import json
import os
from collections.abc import Callable, Mapping
from importlib.metadata import version
from importlib.resources import files
from pathlib import Path
from typing import Any

from analysis.blocks.html import stamp_of
from analysis.blocks.model import Attachment, Figure, Table
from analysis.errors import RenderingError, is_disk_full
from analysis.rendering.gate import check_report
from analysis.rendering.html import render_html
from analysis.rendering.pdf import render_pdf
from analysis.rendering.replacing import claim, replace_folder, resolve_out
from analysis.rendering.report import Report
from analysis.rendering.workbook import render_workbook

_MANIFEST = "manifest.json"
_MAKER = "praksis"
_PACKAGES = ("praksis", "pandas", "numpy", "scipy", "matplotlib", "typst", "jinja2", "papermill")
# A cell that begins with one of these is run as a formula by a spreadsheet.
_FORMULA_SIGNS = ("=", "+", "-", "@", "\t", "\r")


def deliver(
    report: Report, out: Path, *, beside: Callable[[Report], Mapping[str, bytes]] | None = None
) -> Path:
    """Check a report and write it: HTML, PDF, all numbers in Excel and CSV, and a manifest.

    Parameters
    ----------
    report : Report
        What to write. It passes the gate first.
    out : Path
        The folder to write. One of our earlier deliveries there is replaced.
    beside : callable, optional
        Makes more files from the report that has passed the gate, by name: papers and
        slides with the same numbers.

    Returns
    -------
    Path
        The folder written.

    Raises
    ------
    RenderingError
        If the gate finds anything, if `out` cannot be used, or if the disk is full.
        Nothing is changed then.
    """
    fail_if_out_is_unusable(out)
    target = resolve_out(out)
    checked = check_report(report)
    try:
        outputs = {
            f"{checked.meta.name}.html": render_html(checked),
            f"{checked.meta.name}.pdf": render_pdf(checked),
            f"{checked.meta.name}.xlsx": render_workbook(checked),
            **_data_files(checked),
            **_attachments(checked),
            **(beside(checked) if beside is not None else {}),
        }
        outputs[_MANIFEST] = _manifest(checked, outputs)
        replace_folder(outputs, target, check=lambda: _fail_if_it_may_not_be_replaced(target))
    except OSError as error:
        raise _cannot_write(error, out) from None
    return out


def fail_if_out_is_unusable(out: Path) -> None:
    """Refuse a target that is a file, or a folder with anything that we did not write.

    Cheap: meant to be called before a notebook runs, and again before writing.

    Raises
    ------
    RenderingError
        If `out` or a folder above it is a file, if it cannot be written to, or if it
        holds files that no delivery of ours lists.
    """
    target = resolve_out(out)
    standing = next(folder for folder in (target, *target.parents) if folder.exists())
    _fail_if_it_is_a_file(standing)
    above = standing if standing != target else standing.parent
    if not os.access(above, os.W_OK | os.X_OK):
        raise RenderingError(
            "The output folder cannot be written to.",
            where=str(above),
            fix="choose another folder with --out, or ask for the right to write there",
        )
    if standing == target:
        # Not while another run is putting its own there.
        with claim(target.parent):
            _fail_if_it_may_not_be_replaced(target)


def _fail_if_it_may_not_be_replaced(target: Path) -> None:
    if target.exists():
        _fail_if_it_is_a_file(target)
        _fail_if_folder_holds_foreign_files(target)


def _fail_if_it_is_a_file(standing: Path) -> None:
    if not standing.is_dir():
        raise RenderingError(
            "The output path is a file, not a folder.",
            where=str(standing),
            expected="a folder that does not exist yet, is empty, or holds an earlier report",
            fix="choose another folder with --out, or move the file away",
        )


def _fail_if_folder_holds_foreign_files(folder: Path) -> None:
    found = {each.relative_to(folder).as_posix() for each in folder.rglob("*") if not each.is_dir()}
    foreign = sorted(found - _files_of_delivery(folder))
    if foreign:
        shown = ", ".join(foreign[:3]) + (f" and {len(foreign) - 3} more" if foreign[3:] else "")
        raise RenderingError(
            "The output folder holds files that no report of ours has written.",
            where=f"{folder}: {shown}",
            expected="a folder that does not exist yet, is empty, or holds an earlier report only",
            fix="choose another folder with --out, or move these files away",
        )


def _files_of_delivery(folder: Path) -> set[str]:
    """Return the files that an earlier delivery in this folder says it wrote."""
    try:
        manifest = json.loads((folder / _MANIFEST).read_text(encoding="utf-8"))
        if manifest["made_by"] != _MAKER:
            return set()
        return {_MANIFEST, *(str(output["file"]) for output in manifest["outputs"])}
    except (OSError, ValueError, KeyError, TypeError):
        return set()


def _data_files(report: Report) -> dict[str, bytes]:
    """Return one CSV file per table and figure, and a note on how to read them."""
    exhibits = [
        (block, block.content)
        for block in report.blocks
        if isinstance(block.content, Table | Figure) and block.content.records
    ]
    result = {
        f"data/{block.id}.csv": _write_csv(content.records, origin=block.lineage.origin.value)
        for block, content in exhibits
    }
    readme = (files("analysis.rendering") / "templates" / "data_readme.txt").read_text("utf-8")
    lines = [
        f"{block.id}.csv: {content.caption if isinstance(content, Table) else content.title}"
        + (f" ({stamp_of(block)})" if stamp_of(block) else "")
        for block, content in exhibits
    ]
    result["data/README.txt"] = (readme + "\n".join(lines) + "\n").encode("utf-8")
    return result


def _attachments(report: Report) -> dict[str, bytes]:
    """Return the values that stand in a file of their own."""
    return {
        block.content.file: (
            json.dumps(block.content.values, ensure_ascii=False, indent=2) + "\n"
        ).encode("utf-8")
        for block in report.blocks
        if isinstance(block.content, Attachment)
    }


def _write_csv(records: tuple[dict[str, Any], ...], *, origin: str) -> bytes:
    """Write records as a Danish spreadsheet opens them: semicolons and decimal commas.

    The last column says of each row whether it is observed or synthetic, since a file
    leaves the report that is stamped.
    """
    columns = list(dict.fromkeys(key for record in records for key in record))
    text = io.StringIO()
    writer = csv.writer(text, delimiter=";", lineterminator="\r\n")
    writer.writerow([*columns, "data_origin"])
    for record in records:
        writer.writerow([_write_cell(record.get(column)) for column in columns] + [origin])
    return text.getvalue().encode("utf-8-sig")


def _write_cell(value: Any) -> str:
    if value is None or value != value:  # NaN is the value that is not itself
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int | float):
        return repr(value).replace(".", ",")
    text = str(value)
    return f"'{text}" if text.startswith(_FORMULA_SIGNS) else text


def _manifest(report: Report, outputs: dict[str, bytes]) -> bytes:
    """Bind the outputs to what they were made from; no machine path and no clock."""
    meta = report.meta
    synthetic = sum(block.lineage.origin.value == "synthetic" for block in report.blocks)
    values = {
        "made_by": _MAKER,
        "title": meta.title,
        "municipality_code": meta.municipality_code,
        "municipality_name": meta.municipality_name,
        "period": str(meta.period),
        "date": meta.date.isoformat(),
        "status": meta.status,
        "approved_by": meta.approved_by,
        "approved_on": meta.approved_on.isoformat() if meta.approved_on else "",
        "no_longer_approved": meta.caution,
        "embargo": meta.embargo.isoformat() if meta.embargo else "",
        "is_under_embargo": bool(meta.embargo_line),
        "language": meta.language,
        "data_version": meta.data_version,
        "parameters": dict(meta.parameters),
        "peers": dict(meta.peers),
        "n_blocks": len(report.blocks),
        "n_blocks_synthetic": synthetic,
        "versions": {name: version(name) for name in _PACKAGES},
        "inputs": [dict(entry) for entry in meta.inputs],
        "outputs": [
            {"file": name, "bytes": len(data), "sha256": hashlib.sha256(data).hexdigest()}
            for name, data in sorted(outputs.items())
        ],
    }
    return (json.dumps(values, ensure_ascii=False, indent=2) + "\n").encode("utf-8")


def _cannot_write(error: OSError, out: Path) -> RenderingError:
    return RenderingError(
        "The disk is full: the report was not written."
        if is_disk_full(error)
        else f"The report could not be written: {error.strerror}.",
        where=str(out),
        expected="room for about 5 MB and the right to write",
        fix="make room or choose another folder with --out; an earlier report is untouched",
    )
