"""Programs that write notes are killed, and the power is cut: what was reported as saved is there, each time.

A writer of its own process creates, edits and deletes notes and filled copies of tools without pause, and reports each
one when `Notebook` says that it is on the disk: its id, its digest, and how far the log had been synced then.
"""

from __future__ import annotations

import contextlib
import os
import random
import shutil
import signal
import struct
import subprocess
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import pytest

from handbook.notes.backup import Backups, read_backup
from handbook.notes.model import Kind
from handbook.notes.store import FILE, open_store
from handbook.notes.wording import filled_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from handbook.notes.model import Annotation

pytestmark = pytest.mark.skipif(os.name == "nt", reason="kills and stops processes by signals, which Windows hasn't")

ROOT = Path(__file__).resolve().parents[2]
WAL = f"{FILE}-wal"
_PAGE, _HEADER, _FRAME_HEADER = 4_096, 32, 24
_FRAME = _FRAME_HEADER + _PAGE
_PATIENCE_S = 30
_WRITER = """
import itertools, os, random, struct, sys
from pathlib import Path
from handbook.book.nodes import ToolKind
from handbook.notes.backup import Backups
from handbook.notes.filled import Answer, Filled, read_filled, write_filled
from handbook.notes.model import Anchor, Annotation, Colour, Kind
from handbook.notes.notebook import Notebook, new_id
from handbook.notes.store import open_store

path, name, chance = Path(sys.argv[1]), sys.argv[2], random.Random(int(sys.argv[3]))
backups = Backups(path.parent / "backups")
from handbook.notes.errors import NotesError, Trouble
for _try in range(100):
    try:
        store = open_store(path, backups)
        book = Notebook(store)
        break
    except NotesError as error:
        if error.trouble is not Trouble.LOCKED:
            raise
place = Anchor("bog", "1", "kapitel.md", "Kapitel", "afsnit", "Afsnit", 10, 25, "en aeblekage", "Der er ", ".")
def filled(body, text):
    # Another answer to one of the questions.
    copy = read_filled(body)
    at = chance.randrange(len(copy.answers))
    answers = [one._replace(value=text) if n == at else one for n, one in enumerate(copy.answers)]
    return write_filled(copy._replace(answers=tuple(answers)))
blank = write_filled(Filled("t1", ToolKind.WORKSHEET, "Skema", "", tuple(Answer(i, "paragraph", i, "") for i in "abc")))
# Never closed: that would take SQLite's locks away.
shared = None
waiting = []
for number in itertools.count():
    live = book.live()
    mine = [one for one in live if one.tags == (name,)]
    what = chance.random()
    if what < 0.25 and len(mine) < 150 or not mine:
        body = f"{number} " + "brombaer " * chance.choice((1, 5, 50, 1_000))
        kind = chance.choice((Kind.NOTE, Kind.TOOL))
        body = filled(blank, body) if kind is Kind.TOOL else body
        one = Annotation(new_id(), kind, place, body=body, tags=(name,))
        book.apply("", [one])
    elif what < 0.85:
        one = chance.choice(mine)
        text = f"{number} " + "rettet " * chance.randint(1, 100)
        book.apply("", [one._replace(body=filled(one.body, text) if one.kind is Kind.TOOL else text)])
    elif what < 0.93:
        one = chance.choice(live)
        book.apply("", [one._replace(colour=chance.choice(list(Colour)))])
    elif what < 0.97:
        one = chance.choice(mine)
        book.delete("", [one.id])
    else:
        one = chance.choice(mine)
        book.undo()
        book.refresh()
    if number % 300 == 299:
        backups.make(store.connection, "manual")
    waiting.append(one.id)
    if not book.flush():
        if book.trouble.trouble is not Trouble.LOCKED:
            raise book.trouble
        continue
    if shared is None:
        shared = os.open(f"{path}-shm", os.O_RDONLY)
    head = os.pread(shared, 48, 0)
    (frames,), salts = struct.unpack_from("=I", head, 16), head[32:40].hex()
    for id_ in dict.fromkeys(waiting):
        sys.stdout.write(f"{id_} {book.all[id_].digest} {frames} {salts}\\n")
    sys.stdout.flush()
    waiting.clear()
"""


class Saved(NamedTuple):
    """The last report: frames of the log that were on the disk, and which round of the log they belong to."""

    frames: int
    salts: bytes


