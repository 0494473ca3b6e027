"""Which names and words of a municipality's file mean the columns and codes of a frame?

Names are compared without case, with blanks, hyphens and full stops as underscores and
æ, ø, å spelled out. Nothing is guessed: a name that is not here is not used.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

import pandas as pd

COLUMN_NAMES: Mapping[str, tuple[str, ...]] = {
    "case_id": ("case_id", "pseudonym", "sagsnummer", "sags_id", "sagsid", "sag", "id"),
    "benefit": ("benefit", "ydelse", "ydelsestype", "forsoergelse"),
    "weeks": ("weeks", "uger", "antal_uger", "varighed_uger", "uger_paa_ydelsen", "varighed"),
    "in_sof": ("in_sof", "i_sof", "sof", "i_socialforvaltningen", "socialforvaltningen"),
    "centre": ("centre", "center", "jobcenter", "afdeling", "enhed"),
    "age_group": ("age_group", "aldersgruppe", "alder_gruppe"),
    "sex": ("sex", "koen"),
}
CODES: Mapping[str, Mapping[str, str]] = {
    "benefit": {
        **dict.fromkeys(("kontanthjaelp", "kh"), "kontanthjaelp"),
        **dict.fromkeys(("sygedagpenge", "sd", "sdp"), "sygedagpenge"),
    },
    "in_sof": {
        **dict.fromkeys(("ja", "j", "yes", "true", "1", "i_sof"), "ja"),
        **dict.fromkeys(("nej", "n", "no", "false", "0", "uden_for_sof", "ikke_i_sof"), "nej"),
    },
    "sex": {
        **dict.fromkeys(("kvinde", "kvinder", "k", "women", "woman", "female", "f"), "kvinde"),
        **dict.fromkeys(("mand", "maend", "m", "men", "man", "male"), "mand"),
    },
}
_LETTERS = str.maketrans({"æ": "ae", "ø": "oe", "å": "aa", " ": "_", "-": "_", ".": "_"})


def plain(text: str) -> str:
    """Return a word as it is compared: lower case, ASCII letters, underscores.

    Examples
    --------
    >>> plain(" Uger på ydelsen")
    'uger_paa_ydelsen'
    >>> plain("CPR-nr.")
    'cpr_nr'
    """
    words = text.strip().casefold().translate(_LETTERS).split("_")
    return "_".join(word for word in words if word)


def find_columns(names: Iterable[str]) -> dict[str, list[int]]:
    """Return the positions of the columns that may be each column of the frame."""
    by_name = {name: column for column, names in COLUMN_NAMES.items() for name in names}
    found: dict[str, list[int]] = {column: [] for column in COLUMN_NAMES}
    for position, name in enumerate(names):
        column = by_name.get(plain(str(name)))
        if column is not None:
            found[column].append(position)
    return found


def to_codes(values: pd.Series, column: str) -> pd.Series:
    """Return the codes of a column's words; an unknown word becomes an empty text."""
    codes = {word: CODES[column].get(plain(word), "") for word in values.unique()}
    return values.map(codes).astype("str")
