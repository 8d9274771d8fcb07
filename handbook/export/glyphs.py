"""Makes any text one that can be set: every character has a glyph in one of the fonts that a PDF is set in.

PDF/A allows no character without a glyph, and a reader's note may hold anything that was ever pasted. What has no
glyph stays visible as its code point ("[U+12000]"); what isn't meant to be seen at all goes.
"""

from __future__ import annotations

import json
import re
import unicodedata
from bisect import bisect_right
from functools import cache

from handbook.paths import resources

ZERO_WIDTH_SPACE = "\u200b"

# Danish text is made of these alone, and there are glyphs for all of them.
_PLAIN = re.compile(r"[ -~\u00a0-\u00ac\u00ae-\u017e\u2010-\u2015\u2018-\u201e\u2020-\u2022\u2026\u20ac\u2192]*")
_WHITE = re.compile(r"[\t\n\x0b\x0c\r\x1c-\x1f\x85\u2028\u2029]+")
_BYTE_ORDER_MARK = "\ufeff"
_REPLACEMENT = "\ufffd"
_NO_BREAK = re.compile("[\u00a0\u2007\u202f]")
_LONG_RUN = re.compile(r"[^\s\u00ad\u200b]{31,}")
_PIECE = re.compile(r".{1,10}?[/.,:;?&=_#%+~|)\]-]{1,10}|.{1,10}")
_BETWEEN = re.compile("(?<=(.))\u200b(?=(.))")
# Joiners, tags and tones hold a sequence of emoji together, as pairs of letters do a flag.
_JOINING = re.compile("[\u200c\u200d\U0001f1e6-\U0001f1ff\U0001f3fb-\U0001f3ff\U000e0020-\U000e007f]")
_VIRAMA = 9
"""Its canonical combining class."""
_SPACES = re.compile(" +")
# What reaches further than a line without a place to break it at was joined by a program, not by somebody who writes.
_GLUED = re.compile(r"[^ \u1680\u2000-\u2006\u2008-\u200a\u205f\u3000\u00ad\u200b]{61,}")
_LONGEST_WORD = 60
"""Letters of the longest compound that people write; such words are hyphenated, not cut."""
_LONGEST_TITLE = 400
"""Characters, about a third of a page; what stands behind them nobody needs to tell the thing from others."""
# Characters that say how others are shown, and take no room: Typst needs no glyph for them.
_INVISIBLE = frozenset(
    (
        *(0xAD, 0x34F, 0x61C, 0x115F, 0x1160, 0x17B4, 0x17B5, 0x3164, 0xFEFF, 0xFFA0),
        *range(0x180B, 0x1810),
        *range(0x200B, 0x2010),
        *range(0x202A, 0x202F),
        *range(0x2060, 0x2070),
        *range(0xFE00, 0xFE10),
        *range(0xE0001, 0xE1000),
    )
)
_CONTROL_PICTURES = 0x2400
_DELETE_PICTURE = "\u2421"


def settable(text: str) -> str:
    """Return a text in which every character can be shown, and every line can be broken.

    Args:
        text: Whatever was written. White space of any kind becomes a space.
    """
    if _PLAIN.fullmatch(text) is None:
        text = _WHITE.sub(" ", text)
        if _PLAIN.fullmatch(text) is None:
            text = "".join(map(_shown, text))
    if len(text) > _LONGEST_WORD and _NO_BREAK.search(text) is not None:
        text = _GLUED.sub(lambda match: _NO_BREAK.sub(_behind, match[0]), text)
    return _LONG_RUN.sub(_breakable, text)


def lines(text: str) -> list[str]:
    """Return the lines of preformatted text, each settable, its spaces kept."""
    # A no-break space isn't joined with its neighbours, as spaces are; but a line may be broken behind it.
    return [settable(_SPACES.sub(_kept, line.expandtabs(4))) for line in re.split(r"\r\n|[\n\r\x85\u2028\u2029]", text)]


def is_seen(text: str) -> bool:
    """Whether a reader would see anything of a text."""
    return any(not character.isspace() and ord(character) not in _INVISIBLE for character in text)


def as_title(*texts: str) -> str:
    """Return the first of some texts that a reader would see, as one that a bookmark can hold; "–" for none."""
    found = next(filter(is_seen, map(settable, texts)), "–")
    return found if len(found) <= _LONGEST_TITLE else found[:_LONGEST_TITLE].rstrip() + " …"


def _kept(spaces: re.Match[str]) -> str:
    indented = "\u00a0" * len(spaces[0])
    return indented + ZERO_WIDTH_SPACE if spaces.start() else indented


def _behind(match: re.Match[str]) -> str:
    return match[0] + ZERO_WIDTH_SPACE


def _shown(character: str) -> str:
    point = ord(character)
    if character == _BYTE_ORDER_MARK:
        return ""
    if point < 0x20:
        return chr(_CONTROL_PICTURES + point)
    if character == "\x7f":
        return _DELETE_PICTURE
    if point in _INVISIBLE or (_has_glyph(point) and not _is_senseless(character)):
        return character
    return f"[U+{point:04X}]"


def _is_senseless(character: str) -> bool:
    """Whether a character says nothing to whom the file is for, glyph or not.

    XML allows no noncharacter (Unicode 15, 23.7), and PDF/A-2a no private character; of the replacement character no
    program can tell whether it was written, or the text is damaged.
    """
    point = ord(character)
    is_character = point & 0xFFFE != 0xFFFE and not 0xFDD0 <= point <= 0xFDEF
    return not is_character or character == _REPLACEMENT or unicodedata.category(character) in ("Cc", "Co")


def _breakable(match: re.Match[str]) -> str:
    """Return a long word with places to break it at: behind signs, and every ten characters where there are none."""
    word = match[0]
    if word.isalpha() and len(word) <= _LONGEST_WORD:
        return word
    return _BETWEEN.sub(_untorn, ZERO_WIDTH_SPACE.join(_PIECE.findall(word)))


def _untorn(match: re.Match[str]) -> str:
    """Return a place to break at, unless it is within what is one to a reader: a letter and its marks, an emoji."""
    before, after = match.groups()
    is_torn = unicodedata.category(after).startswith("M") or _JOINING.match(after) or before == "\u200d"
    # A virama binds the letter behind it to the one before it.
    is_torn = is_torn or unicodedata.combining(before) == _VIRAMA
    return "" if is_torn else ZERO_WIDTH_SPACE


def _has_glyph(point: int) -> bool:
    starts, ends = _covered()
    place = bisect_right(starts, point) - 1
    return place >= 0 and point <= ends[place]


@cache
def _covered() -> tuple[list[int], list[int]]:
    """Return where the ranges of what can be shown begin and end, in order."""
    coverage = json.loads((resources() / "fonts" / "coverage.json").read_text(encoding="ascii"))
    merged: list[list[int]] = []
    for first, last in sorted(span for ranges in coverage.values() for span in ranges):
        if merged and first <= merged[-1][1] + 1:
            merged[-1][1] = max(merged[-1][1], last)
        else:
            merged.append([first, last])
    return [span[0] for span in merged], [span[1] for span in merged]
