"""A handbook that is open: its chapters, their texts and trees, and where the links in them lead.

Opening reads the manifest and the summary, nothing else; chapters are read when they are asked for. Nothing outside the
handbook's folder is ever read: paths are resolved, links in the file system included, before a file is touched.
"""

from __future__ import annotations

import posixpath
import re
import unicodedata
from collections import OrderedDict
from enum import Enum
from functools import cached_property
from threading import Lock
from typing import TYPE_CHECKING, NamedTuple

from handbook.book import cache
from handbook.book.address import SCHEME, Address, decoded, parse_address
from handbook.book.files import decode, is_file, read_bytes
from handbook.book.model import MANIFEST_NAME, SUMMARY_NAME, Chapter, PartTitle, Summary
from handbook.errors import HandbookError
from handbook.i18n import _

if TYPE_CHECKING:
    from pathlib import Path

    from handbook.book.model import Manifest
    from handbook.book.nodes import ChapterTree

_KEPT_TREES = 16
_SCHEME = re.compile(r"([A-Za-z][A-Za-z0-9+.-]*):")
_EXTERNAL = frozenset({"http", "https", "mailto"})


class LinkKind(Enum):
    """Where a link leads."""

    PLACE = "place"
    EXTERNAL = "external"
    FILE = "file"
    BROKEN = "broken"


class LinkTarget(NamedTuple):
    """A link, resolved.

    Attributes:
        kind: Where it leads.
        address: The chapter and section, for a place; whether the section exists is for the tree to say.
        url: The address on the web, the path in the handbook for a file, or what was written for a broken link.
    """

    kind: LinkKind
    address: Address | None
    url: str


