"""Sets typed characters as a printer would: quotes, apostrophes, dashes and ellipses, by the text's language.

    "ord"      »ord«  in Danish, “ord” in English
    it's       it’s
    a - b      a – b   (a hyphen between digits or letters is left alone: 2013-2014)
    ...        …

A `Typographer` goes through one block of text in pieces, since marks such as emphasis cut it up: it remembers the last
character and whether a quote is open. Code, addresses and key names never come here.
"""

from __future__ import annotations

import re

_DOUBLE = {"da": ("»", "«"), "en": ("“", "”")}
_SINGLE_OPENS = {"en": "‘"}
_APOSTROPHE = "’"
_SPECIAL = re.compile(r"""\w{2,10}://\S+|\.{3,}|["']|(?<![^\s])--?(?![^\s])""")
_OPENS_AFTER = frozenset("([{–—-/»“„‚‘<=|+*_~")

# Characters that an author escaped wait as noncharacters, which no text may hold, until the rest has been set.
_PROTECTED = {'"': "\ufdd0", "'": "\ufdd1", "-": "\ufdd2", ".": "\ufdd3"}
_RESTORED = str.maketrans({held: plain for plain, held in _PROTECTED.items()})
_HELD = re.compile("[\ufdd0-\ufdd3]")


def protect(character: str) -> str:
    """Return a stand-in for a character that must stay as typed; `Typographer.set` puts the character back.

    Args:
        character: One character.
    """
    return _PROTECTED.get(character, character)


def restore(text: str) -> str:
    """Return `text` with the characters that `protect` took out.

    Args:
        text: Text that is not to be set.
    """
    return text.translate(_RESTORED) if _HELD.search(text) else text


class Typographer:
    """Sets the text of one block, piece by piece."""

    __slots__ = ("_double", "_language", "_open", "previous")

    def __init__(self, language: str) -> None:
        """Start at the beginning of a block.

        Args:
            language: Its BCP 47 tag; only its first part counts.
        """
        self._language = language.lower().partition("-")[0]
        self._double = _DOUBLE.get(self._language)
        self._open = False
        self.previous = ""

    def set(self, text: str) -> str:
        """Return the next piece of the block, set.

        Args:
            text: The piece as typed.
        """
        if not text:
            return ""
        if '"' in text or "'" in text or "..." in text or "-" in text:
            text = _SPECIAL.sub(lambda match: self._replace(match, text), text)
        text = restore(text)
        self.previous = text[-1]
        return text

    def _replace(self, match: re.Match[str], text: str) -> str:
        typed = match[0]
        start, end = match.span()
        before = text[start - 1] if start else self.previous
        after = text[end] if end < len(text) else ""
        if typed[-1] not in "\"'.-" or "://" in typed:
            return typed
        if typed[0] == ".":
            return "…" if len(typed) == 3 else typed
        if typed[0] == "-":
            return "–" if before and after else typed
        opens = not before or before.isspace() or before in _OPENS_AFTER
        if typed == '"':
            return self._quote(before, after, opens=opens)
        return self._apostrophe(text[end:], opens=opens)

    def _quote(self, before: str, after: str, *, opens: bool) -> str:
        if self._double is None:
            return '"'
        # Right behind a colon or the like, a first quote opens when a word follows: sagde:"Ja".
        opens = opens or (not self._open and after.isalnum() and not before.isalnum())
        if opens and not (self._open and (not after or after.isspace())):
            self._open = True
            return self._double[0]
        if not self._open and before.isdigit():
            # Inches or seconds: 19".
            return '"'
        self._open = False
        return self._double[1]

    def _apostrophe(self, rest: str, *, opens: bool) -> str:
        mark = _SINGLE_OPENS.get(self._language)
        if mark is not None and opens and rest[:1].isalpha() and re.search(r"\S'(?!\w)", rest):
            return mark
        return _APOSTROPHE
