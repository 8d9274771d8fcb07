"""Splits Danish compounds with the words of the handbook itself: gevinst|realisering, beslutning(s)|kalender."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

LEAST_PART = 4
_MOST_KEPT = 100_000
_LINKS = ("", "s", "e")
_LINK_PENALTY = 0.9


class Splitter:
    """Splits words into the two parts that are best known; an -s- or -e- between them belongs to neither."""

    def __init__(self, frequency: Callable[[str], int]) -> None:
        """Make a splitter.

        Args:
            frequency: How often a word is used as a word of its own; 0 for one that may not be a part.
        """
        self._frequency = frequency
        self._known: dict[str, tuple[str, str] | None] = {}

    def split(self, word: str) -> tuple[str, str] | None:
        """Return the two parts of a compound, or None."""
        if word not in self._known:
            if len(self._known) >= _MOST_KEPT:
                self._known.clear()
            self._known[word] = self._find(word)
        return self._known[word]

    def _find(self, word: str) -> tuple[str, str] | None:
        length = len(word)
        if length <= 2 * LEAST_PART or not word.isalpha():
            return None
        best: tuple[str, str] | None = None
        best_score = 0.0
        for place in range(LEAST_PART, length - LEAST_PART + 1):
            right_frequency = self._frequency(word[place:])
            if not right_frequency:
                continue
            for link in _LINKS:
                left = word[:place]
                if link:
                    if left[-1] != link or place - 1 < LEAST_PART:
                        continue
                    left = left[:-1]
                left_frequency = self._frequency(left)
                if left_frequency:
                    score = math.sqrt(left_frequency * right_frequency) * min(len(left), length - place)
                    score *= _LINK_PENALTY if link else 1.0
                    if score > best_score:
                        best, best_score = (left, word[place:]), score
        return best
