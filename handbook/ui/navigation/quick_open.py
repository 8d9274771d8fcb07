"""Quick open: a few letters of a chapter, a section or an action, and Enter.

The list is ranked by a plain rule (`rank`): every word typed must stand in the title; words that begin it, or begin a
word of it, count more than words inside; shorter titles come first among equals.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtCore import (
    QAbstractListModel,
    QEvent,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    QRect,
    QSize,
    Qt,
)
from PySide6.QtGui import QColor, QKeyEvent, QPainter
from PySide6.QtWidgets import (
    QFrame,
    QLineEdit,
    QListView,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QVBoxLayout,
    QWidget,
)

from handbook.i18n import _
from handbook.ui.fonts import ui_font
from handbook.ui.icons import paint_icon
from handbook.ui.navigation.folding import fold
from handbook.ui.theme import RADIUS, S2, S3, Theme

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

MOST_SHOWN = 60
NO_MATCH = -1_000_000
_WIDTH = 620
_ROW = 40


@dataclass(frozen=True, slots=True)
class Candidate:
    """Something that can be opened.

    Attributes:
        title: What it is called.
        detail: Where it stands, or its shortcut.
        icon: Name of its outline.
        run: Opens it.
        weight: Added to its rank: chapters come before sections, sections before actions, among equals.
        folded: The title, folded; made once, since every keystroke looks at it.
    """

    title: str
    detail: str
    icon: str
    run: Callable[[], object]
    weight: int
    folded: str


def candidate(title: str, detail: str, icon: str, run: Callable[[], object], weight: int) -> Candidate:
    """Return a candidate with its title folded."""
    return Candidate(title, detail, icon, run, weight, fold(title))


def rank(words: Sequence[str], folded: str) -> int:
    """Return how well a folded title matches, higher is better; `NO_MATCH` when a word is missing."""
    if not words:
        return 0
    score = 0
    for word in words:
        place = folded.find(word)
        if place < 0:
            return NO_MATCH
        if place == 0:
            score += 30
        elif f" {word}" in folded:
            score += 20
        else:
            score += 5
    return score * 100 - len(folded)


def best(words: Sequence[str], candidates: Iterable[Candidate]) -> list[Candidate]:
    """Return the candidates that match, best first, at most `MOST_SHOWN`."""
    found = []
    for number, item in enumerate(candidates):
        score = rank(words, item.folded)
        if score != NO_MATCH:
            found.append((-score - item.weight, number, item))
    found.sort(key=lambda entry: entry[:2])
    return [item for _score, _number, item in found[:MOST_SHOWN]]


class QuickOpen(QFrame):
    """The field and its list, laid over the window."""

    def __init__(self, theme: Theme, parent: QWidget) -> None:
        super().__init__(parent)
        self._over = parent
        self.setObjectName("Card")
        self._candidates: Callable[[], Sequence[Candidate]] = lambda: ()
        self._search: Callable[[str], object] = lambda _text: None
        self._model = _Model()
        self._delegate = _Delegate(theme)
        self._focus_before: QWidget | None = None
        self.field = QLineEdit()
        self.field.setFont(ui_font(17))
        self.field.setPlaceholderText(_("A chapter, section, tool, note or action"))
        self.field.setAccessibleName(_("Quick open"))
        self.field.textChanged.connect(self._refresh)
        self.field.installEventFilter(self)
        self.list = QListView()
        self.list.setModel(self._model)
        self.list.setItemDelegate(self._delegate)
        self.list.setUniformItemSizes(True)
        self.list.setFrameShape(QFrame.Shape.NoFrame)
        self.list.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.list.setMouseTracking(True)
        self.list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.list.setAccessibleName(_("Matches"))
        self.list.clicked.connect(self._run)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(S3, S3, S3, S3)
        layout.setSpacing(S2)
        layout.addWidget(self.field)
        layout.addWidget(self.list, 1)
        parent.installEventFilter(self)
        self.hide()

    def set_theme(self, theme: Theme) -> None:
        """Draw in the colours of `theme`."""
        self._delegate.theme = theme

    def open(self, candidates: Callable[[], Sequence[Candidate]], search: Callable[[str], object]) -> None:
        """Show the field.

        Args:
            candidates: Asked at every keystroke, so that what loads meanwhile is found.
            search: Searches the handbook's text for the words in the field; always the last row.
        """
        self._candidates = candidates
        self._search = search
        self._focus_before = self.window().focusWidget()
        self.field.clear()
        self._refresh()
        self._place()
        self.show()
        self.raise_()
        self.field.setFocus(Qt.FocusReason.PopupFocusReason)

    def close_it(self) -> None:
        """Hide, and give the keyboard back."""
        if not self.isVisible():
            return
        self.hide()
        if self._focus_before is not None:
            self._focus_before.setFocus(Qt.FocusReason.PopupFocusReason)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Arrows move in the list while the field keeps the keyboard; Enter opens, Escape closes."""
        if watched is self._over and event.type() == QEvent.Type.Resize and self.isVisible():
            self._place()
        if watched is self.field and self.isVisible():
            if isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress:
                return self._on_key(event)
            if event.type() == QEvent.Type.FocusOut and self.window().isActiveWindow():
                self.hide()
        return super().eventFilter(watched, event)

    def _on_key(self, event: QKeyEvent) -> bool:
        step = {
            Qt.Key.Key_Down: 1,
            Qt.Key.Key_Up: -1,
            Qt.Key.Key_PageDown: 8,
            Qt.Key.Key_PageUp: -8,
        }.get(Qt.Key(event.key()))
        if step is not None:
            count = self._model.rowCount()
            if count:
                wraps = abs(step) == 1
                row = self.list.currentIndex().row() + step
                row = row % count if wraps else max(0, min(count - 1, row))
                self.list.setCurrentIndex(self._model.index(row))
            return True
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._run(self.list.currentIndex())
            return True
        if event.key() == Qt.Key.Key_Escape:
            self.close_it()
            return True
        return False

    def _run(self, index: QModelIndex) -> None:
        if not index.isValid():
            return
        chosen = self._model.rows[index.row()]
        self.close_it()
        chosen.run()

    def _refresh(self) -> None:
        words = fold(self.field.text()).split()
        rows = best(words, self._candidates())
        if words:
            rows.append(self._search_row(self.field.text().strip()))
        self._model.set_rows(rows)
        self.list.setCurrentIndex(self._model.index(0))
        self._place()

    def _search_row(self, text: str) -> Candidate:
        title = _("Search the handbook for “{words}”").format(words=text)
        return candidate(title, "Ctrl+Shift+F", "search", lambda: self._search(text), 0)

    def grow(self) -> None:
        """Look again: there is more to open than there was. The reader's row stays."""
        if self.isVisible():
            row = self.list.currentIndex().row()
            self._refresh()
            self.list.setCurrentIndex(self._model.index(max(0, min(row, self._model.rowCount() - 1))))

    def _place(self) -> None:
        parent = self._over.rect()
        width = min(_WIDTH, parent.width() - 24)
        rows = self._model.rowCount() * _ROW
        frame = self.field.sizeHint().height() + 2 * S3 + S2 + 6
        height = min(460, parent.height() - 40, rows + frame)
        self.setGeometry(QRect((parent.width() - width) // 2, min(72, parent.height() // 14), width, height))


class _Model(QAbstractListModel):
    def __init__(self) -> None:
        super().__init__()
        self.rows: list[Candidate] = []

    def set_rows(self, rows: list[Candidate]) -> None:
        self.beginResetModel()
        self.rows = rows
        self.endResetModel()

    def rowCount(self, _parent: QModelIndex | QPersistentModelIndex = QModelIndex()) -> int:  # noqa: B008 - Qt's default
        return len(self.rows)

    def data(self, index: QModelIndex | QPersistentModelIndex, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        row = self.rows[index.row()]
        match role:
            case Qt.ItemDataRole.DisplayRole:
                return row.title
            case Qt.ItemDataRole.AccessibleTextRole:
                return f"{row.title}, {row.detail}" if row.detail else row.title
            case Qt.ItemDataRole.UserRole:
                return row
        return None


class _Delegate(QStyledItemDelegate):
    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self.theme = theme

    def sizeHint(self, _option: QStyleOptionViewItem, _index: QModelIndex | QPersistentModelIndex) -> QSize:
        return QSize(120, _ROW)

    def paint(
        self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        row = index.data(Qt.ItemDataRole.UserRole)
        if not isinstance(row, Candidate):
            return
        theme = self.theme
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        rect = option.rect.adjusted(0, 1, -2, -1)
        state = option.state
        chosen = bool(state & QStyle.StateFlag.State_Selected)
        if chosen or state & QStyle.StateFlag.State_MouseOver:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(QColor(theme.chosen if chosen else theme.hover))
            painter.drawRoundedRect(rect, RADIUS, RADIUS)
        size = 17
        paint_icon(
            painter, row.icon, theme.muted, QRect(rect.left() + 10, rect.center().y() - size // 2, size, size).toRectF()
        )
        text = rect.adjusted(38, 0, -10, 0)
        middle = Qt.AlignmentFlag.AlignVCenter
        painter.setFont(ui_font(13))
        detail = painter.fontMetrics().elidedText(row.detail, Qt.TextElideMode.ElideRight, text.width() * 2 // 5)
        painter.setPen(QColor(theme.muted))
        painter.drawText(text, middle | Qt.AlignmentFlag.AlignRight, detail)
        text.setRight(text.right() - painter.fontMetrics().horizontalAdvance(detail) - 12)
        painter.setFont(ui_font(15))
        painter.setPen(QColor(theme.heading if chosen else theme.text))
        title = painter.fontMetrics().elidedText(row.title, Qt.TextElideMode.ElideRight, text.width())
        painter.drawText(text, middle | Qt.AlignmentFlag.AlignLeft, title)
        painter.restore()
