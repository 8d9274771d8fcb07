"""What is made for Linux, frozen, packed, installed and used for real. Only `--packaging` runs it: it takes minutes.

The system is a bare Debian without Python. Its reader can write at home and in /tmp only and has no network, so
whatever works here needs neither.
"""

from __future__ import annotations

import json
import os
import re
import shutil
import signal
import subprocess
import sys
import tarfile
import time
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from PySide6.QtGui import QImage

from build_scripts.packing import bundle
from build_scripts.packing.project import PACKAGE, PROGRAM, version
from tests.packaging.bare_debian import need

if TYPE_CHECKING:
    from tests.packaging.bare_debian import BareDebian

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="of Linux")
# Some 5 MB of the first are the sixty chapters and their index.
MAX_INSTALLED_MB, MAX_PACKED_MB = 175, 60
PATIENCE_S = 30
NOTE = "Husk æøå"


def megabytes(path: Path) -> float:
    return path.stat().st_size / 1e6


def run(folder: Path, *command: str, **variables: str) -> subprocess.CompletedProcess[str]:
    environment = {"HOME": str(folder / "home"), "PATH": "/usr/bin:/bin", "LANG": "C.UTF-8", **variables}
    return subprocess.run(
        command, cwd=folder, env=environment, capture_output=True, text=True, check=False, timeout=120
    )


def has_passed(self_test: subprocess.CompletedProcess[str]) -> bool:
    answer = json.loads(self_test.stdout)
    assert answer["passed"], [check for check in answer["checks"] if not check["passed"]]
    assert answer["frozen"]
    assert answer["version"] == version()
    return self_test.returncode == 0


# --- What was frozen --------------------------------------------------------------------------------------------------


def test_the_program_is_what_is_listed_and_no_larger(frozen: Path) -> None:
    bundle.check_files(frozen)
    assert bundle.installed_bytes(frozen) / 1e6 <= MAX_INSTALLED_MB
    names = bundle.file_names(frozen)
    unused = [pattern.pattern for pattern in bundle.allowed_patterns("linux") if not any(map(pattern.fullmatch, names))]
    assert not unused, "listed in files.txt, but not in the program"


def test_no_library_looks_where_only_the_build_machine_has_others(frozen: Path) -> None:
    need("readelf")
    for path in frozen.rglob("*"):
        if path.is_file() and ".so" in path.name:
            said = subprocess.run(["readelf", "-d", path], capture_output=True, text=True, check=False).stdout
            for text in re.findall(r"\((?:RPATH|RUNPATH)\).*\[(.*)\]", said):
                assert all(part.startswith("$ORIGIN") for part in text.split(":")), path


def test_freezing_again_gives_the_same_bytes(frozen: Path, tmp_path: Path) -> None:
    again = bundle.make_bundle(tmp_path)
    names = bundle.file_names(frozen)
    assert bundle.file_names(again) == names
    assert [name for name in names if (again / name).read_bytes() != (frozen / name).read_bytes()] == []


def test_the_packages_are_small_enough(deb: Path, archives: list[Path]) -> None:
    assert megabytes(deb) <= MAX_PACKED_MB
    # gzip packs it less than half as well; it is for whoever has nothing else.
    assert megabytes(next(path for path in archives if path.name.endswith(".tar.xz"))) <= MAX_PACKED_MB


