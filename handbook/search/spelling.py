"""Finds the known word that a misspelt one may mean: one slip of the keys, or two letters that sound alike, away."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from handbook.search.words import term

if TYPE_CHECKING:
    from collections.abc import Iterator

    from handbook.search.lexicon import Lexicon

_LEAST_LENGTH, _MOST_LENGTH = 4, 30
_LEAST_LENGTH_FOR_STEMS = 6
_LETTERS = "abcdefghijklmnopqrstuvwxyzæøå"
_SOUND_LIST = (
    "k>g g>k b>p p>b å>o o>å æ>e e>æ d>t t>d hv>v v>hv i>e e>i ø>y y>ø c>k k>c s>c c>s z>s nd>n n>nd ld>l l>ld aa>å "
    "ae>æ oe>ø a>å o>ø x>ks ks>x sj>ch ch>sj"
)
_SOUNDS = tuple(tuple(pair.split(">")) for pair in _SOUND_LIST.split())
_SOUND_COST, _TWO_SOUNDS_COST = 0.5, 1.0
_DROPPED_COST, _SWAPPED_COST, _REPLACED_COST, _ADDED_COST, _DOUBLED_COST = 1.0, 0.8, 1.2, 1.1, 1.0
_OTHER_FIRST_LETTER = 0.4
_MOST_FORMS_OF_PREFIX = 50
_OPPOSITES = (("u", ""), ("mod", "med"))
"""Beginnings that turn a word into its opposite without them: whoever types "utryg" doesn't mean "tryg"."""


def nearest(lexicon: Lexicon, word: str, *, is_prefix: bool = False, least_count: int = 1) -> str:
    """Return the word that a misspelt one most likely means, or "".

    Args:
        lexicon: The known words.
        word: A word that isn't among them.
        is_prefix: Whether the word is unfinished; then the beginning of a known word is returned.
        least_count: How common the word must be.
    """
    if not _LEAST_LENGTH <= len(word) <= _MOST_LENGTH or not word.isalpha():
        return ""
    best, best_score = "", 0.0
    seen = {word}
    for candidate, cost in _candidates(word):
        if candidate in seen:
            continue
        seen.add(candidate)
        if is_prefix:
            known = lexicon.beginning(candidate)[:_MOST_FORMS_OF_PREFIX]
            count = sum(lexicon.form_counts[known.start : known.stop])
        else:
            count = lexicon.count(candidate)
        if count >= least_count and not _is_opposite(word, candidate):
            score = _score(word, candidate, count, cost)
            if score > best_score:
                best, best_score = candidate, score
    if best or is_prefix or len(word) < _LEAST_LENGTH_FOR_STEMS:
        return best
    return _nearest_stem(lexicon, word, least_count)


def _nearest_stem(lexicon: Lexicon, word: str, least_count: int) -> str:
    """Repair the stem of an inflection that never occurs, and return a form that does."""
    best, best_score = -1, 0.0
    stem = term(word)
    for candidate, cost in _candidates(stem):
        if len(candidate) < _LEAST_LENGTH or _is_opposite(stem, candidate):
            continue
        number = lexicon.term(candidate)
        if number >= 0 and lexicon.term_counts[number] >= least_count:
            score = _score(word, candidate, lexicon.term_counts[number], cost)
            if score > best_score:
                best, best_score = number, score
    if best < 0:
        return ""
    forms = lexicon.of_term(best)
    return lexicon.forms[max(forms, key=lambda form: lexicon.form_counts[form])] if forms else ""


def _is_opposite(word: str, candidate: str) -> bool:
    # Two of the same at the beginning are a slip of the finger.
    return word[:1] != word[1:2] and any(
        word.startswith(one) and candidate == other + word[len(one) :] for one, other in _OPPOSITES
    )


def _score(word: str, candidate: str, count: int, cost: float) -> float:
    return math.log(1 + count) / cost * (_OTHER_FIRST_LETTER if candidate[0] != word[0] else 1.0)


def _candidates(word: str) -> Iterator[tuple[str, float]]:
    once = list(_sound_alikes(word))
    for candidate in once:
        yield candidate, _SOUND_COST
    for candidate in once:
        for twice in _sound_alikes(candidate):
            yield twice, _TWO_SOUNDS_COST
    yield from _slips(word)


def _sound_alikes(word: str) -> Iterator[str]:
    for sound, other in _SOUNDS:
        place = word.find(sound)
        while place >= 0:
            yield word[:place] + other + word[place + len(sound) :]
            place = word.find(sound, place + 1)


def _slips(word: str) -> Iterator[tuple[str, float]]:
    for place in range(len(word)):
        before, letter, after = word[:place], word[place], word[place + 1 :]
        yield before + after, _DROPPED_COST
        if after:
            yield before + after[0] + letter + after[1:], _SWAPPED_COST
        for other in _LETTERS:
            yield before + other + after, _REPLACED_COST
    for place in range(len(word) + 1):
        before, after = word[:place], word[place:]
        for letter in _LETTERS:
            doubled = letter in (before[-1:], after[:1])
            yield before + letter + after, _DOUBLED_COST if doubled else _ADDED_COST
