"""What the tests of `handbook.book` share: handbooks made of a few lines, and what must hold for every tree."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

import pytest

from handbook.book import nodes
from handbook.book.markdown import parse_chapter

MakeHandbook = Callable[[Mapping[str, str | bytes]], Path]
Parse = Callable[..., nodes.ChapterTree]

_SOFT_HYPHEN = "\u00ad"


@pytest.fixture
def make_handbook(tmp_path: Path) -> MakeHandbook:
    """Returns a function that writes a handbook's files; without a SUMMARY.md among them, all texts are listed."""

    def make(files: Mapping[str, str | bytes]) -> Path:
        folder = tmp_path / "book"
        contents = dict(files)
        if "SUMMARY.md" not in contents:
            links = [f"- [{name}]({name})\n" for name in contents if name.endswith(".md")]
            contents["SUMMARY.md"] = "# Bog\n\n" + "".join(links)
        for name, content in contents.items():
            path = folder / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(content if isinstance(content, bytes) else content.encode())
        return folder

    return make


@pytest.fixture(scope="session")
def assert_sound() -> Callable[[nodes.ChapterTree], None]:
    """Returns a function that checks a tree against the rules of `handbook/book/nodes.py`."""
    return _assert_sound


@pytest.fixture(scope="session")
def parse() -> Parse:
    """Returns a function that parses a Danish chapter and makes sure that its tree is sound."""

    def parse_sound(text: str, *, title: str = "Kapitel", language: str = "da") -> nodes.ChapterTree:
        tree = parse_chapter(text, title=title, language=language)
        _assert_sound(tree)
        return tree

    return parse_sound


def _assert_sound(tree: nodes.ChapterTree) -> None:
    """Check a tree against its own text."""
    assert _SOFT_HYPHEN not in tree.text
    assert not tree.text or tree.text.endswith("\n")
    position = _blocks(tree, tree.blocks, 0)
    for number, note in enumerate(tree.footnotes, 1):
        assert note.number == number
        assert note.start == position
        _blocks(tree, note.blocks, note.start)
        position = _ends(tree, note.end)
    assert position == len(tree.text)
    _sections(tree)
    for word, broken in tree.hyphenation.items():
        assert broken.replace(_SOFT_HYPHEN, "") == word
        assert word in tree.text
        assert not broken.startswith(_SOFT_HYPHEN)
        assert not broken.endswith(_SOFT_HYPHEN)
    assert tree.words >= 0


def _sections(tree: nodes.ChapterTree) -> None:
    assert tree.sections
    assert tree.sections[0].start == 0
    assert tree.sections[-1].end == len(tree.text)
    for section, following in zip(tree.sections, tree.sections[1:], strict=False):
        assert section.end == following.start
    identifiers = [section.id for section in tree.sections]
    assert len(set(identifiers)) == len(identifiers)


def _ends(tree: nodes.ChapterTree, end: int) -> int:
    assert tree.text[end] == "\n"
    return end + 1


def _blocks(tree: nodes.ChapterTree, blocks: Sequence[nodes.Block], position: int) -> int:
    for block in blocks:
        assert block.start == position
        assert block.start <= block.end
        if isinstance(block, nodes.Tool | nodes.Field):
            _form(tree, block)
        else:
            _block(tree, block)
        position = _ends(tree, block.end)
    return position


def _block(tree: nodes.ChapterTree, block: nodes.Block) -> None:
    inner = block.start
    match block:
        case nodes.Heading() | nodes.Paragraph():
            assert _inlines(tree, block.children, inner) == block.end
        case nodes.CodeBlock() | nodes.FaultBlock():
            assert tree.text[inner : block.end] == block.value
        case nodes.Figure():
            assert _inlines(tree, block.caption, inner) == block.end
        case nodes.ListBlock():
            for item in block.items:
                assert item.start == inner
                _blocks(tree, item.blocks, item.start)
                inner = _ends(tree, item.end)
        case nodes.Table():
            _table(tree, block)
        case nodes.Quote():
            _blocks(tree, block.blocks, inner)
        case nodes.Panel():
            if block.title:
                inner = _ends(tree, _inlines(tree, block.title, inner))
            _blocks(tree, block.blocks, inner)
        case nodes.DefinitionList():
            for term in block.items:
                assert term.start == inner
                if term.id:
                    inner = _ends(tree, _inlines(tree, term.term, inner))
                _blocks(tree, term.blocks, inner)
                inner = _ends(tree, term.end)
        case nodes.Rule():
            assert block.start == block.end


def _form(tree: nodes.ChapterTree, block: nodes.Tool | nodes.Field) -> None:
    if isinstance(block, nodes.Field):
        _field(tree, block)
    else:
        inner = _choices(tree, block.options, _ends(tree, _inlines(tree, block.title, block.start)))
        _blocks(tree, block.blocks, inner)


def _field(tree: nodes.ChapterTree, field: nodes.Field) -> None:
    inner = _ends(tree, _inlines(tree, field.label, field.start))
    if field.kind is nodes.FieldKind.DIMENSION:
        assert _blocks(tree, field.blocks, _choices(tree, field.options, inner)) == field.end + 1
    else:
        offered = (*field.options, *field.presets)
        assert _choices(tree, offered, _blocks(tree, field.blocks, inner)) == field.end + 1


def _choices(tree: nodes.ChapterTree, choices: Sequence[nodes.Choice], position: int) -> int:
    for choice in choices:
        assert choice.start == position
        assert _inlines(tree, choice.label, position) == choice.end
        position = _ends(tree, choice.end)
    return position


def _table(tree: nodes.ChapterTree, table: nodes.Table) -> None:
    position = table.start
    for row in (table.header, *table.rows):
        assert len(row) == len(table.alignments)
        for index, cell in enumerate(row):
            assert cell.start == position
            assert _inlines(tree, cell.children, cell.start) == cell.end
            assert tree.text[cell.end] == ("\n" if index == len(row) - 1 else "\t")
            position = cell.end + 1
    assert table.end == position - 1


def _inlines(tree: nodes.ChapterTree, children: Sequence[nodes.Inline], position: int) -> int:
    """Check a run of inline nodes without a gap between them, and return where it ends."""
    for node in children:
        match node:
            case nodes.Emphasis() | nodes.Strong() | nodes.Strike() | nodes.Link():
                position = _inlines(tree, node.children, position)
                continue
            case nodes.Text() | nodes.Code() | nodes.Abbreviation():
                value = node.value
                assert value
            case nodes.Keys():
                value = "+".join(node.names)
            case nodes.LineBreak():
                value = "\n"
            case nodes.Image():
                value = nodes.OBJECT_REPLACEMENT
            case nodes.FootnoteReference():
                value = ""
        assert node.start == position
        assert tree.text[position : position + len(value)] == value
        position += len(value)
    return position
