"""Makes an AppImage (https://docs.appimage.org/reference/architecture.html): a starter, with the program behind it.

The starter, the "type 2 runtime", is a program of the AppImage project that mounts what is behind it. It is in none of
the registries that this project builds from, and a build fetches nothing from elsewhere. It was looked for: Debian has
`libappimage` (reads AppImages) and `squashfuse` (mounts such a file system), but no runtime; `appimage`,
`pyproject-appimage`, `python-appimage` and `panda3d-appimage` on PyPI, `app-builder-lib`, `app-builder-bin` and
`@reforged/maker-appimage` on npm all download it from GitHub when they run. So there is an AppImage only for who brings
a runtime; the archive does the same for everyone else.
"""

from __future__ import annotations

import os
import platform
import shutil
import subprocess
import tempfile
from pathlib import Path

from build_scripts.packing import desktop
from build_scripts.packing.bundle import BundleError
from build_scripts.packing.project import PACKAGE, PROGRAM, TITLE, epoch, version

RUNTIME = "HANDBOOK_APPIMAGE_RUNTIME"


def make_image(bundle: Path, output: Path) -> list[Path]:
    """Make the AppImage of a frozen program, if the environment says where a runtime is.

    Args:
        bundle: The program's folder, made on Linux.
        output: The folder for the image.

    Returns:
        The image; nothing without `HANDBOOK_APPIMAGE_RUNTIME`, the path of `runtime-x86_64` or its like from
        https://github.com/AppImage/type2-runtime, as no registry has it.

    Raises:
        BundleError: There is a runtime, but no mksquashfs.
        OSError: The runtime can't be read.
        subprocess.CalledProcessError: mksquashfs failed.
    """
    runtime = os.environ.get(RUNTIME)
    if not runtime:
        print(f"no AppImage: {RUNTIME} doesn't say where a type 2 runtime is")
        return []
    mksquashfs = shutil.which("mksquashfs")
    if mksquashfs is None:
        raise BundleError("there is no mksquashfs: on Debian, apt install squashfs-tools")
    target = output / f"{TITLE.replace('å', 'aa')}-{version()}-{platform.machine()}.AppImage"
    with tempfile.TemporaryDirectory() as folder:
        root, packed = Path(folder) / "AppDir", Path(folder) / "packed"
        lay_out(bundle, root)
        # All that is in it is of root and as old as the build says, so that the same gives the same.
        flags = "-noappend -all-root -no-xattrs -comp zstd -Xcompression-level 22 -b 1M".split()
        environment = {**os.environ, "SOURCE_DATE_EPOCH": str(epoch())}
        subprocess.run(
            [mksquashfs, str(root), str(packed), *flags, "-quiet", "-no-progress", "-processors", "1"],
            env=environment,
            check=True,
        )
        target.write_bytes(Path(runtime).read_bytes() + packed.read_bytes())
    target.chmod(0o755)
    return [target]


def lay_out(bundle: Path, root: Path) -> None:
    """Put the files where the AppImage standard wants them.

    Args:
        bundle: The program's folder.
        root: The folder of the image; it is created.

    Raises:
        OSError: Something can't be copied.
    """
    shutil.copytree(bundle, root / "usr" / "lib" / PACKAGE, symlinks=True)
    desktop.write_share(root / "usr" / "share")
    (root / "AppRun").symlink_to(f"usr/lib/{PACKAGE}/{PROGRAM}")
    (root / f"{PACKAGE}.desktop").symlink_to(f"usr/share/applications/{PACKAGE}.desktop")
    icon = f"usr/share/icons/hicolor/256x256/apps/{PACKAGE}.png"
    (root / f"{PACKAGE}.png").symlink_to(icon)
    (root / ".DirIcon").symlink_to(icon)
