"""The dialog in which the reader gives the four colours names of their own."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QDialog, QDialogButtonBox, QFormLayout, QLabel, QLineEdit, QVBoxLayout, QWidget

from handbook.i18n import _
from handbook.notes.wording import colour_names, setting_of
from handbook.ui.notes.toolbar import colour_icon
from handbook.ui.theme import S2, S4

if TYPE_CHECKING:
    from collections.abc import Mapping

    from handbook.notes.model import Colour
    from handbook.ui.theme import Theme

_LONGEST = 40


class ColourDialog(QDialog):
    """Four fields; an empty one means the colour's own name."""

    def __init__(self, own: Mapping[str, str], theme: Theme, parent: QWidget) -> None:
        super().__init__(parent)
        self.setWindowTitle(_("Name the colours"))
        form = QFormLayout()
        form.setSpacing(S2)
        self.fields: dict[Colour, QLineEdit] = {}
        for colour, name in colour_names().items():
            field = QLineEdit(own.get(setting_of(colour), ""))
            field.setPlaceholderText(name)
            field.setMaxLength(_LONGEST)
            field.setAccessibleName(name)
            field.setMinimumWidth(220)
            label = QLabel()
            label.setPixmap(colour_icon(colour, theme).pixmap(20, 20))
            label.setToolTip(name)
            form.addRow(label, field)
            self.fields[colour] = field
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Save | QDialogButtonBox.StandardButton.Cancel)
        buttons.accepted.connect(self.accept)
        buttons.rejected.connect(self.reject)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(S4, S4, S4, S4)
        layout.setSpacing(S4)
        layout.addWidget(QLabel(_("An empty field keeps the name that stands in it in grey.")))
        layout.addLayout(form)
        layout.addWidget(buttons)

    @property
    def names(self) -> dict[str, str]:
        """The names as settings: name of the setting → the reader's own name, "" for none."""
        return {setting_of(colour): field.text().strip() for colour, field in self.fields.items()}
