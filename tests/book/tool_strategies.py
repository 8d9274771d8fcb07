"""Hypothesis strategies for tools: what an author may write, with what a reader is then asked."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, NamedTuple

from hypothesis import strategies as st

from handbook.book.forms import TICK
from handbook.book.nodes import FieldKind, ToolKind

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from hypothesis.strategies import DrawFn, SearchStrategy

Pairs = tuple[tuple[str, str], ...]


class WrittenEntry(NamedTuple):
    """An entry as `forms.entries` should give it."""

    id: str
    kind: str
    label: str
    names: Pairs = ()
    presets: tuple[str, ...] = ()


class WrittenTool(NamedTuple):
    """A tool as it was written: its source, and what a reader should be asked.

    Attributes:
        source: Its block.
        kind: Its kind.
        id: Its id.
        title: Its title.
        entries: What there is to be answered.
        ways: Of a decision: the ids that each question leads to, by its answers.
    """

    source: str
    kind: ToolKind
    id: str
    title: str
    entries: tuple[WrittenEntry, ...]
    ways: dict[str, dict[str, str]]


class _Part(NamedTuple):
    source: str
    entries: tuple[WrittenEntry, ...] = ()


# Words that YAML takes for truth values, numbers or nothing are ids like any others.
ids = st.text("abcde019", min_size=1, max_size=4) | st.sampled_from(
    ["yes", "no", "on", "null", "y", "12", "0x1", "1e3", "a-b", "2026-12-01", "parent", "attrs"]
)
_words = st.text("abegikmnoprstuæøåéÅ", min_size=2, max_size=7)
_marked = st.builds(
    "{}{}".format, _words, st.sampled_from(["", "", "?", "!", ":", "*", "_", "#", "&", "|", "`", "{#a}"])
)
labels = st.lists(_marked, min_size=1, max_size=5).map(" ".join)
"""Titles, labels and what stands in options: plain text, whatever Markdown makes of its marks elsewhere."""
_prose = st.lists(_words, min_size=1, max_size=6).map(" ".join)
_help = st.lists(_prose, max_size=2).map(lambda paragraphs: "".join(f"{paragraph}.\n\n" for paragraph in paragraphs))


def _pairs(least: int = 1, most: int = 4) -> SearchStrategy[Pairs]:
    return st.lists(st.tuples(ids, labels), min_size=least, max_size=most, unique_by=lambda pair: pair[0]).map(tuple)


def _quoted(text: str) -> str:
    return json.dumps(text, ensure_ascii=False)


def _mapping(key: str, pairs: Pairs) -> str:
    return f"    {key}:\n" + "".join(f"      {id_}: {_quoted(text)}\n" for id_, text in pairs)


def _block(kind: str, label: str, options: str, content: str, slashes: str = "///") -> str:
    return f"{slashes} {kind} | {label}\n{options}{content}{slashes}\n\n"


@st.composite
def _plain_field(draw: DrawFn, id_: str) -> _Part:
    kind = draw(st.sampled_from(["line", "paragraph", "number", "date", "scale", "choice", "table"]))
    label, options = draw(labels), f"    id: {_quoted(id_)}\n"
    names: Pairs = ()
    presets: tuple[str, ...] = ()
    found: str = kind
    match kind:
        case "paragraph":
            options += draw(st.sampled_from(["", "    lines: 7\n"]))
        case "number":
            options += draw(st.sampled_from(["", "    unit: kr.\n"]))
        case "scale":
            steps, low, high = draw(st.integers(2, 10)), draw(labels), draw(labels)
            options += f"    from: {_quoted(low)}\n    to: {_quoted(high)}\n    steps: {steps}\n"
            names = (("1", low), (str(steps), high))
        case "choice":
            names = draw(_pairs())
            options += _mapping("options", names)
            if draw(st.booleans()):
                options, found = f"{options}    several: true\n", FieldKind.CHOICES
        case "table":
            names = draw(_pairs())
            presets = tuple(draw(st.lists(labels, max_size=4)))
            rows = f"    rows: [{', '.join(map(_quoted, presets))}]\n" if presets else ""
            options += _mapping("columns", names) + (rows or draw(st.sampled_from(["", "    rows: 12\n"])))
    return _Part(_block(kind, label, options, draw(_help)), (WrittenEntry(id_, found, label, names, presets),))


@st.composite
def _task(draw: DrawFn, id_: str) -> _Part:
    label = draw(_prose)
    return _Part(f"- [ ] {label} {{#{id_}}}\n", (WrittenEntry(id_, TICK, label),))


@st.composite
def _step(draw: DrawFn, id_: str) -> _Part:
    label, has_notes = draw(labels), draw(st.booleans())
    options = f"    id: {_quoted(id_)}\n    minutes: 5\n" + ("" if has_notes else "    notes: false\n")
    content = f"{draw(_help)}> {draw(_prose)}?\n"
    return _Part(_block("step", label, options, content), (WrittenEntry(id_, "step", label),) if has_notes else ())


@st.composite
def _dimension(draw: DrawFn, id_: str, ends: Pairs) -> _Part:
    label, statements = draw(labels), draw(_pairs())
    options = f"    id: {_quoted(id_)}\n{_mapping('statements', statements)}"
    found = tuple(WrittenEntry(f"{id_}.{name}", "scale", text, ends) for name, text in statements)
    return _Part(_block("dimension", label, options, draw(_help)), found)


def _form(
    kind: ToolKind, special: Callable[[str], SearchStrategy[_Part]] | None
) -> Callable[[str], SearchStrategy[WrittenTool]]:
    """Return a strategy of tools whose fields are independent of each other, by the tool's id."""

    @st.composite
    def tool(draw: DrawFn, id_: str) -> WrittenTool:
        title, names = draw(labels), draw(st.lists(ids, min_size=1, max_size=6, unique=True))
        choices = [_plain_field, _task, *([special] if special is not None else [])]
        parts = [draw(draw(st.sampled_from(choices))(name)) for name in names]
        if not any(part.entries for part in parts):
            parts.append(draw(_task("en-mere")))
        return _written(kind, id_, title, parts, "")

    return tool


