"""The reading panel: another size, measure or width keeps the line, and nothing ever sticks out of the column."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import QRectF, Qt

from handbook.settings import LINE_LENGTHS, TEXT_SIZES, Reading

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from PySide6.QtGui import QTextLine

    from handbook.book.library import Handbook
    from handbook.book.model import Chapter
    from tests.ui.conftest import Desk


def x_of(line: QTextLine, position: int) -> float:
    x: object = line.cursorToX(position)
    # PySide returns the position that it settled on as well.
    if isinstance(x, tuple):
        x = x[0]
    assert isinstance(x, float)
    return x


def widest(reader: Desk) -> tuple[float, str]:
    """Return the right edge of what reaches furthest right on the page, in pixels, and its text."""
    document = reader.view.document()
    layout = document.documentLayout()
    layout.documentSize()
    edge, text = 0.0, ""
    block = document.begin()
    while block.isValid():
        rect: QRectF = layout.blockBoundingRect(block)
        lines = block.layout()
        for number in range(lines.lineCount()):
            line = lines.lineAt(number)
            # A space at the end of a line hangs over its edge and can't be seen.
            seen = block.text()[line.textStart() : line.textStart() + line.textLength()].rstrip(" \u2028\u00ad")
            right = rect.left() + x_of(line, line.textStart() + len(seen.encode("utf-16-le")) // 2)
            if right > edge:
                edge, text = right, seen
        block = block.next()
    return edge, text


# --- The line stays ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("words", ["Billederne", "prøver sundhedsforebyggelse", "Projektleder"])
def test_larger_smaller_and_normal_text_keep_the_line_at_the_top(
    desk: Callable[..., Desk], small: Path, words: str
) -> None:
    reader = desk(small)
    reader.go("del/forsoeg.md")
    reader.scroll_to_words(words)
    start = reader.reader.offset
    for action in ("larger", "larger", "larger", "smaller", "normal-size", "smaller", "normal-size"):
        reader.act(action)
        # The line is another one in another size, but it holds the words that stood at the top.
        top = reader.reader.offset
        assert top <= start < top + 160, f"after {action} the top shows {reader.words_at_top()!r}"
    assert reader.reader.offset == start


def test_the_sizes_go_in_steps_and_stop_at_the_ends(desk: Callable[..., Desk], small: Path) -> None:
    reader = desk(small)
    for action, wanted in (("larger", TEXT_SIZES[-1]), ("smaller", TEXT_SIZES[0])):
        seen = [reader.settings.reading.text_size]
        for _press in range(20):
            reader.act(action)
            seen.append(reader.settings.reading.text_size)
        assert seen[-1] == wanted
        assert set(seen) <= set(TEXT_SIZES)
        assert str(wanted) in reader.notice
    reader.ctrl(Qt.Key.Key_0)
    assert reader.settings.reading.text_size == 100


def test_larger_text_is_larger(desk: Callable[..., Desk], small: Path) -> None:
    reader = desk(small)
    reader.go("kort.md")
    page = reader.view.page
    assert page is not None
    before = reader.view.line_rect(page.map.to_document(reader.tree.text.index("Det var"))).height()
    reader.act("larger")
    page = reader.view.page
    assert page is not None
    after = reader.view.line_rect(page.map.to_document(reader.tree.text.index("Det var"))).height()
    assert after > before


@pytest.mark.parametrize("change", [Reading(line_spacing=140), Reading(line_length=58), Reading(line_length=75)])
def test_another_measure_keeps_the_words_at_the_top(desk: Callable[..., Desk], small: Path, change: Reading) -> None:
    reader = desk(small)
    reader.go("del/forsoeg.md")
    reader.scroll_to_words("Billederne")
    for reading in (change, Reading(), change, Reading()):
        reader.window.set_reading(reading)
        reader.settle()
        assert reader.words_at_top(10) == "Billederne"


def test_the_line_length_is_what_was_asked_for(desk: Callable[..., Desk], small: Path) -> None:
    reader = desk(small, size=(1_800, 900))
    reader.go("del/doere.md")
    columns = []
    for length in LINE_LENGTHS:
        reader.window.set_reading(Reading(line_length=length))
        reader.settle()
        page = reader.view.page
        assert page is not None
        position = page.map.to_document(reader.tree.text.index("Kommunaldirektøren"))
        block = reader.view.document().findBlock(position)
        counts = [block.layout().lineAt(number).textLength() for number in range(1, block.layout().lineCount() - 1)]
        columns.append(sum(counts) / len(counts))
    # Long compounds make lines ragged; a handbook's own text comes nearer.
    assert columns == sorted(columns)
    for length, count in zip(LINE_LENGTHS, columns, strict=True):
        assert 0.75 * length <= count <= 1.1 * length


def test_the_column_stands_in_the_middle(desk: Callable[..., Desk], small: Path) -> None:
    reader = desk(small)
    for width in (1_280, 1_000, 640, 360):
        reader.resize(width, 700)
        left, right = reader.view.column()
        free = reader.view.viewport().width()
        assert abs(left - (free - right)) <= 1
        assert left >= 14


@pytest.mark.parametrize("words", ["Billederne", "prøver sundhedsforebyggelse"])
def test_another_width_keeps_the_words_at_the_top(desk: Callable[..., Desk], small: Path, words: str) -> None:
    reader = desk(small)
    reader.go("del/forsoeg.md")
    reader.scroll_to_words(words)
    start = reader.reader.offset
    for width in (900, 500, 360, 700, 1_280):
        reader.resize(width, 800)
        reader.settle()
        top = reader.reader.offset
        assert top <= start < top + 160, f"at {width} pixels the top shows {reader.words_at_top()!r}"
    assert reader.reader.offset == start


def test_a_page_at_its_beginning_stays_there(desk: Callable[..., Desk], small: Path) -> None:
    reader = desk(small)
    reader.go("del/forsoeg.md")
    for action in ("larger", "theme-dark", "normal-size", "theme-light"):
        reader.act(action)
        assert reader.scroll == 0
    reader.resize(500, 600)
    assert reader.scroll == 0


# --- Nothing sticks out -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("width", "percent"), [(360, 100), (360, 300), (320, 200), (780, 300), (1_280, 300)])
def test_no_chapter_is_wider_than_its_column(
    desk: Callable[..., Desk], width: int, percent: int, some_chapters: Callable[[Handbook], list[Chapter]]
) -> None:
    reader = desk(size=(width, 640))
    reader.window.set_reading(Reading(text_size=percent))
    reader.settle()
    handbook = reader.window.navigator.handbook
    assert handbook is not None
    wide, sideways = {}, {}
    for chapter in some_chapters(handbook):
        reader.go(chapter.key)
        edge, text = widest(reader)
        if edge > reader.view.column()[1] + 1:
            wide[chapter.key] = f"{edge:.1f} of {reader.view.column()[1]:.1f} pixels: {text}"
        # Qt counts a space at a line's end as part of the document's width: what counts is whether the page can move.
        reader.view.document().documentLayout().documentSize()
        if reader.view.horizontalScrollBar().maximum() > 0:
            sideways[chapter.key] = reader.view.horizontalScrollBar().maximum()
    assert wide == {}
    assert sideways == {}, "the page can be pushed sideways"


@pytest.mark.parametrize(("width", "percent"), [(360, 100), (360, 300), (320, 300)])
def test_a_chapter_with_a_bit_of_everything_is_no_wider_than_its_column(
    desk: Callable[..., Desk], small: Path, width: int, percent: int
) -> None:
    reader = desk(small, size=(width, 640))
    reader.window.set_reading(Reading(text_size=percent))
    reader.settle()
    for chapter in ("forord.md", "del/forsoeg.md", "ordliste.md"):
        reader.go(chapter)
        edge, text = widest(reader)
        assert edge <= reader.view.column()[1] + 1, text


@pytest.mark.parametrize(("depth", "percent"), [(8, 100), (4, 300)])
def test_nested_lists_and_quotes_leave_room_for_words(
    desk: Callable[..., Desk], small: Path, depth: int, percent: int
) -> None:
    lines = ["# Kort og godt", ""]
    lines += [f"{'    ' * level}- Punkt med et arbejdsmarkedspolitisk indhold" for level in range(depth)]
    lines += ["", "> " * depth + "Dybt citeret arbejdsmarkedspolitik"]
    (small / "kort.md").write_text("\n".join(lines) + "\n", encoding="utf-8")
    reader = desk(small, size=(360, 640))
    reader.window.set_reading(Reading(text_size=percent))
    reader.go("kort.md")
    edge, text = widest(reader)
    assert edge <= reader.view.viewport().width(), text
    block = reader.view.document().begin()
    while block.isValid():
        if len(block.text()) > 10:
            lines_of_block = block.layout().lineCount()
            assert lines_of_block <= len(block.text()) / 3, f"hardly a letter fits a line of {block.text()!r}"
        block = block.next()
