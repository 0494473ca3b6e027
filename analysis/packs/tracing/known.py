"""Which sentences of the pack does a sentence of the paper repeat, wholly or nearly?

A sentence that stands in the pack word for word carries the pack's numbers. One that is
the same but for a number shows which number belongs there: that is how a changed digit is
found without guessing.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from difflib import SequenceMatcher

from analysis.findings.register import Finding
from analysis.packs.record import PackRecord
from analysis.packs.tracing.model import Passage
from analysis.packs.tracing.sentences import normalise, split_sentences
from analysis.packs.tracing.tokens import NumberToken, find_numbers

# Below this a sentence is another sentence.
LEAST_ALIKE = 0.75
# From here on it is the same sentence, and each number has its place.
THE_SAME = 0.94
_HOLE = "#"
_FEWEST_WORDS = 4
_PIECE = re.compile(rf"{_HOLE}|\w+|%")


@dataclass(frozen=True)
class KnownSentence:
    """One sentence of the pack.

    Attributes
    ----------
    text : str
        As the pack has it.
    source : str
        In Danish, where it stands.
    finding : Finding or None
        Whose claim it is.
    pieces : tuple of str
        Its words, with a hole for each number.
    tokens : tuple of NumberToken
        Its numbers.
    """

    text: str
    source: str
    finding: Finding | None
    pieces: tuple[str, ...]
    tokens: tuple[NumberToken, ...]


@dataclass(frozen=True)
class Likeness:
    """A sentence of the paper beside the one of the pack that it is most like.

    Attributes
    ----------
    known : KnownSentence
        The pack's.
    alike : float
        From 0 to 1.
    places : mapping of int to NumberToken
        For each number of the paper's sentence, the pack's in the same place.
    """

    known: KnownSentence
    alike: float
    places: Mapping[int, NumberToken]


@dataclass(frozen=True)
class KnownSentences:
    """Every sentence of a pack that a paper may repeat.

    Attributes
    ----------
    sentences : tuple of KnownSentence
        Those of findings first.
    whole : mapping of str to KnownSentence
        By the sentence in lower case with single spaces.
    phrases : tuple of (str, str)
        Titles that hold a number, in lower case, with whose they are.
    """

    sentences: tuple[KnownSentence, ...]
    whole: Mapping[str, KnownSentence]
    phrases: tuple[tuple[str, str], ...] = ()

    def find_phrase(self, sentence: str, token: NumberToken) -> str:
        """Return whose title a number stands in, inside a longer sentence; empty for none."""
        plain = sentence.casefold()
        for phrase, source in self.phrases:
            start = plain.find(phrase)
            if 0 <= start <= token.start and token.end <= start + len(phrase):
                return source
        return ""

    def find_whole(self, sentence: str) -> KnownSentence | None:
        """Return the sentence of the pack that is the same, word for word."""
        return self.whole.get(_strip(sentence))

    def find_alike(self, sentence: str, tokens: tuple[NumberToken, ...]) -> Likeness | None:
        """Return the sentence of the pack that is most like one of the paper."""
        pieces = cut(sentence, tokens)
        words = set(pieces)
        if len(words) < _FEWEST_WORDS or not tokens:
            return None
        best: tuple[float, KnownSentence] | None = None
        for known in self.sentences:
            least = best[0] if best else LEAST_ALIKE
            shared = len(words & set(known.pieces))
            if not known.tokens or shared < 0.5 * max(len(words), len(set(known.pieces))):
                continue
            matcher = SequenceMatcher(None, pieces, known.pieces, autojunk=False)
            if matcher.quick_ratio() > least and (alike := matcher.ratio()) > least:
                best = alike, known
        if best is None:
            return None
        alike, known = best
        return Likeness(known, alike, _align(pieces, known))


def list_known(record: PackRecord, others: Iterable[Passage] = ()) -> KnownSentences:
    """Return every sentence of a pack: of findings, recommendations, plan and report.

    Parameters
    ----------
    record : PackRecord
        The pack.
    others : iterable of Passage, optional
        What else the pack's folder holds, such as the text of its report.
    """
    sentences = tuple(
        KnownSentence(said, source, finding, cut(said, tokens), tokens)
        for text, source, finding in _texts(record, others)
        for _, said in split_sentences(text)
        for tokens in (find_numbers(said),)
        # A cell such as *1.015* says nothing without its row, and must vouch for no other.
        if finding is not None or len(set(cut(said, tokens)) - {_HOLE, "%"}) >= _FEWEST_WORDS
    )
    whole: dict[str, KnownSentence] = {}
    for each in sentences:
        whole.setdefault(_strip(each.text), each)
    distinct = {id(each): each for each in whole.values()}
    return KnownSentences(tuple(distinct.values()), whole, tuple(_phrases(record)))


def cut(sentence: str, tokens: Iterable[NumberToken]) -> tuple[str, ...]:
    """Return the words of a sentence with a hole for each number.

    Parameters
    ----------
    sentence : str
        One sentence.
    tokens : iterable of NumberToken
        Its numbers.
    """
    parts, end = [], 0
    for token in tokens:
        parts += [sentence[end : token.start], f" {_HOLE} "]
        end = token.end
    parts.append(sentence[end:])
    return tuple(_PIECE.findall(normalise("".join(parts))))


def _texts(
    record: PackRecord, others: Iterable[Passage]
) -> Iterator[tuple[str, str, Finding | None]]:
    for finding in record.findings:
        yield finding.sentence, finding.title, finding
        yield finding.title, finding.title, None
        yield finding.state_words, finding.title, None
    for line in record.recommendations:
        for key in ("title", "text", "first_step"):
            yield str(line.get(key, "")), f"anbefaling {line['number']}", None
    for line in record.milestones:
        for key in ("title", "milestone"):
            yield str(line.get(key, "")), "planen", None
    for text in record.missing.values():
        yield text, "hvad der mangler", None
    for passage in others:
        yield passage.text, "rapporten", None


def _phrases(record: PackRecord) -> Iterator[tuple[str, str]]:
    for line in record.recommendations:
        yield str(line.get("title", "")).casefold(), f"anbefaling {line['number']}"
    for line in record.milestones:
        for key in ("title", "milestone"):
            yield str(line.get(key, "")).casefold(), "planen"


def _align(pieces: tuple[str, ...], known: KnownSentence) -> dict[int, NumberToken]:
    """Return, for each hole of a sentence, the number in the same place of the known one."""
    matcher = SequenceMatcher(None, pieces, known.pieces, autojunk=False)
    ours = [place for place, piece in enumerate(pieces) if piece == _HOLE]
    theirs = [place for place, piece in enumerate(known.pieces) if piece == _HOLE]
    places = {}
    for block in matcher.get_matching_blocks():
        for offset in range(block.size):
            if pieces[block.a + offset] == _HOLE:
                number = theirs.index(block.b + offset)
                if number < len(known.tokens):
                    places[ours.index(block.a + offset)] = known.tokens[number]
    return places


def _strip(sentence: str) -> str:
    return normalise(sentence).strip(" .:;–-")
