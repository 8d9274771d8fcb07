"""What stands where in a tool, as its form needs it: which blocks hold something to fill in, and which only words."""

from __future__ import annotations

from typing import TYPE_CHECKING

from handbook.book import nodes
from handbook.book.nodes import FieldKind, ToolKind
from handbook.book.walk import iter_blocks, plain_text
from handbook.i18n import _

if TYPE_CHECKING:
    from collections.abc import Sequence

    from handbook.book.nodes import Block, Field, Tool


def with_minutes(field: Field) -> str:
    """Return a step's label, with how long it takes where that is said."""
    label = plain_text(field.label)
    return f"{label} · {_('{count} min').format(count=field.minutes)}" if field.minutes else label


def around_questions(tool: Tool) -> tuple[Sequence[Block], Sequence[Block]]:
    """Return the blocks before the questions of a decision, and those behind them; of another tool all, and none."""
    ways = (FieldKind.QUESTION, FieldKind.OUTCOME)
    places = [n for n, block in enumerate(tool.blocks) if isinstance(block, nodes.Field) and block.kind in ways]
    if tool.kind is not ToolKind.DECISION or not places:
        return tool.blocks, ()
    rest = [block for n, block in enumerate(tool.blocks) if n not in places and n < places[-1]]
    return rest, tool.blocks[places[-1] + 1 :]


def has_entries(block: Block) -> bool:
    """Whether something is to be filled in within a block."""
    if isinstance(block, nodes.Field):
        return True
    return any(
        isinstance(inner, nodes.Field) or (isinstance(inner, nodes.ListBlock) and any(item.id for item in inner.items))
        for inner in iter_blocks([block])
    )


def before_entries(blocks: Sequence[Block]) -> list[Block]:
    """Return the blocks before the first in which something is to be filled in."""
    place = next((n for n, block in enumerate(blocks) if has_entries(block)), len(blocks))
    return list(blocks[:place])


def from_entries(blocks: Sequence[Block]) -> list[Block]:
    """Return the blocks from the first on in which something is to be filled in."""
    return list(blocks[len(before_entries(blocks)) :])


def links_in(blocks: Sequence[Block]) -> list[nodes.Inline]:
    """Return the links of a task's own line: its box draws the words, and can't be clicked in two places."""
    found: list[nodes.Inline] = []
    if blocks and isinstance(blocks[0], nodes.Paragraph):
        waiting = list(blocks[0].children)
        while waiting:
            child = waiting.pop(0)
            if isinstance(child, nodes.Link):
                if found:
                    found.append(nodes.Text(" · ", 0))
                found.append(child)
            elif isinstance(child, nodes.Emphasis | nodes.Strong | nodes.Strike):
                waiting = [*child.children, *waiting]
    return found
