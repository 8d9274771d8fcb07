"""Plain text as Markdown that says the same: what would be read as a mark is escaped, and nothing else.

It holds for CommonMark, and for the dialect that handbooks are written in (`docs/authoring.md`), which also sets
quotes, dashes and ellipses: what looks like one of those that was typed stays as it is.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING
from urllib.parse import quote

if TYPE_CHECKING:
    from collections.abc import Sequence

# What no text may hold: `handbook.book.guard` takes the same away when it reads.
_STRAY = re.compile("[\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f\ud800-\udfff\ufdd0-\ufdef\ufffc\ufffe\uffff]")
_WHITE = re.compile("[\t\n\x0b\x0c\r\x1c-\x1f\x85\u2028\u2029 ]+")
_MARKS = re.compile(
    r"""[\\`*_\[\]<{}|~$"'^]"""
    r"|&(?=#?\w)"
    r"|\+(?=\+)|(?<=\+)\+"
    # Behind a heading it would close it, at the end of a run it may turn what follows into something else.
    r"|[#!](?=[#!\s]|$)"
    r"|(?<!\S)-(?=-?(?:\s|$))|(?<=(?<!\S)-)-(?!\S)"
    r"|\.(?=\.\.)|(?<=\.)\.(?=\.)|(?<=\.\.)\."
)
_LINE_START = re.compile(r"[-=:>#]|\+(?=\s|$)|!!!|///")
_NUMBER = re.compile(r"(\d{1,9})([.)])(?=\s|$)")
_UNSAFE_IN_URL = re.compile(r"""[\s<>()"'\\`{}|^\x00-\x20\x7f]""")
_ENTITY = re.compile(r"&(?=#?\w+;)")
_AUTOLINK = re.compile(r"[A-Za-z][A-Za-z0-9.-]{1,31}://(?:[^\s<>\\`\[\]+&]|&(?!#?\w+;))+")
_MAIL = re.compile(r"[A-Za-z0-9.-]+@[A-Za-z0-9.-]+")


def cleaned(text: str) -> str:
    """Return a text without characters that aren't text; white space stays as it is."""
    return _STRAY.sub("", text) if _STRAY.search(text) else text


def escaped(text: str) -> str:
    """Return text so that nothing in it is a mark, whatever stands before and after it in its line.

    Args:
        text: Any text. White space of any kind becomes a space.
    """
    return _MARKS.sub(r"\\\g<0>", _STRAY.sub("", _WHITE.sub(" ", text)))


def line(markup: str) -> str:
    """Return a line of a paragraph so that its beginning can't be taken for that of another block.

    Args:
        markup: The line, with its marks, of text that `escaped` gave.
    """
    markup = markup.strip(" ")
    if markup.isspace():
        # A line of spaces of other kinds is an empty one to many programs.
        return ""
    if _LINE_START.match(markup):
        return f"\\{markup}"
    return _NUMBER.sub(r"\1\\\2", markup, count=1) if _NUMBER.match(markup) else markup


def plain_line(text: str) -> str:
    """Return plain text as a line of its own."""
    return line(escaped(text))


def broken(lines: Sequence[str]) -> list[str]:
    """Return lines with a hard break at the end of all but the last."""
    # Behind a backslash that is text, a backslash is no break to the library.
    return [f"{text}  " if text.endswith("\\") else f"{text}\\" for text in lines[:-1]] + [*lines[-1:]]


def code(value: str) -> str:
    """Return inline code.

    Args:
        value: What stands in it.
    """
    value = _WHITE.sub(" ", cleaned(value))
    fence = "`"
    while re.search(rf"(?<!`){fence}(?!`)", value):
        fence += "`"
    pad = " " if value.startswith("`") or value.endswith("`") else ""
    return f"{fence}{pad}{value}{pad}{fence}" if value.strip() else ""


def fenced(value: str, language: str) -> list[str]:
    """Return the lines of a block of code.

    Args:
        value: The code.
        language: What it is written in, or "".
    """
    value = cleaned(value.replace("\r\n", "\n").replace("\r", "\n"))
    longest = max(map(len, re.findall(r"`+", value)), default=0)
    fence = "`" * max(3, longest + 1)
    return [f"{fence}{language}", *value.split("\n"), fence]


def link(text: str, url: str, title: str = "") -> str:
    """Return a link.

    Args:
        text: Its words, as Markdown.
        url: Where it leads.
        title: What is shown when one points at it, or "".
    """
    if text == escaped(url) and _AUTOLINK.fullmatch(url):
        return f"<{url}>"
    if url == f"mailto:{text}" and _MAIL.fullmatch(text):
        return f"<{text}>"
    return f"[{text}]({destination(url)}{_titled(title)})"


def image(alt: str, url: str, title: str = "") -> str:
    """Return an image.

    Args:
        alt: What it says to those who don't see it.
        url: Where it lies.
        title: Its caption, or "".
    """
    return f"![{escaped(alt)}]({destination(url)}{_titled(title)})"


def destination(url: str) -> str:
    """Return an address as it stands between the brackets of a link."""
    encoded = _UNSAFE_IN_URL.sub(lambda match: quote(match[0], safe=""), cleaned(url))
    encoded = _ENTITY.sub(r"\\&", encoded)
    return re.sub(r"[\[\]]|\+(?=\+)|(?<=\+)\+", r"\\\g<0>", encoded)


def _titled(title: str) -> str:
    words = escaped(title).strip()
    return f' "{words}"' if words else ""
