"""One picture, large: fitted to the window, magnified with the wheel or keys, moved with the pointer or arrows."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QPointF, QRectF, QSizeF, Qt
from PySide6.QtGui import QColor, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QResizeEvent, QWheelEvent
from PySide6.QtWidgets import QDialog, QHBoxLayout, QLabel, QToolButton, QVBoxLayout, QWidget

from handbook.i18n import _
from handbook.ui.fonts import ui_font
from handbook.ui.icons import icon
from handbook.ui.theme import S3, S4, Theme

if TYPE_CHECKING:
    from handbook.ui.reader.figures import Picture

_STEP = 1.25
_MOST = 16.0
_PAN = 60


class PictureWindow(QDialog):
    """Shows a picture with its caption. Escape closes."""

    def __init__(self, picture: Picture, title: str, description: str, theme: Theme, parent: QWidget) -> None:
        """Make the window.

        Args:
            picture: What to show.
            title: Its caption.
            description: Its alternative text, for screen readers.
            theme: Colours.
            parent: The window that it belongs to; it opens nearly as large.
        """
        super().__init__(parent)
        self.setWindowTitle(title or _("Picture"))
        self.canvas = PictureCanvas(picture, theme)
        self.canvas.setAccessibleName(description or title)
        hint = QLabel(_("Arrows and the pointer move the picture."))
        hint.setObjectName("Hint")
        hint.setFont(ui_font(13))
        hint.setWordWrap(True)
        row = QHBoxLayout()
        row.addWidget(hint, 1)
        for name, text, keys, act in (
            ("minus", _("Smaller"), "−", lambda: self.canvas.magnify(1 / _STEP)),
            ("maximize", _("Fit to the window"), "0", self.canvas.fit),
            ("plus", _("Larger"), "+", lambda: self.canvas.magnify(_STEP)),
            ("x", _("Close"), "Esc", self.reject),
        ):
            button = QToolButton()
            button.setIcon(icon(name, theme))
            button.setAccessibleName(text)
            button.setToolTip(f"{text} ({keys})")
            button.clicked.connect(act)
            row.addWidget(button)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(S4, S4, S4, S3)
        layout.addWidget(self.canvas, 1)
        layout.addLayout(row)
        self.resize(parent.window().size())
        self.canvas.setFocus()


class PictureCanvas(QWidget):
    """Draws the picture at `scale` times the size that fits, with its centre moved by an offset."""

    def __init__(self, picture: Picture, theme: Theme) -> None:
        super().__init__()
        self.scale = 1.0
        self._picture = picture
        self._theme = theme
        self._offset = QPointF()
        self._drag: QPointF | None = None
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setMinimumSize(160, 120)
        self.setCursor(Qt.CursorShape.OpenHandCursor)

    def magnify(self, factor: float, at: QPointF | None = None) -> None:
        """Multiply the scale; the point `at` (the middle, when None) stays where it is."""
        centre = QPointF(self.width() / 2, self.height() / 2)
        point = (at or centre) - centre
        new = min(_MOST, max(1.0, self.scale * factor))
        self._offset = point - (point - self._offset) * (new / self.scale)
        self.scale = new
        self._keep_in_view()

    def fit(self) -> None:
        """Show the whole picture."""
        self.scale = 1.0
        self._offset = QPointF()
        self.update()

    def target(self) -> QRectF:
        """Return where the picture is drawn, in the widget's pixels."""
        size = self._fitted() * self.scale
        left = (self.width() - size.width()) / 2 + self._offset.x()
        top = (self.height() - size.height()) / 2 + self._offset.y()
        return QRectF(left, top, size.width(), size.height())

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw."""
        painter = QPainter(self)
        painter.fillRect(self.rect(), QColor(self._theme.page))
        self._picture.draw(painter, self.target())
        if self.hasFocus():
            painter.setPen(QColor(self._theme.focus))
            painter.drawRect(self.rect().adjusted(0, 0, -1, -1))
        painter.end()

    def resizeEvent(self, _event: QResizeEvent) -> None:
        """Keep the picture in view."""
        self._keep_in_view()

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Magnify at the pointer."""
        self.magnify(_STEP ** (event.angleDelta().y() / 120), event.position())

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Begin to move the picture."""
        self._drag = event.position()
        self.setCursor(Qt.CursorShape.ClosedHandCursor)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Move the picture."""
        if self._drag is not None:
            self._offset += event.position() - self._drag
            self._drag = event.position()
            self._keep_in_view()

    def mouseReleaseEvent(self, _event: QMouseEvent) -> None:
        """Let go."""
        self._drag = None
        self.setCursor(Qt.CursorShape.OpenHandCursor)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Do with keys what the pointer does."""
        match event.key():
            case Qt.Key.Key_Plus | Qt.Key.Key_Equal:
                self.magnify(_STEP)
            case Qt.Key.Key_Minus:
                self.magnify(1 / _STEP)
            case Qt.Key.Key_0:
                self.fit()
            case Qt.Key.Key_Left:
                self._pan(_PAN, 0)
            case Qt.Key.Key_Right:
                self._pan(-_PAN, 0)
            case Qt.Key.Key_Up:
                self._pan(0, _PAN)
            case Qt.Key.Key_Down:
                self._pan(0, -_PAN)
            case _:
                super().keyPressEvent(event)

    def _pan(self, x: float, y: float) -> None:
        self._offset += QPointF(x, y)
        self._keep_in_view()

    def _fitted(self) -> QSizeF:
        room = QSizeF(self.width() - 16, self.height() - 16)
        return self._picture.size.scaled(room, Qt.AspectRatioMode.KeepAspectRatio)

    def _keep_in_view(self) -> None:
        size = self._fitted() * self.scale
        slack_x = max(0.0, (size.width() - self.width()) / 2 + 16)
        slack_y = max(0.0, (size.height() - self.height()) / 2 + 16)
        self._offset.setX(max(-slack_x, min(slack_x, self._offset.x())))
        self._offset.setY(max(-slack_y, min(slack_y, self._offset.y())))
        self.update()
