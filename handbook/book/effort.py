"""How much work the marks in a run of text would cost, so that a hostile one is shown as typed instead of hanging.

Python-Markdown replaces one mark at a time and copies the whole run each time, and it looks for the end of each bracket
from where that starts: both grow with the square of the run's length. No text that a person wrote comes near the bounds
(a paragraph of 3,000 characters with 50 marks costs 150,000 of the 400 million copies allowed).
"""

from __future__ import annotations

import re

_MARKS = re.compile(r"[\\`\[\]!<&*_~+]|  \n")
_BRACKETS = re.compile(r"[\[\]]")
_MOST_COPIES = 400_000_000
"""Characters that may be copied for one run."""
_MOST_STEPS = 1_000_000
"""Characters that may be looked at for the ends of the brackets of one run."""
_RUNS = 4
"""How many such runs a chapter may have in all."""


class Effort:
    """What is left for a chapter."""

    def __init__(self) -> None:
        """Start a chapter."""
        self._copies = _MOST_COPIES * _RUNS
        self._steps = _MOST_STEPS * _RUNS

    def affords(self, text: str) -> bool:
        """Say whether a run may be searched for marks, and take what that costs.

        Args:
            text: The run.
        """
        copies = len(_MARKS.findall(text)) * len(text)
        steps = _bracket_steps(text) if "[" in text else 0
        if copies > min(_MOST_COPIES, self._copies) or steps > min(_MOST_STEPS, self._steps):
            return False
        self._copies -= copies
        self._steps -= steps
        return True


def has_marks(text: str) -> bool:
    """Whether there is anything in a run that an inline pattern could match.

    Args:
        text: The run.
    """
    return _MARKS.search(text) is not None


def _bracket_steps(text: str) -> int:
    """Return how far the searches for the ends of brackets and of link targets go in all."""
    steps = 0
    opened: list[int] = []
    for match in _BRACKETS.finditer(text):
        position = match.start()
        if match[0] == "[":
            opened.append(position)
        elif opened:
            steps += position - opened.pop()
            if text.startswith("(", position + 1):
                steps += _target_steps(text, position + 2)
        if steps > _MOST_STEPS:
            return steps
    return steps + sum(len(text) - position for position in opened)


def _target_steps(text: str, start: int) -> int:
    """Return how far the search for the closing bracket of a link's target goes."""
    end = text.find(")", start)
    if end < 0:
        return len(text) - start
    plain = not any(mark in text[start:end] for mark in "(\"'")
    # With brackets or quotes in the target, the search may go on beyond the first closing bracket.
    return end - start if plain else min(len(text) - start, 4 * (end - start) + 200)
