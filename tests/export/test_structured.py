"""Reports as JSON: notes come back as they were, and chapters have all that other programs need."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from handbook.book.address import parse_address
from handbook.export.gather import Wanted, gather
from handbook.export.report import GroupBy, Options
from handbook.export.structured import to_json
from handbook.notes.exchange import from_json
from handbook.notes.foreign import read_foreign
from tests.export.conftest import MADE
from tests.export.notes import sample_handbook, sample_notes

if TYPE_CHECKING:
    from pathlib import Path

    from handbook.book.library import Handbook
    from tests.export.conftest import Desk


def test_notes_come_back_as_they_were(desk: Desk, tmp_path: Path) -> None:
    handbook = sample_handbook(desk)
    notes = sample_notes(desk, handbook)
    for group_by in GroupBy:
        report = gather(handbook, Wanted(annotations=notes), Options(group_by=group_by))
        path = tmp_path / "noter.json"
        path.write_text(to_json(report), encoding="utf-8")
        imported = read_foreign(path)
        assert sorted(imported.annotations) == sorted(notes)
        assert imported.skipped == 0


def test_a_file_says_who_made_it_and_when(desk: Desk) -> None:
    handbook = desk.handbook()
    report = gather(handbook, Wanted(annotations=[desk.about(handbook, "æblekage")]), Options())
    text = to_json(report._replace(cover=report.cover._replace(made=MADE)))
    document = json.loads(text)
    assert document["type"] == "AnnotationCollection"
    assert document["generator"]["name"] == report.generator
    assert document["created"] == "2026-11-12T08:30:00.000000Z"
    assert text.isascii()
    assert text.endswith("}\n")


def test_no_notes_are_an_empty_collection(desk: Desk) -> None:
    assert from_json(to_json(gather(desk.handbook(), Wanted(), Options()))).annotations == []


def test_chapters_have_their_text_and_the_sections_in_it(desk: Desk) -> None:
    handbook = sample_handbook(desk)
    document = json.loads(to_json(gather(handbook, Wanted(chapters=("a.md", "b.md")), Options())))
    assert {name: document[name] for name in ("type", "id", "title", "edition", "language", "authors")} == {
        "type": "Handbook",
        "id": "bog",
        "title": "Bogen",
        "edition": "1",
        "language": "da",
        "authors": ["Forfatteren"],
    }
    assert "notes" not in document
    first = document["chapters"][0]
    assert (first["address"], first["number"], first["tags"]) == ("handbook://a.md", "1", ["prøve", "alt"])
    assert (first["roles"], first["sources"], first["reviewed"]) == (["leder"], ["A-1"], "2026-11-24")
    for section in first["sections"]:
        words = first["text"][section["start"] : section["end"]]
        assert words.startswith(section["title"])
        assert parse_address(section["address"]) == ("a.md", section["id"])


def test_chapters_and_notes_stand_in_one_file(desk: Desk) -> None:
    handbook = sample_handbook(desk)
    notes = sample_notes(desk, handbook)
    document = json.loads(to_json(gather(handbook, Wanted(annotations=notes, chapters=("a.md",)), Options())))
    assert sorted(from_json(json.dumps(document["notes"])).annotations) == sorted(notes)


def test_the_shipped_handbook_has_all_its_chapters(shipped: Handbook) -> None:
    keys = [chapter.key for chapter in shipped.chapters]
    document = json.loads(to_json(gather(shipped, Wanted(chapters=keys, is_whole=True), Options())))
    assert [parse_address(chapter["address"]).chapter for chapter in document["chapters"]] == keys
    assert [chapter["text"] for chapter in document["chapters"]] == [shipped.tree(key).text for key in keys]
