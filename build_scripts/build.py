"""Make what readers and their IT departments install, with one command.

    python build_scripts/build.py                  all that this system can make, into `dist/`
    python build_scripts/build.py deb tar          only these: bundle, tar, deb, appimage, windows, msi, macos, sbom
    python build_scripts/build.py --bundle FOLDER  around a program that is frozen already

Run by the Python of the development environment (`./test` makes it). The same commit gives the same bytes, as far as
`docs/packaging.md` says. Windows' program can only be frozen on Windows and macOS' on macOS; on Linux the installers
for Windows are made around a stand-in, so that their scripts are tried (`--bundle` takes the real one).
"""

from __future__ import annotations

import argparse
import hashlib
import sys
from pathlib import Path
from typing import TYPE_CHECKING

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from build_scripts.packing import bundle as bundling  # noqa: E402 - found by the line above

if TYPE_CHECKING:
    from collections.abc import Callable

WORK, OUTPUT = ROOT / "build", ROOT / "dist"
TARGETS = {
    "linux": ("bundle", "tar", "deb", "appimage", "windows", "msi", "sbom"),
    # wixl, which makes the MSI, runs on Linux only: there, --bundle takes the program from Windows.
    "win32": ("bundle", "windows", "sbom"),
    "darwin": ("bundle", "macos", "sbom"),
}


def main(arguments: list[str] | None = None) -> int:
    """Build.

    Args:
        arguments: Instead of the process's own.

    Returns:
        The exit code.
    """
    possible = TARGETS.get(sys.platform, TARGETS["linux"])
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("targets", nargs="*", metavar="TARGET", help=f"of {', '.join(possible)}")
    parser.add_argument("--bundle", type=Path, default=None, metavar="FOLDER", help="a program that is frozen already")
    parser.add_argument("--output", type=Path, default=OUTPUT, metavar="FOLDER")
    options = parser.parse_args(arguments)
    unknown = sorted(set(options.targets) - set(possible))
    if unknown:
        parser.error(f"this system can't make {', '.join(unknown)}; it can make {', '.join(possible)}")
    targets = options.targets or list(possible)
    output: Path = options.output.absolute()
    output.mkdir(parents=True, exist_ok=True)
    try:
        bundle = options.bundle.absolute() if options.bundle else bundling.make_bundle(WORK)
        made = [path for target in targets for path in _makers()[target](bundle, output)]
    except bundling.BundleError as error:
        print(f"build: {error}", file=sys.stderr)
        return 1
    _write_checksums(output)
    print(f"program: {bundling.installed_bytes(bundle) / 1e6:.1f} MB in {bundle}")
    for path in made:
        print(f"{path.stat().st_size / 1e6:8.1f} MB  {path}")
    return 0


def _makers() -> dict[str, Callable[[Path, Path], list[Path]]]:
    """Return target → what makes it of a program's folder in an output folder; what it returns is what it made."""
    from build_scripts.packing import appimage, archive, debian, macos, msi, nsis, sbom

    return {
        "bundle": lambda _bundle, _output: [],
        "tar": archive.make_archive,
        "deb": debian.make_package,
        "appimage": appimage.make_image,
        "windows": nsis.make_installer,
        "msi": msi.make_installer,
        "macos": macos.make_image,
        "sbom": sbom.write_sbom,
    }


def _write_checksums(output: Path) -> None:
    """Write the SHA-256 of everything that was made, as sha256sum(1) checks it."""
    files = [path for path in sorted(output.iterdir()) if path.is_file() and path.name != "SHA256SUMS"]
    lines = [f"{hashlib.sha256(path.read_bytes()).hexdigest()}  {path.name}\n" for path in files]
    (output / "SHA256SUMS").write_text("".join(lines), encoding="ascii")


if __name__ == "__main__":
    sys.exit(main())
