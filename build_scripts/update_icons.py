"""Fetch the interface's icons from the `lucide-static` npm package into `resources/icons/`.

The list below is the whole set; run this after changing it. Nothing is drawn or edited by hand: an icon is the
package's file, byte for byte, and its licence (ISC) is copied beside it. Needs `npm` and its registry.
"""

from __future__ import annotations

import io
import shutil
import subprocess
import tarfile
import tempfile
from pathlib import Path

PACKAGE = "lucide-static@1.62.0"
TARGET = Path(__file__).resolve().parent.parent / "resources" / "icons"
ICONS = (
    "a-large-small archive-restore arrow-down arrow-left arrow-right arrow-up book-open bookmark calendar chart-column "
    "check chevron-down chevron-left chevron-right circle-check circle-help clipboard-list copy ellipsis eye file-down "
    "file-pen-line file-search file-text folder-open gauge hash highlighter history info keyboard lightbulb link "
    "link-2-off list-checks list-filter list-tree maximize message-square-text messages-square minus notebook-pen "
    "octagon-alert panel-left panel-right pencil plus printer quote redo-2 search split star tag text-cursor "
    "text-quote toolbox trash-2 triangle-alert undo-2 x zap"
).split()


def main() -> None:
    """Replace the icon folder's content with the package's files.

    Raises:
        subprocess.CalledProcessError: `npm pack` failed.
        KeyError: The package has no icon of that name.
    """
    with tempfile.TemporaryDirectory() as folder:
        npm = shutil.which("npm") or "npm"
        subprocess.run([npm, "pack", PACKAGE, "--silent"], cwd=folder, check=True)
        archive = next(Path(folder).glob("*.tgz")).read_bytes()
    TARGET.mkdir(parents=True, exist_ok=True)
    for old in TARGET.glob("*.svg"):
        old.unlink()
    with tarfile.open(fileobj=io.BytesIO(archive)) as package:
        for name in ICONS:
            (TARGET / f"{name}.svg").write_bytes(_read(package, f"package/icons/{name}.svg"))
        (TARGET / "LICENSE").write_bytes(_read(package, "package/LICENSE"))


def _read(package: tarfile.TarFile, name: str) -> bytes:
    member = package.extractfile(name)
    if member is None:
        raise KeyError(name)
    return member.read()


if __name__ == "__main__":
    main()
