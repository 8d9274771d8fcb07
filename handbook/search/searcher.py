"""Answers queries from one index: understands, expands, ranks, filters, and makes the snippets."""

from __future__ import annotations

import re
import time
from collections import OrderedDict
from typing import TYPE_CHECKING, NamedTuple

from handbook.book.address import Address
from handbook.search.compounds import Splitter
from handbook.search.echo import Echo, names_of
from handbook.search.expansion import Expander
from handbook.search.filters import Limits, is_tool_kind
from handbook.search.index import KINDS, NOWHERE
from handbook.search.matching import Matcher
from handbook.search.query import MOST_CHARACTERS, Query, parse_query
from handbook.search.ranking import Ranked, Ranker, has
from handbook.search.results import Hit, Results, Scope
from handbook.search.snippets import Snippet, make_snippet
from handbook.search.words import STOP, WORD, canonical, lowered, term

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from handbook.search.expansion import Expansion
    from handbook.search.index import Index, Postings, Record
    from handbook.search.synonyms import Synonyms

RELEVANCE_FLOOR = 0.15
"""What a section must be worth beside the best one to be shown."""
_MOST_PAGES = 60
_MOST_PAGES_FILTERED = 300
_MOST_MATCHES_OF_EACH = 8
_MOST_KEPT_LIMITS = 8
_MOST_KEPT_CHARACTERS = 500_000


class _Found(NamedTuple):
    query: Query
    expansion: Expansion
    ranked: list[Ranked]


class _Shown(NamedTuple):
    """What is shown of a section, its title and text as words are looked for in them, and what it is called."""

    record: Record
    haystack: str
    names: tuple[str, ...]


