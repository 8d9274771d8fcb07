"""Prepares a chapter's lines for Python-Markdown's block parser, which is recursive, and slow where blocks touch.

`find_too_deep` and `has_too_many` find what is to be turned away. `separated` puts blank lines where they change
nothing but the time: around headings, rules and definitions, so that each is a block of its own and isn't searched
again and again for what follows.
"""

from __future__ import annotations

import re
from itertools import pairwise

DEEPEST = 60
"""How deep blocks may be nested."""
MOST_BLOCKS = 20_000
"""How many blocks a chapter may have."""

_PREFIX = re.compile(r"(?:[ ]++|>|[-*+](?=[ ]|$)|\d{1,9}+[.)](?=[ ]|$)|:(?=[ ])|!!!(?=[ ])|\[\^[^\]\n]{1,200}+\]:)*+")
_PREFIX_PART = re.compile(r"[ ]++|[^ ]++")
_PREFIX_STARTS = frozenset(" >-*+:![0123456789")
_RULE = re.compile(r"[ ]{0,3}(?:(?:-[ ]{0,2}+){3,}+|(?:_[ ]{0,2}+){3,}+|(?:\*[ ]{0,2}+){3,}+)[ ]*+$")
_HEADING = re.compile(r"#{1,6}(?:[ ]|$)")
_UNDERLINE = re.compile(r"(?:=+|-+)[ ]*+$")
_DEFINITION = re.compile(r"(?:\[\^[^\]\n]+\]:|\*\[[^\]\n]+\][ ]?:)")
_BLANK_RUN = 3
# A line at which the library cuts a block in two and begins anew with the rest, within quotes and lists too. No author
# writes so many of them without a blank line between.
_CUT = re.compile(r"[ >]*+(?:#|:[ ]|!!!|\[[^\]\n]*+\]:|\*\[|(?:[-=_*][ ]{0,2}+)++$)")
_MOST_CUTS = 100


def find_too_deep(lines: list[str]) -> int | None:
    """Return the first line that the block parser's recursion couldn't stand, if there is one.

    Args:
        lines: The chapter's lines, without fenced code.
    """
    columns: list[int] = []
    was_blank = True
    for number, line in enumerate(lines):
        if not line or line.isspace():
            was_blank = True
            continue
        if line[0] in _PREFIX_STARTS:
            _nest(line, columns, was_blank=was_blank)
        elif was_blank:
            columns.clear()
        was_blank = False
        if len(columns) > DEEPEST:
            return number
    return None


def has_too_many(lines: list[str], most: int = MOST_BLOCKS) -> bool:
    """Whether there are more blocks than a chapter may have.

    Args:
        lines: The chapter's lines, set apart by `separated`.
        most: How many it may have.
    """
    return sum(1 for line, following in pairwise(lines) if line and not following) >= most


def separated(lines: list[str]) -> list[str]:
    """Return the lines with the blocks set apart, and with no long runs of blank lines.

    Args:
        lines: The chapter's lines, without fenced code.
    """
    result: list[str] = []
    blank = 0
    cuts = 0
    for line in lines:
        if not line or line.isspace():
            blank += 1
            cuts = 0
            if blank <= _BLANK_RUN:
                result.append("")
            continue
        previous = "" if blank or not result else result[-1]
        blank = 0
        if _CUT.match(line) is None:
            result.append(line)
            continue
        cuts += 1
        before, after = _gaps(line, previous)
        if before or cuts > _MOST_CUTS:
            result.append("")
            cuts = 0
        result.append(line)
        if after:
            result.append("")
            blank = 1
    return result


def _gaps(line: str, previous: str) -> tuple[bool, bool]:
    """Say whether a line may get a blank line before and after it."""
    if _HEADING.match(line):
        return bool(previous), True
    if previous and _UNDERLINE.match(line):
        # The underline of a heading: only what follows can be set apart.
        return False, True
    if line[0] in "-_*" and _RULE.match(line):
        return bool(previous), True
    return bool(previous) and _DEFINITION.match(line) is not None, False


def _nest(line: str, columns: list[int], *, was_blank: bool) -> None:
    """Bring the columns of the marks that are open up to a line: a mark closes those at or right of its own column."""
    prefix = _PREFIX.match(line)
    if prefix is None or _RULE.match(line):
        columns.clear()
        return
    column = 0
    marked = False
    for part in _PREFIX_PART.findall(prefix[0]):
        if part[0] != " ":
            marked = True
            for mark in range(part.count(">") or 1):
                while columns and columns[-1] >= column + mark:
                    columns.pop()
                columns.append(column + mark)
        column += len(part)
    if not marked and was_blank:
        while columns and columns[-1] >= column:
            columns.pop()
