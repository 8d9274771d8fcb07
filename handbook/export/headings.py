"""Heading levels without gaps, as PDF/UA-1 (ISO 14289-1, 7.4.2) and WCAG 2.2 want them."""

from __future__ import annotations

DEEPEST = 6


class Levels:
    """Gives the headings of a text levels below one that stands above it."""

    def __init__(self, above: int) -> None:
        """Begin below a heading of level `above`; 0 for none."""
        self._above = above
        self._open: list[tuple[int, int]] = []

    def of(self, written: int) -> int:
        """Return the level of the next heading, at most `DEEPEST`.

        Args:
            written: The level that its author gave it.
        """
        while self._open and self._open[-1][0] >= written:
            self._open.pop()
        level = min((self._open[-1][1] if self._open else self._above) + 1, DEEPEST)
        self._open.append((written, level))
        return level
