"""What belongs into the frozen program and what doesn't, for the spec file and for the tests."""

from __future__ import annotations

import re
import sys
from pathlib import Path

from handbook.faces import FACES, face_folder

HIDDEN_IMPORTS = [
    # Whoosh asks for them where it is never used by us, and fails without.
    "urllib.request",
    "http.client",
    # Located for their files, never imported.
    "font_source_serif_pro",
    "font_source_sans_pro",
]
EXCLUDED_MODULES = [
    *("tkinter", "unittest", "pydoc", "doctest", "lib2to3", "ensurepip", "idlelib", "test", "setuptools", "pip"),
    # No network, so no TLS; digests come without OpenSSL (handbook/digest.py).
    *("ssl", "_ssl", "_hashlib", "ftplib", "smtplib", "imaplib", "poplib", "telnetlib", "nntplib", "xmlrpc"),
    "hunspell",  # spells in a clone only, where its word data lies
    *("asyncio", "curses", "readline", "PIL", "numpy", "lxml", "IPython", "PySide6.QtNetwork", "PySide6.QtDBus"),
    # What the standard library can do without, and we do: compression of archives, identifiers of network cards,
    # processes that share memory; and the tools of packages for a developer's terminal.
    *("bz2", "_bz2", "lzma", "_lzma", "_uuid", "multiprocessing", "_posixshmem", "pypdfium2._cli", "whoosh.multiproc"),
    *("_testcapi", "_codecs_jp", "_codecs_cn", "_codecs_hk", "_codecs_kr", "_codecs_tw", "_codecs_iso2022", "audioop"),
]
_PLUGINS = re.compile(
    r"(?:^|/)plugins/(?:"
    r"platforms/(?:lib)?q(?:xcb|wayland|offscreen|windows|cocoa)\.|"
    r"platforminputcontexts/|iconengines/|styles/|"
    r"platformthemes/libqxdgdesktopportal|"
    r"imageformats/(?:lib)?q(?:jpeg|gif|svg)\.|"
    r"printsupport/|"
    r"xcbglintegrations/libqxcb-(?:egl|glx)|"
    r"wayland-(?:shell-integration/libxdg-shell|decoration-client/libadwaita|graphics-integration-client/libqt-plugin)"
    r")"
)
# The last is a renderer for Windows without a graphics driver; nothing here is drawn with OpenGL.
_UNUSED_QT = re.compile(
    r"(?:lib)?Qt6?(?:Network|EglF[sS]\w*|Qml\w*|Quick\w*|VirtualKeyboard|Pdf|WlShellIntegration)\b|opengl32sw"
)
# What Python itself is linked to and a system may not have, or may have in another version.
_FROM_THE_HOST = re.compile(r"lib(?:python3\.\d+|sqlite3|ffi|mpdec)\.so")
# The variants for newer processors are quicker where milliseconds don't matter here.
_UNUSED_EXTENSIONS = re.compile(r"rapidfuzz/.*(?:_avx2|_sse2)\.|rapidfuzz/(?:distance/metrics_py|fuzz_py)")

INFO_PLIST = {
    "CFBundleDisplayName": "Innovationshåndbogen",
    "CFBundleLocalizations": ["da", "en"],
    "CFBundleDevelopmentRegion": "da",
    "CFBundleURLTypes": [{"CFBundleURLName": "dk.innovationshaandbogen.place", "CFBundleURLSchemes": ["handbook"]}],
    "LSMinimumSystemVersion": "12.0",
    "NSHighResolutionCapable": True,
    "NSHumanReadableCopyright": "MIT (program), CC BY 4.0 (handbook)",
}


def face_files() -> list[tuple[str, str]]:
    """Return the files of Source Serif and Source Sans that are used: where each is, and its folder in the program.

    Raises:
        FileNotFoundError: A font package isn't installed.
    """
    found = []
    for package, names in FACES.items():
        folder = face_folder(package)
        if folder is None:
            raise FileNotFoundError(package)
        found += [(str(folder / f"{name}.ttf"), f"{package}/files") for name in names]
        found.append((str(folder / "LICENSE.txt"), f"{package}/files"))
    return found


def is_wanted_binary(name: str, source: str) -> bool:
    """Whether a library belongs into the program.

    Args:
        name: Its path in the program.
        source: Where it is from.
    """
    name = name.replace("\\", "/")
    if _UNUSED_EXTENSIONS.search(name) or _UNUSED_QT.search(Path(name).name):
        return False
    if "/plugins/" in name:
        return _PLUGINS.search(name) is not None
    if sys.platform != "linux":
        return True
    # The host's own copies of what every desktop has would not fit the reader's system.
    inside = any(Path(source).is_relative_to(prefix) for prefix in (sys.prefix, sys.base_prefix))
    return inside or _FROM_THE_HOST.match(Path(name).name) is not None


def is_wanted_script(name: str) -> bool:
    """Whether a script that the program begins with belongs into it.

    Args:
        name: PyInstaller's own are called `pyi_rth_…`.
    """
    # On Linux they load Qt before it is known whether a window is wanted, and set QT_PLUGIN_PATH, which a browser that
    # the program opens would get. PySide6 finds its plugins by itself, and nobody asks for the source of a function.
    return sys.platform != "linux" or not name.startswith("pyi_rth_")


def is_wanted_data(name: str) -> bool:
    """Whether a file belongs into the program.

    Args:
        name: Its path there.
    """
    name = name.replace("\\", "/")
    if "PySide6" in name and "/translations/" in name:
        return name.endswith("/qtbase_da.qm")
    if name.startswith("pyphen/dictionaries/"):
        return Path(name).name in ("__init__.py", "hyph_da_DK.dic", "hyph_en_US.dic")
    if ".dist-info/" in name:
        # By these a package says what it is; the others say how and when it was installed here.
        return Path(name).name in ("METADATA", "entry_points.txt")
    return not name.endswith((".pyi", "py.typed"))
