"""Converts the blocks of tools into nodes: what their options mean, and whether they are right.

A tool or field that nothing could be kept under, because it has no id of its own, is shown as a fault, with what stands
in it below; what else is wrong is only noticed. The codes are in `faults.py`.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from handbook.book.forms import decision_faults, entries
from handbook.book.nodes import Choice, Field, FieldKind, Tool, ToolKind
from handbook.book.tool_syntax import NAMES
from handbook.i18n import _

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from typing import TypeVar

    from handbook.book import nodes
    from handbook.book.inlines import Scribe
    from handbook.book.tool_syntax import SourceBlock

    Flow = Callable[[], tuple[nodes.Block, ...]]
    """Converts what stands in the block."""
    _Made = TypeVar("_Made")

MOST_STEPS, MOST_LINES, MOST_MINUTES = 10, 40, 10_000
_LEAST_STEPS = 2
_DIGITS = 6
_ID = re.compile(r"[a-z0-9][a-z0-9-]*")
_FLAGS = {"true": True, "yes": True, "false": False, "no": False}
_TOOL_KINDS = frozenset(kind.value for kind in ToolKind)
_EVERYWHERE = frozenset({"id"})
_TOOL_OPTIONS = frozenset({"id", "minutes", "summary", "situations"})
_SCALE_OPTIONS = frozenset({"from", "to", "steps"})
_FIELD_OPTIONS = {
    FieldKind.LINE: frozenset[str](),
    FieldKind.PARAGRAPH: frozenset({"lines"}),
    FieldKind.NUMBER: frozenset({"unit"}),
    FieldKind.DATE: frozenset[str](),
    FieldKind.CHOICE: frozenset({"options", "several"}),
    FieldKind.SCALE: _SCALE_OPTIONS,
    FieldKind.TABLE: frozenset({"columns", "rows"}),
    FieldKind.STEP: frozenset({"minutes", "notes"}),
    FieldKind.DIMENSION: frozenset({"statements"}),
    FieldKind.QUESTION: frozenset({"answers"}),
    FieldKind.OUTCOME: frozenset[str](),
}
_LISTED = {
    FieldKind.CHOICE: "options",
    FieldKind.TABLE: "columns",
    FieldKind.DIMENSION: "statements",
    FieldKind.QUESTION: "answers",
}
_ONLY_IN = {
    FieldKind.STEP: ToolKind.GUIDE,
    FieldKind.DIMENSION: ToolKind.SELFTEST,
    FieldKind.QUESTION: ToolKind.DECISION,
    FieldKind.OUTCOME: ToolKind.DECISION,
}


class _Open(NamedTuple):
    """The tool being converted, and the ids that are taken in it, each with the block that took it."""

    kind: ToolKind
    ids: dict[str, int]


class _Allowed(NamedTuple):
    """A whole number that an option may be: one without it, else from the least to the most."""

    default: int
    least: int
    most: int


_MINUTES = _Allowed(0, 1, MOST_MINUTES)
_LINES = _Allowed(3, 1, MOST_LINES)
_STEPS = _Allowed(5, _LEAST_STEPS, MOST_STEPS)


class ToolConverter:
    """Converts the tools of one chapter. Make a new one for each."""

    def __init__(self, blocks: Sequence[SourceBlock], scribe: Scribe) -> None:
        """Prepare to convert.

        Args:
            blocks: The chapter's blocks by number.
            scribe: Gets the text and what is noticed.
        """
        self._blocks = blocks
        self._scribe = scribe
        self._ids: dict[str, int] = {}
        self._open: _Open | None = None
        self._in_field = False
        self._is_lost = False

    def convert(self, number: int, flow: Flow) -> Sequence[nodes.Block]:
        """Convert a block.

        Args:
            number: Which.
            flow: Converts its content.
        """
        block = self._blocks[number]
        is_tool = block.name in _TOOL_KINDS
        if self._is_lost:
            return self._fault(_("The tool that this stands in is faulty."), block.head), *flow()
        fault = (
            self._misplaced(block, is_tool=is_tool)
            or self._unread(block)
            or self._unnamed(block, self._ids if self._open is None else self._open.ids)
        )
        if fault:
            message = self._fault(fault, block.head)
            # What stands in a tool that is none is no fault of its own.
            self._is_lost = is_tool
            blocks = flow()
            self._is_lost = False
            return message, *blocks
        return (self._tool(block, flow) if is_tool else self._field(block, flow),)

    @property
    def is_open(self) -> bool:
        """Whether a tool is being converted: its task items are fields."""
        return self._open is not None

    def item_id(self, written: str) -> str:
        """Return the id of a task item of the tool being converted, and notice when it has none that is its own.

        Args:
            written: The id that it was given, or "".
        """
        if self._open is None or self._is_lost:
            return ""
        if not _ID.fullmatch(written):
            self._scribe.mention("field-id", written, detail="item")
            return ""
        if written in self._open.ids:
            self._scribe.mention("duplicate-field-id", written)
            return ""
        self._open.ids[written] = self._scribe.block
        return written

    def mention_mark(self, name: str) -> None:
        """Notice a line that stayed text although it looks like the beginning of a block.

        Args:
            name: The kind of block that it names, or "" for one that looks like an end: that is found line by line.
        """
        if name.lower() in NAMES:
            self._scribe.mention("tool-place", name, detail="list")
        elif name:
            self._scribe.mention("unknown-block", name)

    def _misplaced(self, block: SourceBlock, *, is_tool: bool) -> str:
        if is_tool and self._open is not None:
            self._scribe.mention("tool-place", block.name, detail="tool")
            return _("A tool can’t stand in another tool.")
        if not is_tool and self._open is None:
            self._scribe.mention("tool-place", block.name, detail="outside")
            return _("A field stands in a tool; this one stands outside.")
        if self._in_field:
            self._scribe.mention("tool-place", block.name, detail="field")
            return _("A field can’t stand in another field.")
        return ""

    def _unread(self, block: SourceBlock) -> str:
        for key in block.repeated:
            self._scribe.mention("tool-option", key, detail="twice")
        if not block.problem:
            return ""
        self._scribe.mention("tool-options-unreadable", block.name, detail=block.problem)
        return _("The options can’t be read: {reason}.").format(reason=block.problem)

    def _unnamed(self, block: SourceBlock, taken: dict[str, int]) -> str:
        id_ = block.options.get("id")
        what = "field" if self._open is not None else "tool"
        if not isinstance(id_, str) or not _ID.fullmatch(id_):
            self._scribe.mention(f"{what}-id", id_ if isinstance(id_, str) else "", detail=what)
            return _("An id is missing, or is made of other characters than a-z, 0-9 and -.")
        if id_ in taken:
            self._scribe.mention(f"duplicate-{what}-id", id_)
            return _("The id “{name}” is already taken.").format(name=id_)
        taken[id_] = self._scribe.block
        return ""

    def _tool(self, block: SourceBlock, flow: Flow) -> Tool:
        kind = ToolKind(block.name)
        options = _Options(block, self._scribe)
        is_test = kind is ToolKind.SELFTEST
        options.allow(_TOOL_OPTIONS | (_SCALE_OPTIONS if is_test else frozenset()))
        start = self._scribe.position
        title = self._line(block.title, "tool-title", block.name)
        ends, steps = self._scale(options) if is_test else ((), 0)
        minutes, summary = options.number("minutes", _MINUTES), options.text("summary")
        situations = options.texts("situations")
        self._open = opened = _Open(kind, {})
        blocks = self._within(flow)
        self._open = None
        tool = Tool(
            kind, str(block.options["id"]), title, blocks, ends, steps, minutes, summary, situations, start,
            self._scribe.position - 1,
        )  # fmt: skip
        self._scribe.mention("tool", tool.id)
        self._judge(tool, opened.ids)
        return tool

    def _field(self, block: SourceBlock, flow: Flow) -> Field:
        kind = FieldKind(block.name)
        options = _Options(block, self._scribe)
        options.allow(_EVERYWHERE | _FIELD_OPTIONS[kind])
        if self._open is not None and _ONLY_IN.get(kind, self._open.kind) is not self._open.kind:
            self._scribe.mention("tool-place", block.name, detail=_ONLY_IN[kind].value)
        start = self._scribe.position
        label = self._line(block.title, "field-title", block.name)
        self._in_field = True
        is_first = kind is FieldKind.DIMENSION
        blocks = () if is_first else self._within(flow)
        size = 0
        presets: tuple[Choice, ...] = ()
        if kind is FieldKind.SCALE:
            listed, size = self._scale(options)
        else:
            listed = self._listed(options, kind)
        if is_first:
            blocks = self._within(flow)
        self._in_field = False
        match kind:
            case FieldKind.PARAGRAPH:
                size = options.number("lines", _LINES)
            case FieldKind.TABLE:
                size, presets = self._rows(options, has_columns=bool(listed))
            case FieldKind.STEP:
                size = 3 if options.flag("notes", default=True) else 0
            case FieldKind.CHOICE if options.flag("several", default=False):
                kind = FieldKind.CHOICES
        return Field(
            kind, str(block.options["id"]), label, blocks, listed, size, options.number("minutes", _MINUTES),
            options.text("unit"), start, self._scribe.position - 1, presets,
        )  # fmt: skip

    def _within(self, convert: Callable[[], _Made]) -> _Made:
        """Convert what stands in a block; what is noticed about the whole of it then stands at its beginning again."""
        place = self._scribe.block
        made = convert()
        self._scribe.block = place
        return made

    def _scale(self, options: _Options) -> tuple[tuple[Choice, ...], int]:
        """Return the two ends of a scale, and its steps."""
        low, high = options.text("from"), options.text("to")
        steps = options.number("steps", _STEPS)
        if not low or not high:
            self._scribe.mention("tool-scale", options.name)
        return (self._choice("1", low, ""), self._choice(str(steps), high, "")), steps

    def _listed(self, options: _Options, kind: FieldKind) -> tuple[Choice, ...]:
        """Return what a field offers."""
        key = _LISTED.get(kind)
        if key is None:
            return ()
        result: list[Choice] = []
        for id_, text, target in options.listed(key, has_targets=kind is FieldKind.QUESTION):
            if not _ID.fullmatch(id_):
                self._scribe.mention("field-id", id_, detail=key)
            else:
                result.append(self._choice(id_, text, target))
        if not result:
            self._scribe.mention("tool-options", options.name, detail=key)
        return tuple(result)

    def _rows(self, options: _Options, *, has_columns: bool) -> tuple[int, tuple[Choice, ...]]:
        """Return how many rows a table has at first, and what stands in the first column of each."""
        count, texts = options.rows("rows", _LINES)
        if not has_columns:
            return count, ()
        return count, tuple(self._choice(str(number), text, "") for number, text in enumerate(texts, 1))

    def _choice(self, id_: str, text: str, target: str) -> Choice:
        start = self._scribe.position
        label = self._scribe.inlines([text])
        return Choice(id_, label, target, start, self._scribe.write("\n"))

    def _line(self, text: str, code: str, value: str) -> tuple[nodes.Inline, ...]:
        """Write a title or a label on a line of its own; one that is missing is noticed as `code`."""
        if not text:
            self._scribe.mention(code, value)
        children = self._scribe.inlines([text])
        self._scribe.write("\n")
        return children

    def _judge(self, tool: Tool, places: Mapping[str, int]) -> None:
        """Notice a tool that can't be filled in, or whose questions lead nowhere."""
        if tool.kind is ToolKind.DECISION:
            for fault in decision_faults(tool):
                place, self._scribe.block = self._scribe.block, places.get(fault.id, self._scribe.block)
                value = f"{fault.id}: {fault.answer}" if fault.answer else fault.id
                self._scribe.mention(fault.code, value, detail=fault.target)
                self._scribe.block = place
        elif not entries(tool):
            self._scribe.mention("tool-empty", tool.id)

    def _fault(self, message: str, value: str) -> nodes.FaultBlock:
        from handbook.book.convert import fault_block

        return fault_block(self._scribe, message, value)


