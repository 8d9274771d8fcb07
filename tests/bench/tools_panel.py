"""Filled copies in the real window: "My tools" with 500 of them, and the toolbox of a handbook with 80 tools.

    .venv/bin/python tests/bench/tools_panel.py [--copies 500] [--tools 80]

A handbook made by rule gets tools of four kinds, a few in each chapter, and copies of them. Measured, each until it has
been painted: the first opening of "My tools", and a later one; every frame of scrolling its list; every keystroke in
its filter; writing what was typed into a copy, with the panel open; the first opening of the toolbox, the longest that
the reader waits while the tools are collected, and every keystroke in its filter. Prints the figures beside their bars,
and exits with 1 if one is broken.
"""

from __future__ import annotations

import argparse
import os
import random
import statistics
import sys
import tempfile
import time
from pathlib import Path
from typing import TYPE_CHECKING

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
ROOT = Path(__file__).resolve().parents[2]
sys.path[:0] = [str(ROOT), str(ROOT / "tests" / "bench")]

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from handbook.app import HandbookApp
    from handbook.book.toolbox import ToolPlace
    from handbook.notes.model import Annotation
    from handbook.ui.notes.corner import NotesCorner

FRAMES = 200
ROUNDS = 7
PER_CHAPTER = 4
BARS = {
    "my tools opened": 200.0,
    "my tools, frame of scrolling, p95": 16.7,
    "my tools, keystroke in the filter, p95": 100.0,
    "toolbox opened": 200.0,
    "toolbox, keystroke in the filter, p95": 100.0,
}
TITLES = ("Kantinens køer", "Sagsbehandling på børneområdet", "Til ledermødet", "Parkeringen ved hallen", "Budget 2027")
ANSWERS = ("Køen er længst om tirsdagen", "Spørg medarbejderne først", "Vi har talt 40 sager", "Det ved ingen endnu")
_TOOL = """//// {kind} | Redskab {number}
    id: redskab-{number}
    minutes: {minutes}
    summary: Find ud af, om der er et problem, før I leder efter en løsning på det.
    situations: [Situation {situation}]

/// line | Problemet i én sætning
    id: saetning
///

/// paragraph | Hvem mærker det?
    id: hvem
///

/// scale | Hvor sikre er vi?
    id: sikker
    from: Slet ikke
    to: Helt
///

/// table | Hvad har vi set?
    id: set
    columns:
      hvad: Hvad
      hvornaar: Hvornår
///

- [ ] Nogen uden for huset har læst det {{#laest}}
- [ ] Det er aftalt {{#aftalt}}
////
"""


def main() -> int:
    """Measure and print.

    Returns:
        The exit code.
    """
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--copies", type=int, default=500)
    parser.add_argument("--tools", type=int, default=80)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as home:
        os.environ["HANDBOOK_HOME"] = f"{home}/home"
        folder = Path(home) / "book"
        _write_book(folder, options.tools)
        figures = _measure(folder, Path(home), options.copies)
    for name, value in figures.items():
        broken = ", BROKEN" if value > BARS.get(name, value) else ""
        bar = f"  (bar {BARS[name]:.0f} ms{broken})" if name in BARS else ""
        print(f"{name:<48}{value:9.1f} ms{bar}")
    return int(any(figures[name] > bar for name, bar in BARS.items()))


def _write_book(folder: Path, count: int) -> None:
    folder.mkdir(parents=True)
    kinds = ("worksheet", "checklist", "guide", "document")
    lines = ["# Redskaber", "", "- [Forord](forord.md)"]
    (folder / "forord.md").write_text("# Forord\n\nHer begynder det.\n", encoding="utf-8")
    for start in range(0, count, PER_CHAPTER):
        made = [
            _TOOL.format(kind=kinds[number % 4], number=number, minutes=5 + number % 30, situation=number % 25)
            for number in range(start, min(start + PER_CHAPTER, count))
        ]
        name = f"k{start}.md"
        (folder / name).write_text(f"# Kapitel {start}\n\n" + "\n".join(made), encoding="utf-8")
        if start % 20 == 0:
            lines += ["", f"# Del {start}", ""]
        lines.append(f"- [Kapitel {start}]({name})")
    (folder / "SUMMARY.md").write_text("\n".join(lines) + "\n", encoding="utf-8")
    text = 'id = "bench"\ntitle = "Redskaber"\nlanguage = "da"\nedition = "1"\n'
    (folder / "handbook.toml").write_text(text, encoding="utf-8")


