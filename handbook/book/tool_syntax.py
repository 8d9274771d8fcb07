"""The blocks that tools are written in: how their lines look, and what is left of them for the converter.

    //// worksheet | Title          a line of slashes with a kind and a title
        id: name                    options, in YAML, indented by four
    content in Markdown
    ////                            as many slashes

`docs/authoring.md` has the whole syntax. `tool_blocks.py` has the library read them; what the options mean, and whether
they are right, is `tools.py`'s.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from handbook.book.blocks import DEEPEST
from handbook.book.nodes import FieldKind, ToolKind

if TYPE_CHECKING:
    from collections.abc import Mapping

TOOL = " tool"
"""Attribute of a block's element: the number of its `SourceBlock`."""
MOST_BLOCKS = 3_000
"""How many blocks of any kind a chapter with tools may have: for each, the library walks over all those before."""
NAMES = (
    *(kind.value for kind in ToolKind),
    *(kind.value for kind in FieldKind if kind is not FieldKind.CHOICES),
)
# Each repetition keeps what it took: a line of nothing but spaces or slashes would be gone through again and again.
OPENING = re.compile(r"(?:^|\n)[ ]{0,3}+(/{3,}+)[ ]*+([\w-]++)[ ]*+(?:\|([^\n]*+))?(?:\n|$)")
"""The line that opens a block: its slashes, kind and title. Its groups are those that the library expects."""
_LINE = re.compile(r"[ ]{0,3}+(?P<slashes>/{3,}+)[ ]*+(?P<name>[\w-]*+)[ ]*+(?:\|.*+)?$")


class SourceBlock(NamedTuple):
    """A block as it was written.

    Attributes:
        name: Its kind.
        title: What stands behind the bar; "" for nothing.
        head: Its first line.
        options: From YAML: texts, and lists and mappings of such.
        problem: Why the options can't be read, or "".
        repeated: Keys that the options have twice; the last one counts.
    """

    name: str
    title: str
    head: str
    options: Mapping[str, object]
    problem: str = ""
    repeated: tuple[str, ...] = ()


class SetApart(NamedTuple):
    """A chapter's lines, with the blocks set apart.

    Attributes:
        lines: The lines.
        unclosed: Numbers of lines, from 0 and before anything was added, that open a block which isn't closed.
        unopened: Numbers of those that close a block where none is open.
        too_deep: The first line that opens a block within more than may be open; None for none.
    """

    lines: list[str]
    unclosed: list[int]
    unopened: list[int]
    too_deep: int | None = None


class _Opened(NamedTuple):
    slashes: int
    line: int
    is_known: bool


def has_blocks(lines: list[str]) -> bool:
    """Whether any line looks like the beginning or the end of a block.

    Args:
        lines: The chapter's lines, without fenced code.
    """
    return any(line.lstrip(" ").startswith("///") for line in lines)


def set_apart(lines: list[str]) -> SetApart:
    """Let every line that opens or closes a block begin a block of Markdown, so that no list or paragraph runs into it.

    A block holds only such as have fewer slashes. So one that is still open where another with as many opens, or where
    the one around it is closed, has lost its closing line; it gets one there, and what follows stays what it is.

    Args:
        lines: The chapter's lines, without fenced code.
    """
    result: list[str] = []
    open_: list[_Opened] = []
    unclosed: list[int] = []
    unopened: list[int] = []

    def leave(down_to: int) -> None:
        while len(open_) > down_to:
            left = open_.pop()
            if left.is_known:
                unclosed.append(left.line)
                result.extend(["", "/" * left.slashes, ""])

    for number, line in enumerate(lines):
        mark = _LINE.match(line) if "///" in line else None
        if mark is None:
            result.append(line)
            continue
        slashes, name = len(mark["slashes"]), mark["name"].lower()
        if name in NAMES:
            leave(_around(open_, slashes))
            open_.append(_Opened(slashes, number, is_known=True))
            if len(open_) > DEEPEST:
                return SetApart(result, unclosed, unopened, number)
        elif name and _around(open_, slashes) == len(open_):
            # Nothing that is known, but its closing line belongs to it all the same.
            open_.append(_Opened(slashes, number, is_known=False))
        elif not name:
            place = _matching(open_, slashes)
            if place is None:
                unopened.append(number)
            else:
                leave(place + 1)
                open_.pop()
        if result and result[-1].strip():
            result.append("")
        result.append(line)
    return SetApart(result, [*unclosed, *(left.line for left in open_ if left.is_known)], unopened)


def mark_of(text: str) -> str | None:
    """Return the kind of block that a line in a paragraph names, "" when it only closes one, None for no such line.

    Args:
        text: The paragraph as written.
    """
    marks = (_LINE.match(line) for line in text.split("\n")) if "///" in text else iter(())
    return next((mark["name"] for mark in marks if mark is not None), None)


def _around(open_: list[_Opened], slashes: int) -> int:
    """Return how many of the open blocks a block with so many slashes can stand in."""
    count = len(open_)
    while count and open_[count - 1].slashes <= slashes:
        count -= 1
    return count


def _matching(open_: list[_Opened], slashes: int) -> int | None:
    return next((place for place in range(len(open_))[::-1] if open_[place].slashes == slashes), None)