class Handbook:
    """A handbook on disk.

    Attributes:
        root: The folder that `SUMMARY.md` is in, resolved.
        manifest: What the handbook says about itself.
        summary: The tree of chapters.
        chapters: The chapters in reading order, without drafts; one that is listed twice stands where it is first.
    """

    def __init__(self, root: Path, manifest: Manifest, summary: Summary) -> None:
        """Make a handbook of its parts; `open_handbook` reads them.

        Args:
            root: The folder that `SUMMARY.md` is in, resolved.
            manifest: What the handbook says about itself.
            summary: The tree of chapters.
        """
        self.root = root
        self.manifest = manifest
        self.summary = summary
        self._chapters: dict[str, Chapter] = {}
        for chapter in walk(summary):
            if not chapter.is_draft:
                self._chapters.setdefault(chapter.key, chapter)
        self.chapters = tuple(self._chapters.values())
        self._trees: OrderedDict[str, tuple[tuple[int, int], ChapterTree]] = OrderedDict()
        self._lock = Lock()

    @property
    def default_chapter(self) -> Chapter | None:
        """The chapter to show first: the manifest's, else the first; None in a handbook without chapters."""
        named = self.manifest.default_chapter
        chapter = self.find(parse_address(named)) if named else None
        return chapter or (self.chapters[0] if self.chapters else None)

    def chapter(self, key: str) -> Chapter | None:
        """Return the chapter with exactly this key, if there is one."""
        return self._chapters.get(key)

    def find(self, address: Address) -> Chapter | None:
        """Return the chapter that an address means, however its path is written.

        Args:
            address: With or without ".md", with "./" before it, percent-encoded, or naming a folder's README.
        """
        path = address.chapter
        if "%" in path and path not in self._chapters:
            path = decoded(path)
        path = unicodedata.normalize("NFC", path.replace("\\", "/").strip("/"))
        path = posixpath.normpath(path) if path else ""
        stem = path.removesuffix(".html")
        for candidate in (path, f"{path}.md", f"{stem}.md", f"{path}/README.md", f"{path}/index.md"):
            chapter = self._chapters.get(candidate) or self._normalized.get(candidate)
            if chapter is not None:
                return chapter
        return None

    def path(self, chapter: Chapter) -> Path:
        """Return where a chapter's file should be; `source` says whether it may be read."""
        return self.root / chapter.key

    def contains(self, chapter: Chapter) -> bool:
        """Whether a chapter's file lies, or would lie, within the handbook's folder."""
        return not _SCHEME.match(chapter.key) and self._inside(chapter.key) is not None

    def source(self, chapter: Chapter) -> str:
        """Return a chapter's text as its author wrote it.

        Args:
            chapter: A chapter of this handbook.

        Raises:
            HandbookError: The file is missing, lies outside the handbook, or isn't text in UTF-8.
        """
        return decode(read_bytes(self._readable(chapter), chapter.key), chapter.key)

    def tree(self, key: str) -> ChapterTree:
        """Return a chapter, parsed; from memory or from the disk where it can be.

        Args:
            key: The chapter's key.

        Raises:
            HandbookError: There is no such chapter, or it can't be read or parsed.
        """
        state, tree = self._parsed(key)
        with self._lock:
            self._trees[key] = (state, tree)
            self._trees.move_to_end(key)
            while len(self._trees) > _KEPT_TREES:
                self._trees.popitem(last=False)
        return tree

    def peek(self, key: str) -> ChapterTree:
        """Return a chapter as `tree` does, but don't keep it: for whoever goes through many and wants little of each.

        What the reader goes back and forth between stays in memory, and that doesn't grow by what nobody reads.
        """
        return self._parsed(key)[1]

    def resolve(self, key: str, target: str) -> LinkTarget:
        """Say where a link leads.

        Args:
            key: The chapter that the link stands in.
            target: The link's target as written.
        """
        target = target.strip()
        broken = LinkTarget(LinkKind.BROKEN, None, target)
        if target.startswith("#"):
            return LinkTarget(LinkKind.PLACE, Address(key, decoded(target[1:])), target)
        if target.startswith(SCHEME):
            return self._place(parse_address(target), broken)
        scheme = _SCHEME.match(target)
        if scheme is not None:
            external = scheme[1].lower() in _EXTERNAL and len(target) > scheme.end() and target.isprintable()
            return LinkTarget(LinkKind.EXTERNAL, None, target) if external else broken
        path, _mark, fragment = target.partition("#")
        path = _join(key, path.partition("?")[0])
        if not path:
            return broken
        place = self._place(Address(path, decoded(fragment)), broken)
        if place is broken and self._file(path) is not None:
            return LinkTarget(LinkKind.FILE, None, path)
        return place

    def file(self, key: str, source: str) -> Path | None:
        """Return the file that a picture or a link names, if it is one and lies within the handbook.

        Args:
            key: The chapter that names it.
            source: Its path as written, relative to the chapter.
        """
        if _SCHEME.match(source):
            return None
        path = _join(key, source.strip())
        return self._file(path) if path else None

    def leaves(self, key: str, source: str) -> bool:
        """Whether the path of a picture leads out of the handbook, itself or through a link in the file system.

        Args:
            key: The chapter that names it.
            source: Its path as written.
        """
        path = _join(key, source.strip())
        return self.is_foreign(source) or not path or self._inside(path) is None

    @staticmethod
    def is_foreign(target: str) -> bool:
        """Whether a link or a picture's source has a scheme (`https:`, `javascript:`): it names no file here."""
        return _SCHEME.match(target.strip()) is not None

    def neighbours(self, key: str) -> tuple[Chapter | None, Chapter | None]:
        """Return the chapters before and after one in reading order; None where there is none."""
        place = self._places.get(key)
        if place is None:
            return None, None
        before = self.chapters[place - 1] if place else None
        return before, self.chapters[place + 1] if place + 1 < len(self.chapters) else None

    def part(self, key: str) -> str:
        """Return the title of the part that a chapter belongs to; "" outside the parts."""
        return self._parts.get(key, "")

    def ancestors(self, key: str) -> tuple[Chapter, ...]:
        """Return the chapters that one is nested in, outermost first."""
        return self._ancestors.get(key, ())

    @cached_property
    def _places(self) -> dict[str, int]:
        return {chapter.key: place for place, chapter in enumerate(self.chapters)}

    @cached_property
    def _normalized(self) -> dict[str, Chapter]:
        """Chapters whose keys aren't in the composed form that addresses are compared in."""
        return {
            form: chapter
            for key, chapter in self._chapters.items()
            if (form := unicodedata.normalize("NFC", posixpath.normpath(key))) != key
        }

    @cached_property
    def _parts(self) -> dict[str, str]:
        parts: dict[str, str] = {}
        title = ""
        for item in self.summary.items:
            if isinstance(item, PartTitle):
                title = item.title
            elif isinstance(item, Chapter) and item.number:
                for chapter in walk_chapter(item):
                    parts.setdefault(chapter.key, title)
        return parts

    @cached_property
    def _ancestors(self) -> dict[str, tuple[Chapter, ...]]:
        found: dict[str, tuple[Chapter, ...]] = {}
        waiting = [(item, ()) for item in self.summary.items if isinstance(item, Chapter)]
        open_chapters: list[tuple[Chapter, tuple[Chapter, ...]]] = [*reversed(waiting)]
        while open_chapters:
            chapter, above = open_chapters.pop()
            found.setdefault(chapter.key, above)
            open_chapters.extend((child, (*above, chapter)) for child in reversed(chapter.children))
        return found

    def _place(self, address: Address, broken: LinkTarget) -> LinkTarget:
        chapter = self.find(address)
        if chapter is None:
            return broken
        return LinkTarget(LinkKind.PLACE, Address(chapter.key, address.section), broken.url)

    def _parsed(self, key: str) -> tuple[tuple[int, int], ChapterTree]:
        """Return the state of a chapter's file, and its tree: from memory if the file hasn't changed since."""
        chapter = self._chapters.get(key)
        if chapter is None:
            raise HandbookError(
                _("There is no chapter {key} in this handbook.").format(key=key),
                _("Choose a chapter from the table of contents."),
            )
        path = self._readable(chapter)
        state = _state(path)
        with self._lock:
            kept = self._trees.get(key)
        return kept if kept is not None and kept[0] == state else (state, self._load(chapter, path))

    def _load(self, chapter: Chapter, path: Path) -> ChapterTree:
        data = read_bytes(path, chapter.key)
        entry = cache.tree_key(data, chapter.title, self.manifest.language)
        tree = cache.read_tree(entry)
        if tree is None:
            # Markdown, YAML and Pyphen are imported only where a chapter really has to be parsed.
            from handbook.book.markdown import parse_chapter

            text = decode(data, chapter.key)
            tree = parse_chapter(text, title=chapter.title, language=self.manifest.language)
            cache.write(entry, tree)
        return tree

    def _readable(self, chapter: Chapter) -> Path:
        if chapter.is_draft:
            raise HandbookError(
                _("“{title}” hasn’t been written yet.").format(title=chapter.title), _("Choose another chapter.")
            )
        path = self._inside(chapter.key)
        if path is None or _SCHEME.match(chapter.key):
            raise HandbookError(
                _("The chapter {key} lies outside the handbook’s folder.").format(key=chapter.key),
                _("Correct line {line} of SUMMARY.md.").format(line=chapter.line),
            )
        return path

    def _file(self, path: str) -> Path | None:
        found = self._inside(path)
        return found if found is not None and is_file(found) else None

    def _inside(self, path: str) -> Path | None:
        """Return a path with every link in the file system followed, or None when it leaves the handbook."""
        try:
            resolved = (self.root / path).resolve()
        except (OSError, ValueError, RuntimeError):
            # A name that no file can have, or links that go round in circles.
            return None
        return resolved if resolved.is_relative_to(self.root) else None


