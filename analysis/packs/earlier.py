"""Which earlier pack is this one held against?

A folder, a period, or, when nothing is asked for, the newest pack of an earlier period
that lies beside this one. The one chosen is always named.
"""

from __future__ import annotations

from pathlib import Path

from analysis.concepts import Period
from analysis.errors import ContractError, RequestError, SourceError
from analysis.packs.record import NAME, read_record

SUFFIX = "-oplaeg"


def folder_name(period: Period) -> str:
    """Return what the folder of a period's pack is called."""
    return f"{period}{SUFFIX}"


def find_earlier(
    against: str, *, folder: Path, period: Period, municipality_code: str
) -> Path | None:
    """Return the folder of the earlier pack, or None where there is none.

    Parameters
    ----------
    against : str
        A period such as ``2025K3``, a folder, or empty for the newest before this one.
    folder : Path
        Where the municipality's packs lie.
    period : Period
        The period of this pack.
    municipality_code : str
        Whose this pack is. Another's that lies in the folder is never found by itself.

    Raises
    ------
    RequestError
        If a pack was asked for and is not there.
    """
    if not against:
        return _newest_before(folder, period, municipality_code)
    asked = Path(against)
    if (asked / NAME).is_file():
        return asked
    try:
        named = folder / folder_name(Period.parse(against))
    except ContractError:
        named = None
    if named is not None and (named / NAME).is_file():
        return named
    raise RequestError(
        "There is no earlier pack to hold this one against.",
        where=f"--against {against}" + (f", looked for {named}" if named else ""),
        expected="the period of an earlier pack, or the folder of one",
        fix="give a folder written by praksis pack, or leave the option out",
    )


def _newest_before(folder: Path, period: Period, municipality_code: str) -> Path | None:
    """Return the municipality's newest pack of an earlier period in a folder."""
    found: list[tuple[Period, Path]] = []
    for path in folder.glob(f"*{SUFFIX}/{NAME}"):
        try:
            record = read_record(path.parent)
            then = Period.parse(record.period)
        except (ContractError, SourceError):
            # Nobody has asked for this one, so it may not stop the pack.
            continue
        if then < period and record.municipality_code == municipality_code:
            found.append((then, path.parent))
    return max(found)[1] if found else None
