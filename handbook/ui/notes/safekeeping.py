"""Keeps notes safe in the reader's sight: the bar when saving fails, backups and the way back, files in and out."""

from __future__ import annotations

from datetime import datetime
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QUrl, Signal

from handbook import __version__
from handbook.errors import HandbookError
from handbook.i18n import _
from handbook.notes.backup import read_backup
from handbook.notes.errors import NotesError, Trouble
from handbook.notes.model import now

if TYPE_CHECKING:
    from collections.abc import Callable

    from PySide6.QtWidgets import QWidget

    from handbook.notes.backup import Backup
    from handbook.ui.notes.keeper import NoteKeeper
    from handbook.ui.notes.trouble_bar import TroubleBar
    from handbook.ui.theme import Theme


class Safekeeping(QObject):
    """Does what the menu of notes offers beyond the page.

    Signals:
        told: Something the reader should know, in a sentence.
    """

    told = Signal(str)

    def __init__(self, keeper: NoteKeeper, window: QWidget, theme: Theme, put_bar: Callable[[QWidget], object]) -> None:
        """Watch over a keeper's notes.

        Args:
            keeper: Whose notes.
            window: The window that dialogs belong to.
            theme: Colours of the bar.
            put_bar: Gives the bar its place above the page, when there is one.
        """
        super().__init__(window)
        self._keeper = keeper
        self._window = window
        self._theme = theme
        self._put_bar = put_bar
        keeper.troubled.connect(self.show_trouble)

    @cached_property
    def bar(self) -> TroubleBar:
        """The bar above the page; made at the first trouble."""
        from handbook.ui.notes.trouble_bar import TroubleBar

        bar = TroubleBar(self._theme)
        bar.retried.connect(self._on_retry)
        bar.restored.connect(self.show_backups)
        bar.begun_anew.connect(lambda: self._recover(None))
        bar.saved_elsewhere.connect(self.export)
        bar.showed_folder.connect(self.show_folder)
        self._put_bar(bar)
        return bar

    def set_theme(self, theme: Theme) -> None:
        """Draw in the colours of `theme`."""
        self._theme = theme
        if "bar" in self.__dict__:
            self.bar.set_theme(theme)

    def show_trouble(self) -> None:
        """Say what is wrong, if anything is."""
        trouble = self._keeper.trouble
        if trouble is None and "bar" not in self.__dict__:
            return
        self.bar.show_trouble(trouble, has_backups=trouble is not None and bool(self._keeper.backups.all()))

    def show_backups(self) -> None:
        """Show the backups, and restore the one that is chosen."""
        from handbook.ui.notes.backups_dialog import BackupsDialog

        self._keeper.settle()
        dialog = BackupsDialog(self._keeper.backups.all(), self._window)
        dialog.showed_folder.connect(self.show_folder)
        dialog.made.connect(lambda: self._back_up(dialog.set_backups))
        dialog.exec()
        chosen = dialog.chosen
        dialog.deleteLater()
        if chosen is not None:
            self.restore(chosen)

    def restore(self, backup: Backup) -> None:
        """Bring the notes back as they are in a backup."""
        trouble = self._keeper.trouble
        if trouble is not None and trouble.trouble in (Trouble.DAMAGED, Trouble.MISSING):
            self._recover(backup)
            return
        from handbook.notes.merge import way_back

        try:
            then = read_backup(backup.path)
            self._keeper.back_up("restore")
        except NotesError as error:
            self._complain(_("The backup can’t be restored"), error)
            return
        self._keeper.apply(_("Restore a backup"), way_back(self._keeper.notebook.all, then))
        self.told.emit(_("Your notes are as they were in the backup. Ctrl+Z takes that back."))

    def show_folder(self) -> None:
        """Open the folder of backups in the system's file manager, or say where it is."""
        from PySide6.QtGui import QDesktopServices

        folder = self._keeper.backups.folder
        if not folder.is_dir():
            folder = self._keeper.folder
        if not QDesktopServices.openUrl(QUrl.fromLocalFile(str(folder))):
            self.told.emit(_("The folder is {path}").format(path=folder))

    def export(self) -> None:
        """Write every note into a file that another computer, or another program, can read."""
        from PySide6.QtWidgets import QFileDialog

        from handbook.notes.exchange import to_json
        from handbook.notes.foreign import write_text

        self._keeper.settle()
        name = _("my-notes-{date}.json").format(date=datetime.now().astimezone().date().isoformat())
        path, _kind = QFileDialog.getSaveFileName(
            self._window, _("Save my notes"), str(Path.home() / name), _("Notes (*.json)")
        )
        if not path:
            return
        self._keeper.end_step()
        annotations = list(self._keeper.notebook.all.values())
        text = to_json(annotations, generator=f"handbook {__version__}", made=now())
        try:
            write_text(Path(path), text)
        except (OSError, ValueError) as error:
            reason = HandbookError(
                _("The file can’t be written: {reason}").format(reason=getattr(error, "strerror", None) or error),
                _("Choose another folder, or make room on the disk."),
            )
            self._complain(_("Your notes couldn’t be saved there"), reason)
            return
        self.told.emit(_("Your notes were saved in {path}").format(path=path))

    def import_file(self) -> None:
        """Bring in the notes of a file, having said what that will do."""
        from PySide6.QtWidgets import QFileDialog

        from handbook.notes.foreign import read_foreign
        from handbook.notes.listing import summary
        from handbook.notes.merge import plan_merge
        from handbook.notes.place import is_notes_file

        self._keeper.settle()
        kinds = _("Notes (*.json *.jsonld *.sqlite)")
        path, _kind = QFileDialog.getOpenFileName(self._window, _("Bring in notes"), str(Path.home()), kinds)
        if not path:
            return
        if is_notes_file(Path(path), self._keeper.folder):
            # Reading the open file a second time would let go of the locks that this program holds on it (POSIX).
            self.told.emit(_("There is nothing in the file that you don’t have already."))
            return
        try:
            imported = read_foreign(Path(path))
        except HandbookError as error:
            self._complain(_("The file can’t be read"), error)
            return
        plan = plan_merge(self._keeper.notebook.all, imported.annotations)
        if not plan.annotations and not imported.skipped:
            self.told.emit(_("There is nothing in the file that you don’t have already."))
            return
        if self._agrees(summary(plan, imported.skipped), may_go_on=bool(plan.annotations)):
            try:
                self._keeper.back_up("import")
            except NotesError as error:
                self._complain(_("Nothing was brought in, because no backup could be made first"), error)
                return
            self._keeper.apply(_("Bring in notes"), list(plan.annotations), is_import=True)
            self.told.emit(_("The notes are here. Ctrl+Z takes them out again."))

    def may_close(self) -> bool:
        """Write everything; if that fails, ask. Returns whether the window may close."""
        self._keeper.settle()
        if not self._keeper.is_open or not self._keeper.notebook.has_waiting or self._keeper.try_again():
            return True
        from PySide6.QtWidgets import QMessageBox

        trouble = self._keeper.trouble
        box = QMessageBox(
            QMessageBox.Icon.Warning,
            _("Your notes aren’t saved"),
            trouble.message if trouble is not None else _("Your notes can’t be saved."),
            parent=self._window,
        )
        box.setInformativeText(_("If the program closes now, what you wrote last is lost."))
        save = box.addButton(_("Save a copy…"), QMessageBox.ButtonRole.AcceptRole)
        close = box.addButton(_("Close all the same"), QMessageBox.ButtonRole.DestructiveRole)
        box.addButton(QMessageBox.StandardButton.Cancel)
        box.exec()
        if box.clickedButton() is save:
            self.export()
        return box.clickedButton() is close

    def _agrees(self, lines: list[str], *, may_go_on: bool) -> bool:
        """Say what an import does, and ask. Returns whether the reader wants it; there may be nothing to want."""
        from PySide6.QtWidgets import QMessageBox

        box = QMessageBox(
            QMessageBox.Icon.Question,
            _("Bring in notes"),
            _("This is what it does to your notes:"),
            parent=self._window,
        )
        box.setInformativeText("\n".join(f"• {line}" for line in lines))
        yes = box.addButton(_("Bring in"), QMessageBox.ButtonRole.AcceptRole) if may_go_on else None
        box.addButton(QMessageBox.StandardButton.Cancel)
        if yes is not None:
            box.setDefaultButton(yes)
        box.exec()
        return yes is not None and box.clickedButton() is yes

    def _back_up(self, show: object) -> None:
        try:
            self._keeper.back_up("manual")
        except NotesError as error:
            self._complain(_("The backup couldn’t be made"), error)
        if callable(show):
            show(self._keeper.backups.all())

    def _recover(self, backup: Backup | None) -> None:
        try:
            self._keeper.recover(backup)
        except HandbookError as error:
            self._complain(_("The notes can’t be brought back"), error)
        self.show_trouble()

    def _on_retry(self) -> None:
        if self._keeper.try_again():
            self.told.emit(_("Your notes are saved."))

    def _complain(self, title: str, error: HandbookError) -> None:
        from PySide6.QtWidgets import QMessageBox

        box = QMessageBox(QMessageBox.Icon.Warning, title, error.message, parent=self._window)
        box.setInformativeText(error.hint)
        box.exec()
