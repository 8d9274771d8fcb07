"""Work in steps of a few milliseconds: a generator that yields whenever a step has taken long enough."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, TypeVar

if TYPE_CHECKING:
    from collections.abc import Generator

_STEP_SECONDS = 0.006
_Made = TypeVar("_Made")


def finish(steps: Generator[None, None, _Made]) -> _Made:
    """Take all steps of some work at once, and return what it made.

    Args:
        steps: The steps.
    """
    while True:
        try:
            next(steps)
        except StopIteration as stop:
            made: _Made = stop.value
            return made


class Pace:
    """Says when a step has taken long enough."""

    def __init__(self, seconds: float = _STEP_SECONDS) -> None:
        """Begin the first step.

        Args:
            seconds: How long a step may take.
        """
        self._seconds = seconds
        self._end = time.perf_counter() + seconds

    def is_over(self) -> bool:
        """Whether the step is over; if so, the next one begins."""
        now = time.perf_counter()
        if now < self._end:
            return False
        self._end = now + self._seconds
        return True

    def restart(self) -> None:
        """Begin the next step now."""
        self._end = time.perf_counter() + self._seconds
