"""What the installers for Windows do, driven under Wine with `--packaging`.

What is installed is a stand-in, which is quick to make and says how it was called (`test_windows_for_real.py` has the
program itself). The rest is the real thing: script, tables, registry, files, exit codes. Windows' own question at an
elevation, SmartScreen and signatures can't be seen here.
"""

from __future__ import annotations

import shutil
import time
from typing import TYPE_CHECKING

import pytest

from build_scripts.packing import msi, nsis
from build_scripts.packing.project import PROGRAM, TITLE, version
from build_scripts.packing.windows import payload as payloads
from build_scripts.packing.windows.payload import Payload
from tests.packaging.wine import KEY, LOCAL, Machine

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

GONE = "_internal/old/gone.dll"
PROTOCOL = r"Software\Classes\handbook"
UNINSTALL = rf"Software\Microsoft\Windows\CurrentVersion\Uninstall\{PROGRAM}"
MENU = f"Microsoft/Windows/Start Menu/Programs/{TITLE}.lnk"
# The shell sees an exit code's lowest eight bits.
TRY_LATER, TOO_LONG, FAILED, FATAL_MSI = (code % 256 for code in (1618, 206, 2, 1603))


@pytest.fixture(scope="session")
def windows(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Machine]:
    if not request.config.getoption("--packaging", default=False):
        pytest.skip("drives the installers under Wine; --packaging runs it")
    missing = [name for name in ("makensis", "wixl", "wine", "wineserver") if shutil.which(name) is None]
    if missing:
        pytest.skip(f"missing: {', '.join(missing)}")
    machine = Machine(tmp_path_factory.mktemp("windows"))
    yield machine
    machine.shut_down()


@pytest.fixture
def machine(windows: Machine) -> Machine:
    """The machine as new: what an earlier test has left is away."""
    for place in (LOCAL, "AppData/Roaming"):
        for path in (windows.user / place).iterdir():
            if path.name in ("Programs", "innovationshaandbogen"):
                shutil.rmtree(path)
    for path in (windows.drive / "log.txt", windows.user / "AppData/Roaming" / MENU):
        path.unlink(missing_ok=True)
    for name in (PROGRAM, "En mappe", "Andet sted"):
        for parent in (windows.drive, windows.drive / "Program Files"):
            shutil.rmtree(parent / name, ignore_errors=True)
    keys = [
        rf"{root}\{key}" for root in ("HKEY_CURRENT_USER", "HKEY_LOCAL_MACHINE") for key in (KEY, PROTOCOL, UNINSTALL)
    ]
    deletions = windows.drive / "clean.reg"
    deletions.write_text("REGEDIT4\n\n" + "".join(f"[-{key}]\n\n" for key in keys), encoding="ascii")
    windows.run("regedit", "/S", r"C:\clean.reg")
    return windows


class Setups:
    """Installers of an old version and of this one, the old one with a file more."""

    def __init__(self, folder: Path) -> None:
        self.new_payload = Payload(payloads.make_stand_in(folder / "new"), is_stand_in=True)
        old = folder / "old"
        shutil.copytree(self.new_payload.root, old)
        (old / GONE).parent.mkdir(parents=True)
        (old / GONE).write_text("old", encoding="utf-8")
        self.old_payload = Payload(old, is_stand_in=True)
        self.new, self.old = folder / "new-setup.exe", folder / "old-setup.exe"
        self.unprivileged = folder / "unprivileged-setup.exe"
        nsis.compile_installer(self.new_payload, self.new)
        nsis.compile_installer(self.old_payload, self.old, version="0.0.9")
        # As if who runs it were no administrator; who is asked for elevation says yes.
        nsis.compile_installer(self.new_payload, self.unprivileged, defines={"TEST_WITHOUT_ADMINISTRATOR": "1"})
        self.new_msi, self.old_msi = folder / "new.msi", folder / "old.msi"
        msi.compile_package(self.new_payload, self.new_msi)
        msi.compile_package(self.old_payload, self.old_msi, version="0.0.9")


@pytest.fixture(scope="session")
def setups(windows: Machine, tmp_path_factory: pytest.TempPathFactory) -> Setups:
    return Setups(tmp_path_factory.mktemp("setups"))


