"""What quick open can open: chapters, actions, the reader's notes, and the sections and tools of every chapter.

Sections and tools are read from the moment when quick open is opened first, a chapter at a time.
"""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer, Signal

from handbook.book.address import Address
from handbook.book.forms import tools
from handbook.book.walk import plain_text
from handbook.errors import HandbookError
from handbook.ui.navigation.quick_open import Candidate, candidate
from handbook.ui.theme import TOOL_ICONS

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from handbook.book.library import Handbook
    from handbook.book.model import Chapter
    from handbook.book.nodes import ChapterTree
    from handbook.ui.actions import Actions
    from handbook.ui.navigation.navigator import Navigator

# How many chapters are read before quick open is told: it ranks everything anew.
_BATCH = 20
# Weights (see `Candidate`): among titles that match alike.
_CHAPTER, _TOOL, _SECTION, _ACTION = 400, 300, 200, 0


class CandidateList(QObject):
    """Collects candidates for one handbook.

    Signals:
        grown: There are more than before.
    """

    grown = Signal()

    def __init__(self, actions: Actions, navigator: Navigator, parent: QObject) -> None:
        super().__init__(parent)
        self._actions = actions
        self._navigator = navigator
        self._handbook: Handbook | None = None
        self._waiting: list[Chapter] = []
        # The reader's notes; the window says where they come from when there are any.
        self.notes: Callable[[], Sequence[Candidate]] = lambda: ()
        self._places: list[Candidate] = []
        # Never more than one chapter between two of the reader's events.
        self._timer = QTimer(self, singleShot=True, interval=0)
        self._timer.timeout.connect(self._read_one)

    def set_handbook(self, handbook: Handbook) -> None:
        """Begin to collect from a handbook; one that is being collected from already goes on."""
        if handbook is self._handbook:
            return
        self._handbook = handbook
        self._waiting = list(handbook.chapters)
        self._places = []
        self._timer.start()

    def all(self) -> Sequence[Candidate]:
        """Return what can be opened now."""
        if self._handbook is not None and not self._places:
            self._add_chapters(self._handbook)
        actions = [
            candidate(
                self._actions.title(spec.id),
                self._actions.shortcut(spec.id),
                spec.icon or "chevron-right",
                self._actions[spec.id].trigger,
                _ACTION,
            )
            for spec in self._actions.palette()
        ]
        return [*self._places, *self.notes(), *actions]

    def _add_chapters(self, handbook: Handbook) -> None:
        for chapter in handbook.chapters:
            title = f"{chapter.label} {chapter.title}".strip()
            self._places.append(
                candidate(title, handbook.part(chapter.key), "file-text", self._opener(chapter.key, ""), _CHAPTER)
            )

    def _read_one(self) -> None:
        handbook = self._handbook
        if handbook is None or not self._waiting:
            return
        if not self._places:
            self._add_chapters(handbook)
        chapter = self._waiting.pop(0)
        try:
            tree = handbook.peek(chapter.key)
        except HandbookError:
            # Its own page says what is wrong with it; here it has nothing to offer.
            pass
        else:
            self._add(chapter, tree)
        if len(self._waiting) % _BATCH == 0:
            self.grown.emit()
        if self._waiting:
            self._timer.start()

    def _add(self, chapter: Chapter, tree: ChapterTree) -> None:
        key = chapter.key
        self._places.extend(
            candidate(section.title, chapter.title, "hash", self._opener(key, section.id), _SECTION)
            for section in tree.sections
            if section.level > 1
        )
        self._places.extend(
            candidate(
                plain_text(tool.title).strip(), chapter.title, TOOL_ICONS[tool.kind], self._opener(key, tool.id), _TOOL
            )
            for tool in tools(tree.blocks)
        )

    def _opener(self, key: str, section: str) -> Callable[[], None]:
        return partial(self._navigator.go, Address(key, section))
