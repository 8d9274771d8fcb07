"""Front matter: what it may say, and that a fault in it never hides the chapter."""

from __future__ import annotations

import pytest

from handbook.book.frontmatter import split_front_matter
from handbook.book.nodes import Metadata


def test_everything_that_can_be_said() -> None:
    front = split_front_matter(
        "---\nsummary: Kort.\nroles: [topchef, mellemleder]\ntags: [idé, 2026]\nkind: tool\nsources: [DEF-01]\n"
        "reviewed: 2026-11-24\n---\n\n# Titel\n"
    )
    assert front.metadata == Metadata(
        "Kort.", ("topchef", "mellemleder"), ("idé", "2026"), "tool", ("DEF-01",), "2026-11-24"
    )
    assert front.body == "\n# Titel\n"
    assert front.body_line == 9
    assert front.faults == ()


@pytest.mark.parametrize("text", ["", "# Titel\n", "---\n", "---\n\ntekst\n", "tekst\n---\nmere\n---\n"])
def test_a_chapter_without_front_matter(text: str) -> None:
    front = split_front_matter(text)
    assert (front.metadata, front.body, front.body_line, front.faults) == (Metadata(), text, 1, ())


def test_one_word_may_stand_for_a_list() -> None:
    assert split_front_matter("---\ntags: idé\n---\n").metadata.tags == ("idé",)


def test_empty_front_matter_says_nothing() -> None:
    assert split_front_matter("---\n---\n# A\n").faults == ()
    assert split_front_matter("---\nsummary:\ntags:\n---\n# A\n").metadata == Metadata()


@pytest.mark.parametrize(
    ("lines", "code", "line"),
    [
        ("summary: ok\nfarve: blå", "front-matter-key", 3),
        ("summary: [1, 2]", "front-matter-type", 2),
        ("tags: {a: b}", "front-matter-type", 2),
        ("tags: [a]\nreviewed: i går", "front-matter-type", 3),
        ("tags: [true]", "front-matter-type", 2),
        ("summary: a: b", "front-matter", 2),
        ("tags: [a\nsummary: b", "front-matter", 3),
        ("- a\n- b", "front-matter", 2),
        ("reviewed: 2026-99-99", "front-matter", 2),
        ("summary: !!python/object/apply:os.system [ls]", "front-matter", 2),
        ("tags: " + "[" * 5_000, "front-matter", 2),
    ],
)
def test_faults_name_their_line_and_the_body_stays(lines: str, code: str, line: int) -> None:
    front = split_front_matter(f"---\n{lines}\n---\n# Titel\n")
    assert [(fault.code, fault.line) for fault in front.faults] == [(code, line)]
    assert front.body == "# Titel\n"


def test_a_fault_in_one_key_keeps_the_others() -> None:
    assert split_front_matter("---\nsummary: Kort.\ntags: {a: b}\n---\n").metadata == Metadata("Kort.")


def test_front_matter_that_is_never_closed() -> None:
    front = split_front_matter("---\nsummary: Kort.\n\n# Titel\n")
    assert [fault.code for fault in front.faults] == ["front-matter"]
    assert front.body == "# Titel\n"
    assert front.body_line == 4
