"""`SUMMARY.md`: mdBook's grammar, its errors, and its speed in depth and length."""

from __future__ import annotations

import time
from pathlib import Path

import pytest

from handbook.book.files import SourceError
from handbook.book.model import Chapter, PartTitle, Separator, Summary
from handbook.book.summary import DEEPEST, parse_summary
from handbook.errors import HandbookError


def read(text: str) -> Summary:
    return parse_summary(text, Path("SUMMARY.md"))


def chapters(text: str) -> list[tuple[str, str, str]]:
    return [(item.label, item.title, item.key) for item in read(text).items if isinstance(item, Chapter)]


def test_the_whole_grammar() -> None:
    summary = read(
        "# Bog\n\n[Forord](forord.md)\n\n# Del et\n\n1. [A](a.md)\n    - [A1](a/1.md)\n    - [A2]()\n2. [B](b.md)\n\n"
        "---\n\n# Del to\n\n* [C](c.md)\n\n[Efterord](efter.md)\n"
    )
    assert summary.title == "Bog"
    assert summary.items == (
        Chapter("forord.md", "Forord", line=3),
        PartTitle("Del et", 5),
        Chapter(
            "a.md",
            "A",
            (1,),
            (Chapter("a/1.md", "A1", (1, 1), line=8), Chapter("", "A2", (1, 2), line=9)),
            7,
        ),
        Chapter("b.md", "B", (2,), line=10),
        Separator(12),
        PartTitle("Del to", 14),
        Chapter("c.md", "C", (3,), line=16),
        Chapter("efter.md", "Efterord", line=18),
    )


def test_the_first_heading_is_the_title_only_before_any_chapter() -> None:
    assert read("# Bog\n- [A](a.md)\n").title == "Bog"
    summary = read("[A](a.md)\n# Del\n- [B](b.md)\n")
    assert summary.title == ""
    assert summary.items[1] == PartTitle("Del", 2)


@pytest.mark.parametrize("indent", [" ", "  ", "   ", "    ", "\t", "        "])
def test_any_indentation_nests(indent: str) -> None:
    summary = read(f"- [A](a.md)\n{indent}- [B](b.md)\n{indent * 2}- [C](c.md)\n{indent}- [D](d.md)\n- [E](e.md)\n")
    first, last = summary.items
    assert isinstance(first, Chapter)
    assert [child.key for child in first.children] == ["b.md", "d.md"]
    assert first.children[0].children[0].label == "1.1.1"
    assert isinstance(last, Chapter)
    assert last.label == "2"


@pytest.mark.parametrize(
    ("link", "title", "key"),
    [
        ("[A](a.md)", "A", "a.md"),
        ("[A](./a.md)", "A", "a.md"),
        ("[A](<mappe/en fil.md>)", "A", "mappe/en fil.md"),
        ("[A](mappe/en%20fil.md)", "A", "mappe/en fil.md"),
        ("[A](a_(b).md)", "A", "a_(b).md"),
        ('[A](a.md "Titel")', "A", "a.md"),
        ("[A]()", "A", ""),
        ("[**Fed** og `kode` i *A*](a.md)", "Fed og kode i A", "a.md"),
        ("[snake_case_navn](a.md)", "snake_case_navn", "a.md"),
        (r"[\*stjerne\*](a.md)", "*stjerne*", "a.md"),
        ("[A [b] c](a.md)", "A [b] c", "a.md"),
        ("[Ærø & Åse](æ/ø.md)", "Ærø & Åse", "æ/ø.md"),
        ("[A](a.md) og mere", "A", "a.md"),
    ],
)
def test_links(link: str, title: str, key: str) -> None:
    assert chapters(f"- {link}\n") == [("1", title, key)]
    assert chapters(f"{link}\n") == [("", title, key)]


def test_comments_are_ignored_and_lines_still_count() -> None:
    summary = read("# Bog\n<!-- \n- [Skjult](x.md)\n-->\n- [A](a.md)\n<!-- aldrig lukket\n- [B](b.md)\n")
    assert summary.items == (Chapter("a.md", "A", (1,), line=5),)


def test_other_text_is_passed_over_and_reported_when_asked_for() -> None:
    ignored: list[int] = []
    summary = parse_summary("# Bog\n\nEn indledning.\n\n- [A](a.md)\n", Path("SUMMARY.md"), ignored)
    assert len(summary.items) == 1
    assert ignored == [3]


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("- [A](a.md)\n- ingen henvisning\n", 2),
        ("- [A](a.md)\n-\n", 2),
        ("- [A](a.md)\n\n[B](b.md)\n\n- [C](c.md)\n", 5),
        ("- [A](a.md)\n\n[B](b.md)\n\n# Del\n", 5),
        ("- - [A](a.md)\n", 1),
    ],
)
def test_errors_name_the_line(text: str, line: int) -> None:
    with pytest.raises(SourceError) as caught:
        read(text)
    assert caught.value.line == line
    assert str(caught.value).startswith(f"SUMMARY.md:{line}: ")
    assert caught.value.hint


@pytest.mark.parametrize("indent", [" ", "  "])
def test_ten_thousand_levels_are_an_error(indent: str) -> None:
    # Beyond the limit the indentation needn't grow: the first line past it stops the reading.
    lines = [f"{indent * min(level, 200)}- [{level}](a{level}.md)" for level in range(10_000)]
    with pytest.raises(HandbookError, match=f"deeper than {DEEPEST}"):
        read("\n".join(lines))


def test_the_deepest_that_is_allowed() -> None:
    summary = read("\n".join(f"{'  ' * level}- [{level}](a{level}.md)" for level in range(DEEPEST)))
    chapter = summary.items[0]
    for _level in range(DEEPEST - 1):
        assert isinstance(chapter, Chapter)
        chapter = chapter.children[0]
    assert isinstance(chapter, Chapter)
    assert chapter.label == ".".join(["1"] * DEEPEST)


@pytest.mark.parametrize("unit", ["[", "[a", "[a](", "- [a", "# a ", "#  ", "- - ", "(", "[a](<b", "\\", "![", "<!--"])
def test_no_line_takes_long(unit: str) -> None:
    started = time.process_time()
    for text in (unit * 200_000, f"- {unit * 200_000}", f"# {unit * 200_000}"):
        try:
            read(text)
        except HandbookError:
            # An error is as good an answer as a summary; only its time matters here.
            pass
    assert time.process_time() - started < 2
