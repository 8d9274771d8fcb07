"""Finds a chapter's abbreviations in its text (`*[OPI]: offentlig-privat innovation`)."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

_WORD = re.compile(r"\w+")
_MOST_PHRASES = 200


class Abbreviations:
    """The abbreviations that a chapter defines.

    Single words are looked up, whatever their number; those with other characters in them (`A/B`, `f. eks.`) take part
    in one search expression, and there only so many of them.
    """

    def __init__(self, defined: Mapping[str, str]) -> None:
        """Prepare to search.

        Args:
            defined: Short form → long form.
        """
        self._words = {short: long for short, long in defined.items() if _WORD.fullmatch(short)}
        self._phrases = {short: long for short, long in defined.items() if short not in self._words}
        longest_first = sorted(self._phrases, key=len, reverse=True)[:_MOST_PHRASES]
        alternatives = "|".join(map(re.escape, longest_first))
        self._pattern = re.compile(rf"(?<!\w)(?:{alternatives})(?!\w)|\w+") if alternatives else _WORD

    def cut(self, text: str) -> Iterator[tuple[str, str]]:
        """Cut text at the abbreviations in it.

        Args:
            text: A run of text.

        Yields:
            Each piece with its long form, "" for ordinary text.
        """
        start = 0
        for match in self._pattern.finditer(text) if self._words or self._phrases else ():
            long = self._words.get(match[0]) or self._phrases.get(match[0])
            if not long:
                continue
            if match.start() > start:
                yield text[start : match.start()], ""
            yield match[0], long
            start = match.end()
        if start < len(text):
            yield text[start:], ""
