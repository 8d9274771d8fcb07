"""What must hold for the project as a whole: its locks, scripts, catalogues, licences and documents."""

from __future__ import annotations

import ast
import importlib.util
import os
import re
import shutil
import subprocess
import sys
import tomllib
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from babel.messages.catalog import Message
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name
from packaging.version import Version

import handbook
from handbook import paths
from handbook.cli import COMMANDS

if TYPE_CHECKING:
    from types import ModuleType

ROOT = Path(__file__).resolve().parent.parent
MAX_MODULE_LINES = 400
LANGUAGES = ("toml", "markdown", "xml")
LOCKED = re.compile(r"^([A-Za-z0-9._-]+)==([^ \\;]+)", re.MULTILINE)


def load_script(name: str) -> ModuleType:
    spec = importlib.util.spec_from_file_location(name, ROOT / "build_scripts" / f"{name}.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def project_files() -> list[Path]:
    """Every file that is, or would be, in the repository."""
    git = shutil.which("git")
    if git is None or not (ROOT / ".git").exists():
        pytest.skip("not a clone")
    command = [git, "-c", f"safe.directory={ROOT}", "ls-files", "-co", "--exclude-standard", "-z"]
    listed = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True).stdout
    return [ROOT / name for name in listed.split("\0") if name and (ROOT / name).is_file()]


def locked(name: str) -> dict[str, str]:
    return {
        canonicalize_name(package): version for package, version in LOCKED.findall((ROOT / name).read_text("utf-8"))
    }


def pyproject() -> dict[str, Any]:
    return tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))


# --- Locks ------------------------------------------------------------------------------------------------------------


def test_the_locks_satisfy_what_pyproject_asks_for() -> None:
    project = pyproject()
    runtime, dev = locked("requirements.lock"), locked("requirements-dev.lock")
    for text, lock in [(text, runtime) for text in project["project"]["dependencies"]] + [
        (text, dev) for text in project["dependency-groups"]["dev"]
    ]:
        requirement = Requirement(text)
        version = lock.get(canonicalize_name(requirement.name))
        assert version is not None, f"{requirement.name} is not locked: run build_scripts/update_lock.py"
        assert requirement.specifier.contains(Version(version), prereleases=True), f"{text}, but {version} is locked"


def test_the_development_lock_holds_the_runtime_lock() -> None:
    assert locked("requirements.lock").items() <= locked("requirements-dev.lock").items()


@pytest.mark.parametrize("name", ["requirements.lock", "requirements-dev.lock"])
def test_every_locked_package_has_hashes(name: str) -> None:
    entries = re.split(r"\n(?=[A-Za-z0-9])", (ROOT / name).read_text("utf-8"))[1:]
    assert len(entries) == len(locked(name))
    assert [entry.split("==")[0] for entry in entries if "--hash=sha256:" not in entry] == []


# --- What may stand in a file -----------------------------------------------------------------------------------------


def test_no_file_names_a_registry_or_a_path_of_somebodys_machine() -> None:
    # Written in pieces, so that this file passes its own test.
    hosts = ("pypi" + ".org", "python" + "hosted.org", "npm" + "js.", "deb" + ".debian.org")
    forbidden = re.compile("|".join(map(re.escape, hosts)) + r"|(?<![\w./:-])/(?:root|opt|work/main|work/shared)/")
    found = []
    for path in project_files():
        if path.suffix in {".png", ".mo", ".sqlite", ".ttf", ".otf"}:
            continue
        for number, line in enumerate(path.read_text("utf-8").splitlines(), start=1):
            if forbidden.search(line):
                found.append(f"{path.relative_to(ROOT)}:{number}: {line.strip()[:100]}")
    assert found == []


def test_modules_stay_short() -> None:
    paths = [*(ROOT / "handbook").rglob("*.py"), *(ROOT / "build_scripts").glob("*.py")]
    lengths = {str(path.relative_to(ROOT)): len(path.read_text("utf-8").splitlines()) for path in paths}
    assert {name: length for name, length in lengths.items() if length > MAX_MODULE_LINES} == {}


