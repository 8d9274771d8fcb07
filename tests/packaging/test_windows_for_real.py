"""The real program for Windows, frozen by Windows' own Python under Wine, installed from its package, and tested there.

Runs with `--packaging` and needs the package index; takes some three minutes.
"""

from __future__ import annotations

import json
import shutil
import subprocess
from typing import TYPE_CHECKING

import pytest

from build_scripts.packing import msi
from build_scripts.packing.project import PROGRAM
from build_scripts.packing.windows import payload as payloads
from build_scripts.packing.windows import under_wine

if TYPE_CHECKING:
    from pathlib import Path


def test_the_real_program_is_installed_and_passes_its_self_test(request: pytest.FixtureRequest, tmp_path: Path) -> None:
    if not request.config.getoption("--packaging", default=False):
        pytest.skip("freezes the program under Wine; --packaging runs it")
    missing = [name for name in ("wine", "wixl", "x86_64-w64-mingw32-gcc") if shutil.which(name) is None]
    if missing:
        pytest.skip(f"missing: {', '.join(missing)}")
    work = tmp_path / "work"
    bundle = under_wine.freeze(work)
    (package,) = msi.make_installer(bundle, tmp_path)
    assert "standin" not in package.name
    under_wine.run_under_wine(work, ["msiexec", "/i", str(package), "/qn"])
    folder = work / "prefix" / "drive_c" / "Program Files" / PROGRAM
    before = sorted(folder.rglob("*"))
    said = under_wine.run_under_wine(work, [str(folder / payloads.EXECUTABLES[1]), "self-test", "--json"])
    report = json.loads(said)
    assert report["frozen"]
    assert report["system"].startswith("Windows")
    assert [check["name"] for check in report["checks"] if not check["passed"]] == []
    # Nothing is written beside the program.
    assert sorted(folder.rglob("*")) == before
    under_wine.run_under_wine(work, ["msiexec", "/x", str(package), "/qn"])
    assert not folder.exists()
    # The program's own icon and version are in it, for whoever looks at its properties.
    if shutil.which("wrestool"):
        listed = subprocess.run(
            ["wrestool", "--list", str(bundle / payloads.EXECUTABLES[0])], capture_output=True, text=True, check=True
        )
        assert "--type=16" in listed.stdout
        assert "--type=14" in listed.stdout
