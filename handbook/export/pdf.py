"""Sets a report as PDF with Typst: tagged (PDF/UA-1) and for the archive (PDF/A-2a), with our own fonts only.

Typst (https://typst.app/docs) gets the template from `resources/typst/` and the report as data from memory, and the
pictures in a folder that holds nothing else: it reads no other file and fetches no package. The same report at the same
time gives the same bytes.
"""

from __future__ import annotations

import json
import logging
import shutil
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

from handbook.errors import HandbookError
from handbook.export.pictures import Pictures
from handbook.export.typst_data import typst_data
from handbook.faces import FACES, face_folder
from handbook.i18n import _
from handbook.paths import resources

if TYPE_CHECKING:
    from collections.abc import Iterable
    from typing import Self

    from handbook.export.pictures import Picture
    from handbook.export.report import Report

_log = logging.getLogger(__name__)

STANDARDS = ("ua-1", "a-2a")
# Typst begins with the file "main.typ".
_TEMPLATE = {"main.typ": "report.typ"} | {name: name for name in ("blocks.typ", "tools.typ", "theme.typ")}
_ICONS = {
    "summary": "text-quote",
    "note": "info",
    "fact": "chart-column",
    "tip": "lightbulb",
    "example": "book-open",
    "question": "circle-help",
    "tool": "clipboard-list",
    "warning": "triangle-alert",
    "danger": "octagon-alert",
}
_HUES = {
    "summary": "#1f5a7a",
    "note": "#1f5a7a",
    "fact": "#1f5a7a",
    "tip": "#33633a",
    "example": "#33633a",
    "question": "#7a3b5e",
    "tool": "#7a3b5e",
    "warning": "#8a5210",
    "danger": "#a3312b",
}
_GREY = "#3c3c3c"
_ONE_PICTURE = b'#set document(title: "x")\n#image("%s", alt: "x", width: 1cm, height: 1cm)'


class Press:
    """Sets reports; what it has learnt from one makes the next that is like it quicker.

    To be used as a context: it keeps its fonts in a folder of its own.
    """

    def __init__(self) -> None:
        """Lay out the fonts.

        Raises:
            HandbookError: They aren't installed.
        """
        import typst

        paths = _faces()
        # Typst takes folders of fonts, and takes all that is there. The packages have each face twice, and which of the
        # two is found first depends on the file system: these are chosen.
        self._folder = tempfile.TemporaryDirectory(prefix="handbook-press-")
        faces, nowhere = Path(self._folder.name) / "faces", Path(self._folder.name) / "nowhere"
        faces.mkdir()
        nowhere.mkdir()
        for path in paths:
            shutil.copyfile(path, faces / path.name)
        self._nowhere = nowhere
        # What Typst has built in is there for code: DejaVu Sans Mono.
        folders = [str(faces), str(resources() / "fonts")]
        self._fonts = typst.Fonts(include_system_fonts=False, include_embedded_fonts=True, font_paths=folders)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_error: object) -> None:
        self.close()

    def close(self) -> None:
        """Put the fonts away."""
        self._folder.cleanup()

    def pdf(self, report: Report) -> bytes:
        """Return a report as a PDF.

        Args:
            report: What is to be set. A picture that can't be drawn gives way to its alternative text.

        Raises:
            HandbookError: It can't be set.
        """
        import typst

        pictures = Pictures(report.handbook)
        try:
            return self._set(report, pictures)
        except typst.TypstError as error:
            # One damaged picture fails the whole file, and Typst doesn't say which one it was.
            damaged = {one.name for one in pictures.taken if not self._can_be_set(one, report)}
            if not damaged:
                raise _failed(error) from error
            pictures.unusable |= damaged
        try:
            return self._set(report, pictures)
        except typst.TypstError as error:
            raise _failed(error) from error

    def _set(self, report: Report, pictures: Pictures) -> bytes:
        files = _files(report, pictures)
        return self._compile(files, pictures.taken, report)

    def _compile(self, files: dict[str, bytes], pictures: Iterable[Picture], report: Report) -> bytes:
        import typst

        # The folders of packages are empty, and the root has but the pictures: what isn't handed over isn't there.
        with tempfile.TemporaryDirectory(dir=self._folder.name) as root:
            for picture in pictures:
                # Files in memory are texts to the package.
                (Path(root) / picture.name).write_bytes(picture.data)
            compiled: bytes = typst.compile(  # type: ignore[call-overload]  # its stubs don't know of files in memory
                files,
                format="pdf",
                root=root,
                font_paths=self._fonts,
                ignore_system_fonts=True,
                pdf_standards=list(STANDARDS),
                package_path=self._nowhere,
                package_cache_path=self._nowhere,
                timestamp=int(report.cover.made.timestamp()),
            )
        return compiled

    def _can_be_set(self, picture: Picture, report: Report) -> bool:
        import typst

        try:
            self._compile({"main.typ": _ONE_PICTURE % picture.name.encode()}, [picture], report)
        except typst.TypstError:
            return False
        return True


def _files(report: Report, pictures: Pictures) -> dict[str, bytes]:
    data = json.dumps(typst_data(report, pictures), ensure_ascii=False).encode("utf-8", "replace")
    folder = resources() / "typst"
    files = {name: (folder / source).read_bytes() for name, source in _TEMPLATE.items()}
    for kind, icon in _ICONS.items():
        drawing = (resources() / "icons" / f"{icon}.svg").read_text(encoding="utf-8")
        colour = _GREY if report.options.is_grey else _HUES[kind]
        files[f"icon-{kind}.svg"] = drawing.replace("currentColor", colour).encode()
    return files | {"data.json": data}


def _faces() -> list[Path]:
    """Return the files of Source Serif and Source Sans.

    Raises:
        HandbookError: Their packages aren't installed.
    """
    found = []
    for package, names in FACES.items():
        folder = face_folder(package)
        if folder is None:
            raise HandbookError(
                _("The fonts for PDF are missing: {package}.").format(package=package), _("Install the program again.")
            )
        found += [folder / f"{name}.ttf" for name in names]
    return found


def _failed(error: Exception) -> HandbookError:
    # Where in the template it happened is for us; the reader is told what.
    _log.error("%s", getattr(error, "diagnostic", error))
    reason = str(getattr(error, "message", "") or error)
    return HandbookError(
        _("The PDF can’t be set: {reason}").format(reason=reason),
        _("Export as HTML or Markdown instead, and please report this fault."),
    )
