"""What a build must be able to do, done for real: the answer to "does it work here?" for whoever installs it.

Nothing that belongs to the reader is touched: settings, notes and cache lie in a temporary folder meanwhile, and no
screen is needed.
"""

from __future__ import annotations

import os
import platform
import socket
import sys
import tempfile
import time
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from handbook import __version__
from handbook.i18n import _, language, set_language
from handbook.paths import resources, shipped_handbook

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from handbook.app import HandbookApp
    from handbook.book.library import Handbook
    from handbook.export.report import Report
    from handbook.notes.model import Annotation

_QUERY, _MISSPELT = "innovation", "inovation"
_CHILD_MS = 60_000
# What Python does when a program turns to the network; see https://docs.python.org/3/library/audit_events.html.
_SOCKET_EVENTS = frozenset({"socket.connect", "socket.bind", "socket.sendto", "socket.sendmsg"})
_LOOKUP_EVENTS = frozenset({"socket.getaddrinfo", "socket.gethostbyname", "socket.gethostbyaddr", "urllib.Request"})
_INTERNET = frozenset({socket.AF_INET, socket.AF_INET6})


class Outcome(NamedTuple):
    """What came of a check.

    Attributes:
        name: A short name that stays the same, for scripts.
        title: What was looked at, translated.
        passed: Whether it is as it must be.
        seconds: How long it took.
        detail: What was found, or what went wrong.
    """

    name: str
    title: str
    passed: bool
    seconds: float
    detail: str


def run_self_test() -> list[Outcome]:
    """Do every check, and leave settings, notes and language as they were.

    A check that fails, in whatever way, is an outcome like any other: the ones behind it are done all the same. Only
    without a folder to do them in there are no others.
    """
    attempts: list[str] = []
    # An audit hook can't be taken away again; the process ends after this.
    sys.addaudithook(lambda event, given: attempts.append(event) if _is_network(event, given) else None)
    homes: list[tempfile.TemporaryDirectory[str]] = []
    outcomes = [_outcome("folder", _("A temporary folder can be used"), lambda: _make_home(homes))]
    for home in homes:
        with home, _moved_to(Path(home.name)):
            outcomes += [_outcome(*check) for check in _SelfTest(Path(home.name)).checks()]
    outcomes.append(_outcome("network", _("The network is left alone"), lambda: _no_network(attempts)))
    return outcomes


def report(outcomes: list[Outcome]) -> dict[str, object]:
    """Return outcomes as data: what the command prints with `--json`."""
    return {
        "passed": all(outcome.passed for outcome in outcomes),
        "version": __version__,
        "frozen": bool(getattr(sys, "frozen", False)),
        "python": platform.python_version(),
        "system": f"{platform.system()} {platform.release()} {platform.machine()}",
        "checks": [outcome._asdict() for outcome in outcomes],
    }


class CheckError(Exception):
    """Something isn't as it must be; the message says what was found instead."""


