"""Icons as buttons ask for them."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import QSize

from handbook.ui.icons import icon
from handbook.ui.theme import THEMES

if TYPE_CHECKING:
    from pytestqt.qtbot import QtBot


@pytest.mark.parametrize("size", [QSize(0, 0), QSize(18, 0)])
def test_a_button_without_room_gets_no_picture_and_no_complaint(qtbot: QtBot, size: QSize) -> None:
    del qtbot
    found = icon("x", THEMES["light"])
    assert found.pixmap(size).isNull()
    assert not found.pixmap(QSize(18, 18)).isNull()
