"""Ranks sections: adds up what the terms of a query are worth, first for pages, then for the sections of the best ones.

Only the sections of the pages that come out best are looked at, so the time a query takes grows with the number of
pages that its words occur in, not with the number of sections. While a query is being typed, what its finished words
are worth is kept, and a key costs no more than the last word.
"""

from __future__ import annotations

import heapq
import math
from bisect import bisect_left
from collections import OrderedDict
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from array import array
    from collections.abc import Callable, Sequence

    from handbook.search.expansion import Group
    from handbook.search.index import Index, Postings

# Tuned like the numbers in `build.py`.
PAGE_SHARE = 1.0
COVERAGE_EXPONENT = 0.3
PREFIX_OWN_IDF = 0.3

_MOST_KEPT_SCORES = 150_000


class Ranked(NamedTuple):
    """A section, or a page without sections (then `section` is -1), and what it is worth."""

    score: float
    page: int
    section: int


class _Weighted(NamedTuple):
    """A term's postings, and the factor on them."""

    postings: Postings
    factor: float


class Ranker:
    """Ranks the sections of one index."""

    def __init__(self, index: Index) -> None:
        """Make a ranker.

        Args:
            index: The index.
        """
        self._index = index
        self._count = index.outline.document_count
        self._kept: OrderedDict[tuple[Group, ...], dict[int, float]] = OrderedDict()
        self._kept_scores = 0

    def rank(
        self, groups: Sequence[Group], *, most_pages: int, allows: Callable[[int], bool] | None = None
    ) -> list[Ranked]:
        """Return the matching sections of the best pages, best first.

        Args:
            groups: What the query stands for.
            most_pages: How many pages are looked into.
            allows: Says whether a page may be among them.
        """
        scores = self._page_scores(tuple(groups))
        pages: Sequence[int]
        if allows is not None:
            pages = [page for page in scores if allows(page)]
            pages = heapq.nlargest(most_pages, pages, key=scores.__getitem__)
        else:
            pages = heapq.nlargest(most_pages, scores, key=scores.__getitem__)
        if not pages:
            return []
        coverage = self._coverage(groups, pages)
        if not self._index.outline.kinds:
            ranked = [Ranked(scores[page] * coverage[page], page, -1) for page in pages]
        else:
            sections = self._section_scores(groups, pages)
            first = self._index.outline.first_sections
            ranked = []
            for page in pages:
                base, factor = PAGE_SHARE * scores[page], coverage[page]
                for section in range(first[page], first[page + 1]):
                    own = sections.get(section)
                    if own is not None:
                        ranked.append(Ranked((own + base) * factor, page, section))
        ranked.sort(key=lambda one: (-one.score, one.page, one.section))
        return ranked

    def rarities(self, groups: Sequence[Group]) -> list[float]:
        """Return how rare what each group stands for is."""
        return [self._rarity(group, self._weighted(group)) for group in groups]

    def _page_scores(self, groups: tuple[Group, ...]) -> dict[int, float]:
        kept = self._kept.get(groups)
        if kept is not None:
            self._kept.move_to_end(groups)
            return kept
        if not groups:
            return {}
        before = self._page_scores(groups[:-1])
        scores = self._add(dict(before), groups[-1])
        self._kept[groups] = scores
        self._kept_scores += len(scores)
        while self._kept_scores > _MOST_KEPT_SCORES and len(self._kept) > 1:
            _, dropped = self._kept.popitem(last=False)
            self._kept_scores -= len(dropped)
        return scores

    def _add(self, scores: dict[int, float], group: Group) -> dict[int, float]:
        """Add what a word is worth in each page."""
        weighted = self._weighted(group)
        if not group.is_prefix:
            for postings, factor in weighted:
                _add_up(scores, postings.pages, postings.page_weights, factor)
            return scores
        best: dict[int, float] = {}
        for postings, factor in weighted:
            _keep_best(best, postings.pages, postings.page_weights, factor)
        if not scores:
            return best
        get = scores.get
        for page, score in best.items():
            scores[page] = get(page, 0.0) + score
        return scores

    def _section_scores(self, groups: Sequence[Group], pages: Sequence[int]) -> dict[int, float]:
        """Return what the sections of some pages are worth of their own."""
        first = self._index.outline.first_sections
        ranges = sorted((first[page], first[page + 1]) for page in pages)
        scores: dict[int, float] = {}
        get = scores.get
        for group in groups:
            best: dict[int, float] = {}
            for postings, factor in self._weighted(group):
                numbers, weights = _within(postings, ranges)
                if group.is_prefix:
                    _keep_best(best, numbers, weights, factor)
                else:
                    _add_up(scores, numbers, weights, factor)
            for section, score in best.items():
                scores[section] = get(section, 0.0) + score
        return scores

    def _coverage(self, groups: Sequence[Group], pages: Sequence[int]) -> dict[int, float]:
        """Return a factor for each page: how much of the query occurs in it, by the rarity of its words."""
        if len(groups) < 2:
            return dict.fromkeys(pages, 1.0)
        whole = 0.0
        covered = dict.fromkeys(pages, 0.0)
        for group in groups:
            weighted = self._weighted(group)
            rarity = self._rarity(group, weighted)
            whole += rarity
            for page in pages:
                for postings, _factor in weighted:
                    if has(postings.pages, page):
                        covered[page] += rarity
                        break
        return {page: (share / whole) ** COVERAGE_EXPONENT for page, share in covered.items()}

    def _weighted(self, group: Group) -> list[_Weighted]:
        found = [
            (postings, weight) for name, weight in group.terms if (postings := self._index.postings(name)) is not None
        ]
        if not group.is_prefix:
            return [_Weighted(postings, weight * self._idf(_occurrences(postings))) for postings, weight in found]
        common = self._rarity(group, [_Weighted(postings, weight) for postings, weight in found])
        if group.own:
            # A whole word was typed: that something rare begins with it says nothing.
            return [_Weighted(postings, weight * common) for postings, weight in found]
        return [
            _Weighted(postings, weight * (common + PREFIX_OWN_IDF * (self._idf(_occurrences(postings)) - common)))
            for postings, weight in found
        ]

    def _rarity(self, group: Group, weighted: Sequence[_Weighted]) -> float:
        if not weighted:
            return math.log(1 + self._count)
        if group.own and (postings := self._index.postings(group.own)) is not None:
            return self._idf(_occurrences(postings))
        if group.is_prefix:
            return self._idf(min(self._count, sum(_occurrences(one.postings) for one in weighted)))
        return self._idf(_occurrences(weighted[0].postings))

    def _idf(self, occurrences: int) -> float:
        return math.log(1 + (self._count - occurrences + 0.5) / (occurrences + 0.5))


