"""What a chapter gives the index: a page with its sections, and one for each tool and each term of a glossary.

Sections are those of the chapter's tree. A heading with nothing of its own below it is found through the sections under
it. What lies outside a section's own words (titles above it, the chapter's summary and tags) helps to find it, but is
never shown as its text. A tool is found by what its author says of it, by when to reach for it above all; what is
asked in it is the section's text too, so it counts little for the tool. A section that is there for one tool is its
frame: each is found by its own words, and the better one is shown. In a guide or a reference each definition is an
entry of its own, as in a glossary: a situation that the reader is in, a publication.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from handbook.book import nodes
from handbook.book.forms import tools
from handbook.book.walk import iter_blocks, plain_text
from handbook.search.build import Page, Passage
from handbook.search.index import NOWHERE, Facts, Record
from handbook.search.query import folded_value
from handbook.search.results import Scope
from handbook.search.synonyms import glossary_pairs

if TYPE_CHECKING:
    from handbook.book.library import Handbook
    from handbook.book.model import Chapter
    from handbook.search.synonyms import Pair

GLOSSARY_KIND = "glossary"
_LOOKED_UP_KINDS = frozenset(("guide", "reference"))
_TOOL = re.compile(r"T\d{1,3}\s*[·:.–-]\s")
_POINTERS = frozenset(
    (
        *("kilder", "noter", "litteratur", "referencer", "læs videre", "se også"),
        *("sources", "notes", "references", "bibliography", "further reading", "see also"),
    )
)
"""Headings of sections that point elsewhere: they name much and explain nothing."""
_POINTER_WORTH = 0.5
_MOST_AROUND = 80
"""Words beside the tool in a section that is there for it alone: its heading, and how to use it."""
_TOOL_WORTH = _ENTRY_WORTH = 0.8
"""A tool has few words, so that each would count for much: less, and the chapter that answers stands before it."""


class ChapterPages(NamedTuple):
    """What a chapter gives: pages, and words that mean the same."""

    pages: tuple[Page, ...]
    synonyms: tuple[Pair, ...] = ()


def read_chapter(handbook: Handbook, chapter: Chapter) -> ChapterPages:
    """Return what a chapter gives the index.

    Args:
        handbook: The handbook.
        chapter: One of its chapters.

    Raises:
        HandbookError: The chapter can't be read.
    """
    tree = handbook.peek(chapter.key)
    facts = Facts(
        chapter.label,
        folded_value(chapter.title),
        folded_value(handbook.part(chapter.key)),
        folded_value(tree.metadata.kind),
        tuple(map(folded_value, tree.metadata.roles)),
        tuple(map(folded_value, tree.metadata.tags)),
    )
    terms = _terms(tree) if tree.metadata.kind == GLOSSARY_KIND else []
    entries = _terms(tree) if tree.metadata.kind in _LOOKED_UP_KINDS else []
    pages = [
        _chapter_page(chapter, tree, facts, [term.start for term in terms], entries),
        *(_entry_page(chapter, tree, facts, entry) for entry in entries),
        *(_term_page(chapter, tree, facts, term) for term in terms),
        *(_tool_page(chapter, tree, facts, tool) for tool in tools(tree.blocks)),
    ]
    pairs = [pair for term in terms for pair in glossary_pairs(_plain(term.term), tree.text[term.start : term.end])]
    return ChapterPages(tuple(pages), tuple(pairs))


def _terms(tree: nodes.ChapterTree) -> list[nodes.Definition]:
    return [
        item
        for block in iter_blocks(tree.blocks)
        if isinstance(block, nodes.DefinitionList)
        for item in block.items
        if item.id
    ]


def _chapter_page(
    chapter: Chapter, tree: nodes.ChapterTree, facts: Facts, terms: list[int], entries: list[nodes.Definition]
) -> Page:
    notes_start = tree.footnotes[0].start if tree.footnotes else len(tree.text)
    sections: list[Passage] = []
    kinds: list[Scope] = []
    tool_starts = [tool.start for tool in tools(tree.blocks)]
    is_list = chapter.title.lower() in _POINTERS
    for place, section in enumerate(tree.sections):
        is_pointer = is_list or section.title.lower() in _POINTERS
        end = section.end if is_pointer else min(section.end, max(section.start, notes_start))
        end = min([end, *(start for start in terms if section.start <= start < end)])
        own = [entry for entry in entries if section.start <= entry.start < end]
        if own and not tree.text[own[-1].end : end].strip():
            end = own[0].start
        passage = _section(chapter, tree, section, end)
        if not is_pointer and section.end > notes_start:
            passage = passage._replace(notes=tree.text[max(notes_start, section.start) : section.end])
        if is_pointer:
            passage = passage._replace(worth=_POINTER_WORTH)
        if place == 0:
            passage = passage._replace(summary=tree.metadata.summary, tags=" ".join(tree.metadata.tags))
        if passage.text.strip() or place == 0:
            sections.append(passage)
            # A section that a tool stands in is none itself.
            has_tool = any(section.start <= start < section.end for start in tool_starts)
            kinds.append(Scope.TOOLS if _TOOL.match(section.title) and not has_tool else Scope.HANDBOOK)
    whole = Passage(
        Record(chapter.key, "", chapter.title, chapter.label, chapter.title, (), 0, 0, ""),
        title=chapter.title,
        headings="\n".join(section.title for section in tree.sections if section.title != chapter.title),
        text="\n".join(passage.text for passage in sections if is_list or passage.worth == 1.0),
        summary=tree.metadata.summary,
        notes="\n".join((tree.text[notes_start:], *(one.text for one in sections if one.worth != 1.0 and not is_list))),
        tags=" ".join(tree.metadata.tags),
        worth=_POINTER_WORTH if is_list else 1.0,
    )
    return Page(whole, facts, tuple(sections), tuple(kinds))


def _section(chapter: Chapter, tree: nodes.ChapterTree, section: nodes.Section, end: int) -> Passage:
    start = section.start
    if section.level:
        line_end = tree.text.find("\n", section.start, section.end)
        start = line_end + 1 if line_end >= 0 else section.end
    end = max(start, end)
    title = section.title or chapter.title
    path = tuple(above for above in section.path if above != tree.title)
    record = Record(
        chapter.key,
        section.id,
        chapter.title,
        chapter.label,
        title,
        path,
        section.start,
        start,
        tree.text[start:end].rstrip("\n"),
    )
    context = " ".join((chapter.title, *path)) if title != chapter.title else ""
    return Passage(record, title=title, context=context, text=record.text)


def _entry_page(chapter: Chapter, tree: nodes.ChapterTree, facts: Facts, entry: nodes.Definition) -> Page:
    title = _plain(entry.term)
    start = entry.blocks[0].start if entry.blocks else entry.end
    section = next(one for one in reversed(tree.sections) if one.start <= entry.start)
    path = tuple(above for above in (*section.path, section.title) if above and above != tree.title)
    text = tree.text[start : entry.end].rstrip("\n")
    record = Record(chapter.key, entry.id, chapter.title, chapter.label, title, path, entry.start, start, text)
    passage = Passage(record, title=title, context=" ".join(path), text=text, worth=_ENTRY_WORTH)
    return Page(passage, facts, (passage,), (Scope.HANDBOOK,))


def _term_page(chapter: Chapter, tree: nodes.ChapterTree, facts: Facts, term: nodes.Definition) -> Page:
    title = _plain(term.term)
    start = term.blocks[0].start if term.blocks else term.end
    text = tree.text[start : term.end].rstrip("\n")
    record = Record(chapter.key, term.id, chapter.title, chapter.label, title, (), term.start, start, text)
    passage = Passage(record, title=title, text=text)
    return Page(passage, facts, (passage,), (Scope.GLOSSARY,))


def _tool_page(chapter: Chapter, tree: nodes.ChapterTree, facts: Facts, tool: nodes.Tool) -> Page:
    title = plain_text(tool.title)
    asked_start = min(tool.end, tree.text.index("\n", tool.start) + 1)
    asked = tree.text[asked_start : tool.end].rstrip("\n")
    said = "\n".join(filter(None, (tool.summary, *tool.situations)))
    start, text = (NOWHERE, said) if said else (asked_start, asked)
    record = Record(chapter.key, tool.id, chapter.title, chapter.label, title, (), tool.start, start, text)
    section = next((one.title for one in tree.sections if one.start <= tool.start < one.end), "")
    passage = Passage(record, title=title, context=section, text=text, notes=asked if said else "", worth=_TOOL_WORTH)
    return Page(passage, facts._replace(kind=tool.kind.value), (passage,), (Scope.TOOLS,), frame_of(tree, tool))


def frame_of(tree: nodes.ChapterTree, tool: nodes.Tool) -> str:
    """Return the id of the section that is there for a tool alone; "" when there is none.

    Args:
        tree: The chapter.
        tool: A tool of it.
    """
    section = next((one for one in reversed(tree.sections) if one.start <= tool.start), None)
    if section is None or sum(section.start <= one.start < section.end for one in tools(tree.blocks)) > 1:
        return ""
    around = tree.text[section.start : tool.start] + tree.text[tool.end : section.end]
    return section.id if len(around.split()) <= _MOST_AROUND else ""


def _plain(children: tuple[nodes.Inline, ...]) -> str:
    parts = []
    for child in children:
        match child:
            case nodes.Text() | nodes.Code() | nodes.Abbreviation():
                parts.append(child.value)
            case nodes.Emphasis() | nodes.Strong() | nodes.Strike() | nodes.Link():
                parts.append(_plain(child.children))
            case _:
                pass
    return "".join(parts)
