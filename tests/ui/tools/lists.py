"""A reader at the lists of tools: a handbook with four tools in two parts, and copies of them."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from handbook.book.forms import entries
from handbook.notes.filled import blank, with_value, write_filled
from handbook.notes.model import Annotation, Kind

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from PySide6.QtCore import QTimer
    from PySide6.QtWidgets import QAbstractItemView

    from handbook.book.forms import Value
    from handbook.ui.tools.copies_panel import CopiesPanel
    from handbook.ui.tools.toolbox_page import ToolboxPage
    from tests.ui.conftest import Desk

LEFT, NONE = Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
_SUMMARY = """# Redskaber

- [Forord](forord.md)

# Første del

- [Behovet](behovet.md)

# Anden del

- [Afprøv](afproev.md)
"""
_BEHOVET = """# Behovet

Før alt andet.

## Skemaet

//// worksheet | Problemkort
    id: problemkort
    minutes: 30
    summary: Find ud af, om der er et problem.
    situations: [Alle er uenige, Vi fik en færdig løsning]

/// line | Problemet i én sætning
    id: saetning
///

/// paragraph | Hvem mærker det?
    id: hvem
///

/// line | Hvad koster det?
    id: pris
///
////
"""
_AFPROEV = """# Afprøv

//// checklist | Før vi begynder
    id: foer
    summary: Det sidste blik.

- [ ] Der er en ejer {#ejer}
- [ ] Der er penge {#penge}
////

//// decision | Er det en prøve værd?
    id: vaerd
    minutes: 5
    situations: [Alle er uenige]

/// question | Har nogen problemet?
    id: problem
    answers:
      ja: {text: "Ja", to: gaa}
      nej: {text: "Nej", to: spoerg}
///

/// outcome | Prøv det
    id: gaa
///

/// outcome | Spørg først
    id: spoerg
///
////

## Til sidst

//// document | Kort brev
    id: brev

/// paragraph | Kære
    id: kaere
///
////
"""


def write_book(folder: Path) -> Path:
    """Write the handbook into `folder`, and return it."""
    folder.mkdir(parents=True)
    for name, text in (
        ("SUMMARY.md", _SUMMARY),
        ("handbook.toml", 'id = "redskaber"\ntitle = "Redskaber"\nlanguage = "da"\nedition = "1"\n'),
        ("forord.md", "# Forord\n\nHer er ingen redskaber.\n"),
        ("behovet.md", _BEHOVET),
        ("afproev.md", _AFPROEV),
    ):
        (folder / name).write_text(text, encoding="utf-8")
    return folder


class Lists:
    """The lists of tools of a window.

    Attributes:
        reader: Who is at the window.
    """

    def __init__(self, reader: Desk) -> None:
        self.reader = reader
        self.corner = reader.window.notes
        self.desk = self.corner.tool_desk
        self.tools = self.corner.tools

    @property
    def panel(self) -> CopiesPanel:
        return self.tools.panel

    @property
    def page(self) -> ToolboxPage:
        return self.tools.page

    def keep(self, tool: str, title: str, values: Mapping[str, Value] = {}) -> str:
        """Keep a copy of a tool with that title, and return its id; the tool may be one that isn't there."""
        place = self.desk.place(tool)
        other = self.desk.place("problemkort")
        assert other is not None
        annotation = self.desk.blank(place or other)
        assert annotation is not None
        filled = blank((place or other).tool, title)
        for id_, value in values.items():
            assert id_ in {entry.id for entry in entries((place or other).tool)}
            filled = with_value(filled, (place or other).tool, id_, value)
        if place is None:
            filled = filled._replace(tool=tool, name="Et gammelt skema")
        self.corner.keeper.apply("Keep", [annotation._replace(body=write_filled(filled))])
        return annotation.id

    def live(self) -> dict[str, Annotation]:
        """Return the copies that are kept, by what the reader calls them."""
        found = [one for one in self.corner.keeper.notebook.live() if one.kind is Kind.TOOL]
        return {self.desk.filled(one).title: one for one in found}

    def open_panel(self) -> CopiesPanel:
        """Show "My tools" as the reader does."""
        self.reader.act("show-tools")
        self.settle()
        return self.panel

    def open_toolbox(self) -> ToolboxPage:
        """Show the toolbox as the reader does, with every tool in it."""
        self.reader.press(Qt.Key.Key_T, Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier)
        self.settle()
        return self.page

    def settle(self) -> None:
        """Wait until the lists show everything."""
        if {"panel", "page"} & set(self.tools.__dict__):
            self.reader.qtbot.waitUntil(lambda: self.tools.collector.is_complete)
        for name in ("panel", "page"):
            if name in self.tools.__dict__:
                waiting = getattr(self.tools, name)._filter
                self.reader.qtbot.waitUntil(partial(_is_over, waiting))
        if "panel" in self.tools.__dict__:
            rows = self.panel.list
            # While a title is written, the list waits.
            self.reader.qtbot.waitUntil(
                lambda: not self.panel._again.isActive() or rows.state() == rows.State.EditingState
            )
        self.reader.settle()

    def type(self, text: str) -> None:
        """Type into what has the keyboard, and wait for what follows."""
        self.reader.type(text)
        self.settle()

    def titles(self) -> list[str]:
        """Return the rows of "My tools", groups and copies."""
        return [row.title for row in self.panel.model.rows]

    def cards(self) -> list[str]:
        """Return the rows of the toolbox, groups and tools."""
        return [row.title for row in self.page.model.rows]

    def choose(self, *ids: str) -> None:
        """Select copies, with the keyboard in the list."""
        rows = self.panel.list
        rows.clearSelection()
        rows.setFocus()
        for id_ in ids:
            index = self.panel.model.index(self.panel.model.row_of(id_))
            rows.selectionModel().setCurrentIndex(index, rows.selectionModel().SelectionFlag.Select)
        self.reader.settle()

    def click(self, rows: QAbstractItemView, row: int, at: QPoint | None = None) -> None:
        """Click a row of a list, in its middle or at a point of the viewport."""
        index = rows.model().index(row, 0)
        rows.scrollTo(index)
        QApplication.processEvents()
        QTest.mouseClick(rows.viewport(), LEFT, NONE, at or rows.visualRect(index).center())
        self.reader.settle()


def _is_over(timer: QTimer) -> bool:
    return not timer.isActive()
