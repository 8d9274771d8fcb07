"""What is made for Linux, piece by piece; that it works when it is installed is in `test_linux_installed.py`."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
import tarfile
from pathlib import Path

import PySide6
import pytest

from build_scripts.packing import archive, bundle, debian, elf, environment, icu
from build_scripts.packing.project import PACKAGE, PROGRAM, epoch, version
from tests.packaging.bare_debian import need

ROOT = Path(__file__).resolve().parents[2]
LINUX = ROOT / "build_scripts" / "packing" / "linux"
QT_LIBRARIES = Path(PySide6.__file__).parent / "Qt" / "lib"
pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="of Linux")


def library(folder: Path, name: str, *flags: str) -> Path:
    need("gcc")
    source = folder / "empty.c"
    source.write_text('#include <stdio.h>\nvoid speak(void) { puts(""); }\n', encoding="ascii")
    target = folder / name
    subprocess.run(["gcc", "-shared", "-fPIC", f"-Wl,-soname,{name}", *flags, "-o", target, source], check=True)
    return target


def dynamic(path: Path) -> str:
    need("readelf")
    return subprocess.run(["readelf", "-d", path], capture_output=True, text=True, check=True).stdout


# --- The list of files ------------------------------------------------------------------------------------------------


def allowed(name: str, platform: str = "linux") -> bool:
    return any(pattern.fullmatch(name) for pattern in bundle.allowed_patterns(platform))


def test_the_list_knows_systems_and_folders() -> None:
    assert allowed("handbook")
    assert not allowed("handbook", "win32")
    assert allowed("handbook.exe", "win32")
    assert allowed("licenses/qt/LICENSE", "darwin")
    assert allowed("_internal/content/ny/mappe/kapitel.md")
    assert not allowed("_internal/resources/icons/mappe/x.svg")
    assert not allowed("_internal/PySide6/Qt/lib/libQt6Network.so.6")


def test_what_is_not_listed_ends_the_build(program: Path) -> None:
    (program / "_internal" / "fremmed.so").touch()
    with pytest.raises(bundle.BundleError, match=r"_internal/fremmed\.so"):
        bundle.check_files(program)


# --- The environment for freezing -------------------------------------------------------------------------------------


def test_the_freezer_is_locked_with_all_it_needs() -> None:
    lock = environment.freezer_lock()
    for name in ("pyinstaller", "pyinstaller-hooks-contrib", "altgraph", "packaging", "setuptools"):
        assert re.search(rf"^{name}==\S+.*\\\n +--hash=sha256:", lock, re.MULTILINE), name
    assert "pytest" not in {line.partition("==")[0] for line in lock.splitlines()}


def test_an_environment_is_made_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    commands: list[list[str]] = []

    def run(command: list[str], **_options: object) -> None:
        commands.append([str(part) for part in command])
        if "venv" in command:
            Path(command[-1]).mkdir(parents=True)

    monkeypatch.setattr(subprocess, "run", run)
    first = environment.freezing_python(tmp_path)
    assert environment.freezing_python(tmp_path) == first
    assert [command[3] for command in commands] == ["venv", "pip"]
    assert "--require-hashes" in commands[1]


# --- Libraries --------------------------------------------------------------------------------------------------------


def test_search_paths_of_the_build_machine_are_dropped(tmp_path: Path) -> None:
    foreign = library(tmp_path, "libforeign.so.1", "-Wl,-rpath,/somewhere/else:$ORIGIN")
    assert elf.drop_foreign_paths(foreign) == ["/somewhere/else:$ORIGIN"]
    assert "/somewhere" not in dynamic(foreign)
    assert "libc.so.6" in dynamic(foreign)
    assert elf.drop_foreign_paths(foreign) == []
    # It still loads.
    subprocess.run([sys.executable, "-c", f"import ctypes; ctypes.CDLL({str(foreign)!r}).speak()"], check=True)


def test_search_paths_beside_the_library_stay(tmp_path: Path) -> None:
    own = library(tmp_path, "libown.so.1", "-Wl,-rpath,$ORIGIN/../lib")
    before = own.read_bytes()
    assert elf.drop_foreign_paths(own) == []
    assert own.read_bytes() == before
    text = tmp_path / "no-library.so"
    text.write_text("INPUT(libc.so)", encoding="ascii")
    assert elf.libraries(tmp_path) == [own]
    with pytest.raises(ValueError, match="no ELF file"):
        elf.drop_foreign_paths(text)


def test_dependencies_are_read_from_the_libraries(tmp_path: Path) -> None:
    need("objdump")
    stub = library(tmp_path, "libz.so.1")
    folder = tmp_path / "program"
    (folder / "plugins" / "printsupport").mkdir(parents=True)
    library(folder, "libours.so", "-Wl,--no-as-needed", str(stub))
    cups = library(tmp_path, "libcups.so.2")
    library(folder / "plugins" / "printsupport", "libprint.so", "-Wl,--no-as-needed", str(cups))
    needed, optional = debian.dependencies(folder)
    assert "zlib1g" in needed
    assert any(re.fullmatch(r"libc6 \(>= 2\.\d+\)", entry) for entry in needed)
    assert optional == ["libcups2"]
    strange = library(tmp_path, "libstrange.so.9")
    library(folder, "libmore.so", "-Wl,--no-as-needed", str(strange))
    with pytest.raises(bundle.BundleError, match=r"libstrange\.so\.9"):
        debian.dependencies(folder)


def test_the_packages_are_those_that_debian_has_the_libraries_in() -> None:
    need("dpkg-query", "ldconfig")
    if not Path("/etc/debian_version").is_file():
        pytest.skip("not a Debian")
    listed = subprocess.run(["ldconfig", "-p"], capture_output=True, text=True, check=True).stdout
    compared = 0
    for soname, package in debian.PACKAGES.items():
        found = re.search(rf"^\s+{re.escape(soname)} .*x86-64.* => (\S+)$", listed, re.MULTILINE)
        if found is None:
            continue
        paths = {found[1], f"/usr{found[1]}", str(Path(found[1]).resolve())}
        said = subprocess.run(["dpkg-query", "-S", *paths], capture_output=True, text=True, check=False).stdout
        assert package in {re.sub("t64$", "", line.partition(":")[0]) for line in said.splitlines()}, soname
        compared += 1
    assert compared


_SPEAK = """
import json
from PySide6.QtCore import QCollator, QDateTime, QLocale, QTextBoundaryFinder, QTimeZone, QByteArray
words = ["Aalborg", "zebra", "Ærø", "østers", "ål", "Abe", "Ånd"]
def sort(name):
    collator = QCollator(QLocale(name))
    collator.setNumericMode(True)
    return sorted([*words, "kapitel 10", "kapitel 9"], key=lambda word: collator.sortKey(word))
