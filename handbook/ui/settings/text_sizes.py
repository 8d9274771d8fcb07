"""The steps that text size goes in."""

from __future__ import annotations

from handbook.settings import TEXT_SIZES


def step_size(percent: int, by: int) -> int:
    """Return the next larger (+1) or smaller (-1) text size, in percent; the ends stay."""
    if by > 0:
        return next((size for size in TEXT_SIZES if size > percent), TEXT_SIZES[-1])
    return next((size for size in reversed(TEXT_SIZES) if size < percent), TEXT_SIZES[0])
