"""The dialogs of the help menu: the keys are all there, and the program says what it is."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import Qt, QTimer
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QDialog, QLabel, QScrollArea

from handbook import __version__
from handbook.i18n import LANGUAGES
from handbook.ui.actions import action_table

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from tests.ui.conftest import Desk


def shown(reader: Desk, name: str, look: Callable[[QDialog], object]) -> None:
    """Open a dialog by its action, look at it, and close it with Escape."""
    seen = []

    def meet() -> None:
        dialog = QApplication.activeModalWidget()
        assert isinstance(dialog, QDialog)
        try:
            look(dialog)
        finally:
            seen.append(dialog)
            QTest.keyClick(dialog, Qt.Key.Key_Escape)
            if dialog.isVisible():
                dialog.reject()
                raise AssertionError("Escape doesn't close the dialog")

    QTimer.singleShot(0, meet)
    reader.act(name)
    assert len(seen) == 1


def texts(dialog: QDialog) -> list[str]:
    return [label.text() for label in dialog.findChildren(QLabel)]


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_keyboard_dialog_lists_every_shortcut(desk: Callable[..., Desk], small: Path, language: str) -> None:
    reader = desk(small, language=language)
    actions = reader.window.actions_by_id
    wanted = [spec for spec in action_table() if spec.shortcuts]

    def look(dialog: QDialog) -> None:
        labels = texts(dialog)
        missing = [
            spec.id
            for spec in wanted
            if actions.title(spec.id) not in labels or actions.shortcut(spec.id) not in labels
        ]
        assert missing == []
        assert len(labels) > len(wanted) + 5

    shown(reader, "keyboard", look)


def test_the_keyboard_dialog_can_be_scrolled_with_keys(desk: Callable[..., Desk], small: Path) -> None:
    def look(dialog: QDialog) -> None:
        area = dialog.findChild(QScrollArea)
        assert isinstance(area, QScrollArea)
        bar = area.verticalScrollBar()
        assert bar.maximum() > 0
        area.setFocus()
        QTest.keyClick(area, Qt.Key.Key_PageDown)
        assert bar.value() > 0

    shown(desk(small, size=(600, 400)), "keyboard", look)


def test_the_about_dialog_says_what_is_open(desk: Callable[..., Desk], small: Path) -> None:
    def look(dialog: QDialog) -> None:
        text = "\n".join(texts(dialog))
        for words in (__version__, "Lille håndbog", "2026.1", "CC BY 4.0", str(small), "never uses the network"):
            assert words in text

    shown(desk(small), "about", look)


def test_the_about_dialog_opens_without_a_handbook(desk: Callable[..., Desk], tmp_path: Path) -> None:
    shown(desk(tmp_path / "findes-ikke"), "about", texts)


@pytest.mark.parametrize("name", ["keyboard", "about"])
def test_a_dialog_fits_a_narrow_window(desk: Callable[..., Desk], small: Path, name: str) -> None:
    def look(dialog: QDialog) -> None:
        assert dialog.width() <= 360
        assert dialog.height() <= 640
        cut = [label.text() for label in dialog.findChildren(QLabel) if label.width() < label.minimumSizeHint().width()]
        assert cut == []

    shown(desk(small, size=(360, 640)), name, look)


def test_the_keyboard_goes_back_to_the_text(desk: Callable[..., Desk], small: Path) -> None:
    reader = desk(small)
    shown(reader, "keyboard", lambda _dialog: None)
    assert reader.focus is reader.view