def names(folder: Path) -> set[str]:
    return {path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file()}


def installed(payload: Payload) -> set[str]:
    return {file.as_posix() for file in payload.files} | {nsis.LIST, "Uninstall.exe"}


def link_text(path: Path) -> str:
    """Return a shortcut's texts, which lie in it as UTF-16 at odd and even places."""
    data = path.read_bytes()
    return data.decode("utf-16-le", "ignore") + data[1:].decode("utf-16-le", "ignore")


# --- The setup program ------------------------------------------------------------------------------------------------


def test_a_silent_installation_is_the_readers_own(machine: Machine, setups: Setups) -> None:
    assert machine.run(str(setups.new), "/S", "/LANG=1030") == 0
    own = machine.user / LOCAL / "Programs" / PROGRAM
    assert names(own) == installed(setups.new_payload)
    for file in setups.new_payload.files:
        assert (own / file).read_bytes() == (setups.new_payload.root / file).read_bytes()
    folder = machine.registry(rf"HKCU\{KEY}")["InstallFolder"]
    assert folder.endswith(rf"\AppData\Local\Programs\{PROGRAM}")
    assert machine.registry(rf"HKCU\{KEY}")["Version"] == version()
    shown = machine.registry(rf"HKCU\{UNINSTALL}")
    assert shown == {
        "DisplayName": TITLE,
        "DisplayVersion": version(),
        "DisplayIcon": rf"{folder}\{PROGRAM}.exe",
        "Publisher": payloads.PUBLISHER,
        "InstallLocation": folder,
        "UninstallString": rf'"{folder}\Uninstall.exe"',
        "QuietUninstallString": rf'"{folder}\Uninstall.exe" /S',
        "EstimatedSize": f"dword:{setups.new_payload.kib:08x}",
        "NoModify": "dword:00000001",
        "NoRepair": "dword:00000001",
    }
    for key in (KEY, PROTOCOL, UNINSTALL):
        assert not machine.registry(rf"HKLM\{key}")
    assert "Håndbog i administrativ ledelse" in link_text(machine.user / "AppData/Roaming" / MENU)


def test_the_language_can_be_chosen(machine: Machine, setups: Setups) -> None:
    assert machine.run(str(setups.new), "/S", "/LANG=1033") == 0
    assert "Handbook on leading innovation" in link_text(machine.user / "AppData/Roaming" / MENU)


def test_an_address_starts_the_program(machine: Machine, setups: Setups) -> None:
    assert machine.run(str(setups.new), "/S") == 0
    command = machine.registry(rf"HKCU\{PROTOCOL}\shell\open\command")["@"]
    assert machine.registry(rf"HKCU\{PROTOCOL}") == {"@": f"URL:{TITLE}", "URL Protocol": ""}
    folder = machine.registry(rf"HKCU\{KEY}")["InstallFolder"]
    assert command == rf'"{folder}\{PROGRAM}.exe" "%1"'
    # Wine looks for a user's own addresses in the whole computer's registry only; Windows looks in both.
    assert machine.run(str(setups.new), "/S", "/ALLUSERS") == 0
    assert machine.run("start", "handbook://del/kapitel.md#et-afsnit") == 0
    log = machine.drive / "log.txt"
    machine.wait(lambda: log.exists() and log.stat().st_size > 0)
    assert log.read_text("utf-16-le").splitlines() == [f'{PROGRAM}.exe "handbook://del/kapitel.md#et-afsnit"']


def test_an_upgrade_takes_away_what_the_new_version_has_not(machine: Machine, setups: Setups) -> None:
    assert machine.run(str(setups.old), "/S") == 0
    own = machine.user / LOCAL / "Programs" / PROGRAM
    home = machine.write_notes()
    kept = names(home)
    (own / "portable").write_text("", encoding="utf-8")
    assert (own / GONE).is_file()
    assert machine.registry(rf"HKCU\{KEY}")["Version"] == "0.0.9"
    assert machine.run(str(setups.new), "/S") == 0
    assert not (own / GONE).parent.exists()
    assert names(own) == installed(setups.new_payload) | {"portable"}
    assert names(home) == kept
    assert machine.registry(rf"HKCU\{UNINSTALL}")["DisplayVersion"] == version()


