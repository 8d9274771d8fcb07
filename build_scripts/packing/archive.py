"""Makes the archive that is only unpacked: for a stick, a shared drive, or whoever may install nothing."""

from __future__ import annotations

import gzip
import io
import lzma
import platform
import shutil
import tarfile
import tempfile
from typing import IO, TYPE_CHECKING

from build_scripts.packing.project import PACKAGE, PROGRAM, epoch, version

if TYPE_CHECKING:
    from pathlib import Path

HINT = f"""Innovationshåndbogen {version()}

Dansk
  Pak ud, hvor du vil, og start "{PROGRAM}". Intet skal installeres.
  Noter og indstillinger ligger i din egen hjemmemappe. En tom fil med navnet "portable" ved siden af programmet samler
  dem i stedet i mappen "data" her: så kan det hele ligge på en USB-nøgle og flyttes samlet.
  En ny version: pak ud, og flyt "portable" og "data" med over.

English
  Unpack it anywhere and start "{PROGRAM}". Nothing is installed.
  Notes and settings are kept in your home folder. An empty file named "portable" beside the program keeps them in the
  folder "data" here instead: then all of it can be on a stick and be moved as one.
  A new version: unpack it, and move "portable" and "data" over.

  handbook self-test    proves that everything works on this computer
  handbook --help       the commands for terminals and scripts

Linux: Debian 12, Ubuntu 22.04 or later (glibc 2.35), with a desktop. Licences: the folder "licenses".
"""


def make_archive(bundle: Path, output: Path) -> list[Path]:
    """Make the archives of a frozen program: the same tar, packed twice.

    Args:
        bundle: The program's folder.
        output: The folder for the archives.

    Returns:
        `.tar.xz`, a third smaller, and `.tar.gz`, for where there is no xz.

    Raises:
        OSError: Something can't be read or written.
    """
    top = f"{PACKAGE}-{version()}"
    small, plain = (output / f"{top}-linux-{platform.machine()}.tar.{end}" for end in ("xz", "gz"))
    # Code of one kind of processor packs better when the tool knows so.
    code: list[dict[str, int]] = [{"id": lzma.FILTER_X86}] if platform.machine() == "x86_64" else []
    filters = [*code, {"id": lzma.FILTER_LZMA2, "preset": 9}]
    with tempfile.TemporaryFile() as tar:
        _write_tar(bundle, top, tar)
        tar.seek(0)
        with lzma.open(small, "wb", check=lzma.CHECK_CRC32, filters=filters) as xz:
            shutil.copyfileobj(tar, xz)
        tar.seek(0)
        # Neither the time nor the file's name goes into the head of it.
        with plain.open("wb") as file, gzip.GzipFile("", "wb", compresslevel=9, fileobj=file, mtime=0) as gz:
            shutil.copyfileobj(tar, gz)
    return [small, plain]


def _write_tar(bundle: Path, top: str, target: IO[bytes]) -> None:
    """Write a program's folder as a tar, under a folder of another name and with the hint for the reader."""
    with tarfile.open(fileobj=target, mode="w", format=tarfile.GNU_FORMAT) as archive:
        _add(archive, f"{top}/", b"", 0o755)
        _add(archive, f"{top}/README.txt", HINT.encode(), 0o644)
        for path in sorted(bundle.rglob("*"), key=lambda path: path.relative_to(bundle).as_posix()):
            name = f"{top}/{path.relative_to(bundle).as_posix()}"
            if path.is_symlink():
                _add(archive, name, b"", 0o777, link=path.readlink().as_posix())
            elif path.is_dir():
                _add(archive, f"{name}/", b"", 0o755)
            else:
                _add(archive, name, path.read_bytes(), 0o755 if path.name == PROGRAM else 0o644)


def _add(archive: tarfile.TarFile, name: str, content: bytes, mode: int, *, link: str = "") -> None:
    """Add a file, a folder (its name ends in a slash) or a link, of nobody in particular, as old as the build says."""
    entry = tarfile.TarInfo(name.rstrip("/"))
    entry.type = tarfile.SYMTYPE if link else tarfile.DIRTYPE if name.endswith("/") else tarfile.REGTYPE
    entry.linkname, entry.mode, entry.size, entry.mtime = link, mode, len(content), epoch()
    archive.addfile(entry, io.BytesIO(content) if content else None)
