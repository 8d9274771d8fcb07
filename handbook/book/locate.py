"""Finds where in a file something stands that was noticed in its tree.

Python-Markdown keeps no line numbers. What it does keep is each block's source, and blocks come in the order of the
file; so each block's first line is looked for from where the block before it ended. A link or a mark is then looked
for within its block.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from itertools import accumulate
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

    from handbook.book.inlines import Mention
    from handbook.book.markdown import CheckedChapter

_ENDING = 12
_MOST_TRIES = 50
_MOST_SEARCHES = 2_000
_MOST_IN_BLOCK = 500
_TARGETS = frozenset({"link", "image", "figure"})
_BOUNDARY = frozenset(" >|")


class Locator:
    """Says on which line of a chapter's file things stand."""

    def __init__(self, text: str, chapter: CheckedChapter) -> None:
        """Find all blocks of a chapter.

        Args:
            text: The file's text.
            chapter: What was made of it.
        """
        self._lines = [line.expandtabs(4) for line in text.split("\n")]
        self._hide_code(chapter)
        self._text = "\n".join(self._lines)
        self._offsets = list(accumulate((len(line) + 1 for line in self._lines), initial=0))
        self._endings: dict[int, dict[str, list[int]]] = {}
        self._searches = _MOST_SEARCHES
        self._starts: list[int] = []
        self._sources = chapter.parsed.sources
        # For each block, where the last thing in it was found, and how many have been: two equal links are two places.
        self._found: dict[int, tuple[int, int]] = {}
        line = chapter.front_matter.body_line - 1
        for source in self._sources:
            first, *rest = source.strip("\n").split("\n")
            start = self._find_block(first.strip(), line)
            if start is None:
                self._starts.append(line)
                continue
            self._starts.append(start)
            line = min(start + 1 + len(rest), len(self._lines))

    def line(self, mention: Mention) -> int:
        """Return the line, from 1, that something noticed stands on.

        Args:
            mention: What was noticed.
        """
        if not 0 <= mention.block < len(self._starts):
            return self.find(mention.needle) or 1
        start = self._starts[mention.block]
        if not mention.needle:
            return start + 1
        length = self._sources[mention.block].strip("\n").count("\n") + 1
        end = self._offsets[min(start + length, len(self._lines))]
        place, count = self._found.get(mention.block, (self._offsets[start], 0))
        for form in _forms(mention) if count < _MOST_IN_BLOCK else ():
            found = self._text.find(form, place, end)
            if found >= 0:
                self._found[mention.block] = (found + len(form), count + 1)
                return self._line_at(found) + 1
        # A link by reference has its target somewhere else.
        return self.find(mention.needle) or start + 1

    def find(self, needle: str, occurrence: int = 1) -> int:
        """Return the line, from 1, of an occurrence of something anywhere outside code; 0 when it isn't there.

        Args:
            needle: What to look for.
            occurrence: Which one, from 1.
        """
        place = -1
        for _count in range(occurrence):
            place = self._text.find(needle, place + 1)
            if place < 0:
                return 0
        return self._line_at(place) + 1

    def _find_block(self, first: str, line: int) -> int | None:
        """Return the line that a block starts on: the next that ends with its first line, else any that has it."""
        length = min(len(first), _ENDING)
        places = self._ending(length).get(first[-length:], []) if length else []
        following = bisect_left(places, line)
        for number in (*places[following : following + _MOST_TRIES], *places[: min(following, _MOST_TRIES)]):
            if _ends_with(self._lines[number].rstrip(), first):
                return number
        if not first or not self._searches:
            return None
        self._searches -= 1
        place = self._text.find(first, self._offsets[min(line, len(self._lines))])
        return self._line_at(place) if place >= 0 else None

    def _ending(self, length: int) -> dict[str, list[int]]:
        """Return the lines by their last characters, so that a block isn't looked for in every line."""
        if length not in self._endings:
            endings: dict[str, list[int]] = {}
            self._endings[length] = endings
            for number, line in enumerate(self._lines):
                endings.setdefault(line.rstrip()[-length:], []).append(number)
        return self._endings[length]

    def _line_at(self, place: int) -> int:
        return bisect_right(self._offsets, place) - 1

    def _hide_code(self, chapter: CheckedChapter) -> None:
        """Blank the front matter and the fenced code, so that nothing is found there."""
        body = chapter.front_matter.body_line - 1
        hidden = list(range(body))
        for fence in chapter.parsed.fences:
            hidden.extend(range(body + fence.line, body + fence.line + fence.source.count("\n") + 1))
        for number in hidden:
            if number < len(self._lines):
                self._lines[number] = ""


def _ends_with(line: str, first: str) -> bool:
    if not line.endswith(first):
        return False
    return len(line) == len(first) or line[-len(first) - 1] in _BOUNDARY or not first


def _forms(mention: Mention) -> Sequence[str]:
    """Return the ways in which something is written, the surest first: a target in its brackets, then anything."""
    needle = mention.needle
    if mention.kind not in _TARGETS:
        return (needle,)
    return (f"]({needle})", f"]({needle}", f"](<{needle}", f"<{needle}", f"]: {needle}", needle)
