"""Finds where in a file something stands that was noticed in its tree.

Python-Markdown keeps no line numbers. What it does keep is each block's source, and blocks come in the order of the
file; so each block's first line is looked for from where the block before it ended. A link or a mark is then looked
for within its block.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

    from handbook.book.inlines import Mention
    from handbook.book.markdown import CheckedChapter

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
        self._starts: list[int] = []
        self._sources = chapter.parsed.sources
        # For each block, the line and column that the last thing in it was found at: two equal links are two places.
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
        line, column = self._found.get(mention.block, (start, 0))
        for form in _forms(mention.needle):
            for number in range(line, min(start + length, len(self._lines))):
                place = self._lines[number].find(form, column if number == line else 0)
                if place >= 0:
                    self._found[mention.block] = (number, place + len(form))
                    return number + 1
        # A link by reference has its target somewhere else.
        return self.find(mention.needle) or start + 1

    def find(self, needle: str, occurrence: int = 1) -> int:
        """Return the line, from 1, of an occurrence of something anywhere outside code; 0 when it isn't there.

        Args:
            needle: What to look for.
            occurrence: Which one, from 1.
        """
        for form in _forms(needle):
            lines = [number for number, line in enumerate(self._lines, 1) if form in line]
            if len(lines) >= occurrence:
                return lines[occurrence - 1]
        return 0

    def _find_block(self, first: str, line: int) -> int | None:
        for numbers in (range(line, len(self._lines)), range(line)):
            for number in numbers:
                if _ends_with(self._lines[number].rstrip(), first):
                    return number
        for number in range(line, len(self._lines)):
            if first in self._lines[number]:
                return number
        return None

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


def _forms(needle: str) -> Sequence[str]:
    """Return the ways in which something is written, the surest first: a target in its brackets, then anything."""
    return (f"]({needle}", f"](<{needle}", f"<{needle}", f"]: {needle}", needle)
