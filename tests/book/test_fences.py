"""Fenced code: where it may stand, and where it ends."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from handbook.book import nodes
from handbook.book.fences import replace_fences
from handbook.book.walk import iter_blocks

if TYPE_CHECKING:
    from tests.book.conftest import Parse


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("```\na\n```", "a"),
        ("~~~~ {.js}\n~~~\n~~~~", "~~~"),
        ("```\n# ikke en titel\n\n[^1]: heller ikke\n```", "# ikke en titel\n\n[^1]: heller ikke"),
        ("- a\n\n    ```\n    b\n\n      c\n    ```", "b\n\n  c"),
        ("1. a\n   ```\n   b\n   ```\n2. c", "b"),
        ("- ```\n  b\n  ```", "b"),
        ("> ```\n> a\n>\n>   b\n> ```", "a\n\n  b"),
        ('!!! note "T"\n    ```\n    a\n    ```', "a"),
        ("Tekst\n```\na\n```\nmere", "a"),
        ("```\naldrig lukket\n\n", "aldrig lukket"),
        ("> ```\n> a\n\nTekst", "a"),
        ("```\n```", ""),
    ],
)
def test_code_is_code(parse: Parse, text: str, value: str) -> None:
    blocks = [block for block in iter_blocks(parse(text).blocks) if isinstance(block, nodes.CodeBlock)]
    assert [block.value for block in blocks] == [value]


def test_a_list_goes_on_after_code_in_it(parse: Parse) -> None:
    (block,) = parse("1. a\n   ```\n   b\n   ```\n2. c\n\n    ```\n    d\n    ```\n3. e").blocks
    assert isinstance(block, nodes.ListBlock)
    assert len(block.items) == 3


def test_backticks_in_a_line_are_no_fence(parse: Parse) -> None:
    assert parse("```kode``` i en linje").text == "kode i en linje\n"


def test_indented_code_may_show_a_fence(parse: Parse) -> None:
    tree = parse("Skriv:\n\n    ```\n    a\n\nSlut.\n\n## Titel\n")
    assert [section.id for section in tree.sections] == ["", "titel"]
    assert tree.text == "Skriv:\n```\na\nSlut.\nTitel\n"


def test_lines_and_languages() -> None:
    _lines, fences = replace_fences(["a", "```py title=x", "b", "```", "", "~~~"])
    assert [(fence.line, fence.place, fence.language, fence.is_closed) for fence in fences] == [
        (1, 1, "py", True),
        (5, 3, "", False),
    ]
