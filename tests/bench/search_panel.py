"""Keystroke to painted results, in the real window, over a handbook of about 5,000 sections.

Usage: python tests/bench/search_panel.py [--sections N] [--json FILE]. The handbook is made of sentences drawn at
random (with a fixed seed) from our own chapters, so that its words are as frequent as in real text. Queries of
`tests/search/queries.toml` are typed letter by letter; every letter is timed until the list has been painted.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import re
import statistics
import sys
import tempfile
import time
import tomllib
from pathlib import Path
from typing import TYPE_CHECKING

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
ROOT = Path(__file__).resolve().parent.parent.parent
SECTIONS_A_CHAPTER = 5
SENTENCES_A_SECTION = 9
QUERIES = 60

if TYPE_CHECKING:
    from handbook.app import HandbookApp


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--sections", type=int, default=5_000)
    parser.add_argument("--json", type=Path)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as home:
        os.environ["HANDBOOK_HOME"] = f"{home}/home"
        folder = Path(home) / "large"
        _write(folder, options.sections)
        times, prepared = _measure(folder)
    times.sort()
    p95, p99 = (times[int(len(times) * part)] for part in (0.95, 0.99))
    print(f"{options.sections} sections, {len(times)} keystrokes; index made in {prepared:.1f} s")
    print(f"median {statistics.median(times):.1f} ms, p95 {p95:.1f} ms, p99 {p99:.1f} ms, max {times[-1]:.1f} ms")
    if options.json is not None:
        options.json.write_text(json.dumps(times), encoding="utf-8")


def _write(folder: Path, sections: int) -> None:
    dice = random.Random(7)  # noqa: S311 - nothing secret
    text = "\n".join(path.read_text(encoding="utf-8") for path in sorted((ROOT / "content").rglob("*.md")))
    sentences = [
        s.strip() for s in re.split(r"(?<=[.?!])\s+", re.sub(r"[\[\]()#|>*_^]", " ", text)) if 30 < len(s) < 220
    ]
    words = sorted({word for sentence in sentences for word in re.findall(r"\w{5,}", sentence)})
    folder.mkdir(parents=True)
    lines = ["# Målebog", ""]
    for number in range(sections // SECTIONS_A_CHAPTER):
        title = " ".join(dice.sample(words, 3)).capitalize()
        lines.append(f"- [{title}](k{number}.md)")
        parts = [f"# {title}\n"]
        for _section in range(SECTIONS_A_CHAPTER - 1):
            parts.append(f"## {' '.join(dice.sample(words, 3)).capitalize()}\n")
            parts.append(" ".join(dice.choices(sentences, k=SENTENCES_A_SECTION)) + "\n")
        (folder / f"k{number}.md").write_text("\n".join(parts), encoding="utf-8")
    (folder / "SUMMARY.md").write_text("\n".join(lines) + "\n", encoding="utf-8")
    (folder / "handbook.toml").write_text('id = "bench"\ntitle = "Målebog"\nlanguage = "da"\n', encoding="utf-8")


def _measure(folder: Path) -> tuple[list[float], float]:
    from handbook.app import HandbookApp, make_application
    from handbook.settings import Settings

    application = make_application(sys.argv[:1])
    app = HandbookApp(str(folder), Settings(folder / "settings.ini"))
    app.window.resize(1280, 840)
    app.show()
    application.processEvents()
    start = time.perf_counter()
    app.window.search_desk.open()
    panel = app.window.panels.search
    panel.field.setText("innovation")
    while panel.results is None or not panel.results.is_complete:
        application.processEvents()
    prepared = time.perf_counter() - start
    questions = tomllib.loads((ROOT / "tests" / "search" / "queries.toml").read_text(encoding="utf-8"))
    times: list[float] = []
    asked = [line[0] for lines in questions["queries"].values() for line in lines]
    for text in asked[:: max(1, len(asked) // QUERIES)]:
        times.extend(_type(app, text[:length]) for length in range(1, len(text) + 1))
    return times, prepared


def _type(app: HandbookApp, text: str) -> float:
    """Put `text` into the field and return the milliseconds until the hits are painted."""
    from PySide6.QtWidgets import QApplication

    panel = app.window.panels.search
    start = time.perf_counter()
    panel.field.setText(text)
    QApplication.processEvents()
    panel.list.viewport().repaint()
    return (time.perf_counter() - start) * 1e3


if __name__ == "__main__":
    main()
