"""Which delivered pack is a paper about, and which packs came before it?"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from analysis.errors import RequestError, SourceError
from analysis.packs.record import NAME, PackRecord, read_record


@dataclass(frozen=True)
class Delivered:
    """A delivered pack: where it lies, and what it said."""

    folder: Path
    record: PackRecord


def choose_pack(paper: Path, *, pack: Path | None, reports: Path) -> Delivered:
    """Return the pack that a paper is about.

    Parameters
    ----------
    paper : Path
        The paper. A pack in its own folder is taken first.
    pack : Path or None
        The folder that was asked for, or None.
    reports : Path
        Where packs are written; the newest of them is taken last.

    Raises
    ------
    RequestError
        If there is no pack.
    SourceError
        If the record of the one asked for cannot be read.
    """
    if pack is not None:
        return Delivered(pack, read_record(pack))
    beside = paper.resolve().parent
    if (beside / NAME).is_file():
        return Delivered(beside, read_record(beside))
    found = _read_all(reports)
    if not found:
        raise RequestError(
            "There is no pack to trace the numbers to.",
            where=str(reports),
            expected=f"a folder written by praksis pack, with {NAME}",
            fix="run praksis pack first, or give its folder with --pack",
        )
    return max(found, key=lambda each: (each.record.date, each.record.period, str(each.folder)))


def find_before(pack: Delivered, folders: tuple[Path, ...] = ()) -> tuple[Delivered, ...]:
    """Return the packs of the same municipality that came before one, the newest first.

    Parameters
    ----------
    pack : Delivered
        The pack.
    folders : tuple of Path
        Folders of earlier packs. Empty: those that lie beside the pack.

    Raises
    ------
    SourceError
        If a folder that was asked for holds no pack.
    RequestError
        If it is another municipality's.
    """
    if folders:
        found = [Delivered(folder, read_record(folder)) for folder in folders]
        for each in found:
            _fail_if_of_another(each, pack)
    else:
        found = [
            each
            for each in _read_all(pack.folder.resolve().parent)
            if each.folder.resolve() != pack.folder.resolve() and _is_before(each, pack)
        ]
    return tuple(sorted(found, key=lambda each: (each.record.period, each.record.date))[::-1])


def _is_before(other: Delivered, pack: Delivered) -> bool:
    same = other.record.municipality_code == pack.record.municipality_code
    return same and (other.record.period, other.record.date) < (
        pack.record.period,
        pack.record.date,
    )


def _read_all(folder: Path) -> list[Delivered]:
    """Return every readable pack below a folder; one of another version is passed over."""
    found = []
    for path in sorted((*folder.glob(f"*/{NAME}"), *folder.glob(f"*/*/{NAME}"))):
        try:
            found.append(Delivered(path.parent, read_record(path.parent)))
        except SourceError:
            continue
    return found


def _fail_if_of_another(other: Delivered, pack: Delivered) -> None:
    if other.record.municipality_code != pack.record.municipality_code:
        raise RequestError(
            f"The earlier pack belongs to municipality {other.record.municipality_code}.",
            where=str(other.folder),
            expected=f"a pack of municipality {pack.record.municipality_code}",
            fix="give the folder of an earlier pack of this municipality with --earlier",
        )
