"""A reader's note as it stands in a file with others: as it was written, with its headings below those of the file.

Where that would reach beyond the note (code that isn't closed, HTML, blocks of tools, or definitions of links and
footnotes, which hold for a whole file), there is nothing that can be left as it was written: `as_written` says so.
"""

from __future__ import annotations

import re

from handbook.book.fences import replace_fences
from handbook.export.headings import Levels
from handbook.export.markdown_text import cleaned

_REACHES_OUT = re.compile(
    r"^[ >]*(?:(?:[-*+]|\d{1,9}[.)])[ ]+)?(?:\*?\[[^\]\n]+\][ ]?:|///|<[A-Za-z/!?](?![^\s<>]*(?:://|@)))"
    r"|\A[ ]{0,3}:[ ]",
    re.MULTILINE,
)
_HEADING = re.compile(r"(?P<prefix>[ ]{0,3}(?:>[ ]{0,4})*)(?P<marks>#{1,6})(?=[ \t]|$)")
_UNDERLINE = re.compile(r"[ ]{0,3}(?P<mark>=+|-+)[ \t]*$")
_NO_TITLE = re.compile(r"[ ]{4}|[ ]{0,3}(?:[#>|`~]|[-*+][ ]|\d{1,9}[.)][ ]|!!!)")
_PLACEHOLDER = re.compile("\x02code:\\d+\x03")


def as_written(body: str, level: int) -> list[str] | None:
    """Return the lines of a note, None if they can't stand in a file with others.

    Args:
        body: The note in Markdown.
        level: Of the heading above it.
    """
    text = cleaned(body.replace("\r\n", "\n").replace("\r", "\n")).strip("\n")
    lines, fences = replace_fences(text.split("\n"))
    if _REACHES_OUT.search("\n".join(lines)) or not all(fence.is_closed for fence in fences):
        return None
    sources = {fence.place: fence.source for fence in fences}
    levels = Levels(level)
    written: list[str] = []
    for index, line in enumerate(lines):
        if index in sources:
            written += sources[index].split("\n")
            continue
        underline = _UNDERLINE.fullmatch(line)
        title = written[-1] if written and index and index - 1 not in sources else ""
        if underline is not None and title.strip() and not _NO_TITLE.match(title):
            _underlined(written, line, 1 if underline["mark"][0] == "=" else 2, levels)
            continue
        heading = _HEADING.match(line)
        if heading is not None:
            marks = "#" * levels.of(len(heading["marks"]))
            written.append(f"{heading['prefix']}{marks}{line[heading.end() :]}")
        else:
            written.append(line)
    return written


def _underlined(written: list[str], line: str, depth: int, levels: Levels) -> None:
    """Write a line that may make a heading of the one above it."""
    is_alone = len(written) < 2 or not written[-2].strip()
    if is_alone:
        written[-1] = f"{'#' * levels.of(depth)} {written[-1].strip()}"
    elif depth == 1:
        # Under several lines it is a heading to some programs, to ours it is text.
        written.append(f"\\{line.strip()}")
    else:
        written += ["", line]
