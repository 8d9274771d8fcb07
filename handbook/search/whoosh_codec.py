"""What of Whoosh is used, wrapped: a segment in memory, written term by term and read posting list by posting list.

Imported by `store.py` only, once Whoosh itself has been imported there.
"""

from __future__ import annotations

from array import array
from typing import TYPE_CHECKING, Any

from whoosh.codec.whoosh3 import W3Codec, W3FieldWriter, W3LeafMatcher, W3PerDocWriter, W3Segment
from whoosh.fields import STORED, FieldType, Schema
from whoosh.filedb.filestore import RamStorage
from whoosh.formats import Existence
from whoosh.reading import SegmentReader, TermNotFound

if TYPE_CHECKING:
    from collections.abc import Sequence

_TERMS, _VALUE = "t", "v"
_ONE_BLOCK = 1 << 30


class Memory(RamStorage):  # type: ignore[misc]  # Whoosh has no types
    """A storage in memory whose temporary files are in memory too; Whoosh's own writes them to the disk."""

    def temp_storage(self, name: str | None = None) -> Memory:  # noqa: ARG002 - Whoosh names it
        """Return a storage for temporary files."""
        return Memory()


class Field(FieldType):  # type: ignore[misc]
    """A field with a number of documents and weights for each term; no positions, no lengths, nothing to analyse."""

    def __init__(self) -> None:
        """Say all that Whoosh asks."""
        self.format = Existence()
        self.analyzer = None
        self.column_type = None
        self.scorable = self.stored = self.unique = self.spelling = False
        self.vector = None


class PostingList(W3LeafMatcher):  # type: ignore[misc]
    """A posting list that can be had as two arrays."""

    def arrays(self) -> tuple[array[int], array[float]]:
        """Return the numbers of the documents and the weights."""
        numbers, weights = array("I"), array("f")
        while True:
            self._read_ids()
            self._read_weights()
            numbers.extend(self._ids)
            weights.extend(self._weights)
            if self._lastblock:
                return numbers, weights
            self._next_block()


class Codec(W3Codec):  # type: ignore[misc]
    """Whoosh's codec with uncompressed posting lists of one block each, read as arrays."""

    def __init__(self) -> None:
        """Choose the settings."""
        super().__init__(blocklimit=_ONE_BLOCK, compression=0, inlinelimit=0)

    def postings_reader(  # noqa: D102 - Whoosh's own
        self,
        dbfile: Any,  # noqa: ANN401
        terminfo: Any,  # noqa: ANN401
        format_: Any,  # noqa: ANN401
        term: Any = None,  # noqa: ANN401
        scorer: Any = None,  # noqa: ANN401
    ) -> PostingList:
        offset, length = terminfo.extent()
        return PostingList(dbfile, offset, length, format_, term=term, scorer=scorer)


def new_segment(index: str, segment: str, documents: int = 0) -> Any:  # noqa: ANN401
    """Return the description of a segment.

    Args:
        index: Name of the index; the files' names begin with it.
        segment: Name of the segment.
        documents: How many documents it has.
    """
    return W3Segment(Codec(), index, doccount=documents, segid=segment)


class DocumentWriter:
    """Writes the values of documents, one after the other."""

    def __init__(self, storage: Memory, segment: Any) -> None:  # noqa: ANN401
        """Begin with document 0."""
        self._writer = W3PerDocWriter(Codec(), storage, segment)
        self._next = 0

    def add(self, value: object) -> None:
        """Add a document: plain values only."""
        self._writer.start_doc(self._next)
        self._writer.add_field(_VALUE, None, value, 0)
        self._writer.finish_doc()
        self._next += 1

    def close(self) -> None:
        """Finish."""
        self._writer.close()


class TermWriter:
    """Writes posting lists, in the order of their terms."""

    def __init__(self, storage: Memory, segment: Any) -> None:  # noqa: ANN401
        """Begin without terms."""
        self._writer = W3FieldWriter(Codec(), storage, segment)
        self._writer.start_field(_TERMS, Field())

    def add(self, term: bytes, numbers: Sequence[int], weights: Sequence[float]) -> None:
        """Add a term and where it occurs."""
        self._writer.start_term(term)
        for number, weight in zip(numbers, weights, strict=True):
            self._writer.add(number, weight, b"", 0)
        self._writer.finish_term()

    def close(self) -> None:
        """Finish."""
        self._writer.finish_field()
        self._writer.close()


class Reader:
    """Reads a segment from memory."""

    def __init__(self, files: dict[str, bytes], index: str, segment: str, documents: int) -> None:
        """Open it.

        Args:
            files: Its files.
            index: Name of the index.
            segment: Name of the segment.
            documents: How many documents it has.
        """
        storage = Memory()
        storage.files = files
        self._reader = SegmentReader(
            storage,
            Schema(**{_TERMS: Field(), _VALUE: STORED()}),
            new_segment(index, segment, documents),
            codec=Codec(),
        )

    def postings(self, term: bytes) -> tuple[array[int], array[float]] | None:
        """Return where a term occurs, with its weights, or None."""
        try:
            postings: PostingList = self._reader.postings(_TERMS, term)
        except TermNotFound:
            return None
        return postings.arrays()

    def stored(self, document: int) -> Any:  # noqa: ANN401
        """Return the value of a document."""
        return self._reader.stored_fields(document)[_VALUE]
