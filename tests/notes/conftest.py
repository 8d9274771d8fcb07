"""What the tests of `handbook.notes` share: annotations made of a few words, and real files of notes in a folder."""

from __future__ import annotations

import itertools
import shutil
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from handbook.notes.backup import Backups
from handbook.notes.model import Anchor, Annotation, Kind, now
from handbook.notes.notebook import Notebook, new_id
from handbook.notes.store import FILE, Store, open_store

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

ROOT = Path(__file__).resolve().parents[2]
ANCHOR = Anchor(
    "bog", "1", "kapitel.md", "Kapitel", "afsnit", "Afsnit", 10, 25, "en æblekage med", "Der er ", " rasiner."
)
_number = itertools.count(1)


class Shelf:
    """A folder of notes, as the program keeps one.

    Attributes:
        folder: The folder.
        path: The file of notes in it.
        backups: Its backups.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.path = folder / FILE
        self.backups = Backups(folder / "backups")
        self._stores: list[Store] = []
        self._processes: list[subprocess.Popen[str]] = []

    @staticmethod
    def note(body: str = "", **fields: Any) -> Annotation:
        """Return a new note, as the program would make it."""
        start = 10 * next(_number)
        anchor = ANCHOR._replace(start=start, end=start + 15)
        return Annotation(new_id(), **{"kind": Kind.NOTE, "anchor": anchor, "body": body, "created": now(), **fields})

    def open(self) -> Store:
        """Open the file, or make it; it is closed with the test."""
        store = open_store(self.path, self.backups)
        self._stores.append(store)
        return store

    def notebook(self) -> Notebook:
        """Open the file as another window would."""
        return Notebook(self.open())

    def read(self) -> dict[str, Annotation]:
        """Return what is on the disk, as a program that starts now would read it."""
        store = open_store(self.path, self.backups)
        try:
            return {annotation.id: annotation for annotation in store.load()}
        finally:
            store.close()

    def bytes(self) -> dict[str, bytes]:
        """Return the content of the file and of what lies beside it, except what processes share in memory."""
        files = self.folder.iterdir() if self.folder.is_dir() else ()
        return {file.name: file.read_bytes() for file in files if file.is_file() and not file.name.endswith("-shm")}

    def start(self, code: str, *arguments: object) -> subprocess.Popen[str]:
        """Run Python in a process of its own, which is ended with the test; `path` is the file of notes."""
        begin = f"import sys, pathlib; sys.path.insert(0, {str(ROOT)!r}); path = pathlib.Path(sys.argv[1])\n"
        process = subprocess.Popen(
            [sys.executable, "-c", begin + code, str(self.path), *map(str, arguments)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            encoding="utf-8",
        )
        self._processes.append(process)
        return process

    def run(self, code: str, *arguments: object) -> str:
        """Run Python in a process of its own to its end, and return what it printed."""
        process = self.start(code, *arguments)
        out, err = process.communicate(timeout=60)
        assert not err, err
        return out

    def close(self) -> None:
        """Close everything that a test has opened, and end what it has started."""
        for process in self._processes:
            process.kill()
            process.communicate()
        for store in self._stores:
            store.close()
        self._stores.clear()


@pytest.fixture
def shelf(tmp_path: Path) -> Iterator[Shelf]:
    """An empty place for notes."""
    made = Shelf(tmp_path / "notes")
    yield made
    made.close()


@pytest.fixture
def new_shelf(tmp_path: Path) -> Iterator[Callable[[], Shelf]]:
    """Returns a function that makes another empty place each time."""
    made: list[Shelf] = []

    def make() -> Shelf:
        made.append(Shelf(tmp_path / f"notes-{len(made)}"))
        return made[-1]

    yield make
    for shelf in made:
        shelf.close()


@pytest.fixture
def run_mounted(shelf: Shelf) -> Callable[[str, str], str]:
    """Returns a function that mounts something, for one process only, and runs Python there; skips where it may not."""

    def run(mount: str, code: str) -> str:
        alone = ["unshare", "-m", "sh", "-c"]
        may = (
            shutil.which("unshare")
            and subprocess.run([*alone, mount], check=False, capture_output=True).returncode == 0
        )
        if not may:
            pytest.skip("nothing may be mounted here")
        begin = f"import sys, pathlib; sys.path.insert(0, {str(ROOT)!r}); path = pathlib.Path({str(shelf.path)!r})\n"
        script = f'{mount} && exec "$0" -c "$1"'
        done = subprocess.run(
            [*alone, script, sys.executable, begin + code],
            capture_output=True,
            text=True,
            timeout=60,
            check=False,
        )
        assert not done.stderr, done.stderr
        return done.stdout

    return run
