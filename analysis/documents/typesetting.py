"""How does a template become a tagged PDF on A4? With Typst, and the same bytes each time.

Values travel as JSON and are placed as text, so nothing in them is read as markup. The
compiler itself refuses much of what breaks PDF/A-2a and PDF/UA-1, such as a drawing without
an alternative text; `documents.pdf_structure` looks at what it cannot know.
"""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Callable
from importlib.resources import as_file, files
from importlib.resources.abc import Traversable
from typing import Any

from analysis.documents.pdf_row_headers import name_rows
from analysis.errors import RenderingError


def set_pdf(
    template: Traversable,
    values: dict[str, Any],
    *,
    name: str,
    day: dt.date,
    refuse: Callable[[str], RenderingError],
) -> bytes:
    """Set a template as PDF/A-2a and PDF/UA-1 with the project's own fonts and no others.

    Parameters
    ----------
    template : Traversable
        The Typst file.
    values : dict
        What it needs, as plain values.
    name : str
        Under which the template asks for them.
    day : date
        Noon of it is the time stamp, so that the same values give the same bytes.
    refuse : callable
        Makes the error from the compiler's first line.

    Returns
    -------
    bytes
        The file, with the first cell of each row of data tagged as its header.

    Raises
    ------
    RenderingError
        What `refuse` makes, if the page cannot be set.
    """
    # Imported here since the compiler is 80 MB and most commands never set a page.
    import typst  # noqa: PLC0415

    with as_file(files("analysis") / "fonts") as font_folder:
        fonts = typst.Fonts(include_system_fonts=False, font_paths=[str(font_folder)])
        try:
            pdf = typst.compile(
                template.read_bytes(),
                format="pdf",
                font_paths=fonts,
                sys_inputs={name: json.dumps(values, ensure_ascii=False)},
                pdf_standards=["a-2a", "ua-1"],
                timestamp=dt.datetime(day.year, day.month, day.day, 12, tzinfo=dt.UTC),
            )
        except typst.TypstError as error:
            raise refuse(str(getattr(error, "message", "")).splitlines()[0]) from None
    return name_rows(bytes(pdf))
