"""Finds in a new text what was quoted from an old one: folded texts, places of words, and how much two passages agree.

It knows nothing of annotations: strings go in, positions and agreements between 0 and 1 come out. What is enough to
call a place the right one is for `handbook.notes.anchor` to say.

All work is bounded, whatever the text and the quote: a text is folded and taken apart into words once (linear, and
the last few are kept), a word that stands in very many places leads to none of them, at most `_MOST_WINDOWS` places
are looked at closely, and strings longer than `_MOST_COMPARED` are compared by their words only.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections import Counter
from functools import lru_cache
from math import log2
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

_KEPT_TEXTS = 8  # the chapter at hand and those it is compared with; one takes about 1 MB with its words
_STEM = 6  # letters: long enough to tell Danish words apart, short enough that an ending changed is the same word
_REACH = 64  # characters of context compared: a sentence and the beginning of the next
_SLIPS = (0, 10, -10, 24)  # characters: a word, or two, came or went within the context
_MOST_COMPARED = 2_000  # characters; edit distance grows with the square of the length
_MOST_PLACES_OF_A_WORD = 120  # a word that stands in more places says nothing about which one it is
_MOST_WINDOWS = 3
_NO_CONTEXT = 0.3  # agreement of text with the edge of a chapter: about what two unrelated sentences have
_STRANGER = 0.4  # of a mean word's weight: three strangers in a row end a passage, one or two are an editor's words
_SAME_WORD = 75.0  # per cent: a word spelled otherwise; "leder" and "leverer" have less
_MOST_MISSPELT = 60  # words that are looked for under another spelling
_SENTENCE = re.compile(r"[.!?…:][\"'»«”’)\]]*\s+|\n+|\t+|\ufffc")
_WORD = re.compile(r"\w+")
_RUN = re.compile(
    "[\u00ad\u200b-\u200d\u2060\ufeff][ \u00ad\u200b-\u200d\u2060\ufeff]*| [ \u00ad\u200b-\u200d\u2060\ufeff]+"
)

_LIKE = {" ": "\t\n\r\v\f\u0085\u00a0\u1680\u2028\u2029\u202f\u205f\u3000\ufffc", '"': "»«„“”‟″", "'": "‘’‚‛′´`›‹"}
_TABLE = {ord(char): plain for plain, chars in _LIKE.items() for char in chars}
_TABLE |= dict.fromkeys((*range(0x20), *range(0x7F, 0xA0), *range(0x2000, 0x200B)), " ")
_TABLE |= dict.fromkeys((*range(0x2010, 0x2016), 0x2212), "-")
_TABLE |= {0x0130: "i", 0x03A3: "σ", 0x03C2: "σ"}  # the letters whose lower case depends on more than themselves


class Folded(NamedTuple):
    """A text without what doesn't matter for finding it again: case, kinds of space, quotation marks and dashes.

    Attributes:
        text: The folded text.
        breaks: Offsets in it from which on `shifts` hold; ascending, the first is 0.
        shifts: What is to be added to a folded offset to get an offset in the text itself.
    """

    text: str
    breaks: tuple[int, ...]
    shifts: tuple[int, ...]

    def original(self, start: int, end: int) -> tuple[int, int]:
        """Return a folded range as a range of the text itself; an empty one stays empty."""
        first = start + self.shifts[bisect_right(self.breaks, start) - 1]
        if end <= start:
            return first, first
        return first, end + self.shifts[bisect_right(self.breaks, end - 1) - 1]

    def position(self, offset: int) -> int:
        """Return the folded offset of an offset in the text itself."""
        low, high = 0, len(self.breaks)
        while high - low > 1:
            middle = (low + high) // 2
            low, high = (middle, high) if self.breaks[middle] + self.shifts[middle] <= offset else (low, middle)
        return max(0, min(offset - self.shifts[low], len(self.text)))


class Words(NamedTuple):
    """A folded text's words.

    Attributes:
        stems: The first letters of each word.
        starts, ends: Where each stands in the folded text.
        places: For each stem the words that have it.
    """

    stems: tuple[str, ...]
    starts: tuple[int, ...]
    ends: tuple[int, ...]
    places: Mapping[str, Sequence[int]]

    def weight(self, stem: str) -> float:
        """Return what a word says about where it stands: 1 for one that is rare or not there, less for a common one."""
        return 1 / (1 + log2(max(1, len(self.places.get(stem, ())))))


class Passage(NamedTuple):
    """A stretch of a folded text and how much of a quote's words it has, 0–1."""

    start: int
    end: int
    likeness: float


@lru_cache(maxsize=_KEPT_TEXTS)
def fold(text: str) -> Folded:
    """Fold a text: one space for every run of white space, control characters and inline images; plain marks."""
    return fold_once(text)


def fold_once(text: str) -> Folded:
    """Fold a text that won't be folded again, such as a quote."""
    plain = text.translate(_TABLE).lower()
    pieces: list[str] = []
    breaks, shifts = [0], [0]
    done = length = 0
    for run in _RUN.finditer(plain):
        kept = " " if " " in run[0] else ""
        pieces += (plain[done : run.start()], kept)
        length += run.start() - done + len(kept)
        done = run.end()
        breaks.append(length)
        shifts.append(done - length)
    pieces.append(plain[done:])
    return Folded("".join(pieces), tuple(breaks), tuple(shifts))


