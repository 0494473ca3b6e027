"""Does anything in a recommendation aim at how many get a scheme?

An administration decides each case on its own. A goal for the number (or share) of awards,
refusals or recipients would steer the decisions beforehand and put a rule in the place of
the judgement that the law demands (*skøn under regel*). So the register refuses it, by kind,
by unit and by words, and leans towards refusing: a harmless sentence can be written anew.

What is asked of the indicator is strict: no word for an award, a refusal or a recipient, and
no number of people in a scheme. The rest of the text may speak of awards, as long as it sets
no goal for them.
"""

from __future__ import annotations

import re
import unicodedata

FORBIDDEN_KINDS = frozenset(
    {"awards", "award", "tilkendelser", "bevillinger", "recipients", "modtagere", "persons",
     "personer", "refusals", "afslag", "outcomes"}
)  # fmt: skip
FORBIDDEN_UNITS = frozenset(
    {"persons", "person", "personer", "people", "borgere", "awards", "award", "tilkendelser",
     "bevillinger", "recipients", "modtagere", "fulltime_persons", "fuldtidspersoner", "antal",
     "sager", "cases", "refusals", "afslag"}
)  # fmt: skip
_SCHEME = (
    r"(?:førtidspension(?:er|en|erne|ister|isterne|ist)?|seniorpension(?:er|erne|ister)?|"
    r"pensionist(?:er|erne)?|pension(?:er|erne)?|"
    r"fleksjob(?:bet|bene|bere|berne|ber)?|ressourceforløb(?:et|ene)?|revalidering(?:er|erne)?|"
    r"revalidend(?:er|erne)?|ordning(?:en|er|erne)?)(?![a-zæøå])"
)
_AWARD = r"(?:tilkend\w*|bevilling\w*|bevilg\w*|bevillig\w*|medhold\w*|award\w*|grant(?:s|ed)\b)"
_CHANGE = (
    r"(?:flere|færre|øg\w*|forøg\w*|hæv\w*|løft\w*|sænk\w*|fordobl\w*|halver\w*|nedbring\w*|"
    r"reducer\w*|begræns\w*|måltal\w*|mål\s+om|mindst|højst|minimum|maksimalt)"
)
_FEW_WORDS = r"(?:\W+\w+){0,4}?\W+"
_INDICATOR = (
    _AWARD,
    r"\bafslag\w*|\bafslå\w*|\brefusal\w*",
    r"\w*modtager(?:e|ne|en)?\b|\brecipients?\b",
    r"\b(?:førtidspensionist|fleksjobber|revalidend|pensionist)\w*",
    # "Sager om førtidspension" are cases, and may be counted for what becomes of their papers.
    rf"\b(?:antal\w*|flere|færre|nye|andel\w*|number)(?:\W+(?!om\b)\w+){{0,4}}?\W+{_SCHEME}",
    rf"\b(?:ender|overgå\w*|overgang\w*|flytte\w*|komme\w*|får|få|går|henvis\w*|visiter\w*|"
    rf"indstill\w*|tildel\w*|start\w*|påbegynd\w*)\b(?:\W+\w+){{0,6}}?\W+{_SCHEME}",
)
_ANYWHERE = (
    rf"\b{_CHANGE}{_FEW_WORDS}{_AWARD}",
    rf"\b{_CHANGE}\W+{_AWARD}",
    rf"\b{_CHANGE}(?:\W+(?:nye|antallet|antal|af|i|på|til|til\s+at\s+få|borgere|personer|får|skal"
    rf"|have|ny|\d+)){{0,5}}\W+{_SCHEME}",
    rf"\b\d+(?:\W+(?:nye|flere|færre|ekstra|årlige)){{0,2}}\W+(?:{_AWARD}|{_SCHEME})",
    rf"\b(?:{_AWARD}|antal\w*\W+{_SCHEME})(?:\W+\w+){{0,4}}?\W+(?:op|ned)\b",
)


def find_award_target(text: str, *, is_indicator: bool) -> str:
    """Return the words that aim at a number of awards; empty if there are none.

    Parameters
    ----------
    text : str
        A name, a target, a way of measuring, or the text of a recommendation.
    is_indicator : bool
        Whether it belongs to the indicator, of which more is asked.

    Examples
    --------
    >>> find_award_target("Antal tilkendelser af førtidspension", is_indicator=True)
    'tilkendelser'
    >>> find_award_target("Førtidspensionssager med komplet dokumentation", is_indicator=True)
    ''
    """
    plain = _flatten(text)
    patterns = (*_INDICATOR, *_ANYWHERE) if is_indicator else _ANYWHERE
    found = (re.search(pattern, plain) for pattern in patterns)
    return next((match.group(0) for match in found if match), "")


def _flatten(text: str) -> str:
    """Write a text so that spelling does not hide a word: case, hyphens, ASCII letters."""
    plain = unicodedata.normalize("NFKC", text).casefold()
    plain = "".join(letter for letter in plain if unicodedata.category(letter) != "Cf")
    plain = re.sub(r"(?<=\w)[\u2010\u2011-](?=\w)", "", plain)
    for ascii_word, word in (
        ("foertidspension", "førtidspension"),
        ("ressourceforloeb", "ressourceforløb"),
        ("faerre", "færre"),
    ):
        plain = plain.replace(ascii_word, word)
    return " ".join(plain.split())
