"""The breadcrumb: part, chapter and section that the reader is in, shortened to the room there is."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QSizePolicy, QToolButton, QWidget

from handbook.i18n import _
from handbook.ui.fonts import ui_font

if TYPE_CHECKING:
    from PySide6.QtGui import QResizeEvent

_SEPARATOR = "›"
_LEAST = 90
# In less than this a crumb would be an ellipsis.
_USELESS = 40


class Breadcrumb(QWidget):
    """Shows up to three crumbs.

    Signals:
        part_wanted: The part was clicked: show it in the contents.
        chapter_wanted: The chapter was clicked: go to its beginning.
        section_wanted: The section was clicked: go to its heading.
    """

    part_wanted = Signal()
    chapter_wanted = Signal()
    section_wanted = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        self._crumbs: list[_Crumb] = []
        self._separators: list[QLabel] = []
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        for number, (wanted, name) in enumerate(
            (
                (self.part_wanted, _("Part: {title}")),
                (self.chapter_wanted, _("Chapter: {title}")),
                (self.section_wanted, _("Section: {title}")),
            )
        ):
            if number:
                separator = QLabel(_SEPARATOR)
                separator.setObjectName("Hint")
                layout.addWidget(separator)
                self._separators.append(separator)
            crumb = _Crumb(name)
            crumb.clicked.connect(wanted)
            layout.addWidget(crumb)
            self._crumbs.append(crumb)
        layout.addStretch(1)

    def set_place(self, part: str, chapter: str, section: str) -> None:
        """Show where the reader is; an empty text leaves its crumb out."""
        for crumb, title in zip(self._crumbs, (part, chapter, section), strict=True):
            crumb.set_title(title)
        self._fit()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Shorten to the room there is."""
        super().resizeEvent(event)
        self._fit()

    def _fit(self) -> None:
        """Give every crumb its width; where they don't fit, the part goes first, then the longest is shortened."""
        shown = [crumb for crumb in self._crumbs if crumb.title]
        room = self.width() - 14 * max(0, len(shown) - 1)
        while len(shown) > 1 and sum(min(c.natural, _LEAST) for c in shown) > room:
            shown.pop(0)
            room += 14
        widths = {crumb: crumb.natural for crumb in shown}
        for _round in range(len(shown)):
            excess = sum(widths.values()) - room
            if excess <= 0 or not widths:
                break
            longest = max(widths, key=lambda crumb: widths[crumb])
            widths[longest] = max(_LEAST, widths[longest] - excess)
        if room < _USELESS:
            widths = {}
        for crumb in self._crumbs:
            crumb.setVisible(crumb in widths)
            if crumb in widths:
                crumb.setFixedWidth(max(24, min(widths[crumb], room)))
        for number, separator in enumerate(self._separators):
            before = any(crumb in widths for crumb in self._crumbs[: number + 1])
            separator.setVisible(before and self._crumbs[number + 1] in widths)


class _Crumb(QToolButton):
    """A flat button whose text is cut with an ellipsis."""

    def __init__(self, spoken: str) -> None:
        super().__init__()
        self.title = ""
        self._spoken = spoken
        self.setFont(ui_font(14))
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextOnly)

    @property
    def natural(self) -> int:
        """Width of the whole text, in pixels."""
        return self.fontMetrics().horizontalAdvance(self.title) + 14

    def set_title(self, title: str) -> None:
        self.title = title
        self.setToolTip(title)
        self.setAccessibleName(self._spoken.format(title=title))
        self._elide()

    def sizeHint(self) -> QSize:
        return QSize(self.natural, self.fontMetrics().height() + 10)

    def minimumSizeHint(self) -> QSize:
        return QSize(24, self.fontMetrics().height() + 10)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._elide()

    def _elide(self) -> None:
        self.setText(self.fontMetrics().elidedText(self.title, Qt.TextElideMode.ElideRight, self.width() - 12))
