"""How wide the columns of a table are in a PDF."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

_NARROW_TABLE, _FULL_CELL, _EMPTY_CELL = 46, 44, 8
"""In characters: the sum of the longest cells below which a table isn't stretched; the length of a cell from which on
it may have as many lines as it needs; the room of a column that is there to be filled in."""


def column_widths(rows: Sequence[Sequence[str]]) -> list[int]:
    """Return shares of the line for the columns of a table; none for a table that is narrow by itself.

    A column gets room for its longest word, and for up to `_FULL_CELL` characters of its longest cell.

    Args:
        rows: The words of the cells, the header's first.
    """
    columns = list(zip(*rows, strict=True))
    longest = [max(map(len, column), default=0) for column in columns]
    if sum(longest) < _NARROW_TABLE:
        return []
    words = [max((len(word) for cell in column for word in cell.split()), default=0) for column in columns]
    return [
        max(_EMPTY_CELL, min(word, 30) + 3, min(cell, _FULL_CELL)) for word, cell in zip(words, longest, strict=True)
    ]
