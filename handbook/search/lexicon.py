"""The words of a handbook: every form that occurs, how often, and the term that it is indexed as.

All look-ups are binary searches in sorted lists, so that a lexicon is ready as soon as it is read.
"""

from __future__ import annotations

from array import array
from bisect import bisect_left, insort
from typing import TYPE_CHECKING, NamedTuple

from handbook.search.pace import Pace
from handbook.search.words import SOFT, STOP, fold, term

if TYPE_CHECKING:
    from collections.abc import Generator, Mapping

_AFTER_ANY_LETTER = "\U0010ffff"
_SMALL_HANDBOOK_WORDS = 150_000
_LEAST_COUNT_OF_PART = 3


class LexiconData(NamedTuple):
    """What a lexicon is kept as. Lists of words are one text, separated by newlines; numbers are C arrays."""

    forms: str
    form_terms: bytes
    form_counts: bytes
    terms: str
    term_counts: bytes
    folded: str
    folded_forms: bytes


class Lexicon:
    """The words of a handbook.

    Attributes:
        forms: The word forms, sorted.
        form_terms: For each form the number of its term.
        form_counts: For each form how often it occurs.
        terms: The terms, sorted.
        term_counts: For each term in how many sections and chapters it occurs.
    """

    def __init__(self, data: LexiconData) -> None:
        """Read a lexicon.

        Args:
            data: From `data()` or `make_lexicon`.
        """
        self._data = data
        self.forms = data.forms.split("\n") if data.forms else []
        self.form_terms = array("I", data.form_terms)
        self.form_counts = array("I", data.form_counts)
        self.terms = data.terms.split("\n") if data.terms else []
        self.term_counts = array("I", data.term_counts)
        self._folded = data.folded.split("\n") if data.folded else []
        self._folded_forms = array("I", data.folded_forms)
        # A small handbook uses few words twice: there, one use makes a word.
        self._is_small = sum(self.form_counts) < _SMALL_HANDBOOK_WORDS

    @property
    def data(self) -> LexiconData:
        """What the lexicon is kept as."""
        return self._data

    def form(self, word: str) -> int:
        """Return the number of a form, or -1."""
        place = bisect_left(self.forms, word)
        return place if place < len(self.forms) and self.forms[place] == word else -1

    def term(self, name: str) -> int:
        """Return the number of a term, or -1."""
        place = bisect_left(self.terms, name)
        return place if place < len(self.terms) and self.terms[place] == name else -1

    def count(self, word: str) -> int:
        """Return how often a form occurs."""
        place = self.form(word)
        return self.form_counts[place] if place >= 0 else 0

    def part_count(self, word: str) -> int:
        """Return how often a form occurs as far as compounds are concerned: 0 for rare and for empty words."""
        if word in STOP or word in SOFT:
            return 0
        count = self.count(word)
        if self._is_small and not count:
            # There, a part may be known by an inflection only.
            return int(self.term(term(word)) >= 0)
        return count if self._is_small or count >= _LEAST_COUNT_OF_PART else 0

    def beginning(self, prefix: str) -> range:
        """Return the numbers of the forms that begin with `prefix`."""
        return range(bisect_left(self.forms, prefix), bisect_left(self.forms, prefix + _AFTER_ANY_LETTER))

    def beginning_folded(self, prefix: str) -> list[int]:
        """Return the numbers of the forms that begin with `prefix` once they are folded, but not as they are."""
        key = fold(prefix)
        first = bisect_left(self._folded, key)
        last = bisect_left(self._folded, key + _AFTER_ANY_LETTER)
        return [form for form in self._folded_forms[first:last] if not self.forms[form].startswith(prefix)]

    def of_term(self, number: int) -> list[int]:
        """Return the numbers of the forms of a term."""
        # The stemmer only cuts: every form begins with its stem.
        return [form for form in self.beginning(self.terms[number]) if self.form_terms[form] == number]

    def terms_beginning(self, root: str) -> list[str]:
        """Return the terms that begin with `root`, in order."""
        return self.terms[bisect_left(self.terms, root) : bisect_left(self.terms, root + _AFTER_ANY_LETTER)]

    def folded_alike(self, word: str) -> list[int]:
        """Return the numbers of the other forms that are typed the same without Danish keys, commonest first."""
        key = fold(word)
        first = bisect_left(self._folded, key)
        alike = []
        while first < len(self._folded) and self._folded[first] == key:
            alike.append(self._folded_forms[first])
            first += 1
        plain = self.form(key)
        if plain >= 0:
            alike.append(plain)
        own = self.form(word)
        return sorted((form for form in alike if form != own), key=lambda form: -self.form_counts[form])

    def containing(self, part: str, most: int) -> list[int]:
        """Return the numbers of some forms that begin or end with a part of a compound that is no word of its own."""
        text = self._text()
        found: list[int] = []
        place = text.find(part)
        while place >= 0 and len(found) < most:
            start = text.rfind("\n", 0, place) + 1
            end = text.find("\n", place)
            end = len(text) if end < 0 else end
            if place == start or place + len(part) == end:
                found.append(self.form(text[start:end]))
            place = text.find(part, end)
        return found

    def _text(self) -> str:
        """Return the forms, separated by newlines."""
        return self._data.forms


