"""Where words may be broken: Pyphen's patterns, and the soft hyphens that authors set themselves."""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from typing import Protocol

    class _Dictionary(Protocol):
        def positions(self, word: str) -> list[int]: ...


SOFT_HYPHEN = "\u00ad"
SHORTEST = 9
"""Length of the shortest word that is broken."""
LEFT, RIGHT = 3, 4
"""Letters that stay together before and after a break: more than the patterns' own, since lines aren't justified."""
_LONGEST = 200
_WORD = re.compile(rf"[^\W\d_]{{{SHORTEST},{_LONGEST}}}")
_VOWEL = re.compile("[aeiouyæøåäöüàáâèéêëìíîïòóôùúûý]", re.IGNORECASE)
_DICTIONARIES = {"da": "da_DK", "en": "en_US", "en-us": "en_US", "en-gb": "en_GB"}


def hyphenate(texts: Iterable[str], language: str, given: Mapping[str, str]) -> dict[str, str]:
    """Return the words that may be broken, each with soft hyphens in it.

    Args:
        texts: The runs of text to take words from.
        language: Their BCP 47 tag.
        given: Words with the breaks that the author set; these win.
    """
    tag = language.lower().replace("_", "-")
    name = _DICTIONARIES.get(tag) or _DICTIONARIES.get(tag.partition("-")[0])
    if name is None:
        return dict(given)
    words: set[str] = set()
    for text in texts:
        words.update(_WORD.findall(text))
    dictionary = _dictionary(name)
    result = {}
    for word in sorted(words):
        broken = _broken(dictionary, word)
        if broken != word:
            result[word] = broken
    result.update(given)
    return result


@cache
def _dictionary(name: str) -> _Dictionary:
    import pyphen

    dictionary: _Dictionary = pyphen.Pyphen(lang=name, left=LEFT, right=RIGHT)
    return dictionary


def _broken(dictionary: _Dictionary, word: str) -> str:
    pieces: list[str] = []
    start = 0
    for position in (*dictionary.positions(word), len(word)):
        piece = word[start:position]
        start = position
        # The Danish patterns find two places at some seams (me-d-arbejder). A piece without a vowel is no syllable: it
        # belongs to the one before it (med-arbejder).
        if pieces and (_VOWEL.search(piece) is None or _VOWEL.search(pieces[-1]) is None):
            pieces[-1] += piece
        else:
            pieces.append(piece)
    return SOFT_HYPHEN.join(pieces)
