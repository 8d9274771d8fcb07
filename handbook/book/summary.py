r"""Reads `SUMMARY.md`: the tree of chapters, in mdBook's grammar.

    summary   = [ title ] { prefix } { part } { suffix }
    title     = "# " text                    the first heading, when no chapter stands before it
    prefix    = link | separator             chapters without a number, before the first list
    part      = [ "# " text ] list           a part's title and its numbered chapters; numbers run on over the parts
    list      = { item }                     items nest by indentation, of any width
    item      = ("-" | "*" | "+" | "1." | "1)") link
    suffix    = link | separator             chapters without a number, after the last list
    link      = "[" title "](" [ path ] ")"  without a path: a draft
    path      = text | "<" text ">"          relative, "/" between folders; %20 stands for a space
    separator = "---" | "***" | "___"        or longer

Blank lines, HTML comments and other text between chapters are ignored, as in mdBook. A list item without a link, or a
list or part after the suffix chapters, is an error that names its line. What a path points to is left to
`Handbook.source` and to the check.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING
from urllib.parse import unquote

from handbook.book.files import SourceError, read_text
from handbook.book.model import SUMMARY_NAME, Chapter, PartTitle, Separator, Summary
from handbook.i18n import _

if TYPE_CHECKING:
    from pathlib import Path

    from handbook.book.model import SummaryItem

NAME = SUMMARY_NAME
DEEPEST = 32
"""How many levels chapters may be nested."""

# Possessive quantifiers keep the time linear in the line's length, whatever stands in it.
_LINK = re.compile(
    r"\[(?P<title>(?:[^\[\]\\]|\\.|\[(?:[^\[\]\\]|\\.)*+\])*+)\]"
    r"\((?P<inside>\s*+<[^<>]*+>[^()]*+|(?:[^()\\]|\\.|\([^()]*+\))*+)\)"
)
_ITEM = re.compile(r"(?P<indent>[ \t]*+)(?:[-*+]|\d{1,9}+[.)])(?:[ \t]++(?P<rest>.*)|$)")
_HEADING = re.compile(r" {0,3}#(?:[ \t]++(?P<title>.*))?$")
_SEPARATOR = re.compile(r" {0,3}(?:(?:-[ \t]*+){3,}+|(?:\*[ \t]*+){3,}+|(?:_[ \t]*+){3,}+)$")
_COMMENT = re.compile(r"<!--.*?(?:-->|\Z)", re.DOTALL)
_MARKS = re.compile(r"\\([!-/:-@\[-`{-~])|(\*\*|__|\*|`|~~|(?<!\w)_|_(?!\w))")
_MARK_CHARACTERS = frozenset("\\*_`~")


@dataclass(slots=True)
class _Open:
    """A numbered chapter whose children are still being read."""

    indent: int
    key: str
    title: str
    number: tuple[int, ...]
    line: int
    children: list[Chapter] = field(default_factory=list)


@dataclass(slots=True)
class _State:
    """What has been read so far."""

    path: Path
    title: str = ""
    titled: bool = False
    items: list[SummaryItem] = field(default_factory=list)
    chain: list[_Open] = field(default_factory=list)
    top_numbers: int = 0
    listed: bool = False
    suffix: bool = False


def read_summary(path: Path) -> Summary:
    """Read and parse a `SUMMARY.md`.

    Args:
        path: The file.

    Raises:
        HandbookError: It can't be read, or a line of it is wrong.
    """
    return parse_summary(read_text(path, path.name), path)


def parse_summary(text: str, path: Path, ignored: list[int] | None = None) -> Summary:
    """Parse the text of a `SUMMARY.md`; one pass over its lines, whatever their nesting.

    Args:
        text: The file's text.
        path: The file, for messages and for `Summary.path`.
        ignored: Gets the lines that are neither a chapter nor anything else.

    Raises:
        SourceError: A line is wrong; the message names it.
    """
    if "<!--" in text:
        text = _COMMENT.sub(lambda match: "\n" * match[0].count("\n"), text)
    state = _State(path)
    for line, content in enumerate(text.split("\n"), 1):
        if not content or content.isspace():
            continue
        if _SEPARATOR.match(content):
            _close(state, -1)
            state.items.append(Separator(line))
        elif (match := _ITEM.match(content)) is not None:
            _numbered(state, match, line)
        elif (heading := _HEADING.match(content)) is not None:
            _heading(state, _heading_title(heading["title"] or ""), line)
        else:
            found = _unnumbered(state, content, line)
            if not found and ignored is not None:
                ignored.append(line)
    _close(state, -1)
    return Summary(state.title, tuple(state.items), path)


def plain_title(text: str) -> str:
    """Return a title without Markdown marks and without needless spaces.

    Args:
        text: As written in the summary.
    """
    if not _MARK_CHARACTERS.isdisjoint(text):
        text = _MARKS.sub(lambda match: match[1] or "", text)
    return " ".join(text.split())


def _numbered(state: _State, match: re.Match[str], line: int) -> None:
    if state.suffix:
        raise _fault(
            state,
            line,
            _("a list can’t follow the chapters without a number."),
            _("Move the plain links to the end of the file, or put them in the list."),
        )
    rest = match["rest"] or ""
    link = _LINK.match(rest)
    if link is None:
        raise _fault(state, line, _("a list item must be a link to a chapter."), _("Write it as - [Title](file.md)."))
    indent = len(match["indent"].expandtabs(4))
    _close(state, indent)
    chain = state.chain
    if len(chain) >= DEEPEST:
        raise _fault(
            state,
            line,
            _("chapters are nested deeper than {most} levels.").format(most=DEEPEST),
            _("Make the nesting flatter."),
        )
    if chain:
        number = (*chain[-1].number, len(chain[-1].children) + 1)
    else:
        state.top_numbers += 1
        number = (state.top_numbers,)
    state.listed = True
    chain.append(_Open(indent, _key(link["inside"]), plain_title(link["title"]), number, line))


def _close(state: _State, indent: int) -> None:
    """Finish the open chapters that a line at `indent` can't be nested in; -1 finishes all."""
    chain = state.chain
    while chain and chain[-1].indent >= indent:
        done = chain.pop()
        chapter = Chapter(done.key, done.title, done.number, tuple(done.children), done.line)
        if chain:
            chain[-1].children.append(chapter)
        else:
            state.items.append(chapter)


