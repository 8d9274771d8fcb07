"""Has exports made by a process of their own, so that the window stays awake and the reader can call them off."""

from __future__ import annotations

import json
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QProcess, QProcessEnvironment, Signal

from handbook.errors import HandbookError
from handbook.i18n import _
from handbook.ui.child import end, own_process

if TYPE_CHECKING:
    from handbook.export.worker import Request


class Typesetter(QObject):
    """Makes one export at a time; a newer request takes the place of an older one.

    Signals:
        read: How much has been read for the export, and of how much.
        setting: It has all been read and is being set.
        finished: The export is there: the file, in a folder of the typesetter's.
        failed: There is no export: why.
    """

    read = Signal(int, int)
    setting = Signal()
    finished = Signal(Path)
    failed = Signal(HandbookError)

    def __init__(self, parent: QObject | None = None) -> None:
        """Be ready; the process is started by the first request."""
        super().__init__(parent)
        self._folder = tempfile.TemporaryDirectory(prefix="handbook-export-", ignore_cleanup_errors=True)
        self._process: QProcess | None = None
        self._waiting: int | None = None
        self._next = 1

    @property
    def is_busy(self) -> bool:
        """Whether an export is being made."""
        return self._waiting is not None

    def make(self, request: Request) -> None:
        """Begin an export; `request.id` and `request.output` are the typesetter's to give."""
        if self.is_busy:
            self.cancel()
        self._waiting, self._next = self._next, self._next + 1
        output = Path(self._folder.name) / f"{self._waiting}.{request.format.value}"
        process = self._running()
        process.write(request._replace(id=self._waiting, output=str(output)).line())

    def cancel(self) -> None:
        """Give up what is being made; no signal follows."""
        self._waiting = None
        if self._process is not None:
            process, self._process = self._process, None
            end(process)

    def close(self) -> None:
        """End the process and remove its files."""
        self.cancel()
        self._folder.cleanup()

    def _running(self) -> QProcess:
        if self._process is None:
            process = own_process(self, "typeset")
            process.setProcessEnvironment(self._environment())
            process.setProcessChannelMode(QProcess.ProcessChannelMode.ForwardedErrorChannel)
            process.readyReadStandardOutput.connect(self._on_answers)
            process.finished.connect(self._on_ended)
            process.errorOccurred.connect(self._on_error)
            self._process = process
            # Where a program that isn't there is found out at once, `_process` is none again then.
            process.start()
            return process
        return self._process

    def _environment(self) -> QProcessEnvironment:
        # As it is now, which isn't always the one that the program was started with.
        environment = QProcessEnvironment.systemEnvironment()
        # A process that is killed leaves its files behind: here they are found and removed.
        for name in ("TMPDIR", "TEMP", "TMP"):
            environment.insert(name, self._folder.name)
        return environment

    def _on_answers(self) -> None:
        while self._process is not None and self._process.canReadLine():
            answer = json.loads(bytes(self._process.readLine().data()))
            if answer["id"] == self._waiting:
                self._take(answer)

    def _take(self, answer: dict[str, object]) -> None:
        match answer:
            case {"done": int(done), "total": int(total)}:
                self.read.emit(done, total)
            case {"stage": "setting"}:
                self.setting.emit()
            case {"file": str(file)}:
                self._waiting = None
                self.finished.emit(Path(file))
            case {"error": str(message), "hint": str(hint)}:
                self._waiting = None
                self.failed.emit(HandbookError(message, hint))

    def _on_error(self, error: QProcess.ProcessError) -> None:
        if error is QProcess.ProcessError.FailedToStart:
            self._on_ended()

    def _on_ended(self) -> None:
        if self._process is not None:
            self._process.deleteLater()
            self._process = None
        if self.is_busy:
            self._waiting = None
            self.failed.emit(
                HandbookError(
                    _("The export was broken off."),
                    _("Try again. If it happens again, choose fewer notes or chapters: the memory may be too small."),
                )
            )
