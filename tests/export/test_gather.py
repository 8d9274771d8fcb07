"""A report holds what was asked for, in the handbook's order, each at its place in this edition."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from handbook.book.nodes import Paragraph
from handbook.errors import HandbookError
from handbook.export.gather import Wanted, gather
from handbook.export.report import GroupBy, Options
from handbook.notes.model import Colour, Kind
from tests.export.conftest import CHAPTER, TIME

if TYPE_CHECKING:
    from tests.export.conftest import Desk

BOOK = {"a.md": CHAPTER, "b.md": "# Bær\n\nEn pære og en blomme.\n"}


def test_items_stand_in_the_order_of_the_handbook(desk: Desk) -> None:
    handbook = desk.handbook(BOOK)
    notes = [
        desk.about(handbook, "blomme", "4", "b.md"),
        desk.lost("5"),
        desk.about(handbook, "fløden", "2"),
        desk.about(handbook, "pære", "3", "b.md"),
        desk.about(handbook, "rasiner", "1"),
    ]
    report = gather(handbook, Wanted(annotations=notes), Options())
    assert [item.body for item in report.items] == ["1", "2", "3", "4", "5"]
    assert [group.title for group in report.groups] == ["1\u2002a", "2\u2002b", "Not found again in this edition"]
    places = [item.place for item in report.items]
    assert [place.address for place in places[:4]] == [
        *("handbook://a.md", "handbook://a.md#afsnit", "handbook://b.md", "handbook://b.md")
    ]
    assert [place.is_lost for place in places] == [False] * 4 + [True]
    assert places[1].section == "Afsnittet"


def test_a_note_follows_its_text(desk: Desk) -> None:
    """A chapter that has another name is found by its words, and the place is said as it is now."""
    note = desk.about(desk.handbook(BOOK), "Og her er fløden", "Note")
    renamed = desk.handbook({"b.md": BOOK["b.md"], "c.md": CHAPTER})
    (item,) = gather(renamed, Wanted(annotations=[note]), Options()).items
    assert item.place.address == "handbook://c.md#afsnit"
    assert item.place.chapter == "2\u2002c"
    assert not item.place.is_lost


def test_a_note_of_another_handbook_is_lost_here(desk: Desk) -> None:
    handbook = desk.handbook(BOOK)
    note = desk.about(handbook, "æblekage")
    foreign = note._replace(anchor=note.anchor._replace(handbook="en anden"))
    (item,) = gather(handbook, Wanted(annotations=[foreign]), Options()).items
    assert item.place.is_lost
    assert item.quote == "æblekage"


def test_each_kind_is_what_it_is(desk: Desk) -> None:
    handbook = desk.handbook(BOOK)
    anchor = desk.about(handbook, "æblekage").anchor
    place = anchor._replace(end=anchor.start)
    notes = {
        kind: desk.about(handbook, "æblekage", "x", kind=kind, colour=Colour.ACTION)._replace(
            anchor=anchor if kind is Kind.HIGHLIGHT else place
        )
        for kind in Kind
    }
    items = {item.kind: item for item in gather(handbook, Wanted(annotations=[*notes.values()]), Options()).items}
    assert {kind: item.quote for kind, item in items.items()} == {
        Kind.HIGHLIGHT: "æblekage",
        # A note at a place says nothing of the words that happen to stand there.
        Kind.NOTE: "",
        Kind.BOOKMARK: "æblekage",
        Kind.TICK: "æblekage",
        # A copy that can't be read is known by the name of its tool.
        Kind.TOOL: "æblekage",
    }
    assert [kind for kind, item in items.items() if item.colour is not None] == [Kind.HIGHLIGHT]
    assert [kind for kind, item in items.items() if item.is_done] == [Kind.TICK]
    assert items[Kind.TICK].note is None
    assert items[Kind.NOTE].note is not None


def test_items_are_counted_once_however_many_groups_they_are_in(desk: Desk) -> None:
    handbook = desk.handbook(BOOK)
    notes = [desk.about(handbook, "æblekage", "Et", tags=("b", "A", "ø"))]
    report = gather(handbook, Wanted(annotations=notes), Options(group_by=GroupBy.TAG))
    assert [group.title for group in report.groups] == ["#A", "#b", "#ø"]
    assert len(report.items) == 1
    assert "1 note" in report.cover.lines


def test_months_stand_in_order_and_notes_in_them_too(desk: Desk) -> None:
    handbook = desk.handbook(BOOK)
    days = ["2026-02-03", "2025-12-01", "2026-02-01", "0001-01-01", "9999-12-31", "i går"]
    notes = [desk.about(handbook, "æblekage", day, modified=f"{day}T12:00:00.000000Z") for day in days]
    report = gather(handbook, Wanted(annotations=notes), Options(group_by=GroupBy.DATE))
    named = {group.title: [item.body for item in group.items] for group in report.groups}
    assert named["February 2026"] == ["2026-02-01", "2026-02-03"]
    titles = list(named)
    assert titles.index("December 2025") < titles.index("February 2026") < titles.index("December 9999")
    assert sum(map(len, named.values())) == len(days)


@pytest.mark.parametrize("body", ["\0nul", "> " * 500 + "dybt", "x" * 3_000_000, "a\ud800b", "\x0b\x0c"])
def test_a_body_that_is_no_markdown_is_kept_as_it_is(desk: Desk, body: str) -> None:
    handbook = desk.handbook(BOOK)
    (item,) = gather(handbook, Wanted(annotations=[desk.about(handbook, "æblekage", body)]), Options()).items
    if body.strip():
        assert item.note is not None
        assert all(isinstance(block, Paragraph) for block in item.note.blocks) or item.note.text
        assert item.body.encode()


def test_covers(desk: Desk) -> None:
    handbook = desk.handbook(BOOK)
    note = desk.about(handbook, "æblekage", "Note")
    wanted = {
        "My notes": Wanted(annotations=[note], author=" Åse "),
        "Mit eget": Wanted(annotations=[note], title=" Mit eget "),
        "a": Wanted(chapters=["a.md"]),
        "Chapters from Bogen": Wanted(chapters=["a.md", "b.md"]),
        "Bogen": Wanted(chapters=["a.md", "b.md"], is_whole=True),
    }
    covers = {title: gather(handbook, one, Options()).cover for title, one in wanted.items()}
    assert [cover.title for cover in covers.values()] == list(wanted)
    assert covers["My notes"].authors == ("Åse",)
    assert covers["Mit eget"].authors == ()
    assert covers["Bogen"].authors == ("Forfatteren",)
    assert (covers["My notes"].language, covers["Bogen"].language) == ("en", "da")


def test_progress_is_told_of_every_step(desk: Desk) -> None:
    handbook = desk.handbook(BOOK)
    told: list[tuple[int, int]] = []
    notes = [desk.about(handbook, "æblekage"), desk.about(handbook, "rasiner", deleted=TIME)]
    gather(handbook, Wanted(annotations=notes, chapters=["a.md", "b.md"]), Options(), lambda *step: told.append(step))
    assert told == [(1, 4), (2, 4), (3, 4), (4, 4)]


def test_a_chapter_that_cannot_be_had_is_named(desk: Desk) -> None:
    handbook = desk.handbook(BOOK)
    with pytest.raises(HandbookError, match=r"c\.md"):
        gather(handbook, Wanted(chapters=["c.md"]), Options())
    (handbook.root / "b.md").unlink()
    with pytest.raises(HandbookError, match=r"b\.md"):
        gather(handbook, Wanted(chapters=["a.md", "b.md"]), Options())
    # A note in it doesn't depend on it.
    assert (
        len(gather(handbook, Wanted(annotations=[desk.about(handbook, "æblekage"), desk.lost()]), Options()).items) == 2
    )


def test_a_note_that_begins_with_dashes_keeps_every_word(desk: Desk) -> None:
    handbook = desk.handbook(BOOK)
    note = desk.about(handbook, "æblekage", "---\nsummary: hej\n---\nresten")
    (item,) = gather(handbook, Wanted(annotations=[note]), Options()).items
    assert item.note is not None
    assert item.note.text.split() == ["summary:", "hej", "resten"]
