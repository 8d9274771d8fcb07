"""Walks over chapter trees: every block, every address in a chapter, the words of a line."""

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
    """Return the addresses in a chapter: its sections, its terms and its tools.

    Args:
        tree: The chapter.
    """
    found = {section.id for section in tree.sections if section.id}
    for block in iter_blocks(tree.blocks):
        if isinstance(block, nodes.DefinitionList):
            found.update(item.id for item in block.items if item.id)
        elif isinstance(block, nodes.Tool):
            found.add(block.id)
    return found


def plain_text(children: Sequence[nodes.Inline]) -> str:
    """Return the words of inline nodes, without marks, pictures and footnote numbers.

    Args:
        children: The nodes.
    """
    parts = []
    for child in children:
        match child:
            case nodes.Text() | nodes.Code() | nodes.Abbreviation():
                parts.append(child.value)
            case nodes.Keys():
                parts.append("+".join(child.names))
            case nodes.LineBreak():
                parts.append(" ")
            case nodes.Emphasis() | nodes.Strong() | nodes.Strike() | nodes.Link():
                parts.append(plain_text(child.children))
            case nodes.Image() | nodes.FootnoteReference():
                pass
    return "".join(parts)


def _children(block: nodes.Block) -> Sequence[nodes.Block]:
    match block:
        case nodes.ListBlock() | nodes.DefinitionList():
            return [child for item in block.items for child in item.blocks]
        case nodes.Quote() | nodes.Panel() | nodes.Tool() | nodes.Field():
            return block.blocks
        case _:
            return ()
