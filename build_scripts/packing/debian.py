"""Makes the package for Debian, Ubuntu and their kin.

Nothing runs when it is installed or removed: menu entry, icons and address handler are files that the desktop's own
triggers see. What a reader writes lies in the reader's home, which no package touches.
"""

from __future__ import annotations

import hashlib
import os
import platform
import re
import shutil
import subprocess
import tempfile
from email.utils import formatdate
from pathlib import Path

from build_scripts.packing import desktop, elf
from build_scripts.packing.bundle import BundleError
from build_scripts.packing.project import MAINTAINER, PACKAGE, PROGRAM, ROOT, epoch, version

ARCHITECTURES = {"x86_64": "amd64", "aarch64": "arm64"}
# Where bookworm has what the program's libraries are linked to; later releases answer to these names, too. A test holds
# the list against dpkg-shlibdeps. Versions are the libc's business: whoever has it new enough has all others.
PACKAGES = {
    "libEGL.so.1": "libegl1",
    "libGL.so.1": "libgl1",
    "libX11-xcb.so.1": "libx11-xcb1",
    "libX11.so.6": "libx11-6",
    "libcups.so.2": "libcups2",
    "libdbus-1.so.3": "libdbus-1-3",
    "libfontconfig.so.1": "libfontconfig1",
    "libfreetype.so.6": "libfreetype6",
    "libgcc_s.so.1": "libgcc-s1",
    "libglib-2.0.so.0": "libglib2.0-0",
    "libgthread-2.0.so.0": "libglib2.0-0",
    "libstdc++.so.6": "libstdc++6",
    "libwayland-client.so.0": "libwayland-client0",
    "libwayland-cursor.so.0": "libwayland-cursor0",
    "libwayland-egl.so.1": "libwayland-egl1",
    "libxcb-cursor.so.0": "libxcb-cursor0",
    "libxcb-glx.so.0": "libxcb-glx0",
    "libxcb-icccm.so.4": "libxcb-icccm4",
    "libxcb-image.so.0": "libxcb-image0",
    "libxcb-keysyms.so.1": "libxcb-keysyms1",
    "libxcb-randr.so.0": "libxcb-randr0",
    "libxcb-render-util.so.0": "libxcb-render-util0",
    "libxcb-render.so.0": "libxcb-render0",
    "libxcb-shape.so.0": "libxcb-shape0",
    "libxcb-shm.so.0": "libxcb-shm0",
    "libxcb-sync.so.1": "libxcb-sync1",
    "libxcb-util.so.1": "libxcb-util1",
    "libxcb-xfixes.so.0": "libxcb-xfixes0",
    "libxcb-xkb.so.1": "libxcb-xkb1",
    "libxcb.so.1": "libxcb1",
    "libxkbcommon-x11.so.0": "libxkbcommon-x11-0",
    "libxkbcommon.so.0": "libxkbcommon0",
    "libz.so.1": "zlib1g",
    "libzstd.so.1": "libzstd1",
}
_OF_LIBC = re.compile(r"(?:lib(?:c|m|dl|rt|util|pthread)|ld-linux[\w-]*)\.so\.\d+")
# The release of GCC whose libstdc++ has a version of its symbols first: https://gcc.gnu.org/onlinedocs/libstdc++/manual/abi.html
_GCC_OF_GLIBCXX = {25: "8", 26: "9", 28: "10", 29: "11", 30: "12", 32: "13.1", 33: "14", 34: "15"}
# Without these, only what they are for is missing.
_OPTIONAL = "/plugins/printsupport/"

_CONTROL = """Package: {package}
Version: {version}
Architecture: {architecture}
Maintainer: {maintainer}
Installed-Size: {size}
Depends: {depends}
Recommends: {recommends}
Section: doc
Priority: optional
Description: offline handbook on leading public innovation
 Innovationshåndbogen is a Danish handbook on the administrative leadership of
 innovation in the public sector, with a reader of its own: full-text search,
 highlights, notes and bookmarks, and reports as PDF.
 .
 It never uses a network. Python and Qt are part of the package.
"""
_CHANGELOG = """{package} ({version}) stable; urgency=medium

  * This version's changes are listed in CHANGELOG.md, beside this file.

 -- {maintainer}  {date}
"""


def make_package(bundle: Path, output: Path) -> list[Path]:
    """Make the package of a frozen program.

    Args:
        bundle: The program's folder, made on Linux.
        output: The folder for the package.

    Returns:
        The package.

    Raises:
        BundleError: A tool is missing, or the program needs a library that no package is known for.
        subprocess.CalledProcessError: dpkg-deb failed.
    """
    dpkg_deb = _tool("dpkg-deb")
    architecture = ARCHITECTURES[platform.machine()]
    target = output / f"{PACKAGE}_{version()}_{architecture}.deb"
    with tempfile.TemporaryDirectory() as folder:
        # The folder's own mode is the package's root directory's.
        root = Path(folder) / "root"
        _lay_out(bundle, root)
        _control(root, architecture)
        _same_for_all(root)
        environment = {**os.environ, "SOURCE_DATE_EPOCH": str(epoch())}
        # One thread: how many there are would show in the bytes.
        command = [
            dpkg_deb,
            "--root-owner-group",
            "--threads-max=1",
            "-Zxz",
            "-z9",
            "--build",
            str(root),
            str(target),
        ]
        subprocess.run(command, env=environment, check=True, stdout=subprocess.DEVNULL)
    return [target]


