"""Tools in the search panel: a result of their own kind that leads to the tool."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from tests.search.test_tool_search import FILES
from tests.ui.search.test_search_panel import LEFT, chip, rows, search

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from handbook.search.results import Hit
    from tests.ui.conftest import Desk


@pytest.fixture
def handbook(tmp_path: Path) -> Path:
    """A handbook with two tools."""
    folder = tmp_path / "bog"
    folder.mkdir()
    for name, text in FILES.items():
        (folder / name).write_text(text, "utf-8")
    return folder


def hits(reader: Desk) -> list[Hit]:
    return [row.hit for row in reader.window.panels.search.list.model().rows if row.hit]  # type: ignore[attr-defined]


def test_a_situation_leads_to_its_tool(desk: Callable[..., Desk], handbook: Path) -> None:
    reader = desk(handbook)
    search(reader, "god og så døde den")
    assert rows(reader)[0] == "Driftstjek"
    reader.press(Qt.Key.Key_Return)
    assert reader.reader.chapter is not None
    assert reader.reader.chapter.key == "piloter.md"
    place = reader.view.position_y(reader.view.document().toPlainText().replace("\u00ad", "").index("Driftstjek"))
    assert reader.scroll <= place <= reader.scroll + reader.view.viewport().height()


def test_a_tool_is_spoken_and_shown_with_its_kind(desk: Callable[..., Desk], handbook: Path) -> None:
    reader = desk(handbook)
    search(reader, "driftstjek")
    model = reader.window.panels.search.list.model()
    spoken = [model.index(row, 0).data(Qt.ItemDataRole.AccessibleTextRole) for row in range(model.rowCount())]
    assert any(text.startswith("Driftstjek, Checklist. Find ud af") for text in spoken)


def test_a_chip_keeps_to_the_tools(desk: Callable[..., Desk], handbook: Path) -> None:
    reader = desk(handbook)
    search(reader, "piloten var god")
    assert {hit.tool for hit in hits(reader)} == {"", "checklist"}
    QTest.mouseClick(chip(reader, "Tools"), LEFT)
    reader.settle()
    # A section with a table to fill in on paper is one as well.
    assert {(hit.tool, hit.section) for hit in hits(reader)} == {
        ("checklist", "Driftstjek"),
        ("", "T06 · Gammelt skema"),
    }


def test_a_label_leads_into_the_tool_with_its_word_marked(desk: Callable[..., Desk], handbook: Path) -> None:
    reader = desk(handbook)
    search(reader, "vagtordningen")
    reader.press(Qt.Key.Key_Return)
    finder = reader.reader.finder
    start, end = finder.hits[finder.current]
    assert reader.view.document().toPlainText()[start:end].replace("\u00ad", "") == "vagtordningen"
