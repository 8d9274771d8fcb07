"""Where the reader has been: a list with a cursor, as in a browser. No Qt."""

from __future__ import annotations

from typing import NamedTuple

MOST_VISITS = 200


class Visit(NamedTuple):
    """A place that was on the screen: the chapter's key, and the text offset at the top of the window."""

    chapter: str
    offset: int


class History:
    """Visits, oldest first, and which one is on the screen."""

    def __init__(self) -> None:
        self._visits: list[Visit] = []
        self._current = -1

    @property
    def can_go_back(self) -> bool:
        """Whether there is a visit before the current one."""
        return self._current > 0

    @property
    def can_go_forward(self) -> bool:
        """Whether there is a visit after the current one."""
        return self._current < len(self._visits) - 1

    def visit(self, visit: Visit) -> None:
        """Go to a new place; what lay ahead is forgotten. The same place twice is one visit."""
        if self._current >= 0 and self._visits[self._current] == visit:
            return
        del self._visits[self._current + 1 :]
        self._visits.append(visit)
        del self._visits[:-MOST_VISITS]
        self._current = len(self._visits) - 1

    def update(self, offset: int) -> None:
        """Say where in the current chapter the reader is now."""
        if self._current >= 0:
            self._visits[self._current] = Visit(self._visits[self._current].chapter, offset)

    def back(self) -> Visit | None:
        """Step back and return where to, or None at the beginning."""
        return self._step(-1)

    def forward(self) -> Visit | None:
        """Step forward and return where to, or None at the end."""
        return self._step(1)

    def _step(self, by: int) -> Visit | None:
        target = self._current + by
        if not 0 <= target < len(self._visits):
            return None
        self._current = target
        return self._visits[target]
