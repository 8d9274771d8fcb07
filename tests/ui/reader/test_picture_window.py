"""A figure in a window of its own: magnified, moved and closed, with keys as with the pointer."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import QPoint, QPointF, Qt, QTimer
from PySide6.QtGui import QWheelEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from handbook.ui.reader.picture_window import PictureWindow

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from tests.ui.conftest import Desk

LEFT, NONE = Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier


def meet(reader: Desk, target: str, look: Callable[[PictureWindow], None]) -> None:
    """Open the figure of a link, look at it, and close it with Escape."""
    seen = []

    def with_it() -> None:
        window = QApplication.activeModalWidget()
        assert isinstance(window, PictureWindow)
        try:
            look(window)
        finally:
            seen.append(window)
            QTest.keyClick(window.canvas, Qt.Key.Key_Escape)
            if window.isVisible():
                window.reject()
                raise AssertionError("Escape doesn't close the picture")

    point = reader.link_point(target)
    QTimer.singleShot(0, with_it)
    QTest.mouseClick(reader.view.viewport(), LEFT, NONE, point)
    reader.settle()
    assert len(seen) == 1


def open_chapter(desk: Callable[..., Desk], small: Path) -> Desk:
    reader = desk(small)
    reader.go("del/forsoeg.md")
    return reader


def test_a_click_shows_the_figure_with_its_caption_and_description(desk: Callable[..., Desk], small: Path) -> None:
    def look(window: PictureWindow) -> None:
        assert window.windowTitle() == "Et rødt felt til at prøve med."
        assert window.canvas.accessibleName() == "Et rødt felt."
        assert window.canvas.hasFocus() or window.focusWidget() is window.canvas
        target = window.canvas.target()
        assert window.canvas.rect().toRectF().contains(target)
        assert target.width() > 600
        image = window.canvas.grab().toImage()
        assert image.pixelColor(target.center().toPoint()).name() == "#cc2200"

    reader = open_chapter(desk, small)
    meet(reader, "figure:0", look)
    assert reader.focus is reader.view


def test_enter_shows_the_figure(desk: Callable[..., Desk], small: Path) -> None:
    reader = open_chapter(desk, small)
    seen: list[str] = []
    reader.tab_to("figure:1")

    def look() -> None:
        window = QApplication.activeModalWidget()
        assert isinstance(window, PictureWindow)
        seen.append(window.windowTitle())
        window.close()

    QTimer.singleShot(0, look)
    reader.press(Qt.Key.Key_Return)
    assert seen == ["En kasse i håndbogens farver."]


def test_keys_magnify_move_and_fit(desk: Callable[..., Desk], small: Path) -> None:
    def look(window: PictureWindow) -> None:
        canvas = window.canvas
        fitted = canvas.target()
        QTest.keyClick(canvas, Qt.Key.Key_Minus)
        assert canvas.target() == fitted, "smaller than the window is of no use"
        for key in (Qt.Key.Key_Plus, Qt.Key.Key_Equal, Qt.Key.Key_Plus):
            before = canvas.scale
            QTest.keyClick(canvas, key)
            assert canvas.scale > before
        large = canvas.target()
        assert large.width() > fitted.width() * 1.5
        assert large.center().x() == pytest.approx(fitted.center().x(), abs=1)
        QTest.keyClick(canvas, Qt.Key.Key_Right)
        assert canvas.target().x() < large.x()
        QTest.keyClick(canvas, Qt.Key.Key_Left)
        assert canvas.target().x() == pytest.approx(large.x())
        QTest.keyClick(canvas, Qt.Key.Key_0)
        assert canvas.target() == fitted

    meet(open_chapter(desk, small), "figure:0", look)


def test_the_picture_can_never_be_lost_from_sight(desk: Callable[..., Desk], small: Path) -> None:
    def look(window: PictureWindow) -> None:
        canvas = window.canvas
        for _press in range(30):
            QTest.keyClick(canvas, Qt.Key.Key_Plus)
        assert canvas.scale == 16
        for key in (Qt.Key.Key_Right, Qt.Key.Key_Down, Qt.Key.Key_Left, Qt.Key.Key_Up):
            for _press in range(400):
                QTest.keyClick(canvas, key)
            assert canvas.target().intersects(canvas.rect().toRectF())
        window.resize(300, 260)
        assert canvas.target().intersects(canvas.rect().toRectF())

    meet(open_chapter(desk, small), "figure:0", look)


def test_the_wheel_magnifies_at_the_pointer_and_the_pointer_drags(desk: Callable[..., Desk], small: Path) -> None:
    def look(window: PictureWindow) -> None:
        canvas = window.canvas
        point = QPointF(canvas.width() * 0.25, canvas.height() * 0.5)
        before = canvas.target()
        share = (point.x() - before.x()) / before.width()
        event = QWheelEvent(
            point,
            canvas.mapToGlobal(point),
            QPoint(),
            QPoint(0, 240),
            Qt.MouseButton.NoButton,
            NONE,
            Qt.ScrollPhase.NoScrollPhase,
            False,
        )
        QApplication.sendEvent(canvas, event)
        after = canvas.target()
        assert after.width() > before.width()
        assert (point.x() - after.x()) / after.width() == pytest.approx(share, abs=0.02)
        QTest.mousePress(canvas, LEFT, NONE, QPoint(200, 200))
        QTest.mouseMove(canvas, QPoint(230, 200))
        QTest.mouseRelease(canvas, LEFT, NONE, QPoint(230, 200))
        assert canvas.target().x() == pytest.approx(after.x() + 30, abs=1)

    meet(open_chapter(desk, small), "figure:0", look)


def test_the_same_picture_twice_has_its_own_caption_each_time(desk: Callable[..., Desk], small: Path) -> None:
    (small / "kort.md").write_text(
        '# Kort og godt\n\n![Rødt.](figurer/felt.png "Den første.")\n\n![Rødt.](figurer/felt.png "Den anden.")\n\n'
        '!!! note "Panel"\n    ![Rødt.](figurer/kasse.svg "Den i panelet.")\n',
        encoding="utf-8",
    )
    reader = desk(small)
    reader.go("kort.md")
    titles: list[str] = []
    for number in range(3):
        meet(reader, f"figure:{number}", lambda window: titles.append(window.windowTitle()))
    assert titles == ["Den første.", "Den anden.", "Den i panelet."]


def test_it_opens_in_a_small_window_too(desk: Callable[..., Desk], small: Path) -> None:
    reader = desk(small, size=(320, 400))
    reader.go("del/forsoeg.md")

    def look(window: PictureWindow) -> None:
        assert window.width() <= 320
        assert window.canvas.rect().toRectF().contains(window.canvas.target())

    meet(reader, "figure:0", look)
