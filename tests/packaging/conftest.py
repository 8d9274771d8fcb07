"""The frozen program, its packages and a bare Debian to install them in: made once, and only with `--packaging`."""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from build_scripts.packing import archive, bundle, debian
from build_scripts.packing.project import PROGRAM
from tests.packaging.bare_debian import MINUTES, READER, BareDebian, need

if TYPE_CHECKING:
    from collections.abc import Iterator

ROOT = Path(__file__).resolve().parents[2]
_RELEASE = "bookworm"


@pytest.fixture(scope="session")
def frozen(request: pytest.FixtureRequest) -> Path:
    """The frozen program's folder; `HANDBOOK_BUNDLE` may name one that is there already."""
    if not request.config.getoption("--packaging"):
        pytest.skip("takes minutes; --packaging runs it")
    given = os.environ.get("HANDBOOK_BUNDLE")
    return Path(given) if given else bundle.make_bundle(ROOT / "build")


@pytest.fixture(scope="session")
def deb(frozen: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    need("dpkg-deb", "objdump")
    return debian.make_package(frozen, tmp_path_factory.mktemp("deb"))[0]


@pytest.fixture(scope="session")
def archives(frozen: Path, tmp_path_factory: pytest.TempPathFactory) -> list[Path]:
    return archive.make_archive(frozen, tmp_path_factory.mktemp("archives"))


@pytest.fixture(scope="session")
def bare_debian(frozen: Path, tmp_path_factory: pytest.TempPathFactory) -> BareDebian:
    need("debootstrap", "unshare")
    if os.geteuid() != 0:
        pytest.skip("only root may set up another system")
    folder = tmp_path_factory.mktemp("debian")
    command = ["debootstrap", "--variant=minbase", _RELEASE, str(folder)]
    subprocess.run(command, check=True, capture_output=True, timeout=10 * MINUTES)
    folder.chmod(0o755)  # pytest makes it for root alone
    system = BareDebian(folder)
    system.admin("useradd", "--create-home", f"--uid={READER}", "reader")
    assert not list((folder / "usr" / "bin").glob("python*"))
    return system


@pytest.fixture
def screen() -> Iterator[str]:
    """A display without a screen, such as `:7`."""
    need("Xvfb")
    reading, writing = os.pipe()
    command = ["Xvfb", "-displayfd", str(writing), "-screen", "0", "1360x900x24", "-nolisten", "tcp"]
    process = subprocess.Popen(command, pass_fds=[writing], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    os.close(writing)
    with os.fdopen(reading) as told:
        number = told.readline().strip()
    yield f":{number}"
    process.terminate()
    process.wait()


@pytest.fixture
def program(tmp_path: Path) -> Path:
    """A stand-in for the frozen program."""
    folder = tmp_path / PROGRAM
    (folder / "_internal").mkdir(parents=True)
    (folder / "licenses" / "qt").mkdir(parents=True)
    (folder / "licenses" / "qt" / "LICENSE").write_text("frit", encoding="utf-8")
    (folder / "_internal" / "læs.md").write_text("# Læs", encoding="utf-8")
    shutil.copyfile("/bin/true", folder / PROGRAM)
    (folder / "handbook").symlink_to(PROGRAM)
    return folder