def _measure(folder: Path, home: Path, count: int) -> dict[str, float]:
    from PySide6.QtWidgets import QApplication

    from handbook.app import make_application
    from handbook.book.library import open_handbook
    from handbook.book.toolbox import Toolbox
    from handbook.ui.tools.shelf import TOOLS

    make_application(sys.argv[:1])
    _fill(home / "notes", _made(Toolbox(open_handbook(folder)).all(), count))
    app = _app(folder, home / "notes")
    corner = app.window.notes
    figures = {"my tools opened": _timed(lambda: corner.show_panel(TOOLS))}
    figures["longest wait while tools and copies are read"] = _collected(corner)
    corner.hide_panel()
    figures["my tools opened again"] = _timed(lambda: corner.show_panel(TOOLS))
    figures |= _scrolled(corner)
    panel = corner.tools.panel
    figures |= _filtered("my tools", panel.field, panel.arrange, ("køer", "tirsdagen", "redskab 7"))
    figures["writing what was typed into a copy"] = _typed(corner)
    corner.hide_panel()
    figures["toolbox opened"] = _timed(corner.tools.show_toolbox)
    page = corner.tools.page
    print(f"{len(panel.model.rows)} copies, {sum(bool(row.id) for row in page.model.rows)} tools")
    figures |= _filtered("toolbox", page.field, page.arrange, ("problem", "situation 7", "worksheet"))
    QApplication.processEvents()
    app.window.close()
    app.close_notes()
    return figures


def _app(folder: Path, notes: Path) -> HandbookApp:
    from PySide6.QtWidgets import QApplication

    from handbook.app import HandbookApp
    from handbook.settings import Settings

    app = HandbookApp(str(folder), Settings(notes / "settings.ini"), notes)
    app.window.resize(1_280, 840)
    app.show()
    while not app.window.has_notes:
        QApplication.processEvents()
    return app


def _made(places: list[ToolPlace], count: int) -> Iterator[Annotation]:
    from handbook.book.forms import TICK, entries
    from handbook.book.nodes import FieldKind
    from handbook.notes.filled import blank, with_value, write_filled
    from handbook.notes.model import Anchor, Annotation, Kind
    from handbook.notes.notebook import new_id

    dice = random.Random(7)  # noqa: S311 - nothing secret
    for _number in range(count):
        place = dice.choice(places)
        tool, chapter = place.tool, place.chapter
        filled = blank(tool, dice.choice(TITLES))
        for entry in entries(tool):
            if dice.random() < 0.6 and entry.kind != FieldKind.TABLE:
                value = {TICK: "x", FieldKind.SCALE: "3"}.get(entry.kind, dice.choice(ANSWERS))
                filled = with_value(filled, tool, entry.id, value)
        anchor = Anchor(
            *("bench", "1", chapter.key, chapter.title, "", "", tool.start, tool.start + 1, filled.name, "", "")
        )
        yield Annotation(new_id(), Kind.TOOL, anchor, body=write_filled(filled))


def _fill(folder: Path, annotations: Iterator[Annotation]) -> None:
    from handbook.notes.notebook import Notebook
    from handbook.notes.place import open_notes

    store, _backups = open_notes(folder)
    Notebook(store).apply("", list(annotations))
    store.close()


def _timed(act: Callable[[], object]) -> float:
    """Return how many milliseconds something takes, with everything that is to be painted for it."""
    from PySide6.QtWidgets import QApplication

    start = time.perf_counter()
    act()
    for widget in QApplication.topLevelWidgets():
        if widget.isVisible():
            widget.repaint()
    QApplication.processEvents()
    return (time.perf_counter() - start) * 1e3


def _collected(corner: NotesCorner) -> float:
    from PySide6.QtWidgets import QApplication

    longest, count = 0.0, len(corner.tool_desk.copies(None))
    while not corner.tools.collector.is_complete or len(corner.tools.panel.model.rows) < count:
        longest = max(longest, _timed(QApplication.processEvents))
    return longest


def _scrolled(corner: NotesCorner) -> dict[str, float]:
    from PySide6.QtWidgets import QApplication

    rows = corner.tools.panel.list
    for _round in range(100):
        # The list measures its rows in batches.
        QApplication.processEvents()
    bar = rows.verticalScrollBar()
    times = []
    for frame in range(FRAMES):
        start = time.perf_counter()
        bar.setValue(bar.maximum() * frame // FRAMES)
        rows.viewport().repaint()
        times.append((time.perf_counter() - start) * 1e3)
    return {"my tools, frame of scrolling, p95": sorted(times)[int(len(times) * 0.95)]}


def _filtered(name: str, field: object, arrange: Callable[[], None], words: tuple[str, ...]) -> dict[str, float]:
    from PySide6.QtWidgets import QLineEdit

    assert isinstance(field, QLineEdit)
    times = []
    for word in words:
        for length in range(1, len(word) + 1):
            field.setText(word[:length])
            # The pause that the list waits for is none of its work; arranging at once ends it.
            times.append(_timed(arrange))
    field.clear()
    _timed(arrange)
    return {f"{name}, keystroke in the filter, p95": sorted(times)[int(len(times) * 0.95)]}


def _typed(corner: NotesCorner) -> float:
    from handbook.notes.filled import write_filled

    desk, keeper = corner.tool_desk, corner.keeper
    one = desk.copies(None)[0]
    filled = desk.filled(one)
    times = []

    def arrange() -> None:
        keeper.settle()
        corner.tools.panel.arrange()

    for number in range(ROUNDS):
        keeper.type("", one._replace(body=write_filled(filled._replace(title=f"Titel {number}"))))
        times.append(_timed(arrange))
    return statistics.median(times)


if __name__ == "__main__":
    sys.exit(main())
