"""Checks what a handbook asks of its chapters in `[check]`: their parts, sources, metadata, length and LIX."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from handbook.book import nodes
from handbook.book.check_rules import KIND
from handbook.book.lix import readability
from handbook.i18n import _

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from handbook.book.check_chapter import ReadChapter
    from handbook.book.check_rules import Rules
    from handbook.book.faults import Fault


def check_anatomy(chapters: Iterable[ReadChapter], rules: Rules) -> Iterator[Fault]:
    """Yield what the chapters lack of what is asked for.

    Args:
        chapters: All pages that could be parsed; those of other kinds are passed over.
        rules: What is asked for.
    """
    measured = []
    for chapter in chapters:
        if chapter.checked.tree.metadata.kind != KIND or not chapter.checked.tree.text.strip():
            continue
        if rules.metadata:
            yield from _check_metadata(chapter)
        if rules.sources:
            yield from _check_sources(chapter)
        if rules.sections:
            yield from _check_sections(chapter, rules.sections)
        counted = readability(chapter.checked.tree)
        if rules.length is not None:
            yield from _check_length(chapter, counted.words, *rules.length)
        if lix := counted.lix:
            measured.append(lix)
            if 0 < rules.lix < lix:
                message = _("The chapter’s LIX is {lix:.1f}, more than {most:g}: write shorter sentences and words.")
                yield chapter.fault(_title_line(chapter), "lix", message.format(lix=lix, most=rules.lix))
    mean = sum(measured) / len(measured) if measured else 0
    if 0 < rules.lix_mean < mean:
        message = _("The chapters’ LIX is {lix:.1f} on average, more than {most:g}.")
        yield rules.fault("lix_mean", "lix", message.format(lix=mean, most=rules.lix_mean))


def _check_metadata(chapter: ReadChapter) -> Iterator[Fault]:
    metadata = chapter.checked.tree.metadata
    for key in ("summary", "roles", "tags", "reviewed"):
        if not getattr(metadata, key):
            message = _("The front matter has no “{key}”.").format(key=key)
            yield chapter.fault(_key_line(chapter, key), "missing-metadata", message)


def _check_length(chapter: ReadChapter, words: int, fewest: int, most: int) -> Iterator[Fault]:
    if words < fewest:
        message = _("The chapter’s running text has {words} words, fewer than {fewest}.")
    elif words > most:
        message = _("The chapter’s running text has {words} words, more than {most}: cut it, or divide it.")
    else:
        return
    yield chapter.fault(_title_line(chapter), "length", message.format(words=words, fewest=fewest, most=most))


def _check_sources(chapter: ReadChapter) -> Iterator[Fault]:
    tree = chapter.checked.tree
    if not tree.metadata.sources:
        message = _("The front matter has no “{key}”.").format(key="sources")
        yield chapter.fault(_key_line(chapter, "sources"), "missing-sources", message)
    if not tree.footnotes:
        yield chapter.fault(_title_line(chapter), "missing-sources", _("The chapter has no footnote with a source."))


def _check_sections(chapter: ReadChapter, wanted: tuple[str, ...]) -> Iterator[Fault]:
    tree = chapter.checked.tree
    first = next((block for block in tree.blocks if not isinstance(block, nodes.Heading)), None)
    if not isinstance(first, nodes.Panel) or first.kind is not nodes.PanelKind.SUMMARY:
        message = _("The chapter doesn’t begin with a panel of the kind “summary”.")
        yield chapter.fault(_title_line(chapter), "missing-summary", message)
    there = [section.id for section in tree.sections if section.id in wanted]
    for place, id_ in enumerate(wanted):
        if id_ not in there:
            following = next((later for later in wanted[place + 1 :] if later in there), "")
            message = _("The section “{id}” is missing.").format(id=id_)
            yield chapter.fault(_section_line(chapter, following), "missing-section", message)
    furthest = ""
    for id_ in there:
        if furthest and wanted.index(id_) < wanted.index(furthest):
            message = _("The section “{id}” belongs before “{other}”.").format(id=id_, other=furthest)
            yield chapter.fault(_section_line(chapter, id_), "section-order", message)
        else:
            furthest = id_


def _title_line(chapter: ReadChapter) -> int:
    heading = next((mention for mention in chapter.checked.mentions if mention.kind == "heading"), None)
    return chapter.locator.line(heading) if heading is not None else chapter.checked.front_matter.body_line


def _section_line(chapter: ReadChapter, id_: str) -> int:
    """Return the line of a section's heading; the title's for no section."""
    ids = [section.id for section in chapter.checked.tree.sections if section.level]
    headings = [mention for mention in chapter.checked.mentions if mention.kind == "heading"]
    if id_ in ids and len(ids) == len(headings):
        return chapter.locator.line(headings[ids.index(id_)])
    return _title_line(chapter)


def _key_line(chapter: ReadChapter, key: str) -> int:
    """Return the line of a key of the front matter; the first one's for a key that isn't there."""
    source = chapter.checked.front_matter.source
    match = re.search(rf"^{key}\s*:", source, re.MULTILINE)
    return source.count("\n", 0, match.start()) + 2 if match is not None else 1
