"""How a section echoes a query: its words as they were typed, next to each other as they were typed, or its title.

Stems make "offentlig" and "offentlighed" one, and the sum of terms doesn't know in which order they stand. Among the
sections that come out best, those that have the very words, in their order, are therefore raised a little. A saying
("vi har ikke råd") is hardly told from other sections by anything else, and who types a title wants what bears it.
"""

from __future__ import annotations

import math
import re
from itertools import pairwise
from typing import TYPE_CHECKING

from handbook.search.words import SOFT, STOP, WORD

if TYPE_CHECKING:
    from collections.abc import Sequence

    from handbook.search.query import Query

# Tuned like the numbers in `build.py`.
ECHO, PAIR_OF_EMPTY_WORDS = 0.15, 0.5
SAYING = 1.0
VERBATIM = 0.15
TITLE, TITLE_BEGUN = 0.4, 0.2

DEPTH, DEPTH_OF_SAYING = 20, 100
"""How many of the best sections are listened to."""
_LEAST_WORDS_OF_SAYING = 3
_EMPTY = STOP | SOFT
_IN_BRACKETS = re.compile(r"\(([^)]*)\)")
_NUMBERED = re.compile(r"t\d{1,3} ")


class Echo:
    """Listens for one query."""

    def __init__(self, query: Query) -> None:
        """Prepare.

        Args:
            query: The query, resolved.
        """
        typed = query.typed
        self._telling = [word for word in query.words if word not in _EMPTY]
        self._pairs = [
            (f"{first} {second}", PAIR_OF_EMPTY_WORDS if first in _EMPTY and second in _EMPTY else 1.0)
            for first, second in pairwise(typed)
        ]
        self._whole = " ".join(typed)
        empty = sum(word in _EMPTY for word in typed)
        self._is_saying = len(typed) >= _LEAST_WORDS_OF_SAYING and 2 * empty >= len(typed)

    @property
    def depth(self) -> int:
        """How many of the best sections should be listened to."""
        return DEPTH_OF_SAYING if self._is_saying else DEPTH

    def factor(self, haystack: str, names: Sequence[str] = ()) -> float:
        """Return by how much a section is raised.

        Args:
            haystack: Its title and text, lowered and canonical.
            names: What it is called (`names_of`).
        """
        factor = 1.0
        if self._whole:
            if self._whole in names:
                factor += TITLE
            elif len(self._pairs) >= 1 and any(name.startswith(self._whole) for name in names):
                factor += TITLE_BEGUN
        if self._telling:
            factor += VERBATIM * sum(word in haystack for word in self._telling) / len(self._telling)
        if not self._pairs:
            return factor
        heard = [worth for pair, worth in self._pairs if pair in haystack]
        factor += ECHO * sum(heard) / math.sqrt(len(self._pairs))
        if self._is_saying and len(heard) == len(self._pairs) and self._whole in haystack:
            factor += ECHO * SAYING * len(self._pairs)
        return factor


def names_of(title: str) -> tuple[str, ...]:
    """Return what a section may be called, as words with single spaces: its title, also without number or brackets.

    Args:
        title: The title, lowered and canonical.
    """
    whole = _words(title)
    names = [whole, _NUMBERED.sub("", whole, count=1)]
    if "(" in title:
        names += [_words(_IN_BRACKETS.sub(" ", title)), *map(_words, _IN_BRACKETS.findall(title))]
    return tuple(dict.fromkeys(filter(None, names)))


def _words(text: str) -> str:
    return " ".join(WORD.findall(text))
