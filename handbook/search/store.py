"""The index as files: Whoosh's segment format. This module and `whoosh_codec.py` are all that knows Whoosh.

What Whoosh does here is its codec: term dictionary, posting lists, stored fields. Its writer, parser, matchers, locks
and table of contents aren't used, and it never touches the disk: an index is read whole and checked before a single
byte of it is understood (`shelf.py`), and from then on it is in memory. So a file that is truncated, changed or deleted
at any moment is either found out before it is used or isn't needed any more.

Whoosh keeps its values as pickles. An index is therefore only ever read from where this program, or whoever installed
it, has written it, never from a folder that somebody handed over; the caller sees to that.
"""

from __future__ import annotations

import importlib
import json
import warnings
from array import array
from collections import OrderedDict
from typing import TYPE_CHECKING, Any

from handbook.search.build import divide
from handbook.search.index import Facts, MemoryIndex, Outline, Postings, Record
from handbook.search.lexicon import Lexicon, LexiconData
from handbook.search.pace import Pace

if TYPE_CHECKING:
    from collections.abc import Generator, Iterator, Mapping

SCHEMA_VERSION = 4
"""Goes into the key of every index: raise it whenever what is written, or how words are analysed, changes."""

_INDEX, _SEGMENT = "handbook", "1"
_MOST_KEPT_POSTINGS = 1_500_000
_MODULES = (
    # Whoosh's first module imports these for a function that nobody calls; they are two thirds of the time it takes.
    "email.utils",
    "email.parser",
    "http.client",
    "urllib.request",
    "whoosh.compat",
    "whoosh.util.times",
    "whoosh.util.numlists",
    "whoosh.automata.fsa",
    "whoosh.matching",
    "whoosh.analysis",
    "whoosh.formats",
    "whoosh.columns",
    "whoosh.fields",
    "whoosh.filedb.filestore",
    "whoosh.filedb.filetables",
    "whoosh.reading",
    "whoosh.codec.whoosh3",
)

Files = dict[str, bytes]
"""The files of an index by name."""


def library_version() -> str:
    """Return the version of Whoosh, which goes into the key of every index."""
    import whoosh

    return ".".join(map(str, whoosh.__version__))


def load_library() -> Iterator[None]:
    """Import Whoosh piece by piece: at once, it would keep a window waiting for 50 milliseconds."""
    for name in _MODULES:
        with warnings.catch_warnings():
            # Whoosh 2.7.4 has strings such as "\w" that newer Pythons warn of when they compile it.
            warnings.simplefilter("ignore")
            importlib.import_module(name)
        yield


def write(index: MemoryIndex, extra: Mapping[str, Any]) -> Generator[None, None, Files]:
    """Write an index in small steps; the generator's value is its files.

    Args:
        index: The index.
        extra: More to keep with it; plain values only.
    """
    yield from load_library()
    from handbook.search import whoosh_codec as codec

    pace = Pace()
    storage = codec.Memory()
    segment = codec.new_segment(_INDEX, _SEGMENT)
    outline = index.outline
    about = {
        "first_sections": outline.first_sections.tobytes(),
        "kinds": outline.kinds,
        "facts": [tuple(facts) for facts in outline.facts],
        "frames": dict(outline.frames),
        "lexicon": tuple(index.lexicon.data),
        "extra": dict(extra),
    }
    documents = codec.DocumentWriter(storage, segment)
    for record in index.records:
        documents.add(tuple(record))
        if pace.is_over():
            yield
    documents.add(about)
    documents.close()
    yield
    pace.restart()
    page_count = outline.page_count
    terms = codec.TermWriter(storage, segment)
    for name in sorted(index.all_postings, key=str.encode):
        postings = index.all_postings[name]
        numbers = [*postings.pages, *(number + page_count for number in postings.sections)]
        terms.add(name.encode(), numbers, [*postings.page_weights, *postings.section_weights])
        if pace.is_over():
            yield
    terms.close()
    files: Files = {name: bytes(content) for name, content in storage.files.items()}
    files["segment.json"] = json.dumps({"documents": outline.document_count + 1}).encode()
    return files


def open_index(files: Files) -> StoredIndex:
    """Open an index; `load_library` should have been run to its end.

    Args:
        files: Its files, as `write` gave them.

    Raises:
        Exception: Anything; the files aren't an index, although they were written as one.
    """
    for _step in load_library():
        pass
    from handbook.search import whoosh_codec as codec

    count = int(json.loads(files["segment.json"])["documents"])
    contents = {name: content for name, content in files.items() if name != "segment.json"}
    return StoredIndex(codec.Reader(contents, _INDEX, _SEGMENT, count), count - 1)


class StoredIndex:
    """An index that was written. Postings are decoded when they are asked for first, and the latest are kept."""

    def __init__(self, reader: Any, documents: int) -> None:  # noqa: ANN401 - Whoosh has no types
        """Read what is always needed.

        Args:
            reader: Whoosh's reader of the segment.
            documents: How many documents have postings; what is known of the whole index is kept as one more.
        """
        self._reader = reader
        about = reader.stored(documents)
        facts = tuple(Facts(*values) for values in about["facts"])
        self.outline = Outline(array("I", about["first_sections"]), about["kinds"], facts, about["frames"])
        self.lexicon = Lexicon(LexiconData(*about["lexicon"]))
        self.extra: dict[str, Any] = about["extra"]
        self._kept: OrderedDict[str, Postings | None] = OrderedDict()
        self._kept_postings = 0

    def postings(self, term: str) -> Postings | None:
        """Return where a term occurs, or None for one that doesn't."""
        if term in self._kept:
            self._kept.move_to_end(term)
            return self._kept[term]
        found = self._reader.postings(term.encode())
        postings = divide(found[0], found[1], self.outline.page_count) if found is not None else None
        self._kept[term] = postings
        self._kept_postings += _size(postings)
        while self._kept_postings > _MOST_KEPT_POSTINGS:
            _, dropped = self._kept.popitem(last=False)
            self._kept_postings -= _size(dropped)
        return postings

    def page_record(self, page: int) -> Record:
        """Return what is shown of a page without sections."""
        return Record(*self._reader.stored(page))

    def section_record(self, section: int) -> Record:
        """Return what is shown of a section."""
        return Record(*self._reader.stored(self.outline.page_count + section))


def _size(postings: Postings | None) -> int:
    return 1 if postings is None else 1 + len(postings.pages) + len(postings.sections)
