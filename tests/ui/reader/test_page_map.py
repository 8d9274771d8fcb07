"""The map between a chapter's text and the page, over every chapter that ships: find, copy and places rest on it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from PySide6.QtGui import QTextCursor

from handbook.book import nodes
from handbook.ui.reader.inlines import SOFT_HYPHEN
from handbook.ui.reader.page_map import PageMap

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from handbook.book.library import Handbook
    from handbook.book.model import Chapter
    from tests.ui.conftest import Desk

EVERY = 7


def leaves(blocks: object, stacked: Iterator[bool]) -> Iterator[tuple[int, str]]:
    """Yield the offset and the characters of every run of text that a page must show.

    `stacked` says of each table whether it is set as records: its header then stands as labels before the cells.
    """
    match blocks:
        case nodes.Text() | nodes.Code() | nodes.Abbreviation() | nodes.CodeBlock() | nodes.FaultBlock():
            yield blocks.start, blocks.value
        case nodes.Keys():
            yield blocks.start, "+".join(blocks.names)
        case (
            nodes.Emphasis()
            | nodes.Strong()
            | nodes.Strike()
            | nodes.Link()
            | nodes.TableCell()
            | nodes.Heading()
            | nodes.Paragraph()
        ):
            yield from leaves(blocks.children, stacked)
        case nodes.Figure():
            yield from leaves(blocks.caption, stacked)
        case nodes.Panel():
            yield from leaves((blocks.title, blocks.blocks), stacked)
        case nodes.Tool():
            ends = tuple(end.label for end in blocks.options)
            yield from leaves((blocks.title, ends, blocks.blocks), stacked)
        case nodes.Field():
            yield from leaves_of_field(blocks, stacked)
        case nodes.Quote() | nodes.ListItem() | nodes.Footnote():
            yield from leaves(blocks.blocks, stacked)
        case nodes.Definition():
            yield from leaves((blocks.term, blocks.blocks), stacked)
        case nodes.ListBlock() | nodes.DefinitionList():
            yield from leaves(blocks.items, stacked)
        case nodes.Table():
            yield from leaves(blocks.rows if next(stacked) else (blocks.header, blocks.rows), stacked)
        case tuple() if type(blocks) is tuple:
            for item in blocks:
                yield from leaves(item, stacked)


def leaves_of_field(field: nodes.Field, stacked: Iterator[bool]) -> Iterator[tuple[int, str]]:
    """Yield the runs of a field of a tool, in the order of the plain text."""
    yield from leaves(field.label, stacked)
    options = tuple(option.label for option in field.options)
    if field.kind is nodes.FieldKind.DIMENSION:
        yield from leaves((options, field.blocks), stacked)
        return
    yield from leaves(field.blocks, stacked)
    if field.kind is nodes.FieldKind.TABLE:
        # Its columns are named whether it is set as records or not.
        next(stacked)
    yield from leaves((options, tuple(preset.label for preset in field.presets)), stacked)


def units(text: str) -> int:
    """Return how many places `text` takes in a document, which counts in UTF-16."""
    return len(text.encode("utf-16-le")) // 2


def check_page(reader: Desk) -> list[str]:
    """Return what is wrong with the map of the page on the screen; every run of text, every few characters."""
    tree, page = reader.tree, reader.view.page
    assert page is not None
    shown = page.document.toRawText()
    # A Python string counts characters beyond the basic plane once, the document twice.
    wide = [index for index, character in enumerate(shown) if ord(character) > 0xFFFF]
    faults = []
    runs = list(leaves((tree.blocks, tree.footnotes), iter(page.stacking)))
    assert runs
    for start, value in runs:
        assert tree.text[start : start + len(value)] == value
        for offset in {*range(start, start + len(value), EVERY), start + len(value) - 1} - {start - 1}:
            position = page.map.to_document(offset)
            index = position - sum(1 for number, place in enumerate(wide) if place + number < position)
            wanted = tree.text[offset].replace("\n", "\u2028")
            if shown[index] != wanted:
                faults.append(f"offset {offset} {wanted!r} is at {position}, where {shown[index]!r} stands")
            elif page.map.to_text(position) != offset:
                faults.append(f"position {position} of offset {offset} goes back to {page.map.to_text(position)}")
    return faults


@pytest.mark.parametrize("size", [(1_280, 800), (360, 640)], ids=["wide", "narrow"])
def test_every_character_of_every_chapter_is_where_the_map_says(
    desk: Callable[..., Desk], size: tuple[int, int], some_chapters: Callable[[Handbook], list[Chapter]]
) -> None:
    reader = desk(size=size)
    handbook = reader.window.navigator.handbook
    assert handbook is not None
    assert len(handbook.chapters) > 10
    faults: dict[str, list[str]] = {}
    for chapter in some_chapters(handbook):
        reader.go(chapter.key)
        assert reader.title == chapter.title
        found = check_page(reader)
        if found:
            faults[chapter.key] = found[:3]
    assert faults == {}


def test_every_character_of_a_chapter_with_a_bit_of_everything(desk: Callable[..., Desk], small: Path) -> None:
    for width in (1_280, 360):
        reader = desk(small, size=(width, 700))
        for chapter in ("forord.md", "del/forsoeg.md", "ordliste.md"):
            reader.go(chapter)
            assert check_page(reader) == []


def test_every_section_begins_at_its_heading(
    desk: Callable[..., Desk], some_chapters: Callable[[Handbook], list[Chapter]]
) -> None:
    reader = desk()
    handbook = reader.window.navigator.handbook
    assert handbook is not None
    for chapter in some_chapters(handbook):
        reader.go(chapter.key)
        page = reader.view.page
        assert page is not None
        for section in reader.tree.sections:
            if section.level:
                assert page.anchors[section.id] == page.map.to_document(section.start)


def test_characters_of_two_units_are_counted(desk: Callable[..., Desk], small: Path) -> None:
    reader = desk(small)
    reader.go("del/forsoeg.md")
    page = reader.view.page
    assert page is not None
    # Far enough into the line to have the soft hyphens of the words before it behind it, too.
    for word in ("🌱", "frø", "👩‍🔬", "forskere", "ordet spire"):
        offset = reader.tree.text.index(word)
        cursor = QTextCursor(page.document)
        cursor.setPosition(page.map.to_document(offset))
        cursor.setPosition(page.map.end_to_document(offset + len(word)), QTextCursor.MoveMode.KeepAnchor)
        assert cursor.selectedText().replace(SOFT_HYPHEN, "") == word


def test_offsets_that_are_not_shown_go_to_the_nearest_place_before(desk: Callable[..., Desk], small: Path) -> None:
    reader = desk(small)
    reader.go("del/forsoeg.md")
    page = reader.view.page
    assert page is not None
    length = page.document.characterCount()
    before = 0
    for offset in range(-3, len(reader.tree.text) + 10):
        position = page.map.to_document(offset)
        assert before <= position < length
        before = position
    before = 0
    for position in range(-3, length + 10):
        offset = page.map.to_text(position)
        assert before <= offset <= len(reader.tree.text)
        before = offset


def test_a_map_without_stretches_sends_everything_to_the_beginning() -> None:
    empty = PageMap()
    assert (empty.to_document(12), empty.to_text(12), empty.end_to_document(3)) == (0, 0, 1)


def test_a_map_counts_what_it_is_given() -> None:
    made = PageMap()
    behind = made.add(0, 10, "a🌱b")
    assert behind == 10 + units("a🌱b")
    assert [made.to_document(offset) for offset in range(3)] == [10, 11, 13]
    assert [made.to_text(position) for position in (10, 11, 13)] == [0, 1, 2]
