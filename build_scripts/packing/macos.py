"""What macOS gets: the `.app` that PyInstaller made, completed, signed, and in a disk image; and its icon.

Signing and notarisation are switched on by what the environment says, so that a build without them needs no secret:

    APPLE_SIGN_IDENTITY   name of a "Developer ID Application" certificate in the keychain
    APPLE_NOTARY_PROFILE  name under which `xcrun notarytool store-credentials` keeps an account there
"""

from __future__ import annotations

import os
import platform
import plistlib
import shutil
import struct
import subprocess
import tempfile
from pathlib import Path

from build_scripts.packing import icons
from build_scripts.packing.bundle import BundleError
from build_scripts.packing.project import PROGRAM, ROOT, TITLE, version

ENTITLEMENTS = ROOT / "build_scripts" / "packing" / "macos" / "entitlements.plist"
# Types of the pictures in an icon and their width in pixels. The two smallest at the density of old screens would have
# to be in a format of Apple's own; macOS draws them from the next larger ones.
ICNS = {"ic11": 32, "ic12": 64, "ic07": 128, "ic13": 256, "ic08": 256, "ic14": 512, "ic09": 512, "ic10": 1_024}
_HEAD = struct.Struct(">4sI")
# The first bytes of machine code: for one processor, 64 bits, in its own order of bytes; and for several.
_MACHO = (b"\xcf\xfa\xed\xfe", b"\xca\xfe\xba\xbe")
# Beside what PyInstaller writes and the spec gives it.
_INFO = {
    "CFBundleExecutable": PROGRAM,
    "CFBundleName": TITLE,
    # A handbook is a folder: dropped on the program, offered by "Open with", never taken from the Finder.
    "CFBundleDocumentTypes": [
        {
            "CFBundleTypeName": "Handbook",
            "CFBundleTypeRole": "Viewer",
            "LSHandlerRank": "Alternate",
            "LSItemContentTypes": ["public.folder"],
        }
    ],
}


class MacError(BundleError):
    """The image can't be made; the message says why."""


def make_image(bundle: Path, output: Path) -> list[Path]:
    """Make the disk image.

    Args:
        bundle: The frozen program's folder; the `.app` lies beside it.
        output: The folder to write to.

    Returns:
        The image.

    Raises:
        MacError: This isn't macOS, there is no `.app`, or one of Apple's tools failed.
    """
    if platform.system() != "Darwin":
        raise MacError("a disk image can only be made on macOS: hdiutil and codesign are nowhere else")
    app = bundle.with_name(f"{TITLE}.app")
    if not app.is_dir():
        raise MacError(f"{app} is missing: PyInstaller makes it beside the folder")
    complete(app, bundle / "licenses")
    sign(app)
    image = output / f"{PROGRAM}-{version()}-macos-{platform.machine()}.dmg"
    with tempfile.TemporaryDirectory() as folder:
        # A folder of its own: all that is in it is on the image.
        shutil.copytree(app, Path(folder) / app.name, symlinks=True)
        (Path(folder) / "Applications").symlink_to("/Applications")
        _run(
            "hdiutil", "create", "-volname", TITLE, "-srcfolder", folder, "-fs", "HFS+", "-format", "UDZO", "-ov", image
        )
    _sign_image(image)
    return [image]


def complete(app: Path, licences: Path) -> None:
    """Put into the `.app` what PyInstaller doesn't: licences, and the rest of `Info.plist`. Its signature is void then.

    Args:
        app: The `.app`.
        licences: The folder of licences.

    Raises:
        MacError: A folder or file isn't there.
    """
    path = app / "Contents" / "Info.plist"
    if not path.is_file() or not licences.is_dir():
        raise MacError(f"{path if licences.is_dir() else licences} is missing")
    shutil.copytree(licences, app / "Contents" / "Resources" / "licenses", dirs_exist_ok=True)
    info = plistlib.loads(path.read_bytes()) | _INFO
    # PyInstaller takes a program that has a command for terminals, too, for one without windows.
    info.pop("LSBackgroundOnly", None)
    path.write_bytes(plistlib.dumps(info))


def sign(app: Path) -> None:
    """Sign all the code in a `.app`, from the inside to the outside, as Apple asks for.

    Without APPLE_SIGN_IDENTITY the signature names nobody ("ad hoc"): Apple's processors start nothing without one.

    Args:
        app: The `.app`.

    Raises:
        MacError: `codesign` failed.
    """
    identity = os.environ.get("APPLE_SIGN_IDENTITY", "")
    command = ["codesign", "--force", "--sign", identity or "-"]
    if identity:
        command += ["--timestamp", "--options", "runtime", "--entitlements", str(ENTITLEMENTS)]
    for path in code(app):
        _run(*command, path)
    _run(*command, app)
    _run("codesign", "--verify", "--strict", "--deep", app)


def code(app: Path) -> list[Path]:
    """Return the files of machine code in a `.app`, the innermost first; links are left out."""
    found = []
    for path in (app / "Contents").rglob("*"):
        if path.is_file() and not path.is_symlink():
            with path.open("rb") as file:
                if file.read(4) in _MACHO:
                    found.append(path)
    return sorted(found, key=lambda path: (-len(path.parts), path))


def icns() -> bytes:
    """Return the program's icon in Apple's format: pieces of a type, a length and a PNG.

    Raises:
        ValueError: The SVG can't be read.
    """
    pieces = b""
    for kind, size in ICNS.items():
        picture = icons.png(size)
        pieces += _HEAD.pack(kind.encode("ascii"), _HEAD.size + len(picture)) + picture
    return _HEAD.pack(b"icns", _HEAD.size + len(pieces)) + pieces


def _sign_image(image: Path) -> None:
    """Sign the image and have Apple notarise it, as far as the environment says with what."""
    identity, profile = os.environ.get("APPLE_SIGN_IDENTITY", ""), os.environ.get("APPLE_NOTARY_PROFILE", "")
    if profile and not identity:
        raise MacError("APPLE_NOTARY_PROFILE is set, but not APPLE_SIGN_IDENTITY: Apple notarises only what is signed")
    if identity:
        _run("codesign", "--force", "--timestamp", "--sign", identity, image)
    if profile:
        _run("xcrun", "notarytool", "submit", image, "--keychain-profile", profile, "--wait")
        _run("xcrun", "stapler", "staple", image)


def _run(*command: str | Path) -> None:
    done = subprocess.run(list(map(str, command)), capture_output=True, text=True, check=False)
    if done.returncode:
        raise MacError(f"{command[0]} failed ({done.returncode}): {(done.stderr or done.stdout).strip()}")
