"""Fields that are typed into: a line, a text, a number, a date. None refuses what is typed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QDate, QPoint, QSize, Qt
from PySide6.QtGui import QColor, QTextCharFormat
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QToolButton, QVBoxLayout, QWidget

from handbook.book.nodes import FieldKind
from handbook.dates import read_date, short_date
from handbook.i18n import _, language
from handbook.ui.icons import icon
from handbook.ui.theme import S1, S2
from handbook.ui.tools.entry_field import EntryField
from handbook.ui.tools.look import is_number
from handbook.ui.tools.writing import LineEdit, TextEdit

if TYPE_CHECKING:
    from PySide6.QtGui import QKeyEvent

    from handbook.book.forms import Entry, Value
    from handbook.book.nodes import Block
    from handbook.ui.tools.look import Look

_ICON = 18


class LineField(EntryField):
    """One line; a number with its unit; a date with a calendar."""

    def __init__(self, entry: Entry, look: Look, blocks: tuple[Block, ...] = ()) -> None:
        super().__init__(entry, look, blocks)
        self.edit = LineEdit(look)
        unit = entry.field.unit if entry.field is not None else ""
        self.name(self.edit, unit)
        self.edit.textEdited.connect(self.typed.emit)
        self.edit.textChanged.connect(lambda _text: self._judge())
        self.calendar: QToolButton | None = None
        row = QHBoxLayout()
        row.setSpacing(S2)
        row.addWidget(self.edit, 1)
        if entry.kind == FieldKind.DATE:
            self.calendar = self._calendar_button()
            row.addWidget(self.calendar)
            self.edit.setPlaceholderText(_("Day, month and year"))
        if unit:
            label = QLabel(unit)
            label.setTextFormat(Qt.TextFormat.PlainText)
            label.setFont(look.font())
            row.addWidget(label)
        self.column.addLayout(row)

    @property
    def value(self) -> Value:
        """The answer."""
        return self.edit.text()

    @property
    def stops(self) -> list[QWidget]:
        """The widgets that Tab comes to."""
        return [self.edit, *([self.calendar] if self.calendar is not None else [])]

    def set_value(self, value: Value) -> None:
        """Show an answer."""
        self.edit.put(str(value))
        self._judge()

    def fits(self, value: Value) -> bool:
        """Whether it is one line."""
        return isinstance(value, str) and "\n" not in value

    def _judge(self) -> None:
        text = self.edit.text().strip()
        hint = ""
        if text and self.entry.kind == FieldKind.NUMBER and not is_number(text):
            hint = _("This isn’t written as a number; it is kept as it is.")
        elif text and self.entry.kind == FieldKind.DATE and read_date(text) is None:
            hint = _("This isn’t written as a date; it is kept as it is.")
        self.show_hint(hint, self.edit)

    def _calendar_button(self) -> QToolButton:
        button = QToolButton()
        button.setIcon(icon("calendar", self.look.theme))
        button.setIconSize(QSize(self.look.size(_ICON), self.look.size(_ICON)))
        button.setToolTip(_("Choose a day"))
        button.setAccessibleName(_("Choose a day: {label}").format(label=self.entry.label))
        button.clicked.connect(self._open_calendar)
        return button

    def _open_calendar(self) -> None:
        assert self.calendar is not None  # noqa: S101 - it was clicked
        popup = CalendarPopup(self.edit.text(), self.look, self)
        popup.calendar.activated.connect(self._take)
        popup.calendar.clicked.connect(self._take)
        popup.open_below(self.calendar)

    def _take(self, day: QDate) -> None:
        for popup in self.findChildren(CalendarPopup):
            popup.close()
        chosen = read_date(day.toString("yyyy-MM-dd"))
        if chosen is not None:
            self.edit.put(short_date(chosen))
            self.edit.setFocus(Qt.FocusReason.PopupFocusReason)
            self.chosen.emit(self.edit.text())


class TextField(EntryField):
    """A text of several lines, and the notes of a step."""

    def __init__(self, entry: Entry, look: Look, blocks: tuple[Block, ...] = (), lines: int = 3) -> None:
        super().__init__(entry, look, blocks)
        self.edit = TextEdit(look, lines)
        self.name(self.edit)
        self.edit.edited.connect(lambda: self.typed.emit(self.edit.words))
        self.column.addWidget(self.edit)

    @property
    def value(self) -> Value:
        """The answer."""
        return self.edit.words

    @property
    def stops(self) -> list[QWidget]:
        """The widget that Tab comes to."""
        return [self.edit]

    def set_value(self, value: Value) -> None:
        """Show an answer."""
        self.edit.put(str(value))


class CalendarPopup(QFrame):
    """A calendar over the form, at the day that is written there or today. It goes away by itself.

    Attributes:
        calendar: Qt's.
    """

    def __init__(self, text: str, look: Look, parent: QWidget) -> None:
        super().__init__(parent, Qt.WindowType.Popup)
        # Imported here: most forms have no date, and few are chosen from a calendar.
        from PySide6.QtCore import QLocale
        from PySide6.QtWidgets import QCalendarWidget

        self.setObjectName("Card")
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setAccessibleName(_("Choose a day"))
        self.calendar = QCalendarWidget()
        self.calendar.setAccessibleName(_("Choose a day"))
        self.calendar.setFont(look.font())
        self.calendar.setLocale(QLocale(language()))
        self.calendar.setFirstDayOfWeek(Qt.DayOfWeek.Monday)
        self.calendar.setVerticalHeaderFormat(QCalendarWidget.VerticalHeaderFormat.ISOWeekNumbers)
        # Qt's own red for the days at the end of the week can't be read in every theme.
        weekend = QTextCharFormat()
        weekend.setForeground(QColor(look.theme.muted))
        for day in (Qt.DayOfWeek.Saturday, Qt.DayOfWeek.Sunday):
            self.calendar.setWeekdayTextFormat(day, weekend)
        written = read_date(text)
        if written is not None:
            self.calendar.setSelectedDate(QDate(written.year, written.month, written.day))
        layout = QVBoxLayout(self)
        layout.setContentsMargins(S1, S1, S1, S1)
        layout.addWidget(self.calendar)

    def open_below(self, button: QWidget) -> None:
        """Show it below a button, within the screen, with the keyboard in it."""
        self.adjustSize()
        screen = button.screen().availableGeometry()
        corner = button.mapToGlobal(QPoint(button.width(), button.height()))
        x = max(screen.left(), min(corner.x() - self.width(), screen.right() - self.width()))
        y = corner.y()
        if y + self.height() > screen.bottom():
            y = max(screen.top(), corner.y() - button.height() - self.height())
        self.move(x, y)
        self.show()
        self.calendar.setFocus(Qt.FocusReason.PopupFocusReason)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Escape closes it."""
        if event.key() == Qt.Key.Key_Escape:
            self.close()
            return
        super().keyPressEvent(event)
