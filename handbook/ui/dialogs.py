"""The two small dialogs of the help menu: what the keys do, and what this program is."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtGui import QFont
from PySide6.QtWidgets import (
    QDialog,
    QDialogButtonBox,
    QGridLayout,
    QLabel,
    QPushButton,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from handbook import __version__
from handbook.i18n import _
from handbook.ui.actions import Actions, menu_titles, plain_title
from handbook.ui.fonts import ui_font
from handbook.ui.theme import S2, S4, S5

if TYPE_CHECKING:
    from handbook.book.library import Handbook
    from handbook.ui.theme import Theme


class KeyboardDialog(QDialog):
    """Every shortcut, menu by menu, from the table of actions."""

    def __init__(self, actions: Actions, parent: QWidget) -> None:
        super().__init__(parent)
        self.setWindowTitle(_("Keyboard"))
        inner = QWidget()
        grid = QGridLayout(inner)
        grid.setContentsMargins(S4, S4, S4, S4)
        grid.setHorizontalSpacing(S5)
        grid.setVerticalSpacing(S2)
        grid.setColumnStretch(0, 1)
        for key, title in menu_titles().items():
            rows = [spec for spec in actions.specs.values() if spec.menu == key and spec.shortcuts]
            if rows:
                _add_heading(grid, plain_title(title))
                for spec in rows:
                    _add_row(grid, actions.title(spec.id), actions.shortcut(spec.id))
        _add_heading(grid, _("On the page"))
        for what, keys in (
            (_("One window further, back"), _("Space, Shift+Space")),
            (_("Beginning, end"), _("Home, End")),
            (_("Next, previous link"), _("Tab, Shift+Tab")),
            (_("Follow the link, show the note or term"), _("Enter")),
            (_("Open the mark that F4 has come to"), _("Enter")),
            (_("Select text, after F7"), _("Shift and the arrow keys")),
            (_("Tick a box, after Ctrl+T"), _("Space")),
            (_("Close a card, the find bar, focus mode"), _("Esc")),
        ):
            _add_row(grid, what, keys)
        area = QScrollArea()
        area.setWidget(inner)
        area.setAccessibleName(_("Keyboard"))
        area.setWidgetResizable(True)
        area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        area.setFrameShape(QScrollArea.Shape.NoFrame)
        area.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        _finish(self, area)
        self.resize(min(460, parent.width()), min(640, parent.height()))


class AboutDialog(QDialog):
    """The program, the handbook that is open, what both are built on, and whether it all works here."""

    def __init__(self, handbook: Handbook | None, theme: Theme, parent: QWidget) -> None:
        super().__init__(parent)
        self._theme = theme
        self.setWindowTitle(_("About the program"))
        inner = QWidget()
        layout = QVBoxLayout(inner)
        layout.setContentsMargins(S5, S5, S5, S2)
        layout.setSpacing(S2)
        _add_text(layout, "Innovationshåndbogen", ui_font(22, QFont.Weight.DemiBold))
        _add_text(layout, _("Version {version}").format(version=__version__), ui_font(14), muted=True)
        if handbook is not None:
            manifest = handbook.manifest
            parts = [manifest.title]
            if manifest.edition:
                parts.append(_("edition {edition}").format(edition=manifest.edition))
            if manifest.licence:
                parts.append(manifest.licence)
            _add_text(layout, " · ".join(parts), ui_font(15))
            _add_text(layout, str(handbook.root), ui_font(13), muted=True)
        _add_text(
            layout, _("The program never uses the network. External links open in your browser, when you click them.")
        )
        _add_text(
            layout,
            _(
                "Program: MIT licence. Built on Qt for Python and Pyphen (LGPL), Python-Markdown, Whoosh and PDFium "
                "(BSD), Typst (Apache), PyYAML, RapidFuzz and PyMdown Extensions (MIT), Source Serif, Source Sans, "
                "Noto Emoji and Unifont (OFL), DejaVu Sans (Bitstream Vera) and the Lucide icons (ISC)."
            ),
            ui_font(14),
            muted=True,
        )
        layout.addStretch(1)
        test = QPushButton(_("&Test this installation"))
        test.setAutoDefault(False)
        test.clicked.connect(self._test)
        _finish(self, inner, test)
        self.resize(min(440, parent.width()), self.sizeHint().height())

    def _test(self) -> None:
        from handbook.ui.selftest_view import SelfTestDialog

        dialog = SelfTestDialog(self._theme, self)
        dialog.exec()
        # Not every end of a dialog is told it: the program may be asked to close meanwhile.
        dialog.cancel()
        dialog.deleteLater()


def _add_heading(grid: QGridLayout, title: str) -> None:
    label = QLabel(title)
    label.setFont(ui_font(15, QFont.Weight.DemiBold))
    label.setContentsMargins(0, S2 if grid.rowCount() > 1 else 0, 0, 0)
    grid.addWidget(label, grid.rowCount(), 0, 1, 2)


def _add_row(grid: QGridLayout, what: str, keys: str) -> None:
    row = grid.rowCount()
    name = QLabel(what)
    name.setWordWrap(True)
    shortcut = QLabel(keys)
    shortcut.setObjectName("Hint")
    grid.addWidget(name, row, 0)
    grid.addWidget(shortcut, row, 1)


def _add_text(layout: QVBoxLayout, text: str, font: QFont | None = None, *, muted: bool = False) -> None:
    label = QLabel(text)
    label.setWordWrap(True)
    label.setTextFormat(Qt.TextFormat.PlainText)
    label.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
    if font is not None:
        label.setFont(font)
    if muted:
        label.setObjectName("Hint")
    layout.addWidget(label)


def _finish(dialog: QDialog, content: QWidget, action: QPushButton | None = None) -> None:
    layout = QVBoxLayout(dialog)
    layout.setContentsMargins(0, 0, 0, S4)
    layout.addWidget(content, 1)
    buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Close)
    buttons.setContentsMargins(S4, 0, S4, 0)
    if action is not None:
        buttons.addButton(action, QDialogButtonBox.ButtonRole.ActionRole)
    buttons.rejected.connect(dialog.reject)
    layout.addWidget(buttons)