def open_handbook(folder: Path) -> Handbook:
    """Open a handbook: read its manifest and its summary.

    Args:
        folder: Its folder, or one of `handbook.toml`, `SUMMARY.md` and mdBook's `book.toml`.

    Raises:
        HandbookError: There is no handbook there, or its manifest or summary is wrong.
    """
    root, key = _known_folder(folder)
    head = cache.read_head(key) if key else None
    if head is not None:
        manifest, title, items = head
        return Handbook(root, manifest, Summary(title, items, root / SUMMARY_NAME))
    # Their parsers are imported only where there is something to parse.
    from handbook.book.folders import locate
    from handbook.book.manifest import read_manifest
    from handbook.book.summary import read_summary

    manifest_folder, root = locate(folder)
    summary = read_summary(root / SUMMARY_NAME)
    manifest = read_manifest(manifest_folder, summary.title)
    if key:
        cache.write(key, (manifest, summary.title, summary.items))
    return Handbook(root, manifest, summary)


def _known_folder(folder: Path) -> tuple[Path, str]:
    """Return a handbook's folder and the key of its head, "" unless it has both files that a head is made of."""
    try:
        root = folder.expanduser().resolve()
        manifest = read_bytes(root / MANIFEST_NAME, MANIFEST_NAME)
        summary = read_bytes(root / SUMMARY_NAME, SUMMARY_NAME)
    except (HandbookError, OSError, ValueError, RuntimeError):
        # What is wrong, or where the files lie instead, is for `locate` to say.
        return folder, ""
    return root, cache.head_key(str(root), manifest, summary)


def walk(summary: Summary) -> list[Chapter]:
    """Return all chapters of a summary, drafts too, in the order of its lines."""
    return [chapter for item in summary.items if isinstance(item, Chapter) for chapter in walk_chapter(item)]


def walk_chapter(chapter: Chapter) -> list[Chapter]:
    """Return a chapter and all that is nested in it, in reading order."""
    if not chapter.children:
        return [chapter]
    found = []
    waiting = [chapter]
    while waiting:
        current = waiting.pop()
        found.append(current)
        waiting.extend(reversed(current.children))
    return found


def _join(key: str, path: str) -> str:
    """Return a path relative to a chapter as one relative to the handbook; "" when it leaves the handbook."""
    path = decoded(path)
    if path.startswith(("/", "\\")):
        return ""
    joined = posixpath.normpath(posixpath.join(posixpath.dirname(key), path))
    return "" if joined == ".." or joined.startswith("../") or joined == "." else joined


def _state(path: Path) -> tuple[int, int]:
    """What changes when a file is edited; a missing file has a state too, and reading it says what is wrong."""
    try:
        status = path.stat()
    except OSError:
        return 0, 0
    return status.st_mtime_ns, status.st_size