class GrowingLexicon(Lexicon):
    """The words of texts that come and go, kept in order in memory only; a change costs microseconds.

    Forms are numbered in their order, so that a change gives others new numbers; a term keeps its number, and `terms`
    isn't sorted and holds those that are out of use. How often a form occurs is whatever whoever fills it counts.

    Attributes:
        version: Another number whenever a form has come or gone.
    """

    def __init__(self) -> None:
        """Begin without words."""
        super().__init__(LexiconData("", b"", b"", "", b"", "", b""))
        self.version = 0
        self._numbers: dict[str, int] = {}
        self._counts: dict[str, int] = {}
        self._total = 0
        self._sorted_terms: list[str] = []
        self._pairs: list[tuple[str, str]] = []
        self._joined: str | None = None

    def fill(self, counts: dict[str, int]) -> Generator[None, None, None]:
        """Take in all words of an empty lexicon in small steps; nothing can be asked before the last of them.

        Args:
            counts: How often each form occurs; it becomes the lexicon's own.
        """
        self._counts = counts
        self._total = sum(counts.values())
        self.forms = sorted(counts)
        yield
        self.form_counts = array("I", map(counts.__getitem__, self.forms))
        yield
        pace = Pace()
        for form in self.forms:
            number = self._number(form)
            self.form_terms.append(number)
            self.term_counts[number] += counts[form]
            key = fold(form)
            if key != form:
                self._pairs.append((key, form))
            if pace.is_over():
                yield
        yield
        self._sorted_terms = sorted(self.terms)
        yield
        self._pairs.sort()
        self.version += 1

    def add(self, word: str) -> None:
        """Count a word once more."""
        count = self._counts.get(word, 0)
        self._counts[word] = count + 1
        self._total += 1
        number = self._number(word)
        place = bisect_left(self.forms, word)
        if count:
            self.form_counts[place] += 1
        else:
            self.forms.insert(place, word)
            self.form_counts.insert(place, 1)
            self.form_terms.insert(place, number)
            if not self.term_counts[number]:
                insort(self._sorted_terms, self.terms[number])
            key = fold(word)
            if key != word:
                insort(self._pairs, (key, word))
            self._changed()
        self.term_counts[number] += 1

    def discard(self, word: str) -> None:
        """Count a known word once less."""
        count = self._counts[word] - 1
        self._total -= 1
        place = bisect_left(self.forms, word)
        number = self.form_terms[place]
        self.term_counts[number] -= 1
        if count:
            self._counts[word] = count
            self.form_counts[place] = count
            return
        del self._counts[word], self.forms[place], self.form_counts[place], self.form_terms[place]
        if not self.term_counts[number]:
            del self._sorted_terms[bisect_left(self._sorted_terms, self.terms[number])]
        key = fold(word)
        if key != word:
            del self._pairs[bisect_left(self._pairs, (key, word))]
        self._changed()

    def form(self, word: str) -> int:
        """Return the number of a form, or -1."""
        return bisect_left(self.forms, word) if word in self._counts else -1

    def term(self, name: str) -> int:
        """Return the number of a term, or -1."""
        number = self._numbers.get(name, -1)
        return number if number >= 0 and self.term_counts[number] else -1

    def count(self, word: str) -> int:
        """Return how often a form occurs."""
        return self._counts.get(word, 0)

    def part_count(self, word: str) -> int:
        """Return how often a form occurs as far as compounds are concerned, as for any lexicon."""
        count = self._counts.get(word, 0)
        # Most of what is asked for is no word: that is answered first.
        if not count and self._total >= _SMALL_HANDBOOK_WORDS:
            return 0
        self._is_small = self._total < _SMALL_HANDBOOK_WORDS
        return super().part_count(word)

    def terms_beginning(self, root: str) -> list[str]:
        """Return the terms that begin with `root`, in order."""
        terms = self._sorted_terms
        return terms[bisect_left(terms, root) : bisect_left(terms, root + _AFTER_ANY_LETTER)]

    def beginning_folded(self, prefix: str) -> list[int]:
        """Return the numbers of the forms that begin with `prefix` once they are folded, but not as they are."""
        key = fold(prefix)
        pairs = self._pairs[bisect_left(self._pairs, (key,)) : bisect_left(self._pairs, (key + _AFTER_ANY_LETTER,))]
        return [self.form(form) for _key, form in pairs if not form.startswith(prefix)]

    def folded_alike(self, word: str) -> list[int]:
        """Return the numbers of the other forms that are typed the same without Danish keys, commonest first."""
        key = fold(word)
        pairs = self._pairs[bisect_left(self._pairs, (key,)) : bisect_left(self._pairs, (key, _AFTER_ANY_LETTER))]
        alike = [*(form for _key, form in pairs), key]
        forms = [self.form(form) for form in dict.fromkeys(alike) if form != word and form in self._counts]
        return sorted(forms, key=lambda form: -self.form_counts[form])

    def forms_of(self, name: str) -> list[str]:
        """Return the forms of a term; none when it isn't known."""
        number = self.term(name)
        return [self.forms[form] for form in self.of_term(number)] if number >= 0 else []

    def holding(self, part: str, most: int) -> list[str]:
        """Return some forms that have a part anywhere in them."""
        text = self._text()
        found: list[str] = []
        place = text.find(part)
        while place >= 0 and len(found) < most:
            end = text.find("\n", place)
            end = len(text) if end < 0 else end
            found.append(text[text.rfind("\n", 0, place) + 1 : end])
            place = text.find(part, end)
        return found

    def _text(self) -> str:
        if self._joined is None:
            self._joined = "\n".join(self.forms)
        return self._joined

    def _number(self, word: str) -> int:
        """Return the number of a word's term, which may be a new one."""
        name = term(word)
        number = self._numbers.setdefault(name, len(self.terms))
        if number == len(self.terms):
            self.terms.append(name)
            self.term_counts.append(0)
        return number

    def _changed(self) -> None:
        self._joined = None
        self.version += 1


