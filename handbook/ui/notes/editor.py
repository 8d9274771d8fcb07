"""The editor of one annotation: its colour, the note in Markdown with a preview, and its tags.

It stands on the card at a highlight and below the list in the panel. Every letter goes to the keeper, which writes it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QSize, QStringListModel, Qt, QTimer, Signal
from PySide6.QtGui import QPalette
from PySide6.QtWidgets import (
    QButtonGroup,
    QCompleter,
    QHBoxLayout,
    QLineEdit,
    QPlainTextEdit,
    QStackedLayout,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from handbook.i18n import _
from handbook.notes.model import Annotation, Colour, Kind
from handbook.notes.wording import colour_names
from handbook.ui.fonts import ui_font
from handbook.ui.icons import icon
from handbook.ui.notes.preview import NotePreview
from handbook.ui.notes.toolbar import colour_icon
from handbook.ui.theme import S1, S2

if TYPE_CHECKING:
    from PySide6.QtGui import QKeyEvent

    from handbook.ui.notes.keeper import NoteKeeper
    from handbook.ui.theme import Theme

_ICON = 18
# Three lines and their frame: less is no place to write; in pixels.
_LEAST_HEIGHT = 70


class NoteEditor(QWidget):
    """Edits an annotation.

    Signals:
        escaped: Escape was pressed.
        link_activated: A link in the preview was followed: its target as written.
    """

    escaped = Signal()
    link_activated = Signal(str)

    def __init__(self, keeper: NoteKeeper, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._keeper = keeper
        self._theme = theme
        self._annotation: Annotation | None = None
        self._is_filling = False
        self.body = NoteField()
        self.body.setPlaceholderText(_("Write a note…"))
        self.body.setAccessibleName(_("Note"))
        self.body.setFont(ui_font(15))
        self.body.setMinimumHeight(_LEAST_HEIGHT)
        self.body.textChanged.connect(self._on_body)
        self.body.escaped.connect(self.escaped)
        self.body.left.connect(keeper.end_step)
        self.preview = NotePreview(theme)
        self.preview.link_followed.connect(self.link_activated)
        self.preview.escaped.connect(self.escaped)
        self.tags = TagField()
        self.tags.setFont(ui_font(14))
        self.tags.setPlaceholderText(_("Tags, separated by commas"))
        self.tags.setAccessibleName(_("Tags"))
        self.tags.editingFinished.connect(self._on_tags)
        self.tags.textEdited.connect(lambda _text: self._on_tags())
        self.tags.escaped.connect(self.escaped)
        self._tag_words = QStringListModel(self)
        self.tags.set_words(self._tag_words)
        self._colour_buttons = QButtonGroup(self)
        self._colours = self._colour_row()
        self.eye = QToolButton()
        self.eye.setCheckable(True)
        self.eye.setIconSize(QSize(_ICON, _ICON))
        self.eye.setAccessibleName(_("Show the note as it is set"))
        self.eye.setToolTip(_("Show the note as it is set"))
        self.eye.toggled.connect(self._show_preview)
        self._lay_out()
        self.set_theme(theme)
        keeper.changed.connect(self._on_changed)

    def _lay_out(self) -> None:
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(S2)
        self.row = QHBoxLayout()
        self.row.setSpacing(S1)
        self.row.addWidget(self._colours)
        self.row.addStretch(1)
        self.row.addWidget(self.eye)
        layout.addLayout(self.row)
        pages = QWidget()
        self._pages = QStackedLayout(pages)
        self._pages.addWidget(self.body)
        self._pages.addWidget(self.preview)
        layout.addWidget(pages, 1)
        layout.addWidget(self.tags)

    def _colour_row(self) -> QWidget:
        row = QWidget()
        layout = QHBoxLayout(row)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(2)
        for number, colour in enumerate(Colour):
            button = QToolButton()
            button.setCheckable(True)
            button.setIconSize(QSize(_ICON, _ICON))
            button.clicked.connect(lambda _checked=False, colour=colour: self._on_colour(colour))
            self._colour_buttons.addButton(button, number)
            layout.addWidget(button)
        return row

    @property
    def stops(self) -> tuple[QWidget, ...]:
        """The widgets that Tab comes to, in order."""
        return (*self._colour_buttons.buttons(), self.eye, self.body, self.preview, self.tags)

    @property
    def annotation(self) -> Annotation | None:
        """What is being edited, as it is kept; None when nothing is."""
        return self._annotation

    def set_theme(self, theme: Theme) -> None:
        """Draw in the colours of `theme`."""
        self._theme = theme
        for number, colour in enumerate(Colour):
            self._colour_buttons.button(number).setIcon(colour_icon(colour, theme, _ICON))
        self.eye.setIcon(icon("eye", theme))
        palette = self.body.palette()
        palette.setColor(QPalette.ColorRole.PlaceholderText, theme.muted)
        self.body.setPalette(palette)
        self.preview.set_theme(theme)
        if self.eye.isChecked():
            self._show_preview(on=True)

    def edit(self, annotation: Annotation | None) -> None:
        """Edit another annotation; what was typed into the one before is written."""
        self._keeper.settle()
        self._annotation = annotation
        self.setEnabled(annotation is not None and not annotation.deleted)
        self._fill()
        self.eye.setChecked(False)

    def focus_note(self) -> None:
        """Move the keyboard to the end of the note."""
        self.eye.setChecked(False)
        self.body.setFocus(Qt.FocusReason.OtherFocusReason)
        cursor = self.body.textCursor()
        cursor.movePosition(cursor.MoveOperation.End)
        self.body.setTextCursor(cursor)

    def _fill(self) -> None:
        annotation = self._annotation
        self._is_filling = True
        body = annotation.body if annotation is not None else ""
        if self.body.toPlainText() != body:
            place = self.body.textCursor().position()
            self.body.setPlainText(body)
            cursor = self.body.textCursor()
            cursor.setPosition(min(place, len(self.body.toPlainText())))
            self.body.setTextCursor(cursor)
        # While the reader writes a list of tags, it isn't tidied under their hands.
        if annotation is None or _split_tags(self.tags.text()) != annotation.tags:
            self.tags.setText(", ".join(annotation.tags) if annotation is not None else "")
        self._colours.setVisible(annotation is not None and annotation.kind is Kind.HIGHLIGHT)
        names = colour_names(self._keeper.own_names)
        for number, colour in enumerate(Colour):
            button = self._colour_buttons.button(number)
            button.setToolTip(names[colour])
            button.setAccessibleName(names[colour])
            button.setChecked(annotation is not None and annotation.colour is colour)
        self._tag_words.setStringList(self._keeper.tags())
        self._is_filling = False

    def _on_body(self) -> None:
        if self._is_filling or self._annotation is None:
            return
        self._annotation = self._annotation._replace(body=self.body.toPlainText())
        self._keeper.type(_("Write a note"), self._annotation)

    def _on_tags(self) -> None:
        if self._is_filling or self._annotation is None:
            return
        tags = _split_tags(self.tags.text())
        if tags != self._annotation.tags:
            self._annotation = self._annotation._replace(tags=tags)
            self._keeper.type(_("Change the tags"), self._annotation)

    def _on_colour(self, colour: Colour) -> None:
        if self._annotation is not None and colour is not self._annotation.colour:
            self._keeper.settle()
            self._annotation = self._annotation._replace(colour=colour)
            self._keeper.apply(_("Change the colour"), [self._annotation])

    def _on_changed(self, ids: set[str]) -> None:
        if self._annotation is None or self._annotation.id not in ids:
            return
        latest = self._keeper.latest(self._annotation.id)
        if latest is not None and latest.body != self._annotation.body:
            # Written in another window at the same time: both are kept, and here the reader goes on with their own.
            own = self._annotation
            versions = [self._keeper.notebook.all[id_] for id_ in ids if id_ in self._keeper.notebook.all]
            latest = next((one for one in versions if one.anchor == own.anchor and one.body == own.body), latest)
        if latest is None or latest.deleted != self._annotation.deleted:
            self.edit(latest)
        elif latest != self._annotation:
            self._annotation = latest
            self._fill()

    def _show_preview(self, on: bool) -> None:  # noqa: FBT001 - the signal's argument
        if on and self._annotation is not None:
            self.preview.show_note(self._annotation.body)
        self._pages.setCurrentIndex(int(on))


class NoteField(QPlainTextEdit):
    """A field for a note; Tab leaves it.

    Signals:
        escaped: Escape was pressed.
        left: The keyboard has gone elsewhere.
    """

    escaped = Signal()
    left = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.setTabChangesFocus(True)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Escape leaves."""
        if event.key() == Qt.Key.Key_Escape:
            self.escaped.emit()
            return
        super().keyPressEvent(event)

    def event(self, event: QEvent) -> bool:
        """Say when the keyboard goes."""
        if event.type() == QEvent.Type.FocusOut:
            self.left.emit()
        return super().event(event)


