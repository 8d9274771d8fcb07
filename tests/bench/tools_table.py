"""A filled copy whose table has many rows, in the real window: when can the reader write in it?

    .venv/bin/python tests/bench/tools_table.py [--rows 65] [--width 1280] [--text-size 100]

Measured in processor time, which another program on the same machine doesn't change: the form's opening, until it has
been painted; the longest turn of the event loop while the rest of the rows come; all of it; typing a letter into the
last row when all are there; opening the copy again; and drawing the form in another theme. Prints the figures beside
their bars, and exits with 1 if one is broken.
"""

from __future__ import annotations

import argparse
import os
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
    from collections.abc import Callable

    from handbook.app import HandbookApp

LETTERS = 12
BARS = {
    "opened, and the first rows painted": 200.0,
    # In one of them, Python may collect its garbage.
    "longest turn while the rest comes": 150.0,
    "a letter in the last row, median": 50.0,
    # With it, the widgets of the form before go.
    "opened again": 250.0,
}
_CHAPTER = """# Kortet

//// worksheet | Kortet over kunder
    id: kort

/// line | Hvad er det et kort over?
    id: emne
///

/// table | Hvem er med?
    id: hvem
    columns:
      hvem: Hvem
      rolle: Rolle
      hvad: Hvad vi ved
///

/// paragraph | Hvad gør vi nu?
    id: nu
///
////
"""


def main() -> int:
    """Measure and print.

    Returns:
        The exit code.
    """
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rows", type=int, default=65)
    parser.add_argument("--width", type=int, default=1_280)
    parser.add_argument("--text-size", type=int, default=100)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as home:
        os.environ["HANDBOOK_HOME"] = f"{home}/home"
        folder = Path(home) / "book"
        _write_book(folder)
        figures = _measure(folder, Path(home), options)
    for name, value in figures.items():
        broken = ", BROKEN" if value > BARS.get(name, value) else ""
        bar = f"  (bar {BARS[name]:.0f} ms{broken})" if name in BARS else ""
        print(f"{name:<40}{value:9.1f} ms{bar}")
    return int(any(figures[name] > bar for name, bar in BARS.items()))


def _write_book(folder: Path) -> None:
    folder.mkdir(parents=True)
    text = 'id = "bench"\ntitle = "Redskaber"\nlanguage = "da"\nedition = "1"\n'
    for name, words in (
        ("SUMMARY.md", "# Redskaber\n\n- [Forord](forord.md)\n- [Kortet](kortet.md)\n"),
        ("forord.md", "# Forord\n\nHer begynder det.\n"),
        ("kortet.md", _CHAPTER),
        ("handbook.toml", text),
    ):
        (folder / name).write_text(words, encoding="utf-8")


def _measure(folder: Path, home: Path, options: argparse.Namespace) -> dict[str, float]:
    from PySide6.QtWidgets import QApplication

    from handbook.app import make_application

    make_application(sys.argv[:1])
    app = _app(folder, home / "notes", options)
    desk = app.window.notes.tool_desk
    # The first form of a day also loads what forms are made of.
    desk.new_copy("kort")
    _until_whole(app)
    desk.close()
    id_ = _filled_in(app, options.rows)
    figures = {"opened, and the first rows painted": _timed(lambda: desk.open_copy(id_))}
    longest, together = _until_whole(app)
    figures["longest turn while the rest comes"] = longest
    figures["all of the rest"] = together
    figures["a letter in the last row, median"] = _typed(app)
    desk.close()
    figures["opened again"] = _timed(lambda: desk.open_copy(id_))
    _until_whole(app)
    looks = app.window.looks
    figures["drawn in another theme"] = _timed(lambda: app.window.set_reading(looks.reading._replace(theme="dark")))
    _until_whole(app)
    QApplication.processEvents()
    app.window.close()
    app.close_notes()
    return figures


def _app(folder: Path, notes: Path, options: argparse.Namespace) -> HandbookApp:
    from PySide6.QtWidgets import QApplication

    from handbook.app import HandbookApp
    from handbook.settings import Settings

    app = HandbookApp(str(folder), Settings(notes / "settings.ini"), notes)
    app.window.resize(options.width, 840)
    app.show()
    while not app.window.has_notes:
        QApplication.processEvents()
    app.window.set_reading(app.window.looks.reading._replace(text_size=options.text_size))
    return app


def _filled_in(app: HandbookApp, rows: int) -> str:
    """Keep a copy with so many rows, and return its id."""
    from handbook.notes.filled import blank, with_value, write_filled

    desk = app.window.notes.tool_desk
    place = desk.place("kort")
    annotation = desk.blank(place) if place is not None else None
    if place is None or annotation is None:
        raise SystemExit("the tool isn't there")
    table = tuple(
        {"hvem": f"Nummer {n}", "rolle": "Bruger af hjælpemidler", "hvad": "Vi har talt med dem to gange " * (n % 3)}
        for n in range(rows)
    )
    filled = with_value(blank(place.tool, "Kunder"), place.tool, "hvem", table)
    desk.keeper.apply("", [annotation._replace(body=write_filled(filled))])
    return annotation.id


def _timed(act: Callable[[], object]) -> float:
    """Return how many milliseconds of the processor something takes, with everything that is to be painted for it."""
    from PySide6.QtWidgets import QApplication

    start = time.process_time()
    act()
    for widget in QApplication.topLevelWidgets():
        if widget.isVisible():
            widget.repaint()
    return (time.process_time() - start) * 1e3


def _until_whole(app: HandbookApp) -> tuple[float, float]:
    """Wait until all of the form is there. Returns the longest turn of the event loop, and all together, in ms."""
    from PySide6.QtWidgets import QApplication

    body = app.window.notes.tool_desk.form.body
    assert body is not None
    turns = [_timed(QApplication.processEvents)]
    while not body.is_whole:
        turns.append(_timed(QApplication.processEvents))
    turns += [_timed(QApplication.processEvents) for _turn in range(3)]
    return max(turns), sum(turns)


def _typed(app: HandbookApp) -> float:
    from PySide6.QtTest import QTest
    from PySide6.QtWidgets import QApplication

    from handbook.ui.tools.table_field import TableField

    body = app.window.notes.tool_desk.form.body
    table = body.fields["hvem"] if body is not None else None
    assert isinstance(table, TableField)
    cell = table.rows[-1].cells["rolle"]
    cell.setFocus()
    QApplication.processEvents()

    def type_letter() -> None:
        QTest.keyClicks(cell, "a")
        QApplication.processEvents()

    return statistics.median(_timed(type_letter) for _number in range(LETTERS))


if __name__ == "__main__":
    sys.exit(main())
