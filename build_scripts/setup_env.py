"""Make `.venv` fit for `./run` or `./test`: the environment, the locked packages, the libraries that Qt wants.

    setup_env.py [--is-ready] runtime|dev [--window]

Run by whichever Python the shell scripts found, so it needs nothing but the standard library. It promises that when it
exits with 0, everything in the lock file is installed with the hashes it names, `handbook` can be imported from any
folder, and Qt can draw (with `--window`: also on this session's screen). What has been done is remembered in small
files in `.venv`, each with the lock's hash and Python's version; `--is-ready` only compares these, and writes nothing.
"""

from __future__ import annotations

import argparse
import os
import platform
import shutil
import subprocess
import sys
from hashlib import sha256
from importlib.util import find_spec
from pathlib import Path

ROOT = Path(__file__).absolute().parent.parent
VENV = ROOT / ".venv"
PYTHON = VENV / ("Scripts/python.exe" if sys.platform == "win32" else "bin/python")
LOCKS = {"runtime": ROOT / "requirements.lock", "dev": ROOT / "requirements-dev.lock"}
EXIT_NOT_READY = 1
EXIT_FAILED = 2

# What PySide6's wheel takes from the system, found by trying on a bare Debian 12. Newer Debians and Ubuntus call one of
# them libglib2.0-0t64, which answers to the old name. The lists for other systems are not tried, only looked up.
DEBIAN_OFFSCREEN = "libegl1 libgl1 libfontconfig1 libglib2.0-0 libxkbcommon0 libdbus-1-3".split()
DEBIAN_WINDOW = (
    "libxkbcommon-x11-0 libxcb-cursor0 libxcb-icccm4 libxcb-image0 libxcb-keysyms1 libxcb-render-util0 libxcb-shape0 "
    "libwayland-cursor0"
).split()
OTHER_SYSTEMS = {
    "fedora": "dnf install libglvnd-egl libglvnd-glx libglvnd-opengl fontconfig glib2 dbus-libs libxkbcommon-x11 "
    "xcb-util-cursor xcb-util-image xcb-util-keysyms xcb-util-renderutil xcb-util-wm libwayland-cursor",
    "arch": "pacman -S libglvnd fontconfig glib2 dbus libxkbcommon-x11 "
    "xcb-util-cursor xcb-util-image xcb-util-keysyms xcb-util-renderutil xcb-util-wm wayland",
    "suse": "zypper install libglvnd fontconfig libglib-2_0-0 libdbus-1-3 libxkbcommon-x11-0 "
    "libxcb-cursor0 libxcb-icccm4 libxcb-image0 libxcb-keysyms1 libxcb-render-util0 libwayland-cursor0",
}


class SetupError(Exception):
    """Something that only the person at the machine can mend; the text says how."""


def main() -> int:
    """Do what the module says.

    Returns:
        The exit code: 0 when the environment is ready.
    """
    parser = argparse.ArgumentParser(description="Make .venv fit for use.")
    parser.add_argument("--is-ready", action="store_true", help="only tell, by the exit code")
    parser.add_argument("--window", action="store_true", help="a window is to be opened in this session")
    parser.add_argument("lock", choices=LOCKS)
    options = parser.parse_args()
    if options.is_ready:
        version = platform.python_version()
        ready = _is_marked(options.lock, version) and (not options.window or _is_marked("window", version))
        return 0 if ready else EXIT_NOT_READY
    try:
        prepare(options.lock, window=options.window)
    except subprocess.CalledProcessError as error:
        print(f"This failed (exit code {error.returncode}): {' '.join(map(str, error.cmd))}", file=sys.stderr)
    except (SetupError, OSError) as error:
        print(error, file=sys.stderr)
    else:
        return 0
    return EXIT_FAILED


def prepare(lock: str, *, window: bool) -> None:
    """Do each step that isn't done yet, and mark it as done.

    Args:
        lock: "runtime" or "dev".
        window: Whether a window is to be opened in this session.

    Raises:
        SetupError: Something is missing that can't be put in place from here.
        subprocess.CalledProcessError: An installer failed; it has said why.
    """
    make_environment()
    version = _venv_says("import platform; print(platform.python_version())")
    if not _is_marked(lock, version):
        install(LOCKS[lock])
        if sys.platform == "linux":
            require_qt(["offscreen"], DEBIAN_OFFSCREEN)
        _mark("runtime", version)
        if lock == "dev":  # which holds all of the runtime lock, in the same versions
            _mark("dev", version)
    if window and not _is_marked("window", version):
        platforms = window_platforms()
        if sys.platform == "linux" and platforms:
            require_qt(platforms, DEBIAN_OFFSCREEN + DEBIAN_WINDOW)
            _mark("window", version)


def make_environment() -> None:
    """Make `.venv`, unless there is one whose Python and pip both run.

    Raises:
        SetupError: Python has no `ensurepip`, as on a Debian without its venv package, and we may not install that.
    """
    usable = [str(PYTHON), "-I", "-c", "import pip, sys; sys.exit(sys.version_info < (3, 11))"]
    if PYTHON.exists() and subprocess.run(usable, capture_output=True, check=False).returncode == 0:
        return
    if find_spec("ensurepip") is None:
        package = f"python3.{sys.version_info.minor}-venv"
        if not apt_install([package]):
            raise SetupError(f"This Python can't make an environment yet. On Debian or Ubuntu: apt install {package}")
    print(f"Making .venv with Python {platform.python_version()} ...", flush=True)
    # In a new process: this one was started before ensurepip was installed, and may be the old .venv's own Python.
    base = getattr(sys, "_base_executable", sys.executable)
    subprocess.run([base, "-I", "-m", "venv", "--clear", VENV], check=True)