def test_every_module_says_what_it_is() -> None:
    paths = [path for path in (ROOT / "handbook").rglob("*.py") if path.read_text("utf-8").strip()]
    assert [str(path) for path in paths if not ast.get_docstring(ast.parse(path.read_text("utf-8")))] == []


# --- Catalogues -------------------------------------------------------------------------------------------------------


def test_the_catalogues_are_complete_and_compiled() -> None:
    catalogues = load_script("update_catalogues")
    assert catalogues.check("da", catalogues.extract()) == []


@pytest.mark.parametrize(
    ("source", "translation", "fault"),
    [
        ("Page {page}", "Side {page}", ""),
        ("Page {page}", "", "not translated"),
        ("Page {page}", "Side {side}", "differ"),
        ("Page {page}", "Side", "differ"),
        (("{count} hit", "{count} hits"), ("ét fund", "{count} fund"), ""),
        (("{count} hit", "{count} hits"), ("ét fund", "fund"), "differ"),
        (("{count} hit", "{count} hits"), ("ét fund", ""), "not translated"),
        ("Braces { alone", "Klammer { alene", "differ"),
    ],
)
def test_a_faulty_translation_is_found(
    source: str | tuple[str, str], translation: str | tuple[str, str], fault: str
) -> None:
    faults = load_script("update_catalogues").message_faults(Message(source, translation))
    assert (fault in faults[0]) if fault else faults == []


# --- Sources ----------------------------------------------------------------------------------------------------------

SUMMARY = "[Forord](forord.md)\n\n1. [Et](et.md)\n2. [To](to.md)\n\n[Kilder](opslag/kilder.md)\n"


def list_of_sources(folder: Path, **chapters: str) -> str:
    """The list that the footnotes of three chapters make, from its first heading."""
    from handbook.book.library import open_handbook

    (folder / "SUMMARY.md").write_text(SUMMARY, "utf-8")
    for name in ("forord", "et", "to"):
        (folder / f"{name}.md").write_text(f"# {name}\n\n{chapters.get(name, '')}\n", "utf-8")
    page = str(load_script("update_sources").page(open_handbook(folder), "# Kilder\n"))
    assert page.startswith("# Kilder\n")
    return page.partition("\n\n")[2]


def test_the_page_of_sources_is_up_to_date() -> None:
    script = load_script("update_sources")
    text = (script.CONTENT / script.PAGE).read_text("utf-8")
    head = script.FIRST_LETTER.split(text, maxsplit=1)[0]
    from handbook.book.library import open_handbook

    assert script.page(open_handbook(script.CONTENT), head) == text, "run build_scripts/update_sources.py"


def test_a_source_of_several_chapters_stands_once(tmp_path: Path) -> None:
    listed = list_of_sources(
        tmp_path,
        forord="[^a]: KL, *Guiden*, <https://www.kl.dk/guide/>, set november 2026.",
        et="[^b]: KL, *Guiden*, kapitel 2, <http://kl.dk/guide>, set november 2026. Se side 7.",
        to="[^c]: KL, *Guiden*, <https://www.kl.dk/guide/>, set november 2026.\n[^d]: Moore, 1995. Ikke efterprøvet.",
    )
    assert listed == (
        "## K {#bogstav-k}\n\n- KL, *Guiden*, <https://www.kl.dk/guide/>.\\\n"
        "  Bruges i [Forord](../forord.md), [kapitel 1](../et.md), [kapitel 2](../to.md)\n"
        "\n## M {#bogstav-m}\n\n- Moore, 1995. Ikke efterprøvet.\\\n  Bruges i [kapitel 2](../to.md)\n"
    )


