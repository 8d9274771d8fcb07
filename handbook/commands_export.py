"""The commands `export`, for people and scripts, and `typeset`, which the window has its own exports made by."""

from __future__ import annotations

import sys
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from handbook import i18n
from handbook.errors import HandbookError
from handbook.export.report import Format, GroupBy, Options, Paper
from handbook.i18n import _, plural
from handbook.notes.model import Colour, Kind
from handbook.paths import shipped_handbook
from handbook.terminal import print_lines, reader_notes

if TYPE_CHECKING:
    import argparse
    from collections.abc import Iterator
    from typing import Self

    from handbook.book.library import Handbook
    from handbook.export.gather import Wanted

LEAST_POINTS, MOST_POINTS = 8.0, 18.0


def add_commands(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add the commands to the program's.

    Args:
        commands: The parser's sub-commands.
    """
    export = commands.add_parser(
        "export",
        help=_("write notes or chapters to a file: PDF, Markdown, HTML or JSON"),
        description=_("What the file is to be, the end of its name says: .pdf, .md, .html or .json."),
    )
    export.add_argument("output", type=Path, metavar="OUT")
    what = export.add_argument_group(_("what"))
    what.add_argument("--notes", action="store_true", help=_("the notes; with --chapter, those in that chapter"))
    what.add_argument(
        "--chapter", action="append", default=[], metavar="ADDRESS", help=_("a chapter; may be given more than once")
    )
    what.add_argument("--all", action="store_true", help=_("the whole handbook"))
    what.add_argument(
        "--copy",
        action="append",
        default=[],
        metavar="ID",
        help=_("a filled-in tool by the id that “notes list --json” prints; may be given more than once"),
    )
    what.add_argument("--blank", default="", metavar="TOOL", help=_("an empty tool, by its id"))
    what.add_argument("--tag", action="append", default=[], metavar="TAG", help=_("only notes with this tag"))
    what.add_argument("--kind", choices=list(Kind), default=None, help=_("only notes of this kind"))
    what.add_argument("--colour", choices=list(Colour), default=None, help=_("only highlights of this colour"))
    what.add_argument("--handbook", type=Path, default=None, metavar="FOLDER", help=_("else the shipped handbook"))
    how = export.add_argument_group(_("how"))
    how.add_argument("--no-quotes", action="store_true", help=_("only what was written, not what was highlighted"))
    how.add_argument("--group-by", choices=list(GroupBy), default=GroupBy.CHAPTER, help=_("what stands together"))
    how.add_argument("--title", default="", metavar="TEXT", help=_("of the report"))
    how.add_argument("--author", default="", metavar="NAME", help=_("of the notes"))
    how.add_argument("--paper", choices=list(Paper), default=Paper.A4)
    how.add_argument("--font-size", type=_points, default=10.5, metavar="POINTS", help=_("from 8 to 18"))
    how.add_argument("--grey", action="store_true", help=_("without colours"))
    how.add_argument("--language", choices=i18n.LANGUAGES, default="", help=_("of the headings; else the handbook’s"))
    export.add_argument("--force", action="store_true", help=_("replace a file that is there"))
    export.set_defaults(run=_export)
    typeset = commands.add_parser("typeset")
    typeset.set_defaults(run=_typeset)


def _points(text: str) -> float:
    from argparse import ArgumentTypeError

    try:
        points = float(text.replace(",", "."))
    except ValueError:
        points = 0.0
    if not LEAST_POINTS <= points <= MOST_POINTS:
        raise ArgumentTypeError(_("{text} isn’t a number from 8 to 18").format(text=text))
    return points


def _export(options: argparse.Namespace) -> int:
    from handbook.book.library import open_handbook
    from handbook.export.files import check_place, write_file
    from handbook.export.formats import written
    from handbook.export.gather import gather

    format_ = _format(options.output)
    _check_what(options)
    if not options.notes and (options.tag or options.kind or options.colour):
        raise HandbookError(_("--tag, --kind and --colour choose among notes."), _("Add --notes."))
    # What can be said before the work is said before it.
    check_place(options.output, replaces=True)
    if options.output.exists() and not options.force:
        raise HandbookError(
            _("{name} is there already.").format(name=options.output.name),
            _("Choose another name, or add --force to replace it."),
        )
    handbook = open_handbook(options.handbook or shipped_handbook())
    wanted, setting = _wanted(handbook, options), _("Setting the pages …") if format_ is Format.PDF else _("Writing …")
    with _ProgressLine() as line, _speaking(options.language or i18n.choose_language("", handbook.manifest.language)):
        report = gather(handbook, wanted, _options(options), line.show)
        line.say(setting)
        data = written(report, format_)
    write_file(options.output, data, replaces=options.force)
    is_notes = options.notes or options.copy
    counts = [plural("{count} note exported.", "{count} notes exported.", len(report.items))] if is_notes else []
    chapters = len(report.chapters)
    counts += [plural("{count} chapter exported.", "{count} chapters exported.", chapters)] if chapters else []
    counts += [_("The empty tool is exported.")] if options.blank else []
    print_lines(*counts)
    return 0


def _check_what(options: argparse.Namespace) -> None:
    """Raise a HandbookError unless one thing is wanted; notes may be those of some chapters."""
    wanted = (options.notes or options.chapter, options.all, options.copy, options.blank)
    if sum(map(bool, wanted)) != 1:
        raise HandbookError(
            _("It isn’t said what is to be exported."),
            _("Give one of --notes, --chapter ADDRESS, --all, --copy ID and --blank TOOL."),
        )


def _format(output: Path) -> Format:
    suffix = output.suffix.lower().removeprefix(".")
    try:
        return Format("html" if suffix == "htm" else suffix)
    except ValueError as error:
        raise HandbookError(
            _("{name} doesn’t say what the file is to be.").format(name=output.name),
            _("Let its name end in .pdf, .md, .html or .json."),
        ) from error


def _options(options: argparse.Namespace) -> Options:
    return Options(
        has_quotes=not options.no_quotes,
        group_by=GroupBy(options.group_by),
        paper=Paper(options.paper),
        points=options.font_size,
        is_grey=options.grey,
    )


def _wanted(handbook: Handbook, options: argparse.Namespace) -> Wanted:
    from handbook.export.gather import Wanted

    if options.blank:
        return Wanted(blank=options.blank, title=options.title, author=options.author)
    if options.copy:
        return _copies(options)
    if not options.notes:
        keys = [chapter.key for chapter in handbook.chapters] if options.all else _keys(handbook, options.chapter)
        return Wanted(chapters=keys, is_whole=options.all, title=options.title, author=options.author)
    from handbook.notes.listing import Filter, filtered

    keys = _keys(handbook, options.chapter) or [""]
    with reader_notes() as (store, _backups):
        annotations, colours = store.load(), store.settings()
    found = []
    for key in keys:
        wanted = Filter(key, handbook.manifest.id, tuple(options.tag), options.kind, options.colour)
        found += filtered(annotations, wanted)
    return Wanted(annotations=found, title=options.title, author=options.author, colours=colours)


def _copies(options: argparse.Namespace) -> Wanted:
    from handbook.export.gather import Wanted

    with reader_notes() as (store, _backups):
        annotations, colours = store.load(), store.settings()
    by_id = {annotation.id: annotation for annotation in annotations if not annotation.deleted}
    found = []
    for id_ in dict.fromkeys(options.copy):
        if id_ not in by_id:
            raise HandbookError(
                _("There is no note {name}.").format(name=id_), _("“handbook notes list --json” prints the ids.")
            )
        found.append(by_id[id_])
    return Wanted(annotations=found, title=options.title, author=options.author, colours=colours)


def _keys(handbook: Handbook, addresses: list[str]) -> list[str]:
    from handbook.book.address import parse_address

    keys: dict[str, None] = {}
    for address in addresses:
        chapter = handbook.find(parse_address(address))
        if chapter is None:
            raise HandbookError(
                _("There is no chapter {key} in this handbook.").format(key=address),
                _("Choose a chapter from the table of contents."),
            )
        keys[chapter.key] = None
    return list(keys)


class _ProgressLine:
    """A line on the terminal that says how far it is; nothing where nobody looks."""

    def __init__(self) -> None:
        self._is_seen = sys.stderr is not None and sys.stderr.isatty()
        # In the language of whoever is at the terminal, whatever the report's.
        self._reading = _("Reading {done} of {total} …")

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_error: object) -> None:
        """Leave the line empty: what is said next begins on it."""
        self.say("")

    def show(self, done: int, total: int) -> None:
        """Say how much has been read."""
        self.say(self._reading.format(done=done, total=total))

    def say(self, text: str) -> None:
        """Say what is being done."""
        if self._is_seen:
            # Carriage return, and "erase to the end of the line" (ECMA-48, 8.3.41).
            print(f"\r{text}\x1b[K", end="", file=sys.stderr, flush=True)


@contextmanager
def _speaking(language: str) -> Iterator[None]:
    """Let the program speak another language for as long as the context lasts."""
    before = i18n.language()
    i18n.set_language(language)
    try:
        yield
    finally:
        i18n.set_language(before)


def _typeset(_options: argparse.Namespace) -> int:
    from handbook.export.worker import serve

    serve(sys.stdin.buffer, sys.stdout.buffer)
    return 0
