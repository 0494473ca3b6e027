"""Which day, or which moment, has somebody written?"""

from __future__ import annotations

import datetime as dt
import re

_HOUR_WITH_POINT = re.compile(r"^(\d{4}-\d{2}-\d{2}[ T]\d{2})\.(\d{2})$")


def read_moment(written: str | dt.date) -> dt.datetime | dt.date | None:
    """Return a day, or a moment in Danish time; None where it is neither.

    Parameters
    ----------
    written : str or date
        A date, or a text such as ``2026-02-15``, ``2026-02-15 10:00`` or
        ``2026-02-15 10.00``. A moment with a time zone is none: nobody who reads a report
        knows which is meant.

    Examples
    --------
    >>> read_moment("2026-02-15"), read_moment("2026-02-15 10.00")
    (datetime.date(2026, 2, 15), datetime.datetime(2026, 2, 15, 10, 0))
    >>> read_moment("15/2 2026") is None
    True
    """
    if isinstance(written, dt.datetime):
        return written if written.tzinfo is None else None
    if isinstance(written, dt.date):
        return written
    text = _HOUR_WITH_POINT.sub(r"\1:\2", written.strip())
    try:
        return dt.date.fromisoformat(text)
    except ValueError:
        pass
    try:
        moment = dt.datetime.fromisoformat(text)
    except ValueError:
        return None
    return moment if moment.tzinfo is None else None
