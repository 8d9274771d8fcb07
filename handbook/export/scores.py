"""What came out of a self-test, for every writer to show."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from handbook.book import nodes
from handbook.book.forms import Score, scores
from handbook.book.nodes import Field, Tool, ToolKind
from handbook.book.walk import plain_text
from handbook.i18n import _, decimal

if TYPE_CHECKING:
    from handbook.notes.filled import Filled


class Result(NamedTuple):
    """What came out of a self-test.

    Attributes:
        scores: Of each dimension.
        lowest: The dimensions that came out lowest; none when nothing is answered, or nothing could be higher.
    """

    scores: tuple[Score, ...]
    lowest: tuple[Field, ...]


def result(tool: Tool, filled: Filled) -> Result | None:
    """Return what came out of a self-test; None for other tools, and for one that nothing is answered in.

    Args:
        tool: The tool.
        filled: The copy.
    """
    found = scores(tool, filled.values) if tool.kind is ToolKind.SELFTEST else ()
    means = [score.mean for score in found if score.mean is not None]
    if not means:
        return None
    least = min(means)
    lowest = tuple(score.dimension for score in found if score.mean == least and least < score.steps)
    return Result(found, lowest)


def advice(field: Field) -> nodes.Block:
    """Return what to read next where a dimension came out low.

    Args:
        field: The dimension.
    """
    title = _("Lowest: {name}").format(name=plain_text(field.label))
    return nodes.Panel(nodes.PanelKind.TIP, (nodes.Text(title, 0),), field.blocks, 0, 0)


def share(score: Score) -> float:
    """Return how far a dimension is from the lowest step to the highest, from 0 to 1."""
    return 0.0 if score.mean is None else (score.mean - 1) / max(1, score.steps - 1)


def mean_words(score: Score) -> str:
    """Return how a dimension came out, in words."""
    if score.mean is None:
        return _("Not answered")
    words = _("{mean} of {steps}").format(mean=decimal(score.mean), steps=score.steps)
    if score.answered == score.total:
        return words
    answered = _("{done} of {total} answered").format(done=score.answered, total=score.total)
    return f"{words} ({answered})"
