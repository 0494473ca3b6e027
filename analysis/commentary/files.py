"""Where does the commentary to a report lie, and is there only one?"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from analysis.commentary.kept import KEPT_SUFFIX
from analysis.commentary.model import PACK, REPORTS, REVIEW, Subject
from analysis.errors import RequestError, SourceError
from analysis.findings.releases import PUBLIC
from analysis.packs.earlier import SUFFIX
from analysis.sources.privacy import find_cpr_like

FOLDER = Path("data") / "commentary"
SUFFIXES = (".yaml", ".yml")
_STEMS = {f"{report}{end}" for report in REPORTS for end in ("", f"-{PUBLIC}")}


def place_of(subject: Subject, *, root: Path) -> Path:
    """Return where the commentary to a report lies unless another place is named."""
    folder = root / FOLDER / subject.municipality_code / subject.period
    return folder / f"{subject.file_stem}.yaml"


def delivery_of(subject: Subject, *, root: Path) -> Path:
    """Return where a report is written unless another folder is named.

    Examples
    --------
    >>> delivery_of(Subject("101", "2025K4", "anbefalinger"), root=Path("p")).as_posix()
    'p/reports/101/2025K4-oplaeg'
    """
    ends = {PACK: SUFFIX, REVIEW: f"-{PUBLIC}" if subject.release == PUBLIC else ""}
    name = subject.period + ends.get(subject.report, "")
    return root / "reports" / subject.municipality_code / name


def find_commentary(where: Path | None, subject: Subject, *, root: Path) -> Path | None:
    """Return the commentary file of a report, or None where there is none.

    Parameters
    ----------
    where : Path or None
        A file; a folder that holds it, or that holds ``<municipality>/<period>/`` with it;
        None for the project's own folder.
    subject : Subject
        The report.
    root : Path
        The project's folder.

    Raises
    ------
    RequestError
        If what was named does not exist.
    SourceError
        If there are two files for the report, or one whose name is no report's.
    """
    if where is not None and where.is_file():
        return where
    if where is not None and not where.is_dir():
        raise RequestError(
            "There is no commentary file or folder of this name.",
            where=f"--commentary {where}",
            expected="a YAML file begun with praksis commentary start, or a folder of them",
            fix="correct the path, or leave the option out to use data/commentary",
        )
    top = where or root / FOLDER
    own = top / subject.municipality_code / subject.period
    found = [*_candidates(own, subject), *(_candidates(top, subject) if where else ())]
    if len(found) > 1:
        raise SourceError(
            "There are two commentary files for the same report.",
            where=", ".join(path.relative_to(top).as_posix() for path in found),
            expected="one file for each report and release",
            fix="put the texts together in one of them, and remove the other",
        )
    _fail_if_a_name_is_no_reports(own)
    return found[0] if found else None


def _candidates(folder: Path, subject: Subject) -> Iterator[Path]:
    for suffix in SUFFIXES:
        path = folder / f"{subject.file_stem}{suffix}"
        if path.is_file():
            yield path


def _fail_if_a_name_is_no_reports(folder: Path) -> None:
    """Refuse a file that nothing would ever read, such as one ending in ``.yaml.txt``."""
    names = sorted(path.name for path in folder.glob("*") if path.is_file())
    strange = [name for name in names if not _is_expected(name)]
    if strange:
        name = strange[0]
        shown = "a file (its name is not shown)" if find_cpr_like(name) else name
        raise SourceError(
            "A file beside the commentary has a name that no report reads.",
            where=f"{folder.name}/{shown}",
            expected=", ".join(f"{stem}.yaml" for stem in sorted(_STEMS)),
            fix="correct the name (an editor may have added .txt), or move the file away",
        )


def _is_expected(name: str) -> bool:
    stem = name.removesuffix(KEPT_SUFFIX)
    for suffix in SUFFIXES:
        stem = stem.removesuffix(suffix)
    return name.startswith((".", "~", "README")) or (stem in _STEMS and stem != name)