class _SelfTest:
    """The checks, and what they hand on to each other."""

    def __init__(self, home: Path) -> None:
        self._home = home
        self._app: HandbookApp | None = None
        self._application: object = None

    def checks(self) -> list[tuple[str, str, Callable[[], str]]]:
        return [
            ("parts", _("The program’s own parts are there"), self._parts),
            ("handbook", _("The handbook opens and has no faults"), self._handbook),
            ("fonts", _("The fonts are there"), self._fonts),
            ("window", _("The window opens"), self._window),
            ("pages", _("Every chapter can be set"), self._pages),
            ("search", _("The search finds"), self._search),
            ("notes", _("Notes are kept, changed and deleted"), self._notes),
            ("pdf", _("A PDF is made and can be read"), self._pdf),
            ("formats", _("HTML, Markdown and JSON are written"), self._formats),
            ("child", _("The window’s helper process answers"), self._child),
            ("close", _("The window closes"), self._close),
        ]

    def _parts(self) -> str:
        wanted = ("icons/x.svg", "locale/da/LC_MESSAGES/handbook.mo", "search/synonyms.toml", "typst/report.typ")
        missing = [name for name in (*wanted, "fonts/coverage.json") if not (resources() / name).is_file()]
        if missing:
            raise CheckError(", ".join(missing))
        set_language("da")
        translated = _("Search the &handbook…")
        if translated == "Search the &handbook…":
            raise CheckError("no translations")
        return str(resources())

    def _handbook(self) -> str:
        from handbook.book.check import check_handbook

        handbook = self._open()
        faults = check_handbook(handbook.root, spelling=False)
        if faults or not handbook.chapters:
            raise CheckError("; ".join(map(str, faults[:3])) or "no chapters")
        return f"{handbook.manifest.title}, {handbook.manifest.edition}, {len(handbook.chapters)}"

    def _fonts(self) -> str:
        from PySide6.QtGui import QFontDatabase

        from handbook.app import make_application
        from handbook.ui.fonts import TEXT_FAMILY, UI_FAMILY, load_fonts

        self._application = make_application(sys.argv[:1])
        load_fonts()
        families = set(QFontDatabase.families())
        missing = {TEXT_FAMILY, UI_FAMILY} - families
        if missing:
            raise CheckError(", ".join(sorted(missing)))
        return f"{TEXT_FAMILY}, {UI_FAMILY}"

    def _window(self) -> str:
        from PySide6.QtCore import QEventLoop, QTimer

        from handbook.app import HandbookApp
        from handbook.settings import Settings

        self._app = app = HandbookApp("", Settings(self._home / "settings.ini"), self._home / "notes")
        if app.error is not None:
            raise app.error
        app.show()
        loop = QEventLoop()
        QTimer.singleShot(500, loop.quit)
        loop.exec()
        image = app.window.grab().toImage()
        colours = {image.pixel(x, y) for x in range(0, image.width(), 7) for y in range(0, image.height(), 7)}
        if len(colours) < 3:
            raise CheckError("nothing was painted")
        return f"{image.width()} x {image.height()}"

    def _pages(self) -> str:
        from handbook.ui.reader.chapter_page import ChapterPress
        from handbook.ui.reader.style import PageStyle
        from handbook.ui.theme import THEMES

        handbook, words = self._open(), 0
        press, style = ChapterPress(handbook), PageStyle(THEMES["light"], 100, 120, 600.0, 700.0)
        for chapter in handbook.chapters:
            tree = handbook.peek(chapter.key)
            page = press.chapter(chapter, tree, style)
            if not page.document.toPlainText().strip():
                raise CheckError(chapter.key)
            words += tree.words
        return f"{len(handbook.chapters)}, {words}"

    def _search(self) -> str:
        from handbook.search.service import SearchService

        service = SearchService(self._open())
        for _step in service.prepare():
            pass
        hits = {query: len(service.search(query, is_typing=False).hits) for query in (_QUERY, _MISSPELT)}
        found = ", ".join(f"{query}: {count}" for query, count in hits.items())
        if not all(hits.values()):
            raise CheckError(found)
        return found

    def _notes(self) -> str:
        from handbook.notes.model import now
        from handbook.notes.notebook import Notebook
        from handbook.notes.place import open_notes

        folder = self._home / "self-test-notes"
        annotation = _annotation(self._open())
        store, _backups = open_notes(folder)
        Notebook(store).apply("", [annotation])
        store.close()
        store, backups = open_notes(folder)
        notebook = Notebook(store)
        kept = notebook.all.get(annotation.id)
        if kept is None or kept.body != annotation.body:
            raise CheckError("not kept")
        backups.make(store.connection, "manual")
        notebook.apply("", [kept._replace(deleted=now())])
        left = len(notebook.live())
        store.close()
        if left or notebook.trouble is not None:
            raise CheckError(str(notebook.trouble or left))
        return str(len(backups.all()))

    def _pdf(self) -> str:
        from handbook.export.pdf import Press
        from handbook.ui.export.pages import Pages

        path = self._home / "test.pdf"
        with Press() as press:
            path.write_bytes(press.pdf(_report(self._open())))
        with Pages(path) as pages:
            if not pages or pages.image(0, 0.2).isNull():
                raise CheckError(str(len(pages)))
            return str(len(pages))

    def _formats(self) -> str:
        from handbook.export.formats import written
        from handbook.export.report import Format

        report_ = _report(self._open())
        sizes = {kind.value: len(written(report_, kind)) for kind in Format if kind is not Format.PDF}
        if not all(sizes.values()):
            raise CheckError(str(sizes))
        return ", ".join(f"{name}: {size}" for name, size in sizes.items())

    def _child(self) -> str:
        from PySide6.QtCore import QEventLoop, QTimer

        from handbook.export.report import Format, Options
        from handbook.export.worker import Request
        from handbook.ui.export.typesetter import Typesetter

        handbook = self._open()
        folder, keys = str(handbook.root), [handbook.chapters[0].key]
        loop, typesetter, found = QEventLoop(), Typesetter(), list[str]()
        typesetter.finished.connect(lambda path: found.append(str(path.stat().st_size)))
        typesetter.failed.connect(lambda error: found.append(f"! {error}"))
        for signal in (typesetter.finished, typesetter.failed):
            signal.connect(loop.quit)
        QTimer.singleShot(_CHILD_MS, loop.quit)
        request = Request(0, "", Format.PDF, folder, "da", "", keys, False, "", "", {}, Options())  # noqa: FBT003 - of a tuple
        typesetter.make(request)
        loop.exec()
        typesetter.close()
        if not found or found[0].startswith("!"):
            raise CheckError(found[0] if found else "no answer")
        return found[0]

    def _close(self) -> str:
        if self._app is not None:
            self._app.window.close()
            self._app.close_notes()
        return ""

    @staticmethod
    def _open() -> Handbook:
        from handbook.book.library import open_handbook

        return open_handbook(shipped_handbook())


