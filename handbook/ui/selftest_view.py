"""The dialog that proves this installation: runs `handbook self-test` beside the window, and shows what came of it.

The test is a process of its own: it can't disturb the window or the notes, and is ended when the dialog closes.
"""

from __future__ import annotations

import json
import locale
from typing import TYPE_CHECKING, NamedTuple

from PySide6.QtCore import QProcess, QProcessEnvironment, Qt
from PySide6.QtGui import QColor, QGuiApplication, QKeySequence, QPalette
from PySide6.QtWidgets import (
    QDialog,
    QDialogButtonBox,
    QLabel,
    QListWidget,
    QListWidgetItem,
    QProgressBar,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from handbook.i18n import _, language, plural
from handbook.ui.child import end, own_process
from handbook.ui.fonts import ui_font
from handbook.ui.icons import icon
from handbook.ui.theme import S3, S4, Hue

if TYPE_CHECKING:
    from PySide6.QtGui import QKeyEvent

    from handbook.ui.theme import Theme

_SIZE = (480, 560)


class Check(NamedTuple):
    """A line of the answer: what was looked at, whether it is as it must be, and what was found."""

    title: str
    passed: bool
    detail: str

    @property
    def line(self) -> str:
        """The check as text."""
        if self.passed:
            return _("OK: {check}").format(check=self.title)
        return _("FAILED: {check}").format(check=self.title) + (f" ({self.detail})" if self.detail else "")


class SelfTestDialog(QDialog):
    """Runs the test when it is shown, and again when asked.

    Attributes:
        state: Says how it stands.
        list: One line for each check.
        copy: Copies all of it.
        again: Runs it once more.
    """

    def __init__(self, theme: Theme, parent: QWidget) -> None:
        """Begin.

        Args:
            theme: The colours in force.
            parent: The window or dialog that it is opened from.
        """
        super().__init__(parent)
        self.setWindowTitle(_("Test of this installation"))
        self._theme = theme
        self._process: QProcess | None = None
        self._about = ""
        self._checks: list[Check] = []
        self.state = QLabel()
        self.state.setWordWrap(True)
        self.state.setTextFormat(Qt.TextFormat.PlainText)
        self.state.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.bar = QProgressBar()
        self.bar.setRange(0, 0)
        self.bar.setTextVisible(False)
        self.bar.setMaximumHeight(8)
        self.bar.setAccessibleName(_("Progress"))
        self.list = QListWidget()
        self.list.setAccessibleName(_("What was tested"))
        self.list.setFont(ui_font())
        # The colours of signs are made for this ground, not for that of selected text.
        colours = self.list.palette()
        colours.setColor(QPalette.ColorRole.Highlight, QColor(theme.chosen))
        colours.setColor(QPalette.ColorRole.HighlightedText, QColor(theme.heading))
        self.list.setPalette(colours)
        self.list.setWordWrap(True)
        self.list.setSpacing(2)
        self.list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.copy = QPushButton(_("&Copy as text"))
        self.copy.clicked.connect(lambda: QGuiApplication.clipboard().setText(self.text()))
        self.again = QPushButton(_("Test &again"))
        self.again.clicked.connect(self.start)
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Close)
        buttons.rejected.connect(self.reject)
        for button in (self.copy, self.again):
            # Enter closes: nothing that is done by mistake.
            button.setAutoDefault(False)
            buttons.addButton(button, QDialogButtonBox.ButtonRole.ActionRole)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(S4, S4, S4, S4)
        for widget in (self.state, self.bar, self.list, buttons):
            layout.addWidget(widget, 1 if widget is self.list else 0)
        layout.setSpacing(S3)
        around = parent
        while (outer := around.parentWidget()) is not None:
            around = outer
        self.resize(min(_SIZE[0], around.width()), min(_SIZE[1], around.height()))
        self.finished.connect(self.cancel)
        self.start()

    @property
    def is_running(self) -> bool:
        """Whether the test is under way."""
        return self._process is not None

    def start(self) -> None:
        """Run the test from the beginning."""
        self.cancel()
        self._about, self._checks = "", []
        self.list.clear()
        self.list.setFocus()
        process = self._process = own_process(self, "self-test", "--json")
        environment = QProcessEnvironment.systemEnvironment()
        # The answer is in the language of the window, not of the system.
        environment.insert("LANGUAGE", language())
        environment.insert("PYTHONIOENCODING", "utf-8")
        process.setProcessEnvironment(environment)
        process.finished.connect(self._on_finished)
        process.errorOccurred.connect(self._on_error)
        self._show_state(_("The installation is being tested. It takes some seconds; your notes are left alone."))
        process.start()

    def cancel(self) -> None:
        """End the test, if it is under way."""
        if self._process is not None:
            process, self._process = self._process, None
            end(process)

    def text(self) -> str:
        """Return all that is known as text, for a message to those who look after the computer."""
        lines = ["Innovationshåndbogen", self._about, self.state.text(), *(check.line for check in self._checks)]
        return "\n".join(filter(None, lines)) + "\n"

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Copy with the usual keys, too."""
        if event.matches(QKeySequence.StandardKey.Copy) and not self.is_running:
            self.copy.click()
        else:
            super().keyPressEvent(event)

    def _on_error(self, error: QProcess.ProcessError) -> None:
        if error is QProcess.ProcessError.FailedToStart:
            self._on_finished()

    def _on_finished(self) -> None:
        if self._process is None:
            return
        process, self._process = self._process, None
        said = bytes(process.readAllStandardOutput().data())
        complaint = _decoded(bytes(process.readAllStandardError().data())).strip() or process.errorString()
        process.deleteLater()
        try:
            self._take(json.loads(_decoded(said)))
        except (ValueError, KeyError, TypeError):
            # Nothing was said, or the process ended in the middle of it.
            self._checks = [Check(_("The test answers"), passed=False, detail=complaint.splitlines()[-1])]
        self._show_checks()

    def _take(self, answer: dict[str, object]) -> None:
        self._about = f"{answer['version']}, Python {answer['python']}, {answer['system']}"
        checks = answer["checks"]
        if not isinstance(checks, list) or not checks:
            raise TypeError
        self._checks = [Check(str(one["title"]), one["passed"] is True, str(one["detail"])) for one in checks]

    def _show_checks(self) -> None:
        for check in self._checks:
            name, hue = ("circle-check", Hue.GREEN) if check.passed else ("octagon-alert", Hue.RED)
            colour = self._theme.accents[hue].strong
            self.list.addItem(QListWidgetItem(icon(name, self._theme, colour), check.line))
        failed = sum(not check.passed for check in self._checks)
        if failed:
            many = plural("{count} check has failed.", "{count} checks have failed.", failed)
            advice = _("Copy the result and send it to those who look after your computer.")
            self._show_state(f"{many} {advice}")
        else:
            self._show_state(_("Everything works on this computer."))
        self.list.setCurrentRow(next((row for row, check in enumerate(self._checks) if not check.passed), -1))

    def _show_state(self, text: str) -> None:
        self.state.setText(text)
        self.list.setAccessibleDescription(text)
        self.bar.setVisible(self.is_running)
        for button in (self.copy, self.again):
            button.setVisible(not self.is_running)


def _decoded(said: bytes) -> str:
    """Return what a process has said; a frozen one on Windows speaks the system's code page, whatever it is told."""
    try:
        return said.decode("utf-8")
    except UnicodeDecodeError:
        return said.decode(locale.getencoding(), "replace")
