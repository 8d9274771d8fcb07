"""Reads the filled copies for their list: of many, the first ones at once, and the others while nothing happens."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer, Signal

from handbook.notes.filled import UnreadableBodyError
from handbook.ui.tools.copies import Copy

if TYPE_CHECKING:
    from handbook.notes.model import Annotation
    from handbook.ui.tools.desk import ToolDesk

# Read before the first ones are seen, and between two of the reader's events.
_AT_ONCE = 60


class CopyReader(QObject):
    """Keeps what was read until a copy changes.

    Signals:
        ready: Every copy is read.
    """

    ready = Signal()

    def __init__(self, desk: ToolDesk, parent: QObject) -> None:
        super().__init__(parent)
        self._desk = desk
        self._known: dict[str, Copy] = {}
        self._unread: list[Annotation] = []
        self._work = QTimer(self, singleShot=True, interval=0)
        self._work.timeout.connect(self._read_on)

    def __getitem__(self, id_: str) -> Copy:
        """Return a copy that was read.

        Raises:
            KeyError: It wasn't.
        """
        return self._known[id_]

    def read(self, *, whole: bool) -> tuple[list[Copy], int]:
        """Return the copies, the last changed first, and how many there are.

        Args:
            whole: Whether all of them are needed; otherwise those that take too long follow, and `ready` says when.
        """
        everything = self._desk.copies(None)
        unread = [one for one in everything if not self._is_known(one)]
        self._unread = [] if whole else unread[_AT_ONCE:]
        late = {one.id for one in self._unread}
        if late:
            self._work.start()
        copies = [self._copy(one) for one in everything if one.id not in late]
        if not late:
            # What was deleted is forgotten.
            self._known = {copy.annotation.id: copy for copy in copies}
        return copies, len(everything)

    def _read_on(self) -> None:
        for one in self._unread[:_AT_ONCE]:
            self._copy(one)
        self._unread = self._unread[_AT_ONCE:]
        if self._unread:
            self._work.start()
        else:
            self.ready.emit()

    def _is_known(self, annotation: Annotation) -> bool:
        known = self._known.get(annotation.id)
        return known is not None and known.annotation == annotation

    def _copy(self, annotation: Annotation) -> Copy:
        if not self._is_known(annotation):
            try:
                self._known[annotation.id] = Copy(annotation, self._desk.filled(annotation))
            except UnreadableBodyError:
                self._known[annotation.id] = Copy(annotation, None)
        return self._known[annotation.id]