def install(lock: Path) -> None:
    """Install a lock file's packages, and make `handbook` importable from any folder."""
    print(f"Installing what {lock.name} names (some 140 MB, if none of it is here yet) ...", flush=True)
    pip = "-I -m pip install --require-hashes --only-binary=:all: --no-input --disable-pip-version-check -r".split()
    subprocess.run([PYTHON, *pip, lock], check=True)
    where = "import os, sys, sysconfig; print(os.path.relpath(sysconfig.get_path('purelib'), sys.prefix))"
    packages = VENV / _venv_says(where)
    # Relative, so that it is plain ASCII whatever the clone's folder is called: before 3.13, Python reads .pth files in
    # the locale's encoding.
    (packages / "handbook.pth").write_text(os.path.relpath(ROOT, packages) + "\n", encoding="ascii")


def window_platforms() -> list[str]:
    """Return the Qt platforms that can open a window in this session; none if the caller has chosen another kind."""
    chosen = os.environ.get("QT_QPA_PLATFORM", "").split(":")[0]
    if chosen:
        return [chosen] if chosen in {"wayland", "xcb"} else []
    return [name for name, variable in (("wayland", "WAYLAND_DISPLAY"), ("xcb", "DISPLAY")) if os.environ.get(variable)]


def require_qt(platforms: list[str], debian: list[str]) -> None:
    """See that Qt, and one of these platform plugins, find every library that they are linked to.

    Args:
        platforms: Plugin names, one of which must load.
        debian: Packages that hold the libraries on Debian and Ubuntu.

    Raises:
        SetupError: A library is missing, and we may not install it.
    """
    missing = missing_library(platforms)
    if missing and apt_install(debian):
        missing = missing_library(platforms)
    if missing:
        raise SetupError(f"Qt can't draw here: {missing}\nInstall what it needs: {advice(debian)}")


def missing_library(platforms: list[str]) -> str:
    """Return what the loader says is missing for every one of the platforms, or "" when one of them loads."""
    # The system's loader is asked, in a process of its own: Qt itself would abort, with advice that fits no one system.
    program = (
        "import ctypes, pathlib, sys, PySide6.QtSvg, PySide6.QtWidgets\n"
        "plugins = pathlib.Path(PySide6.__file__).parent / 'Qt' / 'plugins' / 'platforms'\n"
        "ctypes.CDLL(str(plugins / f'libq{sys.argv[1]}.so'))\n"
    )
    message = ""
    for name in platforms:
        run = subprocess.run([PYTHON, "-I", "-c", program, name], capture_output=True, text=True, check=False)
        if run.returncode == 0:
            return ""
        message = (run.stderr.strip().splitlines() or ["it stops without a word"])[-1]
    return message


def advice(debian: list[str]) -> str:
    """Return the command that installs Qt's libraries on this kind of Linux; Debian's names where it is unknown."""
    try:
        release = platform.freedesktop_os_release()
    except OSError:
        release = {}
    kin = f"{release.get('ID', '')} {release.get('ID_LIKE', '')}"
    found = [command for name, command in OTHER_SYSTEMS.items() if name in kin]
    return found[0] if found else f"apt install {' '.join(debian)}"


def apt_install(packages: list[str]) -> bool:
    """Install Debian packages, saying so first, if this is Debian or its kin and we are root.

    Returns:
        Whether they were installed; False when that isn't ours to do.

    Raises:
        subprocess.CalledProcessError: apt-get failed.
    """
    apt = shutil.which("apt-get")
    if sys.platform == "win32" or apt is None or os.geteuid() != 0:
        return False
    print(f"Installing system packages: {' '.join(packages)} ...", flush=True)
    command = [apt, "install", "-qq", "--yes", "--no-install-recommends", *packages]
    unattended = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    if subprocess.run(command, env=unattended, capture_output=True, check=False).returncode != 0:
        # As a rule because this machine has not fetched its package lists yet.
        subprocess.run([apt, "update", "-qq"], env=unattended, check=True)
        subprocess.run(command, env=unattended, stdout=subprocess.DEVNULL, check=True)
    return True


def _venv_says(program: str) -> str:
    return subprocess.run([PYTHON, "-I", "-c", program], capture_output=True, text=True, check=True).stdout.strip()


def _is_marked(step: str, version: str) -> bool:
    try:
        return _mark_file(step).read_text(encoding="ascii") == _mark_text(step, version)
    except OSError:
        return False


def _mark(step: str, version: str) -> None:
    _mark_file(step).write_text(_mark_text(step, version), encoding="ascii")


def _mark_file(step: str) -> Path:
    return VENV / f"ready-{step}"


def _mark_text(step: str, version: str) -> str:
    return f"{sha256(LOCKS.get(step, LOCKS['runtime']).read_bytes()).hexdigest()} {version}\n"


if __name__ == "__main__":
    sys.exit(main())
