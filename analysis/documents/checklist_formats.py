"""In which forms can a checklist leave the program, and under which names?"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Sequence
from pathlib import Path

from analysis import labels
from analysis.checklists.model import Checklist
from analysis.documents.checklist_comments import write_comment_form
from analysis.documents.checklist_excel import write_excel
from analysis.documents.checklist_pdf import write_pdf
from analysis.documents.checklist_word import write_word
from analysis.documents.checklist_xlsform import write_xlsform
from analysis.documents.deterministic import write_atomically
from analysis.errors import RequestError

# What is put after the stem of the name, and the suffix.
FORMATS = {
    "word": ("", ".docx"),
    "pdf": ("", ".pdf"),
    "excel": ("", ".xlsx"),
    "xlsform": ("-xlsform", ".xlsx"),
    "comments": ("-bemaerkninger", ".xlsx"),
}


def export_checklist(
    checklist: Checklist,
    out: Path,
    *,
    formats: Sequence[str],
    sender: str = "",
    contact: str = "",
    deadline: dt.date | None = None,
) -> tuple[Path, ...]:
    """Write a checklist in one or more formats.

    Parameters
    ----------
    checklist : Checklist
        The items to write.
    out : Path
        One format: the file. Several: a file whose stem is used, with an ending for each.
        A folder that exists: files named after the date of the rules.
    formats : sequence of str
        Among ``word``, ``pdf``, ``excel``, ``xlsform`` and ``comments``.
    sender, contact, deadline
        For the cover of the comment form.

    Returns
    -------
    tuple of Path
        The files written, in the order of `formats`.

    Raises
    ------
    RequestError
        If a format is unknown, or the suffix of `out` is another format's.
    RenderingError
        If a file cannot be made or written. All are made before the first is written.
    """
    wanted = list(dict.fromkeys(formats))
    _fail_if_unknown(wanted)
    paths = [_name(checklist, out, each, is_alone=len(wanted) == 1) for each in wanted]
    makers: dict[str, Callable[[Checklist], bytes]] = {
        "word": write_word,
        "pdf": write_pdf,
        "excel": write_excel,
        "xlsform": write_xlsform,
        "comments": lambda items: write_comment_form(
            items, sender=sender, contact=contact, deadline=deadline
        ),
    }
    made = [makers[each](checklist) for each in wanted]
    return tuple(write_atomically(path, data) for path, data in zip(paths, made, strict=True))


def _name(checklist: Checklist, out: Path, wanted: str, *, is_alone: bool) -> Path:
    ending, suffix = FORMATS[wanted]
    if out.is_dir():
        return out / f"tjekliste-{checklist.date.isoformat()}{ending}{suffix}"
    if not is_alone:
        return out.with_name(f"{out.stem}{ending}{suffix}")
    if out.suffix == "":
        return out.with_name(out.name + suffix)
    if out.suffix.lower() != suffix:
        raise RequestError(
            f"A file in the format {wanted} cannot end in {out.suffix}.",
            where="--out",
            expected=f"a name that ends in {suffix}, or a folder",
            fix="change the name or the format",
        )
    return out


def _fail_if_unknown(formats: Sequence[str]) -> None:
    for each in formats:
        if each not in FORMATS:
            raise RequestError(
                f"{each!r} is not a format of the checklist.",
                where="--format",
                expected=labels.listing(list(FORMATS), last="or", language="en"),
                fix="write one of these; several may be given, each with its own --format",
            )
    if not formats:
        raise RequestError(
            "No format was named.",
            where="--format",
            expected=labels.listing(list(FORMATS), last="or", language="en"),
            fix="name at least one",
        )
