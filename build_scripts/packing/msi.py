"""Makes the package for managed deployment on Windows with wixl, from `windows/product.wxs` and the program's files."""

from __future__ import annotations

import hashlib
import os
import shutil
import struct
import subprocess
import sys
import tempfile
import uuid
import xml.etree.ElementTree as ET
from pathlib import Path

from build_scripts.packing import icons
from build_scripts.packing.project import epoch
from build_scripts.packing.project import version as project_version
from build_scripts.packing.windows import payload as payloads
from build_scripts.packing.windows.payload import HERE, Payload

# Every identifier below is made of this one and of a name: the same file is the same component in every version.
NAMESPACE = uuid.UUID("5d2f0f6e-2f0b-4b0e-9d5f-0c7a1e6b8d10")
# The identifier of the format SummaryInformation, as it lies in the file.
_SUMMARY = uuid.UUID("F29F85E0-4FF9-1068-AB91-08002B27B3D9").bytes_le
_SECONDS_1601_TO_1970 = 11_644_473_600
WIX = "http://schemas.microsoft.com/wix/2006/wi"


def make_installer(bundle: Path, output: Path) -> list[Path]:
    """Make the package.

    Args:
        bundle: The frozen program's folder; if it isn't one for Windows, a stand-in is packed and the name says so.
        output: The folder that the package is written to.

    Returns:
        The package.

    Raises:
        BundleError: wixl isn't installed.
        subprocess.CalledProcessError: wixl or SIGN_COMMAND failed.
    """
    with tempfile.TemporaryDirectory() as work:
        payload = payloads.prepare(bundle, Path(work))
        path = payload.output(output, ".msi")
        compile_package(payload, path)
    payloads.sign(path)
    return [path]


def compile_package(payload: Payload, path: Path, *, version: str = "") -> None:
    """Compile the package.

    Args:
        payload: What it installs.
        path: Where it is written.
        version: Instead of the program's own.

    Raises:
        BundleError: wixl isn't installed.
        subprocess.CalledProcessError: wixl found fault.
    """
    version = version or project_version()
    wixl = payloads.tool("wixl", "wixl (Windows has none: `build.py --bundle` makes the package on Linux)")
    with tempfile.TemporaryDirectory() as work:
        folder = Path(work)
        (folder / "handbook.ico").write_bytes(icons.ico())
        (folder / "product.wxs").write_bytes(product(payload))
        for file in payload.files:
            # By its key, which is ASCII as wixl wants it, and with the time that every build of this source has.
            copy = folder / short_id("fil", file.as_posix())
            shutil.copyfile(payload.root / file, copy)
            os.utime(copy, (epoch(), epoch()))
        content = _digest(payload, version)
        major, minor, patch, _rest = payloads.numbers(version)
        defines = {
            # Windows Installer compares three numbers.
            "Version": f"{major}.{minor}.{patch}",
            "NextVersion": f"{major}.{minor}.{patch + 1}",
            "FullVersion": version,
            "ProductCode": identifier(f"product {content}"),
            "PackageCode": identifier(f"package {content}"),
        }
        # All in one folder: wixl takes no path on its command line that isn't ASCII.
        command = [wixl, "--arch", "x64", "--output", "product.msi"]
        command += [part for name, value in defines.items() for part in ("--define", f"{name}={value}")]
        environment = {**os.environ, "SOURCE_DATE_EPOCH": str(epoch())}
        done = subprocess.run(
            [*command, "product.wxs"], env=environment, capture_output=True, text=True, check=False, cwd=folder
        )
        if done.returncode:
            print(done.stdout, done.stderr, file=sys.stderr)
            done.check_returncode()
        path.write_bytes(with_summary((folder / "product.msi").read_bytes(), defines["PackageCode"], epoch()))


