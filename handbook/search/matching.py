"""Finds in a text what a query hits: every inflection and compound of its words, every spelling, and its phrases."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from handbook.search.words import STOP, WORD, term

if TYPE_CHECKING:
    from collections.abc import Sequence

    from handbook.search.compounds import Splitter
    from handbook.search.expansion import Group

_LEAST_LENGTH = 2
_LEAST_LENGTH_WITHIN_WORD = 4


class Match(NamedTuple):
    """A word of a text that a query hits; `group` is the number of the word of the query."""

    start: int
    end: int
    group: int
    is_literal: bool


class _Needle(NamedTuple):
    text: str
    group: int
    is_literal: bool
    is_prefix: bool


class Matcher:
    """Finds the words of a query in texts."""

    def __init__(self, groups: Sequence[Group], splitter: Splitter, phrases: Sequence[tuple[str, ...]] = ()) -> None:
        """Make a matcher.

        Args:
            groups: What the words of the query stand for.
            splitter: Splits compounds with the words of the index.
            phrases: Words that are found only where they follow each other.
        """
        self._splitter = splitter
        self._phrases = phrases
        # Literal ones first: a word that is also another's synonym is found as itself.
        self._needles = sorted(self._make_needles(groups), key=lambda needle: not needle.is_literal)
        self._terms_of: dict[str, tuple[str, ...]] = {}

    def find(self, haystack: str, most_of_each: int = 0) -> list[Match]:
        """Return the matches in a text in order, without overlaps.

        Args:
            haystack: The text, lowered and canonical.
            most_of_each: How many matches of each needle are enough; 0 for all.
        """
        found: dict[int, Match] = {}
        for needle in self._needles:
            place = haystack.find(needle.text)
            count = 0
            while place >= 0:
                start, end = _word_around(haystack, place, place + len(needle.text))
                if start not in found and self._accepts(haystack[start:end], place - start, needle):
                    found[start] = Match(start, end, needle.group, needle.is_literal)
                    count += 1
                    if count == most_of_each:
                        break
                place = haystack.find(needle.text, end)
        matches = sorted(found.values())
        if any(match.is_literal for match in matches):
            groups = {match.group for match in matches if match.is_literal}
            matches = [match for match in matches if match.is_literal or match.group not in groups]
        return self._only_phrases(haystack, matches) if self._phrases else matches

    def _accepts(self, word: str, place: int, needle: _Needle) -> bool:
        if needle.is_prefix and place == 0:
            return True
        if place and len(needle.text) < _LEAST_LENGTH_WITHIN_WORD:
            return False
        terms = self._terms_of.get(word)
        if terms is None:
            parts = self._splitter.split(word) or ()
            terms = self._terms_of[word] = (term(word), *(term(part) for part in parts))
        return needle.text in terms

    def _make_needles(self, groups: Sequence[Group]) -> list[_Needle]:
        needles = []
        for number, group in enumerate(groups):
            if group.is_prefix:
                # What is being typed is marked wherever a word begins so, and not only in the likeliest words.
                needles.append(_Needle(group.word, number, is_literal=True, is_prefix=True))
            for place, (name, _weight) in enumerate(group.terms):
                if len(name) >= _LEAST_LENGTH and group.word not in STOP:
                    literal = place < group.literal
                    if not (group.is_prefix and name.startswith(group.word)):
                        needles.append(_Needle(name, number, is_literal=literal, is_prefix=False))
        return needles

    def _only_phrases(self, haystack: str, matches: list[Match]) -> list[Match]:
        """Leave the words of phrases only where they are one."""
        words = [(match.start(), match.end(), match[0]) for match in WORD.finditer(haystack)]
        stems = [term(word) for _start, _end, word in words]
        stems_in_phrases = {term(word) for phrase in self._phrases for word in phrase}
        ranges: list[Match] = []
        for phrase in self._phrases:
            wanted = [term(word) for word in phrase]
            ranges.extend(
                Match(words[place][0], words[place + len(wanted) - 1][1], 0, is_literal=True)
                for place in range(len(words) - len(wanted) + 1)
                if stems[place : place + len(wanted)] == wanted
            )
        others = [
            match
            for match in matches
            if term(haystack[match.start : match.end]) not in stems_in_phrases
            and not any(one.start <= match.start < one.end for one in ranges)
        ]
        return sorted([*others, *ranges])


def _word_around(text: str, start: int, end: int) -> tuple[int, int]:
    while start and text[start - 1].isalnum():
        start -= 1
    length = len(text)
    while end < length and text[end].isalnum():
        end += 1
    return start, end
