"""Does a text tell of a person? Sources are named by role, and nobody can be reached by them.

An e-mail address, a telephone number and what looks like a CPR number are refused in every
text. In the field for a role two capitalised words in a row are refused as well, since
that is what a name looks like. An address on the web is no telephone number, however many
digits are in it.
"""

from __future__ import annotations

import re

from analysis.sources.privacy import find_cpr_like

_WEB = re.compile(r"https?://\S+")
_MAIL = re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+")
_PHONE = re.compile(
    r"(?<![\w./-])(?:\+45[ ]?)?(?:\d{8}|\d{2}(?:[ ]\d{2}){3}|\d{4}[ ]\d{4})(?![\w/-])"
)
_TWO_NAMES = re.compile(
    r"(?<![\w-])([A-ZÆØÅ][a-zæøåéü]+)\s+(?:[A-ZÆØÅ]\.\s+)?([A-ZÆØÅ][a-zæøåéü-]+)"
)
# A capitalised word before or after these belongs to an institution.
_INSTITUTIONS = (
    *("kommun", "region", "center", "jobcent", "styrels", "minister", "forvaltning"),
    *("udvalg", "rådgivning", "social", "beskæftigelse", "borger", "ankestyrels", "danmark"),
)


def find_identifying(text: str, *, is_role: bool = False) -> str:
    """Say what in a text tells of a person, or return an empty text.

    Parameters
    ----------
    text : str
        What somebody wrote.
    is_role : bool, default False
        Whether it is the field for the role of who stated it.

    Notes
    -----
    A name in a longer text is not found, nor is a single first name: bold. An institution
    of two capitalised words that is not known here is refused in the field for a role:
    cautious; write it with a small letter or a comma.

    Examples
    --------
    >>> find_identifying("Ring på 12 34 56 78")
    'a telephone number'
    >>> find_identifying("Anna Hansen", is_role=True)
    'what looks like a name'
    >>> find_identifying("afdelingsleder i Aby Kommune", is_role=True)
    ''
    """
    if find_cpr_like(text):
        return "what looks like a CPR number"
    if _MAIL.search(_WEB.sub(" ", text)):
        return "an e-mail address"
    if _PHONE.search(_WEB.sub(" ", text)):
        return "a telephone number"
    if is_role and any(_is_name(pair) for pair in _TWO_NAMES.findall(text)):
        return "what looks like a name"
    return ""


def _is_name(pair: tuple[str, str]) -> bool:
    """Tell whether two capitalised words in a row are a name and no institution."""
    return not any(word.lower().startswith(_INSTITUTIONS) for word in pair)
