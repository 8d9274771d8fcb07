"""Tables: the library's, kept within bounds, with the cells of each row counted before it evens them out."""

from __future__ import annotations

import re
from collections import Counter
from typing import TYPE_CHECKING, Any

from markdown.extensions.tables import TableProcessor

if TYPE_CHECKING:
    from xml.etree import ElementTree as ET

    from markdown.blockparser import BlockParser

CELLS = " cells"
"""Attribute of a row's element: how many cells it was written with."""
_CELL_MARKS = re.compile(r"\\.|`+|\|", re.DOTALL)
_MOST_COLUMNS = 200
_MOST_TICKS = 500


class CountingTableProcessor(TableProcessor):
    """Tables that remember how many cells each row was written with, and how it was written."""

    def __init__(self, parser: BlockParser, source_attribute: str, config: dict[str, Any]) -> None:
        """Prepare to find tables.

        Args:
            parser: The library's parser.
            source_attribute: Name of the attribute in which a row carries its own source.
            config: What the library wants to know.
        """
        super().__init__(parser, config)
        self._source_attribute = source_attribute

    def test(self, parent: ET.Element, block: str) -> bool:
        """Whether this is a table; one that would take the library too long to cut up is none."""
        lines = block.split("\n", 2)
        if len(lines) < 2 or "|" not in lines[0] or not set(lines[1]) <= set("|:- "):
            return False
        rows = block.split("\n")
        if any(row.count("`") > _MOST_TICKS or row.count("|") > _MOST_COLUMNS for row in rows):
            return False
        return super().test(parent, block)

    def run(self, parent: ET.Element, blocks: list[str]) -> None:
        """Make the table; a row that the library adds to an empty table has no count."""
        header, _rule, *rows = blocks[0].split("\n")
        super().run(parent, blocks)
        for element, row in zip(parent[-1].iter("tr"), (header, *rows), strict=False):
            element.set(CELLS, str(count_cells(row)))
            element.set(self._source_attribute, row)


def count_cells(row: str) -> int:
    """Return how many cells a row of a table is written with.

    Args:
        row: Its line; pipes that are escaped or within code don't count.
    """
    row = row.strip().removeprefix("|")
    marks = _CELL_MARKS.findall(row)
    ticks = Counter(mark for mark in marks if mark[0] == "`")
    pipes = 0
    code = ""
    for mark in marks:
        if mark[0] == "`":
            ticks[mark] -= 1
            if code == mark:
                code = ""
            elif not code and ticks[mark]:
                code = mark
        elif mark == "|" and not code:
            pipes += 1
    ends = bool(marks) and marks[-1] == "|" and row.endswith("|") and not code
    return pipes + 1 - ends
