"""Does a file that somebody wrote hold something that looks like a CPR number?

A file of free text is asked as a whole, before anything in it is understood: comments, keys
and cells that nobody reads are in it too, and whoever hands the file on hands them on.
"""

from __future__ import annotations

import gzip
import zlib
from pathlib import Path

from analysis.errors import SourceError
from analysis.sources.privacy import find_cpr_like

# Between the cells of a table, and the entries of a list on one line.
_SEPARATORS = str.maketrans(dict.fromkeys(",;\t[]{}", "\n"))


def fail_if_file_has_cpr(path: Path) -> None:
    """Refuse a text file in which something looks like a CPR number, wherever it stands.

    Parameters
    ----------
    path : Path
        YAML, CSV or plain text; ``.gz`` is unpacked. One that cannot be opened is left to
        its own reader, which says why.

    Raises
    ------
    SourceError
        With file and line, never the content.

    Notes
    -----
    What stands between two commas is asked alone, as the cells of a table are. That leans
    towards refusing: a number with ten decimals after a comma may be taken for one.
    """
    try:
        content = path.read_bytes()
        content = gzip.decompress(content) if path.suffix.lower() == ".gz" else content
    except (OSError, EOFError, zlib.error):
        return
    # Digits are the same bytes in every encoding that such a file has.
    text = content.decode("utf-8", errors="replace")
    if not find_cpr_like(text.translate(_SEPARATORS)):
        return
    line = next(
        number
        for number, line in enumerate(text.splitlines(), start=1)
        if find_cpr_like(line.translate(_SEPARATORS))
    )
    name = "a file (its name is not shown)" if find_cpr_like(path.name) else path.name
    raise SourceError(
        "A file holds what looks like a CPR number.",
        where=f"{name}, line {line}",
        expected="no CPR number, and nothing of its form, anywhere; it is not shown here",
        fix="take it out, and destroy copies of the file; write case numbers in another form",
    )