def _heading(state: _State, title: str, line: int) -> None:
    _close(state, -1)
    if not state.titled and not state.items:
        state.title = title
        state.titled = True
        return
    if state.suffix:
        raise _fault(
            state,
            line,
            _("a part can’t follow the chapters without a number."),
            _("Move the plain links to the end of the file, or put them in a list."),
        )
    state.items.append(PartTitle(title, line))


def _heading_title(text: str) -> str:
    text = text.rstrip()
    without = text.rstrip("#")
    return plain_title(without if without != text and without[-1:] in ("", " ", "\t") else text)


def _unnumbered(state: _State, content: str, line: int) -> bool:
    found = False
    for link in _LINK.finditer(content):
        if not found:
            _close(state, -1)
            found = True
            state.suffix = state.listed
        state.items.append(Chapter(_key(link["inside"]), plain_title(link["title"]), line=line))
    return found


def _key(inside: str) -> str:
    """Return the path in a link's round brackets, without a title in quotes."""
    inside = inside.strip()
    if inside.startswith("<"):
        path = inside[1:].partition(">")[0]
    else:
        path = re.split(r"\s[\"']", inside, maxsplit=1)[0].rstrip() if '"' in inside or "'" in inside else inside
    if "%" in path:
        path = unquote(path)
    while path.startswith("./"):
        path = path[2:]
    return path


def _fault(state: _State, line: int, problem: str, hint: str) -> SourceError:
    return SourceError(state.path.name, line, problem, hint)