def dependencies(folder: Path) -> tuple[list[str], list[str]]:
    """Return the packages that the libraries in a folder can't do without, and those that only a part of it needs.

    Raises:
        BundleError: A library isn't in the folder and of no package that is known.
        subprocess.CalledProcessError: A file can't be read.
    """
    binaries = elf.libraries(folder)
    needed = _packages([path for path in binaries if _OPTIONAL not in path.as_posix()], folder)
    optional = _packages([path for path in binaries if _OPTIONAL in path.as_posix()], folder)
    names = {entry.split()[0] for entry in needed}
    return needed, [entry for entry in optional if entry.split()[0] not in names]


def _packages(binaries: list[Path], folder: Path) -> list[str]:
    if not binaries:
        return []
    said = subprocess.run([_tool("objdump"), "-p", *binaries], capture_output=True, text=True, check=True).stdout
    own = {path.name for path in folder.rglob("*.so*")}
    libraries = set(re.findall(r"^\s+NEEDED\s+(\S+)$", said, re.MULTILINE)) - own
    outside = sorted(name for name in libraries if _OF_LIBC.fullmatch(name) is None)
    unknown = [name for name in outside if name not in PACKAGES]
    if unknown:
        raise BundleError(f"no Debian package is known for {', '.join(unknown)}: see packing/debian.py")
    libc = max((int(minor) for minor in re.findall(r"\bGLIBC_2\.(\d+)", said)), default=17)
    entries = {PACKAGES[name] for name in outside} - {"libstdc++6"} | {f"libc6 (>= 2.{libc})"}
    if "libstdc++.so.6" in outside:
        newest = max((int(minor) for minor in re.findall(r"\bGLIBCXX_3\.4\.(\d+)", said)), default=0)
        gcc = next((release for minor, release in _GCC_OF_GLIBCXX.items() if minor >= newest), None)
        if gcc is None:
            raise BundleError(f"GLIBCXX_3.4.{newest} is newer than packing/debian.py knows")
        entries.add(f"libstdc++6 (>= {gcc})")
    return sorted(entries)


def _tool(name: str) -> str:
    found = shutil.which(name)
    if found is None:
        raise BundleError(f"there is no {name}: on Debian, apt install dpkg-dev")
    return found


def _lay_out(bundle: Path, root: Path) -> None:
    """Put every file where it belongs on Debian."""
    home, doc = root / "usr" / "lib" / PACKAGE, root / "usr" / "share" / "doc" / PACKAGE
    shutil.copytree(bundle, home, symlinks=True, ignore=shutil.ignore_patterns("portable", "data"))
    doc.mkdir(parents=True)
    # The fonts' and the packages' own texts are in there; a LICENSE between the program's files would be one too many.
    shutil.move(home / "licenses", doc / "licenses")
    commands = root / "usr" / "bin"
    commands.mkdir()
    (commands / PACKAGE).symlink_to(f"../lib/{PACKAGE}/{PROGRAM}")
    (commands / "handbook").symlink_to(f"../lib/{PACKAGE}/handbook")
    desktop.write_share(root / "usr" / "share")
    shutil.copyfile(desktop.SOURCES / "copyright", doc / "copyright")
    changes = (ROOT / "CHANGELOG.md").read_bytes()
    (doc / "CHANGELOG.md.gz").write_bytes(desktop.packed(changes))
    values = {"package": PACKAGE, "version": version(), "maintainer": MAINTAINER, "date": formatdate(epoch())}
    (doc / "changelog.gz").write_bytes(desktop.packed(_CHANGELOG.format(**values).encode()))
    overrides = root / "usr" / "share" / "lintian" / "overrides"
    overrides.mkdir(parents=True)
    shutil.copyfile(desktop.SOURCES / "lintian-overrides", overrides / PACKAGE)


def _control(root: Path, architecture: str) -> None:
    """Write what dpkg is told of the package."""
    files = [path for path in sorted(root.rglob("*")) if path.is_file() and not path.is_symlink()]
    depends, recommends = dependencies(root)
    folder = root / "DEBIAN"
    folder.mkdir()
    control = _CONTROL.format(
        package=PACKAGE,
        version=version(),
        architecture=architecture,
        maintainer=MAINTAINER,
        # In KiB, each file rounded up, as dpkg-gencontrol counts.
        size=sum(-(-path.stat().st_size // 1024) for path in files),
        depends=", ".join(depends),
        recommends=", ".join(recommends),
    )
    (folder / "control").write_text(control.replace("Recommends: \n", ""), encoding="utf-8")
    # What dpkg --verify compares with.
    sums = (f"{hashlib.md5(path.read_bytes()).hexdigest()}  {path.relative_to(root)}\n" for path in files)  # noqa: S324 - the format's
    (folder / "md5sums").write_text("".join(sums), encoding="utf-8")


def _same_for_all(root: Path) -> None:
    """Give every file the mode and time that it has for everyone, whoever builds it and when."""
    for path in sorted(root.rglob("*"), reverse=True):
        if not path.is_symlink():
            path.chmod(0o755 if path.is_dir() or path.name == PROGRAM else 0o644)
        os.utime(path, (epoch(), epoch()), follow_symlinks=False)
    root.chmod(0o755)
    os.utime(root, (epoch(), epoch()))
