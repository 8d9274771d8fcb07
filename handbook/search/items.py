"""Short texts by their words and by what filters ask of them, in memory; a change costs what it changes.

`ItemStore` knows sets of items: those that have a word, a phrase or a tag. What a query means is `shortlist`'s.
"""

from __future__ import annotations

import gc
import re
from array import array
from collections import defaultdict
from enum import StrEnum
from functools import lru_cache
from typing import TYPE_CHECKING, NamedTuple

from handbook.search.filters import has_fact
from handbook.search.index import Facts
from handbook.search.lexicon import GrowingLexicon
from handbook.search.pace import Pace
from handbook.search.query import Field, folded_value
from handbook.search.words import canonical, lowered, term, words

if TYPE_CHECKING:
    from collections.abc import Collection, Generator, Iterable, Iterator, Sequence

    from handbook.search.query import Filter

_NONE: array[int] = array("I")
_NO_FACTS = Facts("", "", "", "", (), ())


class Item(NamedTuple):
    """A short text with what belongs to it; a field that is empty is nothing to find.

    Attributes:
        id: Tells it from all others.
        body: The reader's own text.
        quote: The text that it is about.
        tags: Words the reader gave it.
        chapter: Title of the chapter it belongs to.
        number: That chapter's number as a reader sees it ("1.2").
        part: Title of the part of the handbook that the chapter is in.
        kind: What the reader calls a thing of this kind, for `type:`.
    """

    id: str
    body: str = ""
    quote: str = ""
    tags: tuple[str, ...] = ()
    chapter: str = ""
    number: str = ""
    part: str = ""
    kind: str = ""


class Part(StrEnum):
    """The texts of an item."""

    BODY = "body"
    QUOTE = "quote"
    TAGS = "tags"
    CHAPTER = "chapter"


RANK = {Part.BODY: 0, Part.TAGS: 0, Part.QUOTE: 1, Part.CHAPTER: 2}
"""Which of an item's three sets of words a text is in."""


class Kept(NamedTuple):
    """An item with its words: those of its own text and tags, of its quote, and of the chapter's title."""

    item: Item
    number: int
    forms: tuple[tuple[str, ...], ...]
    facts: tuple[tuple[Field, Facts], ...]


