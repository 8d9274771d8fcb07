"""Reads what a handbook asks of itself: the table `[check]` in `handbook.toml`, which only the check looks at.

    [check]
    lix = 48                        # the most that a chapter may have
    lix_mean = 44                   # the most that the chapters may have on average
    length = [700, 1500]            # the fewest and the most words of running text that a chapter may have
    sections = ["question", "steps"]  # ids of the sections that each chapter has, in this order, below its summary
    sources = true                  # each chapter names its sources, and has a footnote
    metadata = true                 # each chapter has a summary, roles, tags and a date of review
    dictionary = "da"               # spelling is checked against this dictionary …
    words = "words.txt"             # … and these words besides
    unspelled = ["sources.md"]      # chapters whose spelling isn't checked

Everything may be left out, and what is left out isn't asked for. "Each chapter" are those of the kind `chapter`.
"""

from __future__ import annotations

import re
from types import MappingProxyType
from typing import TYPE_CHECKING, NamedTuple

from handbook.book.faults import Fault
from handbook.book.manifest import CHECK_KEY, OWN_NAME, check_table
from handbook.errors import HandbookError
from handbook.i18n import _

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path
    from typing import Any

KIND = "chapter"
"""The kind of page that rules about chapters are about."""


class Rules(NamedTuple):
    """What is asked for; see the module. `lines` has the line of each key in `handbook.toml`."""

    lix: float = 0
    lix_mean: float = 0
    length: tuple[int, int] | None = None
    sections: tuple[str, ...] = ()
    sources: bool = False
    metadata: bool = False
    dictionary: str = ""
    words: str = ""
    unspelled: tuple[str, ...] = ()
    lines: Mapping[str, int] = MappingProxyType({})

    def fault(self, key: str, code: str, message: str) -> Fault:
        """Return a fault of the line that a rule stands on."""
        return Fault(OWN_NAME, self.lines.get(key, 1), code, message)


def read_rules(folder: Path) -> tuple[Rules, list[Fault]]:
    """Read the rules of the handbook in `folder`.

    Args:
        folder: Where `handbook.toml` may lie.

    Returns:
        The rules, without those that can't be understood, and what is wrong with these.
    """
    try:
        text, table = check_table(folder)
    except HandbookError:
        # Reading the manifest says so.
        return Rules(), []
    if not isinstance(table, dict):
        line = _line_of(text, CHECK_KEY)
        message = _("“{key}” must be {wanted}.").format(key=CHECK_KEY, wanted=_("a table"))
        return Rules(), [Fault(OWN_NAME, line, "manifest", message)]
    lines = {key: _line_of(text, key) for key in table}
    found: dict[str, Any] = {}
    faults = []
    for key, value in table.items():
        if key not in _RULES:
            message = _("The key “{key}” is unknown.").format(key=f"{CHECK_KEY}.{key}")
            faults.append(Fault(OWN_NAME, lines[key], "manifest-key", message))
        elif (understood := _understood(key, value)) is None:
            message = _("“{key}” must be {wanted}.").format(key=key, wanted=_wanted(key))
            faults.append(Fault(OWN_NAME, lines[key], "manifest", message))
        else:
            found[key] = understood
    return Rules(**found, lines=lines), faults


_RULES = frozenset(Rules._fields) - {"lines"}


def _understood(key: str, value: object) -> object:
    """Return a value as the rule wants it, or None when it is of the wrong type."""
    match key:
        case "lix" | "lix_mean":
            return value if isinstance(value, int | float) and not isinstance(value, bool) and value > 0 else None
        case "length":
            is_pair = isinstance(value, list) and [type(entry) for entry in value] == [int, int]
            return tuple(value) if isinstance(value, list) and is_pair and 0 <= value[0] <= value[1] else None
        case "sources" | "metadata":
            return value if isinstance(value, bool) else None
        case "sections" | "unspelled":
            texts = isinstance(value, list) and all(isinstance(entry, str) for entry in value)
            return tuple(value) if texts and isinstance(value, list) else None
        case _:
            return value if isinstance(value, str) else None


def _wanted(key: str) -> str:
    match key:
        case "lix" | "lix_mean":
            return _("a number above 0")
        case "length":
            return _("two numbers, the smaller one first")
        case "sources" | "metadata":
            return _("true or false")
        case "sections" | "unspelled":
            return _("a list of texts")
        case _:
            return _("text")


def _line_of(text: str, key: str) -> int:
    start = re.search(rf"^\s*\[\s*{CHECK_KEY}\s*\]|^\s*{CHECK_KEY}\b", text, re.MULTILINE)
    place = start.start() if start is not None else 0
    match = re.compile(rf'^\s*(?:{CHECK_KEY}\s*\.\s*)?"?{re.escape(key)}"?\s*=', re.MULTILINE).search(text, place)
    end = match.end() if match is not None else start.end() if start is not None else 0
    return text.count("\n", 0, end) + 1
