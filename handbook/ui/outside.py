"""What leaves the window: text to the clipboard, addresses to the browser. Nothing else does."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QUrl
from PySide6.QtGui import QGuiApplication

from handbook.i18n import _

if TYPE_CHECKING:
    from collections.abc import Callable


class Outside:
    """Hands things to the system, and tells the reader."""

    def __init__(self, tell: Callable[[str], None]) -> None:
        """Use `tell` to say what was done."""
        self._tell = tell

    def copy(self, text: str, done: str) -> None:
        """Copy `text`, and say `done`; empty text says that there is nothing."""
        if text:
            QGuiApplication.clipboard().setText(text)
            self._tell(done)
        else:
            self._tell(_("Nothing is selected."))

    def open(self, address: str) -> None:
        """Open a web or mail address in the system's program for it; where there is none, copy it."""
        from PySide6.QtGui import QDesktopServices

        if not QDesktopServices.openUrl(QUrl(address)):
            text = _("No browser could be opened; the address was copied: {address}").format(address=address)
            self.copy(address, text)

    def show_file(self, path: str) -> None:
        """Copy a file's path. It isn't opened: what the system does with a file is not for a text to decide."""
        self.copy(path, _("The file’s path was copied; open it from its folder: {path}").format(path=path))
