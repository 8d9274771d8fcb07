"""A note as it is set: its Markdown on a small page of the same making as the handbook's."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, QTimer, Signal

from handbook.book import nodes
from handbook.errors import HandbookError
from handbook.i18n import language
from handbook.notes.parsing import parse_note
from handbook.ui.reader.builder import Furniture, PageBuilder
from handbook.ui.reader.inlines import LinkKind
from handbook.ui.reader.page import PlacedPicture
from handbook.ui.reader.style import PageStyle
from handbook.ui.reader.view import PageView

if TYPE_CHECKING:
    from PySide6.QtGui import QKeyEvent
    from PySide6.QtWidgets import QWidget

    from handbook.ui.theme import Theme

_PERCENT, _SPACING, _SIDE = 84, 115, 8


class NotePreview(PageView):
    """Shows a note.

    Signals:
        link_followed: A link was followed: its target as written.
        escaped: Escape was pressed.
    """

    link_followed = Signal(str)
    escaped = Signal()

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._note = ""
        self.is_raised = True
        # Setting the page within a resize would delete the document that Qt is laying out.
        self._again = QTimer(self, singleShot=True, interval=0)
        self._again.timeout.connect(lambda: self.show_note(self._note))
        self.set_vertical_margins(_SIDE, _SIDE)
        self.link_activated.connect(self._on_link)
        self.resized.connect(self._again.start)

    def set_theme(self, theme: Theme) -> None:
        """Draw in the colours of `theme`."""
        self._theme = theme

    def show_note(self, note: str) -> None:
        """Show a note's Markdown; what can't be set is shown as it was written."""
        self._note = note
        column = max(80.0, self.viewport().width() - 2.0 * _SIDE)
        style = PageStyle(self._theme, _PERCENT, _SPACING, column, column)
        builder = PageBuilder(style, _kind, _no_picture)
        try:
            tree = parse_note(note, language())
        except HandbookError as error:
            self.set_page(builder.message("", (str(error), note)), style, None)
            return
        self.set_page(builder.build(tree, Furniture()), style, tree)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Escape leaves."""
        if event.key() == Qt.Key.Key_Escape:
            self.escaped.emit()
            return
        super().keyPressEvent(event)

    def _on_link(self, number: int) -> None:
        link = self.link(number)
        if link is not None:
            self.link_followed.emit(link.target)


def _kind(target: str) -> LinkKind:
    return LinkKind.EXTERNAL if target.startswith(("http:", "https:", "mailto:")) else LinkKind.PLACE


def _no_picture(node: nodes.Image | nodes.Figure) -> PlacedPicture:
    return PlacedPicture(None, node.source, node.alt, inline=isinstance(node, nodes.Image))
