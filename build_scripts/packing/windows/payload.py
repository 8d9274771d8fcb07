"""What goes into the installers for Windows: the frozen program, or a stand-in where none can be frozen.

A stand-in proves the installers' scripts on Linux under Wine. Its executables say how they were called and do nothing
else, and whatever holds it has `standin-test` in its name.
"""

from __future__ import annotations

import os
import re
import shlex
import shutil
import subprocess
import sys
from pathlib import Path, PurePosixPath
from string import Template
from typing import NamedTuple

from build_scripts.packing.bundle import BundleError
from build_scripts.packing.project import PROGRAM, ROOT, TITLE, epoch, version

HERE = Path(__file__).resolve().parent
EXECUTABLES = (f"{PROGRAM}.exe", "handbook.exe")
PUBLISHER = "Redaktionen bag Innovationshåndbogen"
_KIB = 1024


class Payload(NamedTuple):
    """What an installer installs.

    Attributes:
        root: Its folder.
        is_stand_in: Whether it is only there to try the installer.
    """

    root: Path
    is_stand_in: bool

    @property
    def files(self) -> list[PurePosixPath]:
        """Every file, relative to the folder, in an order that doesn't depend on the file system."""
        found = (path for path in self.root.rglob("*") if path.is_file())
        return sorted(PurePosixPath(path.relative_to(self.root).as_posix()) for path in found)

    @property
    def folders(self) -> list[PurePosixPath]:
        """Every folder that has files under it, the folder itself not among them; parents come first."""
        return sorted({parent for file in self.files for parent in file.parents if parent.name})

    @property
    def kib(self) -> int:
        """How much room it takes, as Windows' list of programs counts."""
        return sum((self.root / file).stat().st_size for file in self.files) // _KIB

    def output(self, folder: Path, ending: str) -> Path:
        """Return where an installer is written.

        Args:
            folder: The folder for what is made.
            ending: The end of its name: `-setup.exe` or `.msi`.
        """
        kind, _dot, suffix = ending.rpartition(".")
        test = "-standin-test" if self.is_stand_in else ""
        return folder / f"{PROGRAM}-{version()}-win64{kind}{test}.{suffix}"


def prepare(bundle: Path, work: Path) -> Payload:
    """Return what to install.

    Args:
        bundle: The frozen program's folder, of whatever system.
        work: A folder for a stand-in, in case the program isn't one for Windows.

    Raises:
        BundleError: A tool is missing.
        subprocess.CalledProcessError: A tool failed, or SIGN_COMMAND did.
    """
    if not (bundle / EXECUTABLES[0]).is_file():
        return Payload(make_stand_in(work / "standin"), is_stand_in=True)
    for name in EXECUTABLES:
        sign(bundle / name)
    return Payload(bundle, is_stand_in=False)


def make_stand_in(folder: Path) -> Path:
    """Make a small tree like the program's.

    Args:
        folder: Where; it is made.

    Returns:
        The folder.

    Raises:
        BundleError: NSIS isn't installed.
    """
    (folder / "_internal" / "content" / "Første del").mkdir(parents=True)
    (folder / "licenses").mkdir()
    makensis(HERE / "standin.nsi", {"OUTPUT": str(folder / EXECUTABLES[0])})
    shutil.copyfile(folder / EXECUTABLES[0], folder / EXECUTABLES[1])
    shutil.copyfile(ROOT / "LICENSE", folder / "licenses" / "Innovationshaandbogen-program.txt")
    text = "# Prøve\n\nHer står et program i stedet for det rigtige: denne pakke er kun til afprøvning.\n"
    (folder / "_internal" / "content" / "Første del" / "læs $mig.md").write_text(text, encoding="utf-8")
    return folder


def makensis(script: Path, defines: dict[str, str]) -> None:
    """Compile an NSIS script; a warning is an error.

    Args:
        script: The script.
        defines: Its definitions: name → value.

    Raises:
        BundleError: NSIS isn't installed.
        subprocess.CalledProcessError: It found fault.
    """
    command = [tool("makensis", "nsis"), "-V2", "-WX", "-INPUTCHARSET", "UTF8"]
    command += [f"-D{name}={value}" for name, value in defines.items()]
    # NSIS writes this time into the executables' heads; it reads its arguments in the encoding of the locale.
    environment = {**os.environ, "SOURCE_DATE_EPOCH": str(epoch()), "LC_ALL": "C.UTF-8"}
    done = subprocess.run([*command, str(script)], env=environment, capture_output=True, text=True, check=False)
    if done.returncode:
        print(done.stdout, done.stderr, file=sys.stderr)
        done.check_returncode()


def tool(name: str, package: str) -> str:
    """Return the path of a program that builds.

    Args:
        name: The program.
        package: What has to be installed for it.

    Raises:
        BundleError: It isn't there.
    """
    found = shutil.which(name)
    if found is None:
        raise BundleError(f"{name} is missing: install {package}")
    return found


def sign(path: Path) -> None:
    """Sign a file in its place with SIGN_COMMAND, if there is one; the file's path comes after the command.

    Args:
        path: The file.

    Raises:
        subprocess.CalledProcessError: The command failed.
    """
    command = os.environ.get("SIGN_COMMAND")
    if command:
        subprocess.run([*shlex.split(command, posix=os.name != "nt"), str(path)], check=True)


def numbers(text: str) -> tuple[int, int, int, int]:
    """Return a version as Windows counts: what comes after the release's numbers (`rc1`, `.dev2`) is left out.

    Args:
        text: A version like `1.2` or `1.2.3rc1`.

    Raises:
        ValueError: It doesn't begin with a number, or a number is larger than 65,535.
    """
    found = re.match(r"\d+(?:\.\d+){0,3}", text)
    parts = [int(part) for part in found[0].split(".")] if found else []
    if not parts or max(parts) > 0xFFFF:
        raise ValueError(f"not a version for Windows: {text!r}")
    first, second, third, fourth = [*parts, 0, 0, 0][:4]
    return first, second, third, fourth


def version_resource() -> str:
    """Return what the spec file hands to PyInstaller as the executables' version resource."""
    template = Template((HERE / "version.txt").read_text(encoding="utf-8"))
    return template.substitute(
        numbers=numbers(version()), version=version(), publisher=PUBLISHER, title=TITLE, program=PROGRAM
    )