def test_an_upgrade_stays_in_the_folder_that_was_chosen(machine: Machine, setups: Setups) -> None:
    folder = machine.drive / "En mappe" / "Ærø på å"
    assert machine.run(str(setups.old), "/S", r"/D=C:\En", "mappe\\Ærø", "på", "å") == 0
    assert names(folder) == installed(setups.old_payload)
    assert machine.run(str(setups.new), "/S") == 0
    assert names(folder) == installed(setups.new_payload)
    assert not (machine.user / LOCAL / "Programs").exists()
    (folder / "readers.txt").write_text("mine", encoding="utf-8")
    machine.uninstall(folder)
    assert names(folder) == {"readers.txt"}
    assert [path.name for path in folder.iterdir()] == ["readers.txt"]


def test_moving_leaves_nothing_behind(machine: Machine, setups: Setups) -> None:
    assert machine.run(str(setups.old), "/S") == 0
    assert machine.run(str(setups.new), "/S", r"/D=C:\Andet", "sted") == 0
    assert not (machine.user / LOCAL / "Programs" / PROGRAM).exists()
    assert names(machine.drive / "Andet sted") == installed(setups.new_payload)
    assert machine.registry(rf"HKCU\{KEY}")["InstallFolder"] == r"C:\Andet sted"


def test_uninstalling_keeps_what_is_the_readers(machine: Machine, setups: Setups) -> None:
    assert machine.run(str(setups.new), "/S") == 0
    home = machine.write_notes()
    own = machine.user / LOCAL / "Programs" / PROGRAM
    machine.uninstall(own)
    assert not own.exists()
    assert names(home) == {"notes/notes.db", "notes/backups/en.zip", "settings.ini"}
    assert not (machine.user / "AppData/Roaming" / MENU).exists()
    for key in (KEY, PROTOCOL, UNINSTALL):
        assert not machine.registry(rf"HKCU\{key}")


def test_purging_takes_the_notes_too(machine: Machine, setups: Setups) -> None:
    assert machine.run(str(setups.new), "/S") == 0
    home = machine.write_notes()
    machine.uninstall(machine.user / LOCAL / "Programs" / PROGRAM, "/PURGE")
    machine.wait(lambda: not home.exists())
    assert machine.user.joinpath(LOCAL).is_dir()


def test_uninstalling_leaves_addresses_that_another_has_taken_over(machine: Machine, setups: Setups) -> None:
    assert machine.run(str(setups.new), "/S") == 0
    command = rf"HKCU\{PROTOCOL}\shell\open\command"
    machine.run("reg", "add", command, "/ve", "/d", r"C:\other.exe", "/f")
    machine.uninstall(machine.user / LOCAL / "Programs" / PROGRAM)
    assert machine.registry(command) == {"@": r"C:\other.exe"}


def test_an_installation_for_everyone(machine: Machine, setups: Setups) -> None:
    assert machine.run(str(setups.new), "/S", "/ALLUSERS") == 0
    folder = machine.drive / "Program Files" / PROGRAM
    assert names(folder) == installed(setups.new_payload)
    assert machine.registry(rf"HKLM\{KEY}") == {"Version": version(), "InstallFolder": rf"C:\Program Files\{PROGRAM}"}
    assert machine.registry(rf"HKLM\{UNINSTALL}")["DisplayVersion"] == version()
    assert (machine.drive / "ProgramData" / MENU).is_file()
    for key in (KEY, PROTOCOL, UNINSTALL):
        assert not machine.registry(rf"HKCU\{key}")
    home = machine.write_notes()
    machine.uninstall(folder)
    assert not folder.exists()
    assert not (machine.drive / "ProgramData" / MENU).exists()
    assert (home / "notes" / "notes.db").is_file()


def test_elevation_is_asked_for_only_when_it_is_needed(machine: Machine, setups: Setups) -> None:
    assert machine.run(str(setups.unprivileged), "/S") == 0
    assert names(machine.user / LOCAL / "Programs" / PROGRAM) == installed(setups.new_payload)
    # Starts itself once more, hands everything on, and ends as that one does.
    assert machine.run(str(setups.unprivileged), "/S", "/ALLUSERS", r"/D=C:\Andet", "sted") == 0
    folder = machine.drive / "Andet sted"
    assert names(folder) == installed(setups.new_payload)
    assert machine.registry(rf"HKLM\{KEY}")["InstallFolder"] == r"C:\Andet sted"
    assert machine.run(str(setups.unprivileged), "/S", "/ALLUSERS", "/D=C:\\" + "m" * 240) == TOO_LONG
    assert machine.run(str(folder / "Uninstall.exe"), "/S") == 0
    machine.wait(lambda: not folder.exists())


