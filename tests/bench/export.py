"""Exports as PDF, each in a process of its own: time, memory and size, beside Qt's own PDF writer in the same run.

    .venv/bin/python tests/bench/export.py [--handbook DIR]

Measured: 100 and 5,000 notes (a third of them with lists, a tenth with tables, some 600 characters each), the whole
handbook, and a handbook of 60 chapters made by rule (`generate.py`). The clock runs from the start of the process to
the file on the disk, as a script that calls `handbook export` would see it. QPdfWriter sets the same text without tags,
links, contents or language: what it makes is no PDF/UA and no PDF/A. Prints the figures beside their bars, and exits
with 1 if one is broken.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
sys.path[:0] = [str(ROOT), str(ROOT / "tests" / "bench")]

from generate import write_handbook  # noqa: E402

from handbook.book.library import Handbook, open_handbook  # noqa: E402
from handbook.notes.model import Annotation, Colour, Kind, now  # noqa: E402
from handbook.paths import shipped_handbook  # noqa: E402

# What is measured → seconds and megabytes that it may take.
BARS = {"100 notes": (0.7, None), "5,000 notes": (15.0, 600.0), "handbook": (5.0, None), "60 chapters": (5.0, None)}
SENTENCES = (
    "Vi har aftalt at plejehjemmet prøver den nye vagtplan i seks uger, og at vi tæller afbud hver fredag.",
    "Tillidsrepræsentanten vil gerne med til det første møde, men ikke stå som afsender af forslaget.",
    "Direktøren har lovet udvalget et svar inden sommerferien, så bundlinjen skal være på plads i maj.",
    "Spørg hjemmesygeplejerskerne hvad de ville holde op med hvis de selv måtte bestemme i en måned.",
    "Det er tredje gang vi hører at skemaet tager længere tid end samtalen; nu skal nogen eje det.",
    "Sagsbehandlingstiden er faldet, men ingen ved om det er forsøget eller den nye medarbejder.",
)
TABLE = "| Hvem | Hvad | Hvornår |\n|---|---|---|\n| Åse | Ringer til *regionen* | uge 12 |\n| Jens | Kalder | 1. maj |"


def main() -> int:
    """Measure and print.

    Returns:
        The exit code.
    """
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--handbook", type=Path, default=shipped_handbook())
    options = parser.parse_args()
    is_broken = False
    with tempfile.TemporaryDirectory() as home:
        os.environ["HANDBOOK_HOME"] = f"{home}/home"
        made = Path(home) / "book"
        write_handbook(made, 60)
        runs = (
            ("100 notes", options.handbook, ["--notes"], 100),
            ("5,000 notes", options.handbook, ["--notes"], 5_000),
            ("handbook", options.handbook, ["--all"], 0),
            ("60 chapters", made, ["--all"], 0),
        )
        for name, folder, arguments, count in runs:
            _keep(open_handbook(folder), count, Path(home))
            output = Path(home) / "out.pdf"
            command = ["-m", "handbook", "export", str(output), *arguments, "--handbook", str(folder), "--force"]
            seconds, megabytes = _run(command)
            text = Path(home) / "text.json"
            text.write_text(json.dumps(_texts(open_handbook(folder), count, Path(home))), encoding="utf-8")
            qt_seconds, qt_megabytes = _run([__file__, "--qt", str(text), f"{home}/qt.pdf"])
            bar_seconds, bar_megabytes = BARS[name]
            is_over = seconds > bar_seconds or (bar_megabytes is not None and megabytes > bar_megabytes)
            is_broken = is_broken or is_over
            bar = f"{bar_seconds} s" + (f", {bar_megabytes:.0f} MB" if bar_megabytes else "")
            print(
                f"{name:12} {seconds:6.2f} s {megabytes:6.0f} MB {output.stat().st_size / 1e6:6.2f} MB file"
                f"   bar {bar:14} {'OVER' if is_over else 'ok':5}"
                f"   QPdfWriter {qt_seconds:5.2f} s {qt_megabytes:5.0f} MB"
            )
    return int(is_broken)


def _run(arguments: list[str]) -> tuple[float, float]:
    """Run Python with arguments. Returns seconds, and megabytes at the peak."""
    started = time.perf_counter()
    process = subprocess.Popen([sys.executable, *arguments], cwd=ROOT, stdout=subprocess.DEVNULL)
    _pid, status, usage = os.wait4(process.pid, 0)
    seconds = time.perf_counter() - started
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        raise SystemExit(f"{arguments} ended with {process.returncode}")
    return seconds, usage.ru_maxrss / 1024


def _keep(handbook: Handbook, count: int, home: Path) -> None:
    """Let the reader have that many notes, and no others."""
    from handbook.notes.notebook import Notebook
    from handbook.notes.place import open_notes

    store, _backups = open_notes(home / "home" / "notes")
    notebook = Notebook(store)
    notebook.apply("", [one._replace(deleted=now()) for one in notebook.live()])
    notebook.apply("", _notes(handbook, count))
    store.close()


def _notes(handbook: Handbook, count: int) -> list[Annotation]:
    from handbook.notes.anchor import describe
    from handbook.notes.notebook import new_id

    found = []
    for number in range(count):
        pick = random.Random(number)  # noqa: S311 - the same notes at every run
        chapter = pick.choice(handbook.chapters)
        tree = handbook.tree(chapter.key)
        start = pick.randrange(0, max(1, len(tree.text) - 300))
        kind = Kind.NOTE if number % 3 == 2 else Kind.HIGHLIGHT
        end = start if kind is Kind.NOTE else start + pick.randrange(60, 260)
        anchor = describe(
            tree.text,
            tree.sections,
            start,
            min(end, len(tree.text)),
            handbook=handbook.manifest.id,
            edition=handbook.manifest.edition,
            chapter=chapter.key,
            chapter_title=chapter.title,
        )
        found.append(Annotation(new_id(), kind, anchor, pick.choice(list(Colour)), _body(pick), ("budget",)))
    return found


def _body(pick: random.Random) -> str:
    parts = [" ".join(pick.sample(SENTENCES, pick.randint(2, 4)))]
    if pick.random() < 0.33:
        parts.append("Husk:\n\n" + "\n".join(f"- {sentence}" for sentence in pick.sample(SENTENCES, 3)))
    if pick.random() < 0.1:
        parts.append(TABLE)
    return "\n\n".join(parts)


def _texts(handbook: Handbook, count: int, home: Path) -> list[str]:
    if not count:
        return [handbook.tree(chapter.key).text for chapter in handbook.chapters]
    from handbook.notes.place import open_notes

    store, _backups = open_notes(home / "home" / "notes")
    texts = [f"{one.anchor.exact}\n{one.body}" for one in store.load() if not one.deleted]
    store.close()
    return texts


def _set_with_qt(texts: Path, output: Path) -> None:
    """Set texts with QTextDocument and QPdfWriter: what one would do without Typst."""
    os.environ["QT_QPA_PLATFORM"] = "offscreen"
    from PySide6.QtGui import QGuiApplication, QPageSize, QPdfWriter, QTextCursor, QTextDocument

    application = QGuiApplication([])
    writer = QPdfWriter(str(output))
    writer.setPageSize(QPageSize(QPageSize.PageSizeId.A4))
    document = QTextDocument()
    cursor = QTextCursor(document)
    for text in json.loads(texts.read_text(encoding="utf-8")):
        cursor.insertText(text)
        cursor.insertBlock()
    document.print_(writer)
    del application


if __name__ == "__main__":
    if sys.argv[1:2] == ["--qt"]:
        _set_with_qt(Path(sys.argv[2]), Path(sys.argv[3]))
    else:
        sys.exit(main())
