"""How wide the columns of a table are in a PDF."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

_NARROW_TABLE, _FULL_CELL, _EMPTY_CELL = 46, 44, 8
"""In characters: the sum of the longest cells below which a table isn't stretched; the length of a cell from which on
it may have as many lines as it needs; the room of a column that is there to be filled in."""
_LINE, _MOST_GIVEN = 80, 32
"""Characters of a line, about; how much of it the texts may take that the rows of a form begin with."""


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


def form_widths(head: Sequence[str], firsts: Sequence[str]) -> list[int]:
    """Return shares of the line for the columns of a table that is to be filled in with a pen; none for equal ones.

    Args:
        head: The words of its header.
        firsts: The words of the first column: they get the room that they need, the rest is for the pen.
    """
    if len(head) < 2 or not any(firsts):
        return column_widths([head])
    given = max(_EMPTY_CELL, min(max(map(len, [head[0], *firsts])) + 3, _MOST_GIVEN))
    rest = column_widths([head[1:]]) or [1] * (len(head) - 1)
    return [given, *(round((_LINE - given) * share / sum(rest)) for share in rest)]
