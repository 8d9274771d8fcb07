"""The notes in the real window: 5,000 of them in the panel, and a chapter with 200 highlights.

    .venv/bin/python tests/bench/notes_panel.py [--notes 5000] [--chapters 60]

A handbook made by rule (`generate.py`) gets notes of every kind over all its chapters. Measured, each until it has been
painted: the panel's first opening; every frame of scrolling its list from end to end, page by page; every keystroke in
its filter; writing what was typed into a note, with the panel open, which happens every 400 ms; and one chapter opened
without a mark and with 200 highlights, median of 7 each. Prints the figures beside their bars, and exits with 1 if one
is broken.
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

from generate import write_handbook  # noqa: E402

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from handbook.app import HandbookApp
    from handbook.book.library import Handbook
    from handbook.notes.model import Annotation

MARKED = "k1.md"
HIGHLIGHTS = 200
ROUNDS = 7
FRAMES = 250
PANEL_MS, MORE_FOR_HIGHLIGHTS_MS, FRAME_MS, KEY_MS = 200.0, 50.0, 16.7, 100.0
TAGS = ("budget", "til mødet", "husk", "MUS", "strategi", "løn", "før jul")
THOUGHTS = ("Spørg medarbejderne om samtalerne", "Hvad koster det os?", "**Aftalt** på mødet", "Prøv det i det små")


def main() -> int:
    """Measure and print.

    Returns:
        The exit code.
    """
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--notes", type=int, default=5_000)
    parser.add_argument("--chapters", type=int, default=60)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as home:
        os.environ["HANDBOOK_HOME"] = f"{home}/home"
        folder = Path(home) / "book"
        write_handbook(folder, options.chapters)
        figures = _measure(folder, Path(home), options.notes)
    bars = {
        "panel opened": PANEL_MS,
        "frame of scrolling, p95": FRAME_MS,
        "keystroke in the filter, p95": KEY_MS,
        "more for 200 highlights": MORE_FOR_HIGHLIGHTS_MS,
    }
    for name, value in figures.items():
        bar = f"  (bar {bars[name]:.0f} ms{', BROKEN' if value > bars[name] else ''})" if name in bars else ""
        print(f"{name:<44}{value:9.1f} ms{bar}")
    return int(any(figures[name] > bar for name, bar in bars.items()))


def _measure(folder: Path, home: Path, count: int) -> dict[str, float]:
    from PySide6.QtWidgets import QApplication

    from handbook.app import make_application
    from handbook.book.library import open_handbook

    make_application(sys.argv[:1])
    handbook = open_handbook(folder)
    figures = {}
    plain = _app(folder, home / "none")
    figures["chapter without marks"] = bare = _chapter(plain)
    plain.window.close()
    plain.close_notes()
    _fill(home / "notes", _made(handbook, count))
    app = _app(folder, home / "notes")
    figures[f"chapter with {HIGHLIGHTS} highlights"] = marked = _chapter(app)
    figures["more for 200 highlights"] = marked - bare
    app.window.navigator.go_to_offset("k2.md", 0)
    QApplication.processEvents()
    corner = app.window.notes
    figures["panel opened"] = _timed(corner.show_panel)
    placing = corner.desk.placing
    assert placing is not None
    longest = 0.0
    while not all(placing.known(one) for one in corner.desk.own()):
        longest = max(longest, _timed(QApplication.processEvents))
    figures["longest wait while all are looked for"] = longest
    figures["panel opened again"] = _again(app)
    figures |= _scrolled(app)
    figures |= _filtered(app)
    figures["writing what was typed into a note"] = _typed(app)
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


def _made(handbook: Handbook, count: int) -> Iterator[Annotation]:
    from handbook.notes.anchor import describe
    from handbook.notes.model import Annotation, Colour, Kind
    from handbook.notes.notebook import new_id

    dice = random.Random(3)  # noqa: S311 - nothing secret
    keys = [chapter.key for chapter in handbook.chapters]
    others = [key for key in keys if key != MARKED]
    manifest = handbook.manifest
    for number in range(count):
        key = MARKED if number < HIGHLIGHTS else dice.choice(others)
        kind = Kind.HIGHLIGHT if number < HIGHLIGHTS else dice.choice((Kind.HIGHLIGHT, Kind.HIGHLIGHT, Kind.NOTE))
        tree = handbook.tree(key)
        start = dice.randrange(len(tree.text) - 130)
        end = start + dice.randint(20, 120) if kind is Kind.HIGHLIGHT else start
        try:
            anchor = describe(
                tree.text,
                tree.sections,
                start,
                end,
                handbook=manifest.id,
                edition=manifest.edition,
                chapter=key,
                chapter_title=tree.title,
            )
        except ValueError:
            continue
        body = dice.choice(THOUGHTS) if kind is Kind.NOTE or number % 3 == 0 else ""
        tags = tuple(dice.sample(TAGS, dice.randint(0, 2)))
        yield Annotation(new_id(), kind, anchor, dice.choice(list(Colour)), body, tags)


def _fill(folder: Path, annotations: Iterator[Annotation]) -> None:
    from handbook.notes.notebook import Notebook
    from handbook.notes.place import open_notes

    store, _backups = open_notes(folder)
    Notebook(store).apply("", list(annotations))
    store.close()


def _chapter(app: HandbookApp) -> float:
    times = []
    for _round in range(ROUNDS):
        app.window.navigator.go_to_offset("k2.md", 0)
        app.window.reader.view.viewport().repaint()
        times.append(_timed(lambda: app.window.navigator.go_to_offset(MARKED, 0)))
    return statistics.median(times)


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


def _again(app: HandbookApp) -> float:
    app.window.notes.hide_panel()
    return _timed(app.window.notes.show_panel)


def _scrolled(app: HandbookApp) -> dict[str, float]:
    from PySide6.QtWidgets import QApplication

    rows = app.window.notes.panel.list
    print(f"{app.window.notes.panel.model.rowCount()} rows in the list")
    for _round in range(200):
        # The list measures its rows in batches.
        QApplication.processEvents()
    bar = rows.verticalScrollBar()
    times = []
    for frame in range(FRAMES):
        start = time.perf_counter()
        bar.setValue(bar.maximum() * frame // FRAMES)
        rows.viewport().repaint()
        times.append((time.perf_counter() - start) * 1e3)
    times.sort()
    return {
        "frame of scrolling, median": statistics.median(times),
        "frame of scrolling, p95": times[int(len(times) * 0.95)],
        "frame of scrolling, longest": times[-1],
    }


def _filtered(app: HandbookApp) -> dict[str, float]:
    panel = app.window.notes.panel
    app.window.notes.finder.finish()
    times = []
    for word in ("medarbejderne", "samtale", "budget"):
        for length in range(1, len(word) + 1):
            panel.field.setText(word[:length])
            # The pause that the panel waits for is none of its work.
            panel._filter.stop()
            times.append(_timed(panel.arrange))
    times.sort()
    return {
        "keystroke in the filter, median": statistics.median(times),
        "keystroke in the filter, p95": times[int(len(times) * 0.95)],
    }


def _typed(app: HandbookApp) -> float:
    keeper = app.window.notes.keeper
    app.window.notes.panel.field.clear()
    (one, *_others) = app.window.notes.desk.own()
    times = []
    for number in range(ROUNDS):
        keeper.type("", one._replace(body=f"{one.body} {number}"))
        times.append(_timed(keeper.settle))
    return statistics.median(times)


if __name__ == "__main__":
    sys.exit(main())
