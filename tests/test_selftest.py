"""The self-test, check by check: what is broken is found, by the check that is there for it."""

from __future__ import annotations

import os
import shutil
import socket
import sys
import tempfile
from contextlib import suppress
from typing import TYPE_CHECKING

import pytest

from handbook import selftest
from handbook.i18n import language, set_language
from handbook.paths import shipped_handbook
from handbook.selftest import CheckError, Outcome

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path


@pytest.fixture
def copied_handbook(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A handbook that may be broken, in the shipped one's place."""
    folder = tmp_path / "content"
    shutil.copytree(shipped_handbook(), folder)
    monkeypatch.setattr(selftest, "shipped_handbook", lambda: folder)
    return folder


@pytest.fixture
def check(tmp_path: Path) -> Callable[[str], Outcome]:
    """Return a function that does one check, of those that need no window."""
    home = tmp_path / "home"
    home.mkdir()
    all_ = {name: (name, title, do) for name, title, do in selftest._SelfTest(home).checks()}
    return lambda name: selftest._outcome(*all_[name])


def chapter(folder: Path) -> Path:
    return next(path for path in sorted(folder.rglob("*.md")) if path.name not in ("SUMMARY.md", "README.md"))


@pytest.mark.parametrize("name", ["parts", "handbook", "search", "notes", "formats"])
def test_a_check_passes_here(check: Callable[[str], Outcome], name: str) -> None:
    outcome = check(name)
    assert outcome.passed, outcome.detail
    assert outcome.detail
    assert outcome.seconds >= 0


def test_a_broken_link_is_found(check: Callable[[str], Outcome], copied_handbook: Path) -> None:
    path = chapter(copied_handbook)
    path.write_text(path.read_text("utf-8") + "\n[et sted](findes-ikke.md)\n", "utf-8")
    outcome = check("handbook")
    assert not outcome.passed
    assert "findes-ikke.md" in outcome.detail


def test_a_missing_handbook_is_found(check: Callable[[str], Outcome], copied_handbook: Path) -> None:
    shutil.rmtree(copied_handbook)
    for name in ("handbook", "search", "notes", "formats"):
        outcome = check(name)
        assert not outcome.passed
        assert outcome.detail.startswith("HandbookError: ")


def test_a_handbook_without_the_word_is_found(check: Callable[[str], Outcome], copied_handbook: Path) -> None:
    shutil.rmtree(copied_handbook)
    copied_handbook.mkdir()
    (copied_handbook / "SUMMARY.md").write_text("# Bog\n\n- [Et](et.md)\n", "utf-8")
    (copied_handbook / "et.md").write_text("# Et\n\nTekst.\n", "utf-8")
    assert check("search").detail == "CheckError: innovation: 0, inovation: 0"


def test_missing_parts_are_named(
    check: Callable[[str], Outcome], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(selftest, "resources", lambda: tmp_path)
    outcome = check("parts")
    assert not outcome.passed
    assert "report.typ" in outcome.detail
    assert "coverage.json" in outcome.detail


def test_a_folder_that_takes_no_notes_is_found(check: Callable[[str], Outcome], tmp_path: Path) -> None:
    # A file in its place is in the way of everybody, root too.
    (tmp_path / "home" / "self-test-notes").write_text("", "utf-8")
    assert not check("notes").passed


def test_without_a_temporary_folder_that_is_said(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(sys, "addaudithook", lambda _hook: None)
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path / "findes-ikke"))
    outcomes = selftest.run_self_test()
    assert [(outcome.name, outcome.passed) for outcome in outcomes] == [("folder", False), ("network", True)]
    assert "findes-ikke" in outcomes[0].detail
    assert selftest.report(outcomes)["passed"] is False


def test_home_and_language_come_back(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    for before in ("her", None):
        if before is None:
            monkeypatch.delenv("HANDBOOK_HOME")
        else:
            monkeypatch.setenv("HANDBOOK_HOME", before)
        with suppress(CheckError), selftest._moved_to(tmp_path):
            assert os.environ["HANDBOOK_HOME"] == str(tmp_path)
            set_language("da")
            raise CheckError
        assert os.environ.get("HANDBOOK_HOME") == before
        assert language() == "en"


@pytest.mark.parametrize(
    ("event", "family", "is_network"),
    [
        ("socket.connect", socket.AF_INET, True),
        ("socket.sendto", socket.AF_INET6, True),
        ("socket.connect", getattr(socket, "AF_UNIX", None), False),
        ("socket.getaddrinfo", None, True),
        ("urllib.Request", None, True),
        ("socket.__new__", socket.AF_INET, False),
        ("open", None, False),
    ],
)
def test_what_counts_as_network(event: str, family: object, is_network: bool) -> None:
    class Socket:
        pass

    given = Socket()
    given.family = family  # type: ignore[attr-defined]
    assert selftest._is_network(event, (given, "somewhere")) is is_network


def test_network_use_is_named_once() -> None:
    with pytest.raises(CheckError, match=r"^socket\.connect, socket\.getaddrinfo$"):
        selftest._no_network(["socket.getaddrinfo", "socket.connect", "socket.connect"])
    assert selftest._no_network([]) == ""


def test_whatever_goes_wrong_is_an_outcome() -> None:
    def stumble() -> str:
        raise ZeroDivisionError("om igen")

    outcome = selftest._outcome("x", "X", stumble)
    assert (outcome.name, outcome.title, outcome.passed) == ("x", "X", False)
    assert outcome.detail == "ZeroDivisionError: om igen"
