"""Below the list of notes: the one that is selected, to be read whole, written on, found again, deleted or restored."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QPoint, Qt, Signal
from PySide6.QtWidgets import QLabel, QMenu, QPushButton, QSizePolicy, QVBoxLayout, QWidget

from handbook.i18n import _, plural
from handbook.notes.model import Kind
from handbook.notes.wording import filled_of
from handbook.ui.flow import FlowLayout
from handbook.ui.fonts import ui_font
from handbook.ui.notes.arrange import NoteRow
from handbook.ui.notes.copying import copy_with_source
from handbook.ui.notes.editor import NoteEditor
from handbook.ui.notes.list_model import quote_of
from handbook.ui.reader.chapter_page import chapter_title
from handbook.ui.theme import S1, S2, S4

if TYPE_CHECKING:
    from collections.abc import Sequence

    from PySide6.QtGui import QResizeEvent

    from handbook.notes.model import Annotation
    from handbook.notes.placing import Spot
    from handbook.ui.notes.desk import NoteDesk
    from handbook.ui.theme import Theme

_QUOTE = 280
_SNIPPET = 64
_TITLE = 40


class NoteDetail(QWidget):
    """Shows what is selected in the list.

    Signals:
        wanted: The reader wants to see the place: the annotation's id.
        escaped: Escape was pressed.
    """

    wanted = Signal(str)
    escaped = Signal()

    def __init__(self, desk: NoteDesk, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._desk = desk
        self._annotations: Sequence[Annotation] = ()
        self._where, self._quote = QLabel(), QLabel()
        for label, size in ((self._where, 13), (self._quote, 14)):
            label.setWordWrap(True)
            label.setFont(ui_font(size))
            label.setTextFormat(Qt.TextFormat.PlainText)
            label.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        font = ui_font(14)
        font.setItalic(True)
        self._quote.setFont(font)
        self._where.setObjectName("Hint")
        self.editor = NoteEditor(desk.keeper, theme)
        self.editor.escaped.connect(self.escaped)
        self.editor.link_activated.connect(desk.link_activated)
        self.go = self._button(_("Go there"), self._on_go)
        self.find_again = self._button(_("Find again…"), self._on_find)
        self.attach = self._button(_("Attach here"), self._on_attach)
        self.restore = self._button(_("Restore"), self._on_restore)
        self.purge = self._button(_("Delete for good"), self._on_purge)
        self.copy = self._button(_("Copy with source"), self._on_copy)
        self.delete = self._button(_("Delete"), self._on_delete)
        layout = self._column = QVBoxLayout(self)
        layout.setContentsMargins(0, S2, S1, 0)
        layout.setSpacing(S2)
        layout.addWidget(self._where)
        layout.addWidget(self._quote)
        layout.addWidget(self.editor, 1)
        row = FlowLayout(S1)
        for button in self._buttons:
            row.addWidget(button)
        layout.addLayout(row)
        # Where there is no editor, what there is stands together above.
        layout.addStretch()
        self.show_annotations(())

    @property
    def _buttons(self) -> tuple[QPushButton, ...]:
        return (self.go, self.find_again, self.attach, self.restore, self.copy, self.delete, self.purge)

    @property
    def stops(self) -> tuple[QWidget, ...]:
        """The widgets that Tab comes to, in order."""
        return (*self.editor.stops, *self._buttons)

    def set_theme(self, theme: Theme) -> None:
        """Draw in the colours of `theme`."""
        self.editor.set_theme(theme)

    def show_annotations(self, annotations: Sequence[Annotation]) -> None:
        """Show one annotation to be edited, or what can be done with several."""
        same = [one.id for one in annotations] == [one.id for one in self._annotations]
        self._annotations = annotations
        one = annotations[0] if len(annotations) == 1 else None
        placing = self._desk.placing
        is_lost = one is not None and placing is not None and not one.deleted and placing.is_lost(one)
        self.setVisible(bool(annotations))
        # What is filled in in a copy isn't written in a note's editor.
        is_note = one is not None and one.kind is not Kind.TOOL
        self.editor.setVisible(is_note)
        if not same or one is None or one.deleted != (self.editor.annotation or one).deleted:
            self.editor.edit(one if is_note else None)
        if one is not None:
            self._describe(one, is_lost=is_lost)
        else:
            self._where.setText(plural("{count} note is selected.", "{count} notes are selected.", len(annotations)))
            self._quote.setText("")
        self._quote.setVisible(bool(self._quote.text()))
        is_deleted = bool(annotations) and all(note.deleted for note in annotations)
        self.go.setVisible(one is not None and not is_deleted and not is_lost)
        self.find_again.setVisible(is_lost)
        self.attach.setVisible(is_lost)
        self.restore.setVisible(is_deleted)
        self.purge.setVisible(is_deleted)
        self.copy.setVisible(not is_deleted)
        self.delete.setVisible(not is_deleted)
        self._keep_room()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """What is above the note wraps anew in another width."""
        super().resizeEvent(event)
        self._keep_room()

    def _keep_room(self) -> None:
        # A splitter doesn't ask how high wrapped texts are at its width, and would take the room from the note.
        self.setMinimumHeight(max(0, self._column.totalMinimumHeightForWidth(self.width())))

    def focus_note(self) -> None:
        """Move the keyboard into the note."""
        if self.editor.isVisible() and self.editor.isEnabled():
            self.editor.focus_note()

    def _describe(self, one: Annotation, *, is_lost: bool) -> None:
        place = " › ".join(dict.fromkeys(filter(None, (one.anchor.chapter_title, one.anchor.section_title))))
        if is_lost:
            place = _("Not found again in this edition. It stood in: {place}").format(place=place)
        self._where.setText(place)
        quote = _filled_in(one) if one.kind is Kind.TOOL else quote_of(NoteRow("", one))
        self._quote.setText(quote if len(quote) <= _QUOTE else quote[: _QUOTE - 1].rstrip() + "…")

    def _button(self, text: str, act: object) -> QPushButton:
        button = QPushButton(text)
        button.setFont(ui_font(13))
        button.clicked.connect(act)
        return button

    def _ids(self) -> list[str]:
        return [one.id for one in self._annotations]

    def _on_go(self) -> None:
        self.wanted.emit(self._annotations[0].id)

    def _on_copy(self) -> None:
        copy_with_source(self._desk, self._ids())

    def _on_delete(self) -> None:
        self._desk.delete_many(self._ids())

    def _on_restore(self) -> None:
        self._desk.keeper.restore(self._ids())

    def _on_purge(self) -> None:
        from PySide6.QtWidgets import QMessageBox

        count = len(self._annotations)
        question = plural(
            "Delete {count} note for good? It can’t be undone.",
            "Delete {count} notes for good? It can’t be undone.",
            count,
        )
        box = QMessageBox(QMessageBox.Icon.Question, _("Delete for good"), question, parent=self.window())
        box.setInformativeText(_("A backup is made first."))
        yes = box.addButton(_("Delete for good"), QMessageBox.ButtonRole.DestructiveRole)
        # Enter must not be able to do what can't be undone.
        box.setDefaultButton(box.addButton(QMessageBox.StandardButton.Cancel))
        box.exec()
        if box.clickedButton() is yes:
            self._desk.keeper.empty_trash(self._ids())

    def _on_attach(self) -> None:
        self._desk.attach_here(self._annotations[0].id)

    def _on_find(self) -> None:
        placing = self._desk.placing
        if placing is None or not self._annotations:
            return
        annotation = self._annotations[0]
        menu = QMenu(self)
        spots = placing.candidates(annotation)
        for spot in spots:
            chapter = placing.handbook.chapter(spot.chapter)
            words = placing.snippet(spot, _SNIPPET)
            title = chapter_title(chapter) if chapter is not None else ""
            title = title if len(title) <= _TITLE else title[: _TITLE - 1].rstrip() + "…"
            action = menu.addAction(f"{words}\u2003·\u2003{title}".replace("&", "&&"))
            action.triggered.connect(lambda _checked=False, spot=spot: self._take(annotation.id, spot))
        if not spots:
            menu.addAction(_("Nothing like it is left in this handbook.")).setEnabled(False)
        menu.exec(self.find_again.mapToGlobal(QPoint(0, -menu.sizeHint().height() - S4 // 4)))
        menu.deleteLater()

    def _take(self, id_: str, spot: Spot) -> None:
        if self._desk.attach_at(id_, spot):
            self.wanted.emit(id_)
            self._desk.told.emit(_("The note stands here now. Ctrl+Z takes it away again."))


def _filled_in(one: Annotation) -> str:
    """Return what was filled in in a copy, below its title, which the list shows."""
    from handbook.notes.filled import words

    filled = filled_of(one)
    return words(filled._replace(title="")) if filled is not None else ""
