"""What of a Linux library must not travel: the folders of the machine that it was built on, where it looks for others.

A Python that was built from its source often bears its own folder in every extension (`DT_RUNPATH`). On the reader's
computer that is a folder that somebody else may own, and what lies there would be loaded.
"""

from __future__ import annotations

import struct
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

# https://refspecs.linuxfoundation.org/elf/gabi4+/ch5.dynamic.html
_PT_LOAD, _PT_DYNAMIC = 1, 2
_DT_NULL, _DT_STRTAB, _DT_RPATH, _DT_RUNPATH = 0, 5, 15, 29
_ENTRY = struct.Struct("<qQ")


class _Segment(NamedTuple):
    kind: int
    offset: int
    address: int
    size: int


def is_elf(path: Path) -> bool:
    """Whether a file is an executable or a library of Linux."""
    with path.open("rb") as file:
        return file.read(4) == b"\x7fELF"


def libraries(folder: Path) -> list[Path]:
    """Return every executable and library in a folder; what only links to one isn't another."""
    paths = (path for path in sorted(folder.rglob("*")) if path.is_file() and not path.is_symlink())
    return [path for path in paths if is_elf(path)]


def drop_foreign_paths(path: Path) -> list[str]:
    """Make a library look for others only beside itself and where the system has them.

    Args:
        path: An ELF file of 64 bits, little-endian. It is only written to when something is to be dropped.

    Returns:
        The search paths that were dropped, whole: one with `$ORIGIN` alone is kept.

    Raises:
        ValueError: It is another kind of file.
    """
    data = bytearray(path.read_bytes())
    if data[:6] != b"\x7fELF\x02\x01":
        raise ValueError(f"{path.name} is no ELF file of 64 bits, little-endian")
    segments = list(_segments(data))
    dynamic = next((segment for segment in segments if segment.kind == _PT_DYNAMIC), None)
    if dynamic is None:
        return []
    entries = _entries(data, dynamic)
    texts = next(value for tag, value in entries if tag == _DT_STRTAB)
    base = next(texts - load.address + load.offset for load in segments if _holds(load, texts))
    dropped: list[str] = []
    kept: list[tuple[int, int]] = []
    for tag, value in entries:
        if tag in (_DT_RPATH, _DT_RUNPATH):
            start = base + value
            text = data[start : data.index(b"\0", start)].decode()
            if not all(part.startswith("$ORIGIN") for part in text.split(":")):
                dropped.append(text)
                continue
        kept.append((tag, value))
    if dropped:
        # As chrpath(1) does it: what comes after moves up. The text stays, as other names may share its end.
        kept += [(_DT_NULL, 0)] * len(dropped)
        data[dynamic.offset : dynamic.offset + _ENTRY.size * len(kept)] = b"".join(
            _ENTRY.pack(*entry) for entry in kept
        )
        path.write_bytes(data)
    return dropped


def _holds(segment: _Segment, address: int) -> bool:
    return segment.kind == _PT_LOAD and segment.address <= address < segment.address + segment.size


def _segments(data: bytearray) -> Iterator[_Segment]:
    table, size, count = *struct.unpack_from("<Q", data, 32), *struct.unpack_from("<HH", data, 54)
    for number in range(count):
        at = table + number * size
        kind, _flags, offset, address = struct.unpack_from("<IIQQ", data, at)
        yield _Segment(kind, offset, address, struct.unpack_from("<Q", data, at + 32)[0])


def _entries(data: bytearray, dynamic: _Segment) -> list[tuple[int, int]]:
    """Return what a dynamic section says, with the null that ends it."""
    entries: list[tuple[int, int]] = []
    for tag, value in _ENTRY.iter_unpack(data[dynamic.offset : dynamic.offset + dynamic.size]):
        entries.append((tag, value))
        if tag == _DT_NULL:
            break
    return entries