def test_a_running_program_is_left_alone(machine: Machine, setups: Setups) -> None:
    assert machine.run(str(setups.old), "/S") == 0
    own = machine.user / LOCAL / "Programs" / PROGRAM
    running = machine.start(str(own / f"{PROGRAM}.exe"), "/WAIT")
    try:
        time.sleep(2)
        assert machine.run(str(setups.new), "/S") == TRY_LATER
        assert machine.run(str(own / "Uninstall.exe"), "/S") == 0  # it has only started its copy
        time.sleep(2)
        assert names(own) == installed(setups.old_payload)
        assert machine.registry(rf"HKCU\{KEY}")["Version"] == "0.0.9"
    finally:
        running.kill()
        running.wait()
    assert machine.run(str(setups.new), "/S") == 0


def test_a_folder_whose_name_is_too_long_is_refused_before_anything_is_written(
    machine: Machine, setups: Setups
) -> None:
    before = {path.name for path in machine.drive.iterdir()}
    assert machine.run(str(setups.new), "/S", "/D=C:\\" + "m" * 240) == TOO_LONG
    assert {path.name for path in machine.drive.iterdir()} - {"exported.reg"} == before - {"exported.reg"}
    assert not machine.registry(rf"HKCU\{KEY}")


def test_what_could_not_be_written_is_a_failure(machine: Machine, setups: Setups) -> None:
    own = machine.user / LOCAL / "Programs" / PROGRAM
    (own / "licenses" / "Innovationshaandbogen-program.txt").mkdir(parents=True)
    assert machine.run(str(setups.new), "/S") == FAILED
    assert not machine.registry(rf"HKCU\{UNINSTALL}")


# --- The package ------------------------------------------------------------------------------------------------------


def test_the_package_installs_upgrades_and_goes(machine: Machine, setups: Setups) -> None:
    folder = machine.drive / "Program Files" / PROGRAM
    assert machine.run("msiexec", "/i", str(setups.old_msi), "/qn") == 0
    assert names(folder) == {file.as_posix() for file in setups.old_payload.files}
    assert machine.registry(rf"HKLM\{KEY}")["Version"] == "0.0.9"
    home = machine.write_notes()
    assert machine.run("msiexec", "/i", str(setups.new_msi), "/qn") == 0
    assert names(folder) == {file.as_posix() for file in setups.new_payload.files}
    values = machine.registry(rf"HKLM\{KEY}")
    assert (values["Version"], values["InstallFolder"]) == (version(), rf"C:\Program Files\{PROGRAM}" + "\\")
    assert machine.registry(rf"HKLM\{PROTOCOL}")["@"] == f"URL:{TITLE}"
    # Wine puts it there for an installation for everyone, too.
    assert "Håndbog i administrativ ledelse" in link_text(machine.user / "AppData/Roaming" / MENU)
    assert machine.run("msiexec", "/i", str(setups.old_msi), "/qn") == FATAL_MSI
    assert machine.registry(rf"HKLM\{KEY}")["Version"] == version()
    assert machine.run("msiexec", "/x", str(setups.new_msi), "/qn") == 0
    assert not folder.exists()
    assert not machine.registry(rf"HKLM\{KEY}")
    assert not machine.registry(rf"HKLM\{PROTOCOL}")
    assert (home / "notes" / "notes.db").is_file()


def test_the_package_goes_into_another_folder(machine: Machine, setups: Setups) -> None:
    assert machine.run("msiexec", "/i", str(setups.new_msi), "/qn", r"INSTALLFOLDER=C:\Andet sted") == 0
    assert names(machine.drive / "Andet sted") == {file.as_posix() for file in setups.new_payload.files}
    assert machine.run("msiexec", "/x", str(setups.new_msi), "/qn") == 0
    assert not (machine.drive / "Andet sted").exists()
