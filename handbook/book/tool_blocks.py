"""pymdown-extensions' Blocks, set up for tools: it finds the blocks and parses their content; we read their options.

For each block it leaves an element whose attribute `TOOL` is the number of a `SourceBlock`. Chapters without tools are
parsed without it: it looks into each text anew.

The library's own reading of options gives way to ours: it makes of a block whose options can't be read a paragraph,
says nothing of keys that are there twice, hands any key on as the name of an argument, and takes `No`, `12:30` and
`2026-12-01` for something else than texts.
"""

from __future__ import annotations

import textwrap
from collections import Counter
from typing import TYPE_CHECKING, Any, NamedTuple
from xml.etree import ElementTree as ET

import yaml
from pymdownx.blocks import BlocksProcessor
from pymdownx.blocks.block import Block

from handbook.book.tool_syntax import NAMES, OPENING, TOOL, SourceBlock
from handbook.i18n import _

if TYPE_CHECKING:
    from markdown import Markdown

MOST_CHARACTERS = 64 * 1024
"""Length that the options of a chapter's blocks may have together: YAML is read by a slow and recursive parser."""
_PRIORITY = 89.99
"""Right after the lists' indentation, as the library has it."""


def register_blocks(md: Markdown, source_attribute: str) -> list[SourceBlock]:
    """Have a Markdown instance find the blocks of tools.

    Args:
        md: The instance.
        source_attribute: Name of the attribute in which an element carries its own source.

    Returns:
        A list that the blocks will stand in, by number.
    """
    found: list[SourceBlock] = []
    processor = _Processor(md.parser, md)
    for name in NAMES:
        kind = type(f"_{name.capitalize()}", (_ToolBlock,), {"NAME": name})
        processor.register(kind, {"found": found, "source": source_attribute})
    md.parser.blockprocessors.register(processor, "blocks", _PRIORITY)
    return found


class _Read(NamedTuple):
    """The options of a block, read."""

    options: dict[str, object]
    problem: str = ""
    repeated: tuple[str, ...] = ()


class _Processor(BlocksProcessor):  # type: ignore[misc] # the library has no types
    """Finds the blocks."""

    def __init__(self, *args: Any) -> None:  # noqa: ANN401 - the library has no types
        super().__init__(*args)
        self.start = OPENING
        self.head = ""
        self._left = MOST_CHARACTERS

    def test(self, parent: ET.Element, block: str) -> bool:
        """Whether a block begins or goes on here; its first line is kept as it was written.

        In lists, quotes, panels and footnotes none begins: there the lines of blocks stay text.
        """
        if self.get_parent(parent) is not None:
            return True
        if "///" not in block or (parent.attrib and TOOL not in parent.attrib) or parent.tag != "div":
            return False
        mark = OPENING.search(block)
        self.head = mark[0].strip() if mark is not None else ""
        return bool(super().test(parent, block))

    def split_header(self, block: str, length: int) -> tuple[dict[str, object], str]:
        """Cut the options off a block's content, and read them."""
        del length
        match = self.yaml_line.match(block)
        if match is None:
            return {"read": _Read({})}, block
        self._left -= len(match[0])
        read = _Read({}, _("they are too long")) if self._left < 0 else _read(textwrap.dedent(match[0]))
        return {"read": read}, block[match.end() :]


class _ToolBlock(Block):  # type: ignore[misc] # the library has no types
    """A block of a tool."""

    ARGUMENT = None

    def _validate(self, parent: ET.Element, arg: str | None, **options: Any) -> bool:  # noqa: ANN401
        """Accept whatever options there are: a wrong one is a fault with a name, not a block that isn't one."""
        del parent
        self.argument = arg
        self.options = {"attrs": {}, **options}
        return True

    def on_create(self, parent: ET.Element) -> ET.Element:
        """Make the element that the content goes into, and keep the rest by its number."""
        found: list[SourceBlock] = self.config["found"]
        read: _Read = self.options["read"]
        head: str = self._block_mgr.head
        element = ET.SubElement(parent, "div", {TOOL: str(len(found)), self.config["source"]: head})
        found.append(SourceBlock(self.NAME, " ".join((self.argument or "").split()), head, *read))
        return element


class _Loader(yaml.BaseLoader):
    """Reads every scalar as the text that it is, and notices keys that are there twice."""

    def __init__(self, text: str) -> None:
        super().__init__(text)
        self.repeated: list[str] = []

    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict[Any, Any]:  # noqa: FBT001, FBT002
        """Make a mapping."""
        keys = Counter(key.value for key, _value in node.value if isinstance(key, yaml.ScalarNode))
        self.repeated.extend(key for key, count in keys.items() if count > 1)
        return super().construct_mapping(node, deep)


def _read(source: str) -> _Read:
    loader = None
    try:
        loader = _Loader(source)
        values = loader.get_single_data()
    except (yaml.YAMLError, ValueError, TypeError, RecursionError) as error:
        return _Read({}, getattr(error, "problem", None) or str(error).partition("\n")[0])
    finally:
        if loader is not None:
            loader.dispose()
    if values is None:
        return _Read({})
    if not isinstance(values, dict):
        return _Read({}, _("they must be lines of “key: value”"))
    return _Read({str(key): value for key, value in values.items()}, "", tuple(loader.repeated))