def _annotation(handbook: Handbook) -> Annotation:
    from handbook.notes.anchor import describe
    from handbook.notes.model import Annotation, Kind
    from handbook.notes.notebook import new_id

    chapter = handbook.chapters[0]
    tree = handbook.tree(chapter.key)
    anchor = describe(
        tree.text,
        tree.sections,
        0,
        min(40, len(tree.text)),
        handbook=handbook.manifest.id,
        edition=handbook.manifest.edition,
        chapter=chapter.key,
        chapter_title=chapter.title,
    )
    return Annotation(new_id(), Kind.HIGHLIGHT, anchor, body="æøå **prøve**", tags=("prøve",))


def _report(handbook: Handbook) -> Report:
    """Return a report with a note and a chapter with a figure and a table, if there is one."""
    from handbook.book import nodes
    from handbook.export.gather import Wanted, gather
    from handbook.export.report import Options

    def weight(key: str) -> int:
        return sum(isinstance(block, nodes.Figure | nodes.Table) for block in handbook.peek(key).blocks)

    fullest = max((chapter.key for chapter in handbook.chapters), key=weight)
    return gather(handbook, Wanted(annotations=[_annotation(handbook)], chapters=[fullest]), Options())


def _make_home(made: list[tempfile.TemporaryDirectory[str]]) -> str:
    # Windows keeps a file that some library hasn't closed yet; that is no fault of the installation.
    home = tempfile.TemporaryDirectory(prefix="handbook-self-test-", ignore_cleanup_errors=True)
    made.append(home)
    return str(Path(home.name).parent)


@contextmanager
def _moved_to(home: Path) -> Iterator[None]:
    """Keep in `home`, for as long as the context lasts, what belongs to the reader."""
    before, spoken = os.environ.get("HANDBOOK_HOME"), language()
    os.environ["HANDBOOK_HOME"] = str(home)
    try:
        yield
    finally:
        # The window has a language of its own.
        set_language(spoken)
        if before is None:
            del os.environ["HANDBOOK_HOME"]
        else:
            os.environ["HANDBOOK_HOME"] = before


def _is_network(event: str, given: tuple[object, ...]) -> bool:
    if event in _SOCKET_EVENTS:
        # Within a computer, Unix sockets do what pipes do.
        return getattr(given[0], "family", None) in _INTERNET
    return event in _LOOKUP_EVENTS


def _no_network(attempts: list[str]) -> str:
    if attempts:
        raise CheckError(", ".join(sorted(set(attempts))))
    return ""


def _outcome(name: str, title: str, check: Callable[[], str]) -> Outcome:
    started = time.perf_counter()
    try:
        detail, passed = check(), True
    except Exception as error:  # noqa: BLE001 - whatever goes wrong is what the test is there to tell
        detail, passed = f"{type(error).__name__}: {error}", False
    return Outcome(name, title, passed, round(time.perf_counter() - started, 3), detail)
