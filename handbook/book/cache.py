"""What was parsed, on disk, so that a warm start need not import Markdown, YAML, TOML and the hyphenation patterns.

A tree, or the head of a handbook (its manifest and its summary), lies in the reader's cache under a key made of
everything that it depends on, so nothing is ever invalidated. The cache promises nothing: an entry that is missing,
damaged, foreign or unreadable is absent; one that can't be written isn't written. Entries are pickles, read by an
unpickler that knows the classes of the nodes and of `model.py` and nothing else, so that a planted file can't run code.
"""

from __future__ import annotations

import enum
import io
import os
import pickle
import threading
from functools import cache
from pathlib import Path
from typing import Any

from handbook import __version__
from handbook.book import inline_nodes, model, nodes
from handbook.book.nodes import ChapterTree
from handbook.digest import blake2b
from handbook.i18n import language as interface_language
from handbook.paths import cache_dir

MOST_FILES = 2_000
MOST_BYTES = 64 * 1024 * 1024
_MAGIC = b"HBTREE1\n"
_CHECKSUM_BYTES = 16
_SUFFIX = ".tree"
_UNFINISHED = ".new"
_PRUNES_BELOW = "01"

_CLASSES: dict[tuple[str, str], type] = {
    (module.__name__, name): value
    for module in (nodes, inline_nodes, model)
    for name, value in vars(module).items()
    if isinstance(value, type) and value.__module__ == module.__name__
}

Head = tuple[model.Manifest, str, tuple[model.SummaryItem, ...]]
"""A handbook's manifest, its summary's title and its summary's items."""


def tree_key(source: bytes, title: str, language: str) -> str:
    """Return the name under which the tree of a chapter lies.

    Args:
        source: The chapter's file.
        title: Its title in the summary.
        language: The handbook's language.
    """
    # The messages of faulty constructs are part of a tree, in the interface's language.
    return _key(source, title.encode(), language.encode(), interface_language().encode())


def head_key(folder: str, manifest: bytes, summary: bytes) -> str:
    """Return the name under which the head of a handbook lies.

    Args:
        folder: The handbook's folder, whose name can be the handbook's.
        manifest: `handbook.toml`.
        summary: `SUMMARY.md`.
    """
    return _key(b"head", folder.encode("utf-8", "surrogateescape"), manifest, summary)


def _key(*parts: bytes) -> str:
    digest = blake2b(digest_size=20)
    for part in (*parts, _program()):
        digest.update(len(part).to_bytes(8, "big"))
        digest.update(part)
    return digest.hexdigest()


def read_tree(key: str) -> ChapterTree | None:
    """Return the tree under `key`, or None when there is none that can be trusted.

    Args:
        key: From `tree_key`.
    """
    tree = _read(key)
    return tree if isinstance(tree, ChapterTree) else None


def read_head(key: str) -> Head | None:
    """Return the head under `key`, or None when there is none that can be trusted.

    Args:
        key: From `head_key`.
    """
    head = _read(key)
    if isinstance(head, tuple) and len(head) == 3 and isinstance(head[0], model.Manifest):
        return head
    return None


def _read(key: str) -> object:
    path = _folder() / f"{key}{_SUFFIX}"
    try:
        data = path.read_bytes()
    except OSError:
        return None
    start = len(_MAGIC) + _CHECKSUM_BYTES
    payload = data[start:]
    if not data.startswith(_MAGIC) or data[len(_MAGIC) : start] != _checksum(payload):
        _log("Cached entry %s is damaged.", path)
        return None
    try:
        return _Unpickler(io.BytesIO(payload)).load()
    except Exception as error:  # noqa: BLE001 - a pickle can be wrong in any way, and absent is always right
        _log("Cached entry %s can't be read: %s", path, error)
        return None


def write(key: str, entry: ChapterTree | Head) -> None:
    """Keep a tree or a head under its key; where that isn't possible, nothing happens.

    Args:
        key: From `tree_key` or `head_key`.
        entry: What to keep.
    """
    folder = _folder()
    try:
        stream = io.BytesIO()
        _Pickler(stream, protocol=5).dump(entry)
        payload = stream.getvalue()
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        temporary = folder / f"{key}.{os.getpid()}.{threading.get_ident()}{_UNFINISHED}"
        try:
            handle = os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
            with os.fdopen(handle, "wb") as file:
                file.write(_MAGIC + _checksum(payload) + payload)
            temporary.replace(folder / f"{key}{_SUFFIX}")
        except OSError:
            temporary.unlink(missing_ok=True)
            raise
    except (OSError, pickle.PicklingError, RecursionError) as error:
        _log("Entry %s can't be cached: %s", key, error)
        return
    # About one write in 256 tidies up.
    if key < _PRUNES_BELOW:
        prune()


def prune(most_files: int = MOST_FILES, most_bytes: int = MOST_BYTES) -> None:
    """Remove the entries that were written longest ago, until the cache is within its limits.

    Args:
        most_files: How many entries may stay.
        most_bytes: How much room they may take.
    """
    try:
        with os.scandir(_folder()) as entries:
            files = [
                (status.st_mtime_ns, status.st_size, entry.path)
                for entry in entries
                if entry.name.endswith((_SUFFIX, _UNFINISHED)) and (status := entry.stat(follow_symlinks=False))
            ]
        total = 0
        for count, (_time, size, path) in enumerate(sorted(files, reverse=True), 1):
            total += size
            if count > most_files or total > most_bytes:
                Path(path).unlink(missing_ok=True)
    except OSError as error:
        _log("The cache can't be tidied: %s", error)


def _folder() -> Path:
    return cache_dir() / "trees"


def _checksum(payload: bytes) -> bytes:
    return blake2b(payload, digest_size=_CHECKSUM_BYTES).digest()


@cache
def _program() -> bytes:
    """What the program itself contributes to a key: its version, and in a clone the state of its files."""
    parts = [__version__]
    try:
        with os.scandir(Path(__file__).parent) as entries:
            for entry in sorted(entries, key=lambda entry: entry.name):
                if entry.name.endswith(".py"):
                    status = entry.stat()
                    parts.append(f"{entry.name} {status.st_mtime_ns} {status.st_size}")
    except OSError:
        # A frozen program has no files of its own here: its version says it all.
        pass
    return "\n".join(parts).encode()


class _Pickler(pickle.Pickler):
    """Writes nodes as calls of their classes, which is what reads fastest."""

    def reducer_override(self, obj: object) -> Any:  # noqa: ANN401 - pickle's own protocol
        kind = type(obj)
        if isinstance(obj, tuple) and _CLASSES.get((kind.__module__, kind.__name__)) is kind:
            return kind, tuple(obj)
        if isinstance(obj, enum.Enum):
            # Python 3.11.0 to 3.11.3 would write a call of `getattr`, which the reader doesn't let in.
            return kind, (obj.value,)
        if isinstance(obj, type):
            return NotImplemented
        raise pickle.PicklingError(f"{kind} has no place in a tree")


class _Unpickler(pickle.Unpickler):
    """Reads nodes and what a handbook is made of, and nothing else."""

    def find_class(self, module_name: str, global_name: str, /) -> type:
        found = _CLASSES.get((module_name, global_name))
        if found is None:
            raise pickle.UnpicklingError(f"{module_name}.{global_name} has no place here")
        return found


def _log(message: str, *arguments: object) -> None:
    import logging

    logging.getLogger(__name__).debug(message, *arguments)
