"""A report as Markdown: CommonMark, in the dialect that handbooks are written in (`docs/authoring.md`).

What the reader wrote stands as it was written; everything else is text, and nothing in it can be a mark. There is one
heading of level 1, and no id and no footnote stands twice.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from handbook.export.gather import by_place
from handbook.export.markdown_blocks import Footnotes, MarkdownBlocks
from handbook.export.markdown_notes import as_written
from handbook.export.markdown_text import broken, escaped, line, link, plain_line
from handbook.export.places import Places, is_compact
from handbook.export.sheets import sheet_facts, sheet_title
from handbook.i18n import _
from handbook.notes.model import Kind

if TYPE_CHECKING:
    from handbook.export.report import Group, Item, Place, Report, Sheet

_PLACE_LEVEL = 3


def to_markdown(report: Report) -> str:
    """Return a report as Markdown.

    Args:
        report: What is exported.

    Returns:
        The text of the file, ending in a newline.
    """
    return "\n".join(_Writer(report).lines()) + "\n"


class _Writer:
    """Writes one report."""

    def __init__(self, report: Report) -> None:
        self._report = report
        self._places = Places(report)
        self._footnotes = Footnotes()

    def lines(self) -> list[str]:
        report = self._report
        if is_compact(report):
            return self._compact()
        written = [f"# {escaped(report.cover.title).strip() or _('Handbook')}", *self._cover()]
        if report.sheet is not None:
            return [*written, "", *self._copy(report.sheet).sheet(report.sheet, 1)]
        for group in report.groups:
            written += ["", *self._group(group)]
        if not report.groups and not report.chapters:
            written += ["", plain_line(_("There are no notes here yet."))]
        return written + self._chapters()

    def _compact(self) -> list[str]:
        """Return a chapter by itself: its own heading is the file's."""
        heading, *rest = self._chapter(0, 1, numbered=False)
        return [heading, *self._cover(), *rest]

    def _cover(self) -> list[str]:
        cover = self._report.cover
        subtitle = escaped(cover.subtitle).strip()
        facts = [*cover.authors, *cover.lines]
        written = ["", f"**{subtitle}**"] if subtitle else []
        return written + (["", line(" · ".join(map(escaped, facts)))] if facts else [])

    def _group(self, group: Group) -> list[str]:
        written = [f"## {escaped(group.title).strip()}"]
        for place, items in by_place(group.items):
            written += ["", self._place(place, group.title)]
            after_tick = False
            for item in items:
                is_tick = item.kind is Kind.TICK
                written += ([] if is_tick and after_tick else [""]) + (_tick(item) if is_tick else self._item(item))
                after_tick = is_tick
        return written

    def _place(self, place: Place, group_title: str) -> str:
        # The heading above has said which chapter it is.
        names = [place.section or place.chapter] if place.chapter == group_title else [place.chapter, place.section]
        title = " › ".join(filter(None, (escaped(name).strip() for name in names)))
        return f"{'#' * _PLACE_LEVEL} {link(title or escaped(place.address), place.address)}"

    def _copy(self, sheet: Sheet) -> MarkdownBlocks:
        return self._blocks(sheet.chapter, has_ids=False)

    def _filled(self, sheet: Sheet, tags: str) -> list[str]:
        """Return a filled copy under its own title."""
        facts = " · ".join(filter(None, (*map(escaped, sheet_facts(sheet)), tags)))
        title = escaped(sheet_title(sheet)).strip() or _("Without a title")
        level = _PLACE_LEVEL + 1
        return [f"{'#' * level} {title}", "", line(facts), "", *self._copy(sheet).sheet(sheet, level)]

    def _item(self, item: Item) -> list[str]:
        if item.sheet is not None:
            return self._filled(item.sheet, _tags(item))
        written = [" · ".join([f"**{_name(item)}**", *filter(None, (escaped(item.modified), _tags(item)))])]
        if item.quote and self._report.options.has_quotes:
            quoted = [plain_line(text) for text in item.quote.splitlines() if escaped(text).strip()]
            written += ["", *(f"> {text}" for text in broken(quoted))]
        if item.note is not None:
            body = as_written(item.body, _PLACE_LEVEL)
            written += ["", *(body if body is not None else self._blocks("").note(item.note, _PLACE_LEVEL))]
        return written

    def _chapters(self) -> list[str]:
        written: list[str] = []
        has_parts = len({chapter.part for chapter in self._report.chapters}) > 1
        part = ""
        for number, chapter in enumerate(self._report.chapters):
            title = escaped(chapter.part).strip() if has_parts else ""
            if title and title != part:
                written += ["", f"## {title}"]
            part = title
            written += ["", *self._chapter(number, 3 if title else 2, numbered=True)]
        return written

    def _chapter(self, number: int, level: int, *, numbered: bool) -> list[str]:
        chapter = self._report.chapters[number]
        title = chapter.tree.title or chapter.title
        return self._blocks(chapter.key).chapter(chapter.tree, title, chapter.number if numbered else "", level)

    def _blocks(self, key: str, *, has_ids: bool = True) -> MarkdownBlocks:
        language = self._report.handbook.manifest.language
        return MarkdownBlocks(key, language, self._places, self._footnotes, has_ids=has_ids)


def _tick(item: Item) -> list[str]:
    text = " ".join(filter(None, (escaped(item.quote).strip() or _name(item), _tags(item))))
    return [f"- [{'x' if item.is_done else ' '}] {line(text)}"]


def _name(item: Item) -> str:
    """Return what an item is, as text that marks can stand around."""
    return escaped(item.colour_name).strip() or escaped(item.kind_name).strip()


def _tags(item: Item) -> str:
    return " ".join(f"#{escaped(tag).strip()}" for tag in item.tags)