def has(numbers: array[int], number: int) -> bool:
    """Whether a number is among numbers in ascending order."""
    place = bisect_left(numbers, number)
    return place < len(numbers) and numbers[place] == number


def _occurrences(postings: Postings) -> int:
    return len(postings.pages) + len(postings.sections)


def _add_up(scores: dict[int, float], numbers: Sequence[int], weights: Sequence[float], factor: float) -> None:
    if not scores:
        scores.update(zip(numbers, map(factor.__mul__, weights), strict=True))
        return
    get = scores.get
    for number, weight in zip(numbers, weights, strict=True):
        scores[number] = get(number, 0.0) + factor * weight


def _keep_best(best: dict[int, float], numbers: Sequence[int], weights: Sequence[float], factor: float) -> None:
    if not best:
        best.update(zip(numbers, map(factor.__mul__, weights), strict=True))
        return
    get = best.get
    for number, weight in zip(numbers, weights, strict=True):
        score = factor * weight
        if score > get(number, 0.0):
            best[number] = score


def _within(postings: Postings, ranges: Sequence[tuple[int, int]]) -> tuple[Sequence[int], Sequence[float]]:
    """Return the postings of the sections in some ranges."""
    numbers, weights = postings.sections, postings.section_weights
    if len(numbers) <= len(ranges):
        return numbers, weights
    found_numbers: list[int] = []
    found_weights: list[float] = []
    place = 0
    for start, end in ranges:
        place = bisect_left(numbers, start, place)
        after = bisect_left(numbers, end, place)
        if after > place:
            found_numbers += numbers[place:after]
            found_weights += weights[place:after]
            place = after
    return found_numbers, found_weights
