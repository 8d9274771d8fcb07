"""A copy that is being filled in: what the reader writes goes to the keeper, what changes there to the form."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal
from shiboken6 import isValid

from handbook.book.forms import is_answered
from handbook.book.nodes import FieldKind
from handbook.i18n import _
from handbook.notes.filled import UnreadableBodyError, read_filled, refit, with_value, write_filled
from handbook.notes.filled_join import told_apart
from handbook.notes.model import Annotation, Kind
from handbook.notes.notebook import new_id
from handbook.ui.notes.page_marks import short

if TYPE_CHECKING:
    from handbook.book.forms import Value
    from handbook.book.nodes import Tool
    from handbook.notes.filled import Filled
    from handbook.ui.notes.keeper import NoteKeeper

_LONGEST_LABEL = 40
# Shorter than the pause after which the keeper itself writes what waits when the next letter comes.
_PAUSE_S = 1.0


class Session(QObject):
    """Fills in one copy.

    Attributes:
        annotation: The copy as it is kept, or will be with its first letter.
        filled: The same, read, and fitted to the tool.
        tool: The tool; None when it isn't in the handbook any more: then nothing is filled in.

    Signals:
        changed: The copy has changed, here or elsewhere.
    """

    changed = Signal()

    def __init__(
        self, keeper: NoteKeeper, annotation: Annotation, filled: Filled, tool: Tool | None, parent: QObject
    ) -> None:
        super().__init__(parent)
        self._keeper = keeper
        self._blank = filled
        self._last_letter = 0.0
        # Of a copy that was begun here, and whose beginning was undone.
        self._former = ""
        self._is_new = annotation.id not in keeper.notebook.all
        self.annotation = annotation
        self.filled = filled
        self.tool = tool
        keeper.changed.connect(self._on_changed)

    @property
    def is_kept(self) -> bool:
        """Whether the copy is more than an empty form that was opened."""
        return self.annotation.id in self._keeper.notebook.all

    def type(self, id_: str, value: Value) -> None:
        """Take an answer that the reader is still typing."""
        self._put(id_, value, is_typed=True)

    def choose(self, id_: str, value: Value) -> None:
        """Take an answer that was chosen."""
        self._put(id_, value, is_typed=False)

    def clear(self) -> None:
        """Take the answers to the questions of a decision back; what stands beside them stays."""
        self._settle(is_typed=False)
        if self.tool is not None:
            beside = tuple(answer for answer in self.filled.answers if answer.kind != FieldKind.QUESTION)
            filled = refit(self.filled._replace(answers=beside), self.tool)
            self._keep(_("Begin again"), filled, is_typed=False)

    def retitle(self, title: str) -> None:
        """Call the copy something else."""
        self._settle(is_typed=True)
        self._keep(_("Change the title"), self.filled._replace(title=title), is_typed=True)

    def leave(self) -> None:
        """Write what was typed; what is typed from now on is undone by itself."""
        # At the end of the process Qt deletes what is left in any order, and a form that goes says that it is left.
        if isValid(self._keeper):
            self._keeper.end_step()

    def close(self) -> None:
        """Write what was typed, and hear no more of it."""
        self.leave()
        self._keeper.changed.disconnect(self._on_changed)
        self.deleteLater()

    def _put(self, id_: str, value: Value, *, is_typed: bool) -> None:
        self._settle(is_typed=is_typed)
        if self.tool is None or self.filled.values.get(id_) == value:
            return
        label = next((answer.label for answer in self.filled.answers if answer.id == id_), "")
        text = _("Fill in “{label}”").format(label=short(label, _LONGEST_LABEL))
        self._keep(text, with_value(self.filled, self.tool, id_, value), is_typed=is_typed)

    def _settle(self, *, is_typed: bool) -> None:
        """Write what waits before the copy is changed, so that it is the latest version that is changed.

        While the reader types on, what waits is what they typed just now, and the next letter takes its place.
        """
        paused = time.monotonic() - self._last_letter > _PAUSE_S
        self._last_letter = time.monotonic()
        if not is_typed:
            self._keeper.end_step()
        elif paused:
            self._keeper.settle()

    def _keep(self, label: str, filled: Filled, *, is_typed: bool) -> None:
        self.filled = filled
        self.annotation = self.annotation._replace(body=write_filled(filled))
        if not self.is_kept and _says_the_same(filled, self._blank):
            # Begun and taken back before it was written: the keeper lets go of what has no body.
            self._keeper.type(label, self.annotation._replace(body=""))
        elif is_typed:
            self._keeper.type(label, self.annotation)
        else:
            self._keeper.apply(label, [self.annotation])
        self.changed.emit()

    def _on_changed(self, ids: set[str]) -> None:
        if self._former in ids and not self.is_kept:
            self._take_up_again()
            return
        own = self.annotation
        latest = self._keeper.latest(own.id)
        if own.id not in ids or latest is None:
            return
        if latest.deleted and self._is_new and self.tool is not None:
            self._begin_anew()
            return
        if latest.body != own.body:
            # Written in another window at the same time, and both kept: the reader goes on with their own.
            all_ = self._keeper.notebook.all
            versions = [all_[id_] for id_ in ids if id_ in all_]
            bodies = (own.body, told_apart(own.body, latest.body))
            latest = next((one for one in versions if one.kind is Kind.TOOL and one.body in bodies), latest)
        if latest == own:
            return
        self.annotation = latest
        if latest.body != own.body:
            try:
                filled = read_filled(latest.body)
            except UnreadableBodyError:
                # From a newer program that shares the file: here it is only looked at from now on.
                self.tool = None
                self.changed.emit()
                return
            self.filled = refit(filled, self.tool) if self.tool is not None else filled
        if latest.body != own.body or latest.deleted != own.deleted:
            self.changed.emit()

    def _begin_anew(self) -> None:
        """Be a new copy again: the reader has undone all of it, and goes on in the form that they have before them."""
        self._former = self.annotation.id
        body = write_filled(self._blank)
        # What lies in the trash stays as it is: it has its own id.
        self.annotation = Annotation(new_id(), Kind.TOOL, self.annotation.anchor, body=body, tags=self.annotation.tags)
        self.filled = self._blank
        self.changed.emit()

    def _take_up_again(self) -> None:
        """Go on with the copy that was undone, when that is done again."""
        former = self._keeper.notebook.all.get(self._former)
        if former is None or former.deleted or self.tool is None:
            return
        try:
            self.filled = refit(read_filled(former.body), self.tool)
        except UnreadableBodyError:
            return
        self.annotation, self._former = former, ""
        self.changed.emit()


def _says_the_same(one: Filled, other: Filled) -> bool:
    """Whether two copies of a tool differ in no more than spaces where nothing else stands."""
    pairs = zip(one.answers, other.answers, strict=True)
    is_same = all(a.value == b.value or not (is_answered(a.value) or is_answered(b.value)) for a, b in pairs)
    return is_same and one._replace(answers=()) == other._replace(answers=())
