"""The long fuzz of the search: 20,000 random and hostile inputs; nothing may raise, and none may take over 100 ms.

    .venv/bin/python tests/bench/search_fuzz.py [--count 20000] [--seed 1] [--handbook FOLDER]

Prints the slowest and exits with 1 if the bar is broken. The test suite runs 2,000 of them.
"""

from __future__ import annotations

import argparse
import importlib.util
import random
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT))

from handbook.book.library import open_handbook  # noqa: E402
from handbook.search.results import Scope  # noqa: E402
from handbook.search.service import SearchService  # noqa: E402

if TYPE_CHECKING:
    from types import ModuleType

MOST_MS = 100.0


def main() -> int:
    """Run it.

    Returns:
        The exit code.
    """
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--count", type=int, default=20_000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--handbook", type=Path, default=ROOT / "content")
    options = parser.parse_args()
    service = SearchService(open_handbook(options.handbook))
    for _progress in service.prepare():
        pass
    chance = random.Random(options.seed)  # noqa: S311 - not for secrets
    times = []
    for text in _fuzz().inputs(options.count, options.seed):
        began = time.perf_counter()
        results = service.search(text, scope=chance.choice(list(Scope)), is_typing=chance.random() < 0.7)
        took = (time.perf_counter() - began) * 1000
        times.append((took, text[:80]))
        if not service.is_ready or results.query != text:
            print(f"gave up on {text!a}")
            return 1
    times.sort()
    for share in (50, 95, 99):
        print(f"p{share} {times[len(times) * share // 100][0]:7.2f} ms")
    for took, text in times[:-6:-1]:
        print(f"    {took:7.2f} ms  {text!a}")
    return int(times[-1][0] > MOST_MS)


def _fuzz() -> ModuleType:
    path = ROOT / "tests" / "search" / "test_fuzz.py"
    spec = importlib.util.spec_from_file_location("test_fuzz", path)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


if __name__ == "__main__":
    sys.exit(main())
