"""How long it takes from asking for a chapter to its first painted page, in the real window.

Usage: python tests/bench/chapters.py [--rounds N] [--json FILE]. Every chapter of our handbook is opened in each round,
and a chapter of 10,000 words. 'cold' has its Markdown parsed, 'cached' its tree read from the disk's cache.
"""

from __future__ import annotations

import argparse
import json
import os
import statistics
import sys
import tempfile
import time
from pathlib import Path
from typing import TYPE_CHECKING

from generate import chapter_text, write_handbook

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
ROOT = Path(__file__).resolve().parent.parent.parent

if TYPE_CHECKING:
    from handbook.app import HandbookApp


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--rounds", type=int, default=9)
    parser.add_argument("--json", type=Path)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as home:
        os.environ["HANDBOOK_HOME"] = f"{home}/home"
        long = Path(home) / "long"
        write_handbook(long, chapters=2)
        (long / "k2.md").write_text(chapter_text(2, words=10_000), encoding="utf-8")
        figures = _measure(long, options.rounds)
    print(f"{'':28} {'n':>4} {'median ms':>10} {'p95 ms':>8} {'max ms':>8}")
    for name, times in figures.items():
        p95 = statistics.quantiles(times, n=20)[-1] if len(times) > 1 else times[0]
        print(f"{name:28} {len(times):4} {statistics.median(times):10.1f} {p95:8.1f} {max(times):8.1f}")
    if options.json is not None:
        options.json.write_text(json.dumps(figures, indent=2), encoding="utf-8")


def _measure(long: Path, rounds: int) -> dict[str, list[float]]:
    from handbook.app import HandbookApp, make_application
    from handbook.settings import Settings

    application = make_application(sys.argv[:1])
    app = HandbookApp(str(ROOT / "content"), Settings(long / "settings.ini"))
    app.window.resize(1280, 840)
    app.show()
    application.processEvents()
    handbook = app.window.navigator.handbook
    assert handbook is not None
    keys = [chapter.key for chapter in handbook.chapters]
    figures: dict[str, list[float]] = {"ours, cold": [_open(app, key) for key in keys[1:]]}
    figures["ours, cached"] = [_open(app, key, forget=True) for _ in range(rounds) for key in keys]
    app.window.handbook_wanted.emit(str(long))
    application.processEvents()
    figures["10,000 words, cold"] = [_open(app, "k2.md")]
    figures["10,000 words, cached"] = []
    for _ in range(rounds):
        _open(app, "k1.md")
        figures["10,000 words, cached"].append(_open(app, "k2.md", forget=True))
    return figures


def _open(app: HandbookApp, key: str, *, forget: bool = False) -> float:
    """Open a chapter and return the milliseconds until its page is painted; `forget` drops the tree from memory."""
    from handbook.book.address import Address

    handbook = app.window.navigator.handbook
    assert handbook is not None
    if forget:
        handbook._trees.clear()
    start = time.perf_counter()
    app.window.navigator.go(Address(key))
    app.window.reader.view.viewport().repaint()
    return (time.perf_counter() - start) * 1e3


if __name__ == "__main__":
    main()
