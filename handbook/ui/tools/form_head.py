"""The head of a form: which tool it is, the copy's title, how far it is filled in, and what can be done with it.

It grows with the text like everything else. From some size on, a small window would have no room below it: then only
its buttons stay, and its details scroll with the fields.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QFontMetrics
from PySide6.QtWidgets import QHBoxLayout, QLabel, QLayout, QMenu, QToolButton, QVBoxLayout, QWidget

from handbook.book.nodes import ToolKind
from handbook.i18n import _
from handbook.notes.filled import progress
from handbook.notes.wording import tool_kind_names
from handbook.ui.flow import FlowLayout
from handbook.ui.icons import icon
from handbook.ui.theme import S1, S2, S3, S4, TOOL_ICONS
from handbook.ui.tools.look import SMALL
from handbook.ui.tools.prose import set_words, wrap
from handbook.ui.tools.result import Bar
from handbook.ui.tools.writing import TitleEdit

if TYPE_CHECKING:
    from collections.abc import Callable

    from handbook.notes.filled import Filled
    from handbook.ui.tools.look import Look

_ICON = 18
_THIN = 6
# Width of the narrowest form, in pixels.
_NARROWEST = 320
_MENU = 15
# In larger text, the details scroll.
_STAYS_PERCENT = 150
# Of the width of the screen, what a line of a menu may take.
_MENU_SHARE = 0.7


class CopyLine(NamedTuple):
    """A copy in the menu of copies.

    Attributes:
        id: The annotation's.
        title: What it is called.
        is_open: Whether it is the one on the screen.
    """

    id: str
    title: str
    is_open: bool


class FormHead(QWidget):
    """The head.

    Attributes:
        details: Everything but the buttons.
        scrolls: Whether whoever shows the head is to let the details scroll with the fields; otherwise they are in it.
        title: The copy's title.
        copies, more, close_button: Its buttons.
        bar: How far it is filled in.

    Signals:
        retitled: The reader has written another title.
        copy_wanted: Another copy is to be shown: its id, "" for a new one.
        asked: Something is to be done with the copy: "duplicate", "delete", "export", "print" or "copy".
        left: The form is to be closed.
    """

    retitled = Signal(str)
    copy_wanted = Signal(str)
    asked = Signal(str)
    left = Signal()

    def __init__(self, look: Look, list_copies: Callable[[], list[CopyLine]]) -> None:
        """Make the head, with the copies that `list_copies` returns when the menu opens."""
        super().__init__()
        self._look = look
        self.details = QWidget()
        self.scrolls = look.percent > _STAYS_PERCENT
        self._list_copies = list_copies
        self._can_begin = True
        self._sign, self._kind = QLabel(), QLabel()
        wrap(self._kind)
        self._kind.setObjectName("Hint")
        self._kind.setFont(look.font(SMALL))
        self._kind.setTextFormat(Qt.TextFormat.PlainText)
        self.title = TitleEdit(look)
        self.title.setAccessibleName(_("Title of this copy"))
        self.title.setPlaceholderText(_("Title of this copy"))
        self.title.edited.connect(lambda: self.retitled.emit(self.title.words))
        self.copies, self.more, self.close_button = QToolButton(), QToolButton(), QToolButton()
        self.bar = Bar(look, _THIN)
        self._progress = QLabel()
        self._progress.setObjectName("Hint")
        self._progress.setFont(look.font(SMALL))
        self._make_buttons()
        self._lay_out()

    @property
    def stops(self) -> list[QWidget]:
        """The widgets that Tab comes to, in order."""
        return [self.copies, self.more, self.close_button, self.title]

    def show_copy(self, filled: Filled, minutes: int, *, can_begin: bool) -> None:
        """Show what a copy is.

        Args:
            filled: The copy.
            minutes: How long the tool takes; 0 for no time given.
            can_begin: Whether a new copy can be begun: the tool is in this edition.
        """
        theme, look = self._look.theme, self._look
        self._can_begin = can_begin
        time = _("{count} min").format(count=minutes) if minutes else ""
        set_words(self._kind, " · ".join(filter(None, (tool_kind_names()[filled.kind], filled.name, time))), look)
        if not self.scrolls and self._sign.pixmap().isNull():
            self._sign.setPixmap(icon(TOOL_ICONS[filled.kind], theme, theme.accent).pixmap(look.size(_ICON)))
        self.title.put(filled.title)
        done, total = progress(filled)
        words = _("{done} of {total}").format(done=done, total=total)
        is_counted = total > 0 and filled.kind is not ToolKind.DECISION
        self._progress.setText(words)
        self._progress.setVisible(is_counted)
        self.bar.setVisible(is_counted)
        self.bar.show_share(done / total if total else 0, _("Filled in: {progress}").format(progress=words))

    def _make_buttons(self) -> None:
        theme, look = self._look.theme, self._look
        self.copies.setText(_("Copies") + " ▾")
        self.copies.setObjectName("Chip")
        self.copies.setFont(look.font(SMALL))
        self.copies.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextOnly)
        for button, name, outline in (
            (self.copies, _("Other copies of this tool"), ""),
            (self.more, _("More"), "ellipsis"),
            (self.close_button, _("Close the form"), "x"),
        ):
            button.setAccessibleName(name)
            button.setToolTip(name)
            if outline:
                button.setIcon(icon(outline, theme))
                button.setIconSize(QSize(look.size(_ICON), look.size(_ICON)))
        for button, fill in ((self.copies, self._fill_copies), (self.more, self._fill_more)):
            menu = QMenu(button)
            menu.setAccessibleName(button.accessibleName())
            menu.setFont(look.font(_MENU))
            # Filled when it opens: copies come and go.
            menu.aboutToShow.connect(lambda menu=menu, fill=fill: fill(menu))
            button.setMenu(menu)
            button.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        self.close_button.clicked.connect(self.left)

    def _fill_copies(self, menu: QMenu) -> None:
        menu.clear()
        new = menu.addAction(icon("plus", self._look.theme), _("Begin a new copy"))
        new.setEnabled(self._can_begin)
        new.triggered.connect(lambda: self.copy_wanted.emit(""))
        lines = self._list_copies()
        if lines:
            menu.addSeparator()
        metrics, room = QFontMetrics(menu.font()), int(menu.screen().availableGeometry().width() * _MENU_SHARE)
        for line in lines:
            title = metrics.elidedText(" ".join(line.title.split()), Qt.TextElideMode.ElideMiddle, room)
            action = menu.addAction(title.replace("&", "&&"))
            action.setCheckable(True)
            action.setChecked(line.is_open)
            action.triggered.connect(lambda _checked=False, id_=line.id: self.copy_wanted.emit(id_))

    def _fill_more(self, menu: QMenu) -> None:
        menu.clear()
        for name, text, outline in (
            ("duplicate", _("Duplicate"), "copy"),
            ("copy", _("Copy as text"), "file-text"),
            ("export", _("Export…"), "file-down"),
            ("print", _("Print…"), "printer"),
            ("delete", _("Delete"), "trash-2"),
        ):
            action = menu.addAction(icon(outline, self._look.theme), text)
            action.triggered.connect(lambda _checked=False, name=name: self.asked.emit(name))

    def _lay_out(self) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(S4, S2, S2, S2)
        column.setSpacing(S2)
        column.addLayout(self._row_of_buttons())
        inner = QVBoxLayout(self.details)
        # The buttons reach further to the right than what is read.
        inner.setContentsMargins(S4 if self.scrolls else 0, 0, S4 if self.scrolls else S2, 0)
        inner.setSpacing(S2)
        tool = QHBoxLayout()
        tool.setSpacing(S2)
        if not self.scrolls:
            tool.addWidget(self._sign, 0, Qt.AlignmentFlag.AlignTop)
        tool.addWidget(self._kind, 1)
        done = QHBoxLayout()
        done.setSpacing(S3)
        done.addWidget(self.bar, 1)
        done.addWidget(self._progress)
        inner.addLayout(tool)
        inner.addWidget(self.title)
        inner.addLayout(done)
        if not self.scrolls:
            column.addWidget(self.details)

    def _row_of_buttons(self) -> QLayout:
        """Return the row of buttons; in large text they take more lines where the narrowest form can't hold one."""
        buttons = (self.copies, self.more, self.close_button)
        if sum(button.sizeHint().width() + S1 for button in buttons) > _NARROWEST - S4 - S2:
            flow = FlowLayout(S1)
            for button in buttons:
                flow.addWidget(button)
            return flow
        row = QHBoxLayout()
        row.setSpacing(S1)
        row.addWidget(self.copies)
        row.addStretch(1)
        row.addWidget(self.more)
        row.addWidget(self.close_button)
        return row
