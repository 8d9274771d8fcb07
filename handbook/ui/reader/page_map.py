"""The map between a chapter's plain text and the document on the screen, both ways.

The document has characters that the text has not (soft hyphens, footnote numbers, labels), and it counts in UTF-16
code units where Python counts characters, so the two run in step only for a stretch. The map is the list of those
stretches.
"""

from __future__ import annotations

import re
from bisect import bisect_right

_BEYOND_BMP = re.compile("[\U00010000-\U0010ffff]")


class PageMap:
    """Stretches of plain text and where they stand in the document; both rise from stretch to stretch."""

    def __init__(self) -> None:
        """Start without a stretch: an empty map sends everything to 0."""
        self._text: list[int] = []
        self._document: list[int] = []
        self._length: list[int] = []
        self._ends_wide: list[bool] = []

    def add(self, offset: int, position: int, value: str) -> int:
        """Say that `value`, at `offset` in the text, stands at `position` in the document.

        Returns:
            The document position behind it.
        """
        start = 0
        for match in _BEYOND_BMP.finditer(value):
            # Such a character takes two places in the document: the stretch that holds it ends behind it.
            position += self._stretch(offset + start, position, match.end() - start, ends_wide=True) + 1
            start = match.end()
        return position + self._stretch(offset + start, position, len(value) - start)

    def _stretch(self, offset: int, position: int, length: int, *, ends_wide: bool = False) -> int:
        if length > 0:
            self._text.append(offset)
            self._document.append(position)
            self._length.append(length)
            self._ends_wide.append(ends_wide)
        return length

    def to_document(self, offset: int) -> int:
        """Return the document position of a text offset; one that isn't shown goes to the nearest place before it."""
        return _translate(offset, self._text, self._document, self._length)

    def to_text(self, position: int) -> int:
        """Return the text offset of a document position; one within furniture goes to the nearest place before it."""
        return _translate(position, self._document, self._text, self._length)

    def end_to_document(self, offset: int) -> int:
        """Return where a range that ends before text offset `offset` ends in the document."""
        if offset <= 0:
            return self.to_document(0)
        if not self._text:
            return 1
        index = max(0, bisect_right(self._text, offset - 1) - 1)
        is_wide = self._ends_wide[index] and offset == self._text[index] + self._length[index]
        return self.to_document(offset - 1) + (2 if is_wide else 1)


def _translate(value: int, source: list[int], target: list[int], length: list[int]) -> int:
    if not source:
        return 0
    index = max(0, bisect_right(source, value) - 1)
    return target[index] + max(0, min(value - source[index], length[index]))