text = "Én to. Thai: ภาษาไทย"
finder = QTextBoundaryFinder(QTextBoundaryFinder.BoundaryType.Word, text)
ends = []
for at in range(len(text) + 1):
    finder.setPosition(at)
    if finder.isAtBoundary():
        ends.append(at)
print(json.dumps({
    "da": sort("da"), "en": sort("en"), "sv": sort("sv_SE"),
    "ends": ends,
    "upper": [QLocale(name).toUpper("iæß") for name in ("da", "tr", "en")],
    "lower": [QLocale(name).toLower("IÆ") for name in ("da", "tr")],
    "number": QLocale("da").toString(1234567.5, "f", 1),
    "date": QLocale("da").toString(QDateTime.fromSecsSinceEpoch(0).date(), QLocale.FormatType.LongFormat),
    "zone": QTimeZone(QByteArray(b"Europe/Copenhagen")).isValid(),
    "loaded": [line.split()[-1] for line in open("/proc/self/maps") if "libicudata" in line][0],
}))
"""


def test_slim_icu_sorts_and_counts_as_the_whole_one(tmp_path: Path) -> None:
    need(*icu.TOOLS)
    whole = sorted(QT_LIBRARIES.glob("libicudata.so.*"))
    if not whole:
        pytest.skip("this Qt has no ICU")
    slim = tmp_path / "slim" / whole[0].name
    slim.parent.mkdir()
    shutil.copyfile(whole[0], slim)
    said = icu.slim(tmp_path / "slim", tmp_path / "work")
    assert slim.stat().st_size < 5_000_000, said
    assert f"[{slim.name}]" in dynamic(slim)
    answers = []
    for folder in (QT_LIBRARIES, slim.parent):
        done = subprocess.run(
            [sys.executable, "-c", _SPEAK],
            env={**os.environ, "LD_LIBRARY_PATH": str(folder), "LC_ALL": "C.UTF-8"},
            capture_output=True,
            text=True,
            check=True,
        )
        assert done.stderr == ""
        answers.append(json.loads(done.stdout))
    before, after = answers
    assert after.pop("loaded") == str(slim)
    assert before.pop("loaded") != str(slim)
    # A language that is left out sorts by Unicode's order, as English does.
    before.pop("sv")
    assert after.pop("sv") == after["en"]
    assert after == before
    assert after["da"][-6:] == ["zebra", "Ærø", "østers", "ål", "Aalborg", "Ånd"]


def test_icu_stays_whole_without_the_tools(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    whole = tmp_path / "libicudata.so.73"
    whole.write_bytes(b"whole")
    monkeypatch.setattr(shutil, "which", lambda _name: None)
    assert "icu-devtools" in icu.slim(tmp_path, tmp_path / "work")
    assert whole.read_bytes() == b"whole"


def test_other_programs_do_not_get_our_libraries() -> None:
    hook = ROOT / "build_scripts" / "packing" / "runtime_hook.py"
    code = (
        f"exec(open({str(hook)!r}).read()); print(os.environ.get('LD_LIBRARY_PATH'), '_PYI_ARCHIVE_FILE' in os.environ)"
    )
    base = {"PATH": os.environ["PATH"], "LD_LIBRARY_PATH": "/ours", "_PYI_ARCHIVE_FILE": "/ours/handbook"}
    for given, expected in (({}, "None False\n"), ({"LD_LIBRARY_PATH_ORIG": "/theirs"}, "/theirs False\n")):
        done = subprocess.run(
            [sys.executable, "-c", code], env=base | given, capture_output=True, text=True, check=True
        )
        assert done.stdout == expected


# --- The archives -----------------------------------------------------------------------------------------------------


def test_archives_are_the_same_twice_and_nobodys(program: Path, tmp_path: Path) -> None:
    made = []
    for name in ("once", "twice"):
        (tmp_path / name).mkdir()
        made.append(archive.make_archive(program, tmp_path / name))
        os.utime(program / "_internal" / "læs.md", (1, 1))
    for first, second in zip(*made, strict=True):
        assert first.read_bytes() == second.read_bytes()
        with tarfile.open(first) as packed:
            members = {member.name: member for member in packed}
            assert {member.uid for member in members.values()} == {0}
            assert {member.mtime for member in members.values()} == {epoch()}
            top = f"{PACKAGE}-{version()}"
            assert members[f"{top}/{PROGRAM}"].mode == 0o755
            assert members[f"{top}/_internal/læs.md"].mode == 0o644
            assert members[f"{top}/handbook"].linkname == PROGRAM
            hint = packed.extractfile(f"{top}/README.txt")
            assert hint is not None
            assert '"portable"' in hint.read().decode()


# --- The Debian package -----------------------------------------------------------------------------------------------


def test_the_package_is_the_same_twice(program: Path, tmp_path: Path) -> None:
    need("dpkg-deb", "objdump")
    made = []
    for name in ("once", "twice"):
        (tmp_path / name).mkdir()
        made.append(debian.make_package(program, tmp_path / name)[0])
        os.utime(program / "_internal" / "læs.md", (1, 1))
    assert made[0].read_bytes() == made[1].read_bytes()
    listed = subprocess.run(["dpkg-deb", "-c", made[0]], capture_output=True, text=True, check=True).stdout
    for link in (f"usr/bin/{PACKAGE} -> ../lib/{PACKAGE}/{PROGRAM}", f"usr/bin/handbook -> ../lib/{PACKAGE}/handbook"):
        assert link in listed
    for name in (f"applications/{PACKAGE}.desktop", "man/da/man1/handbook.1.gz", f"doc/{PACKAGE}/licenses/qt/LICENSE"):
        assert f"usr/share/{name}\n" in listed
    scripts = subprocess.run(["dpkg-deb", "-I", made[0]], capture_output=True, text=True, check=True).stdout
    assert not re.search("postinst|prerm|postrm|preinst", scripts)


def test_a_marker_for_portable_use_does_not_get_into_the_package(program: Path, tmp_path: Path) -> None:
    need("dpkg-deb", "objdump")
    (program / "portable").touch()
    (program / "data").mkdir()
    (program / "data" / "notes").touch()
    made = debian.make_package(program, tmp_path)[0]
    listed = subprocess.run(["dpkg-deb", "-c", made], capture_output=True, text=True, check=True).stdout
    assert "portable" not in listed
    assert "/data" not in listed


def test_every_override_is_explained() -> None:
    lines = (LINUX / "lintian-overrides").read_text("utf-8").splitlines()
    for above, line in zip(["", *lines], lines, strict=False):
        if line and not line.startswith("#"):
            assert above.startswith(("#", f"{PACKAGE}: ")), line
