"""Makes an index of pages: counts their words, splits the compounds, and works out what each word is worth where.

The weight of a term in a document is BM25F (Robertson and Zaragoza 2009): the frequencies of the term in the fields are
added up with a factor for each field, and saturated together. On top comes a bonus for words of the title, the greater
the fewer words the title has. A part of a compound counts like the word itself, only less.

The work is done in steps of a few milliseconds, so that a window can do it between two events.
"""

from __future__ import annotations

from array import array
from bisect import bisect_left
from collections import Counter, defaultdict
from typing import TYPE_CHECKING, NamedTuple

from handbook.search.compounds import Splitter
from handbook.search.index import KINDS, MemoryIndex, Outline, Postings
from handbook.search.lexicon import make_lexicon
from handbook.search.pace import Pace, finish
from handbook.search.words import STOP, term, words

if TYPE_CHECKING:
    from collections.abc import Generator

    from handbook.search.index import Facts, Record
    from handbook.search.results import Scope

# Tuned on the development half of the benchmark's questions and on this project's own handbook, on nothing else.
PAGE_SATURATION, PAGE_LENGTH = 1.6, 0.5
SECTION_SATURATION, SECTION_LENGTH = 0.9, 0.4
FIELD_WEIGHTS = {"title": 4.0, "context": 2.0, "headings": 2.0, "text": 1.0, "summary": 1.0, "notes": 0.2, "tags": 2.0}
PAGE_TITLE_BONUS, SECTION_TITLE_BONUS, TITLE_BONUS_EXPONENT = 1.0, 0.5, 0.25
COMPOUND_PART = 0.45
RECURRING, RECURRING_SHARE, LEAST_RECURRING = 0.8, 0.25, 8
"""What a section is worth whose title stands in that share of the pages with sections, and in that many at least: it
names a kind of section ("Faldgruber"), not a subject."""


class Passage(NamedTuple):
    """A document: a page, or a section of one.

    Attributes:
        record: What is shown of it.
        title: Its title.
        context: The titles above it.
        headings: The titles in it.
        text: What it says.
        summary: What its author says that it says.
        notes: What its footnotes say; they count little.
        tags: Words that its author gave it.
        worth: Factor on all its words; less than 1 for lists of sources and the like.
    """

    record: Record
    title: str
    context: str = ""
    headings: str = ""
    text: str = ""
    summary: str = ""
    notes: str = ""
    tags: str = ""
    worth: float = 1.0


class Page(NamedTuple):
    """A page with its sections, each of some kind; without sections, it is found itself.

    A page that is a tool names the section of its chapter that is there for it alone, if there is one: its `frame`.
    """

    passage: Passage
    facts: Facts
    sections: tuple[Passage, ...] = ()
    kinds: tuple[Scope, ...] = ()
    frame: str = ""


class _Tokens(NamedTuple):
    """The words of a passage, counted by field; the title's in order."""

    title: list[str]
    counts: tuple[tuple[float, Counter[str]], ...]
    length: int
    worth: float