def test_what_a_note_says_of_its_source_is_not_lost(tmp_path: Path) -> None:
    listed = list_of_sources(
        tmp_path,
        et='[^a]: A. Ask, "Tro vs. Viden", <https://a.dk/1>, set november 2026. 12 svar. Vi har kun set begyndelsen.',
        to='[^b]: A. Ask, "Tro vs. Viden" (efter andenhåndskilde), <https://a.dk/1>, set november 2026. Godt skrevet.',
    )
    marked = '- A. Ask, "Tro vs. Viden" (efter andenhåndskilde), <https://a.dk/1>. Vi har kun set begyndelsen.\\\n'
    assert marked in listed
    assert "svar" not in listed
    assert "skrevet" not in listed


def test_a_note_that_names_two_known_sources_is_no_third(tmp_path: Path) -> None:
    one, two = "KL, *Et*, <https://kl.dk/1>", "KL, *To*, <https://kl.dk/2>"
    listed = list_of_sources(tmp_path, forord=f"[^a]: {one}.\n[^b]: {two}.", et=f"[^c]: {one}, og {two}.")
    assert listed.count("\n- ") == 2
    assert listed.count("Bruges i [Forord](../forord.md), [kapitel 1](../et.md)") == 2


def test_sources_stand_in_danish_order(tmp_path: Path) -> None:
    names = ["Éa, 1", "KL, Z", "KL og DI, A", "Zoo, 1", "*Ære*, 1", "Ø, 1", "Åse, 1"]
    listed = list_of_sources(tmp_path, et="\n".join(f"[^{i}]: {name}." for i, name in reversed([*enumerate(names)])))
    assert re.findall(r"^- (.*)\.", listed, re.MULTILINE) == names
    assert re.findall(r"^## (.)", listed, re.MULTILINE) == ["E", "K", "Z", "Æ", "Ø", "Å"]


# --- Licences ---------------------------------------------------------------------------------------------------------


def test_third_party_names_everything_that_is_shipped() -> None:
    text = (ROOT / "THIRD_PARTY.md").read_text("utf-8")
    named = {canonicalize_name(name) for name in re.findall(r"^\| `([^`]+)`", text, re.MULTILINE)}
    fonts = load_script("update_fonts")
    assets = [load_script("update_icons").PACKAGE, *fonts.NPM, fonts.DEBIAN.replace("=", "@")]
    assert named == set(locked("requirements.lock")) | {canonicalize_name(name.rpartition("@")[0]) for name in assets}


def test_the_icons_licence_lies_beside_them() -> None:
    assert "ISC License" in (ROOT / "resources" / "icons" / "LICENSE").read_text("utf-8")


def test_each_fonts_licence_lies_beside_it() -> None:
    folder = ROOT / "resources" / "fonts"
    for font in (*folder.glob("*.ttf"), *folder.glob("*.otf")):
        family = font.stem.partition("-")[0].partition("_")[0]
        assert "licen" in (folder / f"{family}-LICENSE.txt").read_text("utf-8").lower()


# --- Scripts ----------------------------------------------------------------------------------------------------------

SHELL = ["run", "test", ".ci/run", "build_scripts/setup_env.sh"]


@pytest.mark.skipif(sys.platform == "win32", reason="POSIX shells")
@pytest.mark.parametrize("name", SHELL)
def test_the_shell_scripts_parse(name: str) -> None:
    subprocess.run(["sh", "-n", ROOT / name], check=True)


@pytest.mark.skipif(sys.platform == "win32", reason="no executable bit")
@pytest.mark.parametrize("name", SHELL[:3])
def test_the_commands_are_executable(name: str) -> None:
    assert os.access(ROOT / name, os.X_OK)


def test_run_knows_which_commands_need_no_window() -> None:
    match = re.search(r"^ +([a-z |-]+) \| -\*\) window= ;;", (ROOT / "run").read_text("utf-8"), re.MULTILINE)
    assert match is not None
    assert tuple(match[1].split(" | ")) == COMMANDS


