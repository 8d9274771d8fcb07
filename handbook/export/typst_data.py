"""A report as data for the Typst template: dictionaries, lists and strings, with no markup in them.

What a reader or an author wrote is a string in JSON, and the template sets it as text: nothing in it can be an
instruction. The short keys are the template's vocabulary, documented where it reads them (`resources/typst/`).
"""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from handbook.dates import long_date
from handbook.export.gather import by_place
from handbook.export.glyphs import as_title, is_seen, settable
from handbook.export.sheets import sheet_facts
from handbook.export.typst_blocks import BlockSetter, Targets, linked
from handbook.i18n import _, language, plural
from handbook.notes.model import Kind

if TYPE_CHECKING:
    from collections.abc import Iterable

    from handbook.export.pictures import Pictures
    from handbook.export.report import Group, Item, Place, Report, Sheet
    from handbook.export.typst_blocks import Data


_CONTENTS = 4
"""Entries from which on a table of contents is worth its page."""
_OWN_PAGE = 40
"""Notes of a group that has pages of its own."""


def typst_data(report: Report, pictures: Pictures) -> Data:
    """Return a report as the template reads it.

    Args:
        report: What is to be set.
        pictures: Takes in the pictures of the chapters.
    """
    cover, options = report.cover, report.options
    targets = Targets(report.handbook, report.chapters)
    parts = _parts(report, targets, pictures)
    sheet = _sheet(report.sheet, report, targets, pictures) if report.sheet is not None else None
    groups = [_group(group, report, targets, pictures) for group in report.groups] if sheet is None else []
    targets.connect()
    return {
        "title": as_title(cover.title, _("Handbook")),
        "subtitle": as_title(cover.subtitle) if cover.subtitle else "",
        "authors": [as_title(author) for author in cover.authors],
        "lines": [settable(line) for line in cover.lines],
        "keywords": [as_title(word) for word in cover.keywords],
        "lang": _language(cover.language),
        "made": [cover.made.year, cover.made.month, cover.made.day],
        "paper": "us-letter" if options.paper == "letter" else "a4",
        "points": options.points,
        "grey": options.is_grey,
        "words": _words(),
        "groups": groups,
        "parts": parts,
        "sheet": sheet,
        "footer": _footer(report),
        # A chapter by itself begins at once, as it does on the screen.
        "compact": sheet is not None or (len(report.chapters) == 1 and not report.groups),
        "has_contents": len(report.groups) + len(report.chapters) >= _CONTENTS,
        "depth": 2 if report.chapters else 1,
    }


def _words() -> dict[str, str]:
    """Return the words that the template needs, in the language in use."""
    return {
        "contents": _("Contents"),
        "page": _("Page {page} of {pages}"),
        "done": _("Done"),
        "open": _("Not done"),
        "nothing": _("There are no notes here yet."),
        "figure": _("Figure"),
        "picture": _("Picture"),
        "generator": _("Made with Innovationshåndbogen"),
    }


def _footer(report: Report) -> str:
    """Return what stands at the foot of every page: where it is from, and when."""
    manifest = report.handbook.manifest
    edition = _("edition {edition}").format(edition=manifest.edition) if manifest.edition else ""
    return settable(" · ".join(filter(None, (manifest.title, edition, long_date(report.cover.made)))))


def _parts(report: Report, targets: Targets, pictures: Pictures) -> list[Data]:
    """Return chapters in runs that have their part in common; where all have the same one, it isn't named."""
    runs: list[Data] = []
    has_parts = len({chapter.part for chapter in report.chapters}) > 1
    for number, chapter in enumerate(report.chapters):
        title = as_title(chapter.part) if has_parts and chapter.part else ""
        if not runs or runs[-1]["title"] != title:
            runs.append({"title": title, "chapters": []})
        found = runs[-1]["chapters"]
        assert isinstance(found, list)  # noqa: S101 - made above
        found.append(_chapter(report, number, 2 if title else 1, targets, pictures))
    return runs


