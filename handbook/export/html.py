"""A report as one HTML file that needs nothing else: its style and its pictures are in it, and nothing in it can run.

A policy in the file itself forbids every script and every request, whatever may have come in with a note. Without the
style it is a plain document in the right order; with it, it looks as the program's pages do, in light and dark and on
paper.
"""

from __future__ import annotations

from itertools import groupby
from typing import TYPE_CHECKING

from handbook.export.gather import by_place, numbered
from handbook.export.html_blocks import HtmlBlocks, linked
from handbook.export.html_text import element, escape, language_tag, start_tag
from handbook.export.pictures import Pictures
from handbook.export.places import Places, is_compact
from handbook.i18n import _, plural
from handbook.notes.model import Kind
from handbook.paths import resources

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from handbook.export.report import Group, Item, Place, Report, ReportChapter, Sheet

_POLICY = "default-src 'none'; style-src 'unsafe-inline'; img-src data:; base-uri 'none'; form-action 'none'"
_GROUP_LEVEL = 2


def to_html(report: Report) -> str:
    """Return a report as HTML.

    Args:
        report: What is exported.

    Returns:
        The text of the file, ending in a newline.
    """
    return _Writer(report).document()


class _Writer:
    """Writes one report."""

    def __init__(self, report: Report) -> None:
        self._report = report
        self._places = Places(report)
        self._pictures = Pictures(report.handbook)
        self._is_compact = is_compact(report)
        self._group_ids = [self._places.new(f"group-{number}") for number, _group in enumerate(report.groups, 1)]

    def document(self) -> str:
        report = self._report
        is_one = report.sheet is not None
        main = [self._group(*pair) for pair in zip(self._group_ids, report.groups, strict=True) if not is_one]
        if not report.groups and not report.chapters:
            main.append(element("p", escape(_("There are no notes here yet."))))
        main += self._chapters()
        tongue = language_tag(report.cover.language)
        if report.sheet is not None:
            main = [self._sheet(report.sheet)]
        body = [self._header(), self._contents(), element("main", "\n".join(filter(None, main))), self._footer()]
        look = "grey" if report.options.is_grey else ""
        parts = [
            "<!doctype html>",
            start_tag("html", lang=tongue, class_=look),
            self._head(),
            element("body", "\n".join(filter(None, body))),
            "</html>\n",
        ]
        return "\n".join(parts)

    @property
    def _title(self) -> str:
        return self._report.cover.title.strip() or _("Handbook")

    def _head(self) -> str:
        cover = self._report.cover
        named = {
            "viewport": "width=device-width, initial-scale=1",
            "color-scheme": "light dark",
            "author": ", ".join(cover.authors),
            "keywords": ", ".join(cover.keywords),
            "generator": self._report.generator,
            "date": cover.made.isoformat(timespec="seconds"),
        }
        style = (resources() / "export" / "report.css").read_text(encoding="utf-8")
        lines = [
            start_tag("meta", charset="utf-8"),
            start_tag("meta", http_equiv="Content-Security-Policy", content=_POLICY),
            element("title", escape(self._title)),
            *(start_tag("meta", name=name, content=content) for name, content in named.items() if content),
            element("style", f"\n{style}"),
        ]
        return element("head", "\n".join(lines))

    def _header(self) -> str:
        cover = self._report.cover
        heading = element("h1", escape(self._title), dir="auto")
        if self._is_compact:
            chapter = self._report.chapters[0]
            words = self._blocks(chapter.key).title(chapter.tree, chapter.tree.title or chapter.title)
            heading = element("h1", words, id=self._places.id(chapter.key))
        subtitle = element("p", escape(cover.subtitle), class_="subtitle") if cover.subtitle else ""
        facts = [element("li", escape(fact)) for fact in (*cover.authors, *cover.lines)]
        return element("header", heading + subtitle + (element("ul", "".join(facts), class_="facts") if facts else ""))

    def _footer(self) -> str:
        return element("footer", element("p", escape(_("Made with Innovationshåndbogen"))))

    def _contents(self) -> str:
        report = self._report
        if len(report.groups) + len(report.chapters) < 2:
            return ""
        groups = [
            _entry(id_, group.title, plural("{count} note", "{count} notes", len(group.items)))
            for id_, group in zip(self._group_ids, report.groups, strict=True)
        ]
        lists = [element("ul", "\n".join(groups))] if groups else []
        for part, chapters in _parts(report.chapters):
            if part:
                lists.append(element("p", escape(part), class_="part"))
            lists.append(element("ul", "\n".join(self._chapter_entry(chapter) for chapter in chapters)))
        id_ = self._places.new("contents")
        return element("nav", element("h2", escape(_("Contents")), id=id_) + "".join(lists), aria_labelledby=id_)

    def _sheet(self, sheet: Sheet) -> str:
        """Return the one tool that the file is."""
        inner = self._copy(sheet).tools(1).alone(sheet)
        tongue = self._report.handbook.manifest.language if sheet.tool is not None else ""
        return element("section", inner, class_="sheet alone", lang=language_tag(tongue))

    def _copy(self, sheet: Sheet) -> HtmlBlocks:
        return HtmlBlocks(sheet.chapter, self._places, self._pictures, has_ids=False)

    def _group(self, id_: str, group: Group) -> str:
        heading = element(f"h{_GROUP_LEVEL}", escape(group.title), id=id_, dir="auto")
        places = [self._place(place, items, group.title) for place, items in by_place(group.items)]
        return element("section", heading + "\n".join(places), class_="group", aria_labelledby=id_)

    def _place(self, place: Place, items: Sequence[Item], group_title: str) -> str:
        # The heading above has said which chapter it is.
        names = [place.section] if place.chapter == group_title else [place.chapter, place.section]
        title = " › ".join(filter(None, names))
        level = _GROUP_LEVEL + 1 if title else _GROUP_LEVEL
        found = [self._ticks(run) if is_tick else self._items(run, level) for is_tick, run in _runs(items)]
        if not title:
            return "\n".join(found)
        id_ = self._places.new("place")
        heading = element(f"h{level}", linked(place.address, escape(title)), id=id_, dir="auto")
        return element("section", heading + "\n".join(found), class_="place", aria_labelledby=id_)

    def _items(self, items: Iterable[Item], level: int) -> str:
        return "\n".join(self._item(item, level) for item in items)

    def _item(self, item: Item, level: int) -> str:
        if item.sheet is not None:
            return self._copy(item.sheet).tools(level).in_report(item.sheet, item.tags)
        parts = [self._caption(item)]
        if item.quote and self._report.options.has_quotes:
            lines = "<br>".join(escape(text) for text in item.quote.splitlines() if text.strip())
            quote = element("p", lines)
            tongue = language_tag(item.quote_language)
            parts.append(element("blockquote", quote, cite=item.place.address, lang=tongue, dir="auto"))
        if item.note is not None:
            body = HtmlBlocks("", self._places, self._pictures).note(item.note, level)
            parts.append(element("div", body, class_="body", dir="auto"))
        colour = item.colour.value if item.colour is not None else ""
        return element("article", "\n".join(parts), class_=f"item {item.kind.value} {colour}".strip())

    def _caption(self, item: Item) -> str:
        """Return what an item is, when it was written, and its tags."""
        parts = [element("span", escape(item.colour_name or item.kind_name), class_="name", dir="auto"), _time(item)]
        words = element("p", " ".join(filter(None, parts)))
        return element("div", words + _tags(item), class_="caption")

    def _ticks(self, items: Iterable[Item]) -> str:
        rows = []
        for item in items:
            box = start_tag("input", type="checkbox", disabled=True, checked=item.is_done)
            label = element("label", f"{box} {element('span', escape(item.quote or item.kind_name), dir='auto')}")
            state = element("span", escape(_("Done") if item.is_done else _("Not done")))
            rows.append(
                element("li", label + element("div", f"<p>{state} {_time(item)}</p>{_tags(item)}", class_="caption"))
            )
        return element("ul", "\n".join(rows), class_="tasks ticks")

    def _chapters(self) -> list[str]:
        found = []
        for part, chapters in _parts(self._report.chapters):
            if not part:
                found += [self._chapter(chapter, 1 if self._is_compact else 2) for chapter in chapters]
                continue
            id_ = self._places.new("part")
            inner = [element("h2", escape(part), id=id_), *(self._chapter(chapter, 3) for chapter in chapters)]
            found.append(element("section", "\n".join(inner), class_="part", aria_labelledby=id_))
        return found

    def _chapter(self, chapter: ReportChapter, level: int) -> str:
        manifest = self._report.handbook.manifest
        blocks = self._blocks(chapter.key)
        id_ = self._places.id(chapter.key)
        words = blocks.title(chapter.tree, chapter.tree.title or chapter.title)
        eyebrow = escape(_("Chapter {number}").format(number=chapter.number)) if chapter.number else ""
        label = element("p", eyebrow, class_="eyebrow") if eyebrow else ""
        heading = "" if self._is_compact else label + element(f"h{level}", words, id=id_)
        tongue = language_tag(manifest.language) if manifest.language != self._report.cover.language else ""
        body = blocks.chapter(chapter.tree, level)
        return element("section", heading + body, class_="chapter", aria_labelledby=id_, lang=tongue)

    def _blocks(self, key: str) -> HtmlBlocks:
        return HtmlBlocks(key, self._places, self._pictures)

    def _chapter_entry(self, chapter: ReportChapter) -> str:
        return _entry(self._places.id(chapter.key), numbered(chapter.number, chapter.title), "")


def _parts(chapters: Sequence[ReportChapter]) -> list[tuple[str, list[ReportChapter]]]:
    """Return chapters in runs that have their part in common; where all have the same one, it isn't named."""
    has_parts = len({chapter.part for chapter in chapters}) > 1
    return [(part, list(run)) for part, run in groupby(chapters, lambda one: one.part if has_parts else "")]


def _runs(items: Iterable[Item]) -> list[tuple[bool, list[Item]]]:
    """Return items in runs that are ticks, or aren't."""
    return [(is_tick, list(run)) for is_tick, run in groupby(items, lambda item: item.kind is Kind.TICK)]


def _entry(id_: str, title: str, count: str) -> str:
    more = f" {element('span', escape(count), class_='count')}" if count else ""
    return element("li", linked(f"#{id_}", escape(title)) + more)


def _time(item: Item) -> str:
    if not item.modified:
        return ""
    return element("time", escape(item.modified), datetime=item.annotation.modified)


def _tags(item: Item) -> str:
    tags = [element("li", escape(f"#{tag}"), dir="auto") for tag in item.tags]
    return element("ul", "".join(tags), class_="tags", aria_label=_("Tags")) if tags else ""