@st.composite
def _selftest(draw: DrawFn, id_: str) -> WrittenTool:
    low, high, steps = draw(labels), draw(labels), draw(st.integers(2, 10))
    ends = (("1", low), (str(steps), high))
    names = draw(st.lists(ids, min_size=1, max_size=4, unique=True))
    parts = [draw(_dimension(name, ends)) for name in names]
    options = f"    from: {_quoted(low)}\n    to: {_quoted(high)}\n    steps: {steps}\n"
    return _written(ToolKind.SELFTEST, id_, draw(labels), parts, options)


@st.composite
def _decision(draw: DrawFn, id_: str) -> WrittenTool:
    names = draw(st.lists(ids, min_size=2, max_size=7, unique=True))
    count = draw(st.integers(1, len(names) - 1))
    questions, outcomes = names[:count], names[count:]
    ways: dict[str, dict[str, str]] = {}
    parts: list[_Part] = []
    for place, question in enumerate(questions):
        # What leads only forwards goes round in no circle; all is reached by what must be led to.
        needed = [questions[place + 1]] if place + 1 < count else outcomes
        more = draw(st.lists(st.sampled_from(names[place + 1 :]), max_size=3))
        answers = draw(_pairs(len(needed) + len(more), len(needed) + len(more)))
        targets = [*needed, *more]
        ways[question] = {answer: target for (answer, _text), target in zip(answers, targets, strict=True)}
        written = "".join(
            f"      {answer}: {{text: {_quoted(text)}, to: {_quoted(target)}}}\n"
            for (answer, text), target in zip(answers, targets, strict=True)
        )
        label = draw(labels)
        options = f"    id: {_quoted(question)}\n    answers:\n{written}"
        entry = WrittenEntry(question, "question", label, answers)
        parts.append(_Part(_block("question", label, options, draw(_help)), (entry,)))
    parts += [
        _Part(_block("outcome", draw(labels), f"    id: {_quoted(outcome)}\n", draw(_help))) for outcome in outcomes
    ]
    return _written(ToolKind.DECISION, id_, draw(labels), parts, "", ways)


def _written(
    kind: ToolKind,
    id_: str,
    title: str,
    parts: Sequence[_Part],
    options: str,
    ways: dict[str, dict[str, str]] | None = None,
) -> WrittenTool:
    source = _block(
        kind.value, title, f"    id: {_quoted(id_)}\n{options}\n", "".join(part.source for part in parts), "////"
    )
    return WrittenTool(source, kind, id_, title, tuple(entry for part in parts for entry in part.entries), ways or {})


_OF_KIND: dict[ToolKind, Callable[[str], SearchStrategy[WrittenTool]]] = {
    ToolKind.CHECKLIST: _form(ToolKind.CHECKLIST, None),
    ToolKind.WORKSHEET: _form(ToolKind.WORKSHEET, None),
    ToolKind.DOCUMENT: _form(ToolKind.DOCUMENT, None),
    ToolKind.GUIDE: _form(ToolKind.GUIDE, _step),
    ToolKind.SELFTEST: _selftest,
    ToolKind.DECISION: _decision,
}


def written_tools(*kinds: ToolKind, id_: str = "t") -> SearchStrategy[WrittenTool]:
    """Return a strategy of tools as authors write them.

    Args:
        kinds: Of which kinds; of any without.
        id_: Their id.
    """
    return st.sampled_from(kinds or tuple(ToolKind)).flatmap(lambda kind: _OF_KIND[kind](id_))


@st.composite
def chapters(draw: DrawFn) -> tuple[str, tuple[WrittenTool, ...]]:
    """Draw a chapter: its source, and the tools in it."""
    names = draw(st.lists(ids, min_size=1, max_size=3, unique=True))
    tools = tuple(draw(written_tools(id_=name)) for name in names)
    return "# Kapitel\n\n" + "".join(f"{draw(_help)}{tool.source}" for tool in tools), tools
