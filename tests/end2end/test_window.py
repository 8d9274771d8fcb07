"""The window as a process: it starts, keeps the place when the system ends it, and is there again next time."""

from __future__ import annotations

import signal
import subprocess
from typing import TYPE_CHECKING

import pytest

from handbook.settings import Settings

if TYPE_CHECKING:
    from pathlib import Path

    from tests.end2end.conftest import Program


def place(program: Program) -> tuple[str, int]:
    return Settings(program.home / "config" / "settings.ini").last_place("innovationshaandbogen")


def title(process: subprocess.Popen[str]) -> str:
    """Wait for the title of the window that the process has opened."""
    assert process.stdout is not None
    return process.stdout.readline().rstrip("\n")


def end(process: subprocess.Popen[str], how: signal.Signals = signal.SIGTERM) -> tuple[int, str]:
    """Ask the process to end, and return its exit code and what it complained of."""
    process.send_signal(how)
    _output, complaints = process.communicate(timeout=10)
    return process.returncode, complaints


@pytest.mark.parametrize("how", [signal.SIGTERM, signal.SIGINT])
def test_the_place_is_kept_when_the_system_ends_the_program(program: Program, how: signal.Signals) -> None:
    process = program.open_window("handbook://grundlaget/innovation-i-tal#fem-tal")
    assert title(process) == "Innovation i tal – Innovationshåndbogen"
    assert end(process, how) == (0, "")
    kept = place(program)
    assert kept[0] == "grundlaget/innovation-i-tal.md"
    assert kept[1] > 0
    # The same reader comes back: nothing is lost, and nothing creeps.
    again = program.open_window()
    assert title(again) == "Innovation i tal – Innovationshåndbogen"
    assert end(again, how) == (0, "")
    assert place(program) == kept


def test_a_folder_that_is_no_handbook_opens_a_window_that_stays(program: Program, tmp_path: Path) -> None:
    """A reader who clicks an icon sees no terminal: only a window can tell what is wrong."""
    (tmp_path / "tom").mkdir()
    process = program.open_window("tom", action="theme-dark")
    assert title(process) in ("Handbook", "Håndbog")
    assert process.poll() is None
    assert end(process) == (0, "")


@pytest.mark.parametrize("action", ["keyboard", "reading", "focus"])
def test_the_program_can_be_ended_whatever_is_open(program: Program, action: str) -> None:
    process = program.open_window(action=action)
    assert title(process)
    code, complaints = end(process)
    assert code == 0
    assert "Traceback" not in complaints
    assert place(program)[0] == "forside.md"


def test_the_program_can_be_ended_after_a_change_of_language(program: Program) -> None:
    """So long after the change that nothing else of the program's own is going on any more."""
    process = program.open_window(action="language-en", after_ms=3_500)
    assert title(process)
    with pytest.raises(subprocess.TimeoutExpired):
        process.wait(timeout=0.5)
    assert end(process) == (0, "")
