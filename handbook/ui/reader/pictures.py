"""Pictures in the flow of the text: Qt asks here for their size, and has them drawn at the screen's own density."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QRect, QRectF, QSizeF
from PySide6.QtGui import QPainter, QPyTextObject, QTextDocument, QTextFormat

from handbook.ui.reader.page import ObjectProperty, Page, PlacedPicture
from handbook.ui.reader.picture_size import picture_size

if TYPE_CHECKING:
    from handbook.ui.reader.style import PageStyle


class PictureObject(QPyTextObject):
    """Draws a page's pictures where the document has their object characters."""

    def __init__(self, page: Page, style: PageStyle) -> None:
        """Bind the drawer to a page; it becomes a child of the page's document."""
        super().__init__(page.document)
        self._page = page
        self._style = style

    def intrinsicSize(self, _document: QTextDocument, _position: int, text_format: QTextFormat) -> QSizeF:
        """Return the room that a picture takes, in pixels."""
        return picture_size(self._placed(text_format), self._style)

    def drawObject(
        self,
        painter: QPainter,
        rect: QRectF | QRect,
        _document: QTextDocument,
        _position: int,
        text_format: QTextFormat,
    ) -> None:
        """Draw a picture into `rect`."""
        picture = self._placed(text_format).picture
        if picture is not None:
            picture.draw(painter, QRectF(rect))

    def _placed(self, text_format: QTextFormat) -> PlacedPicture:
        return self._page.pictures[text_format.intProperty(ObjectProperty.PICTURE)]
