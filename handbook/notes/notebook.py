"""The reader's notes in memory, and their way to the disk: what is shown, undone, kept waiting and tried again.

Everything that the reader does is a step: annotations before and after. A step changes the memory at once and the file
as soon as it can; what couldn't be written waits here, in order, and is tried again. So the reader never loses words to
a full disk, only the assurance that they are safe, and `trouble` says so.

No thread and no timer: who owns the notebook calls `flush` and `refresh`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple
from uuid import uuid4

from handbook.notes.errors import NotesError
from handbook.notes.model import Annotation, Kind, now
from handbook.notes.resolve import join_tags
from handbook.notes.schema import storable
from handbook.notes.store import Edit

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    from handbook.notes.store import Store

MOST_STEPS = 500


class Step(NamedTuple):
    """What the reader did: shown by `label`, undone by its edits.

    Attributes:
        label: What was done, in the reader's language.
        edits: The change of each annotation.
        key: Steps that follow each other under the same key are one: letters typed into one note.
    """

    label: str
    edits: tuple[Edit, ...]
    key: str = ""


class Notebook:
    """The notes of one file.

    Attributes:
        trouble: Why what waits isn't on the disk; None when all is.
        conflicts: Ids of notes that two windows wrote at once, and which were both kept; whoever tells the reader
            clears it.
    """

    def __init__(
        self,
        store: Store | None,
        changed: Callable[[set[str]], object] = lambda _ids: None,
        trouble: NotesError | None = None,
    ) -> None:
        """Read every annotation.

        Args:
            store: The open file; None while it can't be opened: what is made meanwhile waits for `take_store`.
            changed: Called with the ids of annotations that have come, gone or changed, after each change.
            trouble: Why there is no store.

        Raises:
            NotesError: The file is damaged.
        """
        self._store = store
        self._changed = changed
        self._all = {annotation.id: annotation for annotation in store.load()} if store is not None else {}
        self._waiting: list[Edit] = []
        self._undo: list[Step] = []
        self._redo: list[Step] = []
        self.trouble = trouble
        self.conflicts: list[str] = []

    @property
    def all(self) -> Mapping[str, Annotation]:
        """Every annotation by its id, deleted ones too."""
        return self._all

    def live(self) -> list[Annotation]:
        """Return the annotations that aren't deleted."""
        return [annotation for annotation in self._all.values() if not annotation.deleted]

    @property
    def has_waiting(self) -> bool:
        """Whether something isn't on the disk yet."""
        return bool(self._waiting)

    @property
    def undoable(self) -> str:
        """Label of the step that `undo` would take back, or ""."""
        return self._undo[-1].label if self._undo else ""

    @property
    def redoable(self) -> str:
        """Label of the step that `redo` would do again, or ""."""
        return self._redo[-1].label if self._redo else ""

    def apply(self, label: str, annotations: Iterable[Annotation], key: str = "", *, is_import: bool = False) -> None:
        """Take new versions of annotations, or new annotations, as one step, and write it.

        Args:
            label: What was done, in the reader's language.
            annotations: As they are to be; times and history are filled in here.
            key: Steps that follow each other under the same key are undone as one.
            is_import: Keep the times and histories that they come with: it is by these that two computers see that
                they hold the same version.
        """
        if is_import:
            self._apply_import(label, annotations)
            return
        time = now()
        last = self._undo[-1] if self._undo else None
        continues = bool(key) and last is not None and last.key == key and not self._redo and self._ends_with(last)
        edits = []
        for annotation in map(storable, annotations):
            before = self._all.get(annotation.id)
            after = annotation._replace(modified=time, created=annotation.created or time)
            if before is not None:
                # Within a step only its beginning is a version of its own: letters don't fill the history.
                after = after._replace(history=before.history) if continues else after.after(before)
            if before is None or after.digest != before.digest:
                edits.append(Edit(before, after))
        if not edits:
            return
        if continues and last is not None:
            self._undo[-1] = last._replace(edits=_join(last.edits, edits))
        else:
            self._undo = [*self._undo[1 - MOST_STEPS :], Step(label, tuple(edits), key)]
        self._redo.clear()
        self._carry_out(edits)

    def delete(self, label: str, ids: Iterable[str]) -> None:
        """Put annotations into the trash as one step."""
        time = now()
        found = [self._all[id_] for id_ in ids if id_ in self._all and not self._all[id_].deleted]
        self.apply(label, [annotation._replace(deleted=time) for annotation in found])

    def restore(self, label: str, ids: Iterable[str]) -> None:
        """Take annotations out of the trash as one step."""
        found = [self._all[id_] for id_ in ids if id_ in self._all and self._all[id_].deleted]
        self.apply(label, [annotation._replace(deleted="") for annotation in found])

    def undo(self) -> Step | None:
        """Take the last step back and return it; None when there is none."""
        if not self._undo:
            return None
        step = self._undo.pop()
        self._redo.append(step)
        self._carry_out([self._towards(edit.after, edit.before) for edit in step.edits])
        return step

    def redo(self) -> Step | None:
        """Do the step again that was taken back last and return it; None when there is none."""
        if not self._redo:
            return None
        step = self._redo.pop()
        self._undo.append(step)
        self._carry_out([self._towards(edit.before, edit.after) for edit in step.edits])
        return step

    def end_step(self) -> None:
        """Let what is typed from now on be undone apart from what was typed before."""
        if self._undo:
            self._undo[-1] = self._undo[-1]._replace(key="")

    def flush(self) -> bool:
        """Write what waits. Returns whether all is on the disk; `trouble` says why not."""
        if self._store is None:
            return not self._waiting
        if not self._waiting:
            # Where nothing can be written the reader is to know before they write.
            self.trouble = self.trouble if self._store.is_read_only else None
            return True
        try:
            written = self._store.write(self._waiting)
        except NotesError as error:
            self.trouble = error
            return False
        asked = {edit.after.id for edit in self._waiting}
        self._waiting, self.trouble = [], None
        self._adopt(written, asked)
        return True

    def refresh(self) -> None:
        """Take over what another window or program has written.

        Raises:
            NotesError: The file can't be read any more; what is in memory stays.
        """
        if self._store is not None and self._store.has_changed():
            self._read_again(self._store)

    def take_store(self, store: Store) -> None:
        """Go on with another file, or with the one that can be opened at last; what waits is written to it.

        Args:
            store: The open file.

        Raises:
            NotesError: The file is damaged.
        """
        self._read_again(store)
        self._store = store
        self.flush()

    def _read_again(self, store: Store) -> None:
        fresh = {annotation.id: annotation for annotation in store.load()}
        for edit in self._waiting:
            fresh[edit.after.id] = edit.after
        changed = {id_ for id_ in fresh.keys() | self._all.keys() if fresh.get(id_) != self._all.get(id_)}
        self._all = fresh
        if changed:
            self._changed(changed)

    def empty_trash(self, ids: Iterable[str]) -> None:
        """Remove deleted annotations for good; this can't be undone.

        Raises:
            NotesError: Nothing was removed.
        """
        gone = {id_ for id_ in ids if id_ in self._all and self._all[id_].deleted}
        if not self.flush() and self.trouble is not None:
            raise self.trouble
        if self._store is None:
            return
        # What another window has taken out of the trash meanwhile stays.
        gone = self._store.remove(sorted(gone))
        for id_ in gone:
            del self._all[id_]
        # Undoing a step must not bring back what was removed for good.
        self._undo = [step for step in self._undo if gone.isdisjoint(edit.after.id for edit in step.edits)]
        self._redo = [step for step in self._redo if gone.isdisjoint(edit.after.id for edit in step.edits)]
        self._changed(gone)

    def _apply_import(self, label: str, annotations: Iterable[Annotation]) -> None:
        time = now()
        edits = []
        for annotation in map(storable, annotations):
            before = self._all.get(annotation.id)
            after = annotation._replace(modified=annotation.modified or time, created=annotation.created or time)
            if after != before:
                edits.append(Edit(before, after))
        # A version that only knows more of its past looks the same: there is nothing to take back.
        seen = tuple(edit for edit in edits if edit.before is None or edit.before.digest != edit.after.digest)
        if seen:
            self._undo = [*self._undo[1 - MOST_STEPS :], Step(label, seen)]
            self._redo.clear()
        if edits:
            self._carry_out(edits)

    def _ends_with(self, step: Step) -> bool:
        """Whether everything is as the step left it: what another window has changed since is no part of it."""
        known = ((edit.after, self._all.get(edit.after.id)) for edit in step.edits)
        return all(current is not None and current.digest == after.digest for after, current in known)

    def _carry_out(self, edits: list[Edit]) -> None:
        for edit in edits:
            self._all[edit.after.id] = edit.after
        self._waiting = list(_join(tuple(self._waiting), edits))
        self.flush()
        self._changed({edit.after.id for edit in edits})

    def _towards(self, there: Annotation | None, wanted: Annotation | None) -> Edit:
        """Return the change back to `wanted`; what was new goes into the trash, and isn't lost."""
        some = wanted or there
        assert some is not None  # noqa: S101 - a step has a version on one side at least
        current = self._all.get(some.id, some)
        target = wanted if wanted is not None else current._replace(deleted=current.deleted or now())
        if there is None:
            target = current._replace(deleted="")
        elif wanted is not None and current.digest != there.digest:
            # Another window has changed it since: only this step's own part is taken back.
            target = _own_part(there, wanted, current)
        return Edit(self._all.get(some.id), target._replace(modified=now()).after(current))

    def _adopt(self, written: list[Annotation], asked: set[str]) -> None:
        changed = set()
        for annotation in written:
            if self._all.get(annotation.id) != annotation:
                changed.add(annotation.id)
            if annotation.id not in asked:
                self.conflicts.append(annotation.id)
            self._all[annotation.id] = annotation
        if changed:
            self._changed(changed)


def _own_part(there: Annotation, wanted: Annotation, current: Annotation) -> Annotation:
    """Return the current version without what the step from `wanted` to `there` did."""
    target = current._replace(
        tags=join_tags(there.tags, wanted.tags, current.tags),
        **{
            name: getattr(wanted, name)
            for name in ("kind", "anchor", "colour", "body", "deleted")
            if getattr(wanted, name) != getattr(there, name) and getattr(current, name) == getattr(there, name)
        },
    )
    if current.kind is not Kind.TOOL or current.body == there.body or wanted.body == there.body:
        return target
    from handbook.notes.filled_join import take_back_body

    return target._replace(body=take_back_body(there.body, wanted.body, current.body))


def _join(earlier: tuple[Edit, ...], later: Iterable[Edit]) -> tuple[Edit, ...]:
    """Return one edit for each annotation: from its first `before` to its last `after`."""
    joined = {edit.after.id: edit for edit in earlier}
    for edit in later:
        known = joined.get(edit.after.id)
        joined[edit.after.id] = edit if known is None else Edit(known.before, edit.after)
    return tuple(joined.values())


def new_id() -> str:
    """Return the id of a new annotation."""
    return str(uuid4())