@pytest.mark.skipif(sys.platform != "linux", reason="elsewhere there is always a display")
def test_run_without_a_display_offers_a_screenshot(tmp_path: Path) -> None:
    link = tmp_path / "en håndbog"
    link.symlink_to(ROOT / "run")
    without = {"DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM"}
    environment = {name: value for name, value in os.environ.items() if name not in without}
    done = subprocess.run([link], cwd=tmp_path, env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 2
    assert "./run screenshot out.png" in done.stderr
    assert len(done.stderr.splitlines()) == 2


@pytest.mark.parametrize(
    ("environment", "platforms"),
    [
        ({}, []),
        ({"DISPLAY": ":0"}, ["xcb"]),
        ({"DISPLAY": ":0", "WAYLAND_DISPLAY": "wayland-0"}, ["wayland", "xcb"]),
        ({"DISPLAY": ":0", "QT_QPA_PLATFORM": "offscreen"}, []),
        ({"DISPLAY": ":0", "WAYLAND_DISPLAY": "wayland-0", "QT_QPA_PLATFORM": "xcb:depth=24"}, ["xcb"]),
    ],
)
def test_setup_asks_for_the_libraries_of_this_session(
    monkeypatch: pytest.MonkeyPatch, environment: dict[str, str], platforms: list[str]
) -> None:
    for name in ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM"):
        monkeypatch.delenv(name, raising=False)
    for name, value in environment.items():
        monkeypatch.setenv(name, value)
    assert load_script("setup_env").window_platforms() == platforms


@pytest.mark.parametrize(
    ("release", "command"),
    [
        ({"ID": "debian"}, "apt install libegl1"),
        ({"ID": "linuxmint", "ID_LIKE": "ubuntu debian"}, "apt install libegl1"),
        ({"ID": "fedora"}, "dnf install "),
        ({"ID": "almalinux", "ID_LIKE": "rhel centos fedora"}, "dnf install "),
        ({"ID": "manjaro", "ID_LIKE": "arch"}, "pacman -S "),
        ({"ID": "opensuse-leap", "ID_LIKE": "suse opensuse"}, "zypper install "),
        ({}, "apt install libegl1"),
    ],
)
def test_setup_names_the_packages_of_this_system(
    monkeypatch: pytest.MonkeyPatch, release: dict[str, str], command: str
) -> None:
    setup = load_script("setup_env")
    monkeypatch.setattr(setup.platform, "freedesktop_os_release", lambda: release, raising=False)
    assert setup.advice(setup.DEBIAN_OFFSCREEN).startswith(command)


def test_setup_without_rights_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    setup = load_script("setup_env")
    monkeypatch.setattr(setup, "missing_library", lambda _platforms: "libEGL.so.1: cannot open shared object file")
    monkeypatch.setattr(setup, "apt_install", lambda _packages: False)
    monkeypatch.setattr(setup.platform, "freedesktop_os_release", lambda: {"ID": "debian"}, raising=False)
    with pytest.raises(setup.SetupError, match=r"(?s)libEGL\.so\.1.*apt install libegl1"):
        setup.require_qt(["offscreen"], setup.DEBIAN_OFFSCREEN)


# --- Documents --------------------------------------------------------------------------------------------------------


def test_the_changelog_has_this_version() -> None:
    assert f"## [{handbook.__version__}]" in (ROOT / "CHANGELOG.md").read_text("utf-8")


@pytest.mark.parametrize(
    "path",
    [*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md")],
    ids=lambda path: path.relative_to(ROOT).as_posix(),
)
def test_the_documents_links_lead_somewhere(path: Path) -> None:
    text = re.sub(r"^(```|~~~).*?^\1|`[^`\n]*`", "", path.read_text("utf-8"), flags=re.MULTILINE | re.DOTALL)
    targets = [target.partition("#")[0] for target in re.findall(r"\]\(([^)\s]+)\)", text) if "://" not in target]
    assert [target for target in targets if target and not (path.parent / target).exists()] == []


def test_the_example_for_authors_is_a_faultless_handbook(tmp_path: Path) -> None:
    text = (ROOT / "docs" / "authoring.md").read_text("utf-8")
    fence = "^```{}\n(.*?)^```"
    blocks = {name: re.findall(fence.format(name), text, re.MULTILINE | re.DOTALL) for name in LANGUAGES}
    summary, chapter, *tools = blocks["markdown"]
    assert len(tools) == 2
    glossary = "# Glossary\n\nMentor\n:   Someone who has been here before.\n"
    files = {"handbook.toml": blocks["toml"][0], "SUMMARY.md": summary, "basics/first-steps.md": chapter}
    files |= {"figures/steps.svg": blocks["xml"][0], "glossary.md": glossary}
    files |= {"preface.md": "# Preface\n\nWelcome.\n", "basics/detail.md": "# A chapter within it\n\nDetails.\n"}
    files |= {f"tool-{place}.md": f"# A tool\n\n{tool}" for place, tool in enumerate(tools)}
    files["testing.md"] = "# Testing\n\nTry it.\n"
    files["SUMMARY.md"] += "".join(f"\n[{name}]({name})\n" for name in ("tool-0.md", "tool-1.md", "testing.md"))
    for name, content in files.items():
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text(content, "utf-8")
    command = [sys.executable, "-P", "-m", "handbook", "check", str(tmp_path)]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout) == (0, ""), done.stderr


def test_the_tools_to_copy_from_are_faultless_and_of_every_kind(tmp_path: Path) -> None:
    from handbook.book.check import check_handbook
    from handbook.book.forms import entries, tools
    from handbook.book.library import open_handbook
    from handbook.book.nodes import FieldKind, ToolKind

    (tmp_path / "SUMMARY.md").write_text("[Tools](tools.md)\n", "utf-8")
    shutil.copy(ROOT / "docs" / "examples" / "tools.md", tmp_path / "tools.md")
    assert list(map(str, check_handbook(tmp_path))) == []
    found = list(tools(open_handbook(tmp_path).tree("tools.md").blocks))
    assert [tool.kind for tool in found] == list(ToolKind)
    filled_in = {entry.kind for tool in found for entry in entries(tool)}
    assert set(FieldKind) - filled_in == {FieldKind.DIMENSION, FieldKind.OUTCOME}


def test_architecture_names_every_room() -> None:
    text = (ROOT / "docs" / "architecture.md").read_text("utf-8")
    rooms = {path.parent.name for path in (ROOT / "handbook").glob("*/__init__.py")}
    assert {room for room in rooms if f"`handbook/{room}/`" not in text} == set()


# --- The fixtures themselves ------------------------------------------------------------------------------------------

NETWORK_USES = [
    "socket.create_connection(('127.0.0.1', 9), timeout=1)",
    "socket.getaddrinfo('localhost', 80)",
    "socket.socket(socket.AF_INET6).bind(('::1', 0))",
]


@pytest.mark.parametrize("use", NETWORK_USES)
def test_a_test_that_uses_the_network_fails_even_if_it_hides_it(pytester: pytest.Pytester, use: str) -> None:
    pytester.makeconftest((ROOT / "tests" / "conftest.py").read_text("utf-8"))
    pytester.makepyfile(
        f"""
        import contextlib, socket

        def test_hidden():
            with contextlib.suppress(OSError):
                {use}

        def test_unix_sockets_are_fine():
            left, right = socket.socketpair()
            left.close(); right.close()
        """
    )
    outcome = pytester.runpytest_subprocess("-p", "no:cacheprovider", "-p", "no:randomly")
    outcome.assert_outcomes(passed=2, errors=1)
    outcome.stdout.fnmatch_lines(["*The test used the network*"])


def test_nothing_is_read_from_or_written_to_the_real_home() -> None:
    home = Path(os.environ["HOME"])
    for folder in (paths.config_dir(), paths.cache_dir()):
        assert folder.is_relative_to(home)
        assert not folder.exists()
