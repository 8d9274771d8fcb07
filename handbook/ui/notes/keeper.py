"""Keeps the notes of a running program: opens their file, writes what is typed, tries again, and makes the backups.

It is opened when the first page has been painted: a reader who only reads waits for no database.
"""

from __future__ import annotations

import logging
import os
import time
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer, Signal

from handbook.i18n import _, plural
from handbook.notes.errors import NotesError, Trouble
from handbook.notes.model import Kind, stamp
from handbook.notes.notebook import Notebook
from handbook.notes.place import open_notes
from handbook.notes.store import FILE

if TYPE_CHECKING:
    from pathlib import Path

    from handbook.book.model import Manifest
    from handbook.notes.backup import Backup, Backups
    from handbook.notes.model import Annotation
    from handbook.notes.store import Store

_log = logging.getLogger(__name__)

# In milliseconds. What is typed is on the disk this long after it was typed, though the reader types on.
TYPED_MS = 400
_RETRY_MS = 3_000
_LOOK_MS = 2_000
_BACKUP_MS = 4_000
_HOUR_MS = 3_600_000
_PAUSE_S = 5.0
DAYS_IN_TRASH = 90


class NoteKeeper(QObject):
    """Owns the notebook.

    Signals:
        changed: Annotations have come, gone or changed: their ids.
        troubled: Saving has begun to fail, or works again.
        told: Something the reader should know, in a sentence.
    """

    changed = Signal(set)
    troubled = Signal()
    told = Signal(str)

    def __init__(self, folder: Path, parent: QObject | None = None) -> None:
        """Keep the notes in `folder`; nothing is read yet."""
        super().__init__(parent)
        self._folder = folder
        self._store: Store | None = None
        self._backups: Backups | None = None
        self._notebook: Notebook | None = None
        self._shown_trouble: NotesError | None = None
        self._last_letter = 0.0
        self._typed: dict[str, tuple[str, Annotation]] = {}
        self._manifest: Manifest | None = None
        self._writing = QTimer(self, singleShot=True, interval=TYPED_MS)
        self._writing.timeout.connect(self.settle)
        self._retry = QTimer(self, interval=_RETRY_MS)
        self._retry.timeout.connect(self.try_again)
        self._look = QTimer(self, interval=_LOOK_MS)
        self._look.timeout.connect(self.look)
        self._daily = QTimer(self, interval=_BACKUP_MS)
        self._daily.timeout.connect(self._keep_house)

    @property
    def notebook(self) -> Notebook:
        """The notes; opened now if they weren't."""
        return self._notebook or self._open()

    @property
    def is_open(self) -> bool:
        """Whether the notes have been asked for."""
        return self._notebook is not None

    @property
    def trouble(self) -> NotesError | None:
        """Why the notes aren't on the disk as they are in the window; None when all is well."""
        return self._notebook.trouble if self._notebook is not None else None

    @property
    def backups(self) -> Backups:
        """The backups."""
        _ = self.notebook
        assert self._backups is not None  # noqa: S101 - opening has made them
        return self._backups

    @property
    def folder(self) -> Path:
        """Where the notes lie."""
        return self._folder

    def set_handbook(self, manifest: Manifest) -> None:
        """Say which handbook is open. Before the notes meet another edition of it, a backup is made."""
        self._manifest = manifest
        if self._store is None or self._store.is_read_only:
            return
        name, edition = f"edition:{manifest.id}", f"{manifest.edition} {manifest.edition_date}".strip()
        try:
            known = self._store.settings().get(name)
            if known is not None and known != edition:
                self.backups.make(self._store.connection, "edition")
            if known != edition:
                self._store.set_setting(name, edition)
        except NotesError as error:
            self._warn(error)

    @property
    def own_names(self) -> dict[str, str]:
        """The notes' settings, in which the reader's own names of the colours stand."""
        if self._store is None:
            return {}
        try:
            return self._store.settings()
        except NotesError:
            # Said already by what can't be saved; the colours go by their own names meanwhile.
            return {}

    def rename_colours(self, names: dict[str, str]) -> None:
        """Keep the reader's own names of colours: setting → name."""
        if self._store is None:
            return
        try:
            for name, value in names.items():
                self._store.set_setting(name, value)
        except NotesError as error:
            self.told.emit(str(error))

    def tags(self) -> list[str]:
        """Return every tag that is in use, in the order of the alphabet."""
        return sorted({tag for one in self.notebook.live() for tag in one.tags}, key=str.lower)

    def type(self, label: str, annotation: Annotation) -> None:
        """Take a version that the reader is still typing; it is written soon, and with `settle` at once."""
        if time.monotonic() - self._last_letter > _PAUSE_S:
            # After a pause it is another thought: undone by itself, and a version by itself.
            self.end_step()
        self._last_letter = time.monotonic()
        self._typed[annotation.id] = (label, annotation)
        if not self._writing.isActive():
            self._writing.start()

    def settle(self) -> None:
        """Write what was typed."""
        self._writing.stop()
        typed, self._typed = self._typed, {}
        for label, annotation in typed.values():
            if annotation.id not in self.notebook.all and not annotation.body and not annotation.tags:
                # Begun and taken back before it was written: it never was.
                continue
            self.apply(label, [annotation], key=f"typed:{annotation.id}")

    def end_step(self) -> None:
        """Write what was typed, and let what is typed from now on be undone apart from it."""
        self.settle()
        if self._notebook is not None:
            self._notebook.end_step()

    def latest(self, id_: str) -> Annotation | None:
        """Return an annotation as the reader has it before their eyes."""
        if id_ in self._typed:
            return self._typed[id_][1]
        return self.notebook.all.get(id_)

    def apply(self, label: str, annotations: list[Annotation], key: str = "", *, is_import: bool = False) -> None:
        """Do something with annotations as one step; see `Notebook.apply`."""
        self.notebook.apply(label, annotations, key, is_import=is_import)
        self._after_writing()

    def delete(self, ids: list[str]) -> None:
        """Put annotations into the trash."""
        self.settle()
        self.notebook.delete(plural("Delete {count} note", "Delete {count} notes", len(ids)), ids)
        self._after_writing()

    def restore(self, ids: list[str]) -> None:
        """Take annotations out of the trash."""
        self.settle()
        self.notebook.restore(plural("Restore {count} note", "Restore {count} notes", len(ids)), ids)
        self._after_writing()

    def empty_trash(self, ids: list[str]) -> None:
        """Remove deleted annotations for good, after a backup."""
        self.settle()
        try:
            self.back_up("purge")
            self.notebook.empty_trash(ids)
        except NotesError as error:
            self._warn(error)

    def undo(self) -> None:
        """Take the last step back, and say which."""
        self.settle()
        step = self.notebook.undo()
        self.told.emit(_("Undone: {step}").format(step=step.label) if step else _("There is nothing to undo."))
        self._after_writing()

    def redo(self) -> None:
        """Do again what was taken back, and say what."""
        self.settle()
        step = self.notebook.redo()
        self.told.emit(_("Done again: {step}").format(step=step.label) if step else _("There is nothing to do again."))
        self._after_writing()

    def try_again(self) -> bool:
        """Write what waits, opening the file again if it couldn't be opened. Returns whether all is well."""
        notebook = self.notebook
        self.settle()
        if self._store is None and notebook.trouble is not None and not notebook.trouble.trouble.needs_choice:
            self._open_store()
        elif self._store is not None and self._store.is_read_only and self._may_write():
            self._store.close()
            self._store = None
            self._open_store()
        notebook.flush()
        self._after_writing()
        return notebook.trouble is None

    def look(self) -> None:
        """Take over what another window has written."""
        if self._notebook is None:
            return
        # First: what was typed came from what this window knew, and is joined with what the other one has written.
        self.settle()
        try:
            self._notebook.refresh()
        except NotesError as error:
            if error.trouble is not Trouble.LOCKED:
                self._notebook.trouble = error
        self._after_writing()

    def back_up(self, reason: str) -> Backup | None:
        """Make a backup; None when there is no file yet.

        Raises:
            NotesError: It couldn't be made.
        """
        self.end_step()
        return self.backups.make(self._store.connection, reason) if self._store is not None else None

    def recover(self, backup: Backup | None) -> None:
        """Begin again from a backup, or from nothing, when the file is damaged or gone; what it was is kept.

        Raises:
            NotesError: It can't be done.
        """
        from handbook.notes.recovery import recover

        notebook = self.notebook
        self.settle()
        if self._store is not None:
            self._store.close()
            self._store = None
        recovery = recover(self._folder / FILE, self.backups, backup)
        self._store = recovery.store
        notebook.take_store(recovery.store)
        texts = []
        if backup is not None:
            texts.append(
                plural(
                    "{count} note is back from the backup.",
                    "{count} notes are back from the backup.",
                    recovery.restored,
                )
            )
        if recovery.salvaged:
            texts.append(
                plural(
                    "{count} more was saved from the damaged file.",
                    "{count} more were saved from the damaged file.",
                    recovery.salvaged,
                )
            )
        if texts:
            self.told.emit(" ".join(texts))
        self._after_writing()

    def close(self) -> bool:
        """Write everything and close the file. Returns whether everything is on the disk."""
        if self._notebook is None:
            return True
        self.settle()
        is_safe = self._notebook.flush()
        for timer in (self._retry, self._look, self._daily):
            timer.stop()
        if is_safe and self._store is not None:
            try:
                self._store.close()
            except NotesError as error:
                _log.warning("The notes can't be closed: %s", error.detail)
            self._store = None
        return is_safe

    def _open(self) -> Notebook:
        self._open_store()
        if self._manifest is not None:
            self.set_handbook(self._manifest)
        assert self._notebook is not None  # noqa: S101 - just made
        self._look.start()
        self._daily.start()
        self._after_writing()
        return self._notebook

    def _open_store(self) -> None:
        try:
            store, self._backups = open_notes(self._folder)
            if self._notebook is None:
                self._notebook = Notebook(store, self.changed.emit)
            else:
                self._notebook.take_store(store)
            self._store = store
            if store.is_read_only:
                self._notebook.trouble = NotesError(Trouble.READ_ONLY)
        except NotesError as error:
            _log.warning("The notes can't be opened: %s", error.detail)
            from handbook.notes.place import backups_of

            self._backups = self._backups or backups_of(self._folder)
            if self._notebook is None:
                self._notebook = Notebook(None, self.changed.emit, error)
            else:
                self._notebook.trouble = error

    def _may_write(self) -> bool:
        return os.access(self._folder, os.W_OK) and os.access(self._folder / FILE, os.W_OK)

    def _after_writing(self) -> None:
        notebook = self._notebook
        if notebook is None:
            return
        self._tell_conflicts(notebook)
        if notebook.trouble is None and self._store is not None and self._store.is_read_only:
            # Nothing waits, but nothing could be saved either.
            notebook.trouble = NotesError(Trouble.READ_ONLY)
        trouble = notebook.trouble
        if trouble is not None and not trouble.trouble.needs_choice:
            self._retry.start()
        else:
            self._retry.stop()
        if (trouble.trouble if trouble else None) != (self._shown_trouble.trouble if self._shown_trouble else None):
            self._shown_trouble = trouble
            self.troubled.emit()

    def _tell_conflicts(self, notebook: Notebook) -> None:
        kinds = {notebook.all[id_].kind for id_ in notebook.conflicts if id_ in notebook.all}
        notebook.conflicts.clear()
        texts = []
        if kinds - {Kind.TOOL}:
            texts.append(_("A note was written in two windows at once. Both versions are kept."))
        if Kind.TOOL in kinds:
            texts.append(_("A copy was filled in in two windows at once. Both versions are kept under “My tools”."))
        if texts:
            self.told.emit(" ".join(texts))

    def _keep_house(self) -> None:
        """Make the day's backup, and let go for good of what was deleted long ago."""
        # A program that is left open for a week has seven days.
        self._daily.setInterval(_HOUR_MS)
        if self._store is None or self._store.is_read_only or self._notebook is None:
            return
        try:
            if not self.backups.made_today() and self._notebook.all:
                self.backups.make(self._store.connection, "daily")
            long_ago = datetime.now(UTC) - timedelta(days=DAYS_IN_TRASH)
            self._store.purge(stamp(long_ago))
        except NotesError as error:
            self._warn(error)

    def _warn(self, error: NotesError) -> None:
        _log.warning("A backup of the notes can't be made: %s", error.detail)
        self.told.emit(_("A backup of your notes couldn’t be made. {reason}").format(reason=error.message))
