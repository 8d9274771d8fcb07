"""Tables: set as a grid where there is room, as records where there isn't; nothing of them is ever lost."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QTextTable

from handbook.settings import Reading

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from tests.ui.conftest import Desk


def grids(reader: Desk) -> list[QTextTable]:
    return [frame for frame in reader.view.document().rootFrame().childFrames() if isinstance(frame, QTextTable)]


def stacking(reader: Desk) -> tuple[bool, ...]:
    page = reader.view.page
    assert page is not None
    return page.stacking


def test_a_table_is_a_grid_in_a_wide_window(desk: Callable[..., Desk], small: Path) -> None:
    reader = desk(small)
    reader.go("del/forsoeg.md")
    (grid,) = grids(reader)
    assert (grid.rows(), grid.columns()) == (3, 4)
    assert grid.format().toTableFormat().headerRowCount() == 1
    texts = [grid.cellAt(1, column).firstCursorPosition().block().text() for column in range(4)]
    assert [text.replace("\u00ad", "") for text in texts] == ["Topchef", "Sætte retning og give rum", "Ja", "2"]


def test_columns_are_aligned_as_their_author_wants(desk: Callable[..., Desk], small: Path) -> None:
    reader = desk(small)
    reader.go("del/forsoeg.md")
    (grid,) = grids(reader)
    found = [grid.cellAt(1, column).firstCursorPosition().blockFormat().alignment() for column in range(4)]
    flag = Qt.AlignmentFlag
    wanted = [flag.AlignLeft, flag.AlignLeft, flag.AlignHCenter, flag.AlignRight]
    assert [alignment & mask for alignment, mask in zip(found, wanted, strict=True)] == wanted


def test_a_table_becomes_records_in_a_narrow_window_and_a_grid_again_in_a_wide_one(
    desk: Callable[..., Desk], small: Path
) -> None:
    reader = desk(small)
    reader.go("del/forsoeg.md")
    assert stacking(reader) == (False,)
    reader.resize(360, 640)
    assert stacking(reader) == (True,)
    assert grids(reader) == []
    reader.resize(1_280, 800)
    assert stacking(reader) == (False,)
    assert len(grids(reader)) == 1


def test_large_text_makes_records_too(desk: Callable[..., Desk], small: Path) -> None:
    reader = desk(small, size=(640, 800))
    reader.go("del/forsoeg.md")
    assert stacking(reader) == (False,)
    reader.window.set_reading(Reading(text_size=250))
    reader.settle()
    assert stacking(reader) == (True,)


def test_a_record_names_what_each_cell_is(desk: Callable[..., Desk], small: Path) -> None:
    reader = desk(small, size=(360, 640))
    reader.go("del/forsoeg.md")
    lines = reader.page_text().splitlines()
    start = next(number for number, line in enumerate(lines) if line.endswith("Topchef"))
    assert lines[start + 1 : start + 4] == [
        "Opgave: Sætte retning og give rum",
        "Medarbejderrepræsentation: Ja",
        "Tid: 2",
    ]


@pytest.mark.parametrize("width", [360, 1_280])
def test_every_word_of_every_table_is_on_the_page(desk: Callable[..., Desk], small: Path, width: int) -> None:
    reader = desk(small, size=(width, 700))
    reader.go("del/forsoeg.md")
    text = reader.page_text()
    table = "Rolle Opgave Medarbejderrepræsentation Tid Topchef Sætte retning og give rum Ja Projektleder Nej 37"
    assert [word for word in table.split() if word not in text] == []


def test_a_record_is_copied_as_the_row_that_it_is(desk: Callable[..., Desk], small: Path) -> None:
    reader = desk(small, size=(360, 640))
    reader.go("del/forsoeg.md")
    reader.select("Topchef\tSætte retning og give rum\tJa\t2")
    assert reader.view.selected_text() == "Topchef\tSætte retning og give rum\tJa\t2"


def test_the_place_stays_when_a_table_changes_its_shape(desk: Callable[..., Desk], small: Path) -> None:
    reader = desk(small)
    reader.go("del/forsoeg.md")
    reader.scroll_to_words("Projektleder")
    reader.resize(360, 640)
    reader.settle()
    assert reader.words_at_top(12) == "Projektleder"


@pytest.mark.parametrize(
    "table",
    [
        "| a | b |\n|---|---|\n",
        "| a |\n|---|\n| " + "arbejdsmarkedsforvaltning" * 20 + " |\n",
        "| " + " | ".join(f"k{number}" for number in range(40)) + " |\n|" + "---|" * 40 + "\n| x |\n",
        "|  |  |\n|---|---|\n|  |  |\n",
        "| a | b |\n|---|---|\n| `kode` **fed** [link](forord.md) | ![x](figurer/felt.png) |\n",
    ],
    ids=["no-rows", "one-long-word", "forty-columns", "empty", "marks"],
)
@pytest.mark.parametrize("width", [320, 1_280])
def test_odd_tables_stay_within_the_column(desk: Callable[..., Desk], small: Path, table: str, width: int) -> None:
    (small / "kort.md").write_text(f"# Kort og godt\n\nFør.\n\n{table}\nEfter.\n", encoding="utf-8")
    reader = desk(small, size=(width, 640))
    reader.go("kort.md")
    assert "Efter." in reader.page_text()
    assert reader.view.document().documentLayout().documentSize().width() <= reader.view.viewport().width()
    reader.view.grab()


def test_tables_follow_each_other_and_stand_in_panels_and_lists(desk: Callable[..., Desk], small: Path) -> None:
    table = "| a | b |\n|---|---|\n| en | to |\n"
    inner = "".join(f"    {line}\n" for line in table.splitlines())
    text = f'# Kort og godt\n\n{table}\n{table}\n!!! note "Panel"\n{inner}\n- punkt\n\n{inner}\n{table}'
    (small / "kort.md").write_text(text, encoding="utf-8")
    reader = desk(small)
    reader.go("kort.md")
    assert len(stacking(reader)) == 5
    for _size in range(2):
        assert reader.page_text().count("en\nto") + reader.page_text().count("en\nb: to") == 5
        reader.view.grab()
        reader.resize(320, 640)