class TagField(QLineEdit):
    """A field for tags that completes the one at the cursor.

    Signals:
        escaped: Escape was pressed.
    """

    escaped = Signal()

    def set_words(self, words: QStringListModel) -> None:
        """Complete with these words."""
        completer = QCompleter(words, self)
        completer.setCaseSensitivity(Qt.CaseSensitivity.CaseInsensitive)
        completer.setWidget(self)
        completer.activated[str].connect(self._take)  # type: ignore[index]  # PySide's stubs don't know overloads
        self._completer = completer
        self.textEdited.connect(lambda _text: QTimer.singleShot(0, self, self._offer))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Escape leaves; Enter takes what the completer offers."""
        popup = self._completer.popup()
        if (
            popup is not None
            and popup.isVisible()
            and event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Escape)
        ):
            event.ignore()
            return
        if event.key() == Qt.Key.Key_Escape:
            self.escaped.emit()
            return
        super().keyPressEvent(event)

    def _offer(self) -> None:
        word = self.text()[: self.cursorPosition()].rpartition(",")[2].strip()
        self._completer.setCompletionPrefix(word)
        if word and self._completer.completionCount() and self._completer.currentCompletion() != word:
            self._completer.complete()
        elif (popup := self._completer.popup()) is not None:
            popup.hide()

    def _take(self, tag: str) -> None:
        before, comma, _typed = self.text()[: self.cursorPosition()].rpartition(",")
        start = f"{before}{comma} {tag}".strip() if comma else tag
        rest = self.text()[self.cursorPosition() :]
        self.setText(f"{start}, {rest.strip()}".strip() if rest.strip() else f"{start}, ")
        self.setCursorPosition(len(start) + 2)
        self.textEdited.emit(self.text())


def _split_tags(text: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys(filter(None, (tag.strip().lstrip("#").strip() for tag in text.split(",")))))
