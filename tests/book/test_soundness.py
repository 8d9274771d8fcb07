"""Property: whatever is parsed, the tree agrees with its own text, or the chapter is turned away with a message."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from handbook.book.library import open_handbook
from handbook.book.markdown import parse_chapter
from handbook.errors import HandbookError
from handbook.paths import shipped_handbook

if TYPE_CHECKING:
    from collections.abc import Callable

    from handbook.book.nodes import ChapterTree

_MARKS = st.sampled_from(
    [
        *("*", "**", "_", "`", "``", "[", "]", "(", ")", "![", "](", "<", ">", "> ", "- ", "1. ", "1) ", "# ", "## "),
        *("\n", "\n\n", "\n    ", "\n  ", "  \n", "\\", "\\\n", '"', "'", "~~", "++ctrl+k++", "++", "{#a}", "{: .x}"),
        *("[^1]", "\n[^1]: ", "\n[a]: b\n", "*[A]: B\n", "A", "|", "\n|-|-|\n", "\n|a|b|\n|-|-|\n", "\n:   ", "&amp;"),
        *(
            '\n!!! note "t"\n    ',
            "\n!!! x\n",
            "```\n",
            "~~~\n",
            "\n---\n",
            "\n===\n",
            "\n***\n",
            "[ ] ",
            "\t",
            "\u00ad",
        ),
        *("\n/// line | L\n    id: l\n", "\n//// worksheet | T\n    id: t\n", "\n///\n", "\n////\n", "\n    a: [b]\n"),
        *("é", "   ", "http://a.b", "<http://a>", "<a@b.c>", "...", " - ", "<b>", "\u2028", "\u00a0", "\r\n", "&shy;"),
        *("![a](b)", '![a](b "c")', "[a](b)", "---\nsummary: a\n---\n", "medarbejderne", "\x02", "\x03", "\ufdd0"),
    ]
)
_MARKDOWN = st.lists(_MARKS | st.text(max_size=6), max_size=60).map("".join)


@settings(max_examples=300, deadline=None)
@given(text=_MARKDOWN, language=st.sampled_from(["da", "en", "xx"]))
def test_any_markdown(assert_sound: Callable[[ChapterTree], None], text: str, language: str) -> None:
    try:
        tree = parse_chapter(text, title="Kapitel", language=language)
    except HandbookError:
        # Random characters hold zero bytes too.
        assert "\0" in text
        return
    assert_sound(tree)


@settings(max_examples=100, deadline=None)
@given(words=st.lists(st.from_regex(r"[a-zæøå]{1,12}[,.]?", fullmatch=True), min_size=1, max_size=30))
def test_plain_words_come_out_as_they_went_in(words: list[str]) -> None:
    text = " ".join(words)
    assert parse_chapter(text, title="Kapitel", language="da").text == f"{text}\n"


def _shipped_chapters() -> list[str]:
    handbook = open_handbook(shipped_handbook())
    return [chapter.key for chapter in handbook.chapters if handbook.path(chapter).is_file()]


@pytest.mark.parametrize("key", _shipped_chapters())
def test_every_shipped_chapter(assert_sound: Callable[[ChapterTree], None], key: str) -> None:
    handbook = open_handbook(shipped_handbook())
    chapter = handbook.chapter(key)
    assert chapter is not None
    tree = parse_chapter(handbook.source(chapter), title=chapter.title, language="da")
    assert_sound(tree)
    assert tree.words > 20
    assert '"' not in tree.text
    assert Path(key).suffix == ".md"