def with_summary(package: bytes, code: str, time: int) -> bytes:
    """Return a package whose summary says what wixl can't be told: its code, its language, and when it was made.

    wixl makes up a code, takes the clock's time, and says that UTF-8 is Windows' Western code page. What takes their
    place is as long as they are: nothing else moves. The format is MS-OLEPS, "Property Set".

    Args:
        package: The package.
        code: Its code, a GUID.
        time: When it was made, in seconds since 1970.

    Raises:
        ValueError: There is no summary.
    """
    found = package.find(_SUMMARY)
    if found < 0:
        raise ValueError("the package has no summary")
    data = bytearray(package)
    # The offset that stands behind the format's identifier counts from the stream's beginning, 28 bytes before that.
    start = found - 28 + int(struct.unpack_from("<I", data, found + 16)[0])
    filetime = struct.pack("<Q", (time + _SECONDS_1601_TO_1970) * 10_000_000)
    values = {1: struct.pack("<H", 65001), 7: b"x64;1030", 9: f"{{{code}}}".encode(), 12: filetime, 13: filetime}
    for number in range(int(struct.unpack_from("<I", data, start + 4)[0])):
        identity, offset = struct.unpack_from("<II", data, start + 8 + 8 * number)
        value = values.get(identity)
        if value is not None:
            # Behind the type; a text has its length before it.
            place = start + offset + (8 if identity in (7, 9) else 4)
            data[place : place + len(value)] = value
    return bytes(data)


def product(payload: Payload) -> bytes:
    """Return the package's source: the template with the program's folders, files and components in it."""
    ET.register_namespace("", WIX)
    tree = ET.parse(HERE / "product.wxs")  # noqa: S314 - our own file
    top = tree.find(f".//{{{WIX}}}Directory[@Id='INSTALLFOLDER']")
    feature = tree.find(f".//{{{WIX}}}Feature")
    if top is None or feature is None:
        raise ValueError("product.wxs has no INSTALLFOLDER or no Feature")
    folders = {"": top}
    for folder in payload.folders:
        parent = folders[_key(folder.parent.as_posix())]
        name = folder.as_posix()
        folders[name] = _add(parent, "Directory", Id=short_id("dir", name), Name=folder.name)
    for file in payload.files:
        name = file.as_posix()
        component = short_id("cmp", name)
        parent = folders[_key(file.parent.as_posix())]
        holder = _add(parent, "Component", Id=component, Guid=identifier(f"file {name}"), Win64="yes")
        key = short_id("fil", name)
        _add(holder, "File", Id=key, Name=file.name, Source=key, KeyPath="yes")
        _add(feature, "ComponentRef", Id=component)
    ET.indent(tree)
    written: bytes = ET.tostring(tree.getroot(), encoding="utf-8", xml_declaration=True)
    return written


def identifier(name: str) -> str:
    """Return a GUID as Windows Installer writes it, always the same for a name."""
    return str(uuid.uuid5(NAMESPACE, name)).upper()


def short_id(kind: str, name: str) -> str:
    """Return a table key for a path: letters, digits and `_` only, at most 72 characters, the same in every build.

    Args:
        kind: What it begins with.
        name: The path.
    """
    return f"{kind}_{hashlib.sha256(name.encode()).hexdigest()[:32]}"


def _add(parent: ET.Element, tag: str, **attributes: str) -> ET.Element:
    # wixl's preprocessor takes $ for the beginning of a variable, in attributes too.
    escaped = {name: value.replace("$", "$$") for name, value in attributes.items()}
    return ET.SubElement(parent, f"{{{WIX}}}{tag}", escaped)


def _key(folder: str) -> str:
    return "" if folder == "." else folder


def _digest(payload: Payload, version: str) -> str:
    """Return a digest of what is installed: two packages with other content must not bear the same codes."""
    digest = hashlib.sha256(version.encode())
    for file in payload.files:
        digest.update(file.as_posix().encode())
        digest.update(hashlib.sha256((payload.root / file).read_bytes()).digest())
    return digest.hexdigest()
