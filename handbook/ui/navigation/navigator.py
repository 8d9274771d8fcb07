"""Takes the reader through a handbook: opens addresses, keeps the history, remembers where each chapter was left."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer, Signal

from handbook.errors import HandbookError
from handbook.i18n import _
from handbook.ui.navigation.history import History, Visit
from handbook.ui.reader.panel import Message, ReaderPanel

if TYPE_CHECKING:
    from handbook.book.address import Address
    from handbook.book.library import Handbook
    from handbook.book.model import Chapter
    from handbook.settings import Settings

_SAVE_MS = 1_500


class Navigator(QObject):
    """Moves a reader panel through the chapters of one handbook.

    Signals:
        moved: Another chapter is on the screen, or the history changed.
        not_found: An address that was asked for isn't in the handbook.
        unsaved: Where the reader is couldn't be written.
    """

    moved = Signal()
    not_found = Signal(str)
    unsaved = Signal()

    def __init__(self, reader: ReaderPanel, settings: Settings) -> None:
        super().__init__(reader)
        self._reader = reader
        self._settings = settings
        self._handbook: Handbook | None = None
        self._positions: dict[str, int] | None = None
        self.history = History()
        self._save = QTimer(self, singleShot=True, interval=_SAVE_MS)
        self._save.timeout.connect(self.save)
        reader.scrolled.connect(self._on_scrolled)
        self._is_setting = False

    @property
    def handbook(self) -> Handbook | None:
        """The handbook that is open."""
        return self._handbook

    def set_handbook(self, handbook: Handbook) -> None:
        """Take another handbook; nothing of it is shown yet."""
        self.save()
        self._handbook = handbook
        self._positions = None
        self.history = History()
        self._reader.set_handbook(handbook)

    def start(self, address: Address | None = None) -> None:
        """Show `address`, or the place that was on the screen last time, or the handbook's first page."""
        handbook = self._handbook
        if handbook is None:
            return
        if address is not None and handbook.find(address) is not None:
            self.go(address)
            return
        if address is not None:
            self.not_found.emit(str(address))
        key, offset = self._settings.last_place(handbook.manifest.id)
        chapter = handbook.chapter(key)
        if chapter is None:
            chapter, offset = handbook.default_chapter, 0
        if chapter is None:
            title = _("This handbook has no chapters yet")
            self._reader.show_message(Message(title, (_("Its SUMMARY.md names no file that can be read."),)))
            self.moved.emit()
            return
        self._show(chapter, offset=offset)
        self._visit()

    def go(self, address: Address) -> None:
        """Show an address; a chapter without a section opens where it was left."""
        handbook = self._handbook
        if handbook is None:
            return
        chapter = handbook.find(address)
        if chapter is None:
            self.not_found.emit(str(address))
            return
        self._leave()
        if chapter is self._reader.chapter and address.section:
            found = self._reader.go_to_anchor(address.section)
        else:
            found = self._show(chapter, offset=self._known_positions().get(chapter.key, 0), section=address.section)
        self._visit()
        if not found:
            self.not_found.emit(str(address))

    def go_to_offset(self, key: str, offset: int) -> None:
        """Show a place in a chapter by its text offset."""
        chapter = self._handbook.chapter(key) if self._handbook is not None else None
        if chapter is None:
            self.not_found.emit(key)
            return
        self._leave()
        if chapter is self._reader.chapter:
            self._reader.go_to_offset(offset)
        else:
            self._show(chapter, offset=offset)
        self._visit()

    def here(self) -> Visit | None:
        """Return the place on the screen."""
        chapter = self._reader.chapter
        return Visit(chapter.key, self._reader.offset) if chapter is not None else None

    def go_to_section(self, index: int) -> None:
        """Go to a section of the open chapter, as a step that Back undoes."""
        self._leave()
        self._reader.go_to_section(index)
        self._visit()

    def home(self) -> None:
        """Show the handbook's first page from its beginning."""
        if self._handbook is not None and self._handbook.default_chapter is not None:
            self._open_at_top(self._handbook.default_chapter)

    def step(self, by: int) -> None:
        """Show the chapter before (-1) or after (+1) the open one, from its beginning."""
        chapter = self.neighbour(by)
        if chapter is not None:
            self._open_at_top(chapter)

    def neighbour(self, by: int) -> Chapter | None:
        """Return the chapter before (-1) or after (+1) the open one."""
        if self._handbook is None or self._reader.chapter is None:
            return None
        return self._handbook.neighbours(self._reader.chapter.key)[by > 0]

    def back(self) -> None:
        """Show what was on the screen before."""
        if self._reader.uncover():
            return
        self._leave()
        self._revisit(self.history.back())

    def forward(self) -> None:
        """Undo a step back."""
        self._leave()
        self._revisit(self.history.forward())

    def save(self) -> None:
        """Write where the reader is."""
        self._save.stop()
        if self._handbook is None or self._reader.chapter is None:
            return
        self._leave()
        name = self._handbook.manifest.id
        self._settings.set_positions(name, self._known_positions())
        self._settings.set_last_place(name, self._reader.chapter.key, self._reader.offset)
        if not self._settings.flush():
            self.unsaved.emit()

    def _open_at_top(self, chapter: Chapter) -> None:
        self._leave()
        self._show(chapter)
        self._visit()

    def _show(self, chapter: Chapter, offset: int = 0, section: str = "") -> bool:
        """Show a chapter, or why it can't be shown. Returns whether its section was found."""
        assert self._handbook is not None  # noqa: S101 - narrows the type; every caller has looked
        found = True
        self._is_setting = True
        try:
            tree = self._handbook.tree(chapter.key)
        except HandbookError as error:
            title = _("“{title}” can’t be shown").format(title=chapter.title)
            self._reader.show_message(Message(title, tuple(filter(None, (error.message, error.hint)))), chapter)
        else:
            found = self._reader.show_chapter(chapter, tree, offset, section)
        self._is_setting = False
        return found

    def _visit(self) -> None:
        chapter = self._reader.chapter
        if chapter is not None:
            self.history.visit(Visit(chapter.key, self._reader.offset))
            self._save.start()
        self.moved.emit()

    def _revisit(self, visit: Visit | None) -> None:
        if visit is None or self._handbook is None:
            return
        chapter = self._handbook.chapter(visit.chapter)
        if chapter is not None:
            self._show(chapter, offset=visit.offset)
        self.moved.emit()

    def _leave(self) -> None:
        chapter = self._reader.chapter
        if chapter is not None and self._reader.tree is not None:
            offset = self._reader.offset
            self.history.update(offset)
            positions = self._known_positions()
            # Taken out first, so that the chapters read last stand last.
            positions.pop(chapter.key, None)
            positions[chapter.key] = offset

    def _known_positions(self) -> dict[str, int]:
        # Read when a second chapter is opened: the first page needs only the last place.
        if self._positions is None:
            self._positions = self._settings.positions(self._handbook.manifest.id) if self._handbook else {}
        return self._positions

    def _on_scrolled(self) -> None:
        if not self._is_setting:
            self._save.start()
