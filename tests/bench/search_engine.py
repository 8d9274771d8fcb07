"""Our search as an engine of the benchmark in `shared/tools/search_bench`; tests/bench/README.md says how to run it.

The benchmark's documents become pages, its heading sections become sections of them; building, storing, opening,
ranking and snippets are the program's own.
"""

from __future__ import annotations

from html import escape
from pathlib import Path
from typing import TYPE_CHECKING, Any

from engines.base import Engine, Hit

from handbook.search import store
from handbook.search.build import Builder, Page, Passage
from handbook.search.index import Facts, Record
from handbook.search.pace import finish
from handbook.search.results import Scope
from handbook.search.searcher import Searcher
from handbook.search.synonyms import Synonyms

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

_NO_FACTS = Facts("", "", "", "", (), ())


class Search(Engine):  # type: ignore[misc]
    """The engine."""

    name = "handbook"

    def build(self, units: Sequence[Any], path: str) -> None:
        """Make an index of the benchmark's units in a folder."""
        builder = Builder()
        for page in _pages(units):
            builder.add(page)
        for name, content in finish(store.write(builder.index(), {})).items():
            (Path(path) / name).write_bytes(content)

    def open(self, path: str) -> None:
        """Open it."""
        files = {file.name: file.read_bytes() for file in Path(path).iterdir()}
        self.index = store.open_index(files)
        self.searcher = Searcher(self.index, Synonyms())

    def search(self, text: str, limit: int = 10, group: bool = False, snippets: bool = True) -> list[Hit]:
        """Answer a finished query."""
        return self._search(text, limit, snippets, is_typing=False)

    def suggest(self, text: str, limit: int = 10, group: bool = False, snippets: bool = True) -> list[Hit]:
        """Answer a query that is being typed."""
        return self._search(text, limit, snippets, is_typing=True)

    def correct(self, text: str) -> str | None:
        """Return the corrected query, or None."""
        return self.searcher.search(text, limit=1, is_typing=False).suggestion or None

    def _search(self, text: str, limit: int, snippets: bool, *, is_typing: bool) -> list[Hit]:
        found = self.searcher.search(text, limit=limit, is_typing=is_typing, one_per_page=True, with_snippets=snippets)
        return [
            Hit(
                hit.address.section or hit.address.chapter,
                hit.address.chapter,
                hit.section,
                _html(hit.snippet, hit.marks),
                hit.score,
            )
            for hit in found.hits
        ]


def _pages(units: Sequence[Any]) -> Iterator[Page]:
    if all(unit.id == unit.doc for unit in units):
        for unit in units:
            record = Record(unit.doc, "", unit.title, "", unit.title, (), 0, 0, unit.text)
            yield Page(Passage(record, unit.title, unit.context, unit.headings, unit.text), _NO_FACTS)
        return
    documents: dict[str, list[Any]] = {}
    for unit in units:
        documents.setdefault(unit.doc, []).append(unit)
    for key, parts in documents.items():
        title = parts[0].context.split(" › ")[0] or parts[0].title
        sections = tuple(
            Passage(
                Record(key, part.id, title, "", part.title, (), 0, 0, part.text),
                part.title,
                part.context,
                "",
                part.text,
            )
            for part in parts
        )
        headings = "\n".join(part.title for part in parts if part.title != title)
        text = "\n".join(part.text for part in parts)
        page = Passage(Record(key, "", title, "", title, (), 0, 0, ""), title, "", headings, text)
        yield Page(page, _NO_FACTS, sections, (Scope.HANDBOOK,) * len(sections))


def _html(text: str, marks: Sequence[tuple[int, int]]) -> str:
    parts = []
    place = 0
    for start, end in marks:
        parts += [escape(text[place:start]), "<b>", escape(text[start:end]), "</b>"]
        place = end
    return "".join(parts) + escape(text[place:])
