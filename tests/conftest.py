"""What every test stands on: its own empty home, a known language, no screen, no network."""

from __future__ import annotations

import os
import socket
import sys
from typing import TYPE_CHECKING

import pytest

from handbook import i18n

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from PySide6.QtWidgets import QApplication

    from handbook.book.library import Handbook
    from handbook.book.model import Chapter

pytest_plugins = ["pytester"]

# Qt reads this when its first application object is made, which is after this file is read.
os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--long", action="store_true", help="run what takes minutes, too: hundreds of power cuts")
    parser.addoption("--verapdf", action="store_true", help="have veraPDF judge the PDFs: see tests/export")
    parser.addoption("--packaging", action="store_true", help="freeze, pack and install the program: some minutes")


def pytest_configure(config: pytest.Config) -> None:
    config.addinivalue_line("markers", "long: takes minutes; only --long runs it")


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    if config.getoption("--long"):
        return
    for item in items:
        if item.get_closest_marker("long"):
            item.add_marker(pytest.mark.skip(reason="takes minutes; --long runs it"))


class _NetworkWatch:
    """Refuses every use of the internet that Python is told of, and remembers it.

    The interpreter's audit events are heard, not patched functions: they also come from libraries and threads, and a
    program that catches our refusal is still found out.
    """

    forbidden = frozenset({"socket.connect", "socket.bind", "socket.sendto", "socket.sendmsg"})
    lookups = frozenset({"socket.getaddrinfo", "socket.gethostbyname", "socket.gethostbyaddr"})
    families = frozenset({socket.AF_INET, socket.AF_INET6})

    def __init__(self) -> None:
        self.active = False
        self.seen: list[str] = []

    def __call__(self, event: str, arguments: tuple[object, ...]) -> None:
        if not event.startswith("socket.") or not self.active:
            return
        internet = event in self.lookups
        if event in self.forbidden and isinstance(arguments[0], socket.SocketType):
            internet = arguments[0].family in self.families
        if internet:
            self.seen.append(f"{event} {arguments[1] if event in self.forbidden else arguments[0]}")
            raise ConnectionRefusedError(f"No test may use the network: {self.seen[-1]}")


@pytest.fixture(scope="session")
def some_chapters(pytestconfig: pytest.Config) -> Callable[[Handbook], list[Chapter]]:
    """Returns a function that gives the chapters of a handbook that a test of every page goes through.

    They are every third and those of no part, where all that is unusual stands (the glossary, the sources); with
    --long, all.
    """
    is_long = pytestconfig.getoption("--long")

    def some(handbook: Handbook) -> list[Chapter]:
        chapters = handbook.chapters
        return [one for place, one in enumerate(chapters) if is_long or not place % 3 or not handbook.part(one.key)]

    return some


@pytest.fixture(scope="session")
def qapp() -> QApplication:
    """The application as the program itself makes it, for all of a worker's tests: the first to ask decides it."""
    from handbook.app import make_application  # most tests need no Qt Widgets

    return make_application(["handbook"])


_network_watch = _NetworkWatch()
sys.addaudithook(_network_watch)


@pytest.fixture(autouse=True)
def _no_network() -> Iterator[None]:
    _network_watch.seen.clear()
    _network_watch.active = True
    yield
    _network_watch.active = False
    if _network_watch.seen:
        pytest.fail(f"The test used the network: {'; '.join(_network_watch.seen)}")


@pytest.fixture(autouse=True)
def _own_home(tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> Path:
    home = tmp_path_factory.mktemp("home")
    monkeypatch.setenv("HANDBOOK_HOME", str(home / "handbook"))
    for name in ("HOME", "USERPROFILE", "APPDATA", "LOCALAPPDATA"):
        monkeypatch.setenv(name, str(home))
    for name in ("CONFIG", "CACHE", "DATA", "STATE"):
        monkeypatch.setenv(f"XDG_{name}_HOME", str(home / name.lower()))
    return home


@pytest.fixture(autouse=True)
def _english(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Tests read the source's own strings, whatever the machine speaks; one that wants Danish sets it."""
    for name in ("LANGUAGE", "LC_ALL", "LC_MESSAGES", "LANG"):
        monkeypatch.delenv(name, raising=False)
    i18n.set_language("en")
    yield
    i18n.set_language("en")