def make_lexicon(
    counts: Mapping[str, int], terms: Mapping[str, str], term_counts: Mapping[str, int]
) -> Generator[None, None, Lexicon]:
    """Make a lexicon in small steps; the generator's value is the lexicon.

    Args:
        counts: How often each form occurs.
        terms: The term of each form.
        term_counts: In how many sections and chapters each term occurs.
    """
    forms = sorted(counts)
    yield
    names = sorted(set(terms.values()))
    yield
    pace = Pace()
    numbers = {name: number for number, name in enumerate(names)}
    folded = []
    form_terms = array("I")
    for number, form in enumerate(forms):
        form_terms.append(numbers[terms[form]])
        key = fold(form)
        if key != form:
            folded.append((key, number))
        if pace.is_over():
            yield
    folded.sort()
    yield
    data = LexiconData(
        forms="\n".join(forms),
        form_terms=form_terms.tobytes(),
        form_counts=array("I", (min(counts[form], 2**32 - 1) for form in forms)).tobytes(),
        terms="\n".join(names),
        term_counts=array("I", (term_counts.get(name, 0) for name in names)).tobytes(),
        folded="\n".join(key for key, _ in folded),
        folded_forms=array("I", (number for _, number in folded)).tobytes(),
    )
    yield
    return Lexicon(data)
