"""What is offered for export, what is remembered of the answers, and what a file is called."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from handbook.export.report import Format, GroupBy, Options, Paper
from handbook.settings import Settings
from handbook.ui.export.choices import (
    Choices,
    Material,
    What,
    file_name,
    format_names,
    group_names,
    is_cut,
    preview_keys,
    preview_notes,
    what_names,
)
from tests.ui.export.conftest import make_note

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from handbook.book.library import Handbook
    from handbook.notes.model import Annotation

_OTHER = Options(has_quotes=False, group_by=GroupBy.TAG, paper=Paper.LETTER, points=13.5, is_grey=True)


def test_what_is_offered_is_what_there_is(material: Callable[..., Material]) -> None:
    plain = material()
    assert plain.offered() == [What.NOTES, What.CHAPTER, What.CHAPTERS, What.HANDBOOK]
    assert material(shown=[]).offered()[1] is What.SHOWN
    assert What.SELECTED in material(selected=plain.notes[:1]).offered()
    assert What.CHAPTER not in material(chapter="").offered()


def test_what_is_offered_says_how_many_notes_that_is(material: Callable[..., Material]) -> None:
    notes = material().notes
    names = what_names(material(shown=notes[:2], selected=notes[:1]))
    assert names[What.NOTES] == "All my notes (3)"
    assert names[What.SHOWN] == "The notes that are listed (2)"
    assert names[What.SELECTED] == "The selected notes (1)"
    assert set(format_names()) == set(Format)
    assert set(group_names()) == set(GroupBy)


def test_what_is_chosen_is_what_is_exported(material: Callable[..., Material]) -> None:
    notes = material().notes
    made = material(shown=notes[:2], selected=notes[2:])
    assert made.annotations(What.SHOWN) == notes[:2]
    assert made.annotations(What.SELECTED) == notes[2:]
    assert made.annotations(What.HANDBOOK) == ()
    everything = [chapter.key for chapter in made.handbook.chapters]
    ticked = (everything[3], everything[1], "borte.md")
    assert Choices(what=What.CHAPTERS, chapters=ticked).keys(made) == [everything[1], everything[3]]
    assert Choices(what=What.CHAPTER).keys(made) == ["kort.md"]
    assert Choices(what=What.HANDBOOK).keys(made) == everything
    assert Choices(what=What.NOTES).keys(made) == []


def test_nothing_can_be_chosen(material: Callable[..., Material]) -> None:
    assert material([]).is_empty(Choices(what=What.NOTES))
    assert material(shown=[]).is_empty(Choices(what=What.SHOWN))
    assert material().is_empty(Choices(what=What.CHAPTERS))
    assert not material([]).is_empty(Choices(what=What.CHAPTER))
    assert not material().is_empty(Choices(what=What.NOTES))


def test_choices_come_back_when_the_program_does(tmp_path: Path) -> None:
    chosen = Choices(What.HANDBOOK, ("a.md",), Format.HTML, "Kun denne gang", "Åse Ørsted", _OTHER)
    settings = Settings(tmp_path / "s.ini")
    settings.export = chosen.for_settings()
    assert settings.flush()
    returned = Choices.from_settings(Settings(tmp_path / "s.ini").export)
    assert returned == chosen._replace(chapters=(), title="")


@pytest.mark.parametrize(
    "stored",
    [
        "{",
        "[1]",
        '{"points": 12}',
        '{"what": "alt", "format": "docx", "group": "", "paper": "a5", "points": "stor", "grey": "ja", "quotes": "?"}',
        '{"points": "7.9"}',
        '{"points": "18.5"}',
        '{"points": "nan"}',
        '{"points": "inf"}',
    ],
)
def test_settings_that_cant_be_used_count_as_not_set(tmp_path: Path, stored: str) -> None:
    settings = Settings(tmp_path / "s.ini")
    settings._file.setValue("export/choices", stored)
    assert Choices.from_settings(settings.export) == Choices()


@pytest.mark.parametrize(
    ("title", "wanted"),
    [
        ("Ærlige forsøg", "Ærlige forsøg.pdf"),
        ('Hvad/nu: "det"? <her>|\\*', "Hvad nu det her.pdf"),
        ("  mange \t  rum\u2003her  ", "mange rum her.pdf"),
        ("..hemmelig.", "hemmelig.pdf"),
        ("???", "export.pdf"),
        ("linje\r\nto\x00tre", "linje to tre.pdf"),
        ("caf\u0065\u0301 til alle", "caf\u00e9 til alle.pdf"),
    ],
)
def test_a_files_name_has_no_signs_that_a_system_refuses(
    material: Callable[..., Material], title: str, wanted: str
) -> None:
    assert file_name(Choices(title=title), material()) == wanted


def test_a_files_name_is_no_longer_than_a_system_takes(material: Callable[..., Material]) -> None:
    name = file_name(Choices(title="Å" * 300, format=Format.JSON), material())
    assert name.endswith("ÅÅ.json")
    assert len(name.encode()) < 255


def test_a_file_is_called_by_what_is_in_it(material: Callable[..., Material]) -> None:
    made = material()
    title = made.handbook.manifest.title
    assert file_name(Choices(what=What.NOTES), made) == "My notes.pdf"
    assert file_name(Choices(what=What.CHAPTER, format=Format.HTML), made) == "Kort og godt.html"
    assert file_name(Choices(what=What.CHAPTERS, format=Format.MARKDOWN), made) == f"Chapters from {title}.md"
    assert file_name(Choices(what=What.HANDBOOK), made) == f"{title}.pdf"


def test_a_question_that_isnt_asked_has_no_answer() -> None:
    assert Choices(format=Format.PDF, options=_OTHER).options_in_force == _OTHER
    page = Choices(format=Format.HTML, options=_OTHER).options_in_force
    assert page == _OTHER._replace(paper=Paper.A4, points=10.5)
    # Notes as data are all of them, whatever a report would leave out.
    assert Choices(format=Format.JSON, options=_OTHER).options_in_force == Options()


def test_a_preview_has_the_first_notes_of_the_report(book: Handbook) -> None:
    def many(key: str, words: str, first: int) -> list[Annotation]:
        return [make_note(book, key, words, number=first + number) for number in range(30)]

    last, first = many("kort.md", "K", 100), many("forord.md", book.tree("forord.md").text[:5], 200)
    shown = preview_notes([*last, *first], book)
    assert shown == [*first, *last[:10]]
    assert preview_notes(first, book) == first
    assert is_cut([*last, *first], [])
    assert not is_cut(first, [])
    keys = [chapter.key for chapter in book.chapters]
    assert list(preview_keys(keys)) == keys[:3]
    assert is_cut([], keys)
    assert not is_cut([], keys[:3])
