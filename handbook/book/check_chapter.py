"""Checks one chapter: what was noticed while it was parsed, and where its links and pictures lead."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from handbook.book.check_tools import check_ends, tool_message
from handbook.book.faults import Fault
from handbook.book.library import LinkKind
from handbook.book.locate import Locator
from handbook.book.pictures import is_picture
from handbook.i18n import _

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from handbook.book.inlines import Mention
    from handbook.book.library import Handbook
    from handbook.book.markdown import CheckedChapter


@dataclass(frozen=True)
class ReadChapter:
    """A chapter that could be parsed.

    Attributes:
        name: Its path as faults give it.
        key: Its key.
        text: Its source.
        checked: What was made of it.
    """

    name: str
    key: str
    text: str
    checked: CheckedChapter

    @cached_property
    def locator(self) -> Locator:
        """Finds lines in the source."""
        return Locator(self.text, self.checked)

    def fault(self, line: int, code: str, message: str) -> Fault:
        """Return a fault of this chapter."""
        return Fault(self.name, line, code, message)


def check_chapter(chapter: ReadChapter) -> Iterator[Fault]:
    """Yield the faults of a chapter that have nothing to do with other files.

    Args:
        chapter: The chapter.
    """
    front = chapter.checked.front_matter
    for fault in front.faults:
        yield chapter.fault(fault.line, fault.code, fault.message)
    if not chapter.checked.tree.text.strip():
        yield chapter.fault(front.body_line if front.body.strip() else 1, "empty-chapter", _("The chapter is empty."))
        return
    yield from _check_headings(chapter)
    yield from _check_notes(chapter)
    for fence in chapter.checked.parsed.fences:
        if not fence.is_closed:
            message = _("The code that begins here has no closing line.")
            yield chapter.fault(front.body_line + fence.line, "unclosed-code", message)
    yield from check_ends(chapter)
    for mention in chapter.checked.mentions:
        message = _message(mention) or tool_message(mention)
        if message:
            yield chapter.fault(chapter.locator.line(mention), mention.kind, message)


def check_links(chapter: ReadChapter, handbook: Handbook, places: Mapping[str, set[str]]) -> Iterator[Fault]:
    """Yield the faults of a chapter's links and pictures.

    Args:
        chapter: The chapter.
        handbook: What the links lead to.
        places: The addresses in each chapter that could be parsed.
    """
    for mention in chapter.checked.mentions:
        if mention.kind == "link":
            found = _link_fault(chapter, mention, handbook, places)
        elif mention.kind in ("image", "figure"):
            found = _picture_fault(chapter, mention, handbook)
            if not mention.detail.strip():
                message = _("The picture {name} has no alternative text.").format(name=mention.value)
                yield chapter.fault(chapter.locator.line(mention), "missing-alt", message)
        else:
            continue
        if found is not None:
            yield found


def _check_headings(chapter: ReadChapter) -> Iterator[Fault]:
    titles = 0
    above = 1
    for mention in chapter.checked.mentions:
        if mention.kind != "heading":
            continue
        level = int(mention.detail)
        titles += level == 1
        if level == 1 and titles > 1:
            message = _("A chapter has one heading of level 1; this is another.")
            yield chapter.fault(chapter.locator.line(mention), "extra-title", message)
        if level > above + 1:
            message = _("The heading skips from level {above} to level {level}.").format(above=above, level=level)
            yield chapter.fault(chapter.locator.line(mention), "heading-level", message)
        above = level
    if not titles:
        line = chapter.checked.front_matter.body_line
        yield chapter.fault(line, "no-title", _("The chapter has no heading of level 1."))


def _check_notes(chapter: ReadChapter) -> Iterator[Fault]:
    seen: dict[str, int] = {}
    for label in chapter.checked.parsed.duplicate_notes:
        seen[label] = seen.get(label, 1) + 1
        message = _("The footnote “{label}” is already defined.").format(label=label)
        yield chapter.fault(chapter.locator.find(f"[^{label}]:", seen[label]) or 1, "duplicate-footnote", message)


def _message(mention: Mention) -> str:
    """Return what is wrong with something noticed, or "" when its kind alone is no fault."""
    match mention.kind:
        case "duplicate-id":
            return _("The address “{name}” is already taken in this chapter.").format(name=mention.value)
        case "ragged-table":
            return _("The row has {count} cells, but the table has {columns} columns.").format(
                count=mention.value, columns=mention.detail
            )
        case "raw-html":
            return _("HTML is shown as text: {tag}").format(tag=mention.value)
        case "table-header":
            return _("The table’s header row is empty.")
        case "too-many-marks":
            return _("The paragraph has too many marks to be set; it is shown as typed.")
        case "undefined-footnote":
            return _("The footnote “{label}” isn’t defined.").format(label=mention.value)
        case "unknown-panel":
            return _("There is no panel of the kind “{kind}”.").format(kind=mention.value)
        case "unused-footnote":
            return _("Nothing refers to the footnote “{label}”.").format(label=mention.value)
        case _:
            return ""


def _link_fault(
    chapter: ReadChapter, mention: Mention, handbook: Handbook, places: Mapping[str, set[str]]
) -> Fault | None:
    target = handbook.resolve(chapter.key, mention.value)
    if target.kind is LinkKind.EXTERNAL:
        return None
    line = chapter.locator.line(mention)
    if target.kind is LinkKind.FILE:
        if not target.url.lower().endswith(".md"):
            return None
        message = _("{target} isn’t listed in SUMMARY.md, so it can’t be shown.").format(target=mention.value)
        return chapter.fault(line, "unlisted-link", message)
    if target.address is None:
        if handbook.is_foreign(mention.value):
            message = _("Links of this kind aren’t opened: {target}").format(target=mention.value)
            return chapter.fault(line, "link-scheme", message)
        message = _("The link leads nowhere: {target}").format(target=mention.value or "()")
        return chapter.fault(line, "broken-link", message)
    section = target.address.section
    known = places.get(target.address.chapter)
    if not section or known is None or section in known:
        return None
    if target.address.chapter == handbook.manifest.glossary:
        message = _("The glossary has no term “{section}”.").format(section=section)
        return chapter.fault(line, "glossary-anchor", message)
    message = _("There is no section “{section}” in {chapter}.").format(section=section, chapter=target.address.chapter)
    return chapter.fault(line, "broken-anchor", message)


def _picture_fault(chapter: ReadChapter, mention: Mention, handbook: Handbook) -> Fault | None:
    line = chapter.locator.line(mention)
    if handbook.leaves(chapter.key, mention.value):
        message = _("The picture {name} lies outside the handbook’s folder.").format(name=mention.value)
        return chapter.fault(line, "outside-image", message)
    path = handbook.file(chapter.key, mention.value)
    if path is None:
        message = _("The picture {name} is missing.").format(name=mention.value)
        return chapter.fault(line, "missing-image", message)
    if not is_picture(path):
        message = _("The file {name} is no picture that can be shown.").format(name=mention.value)
        return chapter.fault(line, "unreadable-image", message)
    return None
