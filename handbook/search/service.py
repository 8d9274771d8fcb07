"""One handbook's search, for a window and the command line: prepares itself in small steps and answers at any time.

    service = SearchService(handbook)
    for progress in service.prepare():      # a window does this between two events
        ...
    service.search("mandat").hits

Not for several threads at once: a step of `prepare` and a query both take milliseconds, so one thread does both.

Making one costs nothing. `prepare` opens the handbook's index or makes it; while it is being made, what is there so far
can be searched. Nothing here raises because of what lies on the disk or what a reader types.
"""

from __future__ import annotations

import gc
import logging
from typing import TYPE_CHECKING, TypeVar

from handbook.errors import HandbookError
from handbook.search.results import Progress, Results, Scope

if TYPE_CHECKING:
    from collections.abc import Generator, Iterator
    from pathlib import Path

    from handbook.book.library import Handbook
    from handbook.search.index import Index, MemoryIndex
    from handbook.search.searcher import Searcher
    from handbook.search.synonyms import Pair

_Made = TypeVar("_Made")
_log = logging.getLogger(__name__)


class SearchService:
    """The search in one handbook.

    Attributes:
        kept_in: The file that the index lies in; None before there is one, and when it is in memory only.
    """

    def __init__(self, handbook: Handbook) -> None:
        """Keep the handbook; nothing is read yet.

        Args:
            handbook: The handbook.
        """
        self._handbook = handbook
        self._searcher: Searcher | None = None
        self._is_complete = False
        self._key = ""
        self.kept_in: Path | None = None

    @property
    def is_ready(self) -> bool:
        """Whether something can be found already."""
        return self._searcher is not None

    @property
    def is_complete(self) -> bool:
        """Whether the whole handbook is indexed."""
        return self._is_complete

    def prepare(self, *, output: Path | None = None) -> Iterator[Progress]:
        """Open the index, or make and keep it, in steps of some milliseconds; a chapter is parsed in one step.

        A second time, it takes up what has changed in the handbook since; until that is done, the old index answers.

        Args:
            output: Make the index in any case, and keep it in this file instead of the cache.

        Yields:
            How far it has come; the last one is done.

        Raises:
            OSError: `output` can't be written. The cache may be unwritable.
        """
        was_enabled = gc.isenabled()
        # Of the many objects that are made none is garbage, and looking for some would take a step 200 milliseconds.
        gc.disable()
        try:
            yield from self._prepare(output)
        finally:
            if was_enabled:
                gc.enable()

    def search(self, text: str, *, scope: Scope = Scope.ALL, limit: int = 50, is_typing: bool = True) -> Results:
        """Answer a query from what is indexed so far.

        Args:
            text: Whatever was typed.
            scope: Where to search.
            limit: How many hits are wanted.
            is_typing: Whether the last word may be unfinished.
        """
        if self._searcher is None or scope is Scope.NOTES:
            return Results(text, (), 0, "", 0.0, is_complete=self._is_complete)
        try:
            return self._searcher.search(
                text, scope=scope, limit=limit, is_typing=is_typing, is_complete=self._is_complete
            )
        except Exception:  # noqa: BLE001 - a reader types, and something always comes back
            self._give_up("search")
            return Results(text, (), 0, "", 0.0, is_complete=False)

    def marks(self, text: str, query: str) -> list[tuple[int, int]]:
        """Return every range of a chapter's plain text that a query hits, in order, without overlaps.

        Args:
            text: The chapter's plain text.
            query: What was typed.
        """
        if self._searcher is None:
            return []
        try:
            return self._searcher.marks(text, query)
        except Exception:  # noqa: BLE001 - as in `search`
            self._give_up("mark hits")
            return []

    def close(self) -> None:
        """Let go of the index; the next `prepare` opens it again."""
        self._searcher, self._is_complete, self._key, self.kept_in = None, False, "", None

    def _prepare(self, output: Path | None) -> Iterator[Progress]:
        total = len(self._handbook.chapters)
        yield Progress(0, total)
        from handbook.search import shelf, store

        yield Progress(0, total)
        from handbook.search import searcher  # noqa: F401 - each import is a step of its own

        key = yield from _with(Progress(0, total), shelf.key_of(self._handbook))
        if output is None and self._is_complete and key == self._key:
            yield Progress(total, total)
            return
        if output is None:
            for path in shelf.places(self._handbook, key):
                yield from self._open(path, key, total)
                if self._is_complete and self._key == key:
                    yield Progress(total, total)
                    return
        self.kept_in = None
        index, pairs = yield from self._build(key, with_drafts=output is None)
        again = yield from _with(Progress(total, total), shelf.key_of(self._handbook))
        if again != key and output is None:
            # A chapter was written meanwhile: the index is neither of the old text nor of the new.
            self._key = ""
            return
        files = yield from _with(Progress(total, total), store.write(index, {"synonyms": pairs}))
        path = output or shelf.cached(key)
        try:
            for _step in shelf.write(path, key, files):
                yield Progress(total, total)
            self.kept_in = path
        except OSError as error:
            if output is not None:
                raise
            _log.info("The index can't be kept and stays in memory: %s", error)
        if output is None:
            shelf.tidy()
        yield Progress(total, total)

    def _give_up(self, doing: str) -> None:
        # A fault of ours, or an index that is wrong in spite of its checksum. A reader gets no hits, and the next
        # `prepare` a new index.
        _log.exception("The index can't %s and is dropped.", doing)
        self.close()

    def _open(self, path: Path, key: str, total: int) -> Iterator[Progress]:
        from handbook.search import shelf, store

        files = yield from _with(Progress(0, total), shelf.read(path, key))
        if files is None:
            return
        for _step in store.load_library():
            yield Progress(0, total)
        try:
            index = store.open_index(files)
            self._use(index, index.extra["synonyms"], key)
        except Exception as error:  # noqa: BLE001 - whatever is wrong with it, a new one will be right
            _log.info("The index %s can't be opened: %s", path, error)
            return
        self._is_complete = True
        self.kept_in = path
        shelf.touch(path)

    def _build(self, key: str, *, with_drafts: bool) -> Generator[Progress, None, tuple[MemoryIndex, list[Pair]]]:
        from handbook.search.build import Builder
        from handbook.search.chapters import read_chapter
        from handbook.search.synonyms import curated_pairs

        builder = Builder()
        pairs: list[Pair] = curated_pairs()
        total = len(self._handbook.chapters)
        next_draft = 1
        for done, chapter in enumerate(self._handbook.chapters, 1):
            try:
                found = read_chapter(self._handbook, chapter)
            except HandbookError as error:
                _log.info("Chapter %s isn't indexed: %s", chapter.key, error)
                yield Progress(done, total)
                continue
            pairs += found.synonyms
            for page in found.pages:
                builder.add(page)
            yield Progress(done, total)
            # Each draft holds twice as many chapters as the one before: together they cost as much as the index.
            if with_drafts and done == next_draft and done < total and not self._is_complete:
                next_draft *= 2
                index = yield from _with(Progress(done, total), builder.steps())
                self._use(index, pairs, "")
        index = yield from _with(Progress(total, total), builder.steps())
        self._use(index, pairs, key)
        self._is_complete = True
        return index, pairs

    def _use(self, index: Index, pairs: list[Pair], key: str) -> None:
        from handbook.search.searcher import Searcher
        from handbook.search.synonyms import Synonyms

        self._searcher = Searcher(index, Synonyms(pairs))
        self._key = key


def _with(progress: Progress, steps: Generator[None, None, _Made]) -> Generator[Progress, None, _Made]:
    """Take the steps of some work, reporting the same progress at each; the value is what the work made."""
    while True:
        try:
            next(steps)
        except StopIteration as stop:
            made: _Made = stop.value
            return made
        yield progress
