"""What the installers for Windows are made of; what they do is in `test_windows_under_wine.py`."""

from __future__ import annotations

import os
import shutil
import subprocess
import xml.etree.ElementTree as ET
from pathlib import Path

import pytest

from build_scripts.packing import icons, msi, nsis
from build_scripts.packing.bundle import BundleError
from build_scripts.packing.project import PROGRAM, TITLE, version
from build_scripts.packing.windows import payload as payloads
from build_scripts.packing.windows.payload import Payload

needs_makensis = pytest.mark.skipif(shutil.which("makensis") is None, reason="makensis is missing: install nsis")
needs_wixl = pytest.mark.skipif(shutil.which("wixl") is None, reason="wixl is missing: install wixl")


def tree(root: Path, *more: str) -> Payload:
    """Make a small program that needs no compiler; what it holds is only looked at."""
    for name in (f"{PROGRAM}.exe", "handbook.exe", "_internal/Første del/læs $mig.md", *more):
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_text(name, encoding="utf-8")
    return Payload(root, is_stand_in=False)


def source(payload: Payload) -> ET.Element:
    return ET.fromstring(msi.product(payload))  # noqa: S314 - our own


# --- What needs no tools ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("1", (1, 0, 0, 0)),
        ("0.1.0", (0, 1, 0, 0)),
        ("1.2.3.4", (1, 2, 3, 4)),
        ("1.2rc1", (1, 2, 0, 0)),
        ("2.0.1.dev3+g1", (2, 0, 1, 0)),
    ],
)
def test_windows_counts_versions_in_four_numbers(text: str, expected: tuple[int, int, int, int]) -> None:
    assert payloads.numbers(text) == expected


@pytest.mark.parametrize("text", ["", "v1", "x.y", "70000.1"])
def test_what_is_no_version_for_windows_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="not a version"):
        payloads.numbers(text)


def test_the_executables_bear_the_projects_version() -> None:
    text = payloads.version_resource()
    assert f'StringStruct("ProductVersion", "{version()}")' in text
    assert f"filevers={payloads.numbers(version())}" in text
    assert "$" not in text
    # PyInstaller reads it as Python.
    compile("from PyInstaller.utils.win32.versioninfo import *\n" + text, "version.txt", "exec")


def test_the_icon_holds_every_size() -> None:
    data = icons.ico()
    assert data[:4] == b"\0\0\1\0"
    assert data[4] == len(icons.ICO_SIZES)
    assert {data[6 + 16 * number] or 256 for number in range(data[4])} == set(icons.ICO_SIZES)
    assert icons.png(64)[16:24] == (64).to_bytes(4, "big") * 2


def test_the_list_of_files_can_be_taken_away_from_top_to_bottom(tmp_path: Path) -> None:
    payload = tree(tmp_path, "_internal/a/b/c.txt")
    lines = nsis.file_list(payload).split("\r\n")
    assert lines.pop() == ""
    folders = [line for line in lines if line.endswith("\\")]
    assert lines[-len(folders) :] == folders
    assert folders.index("_internal\\a\\b\\") < folders.index("_internal\\a\\") < folders.index("_internal\\")
    assert {line for line in lines if line not in folders} == {str(f).replace("/", "\\") for f in payload.files}


def test_a_dollar_in_a_files_name_stays_one(tmp_path: Path) -> None:
    commands = nsis.install_commands(tree(tmp_path))
    assert 'SetOutPath "$INSTDIR\\_internal\\Første del"' in commands
    assert 'File "/oname=læs $$mig.md"' in commands


def test_the_longest_path_is_known(tmp_path: Path) -> None:
    assert nsis.longest(tree(tmp_path, "x" * 90)) == 90


def test_a_files_component_is_the_same_in_every_version(tmp_path: Path) -> None:
    def components(payload: Payload) -> dict[str, str]:
        elements = source(payload).iter(f"{{{msi.WIX}}}Component")
        return {element.attrib["Id"]: element.attrib["Guid"] for element in elements}

    old, new = components(tree(tmp_path / "a")), components(tree(tmp_path / "b", "new.dll"))
    assert old.items() < new.items()
    assert len(set(new.values())) == len(new)
    # Once shipped, it must never be another: Windows would count the file twice and keep it for ever.
    assert msi.identifier("file handbook.exe") == "C97F729E-C0AD-5FA8-BDB2-0AD4D8B960E5"


