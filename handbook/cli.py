"""The command line's door: opens the window at once, or hands a command on to `handbook.commands`.

The window's path imports nothing that it doesn't need: a reader waits for it.
"""

from __future__ import annotations

import gc
import os
import sys

COMMANDS = ("screenshot", "check", "index", "search", "notes", "export", "typeset", "self-test")


def main(arguments: list[str] | None = None) -> int:
    """Run the program.

    Args:
        arguments: Instead of the process's own.

    Returns:
        Exit code: 0 done, 1 found faults, 2 wrong usage or unreadable input.
    """
    given = sys.argv[1:] if arguments is None else arguments
    if len(given) > 1 or (given and (given[0] in COMMANDS or given[0].startswith("-"))):
        from handbook.commands import run_command

        return run_command(given)
    if not _has_display():
        from handbook.commands import explain_no_display

        return explain_no_display()
    # Nothing that is made on the way to the first page is garbage: looking for some would cost a tenth of the start.
    gc.disable()
    from handbook.app import run

    return run(given[0] if given else "")


def _has_display() -> bool:
    if sys.platform in ("win32", "darwin") or os.environ.get("QT_QPA_PLATFORM"):
        return True
    return bool(os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY"))
