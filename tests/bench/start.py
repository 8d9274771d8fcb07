"""How long from the command to a readable page, and how much memory, beside a bare PySide6 window in the same run.

Usage: python tests/bench/start.py [--rounds N] [--json FILE]. Starts are interleaved, so that the machine's moods
fall on all alike; figures are medians. The first round warms the caches and isn't counted.
"""

from __future__ import annotations

import argparse
import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from generate import write_handbook

HERE = Path(__file__).resolve().parent
ROOT = HERE.parent.parent


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--rounds", type=int, default=9)
    parser.add_argument("--json", type=Path)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as home:
        large = Path(home) / "large"
        write_handbook(large, chapters=3_000)
        kinds = {
            "bare window": ("bare", ""),
            "our handbook": ("ours", str(ROOT / "content")),
            "3,000 chapters": ("ours", str(large)),
        }
        figures: dict[str, list[tuple[float, float, float]]] = {name: [] for name in kinds}
        for number in range(options.rounds + 1):
            for name, (kind, folder) in kinds.items():
                figure = _start(kind, folder, home)
                if number:
                    figures[name].append(figure)
    _print(figures, options.json)


def _start(kind: str, folder: str, home: str) -> tuple[float, float, float]:
    environment = os.environ | {
        "HANDBOOK_HOME": f"{home}/home",
        "QT_QPA_PLATFORM": os.environ.get("QT_QPA_PLATFORM", "offscreen"),
    }
    # A warm start has its modules compiled, whatever this shell says of that.
    environment.pop("PYTHONDONTWRITEBYTECODE", None)
    command = [sys.executable, str(HERE / "child.py"), str(time.monotonic_ns()), kind, folder]
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=True)
    seconds, pss, rss = done.stdout.split()
    return float(seconds), float(pss), float(rss)


def _print(figures: dict[str, list[tuple[float, float, float]]], target: Path | None) -> None:
    medians = {
        name: [statistics.median(column) for column in zip(*rows, strict=True)] for name, rows in figures.items()
    }
    bare = medians["bare window"]
    print(f"{'':16} {'start s':>8} {'min':>6} {'max':>6} {'× bare':>7} {'PSS MB':>8} {'× bare':>7} {'RSS MB':>8}")
    for name, (seconds, pss, rss) in medians.items():
        starts = [row[0] for row in figures[name]]
        print(
            f"{name:16} {seconds:8.3f} {min(starts):6.3f} {max(starts):6.3f} {seconds / bare[0]:7.2f} "
            f"{pss:8.1f} {pss / bare[1]:7.2f} {rss:8.1f}"
        )
    if target is not None:
        target.write_text(json.dumps({"medians": medians, "rounds": figures}, indent=2), encoding="utf-8")


if __name__ == "__main__":
    main()
