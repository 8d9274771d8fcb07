"""The popover for how the page is shown: theme, text size, line spacing and line length, each change seen at once."""

from __future__ import annotations

from PySide6.QtCore import QPoint, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QButtonGroup, QFrame, QGridLayout, QHBoxLayout, QLabel, QPushButton, QToolButton, QWidget

from handbook.i18n import _
from handbook.settings import LINE_LENGTHS, LINE_SPACINGS, Reading
from handbook.ui.actions import theme_names
from handbook.ui.fonts import ui_font
from handbook.ui.settings.text_sizes import step_size
from handbook.ui.theme import S1, S2, S4, THEMES, Theme, system_theme


class ReadingPopover(QFrame):
    """Lets the reader choose.

    Signals:
        changed: The reading as it is wanted now.
    """

    changed = Signal(Reading)

    def __init__(self, reading: Reading, parent: QWidget) -> None:
        super().__init__(parent, Qt.WindowType.Popup)
        self._over = parent
        self.setObjectName("Card")
        self.setAccessibleName(_("Reading settings"))
        self._reading = reading
        grid = QGridLayout(self)
        grid.setContentsMargins(S4, S4, S4, S4)
        grid.setVerticalSpacing(S1)
        self._add_themes(grid)
        self._percent = QLabel()
        self._add_size(grid)
        self._add_choice(
            grid, 2, _("Line spacing"), "line_spacing", LINE_SPACINGS, (_("Tight"), _("Normal"), _("Loose"))
        )
        self._add_choice(grid, 3, _("Line length"), "line_length", LINE_LENGTHS, (_("Short"), _("Normal"), _("Long")))
        self._show_size()

    def open_below(self, corner: QPoint) -> None:
        """Show the popover with its upper right corner at a point of the screen, within the screen."""
        self.adjustSize()
        screen = self._over.screen().availableGeometry()
        x = max(screen.left() + 4, min(corner.x() - self.width(), screen.right() - self.width() - 4))
        self.move(x, corner.y())
        self.show()

    def _add_themes(self, grid: QGridLayout) -> None:
        row = QHBoxLayout()
        row.setSpacing(S2)
        self._themes = QButtonGroup(self)
        for number, (name, title) in enumerate(theme_names().items()):
            swatch = _Swatch(THEMES[system_theme() if name == "system" else name], title, is_system=name == "system")
            swatch.setChecked(name == self._reading.theme)
            swatch.clicked.connect(lambda _checked=False, name=name: self._change(self._reading._replace(theme=name)))
            self._themes.addButton(swatch, number)
            row.addWidget(swatch)
        row.addStretch(1)
        grid.addWidget(_label(_("Theme")), 0, 0)
        grid.addLayout(row, 1, 0)

    def _add_size(self, grid: QGridLayout) -> None:
        row = QHBoxLayout()
        row.setSpacing(S2)
        smaller, larger = QPushButton("A"), QPushButton("A")
        smaller.setFont(ui_font(13))
        larger.setFont(ui_font(19))
        for button, title, by in ((smaller, _("Smaller text"), -1), (larger, _("Larger text"), 1)):
            button.setAccessibleName(title)
            button.setToolTip(title)
            button.setMinimumWidth(52)
            button.setFixedHeight(32)
            button.clicked.connect(lambda _checked=False, by=by: self._step(by))
        self._percent.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._percent.setMinimumWidth(56)
        for widget in (smaller, self._percent, larger):
            row.addWidget(widget)
        row.addStretch(1)
        grid.addWidget(_label(_("Text size")), 2, 0)
        grid.addLayout(row, 3, 0)

    def _add_choice(
        self, grid: QGridLayout, line: int, title: str, field: str, values: tuple[int, ...], names: tuple[str, ...]
    ) -> None:
        row = QHBoxLayout()
        row.setSpacing(S2)
        group = QButtonGroup(self)
        for number, (value, name) in enumerate(zip(values, names, strict=True)):
            button = QToolButton()
            button.setText(name)
            button.setCheckable(True)
            button.setFont(ui_font(14))
            button.setAccessibleName(f"{title}: {name}")
            button.setChecked(getattr(self._reading, field) == value)
            button.clicked.connect(
                lambda _checked=False, value=value: self._change(self._reading._replace(**{field: value}))
            )
            group.addButton(button, number)
            row.addWidget(button)
        row.addStretch(1)
        grid.addWidget(_label(title), 2 * line, 0)
        grid.addLayout(row, 2 * line + 1, 0)

    def _step(self, by: int) -> None:
        self._change(self._reading._replace(text_size=step_size(self._reading.text_size, by)))

    def _change(self, reading: Reading) -> None:
        self._reading = reading
        self._show_size()
        self.changed.emit(reading)

    def _show_size(self) -> None:
        self._percent.setText(f"{self._reading.text_size} %")


class _Swatch(QToolButton):
    """A theme as a small page: its ground, with "Aa" in its colour; the system's choice is half light, half dark."""

    def __init__(self, theme: Theme, title: str, *, is_system: bool) -> None:
        super().__init__()
        self._theme = theme
        self._is_system = is_system
        self.setCheckable(True)
        self.setToolTip(title)
        self.setAccessibleName(title)
        self.setFixedSize(QSize(44, 36))

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        palette = self.palette()
        edge = palette.accent().color() if self.isChecked() or self.hasFocus() else palette.dark().color()
        painter.setPen(QPen(edge, 3 if self.isChecked() else 1))
        painter.setBrush(QColor(self._theme.page))
        rect = QRectF(self.rect()).adjusted(2, 2, -2, -2)
        painter.drawRoundedRect(rect, 6, 6)
        if self.hasFocus():
            painter.setPen(QPen(QColor(self._theme.focus), 1, Qt.PenStyle.DotLine))
            painter.drawRoundedRect(rect.adjusted(4, 4, -4, -4), 3, 3)
        painter.setPen(QColor(self._theme.text))
        painter.setFont(ui_font(13 if self._is_system else 16))
        text = "Auto" if self._is_system else "Aa"
        painter.drawText(rect, Qt.AlignmentFlag.AlignCenter, text)
        painter.end()


def _label(text: str) -> QLabel:
    label = QLabel(text)
    label.setObjectName("Hint")
    label.setFont(ui_font(14))
    return label
