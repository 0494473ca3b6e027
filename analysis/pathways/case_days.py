"""Which day belongs to the case of each row?"""

from __future__ import annotations

import pandas as pd


def days_of(cases: pd.Series[str], days: pd.Series[pd.Timestamp]) -> pd.Series[pd.Timestamp]:
    """Return each row's day by its case; missing where the case has none.

    Parameters
    ----------
    cases : Series of str
        A case per row.
    days : Series of Timestamp
        A day per case, which is the index; may be empty.
    """
    # Mapping by an empty series of days is refused by pandas, looking up in it is not.
    found = pd.to_datetime(days.reindex(cases.to_numpy()))
    return found.set_axis(cases.index)
