"""What stands beside the program on Linux: menu entry, description, man pages; and the AppImage that holds them."""

from __future__ import annotations

import configparser
import gzip
import re
import shutil
import subprocess
import sys
import xml.etree.ElementTree as ET
from pathlib import Path

import pytest

from build_scripts.packing import appimage, desktop
from build_scripts.packing.project import APP_ID, PACKAGE, PROGRAM, version
from handbook.book.address import parse_address
from handbook.book.library import open_handbook
from handbook.cli import COMMANDS
from tests.packaging.bare_debian import need

ROOT = Path(__file__).resolve().parents[2]
LINUX = ROOT / "build_scripts" / "packing" / "linux"
pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="of Linux")


# --- The desktop ------------------------------------------------------------------------------------------------------


def test_the_menu_entry(tmp_path: Path) -> None:
    desktop.write_share(tmp_path)
    path = tmp_path / "applications" / f"{PACKAGE}.desktop"
    entry = configparser.ConfigParser(interpolation=None)
    entry.optionxform = str  # type: ignore[assignment, method-assign]  # as configparser's documentation has it
    entry.read(path, encoding="utf-8")
    main = entry["Desktop Entry"]
    assert main["MimeType"] == "x-scheme-handler/handbook;"
    for key in ("Name", "GenericName", "Comment", "Keywords"):
        assert main[key]
        assert main[f"{key}[da]"]
    handbook = open_handbook(ROOT / "content")
    for action in main["Actions"].rstrip(";").split(";"):
        section = entry[f"Desktop Action {action}"]
        assert section["Name"]
        assert section["Name[da]"]
        command, address = section["Exec"].split()
        assert command == PACKAGE
        assert handbook.find(parse_address(address)) is not None
    for size in desktop.ICON_SIZES_PX:
        icon = tmp_path / "icons" / "hicolor" / f"{size}x{size}" / "apps" / f"{PACKAGE}.png"
        assert icon.read_bytes()[16:24] == size.to_bytes(4, "big") * 2
    if shutil.which("desktop-file-validate"):
        assert subprocess.run(["desktop-file-validate", path], capture_output=True, check=False).stdout == b""


def test_the_description_for_software_centres(tmp_path: Path) -> None:
    desktop.write_share(tmp_path)
    path = tmp_path / "metainfo" / f"{APP_ID}.metainfo.xml"
    component = ET.parse(path).getroot()  # noqa: S314 - ours
    assert component.findtext("id") == APP_ID
    assert component.findtext("launchable") == f"{PACKAGE}.desktop"
    release = component.find("releases/release")
    assert release is not None
    assert release.get("version") == version()
    if shutil.which("appstreamcli"):
        command = ["appstreamcli", "validate", "--no-net", str(path)]
        done = subprocess.run(command, capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stdout


@pytest.mark.parametrize("page", ["handbook.1", "handbook.da.1"])
def test_the_man_pages_know_every_command(page: str) -> None:
    text = (LINUX / page).read_text("utf-8").replace("\\-", "-")
    for command in COMMANDS:
        # The window's own helper isn't for people.
        assert command == "typeset" or re.search(rf"^\.BI? {command}\b", text, re.MULTILINE), command
    if shutil.which("mandoc"):
        filled = gzip.decompress(desktop.packed(desktop.filled(page)))
        done = subprocess.run(["mandoc", "-T", "lint", "-W", "warning"], input=filled, capture_output=True, check=False)
        assert done.stdout == b""


# --- The AppImage -----------------------------------------------------------------------------------------------------


def test_there_is_no_appimage_without_a_runtime(
    program: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.delenv(appimage.RUNTIME, raising=False)
    assert appimage.make_image(program, tmp_path) == []
    assert appimage.RUNTIME in capsys.readouterr().out


def test_an_appimage_is_the_runtime_and_the_program(
    program: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    need("mksquashfs", "unsquashfs")
    runtime = tmp_path / "runtime"
    runtime.write_bytes(b"\0" * 4096)
    monkeypatch.setenv(appimage.RUNTIME, str(runtime))
    made = appimage.make_image(program, tmp_path)[0]
    first = made.read_bytes()
    assert appimage.make_image(program, tmp_path)[0].read_bytes() == first
    unpacked = tmp_path / "unpacked"
    subprocess.run(["unsquashfs", "-q", "-n", "-o", "4096", "-d", unpacked, made], check=True, capture_output=True)
    assert (unpacked / "AppRun").resolve().name == PROGRAM
    for name in (f"{PACKAGE}.desktop", f"{PACKAGE}.png", ".DirIcon"):
        assert (unpacked / name).is_file()
