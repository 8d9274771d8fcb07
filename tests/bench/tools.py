"""Filled copies of tools: 500 of them opened, read, counted, put into words and joined.

    .venv/bin/python tests/bench/tools.py [--copies 500] [--rounds 5]

The copies are of the tools of our own handbook, filled in with sentences of about fifteen words. No window is opened.
Prints the median of the rounds in milliseconds.
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

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT))

from handbook.book.forms import DONE, TICK, entries  # noqa: E402
from handbook.book.library import open_handbook  # noqa: E402
from handbook.book.nodes import FieldKind  # noqa: E402
from handbook.book.toolbox import Toolbox  # noqa: E402
from handbook.notes.filled import blank, progress, read_filled, refit, with_value, words, write_filled  # noqa: E402
from handbook.notes.filled_join import join_bodies  # noqa: E402
from handbook.notes.model import Anchor, Annotation, Kind  # noqa: E402
from handbook.notes.notebook import Notebook, new_id  # noqa: E402
from handbook.notes.place import open_notes  # noqa: E402
from handbook.notes.placing import Placing  # noqa: E402
from handbook.paths import shipped_handbook  # noqa: E402

if TYPE_CHECKING:
    from collections.abc import Callable

    from handbook.book.forms import Entry, Value
    from handbook.book.library import Handbook
    from handbook.book.toolbox import ToolPlace

_WORDS = ("leder", "borger", "møde", "tid", "budget", "prøve", "svar", "ugen", "kommunen", "samtale", "ansvar")


def main() -> int:
    """Measure and print.

    Returns:
        The exit code.
    """
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--copies", type=int, default=500)
    parser.add_argument("--rounds", type=int, default=5)
    options = parser.parse_args()
    handbook = open_handbook(shipped_handbook())
    places = Toolbox(handbook).all()
    with tempfile.TemporaryDirectory() as home:
        os.environ["HANDBOOK_HOME"] = home
        annotations = _fill(handbook, places, options.copies, Path(home))
        size = sum(len(one.body.encode()) for one in annotations)
        print(f"{len(annotations)} copies of {len(places)} tools, {size / 1024 / len(annotations):.1f} kB each")
        _print(_measure(handbook, annotations, places, Path(home), options.rounds))
    return 0


def _fill(handbook: Handbook, places: list[ToolPlace], count: int, home: Path) -> list[Annotation]:
    """Keep copies, each filled in to some part."""
    dice = random.Random(1)  # noqa: S311 - nothing secret
    annotations = []
    for number in range(count):
        chapter, tool = places[number % len(places)]
        copy = blank(tool, f"Ark {number}")
        for entry in entries(tool):
            if dice.random() < 0.7:
                copy = with_value(copy, tool, entry.id, _value(entry, dice))
        anchor = Anchor(
            *(handbook.manifest.id, "1", chapter.key, chapter.title, "", "", tool.start, tool.start, copy.name, "", "")
        )
        annotations.append(Annotation(new_id(), Kind.TOOL, anchor, body=write_filled(copy)))
    store, _backups = open_notes(home)
    Notebook(store).apply("", annotations)
    store.close()
    return annotations


def _value(entry: Entry, dice: random.Random) -> Value:
    if entry.kind == TICK:
        return DONE
    ids = [id_ for id_, _name in entry.names]
    match entry.kind:
        case FieldKind.CHOICE | FieldKind.QUESTION | FieldKind.SCALE:
            return dice.choice(ids)
        case FieldKind.CHOICES:
            return tuple(ids[::2])
        case FieldKind.TABLE:
            return tuple({id_: " ".join(dice.choices(_WORDS, k=4)) for id_ in ids} for _row in range(3))
        case _:
            return " ".join(dice.choices(_WORDS, k=15))


def _measure(
    handbook: Handbook, annotations: list[Annotation], places: list[ToolPlace], home: Path, rounds: int
) -> dict[str, list[float]]:
    tools = {place.tool.id: place.tool for place in places}
    bodies = [one.body for one in annotations]
    copies = [read_filled(body) for body in bodies]
    # The other side has filled in what is empty here, and nothing else.
    others = [
        write_filled(
            copy._replace(
                answers=tuple(
                    one._replace(value="svar" if not one.value and one.kind == FieldKind.LINE else one.value)
                    for one in copy.answers
                )
            )
        )
        for copy in copies
    ]

    def open_store() -> object:
        store, _backups = open_notes(home)
        notebook = Notebook(store)
        store.close()
        return notebook

    work: dict[str, Callable[[], object]] = {
        "open the store": open_store,
        "read all bodies": lambda: [read_filled(body) for body in bodies],
        "progress of each": lambda: [progress(copy) for copy in copies],
        "words of each": lambda: [words(copy) for copy in copies],
        "fit each to its tool": lambda: [refit(copy, tools[copy.tool]) for copy in copies],
        "write all bodies": lambda: [write_filled(copy) for copy in copies],
        "place each": lambda: list(Placing(handbook).steps(annotations)),
        "join each with another": lambda: [join_bodies("", one, two) for one, two in zip(bodies, others, strict=True)],
    }
    return {name: [_timed(act) for _round in range(rounds)] for name, act in work.items()}


def _timed(act: Callable[[], object]) -> float:
    start = time.perf_counter()
    act()
    return (time.perf_counter() - start) * 1_000


def _print(figures: dict[str, list[float]]) -> None:
    for name, times in figures.items():
        print(f"{name:24} {statistics.median(times):8.2f} ms")


if __name__ == "__main__":
    sys.exit(main())
