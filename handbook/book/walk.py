"""Walks over chapter trees: every block, and every address in a chapter."""

from __future__ import annotations

from typing import TYPE_CHECKING

from handbook.book import nodes

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence


def iter_blocks(blocks: Iterable[nodes.Block]) -> Iterator[nodes.Block]:
    """Yield blocks and everything nested in them, in document order.

    Args:
        blocks: A tree's blocks, or a footnote's.
    """
    waiting = list(blocks)[::-1]
    while waiting:
        block = waiting.pop()
        yield block
        waiting.extend(reversed(_children(block)))


def anchors(tree: nodes.ChapterTree) -> set[str]:
    """Return the addresses in a chapter: its sections and its terms.

    Args:
        tree: The chapter.
    """
    found = {section.id for section in tree.sections if section.id}
    for block in iter_blocks(tree.blocks):
        if isinstance(block, nodes.DefinitionList):
            found.update(item.id for item in block.items if item.id)
    return found


def _children(block: nodes.Block) -> Sequence[nodes.Block]:
    match block:
        case nodes.ListBlock() | nodes.DefinitionList():
            return [child for item in block.items for child in item.blocks]
        case nodes.Quote() | nodes.Panel():
            return block.blocks
        case _:
            return ()
