"""Whatever `check` accepts can be rendered, filled in, exported and read back: tools as any author could write them."""

from __future__ import annotations

import html
from itertools import count
from typing import TYPE_CHECKING

from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from handbook.book.check import check_handbook
from handbook.book.forms import entries, is_answered, tools
from handbook.book.nodes import FieldKind, ToolKind
from handbook.export.gather import Wanted, gather
from handbook.export.html import to_html
from handbook.export.markdown import to_markdown
from handbook.export.report import Options
from handbook.notes.exchange import from_json, to_json
from handbook.notes.filled import blank, read_filled, refit, with_value, write_filled
from handbook.ui.reader.chapter_page import ChapterPress
from handbook.ui.reader.style import PageStyle
from handbook.ui.theme import THEMES
from tests.book.tool_strategies import chapters
from tests.export.test_markdown_tools import read_tools, shape
from tests.export.tools import copy_of

if TYPE_CHECKING:
    from pytestqt.qtbot import QtBot

    from handbook.book.forms import Entry, Value
    from handbook.book.nodes import Tool
    from handbook.notes.filled import Filled
    from tests.export.conftest import Desk, Printer

EVERY = [HealthCheck.function_scoped_fixture, HealthCheck.too_slow, HealthCheck.data_too_large]
QUICK = settings(max_examples=60, deadline=None, suppress_health_check=EVERY)
FEW = settings(max_examples=8, deadline=None, phases=[Phase.generate], suppress_health_check=EVERY)
# What is said is found again by these words, which no tool has.
_numbers = count()
_MARKED = st.text(st.sampled_from('ab æ*_#<>&|`$\\"'), max_size=8)


def a_value(data: st.DataObject, entry: Entry) -> Value:
    """Draw an answer that can be given to an entry; typed ones hold a word of their own."""
    offered = [id_ for id_, _name in entry.names]
    word = f"Zq{next(_numbers)}w"
    match entry.kind:
        case FieldKind.TABLE:
            return tuple(dict.fromkeys(offered, word) for _row in range(data.draw(st.integers(1, 3))))
        case FieldKind.CHOICES:
            return tuple(data.draw(st.lists(st.sampled_from(offered), unique=True, min_size=1)))
        case FieldKind.CHOICE | FieldKind.QUESTION:
            return data.draw(st.sampled_from(offered))
        case FieldKind.SCALE:
            return str(data.draw(st.integers(1, int(offered[-1]))))
        case "tick":
            return "x"
        case _:
            return f"{word} {data.draw(_MARKED)}".strip()


def fill(data: st.DataObject, tool: Tool) -> Filled:
    """Fill in some of a tool."""
    filled = blank(tool, "Mit ark")
    for entry in entries(tool):
        if data.draw(st.booleans()):
            filled = with_value(filled, tool, entry.id, a_value(data, entry))
    return filled


def words(filled: Filled) -> list[str]:
    """Return the words that were typed, of the entries that a report tells of."""
    typed = (FieldKind.LINE, FieldKind.PARAGRAPH, FieldKind.NUMBER, FieldKind.DATE, FieldKind.STEP)
    found = [answer.value for answer in filled.answers if answer.kind in typed and is_answered(answer.value)]
    return [str(value).split()[0] for value in found]


@QUICK
@given(chapter=chapters(), data=st.data())
def test_any_tool_is_rendered_filled_in_exported_and_read_back(
    desk: Desk, qtbot: QtBot, chapter: tuple[str, tuple[object, ...]], data: st.DataObject
) -> None:
    del qtbot
    handbook = desk.handbook({"a.md": chapter[0]})
    assert check_handbook(handbook.root) == []
    tree = handbook.tree("a.md")
    page = ChapterPress(handbook).chapter(
        handbook.chapters[0], tree, PageStyle(THEMES["light"], 100, 150, 500.0, 560.0)
    )
    whole = gather(handbook, Wanted(chapters=["a.md"]), Options())
    assert shape(tuple(read_tools(to_markdown(whole)))) == shape(tuple(tools(tree.blocks)))
    for tool in tools(tree.blocks):
        assert tool.id in page.tools
        filled = fill(data, tool)
        assert refit(read_filled(write_filled(filled)), tool) == filled
        copy = copy_of(desk, handbook, filled)
        assert from_json(to_json([copy], generator="test", made=copy.created)).annotations == [copy]
        report = gather(handbook, Wanted(annotations=[copy]), Options())
        for text in (html.unescape(to_html(report)), to_markdown(report)):
            assert [word for word in words(filled) if word not in text] == []


@FEW
@given(chapter=chapters(), data=st.data())
def test_any_tool_is_printed_empty_and_filled_in(
    desk: Desk, printer: Printer, chapter: tuple[str, tuple[object, ...]], data: st.DataObject
) -> None:
    handbook = desk.handbook({"a.md": chapter[0]})
    printer.chapters(handbook, "a.md")
    for tool in tools(handbook.tree("a.md").blocks):
        filled = fill(data, tool)
        if tool.kind is ToolKind.DECISION:
            # Answers off the way that was taken aren't told.
            filled = blank(tool, "Mit ark")
        text = printer.notes(handbook, copy_of(desk, handbook, filled)).text
        assert [word for word in words(filled) if word not in text] == []
