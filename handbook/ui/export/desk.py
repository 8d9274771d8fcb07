"""Opens the export dialog with what the window has to export, and remembers what was chosen."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from handbook.i18n import _
from handbook.ui.export.choices import Choices, Material, What
from handbook.ui.export.dialog import ExportDialog

if TYPE_CHECKING:
    from collections.abc import Sequence

    from handbook.book.nodes import Tool
    from handbook.settings import Settings
    from handbook.ui.window import MainWindow


def open_export(window: MainWindow, settings: Settings, what: What | None = None, *, is_printing: bool = False) -> None:
    """Let the reader export or print: the copy of a tool that they are writing in, else what the window shows.

    Args:
        window: The window; without a handbook nothing happens.
        settings: Where choices are remembered.
        what: What is chosen at first of what the window shows; None for what was exported last.
        is_printing: Whether it is to be printed.
    """
    written = _being_written(window, is_printing=is_printing)
    if written:
        open_copies_export(window, settings, [written], is_printing=is_printing)
    elif is_printing and window.reader.cover is not None:
        window.notes.told.emit(_("Nothing is filled in yet."))
    else:
        _open(window, settings, what, is_printing=is_printing)


def _being_written(window: MainWindow, *, is_printing: bool) -> str:
    """Return the id of the copy that the keyboard is in; "" for none, an empty one, and one in the trash.

    What isn't seen isn't printed: beside a page that stands in the text's place, it is the form that is printed.
    """
    desk = window.notes.tool_desk
    if not desk.has_keyboard and not (is_printing and window.reader.cover is not None):
        return ""
    desk.keeper.settle()
    latest = desk.keeper.latest(desk.open_id)
    return desk.open_id if latest is not None and not latest.deleted else ""


def _open(
    window: MainWindow,
    settings: Settings,
    what: What | None,
    *,
    is_printing: bool = False,
    material: Material | None = None,
) -> None:
    """Open the dialog.

    Args:
        window: The window; without a handbook nothing happens.
        settings: Where choices are remembered.
        what: What is chosen at first; None for what was exported last.
        is_printing: Whether it is to be printed.
        material: What there is to choose from; None for what the window shows.
    """
    is_given = material is not None
    material = material if material is not None else _material(window)
    if material is None:
        return
    choices = Choices.from_settings(settings.export)
    offered = material.offered()
    wanted = what if what is not None else choices.what
    if what is None and wanted.is_notes and not material.notes and What.CHAPTER in offered:
        # Who has no notes yet wants something else.
        wanted = What.CHAPTER
    choices = choices._replace(what=wanted if wanted in offered else offered[0])
    folder = Path(settings.export.get("folder", ""))
    last = folder if folder.is_absolute() and folder.is_dir() else None
    dialog = ExportDialog(material, choices, window.looks.theme, window, folder=last, is_printing=is_printing)
    dialog.exec()
    stored = dialog.choices.for_settings()
    if is_printing:
        # What is printed is a PDF of a chapter at first, whatever is exported at other times.
        del stored["what"], stored["format"]
        stored = settings.export | stored
    elif is_given:
        # It belongs to what was asked for now; the next time, something else will be.
        stored["what"] = settings.export.get("what", What.NOTES)
    settings.export = stored | ({"folder": str(dialog.folder)} if dialog.folder is not None else {})
    dialog.deleteLater()


def open_notes_export(window: MainWindow, settings: Settings) -> None:
    """Let the reader export what the panel of notes shows: several selected ones, else those that it lists."""
    material = _material(window)
    if material is None:
        return
    what = What.NOTES
    if len(material.selected) > 1:
        what = What.SELECTED
    elif material.shown is not None:
        what = What.SHOWN
    _open(window, settings, what)


def open_copies_export(
    window: MainWindow, settings: Settings, ids: Sequence[str], *, is_printing: bool = False
) -> None:
    """Let the reader export or print some filled copies of tools, or other notes.

    Args:
        window: The window.
        settings: Where choices are remembered.
        ids: Of the annotations; those that are deleted are left out.
        is_printing: Whether they are to be printed.
    """
    material = _material(window)
    if material is None:
        return
    by_id = {annotation.id: annotation for annotation in material.notes}
    chosen = [by_id[id_] for id_ in ids if id_ in by_id]
    if chosen:
        material = material._replace(selected=chosen)
        _open(window, settings, What.SELECTED, is_printing=is_printing, material=material)


def open_blank_export(window: MainWindow, settings: Settings, tool: Tool, *, is_printing: bool = False) -> None:
    """Let the reader export or print an empty tool.

    Args:
        window: The window.
        settings: Where choices are remembered.
        tool: The tool.
        is_printing: Whether it is to be printed.
    """
    material = _material(window)
    if material is not None:
        _open(window, settings, What.BLANK, is_printing=is_printing, material=material._replace(tool=tool))


def _material(window: MainWindow) -> Material | None:
    handbook = window.navigator.handbook
    if handbook is None:
        return None
    notes = window.notes
    # What was typed last belongs to it.
    notes.keeper.settle()
    chapter = window.reader.chapter
    shown, selected = notes.listed()
    return Material(
        handbook=handbook,
        notes=notes.desk.own(),
        shown=shown,
        selected=selected,
        chapter=chapter.key if chapter is not None else "",
        colours=notes.keeper.own_names,
    )
