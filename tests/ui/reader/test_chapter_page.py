"""A chapter on its page: what stands around the text, and how each construct is set."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from PySide6.QtGui import QColor

from handbook.ui.reader.chapter_page import reading_time
from handbook.ui.reader.page import DecorationKind
from handbook.ui.theme import Hue

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from PySide6.QtCore import QRectF
    from PySide6.QtGui import QTextBlock

    from tests.ui.conftest import Desk


def first_line(reader: Desk) -> str:
    return reader.page_text().splitlines()[0]


def block_of(reader: Desk, words: str) -> QTextBlock:
    page = reader.view.page
    assert page is not None
    return reader.view.document().findBlock(page.map.to_document(reader.tree.text.index(words)))


def left_of(reader: Desk, words: str) -> float:
    """Return where the first line of the block with those words begins, in pixels."""
    block = block_of(reader, words)
    rect: QRectF = reader.view.document().documentLayout().blockBoundingRect(block)
    return rect.left() + block.layout().lineAt(0).x()


def colours_at(reader: Desk, words: str) -> set[str]:
    """Return the colours on the line that those words begin on, from edge to edge."""
    page = reader.view.page
    assert page is not None
    position = page.map.to_document(reader.tree.text.index(words))
    reader.view.scroll_to(position, margin=100)
    reader.settle()
    image = reader.view.viewport().grab().toImage()
    rect = reader.view.line_rect(position).translated(0, -reader.scroll)
    rows = range(max(0, int(rect.top())), min(image.height(), int(rect.bottom()) + 1))
    return {QColor(image.pixel(x, y)).name() for y in rows for x in range(image.width())}


def test_the_line_above_the_title(desk: Callable[..., Desk], small: Path) -> None:
    reader = desk(small)
    reader.go("del/forsoeg.md")
    parts = first_line(reader).split(" · ")
    assert parts[0] == "Chapter 1"
    assert parts[1].endswith("minutes’ read")
    assert parts[2] == "reviewed November 2026"
    reader.go("del/doere.md")
    assert first_line(reader).startswith("Chapter 1.1 · ")
    reader.go("kort.md")
    assert first_line(reader) == "Chapter 2 · 1 minute’s read"
    reader.go("forord.md")
    assert "Chapter" not in first_line(reader)


def test_the_line_above_the_title_in_danish(desk: Callable[..., Desk], small: Path) -> None:
    reader = desk(small, language="da")
    reader.go("del/forsoeg.md")
    assert first_line(reader).startswith("Kapitel 1 · ")
    assert "november 2026" in first_line(reader)


@pytest.mark.parametrize(
    ("words", "said"),
    [(0, "1 minute’s read"), (60, "1 minute’s read"), (400, "2 minutes’ read"), (2_000, "10 minutes’ read")],
)
def test_reading_times(words: int, said: str) -> None:
    assert reading_time(words) == said


def test_the_foot_names_the_neighbours(desk: Callable[..., Desk], small: Path) -> None:
    reader = desk(small)
    lines = reader.page_text().splitlines()
    assert lines[-1] == "Next\u20021\u2002Ærlige forsøg"
    assert not any(line.startswith("Previous") for line in lines)
    reader.go("ordliste.md")
    assert reader.page_text().splitlines()[-1] == "Previous\u20022\u2002Kort og godt"


def test_a_panel_has_its_ground_and_title(desk: Callable[..., Desk], small: Path) -> None:
    reader = desk(small)
    reader.go("del/forsoeg.md")
    accent = reader.window.theme.accents[Hue.PETROL]
    assert {accent.soft, accent.strong} <= colours_at(reader, "Kort sagt")
    assert accent.soft in colours_at(reader, "Prøv det af")
    assert accent.soft not in colours_at(reader, "Begyndelsen")


def test_a_quote_is_set_in_with_a_bar(desk: Callable[..., Desk], small: Path) -> None:
    reader = desk(small)
    reader.go("del/forsoeg.md")
    assert left_of(reader, "Det der måles") > left_of(reader, "Detaljen") + 10
    assert reader.window.theme.accent in colours_at(reader, "Det der måles")


def test_code_stands_on_a_ground_of_its_own(desk: Callable[..., Desk], small: Path) -> None:
    reader = desk(small)
    reader.go("del/forsoeg.md")
    ground = reader.window.theme.code
    assert ground in colours_at(reader, "def proev")
    assert ground in colours_at(reader, "Brug pip")
    page = reader.view.page
    assert page is not None
    kinds = [decoration.kind for decoration in page.decorations]
    assert kinds.count(DecorationKind.CODE) == 1


def test_tasks_have_boxes_and_lists_their_marks(desk: Callable[..., Desk], small: Path) -> None:
    reader = desk(small)
    reader.go("del/forsoeg.md")
    theme = reader.window.theme
    # A box that is ticked is filled with the accent, an empty one has only its border.
    done, open_ = colours_at(reader, "Jeg har en kollega"), colours_at(reader, "Jeg har en hypotese")
    assert theme.accent in done
    assert theme.accent not in open_
    assert left_of(reader, "Første skridt") > left_of(reader, "Detaljen")
    assert len(colours_at(reader, "Første skridt")) > 2


def test_a_numbered_list_may_begin_anywhere(desk: Callable[..., Desk], small: Path) -> None:
    (small / "kort.md").write_text("# Kort og godt\n\n7. syv\n8. otte\n9. ni\n10. ti\n", encoding="utf-8")
    reader = desk(small)
    reader.go("kort.md")
    assert left_of(reader, "syv") == left_of(reader, "ti")
    assert left_of(reader, "ti") > left_of(reader, "Kort")


def test_a_glossary_term_is_an_anchor(desk: Callable[..., Desk], small: Path) -> None:
    reader = desk(small)
    reader.go("ordliste.md", "spire")
    assert "Spire" in reader.tree.text[reader.reader.offset :][:200]
    assert left_of(reader, "Et forsøg der er begyndt") > left_of(reader, "Spire")


def test_an_abbreviation_explains_itself(desk: Callable[..., Desk], small: Path) -> None:
    (small / "kort.md").write_text(
        "# Kort og godt\n\nEt OPI er godt.\n\n*[OPI]: offentlig-privat innovation\n", encoding="utf-8"
    )
    reader = desk(small)
    reader.go("kort.md")
    page = reader.view.page
    assert page is not None
    cursor = reader.view.textCursor()
    cursor.setPosition(page.map.to_document(reader.tree.text.index("OPI")) + 1)
    assert cursor.charFormat().toolTip() == "offentlig-privat innovation"


def test_long_danish_compounds_are_broken_where_a_printer_would(desk: Callable[..., Desk], small: Path) -> None:
    reader = desk(small, size=(360, 640))
    reader.go("del/doere.md")
    broken = 0
    block = reader.view.document().begin()
    while block.isValid():
        layout = block.layout()
        for number in range(layout.lineCount() - 1):
            line = layout.lineAt(number)
            end = line.textStart() + line.textLength()
            before, after = block.text()[end - 1], block.text()[end : end + 1]
            words = block.text()[end - 12 : end + 8]
            assert before in " \u00ad-" or after in ("\u2028", ""), f"a word is cut in {words!r}"
            broken += before == "\u00ad"
        block = block.next()
    assert broken > 3


def test_a_message_page_is_no_chapter(desk: Callable[..., Desk], tmp_path: Path) -> None:
    reader = desk(tmp_path / "findes-ikke")
    assert reader.reader.tree is None
    reader.act("theme-dark")
    reader.act("larger")
    assert "The handbook can’t be opened" in reader.page_text()
    assert reader.view.selected_text() == ""
