"""Is a period of a raw file one that its table can have?"""

from __future__ import annotations

import datetime as dt

from analysis.concepts import Period
from analysis.errors import ContractError
from analysis.sources.manifest import RawFile
from analysis.sources.privacy import show_value

_NAMES = {"Y": "year such as 2025", "K": "quarter such as 2025K4", "M": "month such as 2025M12"}


def parse_period(text: str, *, frequency: str, raw: RawFile, where: str) -> str:
    """Return a period of a table as `analysis.concepts.Period` writes it.

    Raises
    ------
    ContractError
        If the text is no period, has another length than the table's periods, or begins
        after the file was fetched (where that day is unknown: after today).
    """
    problem = ""
    try:
        period = Period.parse(text)
    except ContractError:
        problem = "is not a period"
    else:
        if period.frequency != frequency:
            problem = f"is not a {_NAMES[frequency].split()[0]}"
        elif period.first_day > (raw.extracted or dt.date.today()):
            problem = "lies in the future"
    if problem:
        raise ContractError(
            f"{show_value(text)} {problem}.",
            where=where,
            expected=f"a {_NAMES[frequency]}, not after the file was fetched",
            fix="fetch the file again; if it is right, correct 'extracted' in the manifest",
        )
    return str(period)
