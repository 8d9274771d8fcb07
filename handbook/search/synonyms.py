"""Words that mean the same: those that the glossary of a handbook gives, and a list that ships with the program."""

from __future__ import annotations

import re
from collections import defaultdict
from typing import TYPE_CHECKING

from handbook.paths import resources
from handbook.search.words import STOP, term, words

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from pathlib import Path

MOST_WORDS = 4
"""Length of the longest expression that is looked for in a query."""

Pair = tuple[str, str]
"""An expression that is typed, and one that is searched for as well."""

_ALSO = re.compile(r"(?:Også kaldet|Also called):\s*([^.\n]+)")
_ENGLISH = re.compile(r"(?:Engelsk|English|Danish|Dansk):\s*([^.\n]+)")


class Synonyms:
    """Expressions and what else they are called, looked up by their stems."""

    def __init__(self, pairs: Iterable[Pair] = ()) -> None:
        """Make a list of synonyms.

        Args:
            pairs: One for each direction.
        """
        self._targets: defaultdict[tuple[str, ...], dict[tuple[str, ...], None]] = defaultdict(dict)
        for typed, wanted in pairs:
            key = tuple(term(word) for word in words(typed))
            target = tuple(dict.fromkeys(term(word) for word in words(wanted) if word not in STOP))
            if key and target and key != target and len(key) <= MOST_WORDS:
                self._targets[key][target] = None

    def of(self, typed: Sequence[str], *, share_of_all: float = 1.0) -> dict[str, list[tuple[str, float]]]:
        """Return terms to search for as well, under the word that they are found by, each with a share of 1.

        Args:
            typed: The words of a query.
            share_of_all: What is shared instead of 1 by another name for all that was typed.
        """
        found: defaultdict[str, list[tuple[str, float]]] = defaultdict(list)
        for start, end, target in self.expressions(typed):
            # An expression of several words goes to the first of them that isn't empty.
            word = next((word for word in typed[start:end] if word not in STOP), typed[start])
            whole = share_of_all if end - start == len(typed) else 1.0
            found[word].extend((name, whole / len(target)) for name in target)
        return found

    def expressions(self, typed: Sequence[str]) -> Iterator[tuple[int, int, tuple[str, ...]]]:
        """Yield which words of a query are an expression that is called something else as well.

        Args:
            typed: The words of a query.

        Yields:
            The first of the words, the end of them, and the terms of another name for them all.
        """
        if not self._targets:
            return
        stems = [term(word) for word in typed]
        for start in range(len(typed)):
            for end in range(start + 1, min(start + MOST_WORDS, len(typed)) + 1):
                for target in self._targets.get(tuple(stems[start:end]), ()):
                    yield start, end, target


def glossary_pairs(name: str, definition: str) -> list[Pair]:
    """Return the synonyms that an entry of a glossary gives: "Også kaldet: …" and "Engelsk: …".

    Args:
        name: The term that is defined; an abbreviation may stand after it in brackets.
        definition: Plain text of its definition.
    """
    names = [name, *re.findall(r"\(([^)]+)\)", name)]
    base = re.sub(r"\s*\([^)]*\)", "", name).strip()
    if base != name:
        names[0] = base
    names += _listed(_ALSO, definition)
    pairs = [(one, other) for one in names for other in names if one != other]
    pairs += [(foreign, one) for foreign in _listed(_ENGLISH, definition) for one in names[:1]]
    return pairs


def _listed(pattern: re.Pattern[str], text: str) -> list[str]:
    found = [part.strip() for match in pattern.finditer(text) for part in match[1].split(",")]
    expressions = []
    for part in found:
        expressions.append(re.sub(r"\s*\([^)]*\)", "", part).strip())
        expressions += re.findall(r"\(([^)]+)\)", part)
    return [expression for expression in expressions if expression]


def curated_path() -> Path:
    """Return the file with the program's own list."""
    return resources() / "search" / "synonyms.toml"


def curated_pairs() -> list[Pair]:
    """Return the program's own list; none when it can't be read."""
    import tomllib

    try:
        with curated_path().open("rb") as file:
            table = tomllib.load(file)
    except (OSError, tomllib.TOMLDecodeError):
        return []
    pairs = []
    for group in table.get("same", []):
        pairs += [(one, other) for one in group for other in group if one != other]
    for entry in table.get("also", []):
        pairs += [(typed, wanted) for typed in entry["typed"] for wanted in entry["find"]]
    return pairs
