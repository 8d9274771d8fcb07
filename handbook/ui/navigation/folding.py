"""Folding for filters: what a reader types on any keyboard finds Danish titles. No Qt."""

from __future__ import annotations

import unicodedata

_LETTERS = str.maketrans({"æ": "ae", "ø": "oe", "å": "aa", "ß": "ss"})


def fold(text: str) -> str:
    """Return `text` in lower case, with æ, ø and å written out and other accents taken off."""
    lowered = unicodedata.normalize("NFC", text).casefold().translate(_LETTERS)
    return "".join(c for c in unicodedata.normalize("NFD", lowered) if not unicodedata.combining(c))


def matches(words: list[str], folded: str) -> bool:
    """Whether every word stands somewhere in the folded text."""
    return all(word in folded for word in words)
