"""A system to install in, as bare as Debian can be; its reader may write at home only, and has no network."""

from __future__ import annotations

import os
import shlex
import shutil
import subprocess
from pathlib import Path

import pytest

READER = 1000
MINUTES = 60
# Where X servers have their sockets; the network's namespace doesn't part these.
_SCREENS = "/tmp/.X11-unix"  # noqa: S108 - it is what the X server calls it


def need(*tools: str) -> None:
    """Skip the test where a program isn't installed."""
    missing = [tool for tool in tools if shutil.which(tool) is None]
    if missing:
        pytest.skip(f"not installed: {', '.join(missing)}")


class BareDebian:
    """A Debian with nothing but its essential packages: no Python, no Qt, no desktop."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    @property
    def home(self) -> Path:
        """The reader's home, seen from outside."""
        return self.folder / "home" / "reader"

    def admin(self, *command: str) -> str:
        """Run a command as root, on the network."""
        environment = (
            "env -i HOME=/root PATH=/usr/sbin:/usr/bin:/sbin:/bin DEBIAN_FRONTEND=noninteractive LC_ALL=C.UTF-8"
        )
        script = f"{self._mounts()}\nexec chroot {self._quoted} {environment} {shlex.join(command)}"
        return self._run(["unshare", "--mount", "--pid", "--fork", "sh", "-ec", script], 10 * MINUTES).stdout

    def reader(self, *command: str, home: str = "/home/reader", **variables: str) -> subprocess.CompletedProcess[str]:
        """Run a command as somebody who may write in their own home and /tmp only, and has no network."""
        return self._run(self.reader_command(*command, home=home, **variables), 2 * MINUTES, check=False)

    def reader_command(self, *command: str, home: str = "/home/reader", **variables: str) -> list[str]:
        """Return what does that, for who starts it."""
        values = {"HOME": home, "PATH": "/usr/bin:/bin", "LANG": "C.UTF-8", **variables}
        environment = shlex.join(f"{name}={value}" for name, value in values.items())
        # Not a matter of rights: the file system itself can't be written to.
        script = f"""
            root={self._quoted} screens={_SCREENS}
            mount --bind $root $root
            mount -o remount,bind,ro $root
            {self._mounts()}
            mount -t tmpfs -o mode=1777 tmpfs $root/tmp
            mount --bind $root/home $root/home
            mount -o remount,bind,rw $root/home
            mkdir -p $screens $root$screens
            mount --bind $screens $root$screens
            exec chroot --userspec={READER}:{READER} $root env -i {environment} {shlex.join(command)}
        """
        return ["unshare", "--mount", "--pid", "--fork", "--kill-child", "--net", "--ipc", "sh", "-ec", script]

    def names(self) -> list[str]:
        """Return every path that has our name in it, but for the reader's own and apt's cache."""
        own = {self.folder / name for name in ("home", "proc", "dev", "tmp")} | {self.folder / "var" / "cache"}
        found = []
        for place, folders, files in os.walk(self.folder):
            folders[:] = [name for name in folders if Path(place, name) not in own]
            found += [
                str(Path(place, name).relative_to(self.folder))
                for name in (*folders, *files)
                if "innovationshaandbogen" in name.lower() or "handbook" in name.lower()
            ]
        return sorted(found)

    @property
    def _quoted(self) -> str:
        return shlex.quote(str(self.folder))

    def _mounts(self) -> str:
        # They end with the process: the mounts are in a namespace of its own.
        root = self._quoted
        return f"mount --make-rprivate /\nmount -t proc proc {root}/proc\nmount --rbind /dev {root}/dev"

    @staticmethod
    def _run(command: list[str], seconds: int, *, check: bool = True) -> subprocess.CompletedProcess[str]:
        done = subprocess.run(command, capture_output=True, text=True, timeout=seconds, check=False)
        if check:
            assert done.returncode == 0, done.stdout[-2000:] + done.stderr[-2000:]
        return done
