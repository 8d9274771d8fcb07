"""The commands `check` and `screenshot`, and the usage of the whole program; the others have modules of their own."""

from __future__ import annotations

import argparse
import os
import re
import sys
from dataclasses import asdict
from pathlib import Path

from handbook import __version__, commands_export, commands_notes, i18n
from handbook.commands_search import add_commands
from handbook.errors import HandbookError
from handbook.i18n import _, plural
from handbook.paths import shipped_handbook
from handbook.settings import THEMES
from handbook.terminal import print_errors, print_json, print_lines

_SIZE = re.compile(r"(\d{2,5})x(\d{2,5})", re.ASCII)
_PANELS = ("contents", "outline", "search", "notes", "tools", "toolbox", "none")
_MOST_PIXELS = 8_000
_LEAST_SIZE = (320, 360)


def run_command(arguments: list[str]) -> int:
    """Run what the arguments ask for.

    Returns:
        0 done, 1 found faults, 2 wrong usage or unreadable input (argparse itself ends wrong usage with 2).
    """
    i18n.set_language(i18n.choose_language("", i18n.system_language()))
    try:
        options = _parser().parse_args(arguments)
        return int(options.run(options))
    except HandbookError as error:
        print_errors(f"handbook: {error}")
        return 2
    except SystemExit as stop:
        return stop.code if isinstance(stop.code, int) else 2


def explain_no_display() -> int:
    """Say on standard error that there is no screen, and what works without one. Returns 2."""
    i18n.set_language(i18n.choose_language("", i18n.system_language()))
    print(
        _("handbook: there is no display to open a window on (neither DISPLAY nor WAYLAND_DISPLAY is set)."),
        _("Without one, a picture of any page can be made: ./run screenshot out.png"),
        sep="\n",
        file=sys.stderr,
    )
    return 2


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="handbook",
        description=_("Read a handbook offline."),
        usage=_("handbook [FOLDER | handbook://CHAPTER#SECTION]\n       handbook COMMAND …"),
        epilog=_(
            "Without a command, the window opens with a handbook’s folder, an address in it, or the place read last."
        ),
    )
    parser.add_argument("--version", action="version", version=f"handbook {__version__}")
    commands = parser.add_subparsers(title=_("commands"), metavar="COMMAND", prog="handbook", required=True)
    check = commands.add_parser("check", help=_("find every fault in a handbook’s folder"))
    check.add_argument("folder", nargs="?", type=Path, default=None, help=_("the folder; else the shipped handbook"))
    check.add_argument("--json", action="store_true", help=_("print a list of objects instead of lines"))
    check.add_argument("--statistics", action="store_true", help=_("count words, LIX, figures, tools and footnotes"))
    check.set_defaults(run=_check)
    shot = commands.add_parser("screenshot", help=_("make a picture of the window, without a screen"))
    shot.add_argument("output", type=Path, metavar="OUT.png")
    shot.add_argument("--handbook", type=Path, default=None, metavar="FOLDER", help=_("else the shipped handbook"))
    shot.add_argument("--page", default="", metavar="ADDRESS", help=_("CHAPTER#SECTION or handbook://CHAPTER#SECTION"))
    shot.add_argument("--theme", choices=[name for name in THEMES if name != "system"], default="light")
    shot.add_argument("--text-size", type=_percent, default=100, metavar="PERCENT")
    shot.add_argument("--size", type=_size, default=(1280, 800), metavar="WxH", help=_("of the window, in pixels"))
    shot.add_argument("--scale", type=float, choices=(1.0, 1.5, 2.0, 3.0), default=1.0, help=_("pixels for each pixel"))
    shot.add_argument("--find", default="", metavar="WORDS", help=_("mark words on the page"))
    shot.add_argument("--search", default="", metavar="QUERY", help=_("search the handbook"))
    shot.add_argument("--panel", choices=_PANELS, default="", help=_("show only this panel beside the text"))
    shot.add_argument("--language", choices=i18n.LANGUAGES, default="")
    shot.set_defaults(run=_screenshot)
    test = commands.add_parser("self-test", help=_("prove that this installation works"))
    test.add_argument("--json", action="store_true", help=_("print an object instead of lines"))
    test.set_defaults(run=_self_test)
    add_commands(commands)
    commands_notes.add_commands(commands)
    commands_export.add_commands(commands)
    return parser


def _check(options: argparse.Namespace) -> int:
    if options.statistics:
        from handbook.commands_statistics import print_statistics

        return print_statistics(options.folder or shipped_handbook(), as_json=options.json)
    from handbook.book.check import check_handbook

    notices: list[str] = []
    faults = check_handbook(options.folder or shipped_handbook(), notices=notices)
    print_errors(*notices)
    if options.json:
        print_json([asdict(fault) for fault in faults])
    else:
        print_lines(*faults)
        summary = (
            plural("{count} fault found.", "{count} faults found.", len(faults)) if faults else _("No faults found.")
        )
        print_errors(summary)
    return 1 if faults else 0


def _self_test(options: argparse.Namespace) -> int:
    # Whether there is a screen is not what is tested.
    os.environ["QT_QPA_PLATFORM"] = "offscreen"
    from handbook.selftest import report, run_self_test

    outcomes = run_self_test()
    if options.json:
        print_json(report(outcomes))
    else:
        for outcome in outcomes:
            mark = _("ok") if outcome.passed else _("FAILED")
            print_lines(f"{mark:>10}  {outcome.title}  {'' if outcome.passed else outcome.detail}".rstrip())
    return 0 if all(outcome.passed for outcome in outcomes) else 1


def _screenshot(options: argparse.Namespace) -> int:
    # The picture is drawn by Qt itself: no screen is needed, and one that is there is left alone.
    os.environ["QT_QPA_PLATFORM"] = "offscreen"
    os.environ["QT_SCALE_FACTOR"] = str(options.scale)
    from handbook.screenshot import Shot, take_screenshot

    shot = Shot(
        output=options.output,
        folder=options.handbook,
        page=options.page,
        theme=options.theme,
        text_size=options.text_size,
        size=options.size,
        find=options.find,
        search=options.search,
        panel=options.panel,
        language=options.language,
    )
    take_screenshot(shot)
    return 0


def _percent(text: str) -> int:
    number = text.rstrip("% ")
    if not number.isdecimal() or not 70 <= int(number) <= 300:
        raise argparse.ArgumentTypeError(_("{text} isn’t a percentage between 70 and 300").format(text=text))
    return int(number)


def _fits(width: int, height: int) -> bool:
    # The window itself gets no smaller, and a larger picture would take more memory than the machine has.
    return _LEAST_SIZE[0] <= width <= _MOST_PIXELS and _LEAST_SIZE[1] <= height <= _MOST_PIXELS


def _size(text: str) -> tuple[int, int]:
    match = _SIZE.fullmatch(text)
    if match is None or not _fits(int(match[1]), int(match[2])):
        raise argparse.ArgumentTypeError(
            _("{text} isn’t a size such as 1280x800, from 320x360 to 8000x8000").format(text=text)
        )
    return int(match[1]), int(match[2])
