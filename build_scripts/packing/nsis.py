"""Makes the setup program for Windows with NSIS, from `windows/installer.nsi` and the list of the program's files."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path, PureWindowsPath

from build_scripts.packing import icons
from build_scripts.packing.project import PROGRAM, SUMMARY_DA, TITLE
from build_scripts.packing.project import version as project_version
from build_scripts.packing.windows import payload as payloads
from build_scripts.packing.windows.payload import HERE, Payload

LIST = "install-files.txt"


def make_installer(bundle: Path, output: Path) -> list[Path]:
    """Make the setup program.

    Args:
        bundle: The frozen program's folder; if it isn't one for Windows, a stand-in is packed and the name says so.
        output: The folder that the setup program is written to.

    Returns:
        The setup program.

    Raises:
        BundleError: NSIS isn't installed.
        subprocess.CalledProcessError: NSIS or SIGN_COMMAND failed.
    """
    with tempfile.TemporaryDirectory() as work:
        payload = payloads.prepare(bundle, Path(work))
        path = payload.output(output, "-setup.exe")
        compile_installer(payload, path)
    return [path]


def compile_installer(
    payload: Payload, path: Path, *, version: str = "", defines: dict[str, str] | None = None
) -> None:
    """Compile the setup program.

    Args:
        payload: What it installs.
        path: Where it is written.
        version: Instead of the program's own.
        defines: More definitions for the script.

    Raises:
        BundleError: NSIS isn't installed.
        subprocess.CalledProcessError: NSIS or SIGN_COMMAND failed.
    """
    version = version or project_version()
    with tempfile.TemporaryDirectory() as work:
        icon, script, names = Path(work) / "handbook.ico", Path(work) / "files.nsh", Path(work) / LIST
        icon.write_bytes(icons.ico())
        # A byte order mark tells NSIS that an included file is UTF-8.
        script.write_text(install_commands(payload), encoding="utf-8-sig")
        names.write_bytes(file_list(payload).encode("utf-16-le"))
        settings = {
            "VERSION": version,
            "NUMBERS": ".".join(map(str, payloads.numbers(version))),
            "PROGRAM": PROGRAM,
            "TITLE": TITLE,
            "SUMMARY_DA": SUMMARY_DA,
            "PUBLISHER": payloads.PUBLISHER,
            "OUTPUT": str(path),
            "ICON": str(icon),
            "FILES": str(script),
            "LIST": LIST,
            "LIST_SOURCE": str(names),
            "LONGEST": str(longest(payload)),
            "SIZE_KIB": str(payload.kib),
        }
        if os.environ.get("SIGN_COMMAND"):
            # Both the setup program and the uninstaller that it carries.
            settings["SIGN_COMMAND"] = os.environ["SIGN_COMMAND"]
        payloads.makensis(HERE / "installer.nsi", {**settings, **(defines or {})})


def install_commands(payload: Payload) -> str:
    """Return the part of the script that writes the program's files, folder by folder."""
    lines: list[str] = []
    folder = None
    for file in payload.files:
        if file.parent != folder:
            folder = file.parent
            lines.append(f'SetOutPath "{_quoted(str(PureWindowsPath("$INSTDIR", folder)), keep_first=True)}"')
        lines.append(f'File "/oname={_quoted(file.name)}" "{payload.root / file}"')
    return "\n".join(lines) + "\n"


def file_list(payload: Payload) -> str:
    r"""Return what is written beside the program: what an upgrade or the uninstaller takes away.

    One path a line, relative to the folder; then the folders, the deepest first, each with a `\` at its end: they go
    only when nothing else is in them.
    """
    names = [str(PureWindowsPath(file)) for file in payload.files]
    names += [f"{PureWindowsPath(folder)}\\" for folder in reversed(payload.folders)]
    return "".join(f"{name}\r\n" for name in names)


def longest(payload: Payload) -> int:
    """Return the length of the longest path in the program's folder: Windows' own limit is 259 for all of it."""
    return max(len(str(file)) for file in payload.files)


def _quoted(text: str, *, keep_first: bool = False) -> str:
    """Return text as it stands between quotes in a script.

    Args:
        text: The text.
        keep_first: Whether a `$` at its beginning begins a variable.
    """
    head, tail = (text[:1], text[1:]) if keep_first else ("", text)
    return head + tail.replace("$", "$$").replace('"', '$\\"')