@lru_cache(maxsize=_KEPT_TEXTS)
def words(folded: str) -> Words:
    """Take a folded text apart."""
    stems, starts, ends = [], [], []
    places: dict[str, list[int]] = {}
    for number, word in enumerate(_WORD.finditer(folded)):
        stem = word[0][:_STEM]
        stems.append(stem)
        starts.append(word.start())
        ends.append(word.end())
        places.setdefault(stem, []).append(number)
    return Words(tuple(stems), tuple(starts), tuple(ends), places)


def occurrences(text: str, needle: str, near: int, most: int) -> list[int]:
    """Return where a string stands in a text; of very many places those around one offset.

    Args:
        text: The text.
        needle: What to look for, not empty; overlapping places count.
        near: The offset around which to look first.
        most: How many places at most, in each direction.
    """
    found: list[int] = []
    at = text.find(needle, max(0, near))
    while at >= 0 and len(found) < most:
        found.append(at)
        at = text.find(needle, at + 1)
    before = 0
    at = text.rfind(needle, 0, max(0, near) + len(needle) - 1)
    while at >= 0 and before < most:
        if at < near:
            found.append(at)
            before += 1
        at = text.rfind(needle, 0, at + len(needle) - 1)
    return sorted(set(found))


def agreement_before(context: str, text: str, at: int) -> float:
    """Return how much of what stood before a quote stands before an offset, 0–1.

    It is the share of characters that the edit distance leaves, at the best of a few lengths: what an editor put in
    or took out must not count twice, once where it is and once at the far end.
    """
    context = context[-_REACH:].strip()
    while at > 0 and text[at - 1] == " ":
        at -= 1
    if not context:
        return 1.0 if at == 0 else _NO_CONTEXT
    if text.endswith(context, 0, at):
        return 1.0
    size = len(context)
    return max(_similar(context, text[max(0, at - size - slip) : at]) for slip in _SLIPS)


def agreement_after(context: str, text: str, at: int) -> float:
    """Return how much of what stood behind a quote stands behind an offset, 0–1; see `agreement_before`."""
    context = context[:_REACH].strip()
    while at < len(text) and text[at] == " ":
        at += 1
    if not context:
        return 1.0 if at == len(text) else _NO_CONTEXT
    if text.startswith(context, at):
        return 1.0
    size = len(context)
    return max(_similar(context, text[at : max(at, at + size + slip)]) for slip in _SLIPS)


def verbatim(text: str, start: int, end: int, prefix: str, suffix: str) -> tuple[str, str]:
    """Return what stands before and behind a range that is the same as an old prefix and suffix, in whole words."""
    from rapidfuzz.distance import Postfix, Prefix

    before, after = text[max(0, start - len(prefix) - 1) : start].rstrip(), text[end : end + len(suffix) + 1].lstrip()
    left, right = Postfix.similarity(prefix, before), Prefix.similarity(suffix, after)
    same_before = prefix[len(prefix) - left :] if left else ""
    if left < len(before) and left < len(prefix):
        same_before = same_before.partition(" ")[2]
    same_after = suffix[:right]
    if right < len(after) and right < len(suffix):
        same_after = same_after.rpartition(" ")[0]
    return same_before, same_after


def in_common(text: str, one: tuple[int, int], other: tuple[int, int], most: int) -> tuple[int, int]:
    """Return how many characters before, and how many behind, two ranges of a text are the same; at most `most`."""
    from rapidfuzz.distance import Postfix, Prefix

    before = (text[max(0, start - most) : start] for start, _end in (one, other))
    after = (text[end : end + most] for _start, end in (one, other))
    return Postfix.similarity(*before), Prefix.similarity(*after)


def similarity(one: str, other: str) -> float:
    """Return the share of characters that the edit distance (Levenshtein) of two strings leaves; 0 for long ones."""
    if max(len(one), len(other)) > _MOST_COMPARED:
        return 0.0
    return _similar(one, other)


def _similar(one: str, other: str) -> float:
    from rapidfuzz.distance import Levenshtein

    return Levenshtein.normalized_similarity(one, other)


def likeness(quote: str, passage: str, known: Words) -> float:
    """Return how much two passages have the same words, 0–1, whatever their order.

    Dice's coefficient over words, each with its weight in the text: boilerplate that stands everywhere, such as the
    wording of sources, makes no two passages alike. A word that is spelled nearly the same counts as the same.

    Args:
        quote: A folded passage.
        passage: The other.
        known: The words of the text, for the weights.
    """
    ours, theirs = (Counter(word[:_STEM] for word in _WORD.findall(side)) for side in (quote, passage))
    weigh = {stem: known.weight(stem) for stem in ours | theirs}
    whole = sum(weigh[stem] * count for side in (ours, theirs) for stem, count in side.items())
    shared = sum(weigh[stem] * count for stem, count in (ours & theirs).items())
    shared += sum(min(weigh[one], weigh[other]) for one, other in _misspelt(ours - theirs, theirs - ours))
    return min(1.0, 2 * shared / whole) if whole else 0.0