class ItemStore:
    """Items by their words and by what filters ask of them.

    Attributes:
        lexicon: All their words; how often each occurs is counted once for each of an item's three texts.
        kept: The items by their numbers, which ascend in the order they came.
        postings: For own words, quotes and titles which items have a word there.
        version: Another number after every change.
    """

    def __init__(self) -> None:
        self.lexicon = GrowingLexicon()
        self.kept: dict[int, Kept] = {}
        # Arrays and not sets: the garbage collector looks into every set, and there would be tens of thousands.
        self.postings: tuple[dict[str, array[int]], ...] = ({}, {}, {})
        self.version = 0
        self._numbers: dict[str, int] = {}
        self._next = 0
        self._facts: defaultdict[Field, dict[Facts, set[int]]] = defaultdict(dict)

    def fill(self, items: Iterable[Item]) -> Generator[None, None, None]:
        """Take items with different ids into an empty store."""
        pace = Pace()
        for item in items:
            kept = _analysed_item(item, self._next)
            self._keep(kept)
            for postings, forms in zip(self.postings, kept.forms, strict=True):
                for form in forms:
                    if form in postings:
                        postings[form].append(kept.number)
                    else:
                        postings[form] = array("I", (kept.number,))
            if pace.is_over():
                yield
        counts: dict[str, int] = {}
        for postings in self.postings:
            for form, numbers in postings.items():
                counts[form] = counts.get(form, 0) + len(numbers)
            yield
        yield from self.lexicon.fill(counts)

    def put(self, item: Item) -> None:
        """Take an item in or change it; only the words that are others than before cost something."""
        number = self._numbers.get(item.id, self._next)
        old = self.kept.get(number)
        kept = _analysed_item(item, number)
        for rank, forms in enumerate(kept.forms):
            before = set(old.forms[rank]) if old else set()
            self._drop_words(rank, before.difference(forms), number)
            for form in set(forms) - before:
                self.postings[rank].setdefault(form, array("I")).append(number)
                self.lexicon.add(form)
        if old:
            self._drop_facts(old)
        self._keep(kept)

    def remove(self, id: str) -> None:
        """Forget an item."""
        number = self._numbers.pop(id, None)
        if number is not None:
            old = self.kept.pop(number)
            for rank, forms in enumerate(old.forms):
                self._drop_words(rank, forms, number)
            self._drop_facts(old)
            self.version += 1

    def with_any(self, forms: Iterable[str]) -> set[int]:
        """Return the items that have one of some words."""
        names = list(forms)
        return set().union(*(postings.get(form, _NONE) for postings in self.postings for form in names))

    def with_all(self, groups: Sequence[Sequence[str]]) -> set[int]:
        """Return the items that have a word of each of some groups; none when there is no group."""
        return set.intersection(*map(self.with_any, groups)) if groups else set()

    def having(self, phrase: Sequence[str], among: Collection[int]) -> set[int]:
        """Return those of some items in which words, inflected or not, follow each other."""
        groups = [self.lexicon.forms_of(term(word)) for word in phrase]
        if len(groups) == 1:
            return self.with_any(groups[0]).intersection(among)
        pattern = _following(groups)
        found: set[int] = set()
        for rank, postings in enumerate(self.postings):
            # Only texts that have all the words are read.
            sets = (set().union(*(postings.get(form, _NONE) for form in forms)) for forms in groups)
            for number in set.intersection(set(among) - found, *sets):
                texts = texts_of(self.kept[number].item)
                if any(pattern.search(canonical(lowered(text))) for part, text in texts if RANK[part] == rank):
                    found.add(number)
        return found

    def passing(self, field: Field, filters: Iterable[Filter], among: set[int]) -> set[int]:
        """Return those of some items that pass the filters on one field; of several values any will do."""
        wanted = [one.value for one in filters if one.field is field and not one.is_excluded]
        unwanted = [one.value for one in filters if one.field is field and one.is_excluded]
        left = among & self._with_fact(field, wanted) if wanted else among
        return left - self._with_fact(field, unwanted)

    def _with_fact(self, field: Field, values: Sequence[str]) -> set[int]:
        found = (
            numbers
            for facts, numbers in self._facts[field].items()
            if any(
                facts.kind.startswith(value) if field is Field.TYPE else has_fact(facts, field, value)
                for value in values
            )
        )
        return set().union(*found)

    def _keep(self, kept: Kept) -> None:
        self.kept[kept.number] = kept
        self._numbers[kept.item.id] = kept.number
        self._next = max(self._next, kept.number + 1)
        for field, facts in kept.facts:
            self._facts[field].setdefault(facts, set()).add(kept.number)
        self.version += 1

    def _drop_words(self, rank: int, forms: Iterable[str], number: int) -> None:
        for form in forms:
            numbers = self.postings[rank][form]
            numbers.remove(number)
            if not numbers:
                del self.postings[rank][form]
            self.lexicon.discard(form)

    def _drop_facts(self, kept: Kept) -> None:
        for field, facts in kept.facts:
            numbers = self._facts[field][facts]
            numbers.discard(kept.number)
            if not numbers:
                del self._facts[field][facts]


def texts_of(item: Item) -> tuple[tuple[Part, str], ...]:
    """Return the texts of an item, those first that say most about it."""
    tags = ", ".join(item.tags)
    return (Part.BODY, item.body), (Part.QUOTE, item.quote), (Part.TAGS, tags), (Part.CHAPTER, item.chapter)


def _analysed_item(item: Item, number: int) -> Kept:
    # Tuples of text are nothing that the garbage collector looks into, sets are.
    forms = (_distinct(" ".join((item.body, *item.tags))), _distinct(item.quote), _distinct(item.chapter))
    facts = [(Field.CHAPTER, _NO_FACTS._replace(number=item.number, title=_value(item.chapter)))]
    facts += [(Field.TAG, _NO_FACTS._replace(tags=(_value(tag),))) for tag in dict.fromkeys(item.tags)]
    facts += [(Field.PART, _NO_FACTS._replace(part=_value(item.part)))] if item.part else []
    facts += [(Field.TYPE, _NO_FACTS._replace(kind=_value(item.kind)))] if item.kind else []
    return Kept(item, number, forms, tuple(facts))


def _following(groups: Sequence[Sequence[str]]) -> re.Pattern[str]:
    """Return a pattern for a word of each group, one behind the other."""
    # The word comes before the look at what is before it, so that the search can leap from one candidate to the next.
    ways = ("|".join(rf"{form}(?<![^\W_]{form})(?![^\W_])" for form in forms) for forms in groups)
    return re.compile(r"[\W_]+".join(f"(?:{way})" for way in ways))


def _distinct(text: str) -> tuple[str, ...]:
    return tuple(set(words(text)))


_value = lru_cache(maxsize=10_000)(folded_value)


def took_step(steps: Iterator[None]) -> bool:
    """Take a step without the collector: of the many sets that are made none is garbage. Returns whether it did."""
    was_enabled = gc.isenabled()
    gc.disable()
    try:
        return next(steps, steps) is None
    finally:
        if was_enabled:
            gc.enable()
