"""Tools on the page: every part is there, where the map says; the button is one; nothing is wider than the column."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QColor, QImage, QTextTable
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel

from handbook.book import nodes
from handbook.book.forms import entries, tools
from handbook.settings import Reading
from handbook.ui.reader.chapter_page import ChapterPress
from handbook.ui.reader.decorations import block_origin
from handbook.ui.reader.page import BlockProperty, BoxShape, Decoration, DecorationKind, Page
from handbook.ui.theme import THEMES
from tests.ui.reader.test_page_map import check_page
from tests.ui.reader.tool_text import TOOLS

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from tests.ui.conftest import Desk

NARROW, WIDE = (360, 640), (1_280, 800)
IDS = ["problemkort", "tjekliste", "guide", "selvtest", "beslutning", "mandat"]


@pytest.fixture
def tooled(desk: Callable[..., Desk], small: Path) -> Callable[..., Desk]:
    """Return a function that opens a chapter with tools, in a window of a size."""

    def open_(text: str = TOOLS, **keywords: object) -> Desk:
        (small / "kort.md").write_text(text, encoding="utf-8")
        reader = desk(small, **keywords)
        reader.go("kort.md")
        return reader

    return open_


def page_of(reader: Desk) -> Page:
    page = reader.view.page
    assert page is not None
    return page


def marks(reader: Desk, kind: DecorationKind) -> list[Decoration]:
    return [decoration for decoration in page_of(reader).decorations if decoration.kind is kind]


def line_of(reader: Desk, words: str) -> str:
    """Return the line of the page that words of the chapter stand in."""
    return next(line for line in reader.page_text().splitlines() if words in line)


def property_at(reader: Desk, words: str, which: BlockProperty) -> object:
    """Return a property of the block that words of the chapter stand in; None when it has none."""
    position = page_of(reader).map.to_document(reader.tree.text.index(words))
    return reader.view.document().findBlock(position).blockFormat().property(which)


def shot(reader: Desk) -> QImage:
    return reader.view.viewport().grab().toImage()


def colours_at(reader: Desk, position: int, height: int = 400) -> set[str]:
    """Return the colours that are painted from a position on, down the column."""
    reader.view.scroll_to(position)
    reader.settle()
    left, right = reader.view.column()
    picture = shot(reader).copy(round(left), 0, round(right - left), height)
    return {picture.pixelColor(x, y).name() for x in range(0, picture.width(), 2) for y in range(picture.height())}


# --- What is there ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("size", [WIDE, NARROW], ids=["wide", "narrow"])
def test_every_word_of_a_tool_is_on_the_page_in_its_order(tooled: Callable[..., Desk], size: tuple[int, int]) -> None:
    reader = tooled(size=size)
    shown = reader.page_text().replace("\u2009", "")
    place = 0
    for tool in tools(reader.tree.blocks):
        for line in reader.tree.text[tool.start : tool.end].splitlines():
            for words in line.split("\t"):
                # Cells of tables within a field may stand as records, with their headings before them.
                place = shown.index(words, place) if words not in ("Hvem", "Hvad", "a", "b") else place


def test_the_head_says_what_it_is_and_how_long_it_takes(tooled: Callable[..., Desk]) -> None:
    reader = tooled()
    lines = reader.page_text().splitlines()
    title = lines.index("Problemkort for medarbejderinddragelse")
    assert lines[title - 1] == "Worksheet · about 30 min"
    assert lines[title + 1].strip() == "Fill in"
    assert lines[lines.index("Før I går i gang") - 1] == "Checklist"


def test_the_title_is_a_heading_below_the_one_above_it(tooled: Callable[..., Desk]) -> None:
    reader = tooled(TOOLS.replace("//// checklist", "### Nærmere\n\n//// checklist"))

    def level(words: str) -> int:
        position = page_of(reader).map.to_document(reader.tree.text.index(words))
        return reader.view.document().findBlock(position).blockFormat().headingLevel()

    assert level("Problemkort for") == 2
    assert level("Før I går i gang") == 4


def test_tools_are_anchors_and_have_their_places(tooled: Callable[..., Desk]) -> None:
    reader = tooled()
    page = page_of(reader)
    assert list(page.tools) == IDS
    for id_, position in page.tools.items():
        assert page.anchors[id_] == position
        title = next(tool for tool in tools(reader.tree.blocks) if tool.id == id_)
        head = reader.view.document().findBlock(position)
        assert head.next().position() == page.map.to_document(title.start)
    reader.go("kort.md", "guide")
    assert 0 <= reader.view.position_y(page_of(reader).tools["guide"]) - reader.scroll < 40


def test_lines_are_ruled_where_something_is_written(tooled: Callable[..., Desk]) -> None:
    reader = tooled()
    # A line, a paragraph of four; a step's notes; the title of the document.
    assert [mark.number for mark in marks(reader, DecorationKind.LINES)] == [1, 4, 3, 1]
    assert len(marks(reader, DecorationKind.STUB)) == 3


def test_ruled_lines_have_room(tooled: Callable[..., Desk]) -> None:
    reader = tooled()
    reader.view.scroll_to(reader.view.document().characterCount() - 1)
    for mark in marks(reader, DecorationKind.LINES):
        block = reader.view.document().findBlock(mark.first)
        above, below = block_origin(block).y(), block_origin(block.next()).y()
        assert below - above >= mark.number * mark.pad, "what follows stands in the lines"


def test_a_number_has_its_unit_and_a_date_its_form(tooled: Callable[..., Desk]) -> None:
    lines = tooled().page_text().splitlines()
    assert lines[lines.index("d") + 1] == "kr. pr. helårsmedarbejder"
    assert lines[lines.index("Hvornår?") + 1] == "DD-MM-YYYY"


def test_a_unit_stands_below_its_line_where_it_would_be_broken(tooled: Callable[..., Desk]) -> None:
    reader = tooled(size=NARROW)
    reader.window.set_reading(Reading(text_size=300))
    reader.settle()
    first = marks(reader, DecorationKind.STUB)[0]
    block = reader.view.document().findBlock(first.first)
    assert block.text() == "\u00a0"
    assert block.next().text() == "kr. pr. helårsmedarbejder"


def test_options_have_round_boxes_or_square_ones(tooled: Callable[..., Desk]) -> None:
    reader = tooled()
    for words, shape in (
        ("Vi har talt", BoxShape.ROUND),
        ("Et gæt", BoxShape.ROUND),
        ("Borgere", BoxShape.SQUARE),
        ("Ja, vi har mødt", BoxShape.ROUND),
    ):
        assert property_at(reader, words, BlockProperty.BOX) == shape
    assert property_at(reader, "Sæt ét kryds", BlockProperty.BOX) is None
    # They are no tasks: clicking one keeps nothing.
    assert property_at(reader, "Borgere", BlockProperty.CHECKED) is None


def test_a_scale_has_its_circles_and_the_words_of_its_ends(tooled: Callable[..., Desk]) -> None:
    reader = tooled()
    assert [mark.number for mark in marks(reader, DecorationKind.CIRCLES)] == [5, 10]
    assert line_of(reader, "Slet ikke") == "Slet ikke\tHelt sikre"
    assert property_at(reader, "Overhovedet ikke", BlockProperty.MARKER) == "1"
    assert property_at(reader, "Overordentligt", BlockProperty.MARKER) == "10"


def test_a_statement_has_its_circles_beside_it_or_below(tooled: Callable[..., Desk]) -> None:
    reader = tooled()
    found = [
        (mark.number, reader.view.document().findBlock(mark.first))
        for mark in marks(reader, DecorationKind.CIRCLES_BESIDE)
    ]
    assert [number for number, _block in found] == [5, 5, 5]
    assert [block.text()[:8] for _number, block in found] == ["Vi ved h", "Vi siger", "Fejl bli"]
    reader.resize(*NARROW)
    reader.settle()
    assert marks(reader, DecorationKind.CIRCLES_BESIDE) == []
    assert [mark.number for mark in marks(reader, DecorationKind.CIRCLES)] == [5, 10, 5, 5, 5]


def test_what_to_read_next_has_a_label(tooled: Callable[..., Desk]) -> None:
    lines = tooled().page_text().splitlines()
    assert lines[lines.index("Læs forordet.") - 1] == "If this is low"
    assert lines.count("If this is low") == 1


def test_the_ends_of_a_self_test_stand_above_it(tooled: Callable[..., Desk]) -> None:
    reader = tooled()
    assert property_at(reader, "Passer slet ikke", BlockProperty.MARKER) == "1"
    assert property_at(reader, "Passer helt", BlockProperty.MARKER) == "5"


def test_a_table_is_a_grid_with_empty_rows_or_records(tooled: Callable[..., Desk]) -> None:
    reader = tooled()
    grids = [frame for frame in reader.view.document().rootFrame().childFrames() if isinstance(frame, QTextTable)]
    assert [(grid.rows(), grid.columns()) for grid in grids] == [(2, 2), (3, 3), (2, 2), (4, 2)]
    reader.resize(320, 640)
    reader.settle()
    lines = reader.page_text().splitlines()
    for row in (1, 2):
        first = lines.index(f"Row {row}")
        assert [line for line in lines[first : first + 8] if line][1:4] == [
            "Hvad",
            "Medarbejderrepræsentation",
            "Antal gange",
        ]


NAMED = TOOLS.replace("    rows: 2\n", "    rows: [Kvalitet 🌱, Medarbejdertilfredshed og trivsel, Politiske mål]\n")


def test_rows_that_begin_with_a_text(tooled: Callable[..., Desk]) -> None:
    reader = tooled(NAMED, size=WIDE)
    assert check_page(reader) == []
    grids = [frame for frame in reader.view.document().rootFrame().childFrames() if isinstance(frame, QTextTable)]
    (grid,) = (grid for grid in grids if grid.columns() == 3)
    assert [[grid_text(grid, row, column) for column in range(3)] for row in range(grid.rows())] == [
        ["Hvad", "Medarbejderrepræsentation", "Antal gange"],
        ["Kvalitet 🌱", "", ""],
        ["Medarbejdertilfredshed og trivsel", "", ""],
        ["Politiske mål", "", ""],
    ]
    reader.resize(320, 640)
    reader.settle()
    assert check_page(reader) == []
    lines = [line for line in reader.page_text().replace("\u00ad", "").splitlines() if line.strip()]
    start = lines.index("Hvad har vi set?") + 1
    assert lines[start : start + 10] == [
        "Hvad · Medarbejderrepræsentation · Antal gange",
        *("Kvalitet 🌱", "Medarbejderrepræsentation", "Antal gange"),
        *("Medarbejdertilfredshed og trivsel", "Medarbejderrepræsentation", "Antal gange"),
        *("Politiske mål", "Medarbejderrepræsentation", "Antal gange"),
    ]


def grid_text(grid: QTextTable, row: int, column: int) -> str:
    return grid.cellAt(row, column).firstCursorPosition().block().text().replace("\u00ad", "").replace("\u00a0", " ")


def test_the_text_of_a_row_is_found_and_highlighted(tooled: Callable[..., Desk]) -> None:
    reader = tooled(NAMED)
    page = page_of(reader)
    start = reader.tree.text.index("Politiske")
    first, last = page.map.to_document(start), page.map.end_to_document(start + len("Politiske"))
    cursor = reader.view.textCursor()
    cursor.setPosition(first)
    cursor.setPosition(last, cursor.MoveMode.KeepAnchor)
    assert cursor.selectedText().replace("\u00ad", "") == "Politiske"
    assert cursor.currentTable() is not None


def test_a_step_says_how_long_it_takes(tooled: Callable[..., Desk]) -> None:
    reader = tooled()
    assert property_at(reader, "Åbn samtalen", BlockProperty.MARKER) == "5 min"
    assert property_at(reader, "Lyt", BlockProperty.MARKER) is None
    reader.resize(*NARROW)
    reader.settle()
    lines = reader.page_text().splitlines()
    assert lines[lines.index("Åbn samtalen") - 1] == "5 min"


def test_an_answer_says_where_it_leads_and_leads_there(tooled: Callable[..., Desk]) -> None:
    reader = tooled()
    assert line_of(reader, "Ja, vi har mødt") == "Ja, vi har mødt dem\u2002→ Question 2"
    assert line_of(reader, "Det kan det ikke") == "Det kan det ikke\u2002→ Outcome B"
    assert property_at(reader, "Kan det prøves", BlockProperty.MARKER) == "2."
    assert property_at(reader, "Spørg først", BlockProperty.MARKER) == "B"
    reader.resize(1_280, 400)
    reader.click_link("field:beslutning/billig")
    assert reader.words_at_top(14) == "Kan det prøves"


def test_an_answer_that_leads_nowhere_says_nothing(tooled: Callable[..., Desk]) -> None:
    reader = tooled(TOOLS.replace("to: billig", "to: borte"))
    assert line_of(reader, "Ja, vi har mødt") == "Ja, vi har mødt dem"


def test_a_document_has_headings_for_labels(tooled: Callable[..., Desk]) -> None:
    reader = tooled()
    page = page_of(reader)

    def size(words: str) -> int:
        cursor = reader.view.textCursor()
        cursor.setPosition(page.map.to_document(reader.tree.text.index(words)) + 1)
        return int(cursor.charFormat().font().pixelSize())

    assert size("Titel") > size("Hvordan ved vi det?") > size("Sæt ét kryds")


def test_task_items_are_boxes_whose_tool_is_known(tooled: Callable[..., Desk]) -> None:
    reader = tooled()
    page = page_of(reader)
    assert sorted(page.items.values()) == [("tjekliste", "brugt"), ("tjekliste", "laest")]
    for position, (id_, item) in page.items.items():
        block = reader.view.document().findBlock(position)
        assert block.position() == position
        assert block.blockFormat().hasProperty(BlockProperty.CHECKED)
        tool = next(tool for tool in tools(reader.tree.blocks) if tool.id == id_)
        label = next(entry.label for entry in entries(tool) if entry.id == item)
        assert block.text().replace("\u00ad", "") == label


def test_a_fault_in_a_tool_is_shown_as_its_author_wrote_it(tooled: Callable[..., Desk]) -> None:
    reader = tooled(TOOLS.replace("    id: dato\n", ""))
    assert "/// date | Hvornår?" in line_of(reader, "/// date")
    assert len(marks(reader, DecorationKind.FAULT)) == 1
    assert check_page(reader) == []


# --- Where it is ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("size", [WIDE, NARROW], ids=["wide", "narrow"])
def test_every_character_of_a_tool_is_where_the_map_says(tooled: Callable[..., Desk], size: tuple[int, int]) -> None:
    assert check_page(tooled(size=size)) == []


@pytest.mark.parametrize("size", [WIDE, NARROW], ids=["wide", "narrow"])
@pytest.mark.parametrize(
    "words",
    ["medarbejderinddragelse", "gemmer sig", "groft tal 🌱 er", "gæt 🌱 på medarbejder", "Helt sikre", "Antal gange",
     "Passer helt", "siger nej til gode", "mødt dem", "Tal med fem"],
)  # fmt: skip
def test_words_are_found_and_selected_in_labels_help_and_options(
    tooled: Callable[..., Desk], words: str, size: tuple[int, int]
) -> None:
    reader = tooled(size=size)
    reader.ctrl(Qt.Key.Key_F)
    reader.type(words)
    finder = reader.reader.finder
    assert len(finder.hits) == 1
    start, end = finder.hits[0]
    cursor = reader.view.textCursor()
    cursor.setPosition(start)
    cursor.setPosition(end, cursor.MoveMode.KeepAnchor)
    assert cursor.selectedText().replace("\u00ad", "") == words
    reader.view.setTextCursor(cursor)
    assert reader.view.selected_text() == words


def test_what_is_copied_has_nothing_that_was_added(tooled: Callable[..., Desk]) -> None:
    reader = tooled()
    reader.select("Hvornår?\nHvordan ved vi det?\nSæt ét kryds.\nEt gæt 🌱")
    assert reader.view.selected_text() == "Hvornår?\nHvordan ved vi det?\nSæt ét kryds.\nEt gæt 🌱"
    assert "DD-MM-YYYY" in reader.view.textCursor().selectedText()


def test_the_place_stays_when_a_tool_changes_its_shape(tooled: Callable[..., Desk]) -> None:
    reader = tooled(size=(1_280, 400))
    reader.scroll_to_words("Kan det prøves")
    reader.resize(360, 640)
    reader.settle()
    assert reader.words_at_top(14) == "Kan det prøves"


# --- The button -------------------------------------------------------------------------------------------------------


def test_fill_in_is_asked_for_with_the_mouse(tooled: Callable[..., Desk]) -> None:
    reader = tooled()
    wanted: list[str] = []
    reader.reader.links.tool_wanted.connect(wanted.append)
    reader.click_link("tool:guide")
    assert wanted == ["guide"]


def test_fill_in_is_asked_for_with_the_keyboard(tooled: Callable[..., Desk]) -> None:
    reader = tooled()
    wanted: list[str] = []
    reader.reader.links.tool_wanted.connect(wanted.append)
    reader.view.setFocus()
    reader.tab_to("tool:tjekliste")
    assert wanted == []
    reader.press(Qt.Key.Key_Return)
    assert wanted == ["tjekliste"]


def test_the_button_can_be_hit_all_over_its_ground(tooled: Callable[..., Desk]) -> None:
    reader = tooled()
    number, _link = reader.link("tool:problemkort")
    reader.link_point("tool:problemkort")
    rect = reader.view.link_rect(number)
    # WCAG 2.2, 2.5.8: a target has at least 24 pixels each way.
    assert rect.height() >= 28
    assert rect.width() >= 44
    corners = rect.adjusted(3, 2, -3, -2)
    for point in (corners.topLeft(), corners.topRight(), corners.bottomLeft(), corners.bottomRight()):
        assert reader.view.link_at(point.toPoint()) == number


def test_pointer_and_keyboard_on_the_button_are_seen_and_say_which_tool(tooled: Callable[..., Desk]) -> None:
    reader = tooled()
    number, _link = reader.link("tool:problemkort")
    point = reader.link_point("tool:problemkort")
    theme = THEMES["light"]
    ground = (reader.view.link_rect(number).topLeft() + QPointF(5, 5)).toPoint()

    def colour() -> str:
        return shot(reader).pixelColor(ground).name()

    QTest.mouseMove(reader.view.viewport(), QPoint(3, 3))
    reader.settle()
    assert colour() == theme.raised
    QTest.mouseMove(reader.view.viewport(), point)
    reader.settle()
    assert colour() == theme.hover
    QTest.mouseMove(reader.view.viewport(), QPoint(3, 3))
    reader.settle()
    assert colour() == theme.raised
    reader.view.setFocus()
    reader.tab_to("tool:problemkort")
    assert colour() == theme.chosen
    said = [label.text() for label in reader.reader.findChildren(QLabel) if label.objectName() == "LinkTarget"]
    assert said == ["Fill in “Problemkort for medarbejderinddragelse”"]


def test_a_button_has_no_address_to_copy(tooled: Callable[..., Desk]) -> None:
    reader = tooled()
    for target in ("tool:guide", "field:beslutning/billig"):
        _number, link = reader.link(target)
        assert reader.reader.links.address_of(link) == ""


@pytest.mark.parametrize("text_size", [100, 300])
def test_copies_are_named_at_the_head(tooled: Callable[..., Desk], text_size: int) -> None:
    reader = tooled(size=(360, 800))
    reader.window.set_reading(Reading(text_size=text_size))
    reader.settle()
    page = page_of(reader)
    reader.view.scroll_to(page.tools["tjekliste"])
    reader.settle()
    before = shot(reader)
    page.copies["tjekliste"] = "2 filled in"
    reader.view.viewport().update()
    after = shot(reader)
    number, link = reader.link("tool:tjekliste")
    button = reader.view.link_rect(number)
    changed = [
        (x, y)
        for x in range(after.width())
        for y in range(after.height())
        if after.pixelColor(x, y) != before.pixelColor(x, y)
    ]
    assert changed
    xs, ys = [x for x, _y in changed], [y for _x, y in changed]
    left, right = reader.view.column()
    assert left < min(xs) < max(xs) < right
    if text_size == 100:
        assert min(xs) > button.right()
        assert button.top() < min(ys) < max(ys) < button.bottom()
    else:
        # There is no room for it beside: it has a line below, within the head.
        assert min(ys) > button.bottom()
        first = reader.view.line_rect(page.map.to_document(reader.tree.text.index("Nogen har læst")))
        assert max(ys) < first.top() - reader.scroll
    assert link.target == "tool:tjekliste"


# --- How it is drawn --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("theme", THEMES)
def test_a_tool_is_a_sheet_with_a_head_in_every_theme(tooled: Callable[..., Desk], theme: str) -> None:
    reader = tooled()
    reader.window.set_reading(Reading(theme=theme))
    reader.settle()
    colours = THEMES[theme]
    found = colours_at(reader, page_of(reader).tools["problemkort"])
    assert {colours.raised, colours.panel, colours.border} <= found


@pytest.mark.parametrize("width", [320, 360, 700, 1_280])
@pytest.mark.parametrize("text_size", [100, 200, 300])
def test_nothing_is_wider_than_the_window(tooled: Callable[..., Desk], width: int, text_size: int) -> None:
    reader = tooled(size=(width, 640))
    reader.window.set_reading(Reading(text_size=text_size))
    reader.settle()
    document, view = reader.view.document(), reader.view
    assert document.documentLayout().documentSize().width() <= view.viewport().width()
    _left, right = view.column()
    block = document.begin()
    while block.isValid():
        layout = block.layout()
        for index in range(layout.lineCount()):
            line = layout.lineAt(index)
            words = line.naturalTextWidth()
            assert block_origin(block).x() + line.x() + words <= right + 1, block.text()
        block = block.next()
    for position in range(0, round(document.size().height()), 500):
        view.verticalScrollBar().setValue(position)
        view.grab()


def test_a_sheet_holds_its_tool_and_keeps_off_its_neighbours(tooled: Callable[..., Desk]) -> None:
    reader = tooled()
    reader.view.scroll_to(reader.view.document().characterCount() - 1)
    document = reader.view.document()
    sheets = marks(reader, DecorationKind.SHEET)
    assert len(sheets) == len(IDS)

    def top(position: int) -> float:
        return block_origin(document.findBlock(position)).y()

    for one, other in pairwise(sheets):
        assert top(one.first) < top(one.last)
        assert top(other.first) - other.pad - (top(one.last) + one.pad) >= 12
    after = page_of(reader).map.to_document(reader.tree.text.index("Efter værktøjerne"))
    assert top(after) - top(sheets[-1].last) > sheets[-1].pad + 12
    assert QColor(THEMES["light"].raised).name() in colours_at(reader, sheets[0].first)


def test_a_field_without_its_tool_can_be_set(tooled: Callable[..., Desk]) -> None:
    reader = tooled()
    tool = next(tools(reader.tree.blocks))
    field = next(block for block in tool.blocks if isinstance(block, nodes.Field))
    handbook = reader.window.navigator.handbook
    assert handbook is not None
    page = ChapterPress(handbook).excerpt("kort.md", reader.tree, (field,), reader.reader.page_style())
    assert "Problemet i én sætning" in page.document.toPlainText().replace("\u00ad", "")
