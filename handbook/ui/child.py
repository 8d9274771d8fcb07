"""The program started once more, for work that the window must not wait for."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

from PySide6.QtCore import QProcess

if TYPE_CHECKING:
    from PySide6.QtCore import QObject

_END_MS = 2_000


def own_process(parent: QObject, *arguments: str) -> QProcess:
    """Return a process that will run this program's command line, not started yet.

    Args:
        parent: Who owns it.
        arguments: The command and its options.
    """
    process = QProcess(parent)
    program, given = own_command(*arguments)
    process.setProgram(program)
    process.setArguments(given)
    return process


def own_command(*arguments: str) -> tuple[str, list[str]]:
    """Return this program and what it is to be started with, from source or frozen."""
    is_frozen = getattr(sys, "frozen", False)
    return sys.executable, [*(() if is_frozen else ("-P", "-m", "handbook")), *arguments]


def end(process: QProcess) -> None:
    """End a process at once; it says nothing any more."""
    process.blockSignals(True)  # noqa: FBT003 - Qt's own
    process.kill()
    process.waitForFinished(_END_MS)
    process.deleteLater()
