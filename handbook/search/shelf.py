"""Where the index of a handbook lies, under which key, and how its one file is read and written.

The handbook that the program ships with may have its index beside it, put there when the program was packaged; for
every other handbook, and when that one doesn't fit, it lies in the reader's cache. The key is made of all that an index
depends on, so an index is never updated: it fits, or another one is made. The file holds a checksum of itself and is
checked whole before anything in it is used; it gets its name when it is complete, so that two programs may write it at
once.
"""

from __future__ import annotations

import json
import os
import secrets
import sys
import time
from typing import TYPE_CHECKING

from handbook import __version__
from handbook.digest import blake2b
from handbook.paths import cache_dir, shipped_handbook
from handbook.search.store import SCHEMA_VERSION, library_version
from handbook.search.synonyms import curated_path

if TYPE_CHECKING:
    from collections.abc import Generator
    from pathlib import Path

    from handbook.book.library import Handbook
    from handbook.search.store import Files

FOLDER = ".index"
FILE = "handbook.index"
MOST_CACHED = 8
_SUFFIX = ".index"
_UNFINISHED = ".new"
_UNFINISHED_SECONDS = 24 * 3600
_MAGIC = b"HBSEARCH1\n"
_CHECKSUM_BYTES = 32
_CHUNK_BYTES = 1 << 19
_LENGTH_BYTES = 8


def key_of(handbook: Handbook) -> Generator[None, None, str]:
    """Work out the key of a handbook's index in small steps; the generator's value is the key.

    Args:
        handbook: The handbook.
    """
    digest = blake2b(digest_size=20)
    parts = [
        repr((handbook.manifest, handbook.summary.title, handbook.summary.items)).encode(),
        f"{__version__} {SCHEMA_VERSION} {library_version()} {sys.byteorder}".encode(),
        _bytes(curated_path()),
    ]
    for part in parts:
        digest.update(len(part).to_bytes(_LENGTH_BYTES, "big") + part)
    for chapter in handbook.chapters:
        content = _bytes(handbook.path(chapter)) if handbook.contains(chapter) else b""
        digest.update(len(content).to_bytes(_LENGTH_BYTES, "big") + content)
        yield
    return digest.hexdigest()


def places(handbook: Handbook, key: str) -> list[Path]:
    """Return the files that may hold a handbook's index, the best first.

    Args:
        handbook: The handbook.
        key: Its key.
    """
    # An index holds pickles: one that came along with a handbook from elsewhere could run anything.
    shipped = [handbook.root / FOLDER / FILE] if handbook.root == shipped_handbook().resolve() else []
    return [*shipped, cached(key)]


def cached(key: str) -> Path:
    """Return the file in the reader's cache for a key."""
    return cache_dir() / "search" / f"{key}{_SUFFIX}"


def read(path: Path, key: str) -> Generator[None, None, Files | None]:
    """Read an index in small steps; the generator's value is its files, or None if it isn't complete and right.

    Args:
        path: The file.
        key: The key that it must have.
    """
    content = bytearray()
    digest = blake2b(digest_size=_CHECKSUM_BYTES)
    try:
        with path.open("rb") as file:
            head = file.read(len(_MAGIC) + _CHECKSUM_BYTES)
            if not head.startswith(_MAGIC):
                return None
            while chunk := file.read(_CHUNK_BYTES):
                content += chunk
                digest.update(chunk)
                yield
    except OSError:
        return None
    if digest.digest() != head[len(_MAGIC) :]:
        return None
    return _unpack(bytes(content), key)


def write(path: Path, key: str, files: Files) -> Generator[None, None, None]:
    """Write an index in small steps.

    Args:
        path: The file; its folder is made.
        key: Its key.
        files: The files.

    Raises:
        OSError: It can't be written there; nothing is left behind.
    """
    header = json.dumps({"key": key, "files": [[name, len(content)] for name, content in files.items()]}).encode()
    payload = b"".join((len(header).to_bytes(_LENGTH_BYTES, "big"), header, *files.values()))
    yield
    checksum = blake2b(digest_size=_CHECKSUM_BYTES)
    for start in range(0, len(payload), _CHUNK_BYTES):
        checksum.update(payload[start : start + _CHUNK_BYTES])
        yield
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    unfinished = path.with_name(f"{path.name}.{os.getpid()}.{secrets.token_hex(4)}{_UNFINISHED}")
    try:
        with unfinished.open("wb") as file:
            file.write(_MAGIC + checksum.digest())
            for start in range(0, len(payload), _CHUNK_BYTES):
                file.write(payload[start : start + _CHUNK_BYTES])
                yield
        unfinished.replace(path)
    except BaseException:
        # Also when nobody asks for the next step any more.
        unfinished.unlink(missing_ok=True)
        raise


def tidy() -> None:
    """Remove from the cache what hasn't been used longest, and what was never finished."""
    try:
        entries = [(path.stat().st_mtime, path) for path in cached("").parent.iterdir()]
        whole = sorted((entry for entry in entries if entry[1].suffix == _SUFFIX), reverse=True)
        old = time.time() - _UNFINISHED_SECONDS
        left = [entry for entry in entries if entry[1].suffix == _UNFINISHED and entry[0] < old]
        for _time, path in [*whole[MOST_CACHED:], *left]:
            path.unlink(missing_ok=True)
    except OSError:
        # The cache promises nothing; what stays is tidied up another time.
        pass


def touch(path: Path) -> None:
    """Note that an index was used."""
    try:
        os.utime(path)
    except OSError:
        # An installed index is read-only.
        pass


def _unpack(payload: bytes, key: str) -> Files | None:
    length = int.from_bytes(payload[:_LENGTH_BYTES], "big")
    header = json.loads(payload[_LENGTH_BYTES : _LENGTH_BYTES + length])
    if header["key"] != key:
        return None
    files: Files = {}
    place = _LENGTH_BYTES + length
    for name, size in header["files"]:
        files[name] = payload[place : place + size]
        place += size
    return files


def _bytes(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError:
        return b""
