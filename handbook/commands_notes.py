"""The command `notes`: list, add, back up, restore, import and export what the reader keeps.

The reader's window may be open meanwhile: each command is one transaction on the same file, and the window takes it
over. Whatever replaces or joins notes makes a backup first.
"""

from __future__ import annotations

import sys
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from handbook import __version__
from handbook.errors import HandbookError
from handbook.i18n import _, plural
from handbook.notes.model import Annotation, Colour, Kind, now
from handbook.paths import data_dir, shipped_handbook
from handbook.terminal import print_json, print_lines, reader_notes

if TYPE_CHECKING:
    import argparse
    from collections.abc import Iterable, Iterator

    from handbook.notes.backup import Backup, Backups
    from handbook.notes.listing import Filter
    from handbook.notes.notebook import Notebook
    from handbook.notes.store import Store


def add_commands(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add the command to the program's.

    Args:
        commands: The parser's sub-commands.
    """
    notes = commands.add_parser("notes", help=_("list, add, back up, restore, import and export notes"))
    actions = notes.add_subparsers(title=_("commands"), metavar="COMMAND", prog="handbook notes", required=True)
    listing = actions.add_parser("list", help=_("print the notes"))
    _add_filters(listing)
    _add_json(listing)
    listing.set_defaults(run=_list)
    add = actions.add_parser("add", help=_("keep a note"))
    add.add_argument("text", nargs="?", default="", metavar="TEXT", help=_("the note, in Markdown"))
    add.add_argument(
        "--chapter", required=True, metavar="ADDRESS", help=_("CHAPTER#SECTION or handbook://CHAPTER#SECTION")
    )
    add.add_argument("--quote", default=None, metavar="TEXT", help=_("highlight these words of the chapter"))
    add.add_argument("--colour", choices=list(Colour), default=Colour.IMPORTANT, help=_("of the highlight"))
    add.add_argument("--tag", action="append", default=[], metavar="TAG", help=_("may be given more than once"))
    add.add_argument("--handbook", type=Path, default=None, metavar="FOLDER", help=_("else the shipped handbook"))
    add.set_defaults(run=_add)
    backup = actions.add_parser("backup", help=_("make a backup of the notes"))
    backup.set_defaults(run=_backup)
    backups = actions.add_parser("backups", help=_("list the backups"))
    _add_json(backups)
    backups.set_defaults(run=_backups)
    restore = actions.add_parser("restore", help=_("go back to a backup"))
    restore.add_argument("backup", nargs="?", default="", metavar="BACKUP", help=_("its file’s name; else the latest"))
    restore.add_argument("--yes", action="store_true", help=_("don’t ask"))
    restore.set_defaults(run=_restore)
    for name, help_text in (
        ("import", _("take in notes from a file: an export in JSON, a backup, or another computer’s file of notes")),
        ("merge", _("the same as import")),
    ):
        incoming = actions.add_parser(name, help=help_text)
        incoming.add_argument("file", type=Path, metavar="FILE")
        incoming.add_argument("--dry-run", action="store_true", help=_("only say what would be done"))
        _add_json(incoming)
        incoming.set_defaults(run=_import)
    export = actions.add_parser("export", help=_("write notes to a file in JSON (W3C Web Annotations)"))
    export.add_argument("output", type=Path, metavar="OUT.json")
    export.add_argument("--force", action="store_true", help=_("replace a file that is there"))
    _add_filters(export)
    export.set_defaults(run=_export)


def _add_json(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--json", action="store_true", help=_("print an object instead of lines"))


def _add_filters(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--chapter", default="", metavar="CHAPTER", help=_("only those in this chapter"))
    parser.add_argument("--tag", action="append", default=[], metavar="TAG", help=_("only those with this tag"))
    parser.add_argument("--kind", choices=list(Kind), default=None, help=_("only those of this kind"))
    parser.add_argument("--colour", choices=list(Colour), default=None, help=_("only highlights of this colour"))
    parser.add_argument("--deleted", action="store_true", help=_("deleted ones too"))
    parser.add_argument(
        "--handbook", type=Path, default=None, metavar="FOLDER", help=_("only those in this handbook; else in all")
    )


def _list(options: argparse.Namespace) -> int:
    from handbook.notes.listing import as_json, as_lines, filtered

    with reader_notes() as (store, _backups):
        found = filtered(store.load(), _filter(options))
    if options.json:
        print_json({"total": len(found), "notes": [as_json(annotation) for annotation in found]})
        return 0
    for annotation in found:
        print_lines(*as_lines(annotation), "")
    print_lines(plural("{count} note found.", "{count} notes found.", len(found)) if found else _("No notes found."))
    return 0


def _add(options: argparse.Namespace) -> int:
    from handbook.book.address import parse_address
    from handbook.book.library import open_handbook
    from handbook.notes.exchange import clean
    from handbook.notes.notebook import new_id
    from handbook.notes.quoting import anchor_at

    text = clean(options.text).strip()
    if not text and options.quote is None:
        raise HandbookError(_("There is nothing to keep."), _("Give a text, a --quote, or both."))
    handbook = open_handbook(options.handbook or shipped_handbook())
    anchor = anchor_at(handbook, parse_address(clean(options.chapter)), options.quote)
    annotation = Annotation(
        id=new_id(),
        kind=Kind.NOTE if options.quote is None else Kind.HIGHLIGHT,
        anchor=anchor,
        colour=Colour(options.colour),
        body=text,
        tags=tuple(dict.fromkeys(tag for given in options.tag if (tag := clean(given).strip()))),
    )
    with _notebook() as (notebook, _store, _backups):
        _apply(notebook, [annotation])
    print_lines(annotation.id)
    return 0


def _backup(_options: argparse.Namespace) -> int:
    with reader_notes() as (store, backups):
        print_lines(backups.make(store.connection, "manual").path)
    return 0


def _backups(options: argparse.Namespace) -> int:
    from handbook.notes.place import backups_of

    found = backups_of(data_dir()).all()
    if options.json:
        print_json([{"made": b.made.isoformat(), "reason": b.reason, "path": str(b.path)} for b in found])
        return 0
    for backup in found:
        print_lines(f"{_local_time(backup)}  {backup.path.name}")
    print_lines(
        plural("{count} backup found.", "{count} backups found.", len(found)) if found else _("No backups found.")
    )
    return 0


def _restore(options: argparse.Namespace) -> int:
    from handbook.notes.backup import read_backup
    from handbook.notes.errors import NotesError, Trouble
    from handbook.notes.place import backups_of, notes_file
    from handbook.notes.recovery import recover

    backups = backups_of(data_dir())
    backup = _chosen(backups, options.backup)
    try:
        wanted = read_backup(backup.path)
    except NotesError as error:
        raise HandbookError(
            _("The backup {name} can’t be read: it is damaged, or of a newer version.").format(name=backup.path.name),
            _("Choose another one; “handbook notes backups” lists them."),
        ) from error
    _confirm(backup, is_sure=options.yes)
    from handbook.notes.merge import way_back

    try:
        with _notebook() as (notebook, store, _same):
            changes = way_back(notebook.all, wanted)
            if changes:
                backups.make(store.connection, "restore")
                _apply(notebook, changes)
        print_lines(plural("{count} note changed.", "{count} notes changed.", len(changes)))
    except NotesError as error:
        if error.trouble not in (Trouble.DAMAGED, Trouble.MISSING):
            raise
        recovery = recover(notes_file(data_dir()), backups, backup)
        recovery.store.close()
        print_lines(plural("{count} note restored.", "{count} notes restored.", recovery.restored + recovery.salvaged))
        if recovery.kept is not None:
            print_lines(_("The damaged file is kept: {path}").format(path=recovery.kept))
    return 0


def _import(options: argparse.Namespace) -> int:
    from handbook.notes.foreign import read_foreign
    from handbook.notes.listing import summary
    from handbook.notes.merge import plan_merge

    found = read_foreign(options.file)
    with _notebook() as (notebook, store, backups):
        plan = plan_merge(notebook.all, found.annotations)
        if plan.annotations and not options.dry_run:
            backups.make(store.connection, "import")
            _apply(notebook, plan.annotations, is_import=True)
    if options.json:
        counts = plan._asdict() | {"skipped": found.skipped, "dry_run": options.dry_run}
        del counts["annotations"]
        print_json(counts)
        return 0
    if options.dry_run:
        print_lines(_("Nothing has been changed. The import would do this:"))
    print_lines(*summary(plan, found.skipped))
    return 0


def _export(options: argparse.Namespace) -> int:
    from handbook.notes.exchange import to_json
    from handbook.notes.listing import filtered

    with reader_notes() as (store, _backups):
        found = filtered(store.load(), _filter(options))
    text = to_json(found, generator=f"handbook {__version__}", made=now())
    _write(options.output, text, replaces=options.force)
    print_lines(plural("{count} note exported.", "{count} notes exported.", len(found)))
    return 0


@contextmanager
def _notebook() -> Iterator[tuple[Notebook, Store, Backups]]:
    from handbook.notes.notebook import Notebook

    with reader_notes() as (store, backups):
        yield Notebook(store), store, backups


def _apply(notebook: Notebook, annotations: Iterable[Annotation], *, is_import: bool = False) -> None:
    notebook.apply("", annotations, is_import=is_import)
    if notebook.trouble is not None:
        raise notebook.trouble


def _filter(options: argparse.Namespace) -> Filter:
    from handbook.book.address import parse_address
    from handbook.book.library import open_handbook
    from handbook.notes.listing import Filter

    return Filter(
        chapter=parse_address(options.chapter).chapter,
        handbook=open_handbook(options.handbook).manifest.id if options.handbook is not None else "",
        tags=tuple(options.tag),
        kind=options.kind,
        colour=options.colour,
        has_deleted=options.deleted,
    )


def _chosen(backups: Backups, name: str) -> Backup:
    """Return the backup with a name, or the newest one that can be read."""
    if not name:
        best = backups.best()
        if best is None:
            raise HandbookError(_("There is no backup."), _("Make one with “handbook notes backup”."))
        return best
    for backup in backups.all():
        if Path(name) in (Path(backup.path.name), backup.path):
            return backup
    raise HandbookError(_("There is no backup {name}.").format(name=name), _("“handbook notes backups” lists them."))


def _confirm(backup: Backup, *, is_sure: bool) -> None:
    if is_sure:
        return
    if sys.stdin is None or not sys.stdin.isatty():
        raise HandbookError(_("Nobody is there to be asked."), _("Add --yes to go back to the backup."))
    question = _("Go back to the notes of {time}? What is there now is backed up first. [y/N]")
    print(question.format(time=_local_time(backup)), end=" ", flush=True)
    try:
        answer = sys.stdin.readline()
    except (KeyboardInterrupt, OSError, ValueError):
        # ValueError: what was typed is no text.
        answer = ""
    if answer.strip().casefold() not in ("y", "yes", "j", "ja"):
        raise HandbookError(_("Nothing has been changed."))


def _write(path: Path, text: str, *, replaces: bool) -> None:
    from handbook.notes.foreign import write_text

    try:
        if not replaces and path.exists():
            raise HandbookError(
                _("{name} is there already.").format(name=path.name),
                _("Choose another name, or add --force to replace it."),
            )
        write_text(path, text)
    except (OSError, ValueError) as error:
        # ValueError: a name that no file can have, such as one with a NUL in it.
        reason = getattr(error, "strerror", None) or str(error)
        raise HandbookError(
            _("The file {name} can’t be written: {reason}.").format(name=path.name, reason=reason),
            _("Choose a folder that you may write to."),
        ) from error


def _local_time(backup: Backup) -> str:
    return f"{backup.made.astimezone():%Y-%m-%d %H:%M}"
