"""Parses a chapter: text in, `ChapterTree` out.

`parse_chapter` is the whole interface for readers; `parse_for_check` also says what was noticed on the way. Input that
Python-Markdown can't stand (size, nesting, binary) is turned away by `guard.py` before it gets there; anything else
gives a page, and what is faulty on it stays visible.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from handbook.book import nodes
from handbook.book.abbreviations import Abbreviations
from handbook.book.convert import BlockConverter, fault_block
from handbook.book.frontmatter import FrontMatter, split_front_matter
from handbook.book.guard import admit, too_deep
from handbook.book.hyphenation import hyphenate
from handbook.book.inlines import Mention, Scribe
from handbook.book.syntax import ParsedSource, parse_source

if TYPE_CHECKING:
    from collections.abc import Sequence

    from handbook.book.convert import HeadingMark

_WORD = re.compile(r"\w+(?:['’.,:/-]\w+)*")


@dataclass(frozen=True, slots=True)
class CheckedChapter:
    """A chapter, and what the check needs to know besides.

    Attributes:
        tree: The chapter.
        front_matter: Its front matter, with its faults.
        mentions: Links, pictures, headings and faults, in order.
        parsed: What Python-Markdown made of it.
    """

    tree: nodes.ChapterTree
    front_matter: FrontMatter
    mentions: tuple[Mention, ...]
    parsed: ParsedSource


def parse_chapter(text: str, *, title: str, language: str) -> nodes.ChapterTree:
    """Parse a chapter.

    Args:
        text: Its source, with or without front matter.
        title: Its title in the summary, for a chapter without a heading of level 1.
        language: BCP 47 tag of the handbook; decides quotes, key names and hyphenation.

    Raises:
        HandbookError: The text is too large, too deeply nested, or no text.
    """
    return parse_for_check(text, title=title, language=language).tree


def parse_for_check(text: str, *, title: str, language: str) -> CheckedChapter:
    """Parse a chapter and keep what was noticed; see `parse_chapter` for arguments and errors."""
    text = admit(text, title)
    try:
        return _parse(split_front_matter(text), title, language)
    except RecursionError as error:
        raise too_deep(title) from error


def _parse(front: FrontMatter, title: str, language: str) -> CheckedChapter:
    parsed = parse_source(front.body, title, front.body_line)
    scribe = Scribe(language, parsed.fences, Abbreviations(parsed.abbreviations))
    faults = tuple(
        fault_block(scribe, fault.message, front.source.strip("\n"))
        for fault in front.faults
        if fault.code == "front-matter"
    )
    converter = BlockConverter(parsed, scribe)
    blocks, footnotes = converter.convert()
    plain = scribe.text
    main_title = next((mark.title for mark in converter.headings if mark.level == 1 and mark.title), title)
    tree = nodes.ChapterTree(
        title=main_title,
        blocks=(*faults, *blocks),
        footnotes=footnotes,
        text=plain,
        sections=_sections(converter.headings, main_title, len(plain)),
        metadata=front.metadata,
        hyphenation=hyphenate(scribe.hyphenable, language, scribe.broken_words),
        words=sum(1 for _match in _WORD.finditer(plain, 0, converter.body_end)),
    )
    return CheckedChapter(tree, front, tuple(scribe.mentions), parsed)


def _sections(headings: Sequence[HeadingMark], title: str, length: int) -> tuple[nodes.Section, ...]:
    """Cut the text at its headings; the last section runs to the end, with the footnotes."""
    sections: list[nodes.Section] = []
    above: list[HeadingMark] = []
    first = headings[0].start if headings else length
    if first > 0 or not headings:
        sections.append(nodes.Section("", title, 0, (), 0, first))
    for index, mark in enumerate(headings):
        while above and above[-1].level >= mark.level:
            above.pop()
        path = tuple(heading.title for heading in above)
        end = headings[index + 1].start if index + 1 < len(headings) else length
        sections.append(nodes.Section(mark.id, mark.title, mark.level, path, mark.start, end))
        above.append(mark)
    return tuple(sections)
