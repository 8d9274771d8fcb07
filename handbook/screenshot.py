"""A picture of the real window, drawn without a screen."""

from __future__ import annotations

import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QEventLoop, QTimer

from handbook.app import HandbookApp, make_application
from handbook.book.address import parse_address
from handbook.book.walk import anchors
from handbook.errors import HandbookError
from handbook.i18n import _
from handbook.paths import shipped_handbook
from handbook.settings import Reading, Settings

if TYPE_CHECKING:
    from PySide6.QtGui import QPixmap

    from handbook.ui.window import MainWindow

_SETTLE_MS = 250
# A minute of settling: an index that takes longer is left as it is, and the picture says that it isn't complete.
_MOST_ROUNDS = 240


@dataclass(frozen=True, slots=True)
class Shot:
    """What the picture shows; the fields are the options of `handbook screenshot`."""

    output: Path
    folder: Path | None = None
    page: str = ""
    theme: str = "light"
    text_size: int = 100
    size: tuple[int, int] = (1280, 800)
    find: str = ""
    search: str = ""
    panel: str = ""
    language: str = ""


def take_screenshot(shot: Shot) -> None:
    """Write the picture.

    Raises:
        HandbookError: The handbook or the page can't be opened, or the file can't be written.
    """
    application = make_application(sys.argv[:1])
    # The reader's own settings neither decide the picture nor are changed by it.
    with tempfile.TemporaryDirectory() as folder:
        settings = Settings(Path(folder) / "settings.ini")
        settings.reading = Reading(theme=shot.theme, text_size=shot.text_size)
        settings.language = shot.language
        if shot.panel:
            settings.set_flag("contents", value=shot.panel == "contents")
            settings.set_flag("outline", value=shot.panel == "outline")
        _draw(shot, settings)
    application.quit()


def _draw(shot: Shot, settings: Settings) -> None:
    # The notes are the reader's own: what they would see is what is drawn.
    app = HandbookApp(str(shot.folder or shipped_handbook()), settings)
    if app.error is not None:
        raise app.error
    window = app.window
    window.resize(*shot.size)
    app.show()
    _settle()
    if shot.page:
        address = parse_address(shot.page)
        handbook = window.navigator.handbook
        chapter = handbook.find(address) if handbook is not None else None
        if handbook is None or chapter is None:
            raise HandbookError(_("There is no such place in this handbook: {target}").format(target=shot.page))
        # A page that can't be read is a message in the window, and an error of this command.
        tree = handbook.tree(chapter.key)
        if address.section and address.section not in set(anchors(tree)):
            raise HandbookError(_("There is no such place in this handbook: {target}").format(target=shot.page))
        window.navigator.go(address)
    if shot.find:
        window.reader.finder.open(shot.find)
    if shot.search or shot.panel == "search":
        _search(window, shot.search)
    if shot.panel == "notes":
        window.notes.show_panel()
    if shot.panel in ("tools", "toolbox"):
        _show_tools(window, shot.panel)
    if shot.panel == "contents":
        window.panels.show_contents(focus=False)
    _settle()
    picture = window.grab()
    if not _save(picture, shot.output):
        raise HandbookError(
            _("The picture can’t be written to {path}.").format(path=shot.output),
            _("Give a file ending in .png in a folder that you may write to."),
        )
    window.close()
    app.close_notes()


def _save(picture: QPixmap, path: Path) -> bool:
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
    except OSError:
        return False
    return picture.save(str(path))


def _search(window: MainWindow, query: str) -> None:
    """Open the search, and let it look through the whole handbook before the picture is taken."""
    window.search_desk.open(query)
    panel = window.panels.search
    for _round in range(_MOST_ROUNDS):
        _settle()
        if panel.results is None or panel.results.is_complete:
            return


def _show_tools(window: MainWindow, panel: str) -> None:
    """Show the reader's copies or the toolbox, with every tool of the handbook."""
    from handbook.ui.tools.shelf import TOOLS

    if panel == "tools":
        window.notes.show_panel(TOOLS)
    else:
        window.notes.tools.show_toolbox()
    for _round in range(_MOST_ROUNDS):
        _settle()
        if window.notes.tools.collector.is_complete:
            return


def _settle() -> None:
    """Let delayed layouts and timers run, as they would before a reader's eye."""
    loop = QEventLoop()
    QTimer.singleShot(_SETTLE_MS, loop.quit)
    loop.exec()
