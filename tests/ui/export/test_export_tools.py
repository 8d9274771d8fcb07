"""Filled copies and empty tools in the export dialog: what is offered, what is asked, what comes of it."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from handbook.book.toolbox import Toolbox
from handbook.notes.exchange import from_json
from handbook.notes.filled import blank, with_value, write_filled
from handbook.notes.model import Kind
from handbook.ui import openings
from handbook.ui.export.choices import Choices, What, file_name, what_names
from tests.ui.export.conftest import in_dialog, make_note, pages_of

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from handbook.book.library import Handbook
    from handbook.notes.model import Annotation
    from handbook.ui.export.choices import Material
    from handbook.ui.export.dialog import ExportDialog
    from tests.ui.export.conftest import Exporting
    from tests.ui.notes.conftest import Answers, Notes

_TOOL = "\n\n//// worksheet | Et kort: kvalitet/tid\n    id: kortet\n\n/// line | Hvad?\n    id: hvad\n///\n////\n"


@pytest.fixture
def small(small: Path) -> Path:
    """The small handbook, with a tool in one of its chapters."""
    chapter = small / "kort.md"
    chapter.write_text(chapter.read_text(encoding="utf-8") + _TOOL, encoding="utf-8")
    return small


def copy_in(handbook: Handbook, title: str = "Hos os") -> Annotation:
    place = Toolbox(handbook).find("kortet")
    assert place is not None
    filled = with_value(blank(place.tool, title), place.tool, "hvad", "Ventetiden")
    return make_note(handbook, "kort.md", "Et kort: kvalitet/tid", write_filled(filled), kind=Kind.TOOL, number=9)


def test_a_copy_gives_the_file_its_name(material: Callable[..., Material]) -> None:
    made = material()
    copy = copy_in(made.handbook)
    choices = Choices(what=What.SELECTED)
    assert file_name(choices, made._replace(selected=[copy])) == "Hos os.pdf"
    untitled = copy_in(made.handbook, "")
    assert file_name(choices, made._replace(selected=[untitled])) == "Et kort kvalitet tid.pdf"
    assert file_name(choices, made._replace(selected=[copy._replace(body="x")])) == "Et kort kvalitet tid.pdf"
    assert file_name(choices, made._replace(selected=[copy, made.notes[0]])) == "My notes.pdf"
    assert what_names(made._replace(selected=[copy]))[What.SELECTED] == "The filled-in copy"
    assert what_names(made._replace(selected=[copy, untitled]))[What.SELECTED] == "The 2 filled-in copies"
    assert what_names(made._replace(selected=[copy, made.notes[0]]))[What.SELECTED] == "The selected notes (2)"


def test_one_copy_is_saved_as_one_page(
    exporting: Callable[..., Exporting], material: Callable[..., Material], tmp_path: Path
) -> None:
    made = material()
    made = made._replace(selected=[copy_in(made.handbook)])
    at = exporting(made, what=What.SELECTED)
    form = at.dialog.form
    # Nothing stands together with it, and nothing is quoted.
    assert not form.group.isVisible()
    assert not form.quotes.isVisible()
    # There is no front page.
    assert form.author.placeholderText() == "Stands above the title"
    at.ready()
    assert at.dialog.preview.isVisible()
    (page,) = pages_of(at.saved(tmp_path / "x.pdf"))
    assert "Hos os" in page
    assert "Ventetiden" in page
    at.choose("what", What.NOTES.value)
    assert form.group.isVisible()
    assert form.author.placeholderText() == "Stands on the front page"


def test_the_title_that_is_offered_is_the_one_that_is_printed(
    exporting: Callable[..., Exporting], material: Callable[..., Material], tmp_path: Path
) -> None:
    made = material()
    made = made._replace(selected=[copy_in(made.handbook, "Hos os – 30. november: a/b?")])
    at = exporting(made, what=What.SELECTED)
    assert at.dialog.form.title.placeholderText() == "Hos os – 30. november: a/b?"
    at.ready()
    (page,) = pages_of(at.saved(tmp_path / "x.pdf"))
    assert "Hos os – 30. november: a/b?" in page


def test_an_empty_tool_is_saved_as_one_page(
    exporting: Callable[..., Exporting], material: Callable[..., Material], tmp_path: Path
) -> None:
    made = material()
    place = Toolbox(made.handbook).find("kortet")
    assert place is not None
    made = made._replace(tool=place.tool)
    assert What.BLANK in made.offered()
    at = exporting(made, what=What.BLANK)
    assert at.dialog.go.isEnabled()
    assert not at.dialog.form.author.isVisible()
    (page,) = pages_of(at.saved(tmp_path / "x.pdf"))
    assert "Hvad?" in page
    assert "Ventetiden" not in page
    at.choose("format", "json")
    data = json.loads(at.saved(tmp_path / "x.json").read_bytes())
    assert [tool["id"] for tool in data["tools"]] == ["kortet"]


def test_chosen_annotations_are_exported(notes: Callable[..., Notes], answers: Answers, tmp_path: Path) -> None:
    at = notes()
    at.mark("bagefter kommer ordet spire")
    at.mark("Det der måles, bliver gjort.")
    chosen, other = at.live()
    settings = at.reader.settings
    settings.export = {"what": "chapter", "format": "json"}
    seen: list[list[str]] = []

    def save(dialog: ExportDialog) -> None:
        path = tmp_path / "x.json"
        dialog.ask_for_path = lambda: path  # type: ignore[method-assign]  # the system's dialog is no business of ours
        dialog.go.click()
        at.reader.qtbot.waitUntil(lambda: dialog.saved == path, timeout=30_000)
        seen.append([one.id for one in from_json(path.read_text(encoding="utf-8")).annotations])

    in_dialog(answers, save)
    openings.export_copies(at.reader.window, settings, [chosen.id, "findes ikke"])
    assert seen == [[chosen.id]]
    assert other.id != chosen.id
    # The next export begins where the reader left it.
    assert settings.export["what"] == "chapter"
    # Of what isn't there, nothing is asked.
    openings.export_copies(at.reader.window, settings, ["findes ikke"])


@pytest.mark.parametrize(
    ("action", "title", "usual"), [("export", "Export", What.NOTES), ("print", "Print", What.CHAPTER)]
)
def test_who_writes_in_a_copy_means_the_copy(
    notes: Callable[..., Notes], answers: Answers, action: str, title: str, usual: What
) -> None:
    at = notes()
    at.mark("bagefter kommer ordet spire")
    seen: list[tuple[str, What, list[str]]] = []

    def look(dialog: ExportDialog) -> None:
        what = dialog.choices.what
        bodies = [one.body for one in dialog._material.annotations(what)] if what is What.SELECTED else []
        seen.append((dialog.windowTitle(), what, bodies))

    def ask() -> tuple[str, What, list[str]]:
        in_dialog(answers, look)
        at.reader.act(action)
        at.reader.window.activateWindow()
        at.reader.qtbot.waitUntil(at.reader.window.isActiveWindow)
        return seen.pop()

    at.corner.tool_desk.open_tool("kortet")
    at.reader.settle()
    # Nothing stands in it yet.
    assert ask() == (title, usual, [])
    at.corner.tool_desk.form.focus_again()
    at.reader.type("Lige skrevet")
    said, what, (body,) = ask()
    assert (said, what) == (title, What.SELECTED)
    assert "Lige skrevet" in body
    # With the keyboard in the text, it is about the text.
    at.corner.tool_desk.reader.setFocus()
    assert ask() == (title, usual, [])


@pytest.mark.parametrize("is_printing", [False, True])
def test_an_empty_tool_is_exported_and_printed(
    notes: Callable[..., Notes], answers: Answers, *, is_printing: bool
) -> None:
    at = notes()
    seen: list[tuple[What, str, str]] = []
    in_dialog(
        answers,
        lambda dialog: seen.append((dialog.choices.what, dialog.windowTitle(), dialog.choices.blank(dialog._material))),
    )
    openings.export_blank(at.reader.window, at.reader.settings, "kortet", is_printing=is_printing)
    assert seen == [(What.BLANK, "Print" if is_printing else "Export", "kortet")]
    assert at.reader.settings.export.get("what") != "blank"
    openings.export_blank(at.reader.window, at.reader.settings, "findes-ikke")
