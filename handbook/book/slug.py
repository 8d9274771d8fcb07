"""Addresses of sections and terms: their titles in lower case, with hyphens for spaces, unique in the chapter."""

from __future__ import annotations

import re
import unicodedata

_DROPPED = re.compile(r"[^\w\s-]")
_GAPS = re.compile(r"[\s-]+")


def slug(title: str) -> str:
    """Return the address made of a title; letters of every language stay ("Løbende forbedring" → "løbende-forbedring").

    Args:
        title: Plain text.
    """
    text = unicodedata.normalize("NFC", title).lower()
    return _GAPS.sub("-", _DROPPED.sub("", text)).strip("-_") or "section"


class Identifiers:
    """The addresses of one chapter: explicit ones first come, made ones give way to them."""

    def __init__(self, explicit: set[str]) -> None:
        """Start a chapter.

        Args:
            explicit: The addresses that its author wrote anywhere in it.
        """
        self._explicit = explicit
        self._taken: set[str] = set()
        self._numbers: dict[str, int] = {}

    def take(self, explicit: str | None, title: str) -> str:
        """Return a free address and keep it.

        Args:
            explicit: The one the author wrote, if any.
            title: What to make one of otherwise.
        """
        base = explicit or slug(title)
        if base not in self._taken and (explicit or base not in self._explicit):
            self._taken.add(base)
            return base
        number = self._numbers.get(base, 2)
        while (candidate := f"{base}-{number}") in self._taken or candidate in self._explicit:
            number += 1
        self._numbers[base] = number + 1
        self._taken.add(candidate)
        return candidate
