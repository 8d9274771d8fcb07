"""The dialog of backups: which there are, what is in them, and the way back to one."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QDateTime, QLocale, Signal
from PySide6.QtWidgets import (
    QAbstractItemView,
    QDialog,
    QDialogButtonBox,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QTreeWidget,
    QTreeWidgetItem,
    QVBoxLayout,
    QWidget,
)

from handbook.i18n import _, language, plural
from handbook.notes.backup import Backup, read_backup
from handbook.notes.errors import NotesError
from handbook.notes.model import Kind
from handbook.ui.fonts import ui_font
from handbook.ui.theme import S2, S4

if TYPE_CHECKING:
    from collections.abc import Sequence

    from handbook.notes.model import Annotation


class BackupsDialog(QDialog):
    """Lists the backups, the newest first.

    Signals:
        made: A backup is wanted now.
        showed_folder: The reader wants to see the folder.
    """

    made = Signal()
    showed_folder = Signal()

    def __init__(self, backups: Sequence[Backup], parent: QWidget) -> None:
        super().__init__(parent)
        self.setWindowTitle(_("Backups of my notes"))
        self._backups: Sequence[Backup] = ()
        self.chosen: Backup | None = None
        text = QLabel(
            _(
                "A backup is made every day, and before anything large happens to your notes. Restoring one brings "
                "your notes back as they were then; it can be undone with Ctrl+Z."
            )
        )
        text.setWordWrap(True)
        self.tree = QTreeWidget()
        self.tree.setRootIsDecorated(False)
        self.tree.setColumnCount(3)
        self.tree.setHeaderLabels([_("When"), _("Why"), _("Holds")])
        self.tree.setAccessibleName(_("Backups"))
        self.tree.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.tree.setFont(ui_font(14))
        self.tree.itemSelectionChanged.connect(self._on_selection)
        self.tree.itemActivated.connect(lambda _item, _column: self._on_restore())
        self._nothing = QLabel(_("There are no backups yet. The first one is made when you have kept something."))
        self._nothing.setWordWrap(True)
        self._nothing.setObjectName("Hint")
        self.restore = QPushButton(_("Restore"))
        self.restore.setDefault(True)
        self.restore.clicked.connect(self._on_restore)
        make, folder = QPushButton(_("Back up now")), QPushButton(_("Show the folder"))
        make.setAutoDefault(False)
        folder.setAutoDefault(False)
        make.clicked.connect(self.made)
        folder.clicked.connect(self.showed_folder)
        close = QDialogButtonBox(QDialogButtonBox.StandardButton.Close)
        close.rejected.connect(self.reject)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(S4, S4, S4, S4)
        layout.setSpacing(S2)
        layout.addWidget(text)
        layout.addWidget(self._nothing)
        layout.addWidget(self.tree, 1)
        row = QHBoxLayout()
        for button in (self.restore, make, folder):
            row.addWidget(button)
        row.addStretch(1)
        row.addWidget(close)
        layout.addLayout(row)
        self.resize(min(600, parent.width()), min(440, parent.height()))
        self.set_backups(backups)

    def set_backups(self, backups: Sequence[Backup]) -> None:
        """List these."""
        self._backups = backups
        self.tree.clear()
        locale = QLocale(language())
        for backup in backups:
            moment = QDateTime.fromMSecsSinceEpoch(round(backup.made.timestamp() * 1_000))
            item = QTreeWidgetItem([locale.toString(moment, QLocale.FormatType.ShortFormat), _reason(backup), ""])
            item.setText(2, _contents(backup))
            self.tree.addTopLevelItem(item)
            if self.tree.topLevelItemCount() == 1:
                self.tree.setCurrentItem(item)
        for column in range(2):
            self.tree.resizeColumnToContents(column)
            self.tree.setColumnWidth(column, self.tree.columnWidth(column) + S4)
        self._nothing.setVisible(not backups)
        self.tree.setVisible(bool(backups))
        self._on_selection()

    def _on_selection(self) -> None:
        self.restore.setEnabled(bool(self.tree.selectedItems()))

    def _on_restore(self) -> None:
        rows = self.tree.selectedItems()
        if rows:
            self.chosen = self._backups[self.tree.indexOfTopLevelItem(rows[0])]
            self.accept()


def _reason(backup: Backup) -> str:
    reasons = {
        "daily": _("the daily one"),
        "migration": _("before an update of the program"),
        "import": _("before an import"),
        "edition": _("before a new edition of the handbook"),
        "restore": _("before a restore"),
        "purge": _("before notes were deleted for good"),
        "manual": _("made by you"),
    }
    return reasons.get(backup.reason, backup.reason)


def _contents(backup: Backup) -> str:
    try:
        annotations = read_backup(backup.path)
    except NotesError:
        return _("can’t be read")
    return _counts(annotations)


def _counts(annotations: Sequence[Annotation]) -> str:
    live = [one for one in annotations if not one.deleted and one.kind is not Kind.TICK]
    return plural("{count} note", "{count} notes", len(live))
