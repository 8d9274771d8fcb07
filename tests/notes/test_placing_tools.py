"""Filled copies find their tools again by id, whatever an edition does to the text around them."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from handbook.book.forms import tools
from handbook.book.library import open_handbook
from handbook.book.toolbox import Toolbox
from handbook.notes.filled import blank, read_filled, refit, with_value, write_filled
from handbook.notes.model import Anchor, Annotation, Kind
from handbook.notes.notebook import new_id
from handbook.notes.placing import Placing

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from pathlib import Path

    from handbook.book.library import Handbook

TOOL = """//// worksheet | Problemkort
    id: problemkort

/// line | Hvad er problemet?
    id: hvad
///

/// line | Hvem mærker det?
    id: hvem
///
////
"""
OTHER = TOOL.replace("problemkort", "mødekort").replace("Problemkort", "Mødekort")
CHAPTERS = {
    "a.md": f"# A\n\nForan.\n\n## Værktøj {{#v}}\n\n{TOOL}",
    "b.md": "# B\n\nAndet.\n",
    "c.md": "# C\n\nSidst.\n",
}


@pytest.fixture
def edition(tmp_path: Path) -> Callable[..., Handbook]:
    """Return a function that writes another edition of the handbook."""

    def write(changes: Mapping[str, str] | None = None, number: int = 1) -> Handbook:
        folder = tmp_path / f"edition-{number}"
        folder.mkdir()
        texts = {**CHAPTERS, **(changes or {})}
        for name, text in texts.items():
            (folder / name).write_text(text, encoding="utf-8")
        links = "\n".join(f"- [{name[0].upper()}]({name})" for name, text in texts.items() if text)
        (folder / "SUMMARY.md").write_text(f"# Bog\n\n{links}\n", encoding="utf-8")
        (folder / "handbook.toml").write_text(f'id = "bog"\ntitle = "Bog"\nedition = "{number}"\n', encoding="utf-8")
        return open_handbook(folder)

    return write


def copy_of(handbook: Handbook, id_: str = "problemkort") -> Annotation:
    """Return a copy, as the program makes it."""
    place = Toolbox(handbook).find(id_)
    assert place is not None
    text = handbook.tree(place.chapter.key).text
    end = text.index("\n", place.tool.start)
    exact = text[place.tool.start : end]
    anchor = Anchor("bog", "1", place.chapter.key, "A", "v", "Værktøj", place.tool.start, end, exact, "", "")
    copy = with_value(blank(place.tool, "Mit"), place.tool, "hvem", "borgerne")
    return Annotation(new_id(), Kind.TOOL, anchor, body=write_filled(copy))


def found(handbook: Handbook, placing: Placing, copy: Annotation) -> tuple[str, str]:
    """Return the chapter and the words where a copy stands."""
    spot = placing.spot(copy)
    assert spot is not None
    assert not placing.is_lost(copy)
    assert placing.place_of(copy) == (spot.chapter, spot.found.start)
    assert placing.candidates(copy) == [spot]
    return spot.chapter, handbook.tree(spot.chapter).text[spot.found.start : spot.found.end]


def test_where_it_was_made(edition: Callable[..., Handbook]) -> None:
    handbook = edition()
    copy, placing = copy_of(handbook), Placing(handbook)
    assert not placing.known(copy)
    assert found(handbook, placing, copy) == ("a.md", "Problemkort")
    spot = placing.spot(copy)
    assert spot is not None
    assert (spot.found.start, spot.found.end) == (copy.anchor.start, copy.anchor.end)
    assert str(placing.address(spot)) == "handbook://a.md#v"
    assert placing.on_page("a.md", handbook.tree("a.md"), [copy]) == {copy.id: spot}
    assert placing.on_page("b.md", handbook.tree("b.md"), [copy]) == {}


@pytest.mark.parametrize(
    ("changes", "chapter", "title"),
    [
        # Its title, and all around it, is another.
        ({"a.md": "# A\n\n" + "Mere. " * 200 + "\n\n" + TOOL.replace("| Problemkort", "| Kortet")}, "a.md", "Kortet"),
        # It has moved, and its title stands where it stood.
        (
            {"a.md": "# A\n\nForan.\n\n## Værktøj {#v}\n\nProblemkort\n", "c.md": f"# C\n\n{TOOL}"},
            "c.md",
            "Problemkort",
        ),
        # Another tool has its title.
        ({"a.md": f"# A\n\n{OTHER.replace('| Mødekort', '| Problemkort')}\n\n{TOOL}"}, "a.md", "Problemkort"),
        # Its chapter is gone.
        ({"a.md": "", "b.md": f"# B\n\n{TOOL}"}, "b.md", "Problemkort"),
    ],
)
def test_in_another_edition(
    edition: Callable[..., Handbook], changes: dict[str, str], chapter: str, title: str
) -> None:
    copy = copy_of(edition())
    newer = edition(changes, 2)
    placing = Placing(newer)
    assert found(newer, placing, copy) == (chapter, title)
    stepping = Placing(newer)
    assert sum(stepping.steps([copy])) == 1
    assert stepping.spot(copy) == placing.spot(copy)
    spot = placing.spot(copy)
    assert spot is not None
    assert [tool.id for tool in tools(newer.tree(chapter).blocks) if tool.start == spot.found.start] == ["problemkort"]


def test_its_own_chapter_comes_first(edition: Callable[..., Handbook]) -> None:
    copy = copy_of(edition())
    # Twice in the handbook, which `check` reports.
    newer = edition({"a.md": f"# A\n\n{TOOL}", "c.md": f"# C\n\n{TOOL}"}, 2)
    there = copy._replace(id=new_id(), anchor=copy.anchor._replace(chapter="c.md"))
    placing = Placing(newer)
    assert [found(newer, placing, one)[0] for one in (copy, there)] == ["a.md", "c.md"]


def test_a_tool_that_is_gone_is_lost_whatever_stands_there(edition: Callable[..., Handbook]) -> None:
    old = edition()
    copy = copy_of(old)
    same_words = "# A\n\nForan.\n\n## Værktøj {#v}\n\nProblemkort\n\nHvad er problemet?\n\nHvem mærker det?\n"
    newer = edition({"a.md": same_words + "\n" + OTHER}, 2)
    placing = Placing(newer)
    assert placing.spot(copy) is None
    assert placing.is_lost(copy)
    assert placing.candidates(copy) == []
    stepping = Placing(newer)
    assert sum(stepping.steps([copy, copy._replace(id=new_id())])) == 2
    assert stepping.is_lost(copy)
    # What was written is still there, and comes back with the tool.
    assert read_filled(copy.body).values["hvem"] == "borgerne"
    assert found(old, Placing(old), copy) == ("a.md", "Problemkort")


@pytest.mark.parametrize("body", ["", "x", '{"format":2}', "[" * 9_999])
def test_a_copy_that_can_t_be_read_has_no_place(edition: Callable[..., Handbook], body: str) -> None:
    handbook = edition()
    placing, copy = Placing(handbook), copy_of(handbook)._replace(body=body)
    assert placing.spot(copy) is None
    assert placing.is_lost(copy)


def test_answers_through_editions(edition: Callable[..., Handbook]) -> None:
    old = edition()
    copy = read_filled(copy_of(old).body)
    renamed = TOOL.replace("Hvem mærker det?", "Hvem går det ud over?")
    without = TOOL.replace("id: hvem", "id: hvor")
    for number, (text, values, kept) in enumerate(
        [
            (renamed, {"hvad": "", "hvem": "borgerne"}, []),
            (without, {"hvad": "", "hvor": ""}, ["borgerne"]),
            (TOOL, {"hvad": "", "hvem": "borgerne"}, []),
        ],
        2,
    ):
        place = Toolbox(edition({"a.md": f"# A\n\n{text}"}, number)).find("problemkort")
        assert place is not None
        copy = read_filled(write_filled(refit(copy, place.tool)))
        assert copy.values == values
        assert [answer.value for answer in copy.kept] == kept
        assert all(answer.label in ("Hvem mærker det?", "Hvem går det ud over?") for answer in copy.kept)
