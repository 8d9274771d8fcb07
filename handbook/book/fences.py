"""Fenced code: found line by line before Markdown is read, so that nothing in it can be taken for Markdown.

After CommonMark: a fence is three or more backticks or tildes, at any indentation and behind any quote marks; it ends
at a fence of the same kind that is at least as long, or at the end of what it stands in. The word after the opening
fence is the language.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from markdown.util import ETX, STX

PLACEHOLDER = re.compile(rf"{STX}code:(\d+){ETX}")
_OPENING = re.compile(
    r"(?P<prefix>(?:[ ]*+>)*+[ ]*+(?:(?:[-*+]|\d{1,9}\.)[ ]++)?)(?P<fence>`{3,}+|~{3,}+)(?P<info>[^\n]*)$"
)
_INDENTED = " " * 4
_LANGUAGE = re.compile(r"\s*(?:\{\s*\.?|\.)?([\w+#.-]+)")


@dataclass(frozen=True, slots=True)
class Fence:
    """A fenced code block.

    Attributes:
        value: The code, without the fence's own indentation.
        language: First word after the opening fence; may be empty.
        source: The whole block as written, for where it turns out to stand within indented code.
        line: Line of the text, from 0, that it opens on.
        place: Line, from 0, of its placeholder.
        is_closed: Whether it has a closing fence.
    """

    value: str
    language: str
    source: str
    line: int
    place: int
    is_closed: bool


def replace_fences(lines: list[str]) -> tuple[list[str], list[Fence]]:
    """Put a placeholder in the place of each fenced code block.

    Args:
        lines: Lines of Markdown.

    Returns:
        The lines, and the blocks by the number in their placeholders.
    """
    result: list[str] = []
    fences: list[Fence] = []
    index = 0
    while index < len(lines):
        line = lines[index]
        opening = _OPENING.match(line) if "```" in line or "~~~" in line else None
        if opening is None or (opening["fence"][0] == "`" and "`" in opening["info"]):
            result.append(line)
            index += 1
            continue
        end, is_closed = _find_end(lines, index, opening)
        if not is_closed and opening["prefix"].startswith(_INDENTED):
            # Indented code that shows a fence.
            result.append(line)
            index += 1
            continue
        prefix = opening["prefix"]
        code = [_strip(code_line, prefix) for code_line in lines[index + 1 : end]]
        if not is_closed:
            while code and not code[-1].strip():
                code.pop()
        language = _LANGUAGE.match(opening["info"])
        source = "\n".join(lines[index : end + is_closed])
        fences.append(Fence("\n".join(code), language[1] if language else "", source, index, len(result), is_closed))
        result.append(f"{prefix}{STX}code:{len(fences) - 1}{ETX}")
        index = end + is_closed
    return result, fences


def _find_end(lines: list[str], start: int, opening: re.Match[str]) -> tuple[int, bool]:
    """Return the line of the closing fence, or the line at which an unclosed block ends."""
    fence = opening["fence"]
    closing = re.compile(rf"(?:[ ]*+>)*+[ ]*+{re.escape(fence[0])}{{{len(fence)},}}+[ ]*+$")
    depth = opening["prefix"].count(">")
    indented = opening["prefix"].startswith(_INDENTED)
    for index in range(start + 1, len(lines)):
        line = lines[index]
        if depth and line.lstrip()[:1] != ">":
            # The quote ends, and the code with it.
            return index, False
        if closing.match(line):
            return index, True
        if indented and line and not line.startswith("  "):
            # What the code stands in ends, and the code with it.
            return index, False
    return len(lines), False


def _strip(line: str, prefix: str) -> str:
    """Take a line's quote marks off, and as much indentation as the opening fence has."""
    depth = prefix.count(">")
    for _mark in range(depth):
        rest = line.lstrip(" ")
        if rest[:1] != ">":
            break
        line = rest[1:]
    if depth:
        line = line.removeprefix(" ")
    # Behind the last quote mark stands one space that belongs to the mark.
    width = len(prefix) if not depth else len(prefix) - prefix.rindex(">") - 1 - prefix.endswith((" ",))
    spaces = len(line) - len(line.lstrip(" "))
    return line[min(width, spaces) :]