class Searcher:
    """Answers queries from one index."""

    def __init__(self, index: Index, synonyms: Synonyms) -> None:
        """Make a searcher.

        Args:
            index: The index.
            synonyms: Words that mean the same.
        """
        self._index = index
        self._expander = Expander(index.lexicon, synonyms)
        self._ranker = Ranker(index)
        self._splitter = Splitter(index.lexicon.part_count)
        self._kept: OrderedDict[tuple[int, int], _Shown] = OrderedDict()
        self._kept_characters = 0
        self._limits: OrderedDict[tuple[object, ...], Limits] = OrderedDict()

    def search(
        self,
        text: str,
        *,
        scope: Scope = Scope.ALL,
        limit: int = 50,
        is_typing: bool = True,
        is_complete: bool = True,
        one_per_page: bool = False,
        with_snippets: bool = True,
    ) -> Results:
        """Answer a query.

        Args:
            text: What was typed.
            scope: Where to search.
            limit: How many hits are wanted.
            is_typing: Whether the last word may be unfinished.
            is_complete: Whether the whole handbook is indexed; only handed on.
            one_per_page: Give only the best section of each page.
            with_snippets: Make snippets.
        """
        began = time.perf_counter()
        found = self._find(self._expander.resolve(parse_query(text, is_typing=is_typing)), scope, limit)
        ranked = _best_of_pages(found.ranked) if one_per_page else found.ranked
        hits = self._hits(found, ranked[: max(0, limit)], with_snippets=with_snippets)
        suggestion = self._suggestion(text, found.expansion)
        took = (time.perf_counter() - began) * 1000
        return Results(text, hits, len(ranked), suggestion, took, is_complete)

    def marks(self, text: str, query: str) -> list[tuple[int, int]]:
        """Return the ranges of a text that a query hits, in order, without overlaps.

        Args:
            text: A chapter's plain text.
            query: What was typed.
        """
        parsed = self._expander.resolve(parse_query(query, is_typing=True))
        if not parsed.words:
            return []
        haystack = canonical(lowered(text))
        finished = self._expander.resolve(parsed._replace(is_open=False))
        matches = self._matcher(finished, self._expander.expand(finished)).find(haystack)
        if parsed.is_open:
            last = sum(word not in STOP or word == parsed.last for word in parsed.words) - 1
            if not any(match.group == last for match in matches):
                # The last word, as it stands, isn't there: then it wasn't finished.
                matches = self._matcher(parsed, self._expander.expand(parsed)).find(haystack)
        return [(match.start, match.end) for match in matches]

    def _find(self, query: Query, scope: Scope, limit: int) -> _Found:
        limits = self._limits_of(query, scope)
        expansion = self._expander.expand(query)
        if not query.words:
            ranked = self._listed(limits) if query.filters else []
            return _Found(query, expansion, self._unframed(self._without_excluded(query, ranked)))
        strict = bool(query.phrases or query.excluded)
        allows = self._allowed_pages(query, limits)
        most = _MOST_PAGES_FILTERED if strict else max(_MOST_PAGES, limit)
        ranked = self._ranker.rank(expansion.groups, most_pages=most, allows=allows)
        ranked = [one for one in ranked if one.section < 0 or limits.allows_section(one.section)]
        ranked = self._with_echo(query, ranked)
        if ranked:
            floor = ranked[0].score * RELEVANCE_FLOOR
            ranked = [one for one in ranked if one.score >= floor]
        if query.phrases:
            exact = [one for one in ranked if all(self._has(one, phrase) for phrase in query.phrases)]
            if not exact:
                # Nothing has the phrase: better the words than nothing.
                return self._find(query._replace(phrases=()), scope, limit)
            ranked = exact
        return _Found(query, expansion, self._unframed(self._without_excluded(query, ranked)))

    def _unframed(self, ranked: list[Ranked]) -> list[Ranked]:
        """Of a tool and the section that is there for it alone, keep the better one: they are one place."""
        frames = self._index.outline.frames
        kept = []
        seen = set()
        for one in ranked:
            place = frames.get(one.section, one.section)
            if place not in seen:
                kept.append(one)
            if place >= 0:
                seen.add(place)
        return kept

    def _with_echo(self, query: Query, ranked: list[Ranked]) -> list[Ranked]:
        """Raise those of the best sections that have the very words of the query, in their order."""
        echo = Echo(query)
        raised = []
        for one in ranked[: echo.depth]:
            shown = self._shown(one)
            raised.append(one._replace(score=one.score * echo.factor(shown.haystack, shown.names)))
        raised.sort(key=lambda one: (-one.score, one.page, one.section))
        return [*raised, *ranked[echo.depth :]]

    def _listed(self, limits: Limits) -> list[Ranked]:
        """Return what filters alone let through, in reading order."""
        first = self._index.outline.first_sections
        if not self._index.outline.kinds:
            return [Ranked(0.0, page, -1) for page in limits.pages()]
        return [
            Ranked(0.0, page, section)
            for page in limits.pages()
            for section in range(first[page], first[page + 1])
            if limits.allows_section(section)
        ]

    def _allowed_pages(self, query: Query, limits: Limits) -> Callable[[int], bool] | None:
        """Say which pages are worth looking into: those that the filters allow and that have the phrases' words."""
        allows = limits.allows_page
        needed: set[int] | None = None
        for phrase in query.phrases:
            for word in phrase:
                if word in STOP:
                    continue
                postings = self._index.postings(term(word))
                pages = set(postings.pages) if postings is not None else set()
                needed = pages if needed is None else needed & pages
        if needed is None:
            return allows
        if allows is not None:
            needed = {page for page in needed if allows(page)}
        return needed.__contains__

    def _without_excluded(self, query: Query, ranked: list[Ranked]) -> list[Ranked]:
        if not query.excluded:
            return ranked
        return [one for one in ranked if not any(self._has(one, phrase) for phrase in query.excluded)]

    def _has(self, one: Ranked, phrase: tuple[str, ...]) -> bool:
        """Whether words, inflected or not, follow each other in a section."""
        stems = [term(word) for word in phrase]
        # The postings first: they are at hand, the text isn't.
        for word, stem in zip(phrase, stems, strict=True):
            postings = self._index.postings(stem)
            if word not in STOP and (postings is None or not _occurs(postings, one)):
                return False
        found = [term(word) for word in WORD.findall(self._shown(one).haystack)]
        first = stems[0]
        return any(stem == first and found[place : place + len(stems)] == stems for place, stem in enumerate(found))

    def _limits_of(self, query: Query, scope: Scope) -> Limits:
        key = (query.filters, scope)
        if key not in self._limits:
            self._limits[key] = Limits(self._index.outline, query.filters, scope)
            if len(self._limits) > _MOST_KEPT_LIMITS:
                self._limits.popitem(last=False)
        return self._limits[key]

    def _hits(self, found: _Found, ranked: Sequence[Ranked], *, with_snippets: bool) -> tuple[Hit, ...]:
        matcher = self._matcher(found.query, found.expansion) if with_snippets else None
        rarity = self._ranker.rarities(found.expansion.groups) if with_snippets else []
        facts = self._index.outline.facts
        hits = []
        for one in ranked:
            record, haystack, _names = self._shown(one)
            kind = KINDS[self._index.outline.kinds[one.section]] if one.section >= 0 else Scope.HANDBOOK
            snippet = Snippet("", (), 0)
            if matcher is not None:
                matches = matcher.find(haystack[len(record.title) + 1 :], _MOST_MATCHES_OF_EACH)
                is_definition = kind is Scope.GLOSSARY
                snippet = make_snippet(record.text, matches, rarity, is_definition=is_definition)
            hits.append(
                Hit(
                    Address(record.chapter, record.section),
                    record.chapter_title,
                    record.number,
                    record.title,
                    record.path,
                    snippet.text,
                    snippet.marks,
                    kind,
                    one.score,
                    record.start + snippet.place if snippet.marks and record.start != NOWHERE else record.place,
                    tool=facts[one.page].kind if kind is Scope.TOOLS and is_tool_kind(facts[one.page].kind) else "",
                )
            )
        return tuple(hits)

    def _shown(self, one: Ranked) -> _Shown:
        """Return what is shown of a section; the latest are kept, since the next key mostly shows the same."""
        key = (one.page, one.section)
        shown = self._kept.get(key)
        if shown is not None:
            self._kept.move_to_end(key)
            return shown
        record = self._index.page_record(one.page) if one.section < 0 else self._index.section_record(one.section)
        haystack = canonical(lowered(f"{record.title}\n{record.text}"))
        shown = _Shown(record, haystack, names_of(haystack[: len(record.title)]))
        self._kept[key] = shown
        self._kept_characters += len(shown.haystack)
        while self._kept_characters > _MOST_KEPT_CHARACTERS and len(self._kept) > 1:
            _, dropped = self._kept.popitem(last=False)
            self._kept_characters -= len(dropped.haystack)
        return shown

    def _matcher(self, query: Query, expansion: Expansion) -> Matcher:
        return Matcher(expansion.groups, self._splitter, query.phrases)

    @staticmethod
    def _suggestion(text: str, expansion: Expansion) -> str:
        if not expansion.corrections:
            return ""
        suggestion = text[:MOST_CHARACTERS]
        for wrong, right in expansion.corrections:
            # The canonical spelling has the length of the typed one, so its places are those of the text.
            places = [match.span() for match in re.finditer(rf"\b{re.escape(wrong)}\b", canonical(lowered(suggestion)))]
            for start, end in reversed(places):
                suggestion = suggestion[:start] + right + suggestion[end:]
        return suggestion if suggestion != text[:MOST_CHARACTERS] else ""


def _occurs(postings: Postings, one: Ranked) -> bool:
    return has(postings.pages, one.page) if one.section < 0 else has(postings.sections, one.section)


def _best_of_pages(ranked: Sequence[Ranked]) -> list[Ranked]:
    best: dict[int, Ranked] = {}
    for one in ranked:
        best.setdefault(one.page, one)
    return list(best.values())
