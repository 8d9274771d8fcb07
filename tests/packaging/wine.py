"""A Windows for the tests: a Wine prefix with nothing of ours in it."""

from __future__ import annotations

import os
import re
import subprocess
import time
from typing import TYPE_CHECKING

from build_scripts.packing.project import PROGRAM

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

KEY = rf"Software\{PROGRAM}"
LOCAL = "AppData/Local"
PATIENCE_SECONDS, PAUSE_SECONDS = 30.0, 0.2


class Machine:
    """A Windows of its own: a Wine prefix with nothing of ours in it.

    Attributes:
        drive: Its drive C.
        user: The profile of who is logged on.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._environment = {
            **{name: value for name, value in os.environ.items() if not name.startswith("WINE")},
            "WINEPREFIX": str(folder / "prefix"),
            "WINEDEBUG": "-all",
            # No browser or .NET to set up, and nothing in the menus of who runs the test.
            "WINEDLLOVERRIDES": "mscoree,mshtml=;winemenubuilder.exe=d",
            "HOME": str(folder),
            "LC_ALL": "C.UTF-8",
            "DISPLAY": "",
            "STANDIN_LOG": r"C:\log.txt",
        }
        (folder / "prefix").mkdir()
        # One server for all of the tests: every program would start its own, which takes longer than the program.
        subprocess.run(["wineserver", "-p"], env=self._environment, check=True)
        self.run("wineboot", "-i")
        self.drive = folder / "prefix" / "drive_c"
        (self.user,) = (path for path in (self.drive / "users").iterdir() if path.name != "Public")

    def run(self, *command: str) -> int:
        """Run a program and return its exit code."""
        # No pipes: what Windows starts in the background would hold them open.
        quiet = subprocess.DEVNULL
        done = subprocess.run(
            ["wine", *command],
            env=self._environment,
            stdin=quiet,
            stdout=quiet,
            stderr=quiet,
            timeout=PATIENCE_SECONDS * 4,
            check=False,
        )
        return done.returncode

    def start(self, *command: str) -> subprocess.Popen[bytes]:
        """Start a program."""
        return subprocess.Popen(
            ["wine", *command], env=self._environment, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL
        )

    def registry(self, key: str) -> dict[str, str]:
        """Return the values of a key: name → value as a .reg file has it; empty if there is no such key."""
        exported = self.drive / "exported.reg"
        exported.unlink(missing_ok=True)
        self.run("reg", "export", key, r"C:\exported.reg", "/y")
        if not exported.exists():
            return {}
        # Behind the key's own values come those of the keys below it.
        text = exported.read_text("utf-16").split("\n[")[1]
        found = re.findall(r'^(?:"([^"]*)"|@)=(?:"((?:\\.|[^"\\])*)"|(.*))$', text, re.MULTILINE)
        return {name or "@": re.sub(r"\\(.)", r"\1", quoted) or other for name, quoted, other in found}

    def shut_down(self) -> None:
        """End everything that runs in the prefix, and nothing else."""
        subprocess.run(["wineserver", "-k"], env=self._environment, check=False)

    def wait(self, condition: Callable[[], bool]) -> None:
        """Wait for what another process does."""
        end = time.monotonic() + PATIENCE_SECONDS
        while not condition():
            assert time.monotonic() < end, "it didn't happen"
            time.sleep(PAUSE_SECONDS)

    def uninstall(self, folder: Path, *options: str) -> None:
        """Run an uninstaller, which goes on in a copy of itself, and wait for its end."""
        assert self.run(str(folder / "Uninstall.exe"), "/S", *options) == 0
        self.wait(lambda: not (folder / "Uninstall.exe").exists())
        self.wait(lambda: not self.registry(rf"HKCU\{KEY}") and not self.registry(rf"HKLM\{KEY}"))

    def write_notes(self) -> Path:
        """Leave what a reader leaves, and what the program can make again; return the folder."""
        home = self.user / LOCAL / "innovationshaandbogen"
        for name in ("notes/notes.db", "notes/backups/en.zip", "settings.ini", "Cache/index"):
            (home / name).parent.mkdir(parents=True, exist_ok=True)
            (home / name).write_text("læserens", encoding="utf-8")
        return home