class Writers:
    """Processes that write into one file, and what they reported.

    Attributes:
        path: The file.
        digests: Of the version of each note that was last reported as saved, by id.
        saved: The last report.
        reports: How many there were.
        copies: How many filled copies were in the file when it was last checked; each of them could be read.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.path = folder / "notes" / FILE
        self.digests: dict[str, str] = {}
        self.saved = Saved(0, b"")
        self.reports = 0
        self.checks = 0
        self.copies = 0
        self._running: dict[subprocess.Popen[bytes], tuple[Path, int]] = {}
        self._started = 0

    def start(self, name: str) -> subprocess.Popen[bytes]:
        """Start a writer."""
        self._started += 1
        report = self.folder / f"report-{self._started}"
        with report.open("wb") as out:
            process = subprocess.Popen(
                [sys.executable, "-c", _WRITER, str(self.path), name, str(self._started)],
                env={**os.environ, "PYTHONPATH": str(ROOT), "PYTHONDONTWRITEBYTECODE": "1"},
                stdout=out,
                stderr=subprocess.PIPE,
            )
        self._running[process] = report, 0
        return process

    def wait_for_report(self, process: subprocess.Popen[bytes]) -> None:
        """Wait until a writer has saved something."""
        report, _seen = self._running[process]
        end = time.monotonic() + _PATIENCE_S
        while not report.stat().st_size:
            assert process.poll() is None, process.stderr and process.stderr.read().decode()
            assert time.monotonic() < end, "the writer saves nothing"
            time.sleep(0.002)

    def kill(self, process: subprocess.Popen[bytes]) -> None:
        """Kill a writer, and read what it had reported."""
        assert process.poll() is None, process.stderr and process.stderr.read().decode()
        process.kill()
        _out, error = process.communicate()
        assert not error, error.decode()
        self.read_reports(process)
        report, _seen = self._running.pop(process)
        report.unlink()

    def read_reports(self, process: subprocess.Popen[bytes]) -> None:
        """Read what a writer has reported; a line that isn't finished is no report."""
        report, seen = self._running[process]
        data = report.read_bytes()
        end = data.rfind(b"\n") + 1
        for line in data[seen:end].decode().splitlines():
            id_, digest, frames, salts = line.split()
            self.digests[id_] = digest
            self.saved = Saved(int(frames), bytes.fromhex(salts))
            self.reports += 1
        self._running[process] = report, end

    @contextlib.contextmanager
    def stopped(self, process: subprocess.Popen[bytes]) -> Iterator[None]:
        """Let a writer stand still meanwhile."""
        process.send_signal(signal.SIGSTOP)
        os.waitid(os.P_PID, process.pid, os.WSTOPPED | os.WNOWAIT)
        try:
            yield
        finally:
            process.send_signal(signal.SIGCONT)

    def files(self) -> dict[str, bytes]:
        """Return what is on the disk. No process with SQLite in it may do this, for the sake of its locks."""
        return {
            name: self.path.with_name(name).read_bytes() for name in (FILE, WAL) if self.path.with_name(name).exists()
        }

    def check(self, files: dict[str, bytes]) -> None:
        """Check that the file is sound, and that everything reported is in it, as it was or in a later version."""
        self.checks += 1
        folder = self.folder / "copy"
        folder.mkdir()
        for name, data in files.items():
            (folder / name).write_bytes(data)
        store = open_store(folder / FILE, Backups(folder / "backups"))
        try:
            assert store.connection.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
            found = {annotation.id: annotation for annotation in store.load()}
            self.copies = sum(filled_of(annotation) is not None for annotation in found.values())
            assert self.copies == sum(annotation.kind is Kind.TOOL for annotation in found.values())
        finally:
            store.close()
            shutil.rmtree(folder)
        lost = [id_ for id_, digest in self.digests.items() if not _is_or_was(found.get(id_), digest)]
        assert not lost, f"{len(lost)} of {len(self.digests)} notes that were saved"

    def end_all(self) -> None:
        for process in self._running:
            process.kill()
            process.communicate()


def _is_or_was(annotation: Annotation | None, digest: str) -> bool:
    return annotation is not None and (annotation.digest == digest or digest in annotation.history)


@pytest.fixture
def writers(tmp_path: Path) -> Iterator[Writers]:
    made = Writers(tmp_path)
    yield made
    made.end_all()


def kill_again_and_again(writers: Writers, chance: random.Random, kills: int) -> None:
    for _kill in range(kills):
        process = writers.start("a")
        if chance.random() < 0.75:
            writers.wait_for_report(process)
        # Some are killed while they open the file, with the log of the one before.
        time.sleep(chance.uniform(0, 0.2))
        writers.kill(process)
        if files := writers.files():
            writers.check(files)
    assert writers.reports > 10 * kills
    assert writers.copies > kills
    for backup in writers_backups(writers):
        read_backup(backup)