def _misspelt(ours: Counter[str], theirs: Counter[str]) -> Iterator[tuple[str, str]]:
    """Yield pairs of stems that are one word in two spellings; digits have none."""
    from rapidfuzz import fuzz, process

    left = [stem for stem in theirs if len(stem) > 3 and stem.isalpha()][:_MOST_MISSPELT]
    for stem in [stem for stem in ours if len(stem) > 3 and stem.isalpha()][:_MOST_MISSPELT]:
        best = process.extractOne(stem, left, scorer=fuzz.ratio, score_cutoff=_SAME_WORD)
        if best:
            yield stem, best[0]
            left.remove(best[0])


def passages(folded: str, quote: str) -> list[Passage]:
    """Return the stretches of a folded text that have most of a quote's words, the likest first, at most a few.

    Args:
        folded: The text.
        quote: The folded quote.
    """
    known = words(folded)
    ours = _WORD.findall(quote)
    stems = Counter(word[:_STEM] for word in ours)
    if not stems or not known.stems:
        return []
    weigh = {stem: known.weight(stem) for stem in stems}
    stranger = _STRANGER * sum(weigh[stem] * count for stem, count in stems.items()) / len(ours)
    found: list[Passage] = []
    for first, last in _windows(known, weigh, len(ours)):
        margin = len(ours) // 2 + 2
        low, high = _densest(known.stems[max(0, first - margin) : last + margin], stems, weigh, stranger)
        low, high = low + max(0, first - margin), high + max(0, first - margin)
        start, end = known.starts[low], known.ends[high - 1]
        if not any(start < other.end and other.start < end for other in found):
            found.append(Passage(start, end, likeness(quote, folded[start:end], known)))
    return sorted(found, key=lambda passage: -passage.likeness)


def _windows(known: Words, weigh: Mapping[str, float], size: int) -> list[tuple[int, int]]:
    """Return the stretches, as numbers of words, that have the greatest weight of the quote's rarer words."""
    hits = sorted(
        (number, weight)
        for stem, weight in weigh.items()
        if len(places := known.places.get(stem, ())) <= _MOST_PLACES_OF_A_WORD
        for number in places
    )
    sums: list[tuple[float, int, int]] = []
    low, total = 0, 0.0
    for number, weight in hits:
        total += weight
        while hits[low][0] < number - size - size // 4:
            total -= hits[low][1]
            low += 1
        sums.append((total, hits[low][0], number + 1))
    chosen: list[tuple[int, int]] = []
    for _total, first, last in sorted(sums, reverse=True)[: 40 * _MOST_WINDOWS]:
        if all(last <= other[0] or other[1] <= first for other in chosen):
            chosen.append((first, last))
        if len(chosen) == _MOST_WINDOWS:
            break
    return chosen


def _densest(
    stems: Sequence[str], wanted: Mapping[str, int], weigh: Mapping[str, float], stranger: float
) -> tuple[int, int]:
    """Return the stretch with the greatest sum when wanted words count for and strangers against (Kadane)."""
    best, total, low = (-1.0, 0, 1), 0.0, 0
    for number, stem in enumerate(stems):
        if total <= 0:
            total, low = 0.0, number
        total += weigh[stem] if stem in wanted else -stranger
        if total > best[0]:
            best = (total, low, number + 1)
    return best[1:]


def sentence_edges(text: str, low: int, high: int) -> tuple[list[int], list[int]]:
    """Return where sentences, lines and cells begin and where they end between two offsets of a text."""
    low, high = max(0, low), min(len(text), high)
    marks = list(_SENTENCE.finditer(text, low, high))
    begins = [mark.end() for mark in marks] + ([0] if low == 0 else [])
    ends = [mark.start() + len(mark[0].rstrip()) for mark in marks] + ([len(text)] if high == len(text) else [])
    return sorted(begins), sorted(ends)


def nearest(offsets: Sequence[int], to: int) -> int | None:
    """Return the offset that is nearest to another one; `offsets` ascend."""
    at = bisect_left(offsets, to)
    return min(offsets[max(0, at - 1) : at + 1], key=lambda offset: abs(offset - to), default=None)


def first_offset(quote: str, passage: str) -> int:
    """Return how far into a folded quote a passage's first word stands; 0 if it doesn't."""
    word = _WORD.search(passage)
    found = word and re.search(rf"\b{re.escape(word[0][:_STEM])}", quote)
    return found.start() if found else 0


def last_offset(quote: str, passage: str) -> int:
    """Return how many characters of a folded quote follow a passage's last word; 0 if the quote hasn't got it."""
    ours = _WORD.findall(passage)
    stem = ours[-1][:_STEM] if ours else ""
    last = None
    for word in _WORD.finditer(quote):
        if word[0][:_STEM] == stem:
            last = word
    return len(quote) - last.end() if last else 0
