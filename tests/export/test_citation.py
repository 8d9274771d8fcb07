"""A source as one writes it in a paper: every part that there is, and none that there isn't."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from handbook.book.nodes import ToolKind
from handbook.export.citation import citation, note_citation, section_at
from handbook.notes.filled import Answer, Filled, write_filled
from handbook.notes.model import Kind
from handbook.notes.placing import Placing

if TYPE_CHECKING:
    from tests.export.conftest import Desk

CHAPTER = "# Æbler\n\nDer er en æblekage med rasiner.\n\n## Fløde {#floede}\n\nOg her er fløden til den.\n"
_SECTION = "Bogen, chapter 1, “a”, section “Fløde”, edition 1 (handbook://a.md#floede)"
_CHAPTER = "Bogen, chapter 1, “a”, edition 1 (handbook://a.md)"


@pytest.mark.parametrize(
    ("words", "quote", "wanted"),
    [
        ("fløden", "fløden til den", f"“fløden til den”\n{_SECTION}"),
        ("fløden", "", _SECTION),
        ("rasiner", "", _CHAPTER),
        ("rasiner", "med rasiner", f"“med rasiner”\n{_CHAPTER}"),
    ],
)
def test_a_place_is_cited(desk: Desk, words: str, quote: str, wanted: str) -> None:
    handbook = desk.handbook({"a.md": CHAPTER})
    tree = handbook.tree("a.md")
    section = section_at(tree.sections, tree.text.index(words))
    assert citation(handbook.manifest, handbook.chapters[0], section, quote) == wanted


def test_what_a_handbook_doesnt_say_is_left_out(desk: Desk) -> None:
    handbook = desk.handbook(
        {
            "a.md": CHAPTER,
            "handbook.toml": 'id = "bog"\ntitle = "Bogen"\nlanguage = "da"\n',
            "SUMMARY.md": "# Bogen\n\n[Forord](a.md)\n",
        }
    )
    assert citation(handbook.manifest, handbook.chapters[0], None, "") == "Bogen, “Forord” (handbook://a.md)"


def test_citations_are_in_the_readers_language(desk: Desk, danish: None) -> None:
    handbook = desk.handbook({"a.md": CHAPTER})
    tree = handbook.tree("a.md")
    text = citation(handbook.manifest, handbook.chapters[0], tree.sections[-1], "Og her")
    assert text == "»Og her«\nBogen, kapitel 1, »a«, afsnittet »Fløde«, udgave 1 (handbook://a.md#floede)"


def test_a_section_is_found_by_an_offset(desk: Desk) -> None:
    tree = desk.handbook({"a.md": CHAPTER}).tree("a.md")
    start = tree.sections[-1].start
    assert [
        section.id if section else None for section in (section_at(tree.sections, start - 1), section_at([], 3))
    ] == [
        tree.sections[0].id,
        None,
    ]
    assert section_at(tree.sections, start) == section_at(tree.sections, 10**9) == tree.sections[-1]


def test_a_note_is_cited_with_its_quote_and_what_was_written(desk: Desk) -> None:
    handbook = desk.handbook({"a.md": CHAPTER})
    placing = Placing(handbook)
    note = desk.about(handbook, "fløden til den", "  Husk **sukker**\n\n- og is  ")
    assert note_citation(placing, note) == f"“fløden til den”\nHusk **sukker**\n\n- og is\n{_SECTION}"
    assert note_citation(placing, note._replace(body=" ")) == f"“fløden til den”\n{_SECTION}"
    tick = note._replace(kind=Kind.TICK, body="x")
    assert note_citation(placing, tick) == f"“fløden til den”\n{_SECTION}"
    # A place has words that it begins at, but they are not what is meant.
    place = note._replace(kind=Kind.NOTE, body="Her", anchor=note.anchor._replace(end=note.anchor.start))
    assert note_citation(placing, place) == f"Her\n{_SECTION}"
    bookmark = place._replace(kind=Kind.BOOKMARK, body="")
    assert note_citation(placing, bookmark) == _SECTION


def test_a_filled_copy_is_cited_with_its_words(desk: Desk) -> None:
    tool = "//// worksheet | Kort\n    id: kort\n\n/// line | Hvad?\n    id: hvad\n///\n////\n"
    placing = Placing(desk.handbook({"a.md": f"# Æbler\n\n## Fløde {{#floede}}\n\n{tool}"}))
    answers = (Answer("hvad", "line", "Hvad?", "for lang tid"), Answer("g", "line", "G", "gammelt"))
    body = write_filled(Filled("kort", ToolKind.WORKSHEET, "Kort", "Mit", answers[:1], answers[1:]))
    copy = desk.lost(body, "Kort", kind=Kind.TOOL)
    assert note_citation(placing, copy) == f"“Kort”\nMit\nfor lang tid\ngammelt\n{_SECTION}"
    assert "format" not in note_citation(placing, copy._replace(body='{"format":2}'))


def test_a_note_is_cited_from_where_its_text_is_now(desk: Desk) -> None:
    handbook = desk.handbook({"a.md": CHAPTER})
    note = desk.about(handbook, "fløden til den")
    longer = CHAPTER.replace("## Fløde {#floede}", "Mere.\n\n## Skum {#skum}")
    moved = desk.handbook({"a.md": longer, "handbook.toml": 'id = "bog"\ntitle = "Bogen"\nedition = "2"\n'})
    text = note_citation(Placing(moved), note)
    assert text.endswith("section “Skum”, edition 2 (handbook://a.md#skum)")


def test_a_lost_note_is_from_where_it_was_made(desk: Desk) -> None:
    placing = Placing(desk.handbook({"a.md": CHAPTER}))
    text = note_citation(placing, desk.lost("Min note"))
    assert text == "“Borte”\nMin note\nBogen, “Væk”, section “Afsnit”, edition 0 (handbook://v%C3%A6k.md#s)"
    assert "section" not in note_citation(placing, desk.lost(section_title="Væk"))
