"""The commands `index` and `search`."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from handbook.errors import HandbookError
from handbook.i18n import _, plural
from handbook.paths import shipped_handbook
from handbook.terminal import print_json, print_lines

if TYPE_CHECKING:
    import argparse

    from handbook.book.library import Handbook
    from handbook.search.results import Hit, Results

_SCOPES = ("all", "handbook", "glossary", "tools", "notes")
_MOST_HITS = 1_000


def add_commands(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add the commands to the program's.

    Args:
        commands: The parser's sub-commands.
    """
    index = commands.add_parser("index", help=_("build a handbook’s search index"))
    index.add_argument("folder", nargs="?", type=Path, default=None, help=_("the folder; else the shipped handbook"))
    index.add_argument("--output", type=Path, default=None, metavar="FOLDER", help=_("else the reader’s cache"))
    index.set_defaults(run=_index)
    search = commands.add_parser("search", help=_("search in a handbook"))
    search.add_argument("query", nargs="+", metavar="QUERY", help=_("words, “a phrase”, -not, kapitel:4, type:værktøj"))
    search.add_argument("--handbook", type=Path, default=None, metavar="FOLDER", help=_("else the shipped handbook"))
    search.add_argument("--json", action="store_true", help=_("print an object instead of lines"))
    search.add_argument("--limit", type=_limit, default=10, metavar="N", help=_("how many hits to print"))
    search.add_argument("--in", choices=_SCOPES, default="all", dest="scope", help=_("where to search"))
    search.set_defaults(run=_search)


def _limit(text: str) -> int:
    if not text.isdecimal() or not 1 <= int(text) <= _MOST_HITS:
        from argparse import ArgumentTypeError

        raise ArgumentTypeError(_("{text} isn’t a number from 1 to {most}").format(text=text, most=_MOST_HITS))
    return int(text)


def _index(options: argparse.Namespace) -> int:
    from handbook.book.library import open_handbook
    from handbook.search import shelf
    from handbook.search.service import SearchService

    handbook = open_handbook(options.folder or shipped_handbook())
    service = SearchService(handbook)
    output = options.output / shelf.FILE if options.output is not None else None
    try:
        for _step in service.prepare(output=output):
            pass
    except OSError as error:
        raise HandbookError(
            _("The index can’t be written to {folder}.").format(folder=options.output),
            _("Choose a folder that you may write to."),
        ) from error
    place = output or service.kept_in
    if place is None:
        raise HandbookError(
            _("The index can’t be kept in the cache."), _("Name another folder with --output, or set HANDBOOK_HOME.")
        )
    print_lines(place)
    return 0


def _search(options: argparse.Namespace) -> int:
    from handbook.book.library import open_handbook
    from handbook.search.results import Scope
    from handbook.search.service import SearchService

    handbook = open_handbook(options.handbook or shipped_handbook())
    scope, query = Scope(options.scope), " ".join(options.query)
    if scope is Scope.NOTES:
        results = _search_notes(handbook, query, options.limit)
    else:
        service = SearchService(handbook)
        for _step in service.prepare():
            pass
        results = service.search(query, scope=scope, limit=options.limit, is_typing=False)
    if options.json:
        print_json(_as_json(results))
        return 0
    if results.suggestion:
        print_lines(_("Searched for “{suggestion}”.").format(suggestion=results.suggestion), "")
    for hit in results.hits:
        print_lines(_title(hit), hit.address, hit.snippet, "")
    print_lines(
        plural("{count} place found.", "{count} places found.", results.total) if results.total else _("Nothing found.")
    )
    return 0


def _search_notes(handbook: Handbook, query: str, limit: int) -> Results:
    import time

    from handbook.findable import to_hit, to_item
    from handbook.notes.place import open_notes
    from handbook.paths import data_dir
    from handbook.search.results import Results
    from handbook.search.shortlist import Shortlist
    from handbook.search.synonyms import Synonyms, curated_pairs

    store, _backups = open_notes(data_dir())
    own = {one.id: one for one in store.load() if one.anchor.handbook == handbook.manifest.id and not one.deleted}
    store.close()
    start = time.perf_counter()
    notes = Shortlist(Synonyms(curated_pairs()))
    notes.set_items(to_item(one, handbook) for one in own.values())
    found = notes.search(query, is_typing=False, limit=limit)
    hits = tuple(to_hit(one, own, handbook) for one in found)
    return Results(query, hits, found.total, "", (time.perf_counter() - start) * 1_000, is_complete=True)


def _title(hit: Hit) -> str:
    chapter = f"{hit.number}. {hit.chapter}" if hit.number else hit.chapter
    # A note's path only says its chapter once more.
    path = () if hit.note else (_tool_name(hit),) if hit.tool else hit.path
    return " › ".join((chapter, *path, *([hit.section] if hit.section != hit.chapter else [])))


def _tool_name(hit: Hit) -> str:
    from handbook.book.nodes import ToolKind
    from handbook.notes.wording import tool_kind_names

    return tool_kind_names()[ToolKind(hit.tool)]


def _as_json(results: Results) -> dict[str, object]:
    return {
        "query": results.query,
        "took_ms": round(results.took_ms, 2),
        "total": results.total,
        "results": [
            {
                "address": str(hit.address),
                "chapter": hit.chapter,
                "section": hit.section,
                "path": list(hit.path),
                "snippet": hit.snippet,
                "marks": [list(mark) for mark in hit.marks],
                "score": round(hit.score, 4),
                **({"tool": hit.tool} if hit.tool else {}),
            }
            for hit in results.hits
        ],
        "suggestion": results.suggestion,
    }
