"""Counts what a handbook holds, by part and by chapter: words, running text, LIX, figures, tools, footnotes."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from handbook.book import nodes
from handbook.book.check_rules import KIND
from handbook.book.lix import readability
from handbook.book.walk import iter_blocks

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from handbook.book.library import Handbook


class Count(NamedTuple):
    """What a chapter, a part or the whole handbook holds.

    Attributes:
        title: Its title; "" for the pages outside the parts, and for the whole.
        chapters: How many pages it has.
        words: Words, tables and tools included, footnotes not.
        text: Those of them that are running text, as LIX counts them: neither headings nor tables nor tools.
        lix: LIX of the running text; of several, the mean over those of the kind `chapter`, or 0 when there is none.
        figures, tools, footnotes: How many it has.
    """

    title: str
    chapters: int
    words: int
    text: int
    lix: float
    figures: int
    tools: int
    footnotes: int


class ChapterCount(NamedTuple):
    """A chapter, counted."""

    key: str
    kind: str
    numbers: Count


class PartCount(NamedTuple):
    """A part of the summary, counted: in all, and its chapters."""

    numbers: Count
    chapters: tuple[ChapterCount, ...]


class Statistics(NamedTuple):
    """A handbook, counted: its parts in the order of the summary, and all of it."""

    parts: tuple[PartCount, ...]
    total: Count


def count(handbook: Handbook) -> Statistics:
    """Count everything in a handbook.

    Args:
        handbook: The handbook.

    Raises:
        HandbookError: A chapter can't be read.
    """
    parts: dict[str, list[ChapterCount]] = {}
    for chapter in handbook.chapters:
        tree = handbook.peek(chapter.key)
        counted = ChapterCount(chapter.key, tree.metadata.kind, _count(chapter.title, tree))
        parts.setdefault(handbook.part(chapter.key), []).append(counted)
    every = [chapter for chapters in parts.values() for chapter in chapters]
    counts = tuple(PartCount(_sum(title, chapters), tuple(chapters)) for title, chapters in parts.items())
    return Statistics(counts, _sum("", every))


def _count(title: str, tree: nodes.ChapterTree) -> Count:
    blocks = list(iter_blocks(tree.blocks))
    figures = sum(isinstance(block, nodes.Figure) for block in blocks)
    tools = sum(isinstance(block, nodes.Tool) for block in blocks)
    running = readability(tree)
    return Count(title, 1, tree.words, running.words, running.lix, figures, tools, len(tree.footnotes))


def _sum(title: str, chapters: Sequence[ChapterCount]) -> Count:
    counts = [chapter.numbers for chapter in chapters]
    return Count(
        title,
        len(counts),
        sum(one.words for one in counts),
        sum(one.text for one in counts),
        _mean(chapter.numbers.lix for chapter in chapters if chapter.kind == KIND and chapter.numbers.lix),
        sum(one.figures for one in counts),
        sum(one.tools for one in counts),
        sum(one.footnotes for one in counts),
    )


def _mean(values: Iterable[float]) -> float:
    numbers = list(values)
    return sum(numbers) / len(numbers) if numbers else 0.0
