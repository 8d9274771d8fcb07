"""The interface's icons: Lucide's outlines from `resources/icons/`, drawn in a theme's colour when they are needed.

An icon is rendered at the size and pixel density that Qt asks for, so that it is sharp on every screen.
"""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

from PySide6.QtCore import QByteArray, QPoint, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QIcon, QIconEngine, QPainter, QPixmap
from PySide6.QtSvg import QSvgRenderer

from handbook.paths import resources

if TYPE_CHECKING:
    from handbook.ui.theme import Theme


def icon(name: str, theme: Theme, colour: str = "") -> QIcon:
    """Return the icon `name` in the theme's text colour; faint where the control is disabled.

    Args:
        name: A file of `resources/icons/`, without its ending.
        theme: Decides the colours.
        colour: Instead of the text's.

    Raises:
        FileNotFoundError: When drawn, if there is no such icon.
    """
    return QIcon(_OutlineEngine(name, colour or theme.text, theme.disabled))


def paint_icon(painter: QPainter, name: str, colour: str, rect: QRectF) -> None:
    """Draw the icon `name` in `colour` into `rect`."""
    _renderer(name, colour).render(painter, rect)


@lru_cache(maxsize=256)
def _renderer(name: str, colour: str) -> QSvgRenderer:
    source = (resources() / "icons" / f"{name}.svg").read_bytes()
    return QSvgRenderer(QByteArray(source.replace(b"currentColor", colour.encode())))


class _OutlineEngine(QIconEngine):
    """Draws one outline in one of two colours."""

    def __init__(self, name: str, colour: str, disabled: str) -> None:
        super().__init__()
        self._name = name
        self._colour = colour
        self._disabled = disabled

    def paint(self, painter: QPainter, rect: QRect, mode: QIcon.Mode, _state: QIcon.State) -> None:
        colour = self._disabled if mode == QIcon.Mode.Disabled else self._colour
        paint_icon(painter, self._name, colour, QRectF(rect))

    def pixmap(self, size: QSize, mode: QIcon.Mode, state: QIcon.State) -> QPixmap:
        return self.scaledPixmap(size, mode, state, 1.0)

    def scaledPixmap(self, size: QSize, mode: QIcon.Mode, state: QIcon.State, scale: float) -> QPixmap:
        # The size is in device-independent pixels; the pixmap has as many more as the screen has.
        result = QPixmap(size * scale)
        if result.isNull():
            # A button that has no room yet asks for a picture of no size, and Qt complains of painting on it.
            return result
        result.setDevicePixelRatio(scale)
        result.fill(Qt.GlobalColor.transparent)
        painter = QPainter(result)
        self.paint(painter, QRect(QPoint(0, 0), size), mode, state)
        painter.end()
        return result

    def clone(self) -> QIconEngine:
        return _OutlineEngine(self._name, self._colour, self._disabled)

    def key(self) -> str:
        return f"lucide:{self._name}:{self._colour}"
