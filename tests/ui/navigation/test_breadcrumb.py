"""The breadcrumb: where the reader is, in as much room as there is."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel, QToolButton

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from tests.ui.conftest import Desk

LEFT = Qt.MouseButton.LeftButton


def crumbs(reader: Desk) -> list[QToolButton]:
    found = reader.window.top_bar.breadcrumb.findChildren(QToolButton)
    return sorted((crumb for crumb in found if crumb.isVisible()), key=lambda crumb: crumb.x())


def names(reader: Desk) -> list[str]:
    return [crumb.accessibleName() for crumb in crumbs(reader)]


def test_it_names_part_chapter_and_section(desk: Callable[..., Desk], small: Path) -> None:
    reader = desk(small)
    assert names(reader) == ["Chapter: Forord"]
    reader.go("del/doere.md")
    assert names(reader) == ["Part: Første del", "Chapter: Åbne døre"]
    reader.go("del/doere.md", "mad")
    assert names(reader) == ["Part: Første del", "Chapter: Åbne døre", "Section: Mad"]
    assert [crumb.text() for crumb in crumbs(reader)] == ["Første del", "Åbne døre", "Mad"]


def test_it_follows_the_reading(desk: Callable[..., Desk], small: Path) -> None:
    reader = desk(small)
    reader.go("del/forsoeg.md")
    reader.scroll_to_words("Detaljen")
    assert names(reader)[-1] == "Section: Detaljen"
    reader.press(Qt.Key.Key_Home)
    assert names(reader)[-1] == "Chapter: Ærlige forsøg"


def test_it_is_empty_without_a_handbook(desk: Callable[..., Desk], tmp_path: Path) -> None:
    assert names(desk(tmp_path / "findes-ikke")) == []


def test_the_chapter_leads_to_its_beginning(desk: Callable[..., Desk], small: Path) -> None:
    reader = desk(small)
    reader.go("del/forsoeg.md", "slutningen")
    QTest.mouseClick(crumbs(reader)[1], LEFT)
    assert reader.scroll == 0
    reader.act("back")
    assert reader.words_at_top(10) == "Slutningen"


def test_the_section_leads_to_its_heading(desk: Callable[..., Desk], small: Path) -> None:
    reader = desk(small)
    reader.go("del/forsoeg.md", "slutningen")
    reader.wheel(-1)
    assert reader.words_at_top(10) != "Slutningen"
    QTest.mouseClick(crumbs(reader)[2], LEFT)
    assert reader.words_at_top(10) == "Slutningen"


def test_the_part_leads_to_the_contents(desk: Callable[..., Desk], small: Path) -> None:
    reader = desk(small)
    reader.go("del/forsoeg.md")
    reader.act("show-contents")
    QTest.mouseClick(crumbs(reader)[0], LEFT)
    assert reader.window.contents.isVisible()
    assert reader.focus is reader.window.contents.field


@pytest.mark.parametrize("width", [320, 360, 500, 700, 1_280])
def test_it_is_shortened_to_the_room_there_is(desk: Callable[..., Desk], width: int) -> None:
    reader = desk(size=(width, 640))
    reader.go("vilje-til-vaerdi/samspillet-mellem-politik-og-administration.md")
    section = next(section for section in reader.tree.sections if section.level == 3)
    reader.go("vilje-til-vaerdi/samspillet-mellem-politik-og-administration.md", section.id)
    bar = reader.window.top_bar.breadcrumb
    shown = crumbs(reader)
    assert shown, "nothing says where the reader is"
    for crumb in shown:
        assert crumb.text()
        assert crumb.geometry().right() <= bar.width(), f"{crumb.accessibleName()} sticks out at {width} pixels"
    assert shown[-1].accessibleName() == f"Section: {section.title}"
    assert shown[-1].text() == section.title or shown[-1].text().endswith("…")
    assert shown[-1].toolTip() == section.title
    marks = [label for label in bar.findChildren(QLabel) if label.isVisible()]
    assert len(marks) == len(shown) - 1
