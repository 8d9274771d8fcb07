"""The dialog in which notes and chapters are exported and printed, with a preview that follows every answer."""

from __future__ import annotations

from enum import Enum
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QStandardPaths, Qt, QTimer, QUrl
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import (
    QBoxLayout,
    QDialog,
    QDialogButtonBox,
    QFileDialog,
    QFrame,
    QHBoxLayout,
    QLabel,
    QMessageBox,
    QProgressBar,
    QPushButton,
    QScrollArea,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

from handbook.errors import HandbookError
from handbook.export.files import write_file
from handbook.export.report import Format
from handbook.export.worker import Request
from handbook.i18n import _, language
from handbook.ui.export.choices import (
    Choices,
    Material,
    What,
    file_name,
    format_names,
    is_cut,
    preview_keys,
    preview_notes,
    usual_title,
)
from handbook.ui.export.form import ExportForm
from handbook.ui.export.preview import Preview
from handbook.ui.export.typesetter import Typesetter
from handbook.ui.theme import S2, S3, S4

if TYPE_CHECKING:
    from collections.abc import Sequence

    from PySide6.QtGui import QKeyEvent, QResizeEvent

    from handbook.notes.model import Annotation
    from handbook.ui.theme import Theme

_PREVIEW_MS = 300
# A dialog narrower than this has no room for pages beside the questions, nor for news beside the buttons.
_WIDE = 620
_FORM_WIDTH = 280


class _Purpose(Enum):
    """What the file that is being made is for."""

    PREVIEW = "preview"
    SAVE = "save"
    PRINT = "print"


class ExportDialog(QDialog):
    """Asks what and how, shows how it will look, and makes it."""

    def __init__(
        self,
        material: Material,
        choices: Choices,
        theme: Theme,
        parent: QWidget,
        *,
        folder: Path | None = None,
        is_printing: bool = False,
    ) -> None:
        """Ask about `material`.

        Args:
            material: What there is to choose from.
            choices: What was chosen before.
            theme: The colours in force.
            parent: The window.
            folder: Where the reader saved last; None for their documents.
            is_printing: Whether it is to be printed, not saved.
        """
        super().__init__(parent)
        self.setWindowTitle(_("Print") if is_printing else _("Export"))
        self._material = material
        self._is_printing = is_printing
        self._purpose = _Purpose.PREVIEW
        self._target = Path()
        self._previewed: Path | None = None
        self._is_stale = True
        self.folder = folder
        self.saved: Path | None = None
        self.typesetter = Typesetter(self)
        self.form = ExportForm(material, choices, theme, has_formats=not is_printing)
        self.preview = Preview()
        self._later = QTimer(self, singleShot=True, interval=_PREVIEW_MS)
        self._later.timeout.connect(self.show_preview)
        self._lay_out()
        self.form.changed.connect(self._on_changed)
        self.typesetter.read.connect(self._on_read)
        self.typesetter.setting.connect(self._on_setting)
        self.typesetter.finished.connect(self._on_finished)
        self.typesetter.failed.connect(self._on_failed)
        self.resize(min(980, parent.width() - 40), min(720, parent.height() - 40))
        self.preview.say(_("The preview is being made …"))
        self._on_changed()

    def _lay_out(self) -> None:
        questions = self._questions = QScrollArea()
        questions.setFrameShape(QFrame.Shape.NoFrame)
        questions.setWidgetResizable(True)
        questions.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        questions.setWidget(self.form)
        questions.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        upper = QHBoxLayout()
        upper.setSpacing(0)
        upper.addWidget(questions, 2)
        upper.addWidget(self.preview, 3)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addLayout(upper, 1)
        layout.addWidget(self._make_foot())
        # Said when it is in the dialog: before, the first button that was made would be the one for Enter.
        self.go.setDefault(True)

    def _make_foot(self) -> QWidget:
        foot, self._news = QWidget(), QWidget()
        self._foot = QBoxLayout(QBoxLayout.Direction.LeftToRight, foot)
        self._foot.setContentsMargins(S4, S3, S4, S3)
        self._foot.setSpacing(S2)
        self._words = QBoxLayout(QBoxLayout.Direction.LeftToRight, self._news)
        self._words.setContentsMargins(0, 0, 0, 0)
        self._words.setSpacing(S2)
        self.state = QLabel()
        self.state.setTextFormat(Qt.TextFormat.PlainText)
        self.state.setWordWrap(True)
        self.state.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        self.bar = QProgressBar()
        self.bar.setTextVisible(False)
        self.bar.setMaximumHeight(8)
        self.bar.setAccessibleName(_("Progress"))
        self.cancel = QPushButton(_("Cancel"))
        self.cancel.clicked.connect(self.call_off)
        self.open_file = QPushButton(_("&Open the file"))
        self.open_file.clicked.connect(lambda: self._show(self.saved))
        self.open_folder = QPushButton(_("Show the fol&der"))
        self.open_folder.clicked.connect(lambda: self._show(self.saved.parent if self.saved else None))
        self._words.addWidget(self.state, 1)
        row = QHBoxLayout()
        row.setSpacing(S2)
        row.addWidget(self.bar, 1)
        row.addStretch()
        for widget in (self.cancel, self.open_file, self.open_folder):
            row.addWidget(widget)
        self._words.addLayout(row)
        self.buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Close)
        self.buttons.rejected.connect(self.reject)
        self.go = QPushButton(_("&Print …") if self._is_printing else _("&Save …"))
        self.go.clicked.connect(self.print if self._is_printing else self.save)
        self.buttons.addButton(self.go, QDialogButtonBox.ButtonRole.AcceptRole)
        self._foot.addWidget(self._news, 1)
        self._foot.addWidget(self.buttons)
        return foot

    @property
    def choices(self) -> Choices:
        """What the reader has chosen."""
        return self.form.choices

    # What is done

    def show_preview(self) -> None:
        """Make the preview of what is chosen."""
        if self._purpose is not _Purpose.PREVIEW:
            return
        self._is_stale = False
        choices = self.choices
        notes = preview_notes(self._material.annotations(choices.what), self._material.handbook)
        # A web page flows: its pages here only show what is on it.
        options = choices.options_in_force
        format_ = Format.PDF if choices.format is Format.HTML else choices.format
        keys = list(preview_keys(choices.keys(self._material)))
        self.typesetter.make(self._request(choices._replace(format=format_, options=options), notes, keys))

    def save(self) -> None:
        """Ask for a name, and make the file."""
        path = self.ask_for_path()
        if path is not None:
            self._target, self.folder = path, path.parent
            self._make(_Purpose.SAVE)

    def print(self) -> None:
        """Make the pages; when they are there, the system asks for a printer."""
        self._make(_Purpose.PRINT)

    def ask_for_path(self) -> Path | None:
        """Ask where the file is to be; what is there is only replaced when the reader says so. None for nowhere."""
        format_ = self.choices.format
        folder = self.folder or _documents()
        dialog = QFileDialog(self, _("Export"), str(folder), f"{format_names()[format_]} (*.{format_.value})")
        dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        dialog.setDefaultSuffix(format_.value)
        dialog.selectFile(file_name(self.choices, self._material))
        chosen = dialog.selectedFiles() if dialog.exec() else []
        dialog.deleteLater()
        return Path(chosen[0]) if chosen else None

    def call_off(self) -> None:
        """Give up what is being made; nothing is written."""
        self.typesetter.cancel()
        self._settle(_("Called off. Nothing was written."), is_over=True)

    def _make(self, purpose: _Purpose) -> None:
        self._later.stop()
        self._is_stale |= self.typesetter.is_busy
        self._purpose, self.saved = purpose, None
        self._on_setting()
        self._show_state("", is_busy=True)
        self.cancel.setFocus(Qt.FocusReason.OtherFocusReason)
        choices, material = self.choices, self._material
        self.typesetter.make(self._request(choices, material.annotations(choices.what), choices.keys(material)))

    def _request(self, choices: Choices, notes: Sequence[Annotation], keys: list[str]) -> Request:
        from handbook.export.gather import GENERATOR
        from handbook.notes.exchange import to_json
        from handbook.notes.model import now

        return Request(
            id=0,
            output="",
            format=choices.format,
            folder=str(self._material.handbook.root),
            language=language(),
            notes=to_json(notes, generator=GENERATOR, made=now()) if notes else "",
            chapters=keys,
            is_whole=choices.what is What.HANDBOOK,
            title=choices.title,
            author=choices.author,
            colours=dict(self._material.colours),
            options=choices.options_in_force,
            blank=choices.blank(self._material),
        )

    # What comes of it

    def _on_changed(self) -> None:
        choices = self.choices
        is_empty = self._material.is_empty(choices)
        self.go.setEnabled(not is_empty)
        self.form.title.setPlaceholderText(usual_title(choices, self._material))
        self.saved, self._is_stale = None, not is_empty
        self._settle()
        if is_empty:
            self._later.stop()
            self.typesetter.cancel()
            is_notes = choices.what.is_notes
            self.preview.say(_("There are no notes here yet.") if is_notes else _("Tick the chapters that you want."))
        else:
            self._later.start()

    def _on_read(self, done: int, total: int) -> None:
        self.bar.setRange(0, total)
        self.bar.setValue(done)

    def _on_setting(self) -> None:
        # How long that takes nobody knows: the bar only moves.
        self.bar.setRange(0, 0)

    def _on_finished(self, path: Path) -> None:
        purpose, self._purpose = self._purpose, _Purpose.PREVIEW
        match purpose:
            case _Purpose.PREVIEW:
                self._show_preview(path)
            case _Purpose.SAVE:
                self._keep(path)
            case _Purpose.PRINT:
                self._print(path)
        if purpose is not _Purpose.PREVIEW:
            path.unlink(missing_ok=True)

    def _on_failed(self, error: HandbookError) -> None:
        purpose = self._purpose
        self._settle(is_over=purpose is not _Purpose.PREVIEW)
        if purpose is _Purpose.PREVIEW:
            self.preview.say(f"{error.message}\n\n{error.hint}".strip())
        else:
            self._complain(error)

    def _show_preview(self, path: Path) -> None:
        before, self._previewed = self._previewed, path
        choices = self.choices
        cut = is_cut(self._material.annotations(choices.what), choices.keys(self._material))
        if path.suffix == f".{Format.PDF.value}":
            self.preview.show_pdf(path, is_cut=cut)
        else:
            self.preview.show_text(path.read_text(encoding="utf-8"), is_cut=cut)
        if before is not None:
            before.unlink(missing_ok=True)

    def _keep(self, path: Path) -> None:
        self._settle(is_over=True)
        try:
            # The reader has been asked whether a file of that name may go.
            write_file(self._target, path.read_bytes(), replaces=True)
        except HandbookError as error:
            self._complain(error)
            return
        self.saved = self._target
        self._show_state(_("Saved as {name}").format(name=self._target.name))
        self.open_file.setFocus(Qt.FocusReason.OtherFocusReason)

    def _print(self, path: Path) -> None:
        from handbook.ui.export.printing import print_pdf

        self._settle(is_over=True)
        choices = self.choices
        try:
            if print_pdf(path, choices.options.paper, choices.title or self.form.title.placeholderText(), self):
                self._show_state(_("Sent to the printer"))
        except HandbookError as error:
            self._complain(error)

    def _settle(self, text: str = "", *, is_over: bool = False) -> None:
        """Be ready for the next answer; `is_over` after something that the reader has waited for."""
        self._purpose = _Purpose.PREVIEW
        self._show_state(text)
        if is_over:
            # The button that had the keyboard meanwhile is gone.
            self.go.setFocus(Qt.FocusReason.OtherFocusReason)
            if self._is_stale:
                # The reader didn't wait for the preview; now there is time for it.
                self._later.start()

    def _show_state(self, text: str, *, is_busy: bool = False) -> None:
        self._say(text)
        self.state.setVisible(not is_busy)
        self.bar.setVisible(is_busy)
        self.cancel.setVisible(is_busy)
        self.buttons.setEnabled(not is_busy)
        self.form.setEnabled(not is_busy)
        self._news.setVisible(is_busy or bool(text))
        for button in (self.open_file, self.open_folder):
            button.setVisible(self.saved is not None)

    def _show(self, path: Path | None) -> None:
        if path is not None and not QDesktopServices.openUrl(QUrl.fromLocalFile(str(path))):
            self._say(_("Nothing could be opened. The file is {path}").format(path=path))

    def _say(self, text: str) -> None:
        self.state.setText(text)
        # A name without spaces may be longer than the line.
        self.state.setToolTip(text)

    def _complain(self, error: HandbookError) -> None:
        box = QMessageBox(QMessageBox.Icon.Warning, self.windowTitle(), error.message, parent=self)
        box.setInformativeText(error.hint)
        box.exec()

    # Qt's events

    def resizeEvent(self, event: QResizeEvent) -> None:
        """The preview goes where there is no room for it."""
        super().resizeEvent(event)
        is_wide = event.size().width() >= _WIDE
        self.preview.setVisible(is_wide)
        self._questions.setMinimumWidth(_FORM_WIDTH if is_wide else 0)
        direction = QBoxLayout.Direction.LeftToRight if is_wide else QBoxLayout.Direction.TopToBottom
        for layout in (self._foot, self._words):
            layout.setDirection(direction)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Escape calls off what is being made, before it closes the dialog."""
        if event.key() == Qt.Key.Key_Escape and self._purpose is not _Purpose.PREVIEW:
            self.call_off()
        else:
            super().keyPressEvent(event)

    def done(self, result: int) -> None:
        """End the process, however the dialog is closed."""
        self._later.stop()
        self.typesetter.close()
        super().done(result)


def _documents() -> Path:
    place = QStandardPaths.writableLocation(QStandardPaths.StandardLocation.DocumentsLocation)
    return Path(place) if place and Path(place).is_dir() else Path.home()