def _chapter(report: Report, number: int, level: int, targets: Targets, pictures: Pictures) -> Data:
    chapter = report.chapters[number]
    setter = BlockSetter(chapter, number, targets, pictures)
    # By itself, a chapter says what it is from; in a handbook its title has its number.
    label = _("Chapter {number}").format(number=chapter.number) if chapter.number else ""
    eyebrow = " · ".join(filter(None, (report.handbook.manifest.title, label))) if len(report.chapters) == 1 else ""
    return {
        "ids": setter.own_ids(),
        "number": chapter.number,
        "title": as_title(chapter.tree.title, chapter.title, chapter.key),
        "eyebrow": settable(eyebrow),
        "level": level,
        "head": setter.title(),
        "blocks": setter.chapter(level),
    }


def _group(group: Group, report: Report, targets: Targets, pictures: Pictures) -> Data:
    has_quotes = report.options.has_quotes
    return {
        "title": as_title(group.title),
        "places": [
            _place(place, items, group.title, report, targets, pictures) for place, items in by_place(group.items)
        ],
        "summary": _tally(group.items) if has_quotes else "",
        # Pages that begin anew are laid out at the same time.
        "own_page": len(group.items) >= _OWN_PAGE,
    }


def _sheet(sheet: Sheet, report: Report, targets: Targets, pictures: Pictures) -> Data:
    """Return the one tool that the file is."""
    setter = BlockSetter(None, next(targets.notes), targets, pictures, sheet.chapter)
    facts = " · ".join(filter(None, (*report.cover.authors, *sheet_facts(sheet))))
    return setter.form(sheet, 1).alone(sheet) | {"e": settable(facts)}


def _place(
    place: Place, items: Iterable[Item], group_title: str, report: Report, targets: Targets, pictures: Pictures
) -> Data:
    # The heading above has said it.
    names = [place.section] if place.chapter == group_title else [place.chapter, place.section]
    title = " › ".join(map(as_title, filter(is_seen, names)))
    # Headings in a note stand below the last one above it.
    level = 3 if title else 2
    return {
        "title": title,
        **linked(place.address),
        "items": [_item(item, level, report, targets, pictures) for item in items],
    }


def _item(item: Item, level: int, report: Report, targets: Targets, pictures: Pictures) -> Data:
    key = item.sheet.chapter if item.sheet is not None else ""
    setter = BlockSetter(None, next(targets.notes), targets, pictures, key)
    data: Data = {"kind": item.kind.value, "name": settable(item.kind_name), "when": item.modified}
    if item.kind is Kind.TICK:
        return data | {"done": item.is_done, "quote": settable(item.quote)}
    if item.quote and report.options.has_quotes:
        data["quote"] = [settable(line) for line in item.quote.split("\n") if line.strip()]
        if item.quote_language[:2].lower() != language():
            data["lang"] = _language(item.quote_language)
    if item.colour is not None:
        data |= {"colour": item.colour.value, "name": settable(item.colour_name)}
    if item.sheet is not None:
        data["note"] = setter.form(item.sheet, level - 1).in_report(item.sheet, item.tags)
    elif item.note is not None:
        data["note"] = setter.note(item.note, level)
    if item.tags:
        data["tags"] = [settable(f"#{tag}") for tag in item.tags]
    return data


def _tally(items: tuple[Item, ...]) -> str:
    """Return how many of each kind there are, in words."""
    counts = Counter(item.kind for item in items)
    words = {
        Kind.HIGHLIGHT: plural("{count} highlight", "{count} highlights", counts[Kind.HIGHLIGHT]),
        Kind.NOTE: plural("{count} note", "{count} notes", counts[Kind.NOTE]),
        Kind.BOOKMARK: plural("{count} bookmark", "{count} bookmarks", counts[Kind.BOOKMARK]),
        Kind.TICK: plural("{count} ticked box", "{count} ticked boxes", counts[Kind.TICK]),
        Kind.TOOL: plural("{count} filled-in copy", "{count} filled-in copies", counts[Kind.TOOL]),
    }
    return " · ".join(text for kind, text in words.items() if counts[kind])


def _language(tag: str) -> str:
    """Return the two or three letters of a language as Typst takes them."""
    code = tag.replace("_", "-").partition("-")[0].lower()
    return code if code.isascii() and code.isalpha() and len(code) in (2, 3) else "da"
