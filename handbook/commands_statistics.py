"""Prints what a handbook holds: `handbook check --statistics`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from handbook.i18n import _
from handbook.terminal import print_json, print_lines

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from handbook.book.statistics import Count, Statistics

_INDENT = "  "


def print_statistics(folder: Path, *, as_json: bool) -> int:
    """Count a handbook and print it as a table: each part, and its chapters below it.

    Args:
        folder: The handbook's folder.
        as_json: Print an object instead.

    Returns:
        The exit code.

    Raises:
        HandbookError: There is no handbook, or a chapter of it can't be read.
    """
    from handbook.book.library import open_handbook
    from handbook.book.statistics import count

    statistics = count(open_handbook(folder))
    if as_json:
        print_json(_object(statistics))
    else:
        print_lines(*_table(statistics))
    return 0


def _object(statistics: Statistics) -> dict[str, object]:
    parts = [
        {
            **_numbers(part.numbers),
            "chapters": [
                {"key": chapter.key, "kind": chapter.kind, **_numbers(chapter.numbers)} for chapter in part.chapters
            ],
        }
        for part in statistics.parts
    ]
    return {"parts": parts, "total": {**_numbers(statistics.total), "chapters": statistics.total.chapters}}


def _numbers(counted: Count) -> dict[str, object]:
    """Return what is counted, without the number of chapters: a part lists them."""
    numbers: dict[str, object] = counted._asdict()
    del numbers["chapters"]
    return {**numbers, "lix": round(counted.lix, 1)}


def _table(statistics: Statistics) -> list[str]:
    head = ("", _("Pages"), _("Words"), _("Running text"), _("LIX"), _("Figures"), _("Tools"), _("Footnotes"))
    rows: list[Sequence[str]] = [head]
    for part in statistics.parts:
        rows.append(_row(part.numbers, part.numbers.title or _("Outside the parts")))
        rows.extend(_row(chapter.numbers, f"{_INDENT}{chapter.numbers.title}") for chapter in part.chapters)
    rows.append(_row(statistics.total, _("In all")))
    widths = [max(len(row[column]) for row in rows) for column in range(len(rows[0]))]
    return [
        "  ".join(cell.rjust(width) if place else cell.ljust(width) for place, (cell, width) in enumerate(pairs))
        for pairs in (list(zip(row, widths, strict=True)) for row in rows)
    ]


def _row(counted: Count, title: str) -> Sequence[str]:
    lix = f"{counted.lix:.1f}" if counted.lix else "–"
    numbers = (counted.figures, counted.tools, counted.footnotes)
    return (title, str(counted.chapters), str(counted.words), str(counted.text), lix, *map(str, numbers))
