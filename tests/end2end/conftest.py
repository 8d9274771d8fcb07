"""The program as a process of its own, with a home of its own and no screen."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from collections.abc import Iterator

ROOT = Path(__file__).resolve().parents[2]
_PATIENCE_S = 60
# What `handbook.app.run` does, with an action of the reader's in between.
_SCRIPT = """
import sys
from PySide6.QtCore import QTimer
from handbook import app
show = app.HandbookApp.show
def show_and_act(program):
    show(program)
    QTimer.singleShot(50, lambda: act(program))
def act(program):
    QTimer.singleShot({after_ms}, lambda: print(program.window.windowTitle(), flush=True))
    program.window.actions_by_id["{action}"].trigger()
app.HandbookApp.show = show_and_act
sys.exit(app.run("{target}"))
"""


class Program:
    """Starts `python -m handbook` in the folder of a test."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.home = folder / "program-home"
        self._running: list[subprocess.Popen[str]] = []

    def environment(self, **changes: str | None) -> dict[str, str]:
        """Return the variables of the process: no display, English, and this clone of the program."""
        values: dict[str, str | None] = {
            **os.environ,
            "PYTHONPATH": str(ROOT),
            "PYTHONUTF8": "1",
            "HANDBOOK_HOME": str(self.home),
            "LANGUAGE": "en",
            "QT_QPA_PLATFORM": None,
            "DISPLAY": None,
            "WAYLAND_DISPLAY": None,
            **changes,
        }
        return {name: value for name, value in values.items() if value is not None}

    def run(self, *arguments: str | Path, **changes: str | None) -> subprocess.CompletedProcess[str]:
        """Run a command to its end."""
        return subprocess.run(
            [sys.executable, "-m", "handbook", *map(str, arguments)],
            cwd=self.folder,
            env=self.environment(**changes),
            capture_output=True,
            text=True,
            encoding="utf-8",
            timeout=_PATIENCE_S,
            check=False,
        )

    def open_window(
        self, target: str = "", *, action: str = "select-all", after_ms: int = 300
    ) -> subprocess.Popen[str]:
        """Start the program offscreen and choose an action; it prints the window's title some time after that."""
        code = _SCRIPT.format(target=target, action=action, after_ms=after_ms)
        process = subprocess.Popen(
            [sys.executable, "-c", code],
            cwd=self.folder,
            env=self.environment(QT_QPA_PLATFORM="offscreen"),
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            encoding="utf-8",
        )
        self._running.append(process)
        return process

    def end_all(self) -> None:
        """End what a test left running."""
        for process in self._running:
            if process.poll() is None:
                process.kill()
            process.communicate()


@pytest.fixture
def program(tmp_path: Path) -> Iterator[Program]:
    made = Program(tmp_path)
    yield made
    made.end_all()


@pytest.fixture
def faulty(tmp_path: Path) -> Path:
    """A handbook with a fault on a known line."""
    folder = tmp_path / "fejl"
    folder.mkdir()
    (folder / "SUMMARY.md").write_text("# Fejl\n\n- [Et](et.md)\n- [To](to.md)\n", encoding="utf-8")
    (folder / "et.md").write_text("# Et\n\nTekst.\n\nSe [her](findes-ikke.md).\n", encoding="utf-8")
    return folder