class _Options:
    """The options of one block, read as what they are to be; one that isn't is noticed, and its default taken."""

    def __init__(self, block: SourceBlock, scribe: Scribe) -> None:
        self.name = block.name
        self._options: Mapping[str, object] = block.options
        self._scribe = scribe

    def allow(self, keys: frozenset[str]) -> None:
        for key in self._options:
            if key not in keys:
                self._scribe.mention("tool-option", key, detail=self.name)

    def text(self, key: str) -> str:
        value = self._options.get(key)
        text = _text(value)
        if value is not None and text is None:
            self._scribe.mention("tool-option-type", key)
        return text or ""

    def texts(self, key: str) -> tuple[str, ...]:
        value = self._options.get(key)
        values = value if isinstance(value, list) else [] if value is None else [value]
        texts = [_text(one) or None for one in values]
        if None in texts:
            self._scribe.mention("tool-option-type", key)
        return tuple(text for text in texts if text)

    def number(self, key: str, allowed: _Allowed) -> int:
        value = self._options.get(key)
        if value is None:
            return allowed.default
        text = value.strip() if isinstance(value, str) else ""
        number = int(text) if text.isascii() and text.isdecimal() and len(text) <= _DIGITS else -1
        if allowed.least <= number <= allowed.most:
            return number
        self._scribe.mention("tool-option-type", key, detail=f"{allowed.least}–{allowed.most}")
        return allowed.default

    def rows(self, key: str, allowed: _Allowed) -> tuple[int, list[str]]:
        """Return a number of rows, and the texts that they begin with where those are listed instead."""
        value = self._options.get(key)
        if not isinstance(value, list):
            return self.number(key, allowed), []
        texts = [text for one in value if (text := _text(one))]
        if len(texts) != len(value) or not allowed.least <= len(texts) <= allowed.most:
            self._scribe.mention("tool-option-type", key, detail=f"{allowed.least}–{allowed.most}")
        texts = texts[: allowed.most]
        return len(texts) or allowed.default, texts

    def flag(self, key: str, *, default: bool) -> bool:
        value = self._options.get(key)
        flag = _FLAGS.get(value.strip().lower()) if isinstance(value, str) else None
        if flag is None and value is not None:
            self._scribe.mention("tool-option-type", key)
        return default if flag is None else flag

    def listed(self, key: str, *, has_targets: bool) -> list[tuple[str, str, str]]:
        """Return id, text and target of each of what a field offers."""
        value = self._options.get(key)
        if not isinstance(value, dict):
            if value is not None:
                self._scribe.mention("tool-option-type", key)
            return []
        result = []
        for name, said in value.items():
            text, target = _text(said), ""
            if has_targets and isinstance(said, dict) and set(said) <= {"text", "to"}:
                text, target = _text(said.get("text")), _text(said.get("to")) or ""
            if not text:
                self._scribe.mention("tool-option-type", key, detail=name)
            result.append((name, text or name, target))
        return result


def _text(value: object) -> str | None:
    """Return a text in one line; None for what is none, but a list or a mapping."""
    return " ".join(value.split()) if isinstance(value, str) else None