def test_lintian_has_nothing_to_say(deb: Path) -> None:
    need("lintian")
    # As much as lintian says by itself; what others' libraries misspell is their authors' business.
    command = ["lintian", "--allow-root", "--fail-on", "error,warning", str(deb)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout


# --- Unpacked ---------------------------------------------------------------------------------------------------------


def test_the_archive_starts_anywhere_and_writes_only_beside_itself(archives: list[Path], tmp_path: Path) -> None:
    place = tmp_path / "en nøgle med mellemrum"
    (tmp_path / "home").mkdir()
    with tarfile.open(archives[0]) as packed:
        packed.extractall(place, filter="fully_trusted")  # noqa: S202 - ours
    folder = place / f"{PACKAGE}-{version()}"
    assert has_passed(run(tmp_path, str(folder / "handbook"), "self-test", "--json"))
    (folder / "portable").touch()
    # Also where only a link to it is called.
    link = tmp_path / "håndbog"
    link.symlink_to(folder / "handbook")
    before = set(bundle.file_names(folder))
    assert run(tmp_path, str(link), "notes", "add", "--chapter", "forside", NOTE).returncode == 0
    assert NOTE in run(tmp_path, str(folder / PROGRAM), "notes", "list").stdout
    assert all(name.startswith("data/") for name in set(bundle.file_names(folder)) - before)
    assert "data/notes/notes.sqlite" in bundle.file_names(folder)
    ours = [name for name in bundle.file_names(tmp_path / "home") if "fontconfig" not in name]
    assert ours == []


# --- Installed: these go from an old version's installation to the purge ----------------------------------------------


@pytest.fixture(scope="module")
def old_deb(deb: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The same package, with a lower version."""
    folder = tmp_path_factory.mktemp("old")
    subprocess.run(["dpkg-deb", "-R", deb, folder / "root"], check=True)
    control = folder / "root" / "DEBIAN" / "control"
    text = control.read_text("utf-8")
    control.write_text(text.replace(f"Version: {version()}", "Version: 0.0.1"), encoding="utf-8")
    old = folder / "old.deb"
    command = ["dpkg-deb", "--root-owner-group", "-Zgzip", "-z1", "--build", str(folder / "root"), str(old)]
    subprocess.run(command, check=True, capture_output=True)
    return old


@pytest.fixture(scope="module")
def installed(bare_debian: BareDebian, old_deb: Path, deb: Path) -> BareDebian:
    """The old version installed and a note made with it, then the new one over it."""
    for number, package in enumerate((old_deb, deb)):
        target = bare_debian.folder / "srv" / f"{number}.deb"
        shutil.copyfile(package, target)
        bare_debian.admin("apt-get", "install", "--yes", "--no-install-recommends", f"/srv/{number}.deb")
        target.unlink()
        if number == 0:
            assert "0.0.1" in bare_debian.admin("dpkg-query", "--show", PACKAGE)
            done = bare_debian.reader("handbook", "notes", "add", "--chapter", "forside", NOTE)
            assert done.returncode == 0, done.stderr
    assert version() in bare_debian.admin("dpkg-query", "--show", PACKAGE)
    return bare_debian


def test_the_upgrade_keeps_the_notes(installed: BareDebian) -> None:
    assert NOTE in installed.reader("handbook", "notes", "list").stdout


@pytest.mark.parametrize("home", ["/home/reader", "/nonexistent"])
def test_the_self_test_passes(installed: BareDebian, home: str) -> None:
    assert has_passed(installed.reader("/usr/bin/handbook", "self-test", "--json", home=home))


def test_the_reader_can_write_nowhere_else(installed: BareDebian) -> None:
    """Else the other tests would show nothing."""
    for folder in (f"/usr/lib/{PACKAGE}", "/var/tmp", "/etc"):  # noqa: S108 - not to be written to
        assert installed.reader("touch", f"{folder}/x").returncode != 0
    assert installed.reader("cat", "/proc/net/route").stdout.count("\n") <= 1


def test_search_and_export(installed: BareDebian) -> None:
    answer = json.loads(installed.reader("handbook", "search", "--json", "bundlinjer").stdout)
    assert answer
    done = installed.reader("handbook", "export", "--notes", "--chapter", "forside", "/home/reader/rapport.pdf")
    assert done.returncode == 0, done.stderr
    assert (installed.home / "rapport.pdf").read_bytes().startswith(b"%PDF-")


def test_the_window_opens_at_an_address(installed: BareDebian, screen: str, tmp_path: Path) -> None:
    need("xdotool", "import")
    command = installed.reader_command(PACKAGE, "handbook://grundlaget/fem-bundlinjer", DISPLAY=screen)
    process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    try:
        titles = ""
        until = time.monotonic() + PATIENCE_S
        search = ["xdotool", "search", "--onlyvisible", "--name", ".", "getwindowname", "%@"]
        while "Fem bundlinjer" not in titles and time.monotonic() < until:
            assert process.poll() is None, process.communicate()[1]
            titles = run(tmp_path, *search, DISPLAY=screen).stdout
            time.sleep(0.2)
        assert "Fem bundlinjer" in titles
        time.sleep(1)
        picture = tmp_path / "window.png"
        run(tmp_path, "import", "-window", "root", str(picture), DISPLAY=screen)
    finally:
        # unshare itself doesn't hear it; its child is the program.
        for child in Path(f"/proc/{process.pid}/task/{process.pid}/children").read_text("ascii").split():
            os.kill(int(child), signal.SIGTERM)
        said = process.communicate(timeout=PATIENCE_S)[1]
    image = QImage(str(picture))
    colours = {image.pixel(x, y) for x in range(0, image.width(), 5) for y in range(0, image.height(), 5)}
    assert len(colours) > 20
    assert said == ""


def test_the_desktop_knows_the_addresses(installed: BareDebian) -> None:
    entry = installed.folder / "usr" / "share" / "applications" / f"{PACKAGE}.desktop"
    assert "x-scheme-handler/handbook" in entry.read_text("utf-8")
    assert (installed.folder / "usr" / "share" / "man" / "da" / "man1" / "handbook.1.gz").is_file()


def test_purging_leaves_nothing_but_what_the_reader_made(installed: BareDebian) -> None:
    assert installed.names()
    assert installed.admin("dpkg", "--verify", PACKAGE) == ""
    installed.admin("apt-get", "purge", "--yes", PACKAGE)
    assert installed.names() == []
    assert (installed.home / ".local" / "share" / PACKAGE / "notes" / "notes.sqlite").is_file()