class Builder:
    """Collects pages; an index can be made at any time of those that are there."""

    def __init__(self) -> None:
        """Begin without pages."""
        self._pages: list[Page] = []
        self._page_tokens: list[_Tokens] = []
        self._section_tokens: list[_Tokens] = []
        self._form_counts: Counter[str] = Counter()
        self._titles: list[str] = []

    @property
    def page_count(self) -> int:
        """Number of pages so far."""
        return len(self._pages)

    def add(self, page: Page) -> None:
        """Take a page in.

        Args:
            page: The page.
        """
        self._pages.append(page)
        tokens = self._tokens(page.passage)
        self._page_tokens.append(tokens)
        # The words of the sections are the page's own, once more; only those of the page count as used.
        for _weight, counts in tokens.counts:
            self._form_counts.update(counts)
        for section in page.sections:
            section_tokens = self._tokens(section)
            self._section_tokens.append(section_tokens)
            self._titles.append(section.title)
            for _weight, counts in section_tokens.counts:
                for word in counts:
                    if word not in self._form_counts:
                        self._form_counts[word] = 1

    def index(self) -> MemoryIndex:
        """Return an index of the pages so far, made in one go."""
        return finish(self.steps())

    def steps(self) -> Generator[None, None, MemoryIndex]:
        """Make an index of the pages so far in small steps; the generator's value is the index."""
        yield from ()
        pace = Pace()
        counts = dict(self._form_counts)
        terms = {}
        for word in counts:
            terms[word] = term(word)
            if pace.is_over():
                yield
        known = yield from make_lexicon(counts, terms, {})
        pace.restart()
        splitter = Splitter(known.part_count)
        analysed: dict[str, tuple[tuple[str, float], ...]] = {}
        for word in counts:
            parts = splitter.split(word)
            analysed[word] = ((terms[word], 1.0), *((term(part), COMPOUND_PART) for part in parts or ()))
            if pace.is_over():
                yield
        table: defaultdict[str, tuple[array[int], array[float]]] = defaultdict(lambda: (array("I"), array("f")))
        average_page = _average(self._page_tokens)
        average_section = _average(self._section_tokens)
        page_count = len(self._page_tokens)
        uses = Counter(self._titles)
        many = max(LEAST_RECURRING, RECURRING_SHARE * sum(len(page.sections) > 1 for page in self._pages))
        sections = [
            tokens._replace(worth=tokens.worth * RECURRING) if uses[title] >= many else tokens
            for tokens, title in zip(self._section_tokens, self._titles, strict=True)
        ]
        for number, tokens in enumerate(self._page_tokens + sections):
            if number < page_count:
                weights = _weights(tokens, analysed, average_page, PAGE_SATURATION, PAGE_LENGTH, PAGE_TITLE_BONUS)
            else:
                weights = _weights(
                    tokens, analysed, average_section, SECTION_SATURATION, SECTION_LENGTH, SECTION_TITLE_BONUS
                )
            for name, weight in weights.items():
                numbers, values = table[name]
                numbers.append(number)
                values.append(weight)
            if pace.is_over():
                yield
        term_counts = {name: len(numbers) for name, (numbers, _values) in table.items()}
        lexicon = yield from make_lexicon(counts, terms, term_counts)
        pace.restart()
        postings: dict[str, Postings] = {}
        for name, (numbers, values) in table.items():
            postings[name] = divide(numbers, values, page_count)
            if pace.is_over():
                yield
        return MemoryIndex(lexicon, self._outline(), postings, self._records())

    def _outline(self) -> Outline:
        first_sections = array("I", [0])
        kinds = bytearray()
        numbers: dict[tuple[str, str], int] = {}
        frames: dict[int, int] = {}
        for page in self._pages:
            first = len(kinds)
            numbers |= {(one.record.chapter, one.record.section): first + n for n, one in enumerate(page.sections)}
            frame = numbers.get((page.passage.record.chapter, page.frame))
            if page.frame and frame is not None:
                frames[frame] = first
            kinds.extend(KINDS.index(kind) for kind in page.kinds)
            first_sections.append(len(kinds))
        return Outline(first_sections, bytes(kinds), tuple(page.facts for page in self._pages), frames)

    def _records(self) -> list[Record]:
        # The text of a page that has sections is never shown.
        records = [
            page.passage.record._replace(text="") if page.sections else page.passage.record for page in self._pages
        ]
        records.extend(section.record for page in self._pages for section in page.sections)
        return records

    @staticmethod
    def _tokens(passage: Passage) -> _Tokens:
        title = _telling(words(passage.title)) or words(passage.title)
        text = Counter(_telling(words(passage.text)))
        fields = (
            # A title of nothing but empty words ("MED") is found by them.
            ("title", Counter(title)),
            ("context", Counter(_telling(words(passage.context)))),
            ("headings", Counter(_telling(words(passage.headings)))),
            ("text", text),
            ("summary", Counter(_telling(words(passage.summary)))),
            ("notes", Counter(_telling(words(passage.notes)))),
            ("tags", Counter(_telling(words(passage.tags)))),
        )
        counts = tuple((FIELD_WEIGHTS[name], found) for name, found in fields if found)
        return _Tokens(title, counts, text.total(), passage.worth)


def _telling(found: list[str]) -> list[str]:
    return [word for word in found if word not in STOP]


def divide(numbers: array[int], weights: array[float], page_count: int) -> Postings:
    """Divide a term's postings into those of pages and those of sections.

    Args:
        numbers: Numbers of documents in ascending order: pages first, then sections.
        weights: The term's weight in each.
        page_count: How many documents are pages.
    """
    place = bisect_left(numbers, page_count)
    sections = array("I", (number - page_count for number in numbers[place:]))
    return Postings(numbers[:place], weights[:place], sections, weights[place:])


def _average(tokens: list[_Tokens]) -> float:
    return max(1.0, sum(one.length for one in tokens) / len(tokens)) if tokens else 1.0


def _weights(
    tokens: _Tokens,
    analysed: dict[str, tuple[tuple[str, float], ...]],
    average: float,
    saturation: float,
    length: float,
    bonus: float,
) -> dict[str, float]:
    frequencies: defaultdict[str, float] = defaultdict(float)
    for field, counts in tokens.counts:
        for word, count in counts.items():
            for name, part in analysed[word]:
                frequencies[name] += field * count * part
    norm = saturation * (1 - length + length * tokens.length / average)
    weights = {name: value * (saturation + 1) / (value + norm) for name, value in frequencies.items()}
    title = [analysed[word] for word in tokens.title]
    best: dict[str, float] = {}
    for terms in title:
        for name, part in terms:
            best[name] = max(best.get(name, 0.0), part)
    for name, part in best.items():
        weights[name] += bonus * part / len(title) ** TITLE_BONUS_EXPONENT
    if tokens.worth != 1.0:
        return {name: weight * tokens.worth for name, weight in weights.items()}
    return weights
