"""Reads lists as CommonMark does and writes them as Python-Markdown wants them.

Authors (and every mdBook) indent what belongs to a list item to where the item's text starts, begin a list right after
a paragraph, and write `1)`. Python-Markdown wants four spaces a level, a blank line before a list, and `1.`. Lines that
are already written so come out as they went in.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field

_MARKER = re.compile(r"(?P<mark>[-*+]|(?P<number>\d{1,9})[.)])(?P<gap>[ ]+)(?=\S)")
_CONTAINER = re.compile(r"!!![ ]?\w|:[ ]{1,3}\S|\[\^[^\]\n]+\]:")
_QUOTE = re.compile(r"[ ]{0,3}>[ ]?")
_RULE = re.compile(r"(?:(?:-[ ]*+){3,}+|(?:_[ ]*+){3,}+|(?:\*[ ]*+){3,}+)$")
_LEVEL = 4


@dataclass(slots=True)
class _Place:
    """Where the walk over the lines stands.

    Attributes:
        columns: For each open container, outermost first, the column that its content starts in.
        block_depth: Depth of the first line since the last blank one; -1 right after a blank line.
        text_depth: Depth of the line above when it is plain text; -1 when it is anything else.
    """

    columns: list[int] = field(default_factory=list)
    block_depth: int = -1
    text_depth: int = -1


def nested_by_four(lines: list[str]) -> list[str]:
    """Return the lines with every level of nesting indented by four spaces.

    Args:
        lines: The chapter's lines, without fenced code and not nested too deeply.
    """
    result: list[str] = []
    place = _Place()
    index = 0
    while index < len(lines):
        line = lines[index]
        if not line or line.isspace():
            result.append("")
            place.block_depth = place.text_depth = -1
            index += 1
            continue
        quote = _QUOTE.match(line)
        if quote is not None and not place.columns:
            end = index
            inner = []
            while end < len(lines) and (quote := _QUOTE.match(lines[end])) is not None:
                inner.append(lines[end][quote.end() :])
                end += 1
            result.extend(f"> {quoted}" if quoted else ">" for quoted in nested_by_four(inner))
            place = _Place(block_depth=0, text_depth=0)
            index = end
            continue
        result.extend(_placed(line, place))
        index += 1
    return result


def _placed(line: str, place: _Place) -> list[str]:
    """Return a line at its depth, behind a blank line where Python-Markdown needs one."""
    indent = len(line) - len(line.lstrip(" "))
    body = line[indent:]
    depth = sum(1 for column in place.columns if column <= indent)
    over = indent - (place.columns[depth - 1] if depth else 0)
    marker = _MARKER.match(body) if over < _LEVEL and _RULE.match(body) is None else None
    starts = marker is not None or (over < _LEVEL and _CONTAINER.match(body) is not None)
    if not starts and place.block_depth >= 0 and depth < len(place.columns):
        # A paragraph that runs on without its indentation.
        place.text_depth = len(place.columns)
        return [line]
    gap = place.block_depth > depth and starts
    if marker is not None and place.text_depth == depth:
        # Only a list that starts at 1 may begin in the middle of a paragraph: the line may as well start with a year.
        if marker["number"] not in (None, "1"):
            return [line]
        gap = True
    del place.columns[depth:]
    place.block_depth = depth if place.block_depth < 0 or gap else place.block_depth
    place.text_depth = -1 if starts else depth
    if marker is not None:
        content = indent + len(marker["mark"]) + (len(marker["gap"]) if len(marker["gap"]) <= _LEVEL else 1)
        place.columns.append(min(content, indent + _LEVEL))
        body = body.replace(")", ".", 1) if marker["mark"].endswith(")") else body
    elif starts:
        place.columns.append(indent + _LEVEL)
    written = f"{' ' * _width(indent, over, depth)}{body}"
    return ["", written] if gap else [written]


def _width(indent: int, over: int, depth: int) -> int:
    """Return the indentation to write; code within a container keeps what is beyond its level."""
    if over < _LEVEL:
        return depth * _LEVEL if depth else indent
    return indent if indent >= (depth + 1) * _LEVEL else depth * _LEVEL + over
