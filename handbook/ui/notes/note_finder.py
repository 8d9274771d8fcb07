"""Finds the reader's notes by their words: for the filter of the panel, and for the search."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer, Signal

from handbook.findable import to_hit, to_item
from handbook.search.shortlist import Answer, Item, Shortlist
from handbook.search.synonyms import Synonyms, curated_pairs

if TYPE_CHECKING:
    from collections.abc import Iterator

    from handbook.search.results import Hit
    from handbook.ui.notes.desk import NoteDesk

_MOST_HITS = 40


class NoteFinder(QObject):
    """Keeps a shortlist of a desk's notes.

    Signals:
        ready: Every note can be found now.
    """

    ready = Signal()

    def __init__(self, desk: NoteDesk) -> None:
        """Begin to read the notes, in steps while nothing else happens."""
        super().__init__(desk)
        self._desk = desk
        self._list = Shortlist(Synonyms(curated_pairs()))
        self._handbook = ""
        self._steps: Iterator[object] = iter(())
        self._work = QTimer(self, singleShot=True, interval=0)
        self._work.timeout.connect(self._step)
        desk.keeper.changed.connect(self._on_changed)
        desk.placed.connect(self.refill)
        self.refill()

    def search(self, text: str) -> Answer:
        """Return the annotations that a query finds, best first; all of them for an empty one."""
        placing = self._desk.placing
        if placing is not None and placing.handbook.manifest.id != self._handbook:
            self.refill()
        return self._list.search(text)

    def hits(self, text: str) -> list[Hit]:
        """Return the notes that a query finds, best first, as hits of the search; none for an empty one."""
        placing = self._desk.placing
        if placing is None or not text.strip():
            return []
        all_ = self._desk.keeper.notebook.all
        answer = self.search(text)
        live = [n for n, id_ in enumerate(answer.ids) if id_ in all_ and not all_[id_].deleted]
        return [to_hit(answer[n], all_, placing.handbook) for n in live[:_MOST_HITS]]

    def refill(self) -> None:
        """Read all notes of the handbook anew."""
        placing = self._desk.placing
        self._handbook = placing.handbook.manifest.id if placing is not None else ""
        self._steps = iter(self._list.fill(self._items()))
        self._work.start()

    def finish(self) -> None:
        """Read what is left to be read now."""
        self._work.stop()
        for _step in self._steps:
            pass

    def _step(self) -> None:
        if next(self._steps, self) is self:
            self.ready.emit()
        else:
            self._work.start()

    def _on_changed(self, ids: set[str]) -> None:
        placing = self._desk.placing
        for id_ in ids:
            one = self._desk.keeper.notebook.all.get(id_)
            if one is None:
                self._list.remove(id_)
            elif one.anchor.handbook == self._handbook and placing is not None:
                self._list.put(to_item(one, placing.handbook))

    def _items(self) -> Iterator[Item]:
        placing = self._desk.placing
        if placing is None:
            return
        for one in self._desk.keeper.notebook.all.values():
            if one.anchor.handbook == self._handbook:
                yield to_item(one, placing.handbook)