def test_every_component_of_the_package_is_in_its_feature(tmp_path: Path) -> None:
    root = source(tree(tmp_path))
    made = {element.attrib["Id"] for element in root.iter(f"{{{msi.WIX}}}Component")}
    assert made == {element.attrib["Id"] for element in root.iter(f"{{{msi.WIX}}}ComponentRef")}


def test_a_stand_in_can_not_be_taken_for_the_program() -> None:
    for ending in ("-setup.exe", ".msi"):
        assert "standin-test" in Payload(Path(), is_stand_in=True).output(Path(), ending).name
        assert "standin" not in Payload(Path(), is_stand_in=False).output(Path(), ending).name
    name = Payload(Path(), is_stand_in=False).output(Path(), "-setup.exe").name
    assert name == f"{PROGRAM}-{version()}-win64-setup.exe"


def test_a_missing_tool_is_named() -> None:
    with pytest.raises(BundleError, match="no-such-tool is missing: install something"):
        payloads.tool("no-such-tool", "something")


# --- What needs only the compilers ------------------------------------------------------------------------------------


@needs_makensis
def test_the_setup_program_is_made_and_is_the_same_twice(tmp_path: Path) -> None:
    payload = tree(tmp_path / "p")
    for name in ("a.exe", "b.exe"):
        nsis.compile_installer(payload, tmp_path / name)
    assert (tmp_path / "a.exe").read_bytes() == (tmp_path / "b.exe").read_bytes()
    # Named in its manifest; a setup program without this line asks for an administrator because of its name alone.
    assert b'requestedExecutionLevel level="asInvoker"' in (tmp_path / "a.exe").read_bytes()


@needs_makensis
@pytest.mark.skipif(os.name == "nt", reason="the stand-in for the signing tool is a script for a shell")
def test_everything_executable_is_signed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    log, script = tmp_path / "signed.txt", tmp_path / "sign"
    script.write_text(f'#!/bin/sh\necho "$1 $2" >> "{log}"\n', encoding="utf-8")
    script.chmod(0o755)
    monkeypatch.setenv("SIGN_COMMAND", f"{script} sign")
    bundle = tree(tmp_path / "p").root
    (made,) = nsis.make_installer(bundle, tmp_path)
    signed = log.read_text("utf-8").splitlines()
    # Both executables, the uninstaller (by a name that NSIS makes up) and the setup program itself.
    assert [line.split()[0] for line in signed] == ["sign"] * 4
    assert {str(bundle / name) for name in payloads.EXECUTABLES} | {str(made)} <= {line[5:] for line in signed}


@needs_wixl
def test_the_package_is_made_and_is_the_same_twice(tmp_path: Path) -> None:
    payload = tree(tmp_path / "p")
    for name in ("a.msi", "b.msi"):
        msi.compile_package(payload, tmp_path / name)
    assert (tmp_path / "a.msi").read_bytes() == (tmp_path / "b.msi").read_bytes()


@needs_wixl
def test_the_packages_tables(tmp_path: Path) -> None:
    payload = tree(tmp_path / "p")
    path = tmp_path / "a.msi"
    msi.compile_package(payload, path, version="1.2.3rc1")

    def exported(*command: str) -> str:
        return subprocess.run(["msiinfo", *command], capture_output=True, check=True).stdout.decode()

    properties = dict(
        line.split("\t", 1) for line in exported("export", str(path), "Property").splitlines() if "\t" in line
    )
    assert properties["ProductVersion"] == "1.2.3"
    assert properties["ALLUSERS"] == "1"
    assert properties["ProductName"] == TITLE
    # The one thing that may never change.
    assert properties["UpgradeCode"] == "{0E5A7C4B-6C0C-5B53-8E0B-6E0C2D3B9A51}"
    assert "1.2.4\t\t256\t\tWIX_UPGRADE_DETECTED" in exported("export", str(path), "Upgrade")
    assert len(exported("export", str(path), "File").splitlines()) == 3 + len(payload.files)
    summary = exported("suminfo", str(path))
    assert "Template: x64;1030" in summary
    assert f"Subject: {TITLE} 1.2.3rc1" in summary
