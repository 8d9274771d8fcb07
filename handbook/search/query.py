"""The query language: what a reader typed → words, phrases, exclusions and filters. Nothing can be wrong in it.

    innovation mandat       words; all are wanted, a section that lacks one may still come, lower
    "åben innovation"       these words in this order, inflected or not
    -kommune                not this word
    kapitel:4  del:grundlaget  type:værktøj  rolle:topchef  tag:definition
                            only there; quotes around a value with spaces; English names work too

The last word may be unfinished while the reader is typing. Anything else is just words.
"""

from __future__ import annotations

import re
from enum import Enum
from typing import NamedTuple

from handbook.search.words import canonical, fold, words

MOST_CHARACTERS = 400
"""What is read of an input; more words than this holds find nothing more."""
MOST_WORDS = 24

_QUOTES = '"“”„»«'
_PHRASE = re.compile(rf"(?<!\S)(-?)[{_QUOTES}]([^{_QUOTES}]*)[{_QUOTES}]")
_FILTER = re.compile(rf"(?<!\S)(-?)([^\W\d_]+):(?:[{_QUOTES}]([^{_QUOTES}]*)[{_QUOTES}]|(\S+))")
_MINUS = re.compile(r"(?<!\S)[-−–](?=[^\W_])(\S+)")


class Field(Enum):
    """What a filter asks for."""

    CHAPTER = "chapter"
    PART = "part"
    TYPE = "type"
    ROLE = "role"
    TAG = "tag"


_FIELDS = {
    "kapitel": Field.CHAPTER,
    "chapter": Field.CHAPTER,
    "del": Field.PART,
    "part": Field.PART,
    "type": Field.TYPE,
    "rolle": Field.ROLE,
    "role": Field.ROLE,
    "tag": Field.TAG,
    "emne": Field.TAG,
}


class Filter(NamedTuple):
    """One filter; its value is in lower case and folded."""

    field: Field
    value: str
    is_excluded: bool = False


class Query(NamedTuple):
    """A query, understood.

    Attributes:
        words: The words to rank by, those of the phrases too, each once.
        is_open: Whether the last word may be unfinished.
        phrases: Words that must follow each other.
        excluded: Words, or words that follow each other, that must not occur.
        filters: Where to search.
        typed: The words in the order they were typed, with repetitions.
    """

    words: tuple[str, ...]
    is_open: bool = False
    phrases: tuple[tuple[str, ...], ...] = ()
    excluded: tuple[tuple[str, ...], ...] = ()
    filters: tuple[Filter, ...] = ()
    typed: tuple[str, ...] = ()

    @property
    def last(self) -> str:
        """The unfinished word, or ""."""
        return self.words[-1] if self.is_open else ""


def parse_query(text: str, *, is_typing: bool = False) -> Query:
    """Understand what was typed.

    Args:
        text: Anything.
        is_typing: Whether the last word may be unfinished.
    """
    text = _shortened(text)
    phrases: list[tuple[str, ...]] = []
    excluded: list[tuple[str, ...]] = []
    filters: list[Filter] = []

    def take_filter(match: re.Match[str]) -> str:
        minus, name, quoted, plain = match.groups()
        field = _FIELDS.get(name.lower())
        value = folded_value(quoted if quoted is not None else plain)
        if field is None or not value:
            return match[0]
        filters.append(Filter(field, value, bool(minus)))
        return " \n"

    def take_phrase(match: re.Match[str]) -> str:
        found = tuple(words(match[2]))
        if not found:
            return " \n"
        if match[1]:
            excluded.append(found)
            return " \n"
        if len(found) > 1:
            phrases.append(found)
        # A closed phrase isn't unfinished: the line end keeps its last word from being the last of the text.
        return f" {match[2]} \n"

    def take_minus(match: re.Match[str]) -> str:
        found = tuple(words(match[1]))
        if found:
            excluded.append(found)
        return " \n"

    rest = _MINUS.sub(take_minus, _PHRASE.sub(take_phrase, _FILTER.sub(take_filter, text)))
    typed = words(rest)[:MOST_WORDS]
    is_open = is_typing and bool(typed) and rest[-1:].isalnum()
    last = typed[-1] if is_open else ""
    unique = list(dict.fromkeys(typed))
    if is_open and unique[-1] != last:
        unique.remove(last)
        unique.append(last)
    return Query(tuple(unique), is_open, tuple(phrases), tuple(excluded), tuple(filters), tuple(typed))


def folded_value(text: str) -> str:
    """Return a text as filters compare it: lower case, folded, words separated by single spaces."""
    return " ".join(fold(canonical(word)) for word in re.findall(r"[^\W_]+(?:\.\d+)*", text.lower()))


def _shortened(text: str) -> str:
    if len(text) <= MOST_CHARACTERS:
        return text
    cut = text[:MOST_CHARACTERS]
    # What was cut in the middle of a word is no word.
    return cut if not text[MOST_CHARACTERS].isalnum() else re.sub(r"\w+\Z", "", cut)