def writers_backups(writers: Writers) -> list[Path]:
    return [backup.path for backup in Backups(writers.path.parent / "backups").all()]


def kill_two_at_once(writers: Writers, chance: random.Random, kills: int) -> None:
    running = {name: writers.start(name) for name in "ab"}
    for process in running.values():
        writers.wait_for_report(process)
    for _kill in range(kills):
        time.sleep(chance.uniform(0.01, 0.2))
        name = chance.choice("ab")
        writers.kill(running[name])
        other = running["b" if name == "a" else "a"]
        with writers.stopped(other):
            writers.read_reports(other)
            writers.check(writers.files())
        running[name] = writers.start(name)
        if chance.random() < 0.5:
            writers.wait_for_report(running[name])
    for process in running.values():
        writers.kill(process)
    writers.check(writers.files())
    assert writers.reports > 10 * kills


def cut_the_power(writers: Writers, chance: random.Random, cuts: int) -> dict[str, int]:
    process = writers.start("a")
    writers.wait_for_report(process)
    kinds: dict[str, int] = {}
    for _cut in range(cuts):
        time.sleep(chance.uniform(0.001, 0.03))
        with writers.stopped(process):
            writers.read_reports(process)
            files = writers.files()
        kind, spoilt = after_power_cut(files, writers.saved, chance)
        kinds[kind] = kinds.get(kind, 0) + 1
        writers.check(spoilt)
    writers.kill(process)
    writers.check(writers.files())
    assert writers.reports > cuts
    return kinds


def after_power_cut(files: dict[str, bytes], saved: Saved, chance: random.Random) -> tuple[str, dict[str, bytes]]:
    """Return what may be on the disk after the power was cut, and how it was spoilt.

    The log is as it was up to where it had been synced when the last note was reported. What stands behind that may
    have reached the disk or not, whole or not. A page that the log has may be anything in the file: it is written
    there when the log is written back.
    """
    log = files[WAL]
    is_same_round = log[16:24] in (saved.salts, _swapped(saved.salts))
    synced = _HEADER + saved.frames * _FRAME if is_same_round else _HEADER
    assert synced <= len(log)
    end = len(log)
    kind = chance.choice(["nothing", "cut", "noise", "zeros", "noise and more", "old file"])
    if kind == "cut":
        log = log[: chance.randint(synced, end)]
    elif kind in {"noise", "zeros"}:
        start = chance.randint(synced, end)
        stop = chance.randint(start, end)
        log = log[:start] + (chance.randbytes(stop - start) if kind == "noise" else bytes(stop - start)) + log[stop:]
    elif kind == "noise and more":
        log = log[:synced] + chance.randbytes(end - synced + chance.randint(0, 3 * _FRAME))
    data = bytearray(files[FILE])
    if kind == "old file" and is_same_round:
        for at in range(_HEADER, synced, _FRAME):
            page = struct.unpack_from(">I", log, at)[0] - 1
            if page and chance.random() < 0.5:
                data[page * _PAGE : (page + 1) * _PAGE] = chance.randbytes(len(data[page * _PAGE : (page + 1) * _PAGE]))
    return (kind if is_same_round else f"{kind}, log begun anew"), {FILE: bytes(data), WAL: log}


def _swapped(salts: bytes) -> bytes:
    return salts[3::-1] + salts[:3:-1]


def seeded(seed: int) -> random.Random:
    return random.Random(seed)  # noqa: S311 - not a secret


def test_killed_while_it_writes(writers: Writers) -> None:
    kill_again_and_again(writers, seeded(1), 10)


def test_two_are_killed_while_they_write(writers: Writers) -> None:
    kill_two_at_once(writers, seeded(2), 5)


def test_the_power_is_cut(writers: Writers) -> None:
    cut_the_power(writers, seeded(3), 15)


@pytest.mark.long
def test_killed_hundreds_of_times(writers: Writers) -> None:
    kill_again_and_again(writers, seeded(4), 250)
    print(f"250 kills, {writers.reports} reports, {writers.checks} checks, {len(writers_backups(writers))} backups")


@pytest.mark.long
def test_two_are_killed_hundreds_of_times(writers: Writers) -> None:
    kill_two_at_once(writers, seeded(5), 200)
    print(f"200 kills of one of two, {writers.reports} reports, {writers.checks} checks")


@pytest.mark.long
def test_the_power_is_cut_hundreds_of_times(writers: Writers) -> None:
    kinds = cut_the_power(writers, seeded(6), 600)
    print(f"600 power cuts, {writers.reports} reports: {kinds}")
