"""macOS' package, as far as it can be tried elsewhere: the icon, what is completed, and which commands are run."""

from __future__ import annotations

import platform
import plistlib
import struct
import sys
from pathlib import Path

import pytest
from PySide6.QtGui import QImage

from build_scripts.packing import contents, icons, macos
from build_scripts.packing.bundle import BundleError
from build_scripts.packing.project import PROGRAM, TITLE, version

MACHO = b"\xcf\xfa\xed\xfe"


@pytest.fixture
def bundle(tmp_path: Path) -> Path:
    """A program's folder with a `.app` beside it, as PyInstaller leaves them."""
    folder = tmp_path / "dist" / PROGRAM
    (folder / "licenses" / "typst").mkdir(parents=True)
    (folder / "licenses" / "typst" / "LICENSE").write_text("Apache", "utf-8")
    inside = folder.with_name(f"{TITLE}.app") / "Contents"
    for name in (f"MacOS/{PROGRAM}", "MacOS/handbook", "Frameworks/PySide6/QtCore.abi3.so", "Frameworks/libx.dylib"):
        path = inside / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(MACHO + b"code")
    (inside / "Resources").mkdir()
    (inside / "Resources" / "text.md").write_text("# Tekst", "utf-8")
    (inside / "Resources" / "libx.dylib").symlink_to("../Frameworks/libx.dylib")
    info = {"CFBundleExecutable": "handbook", "LSBackgroundOnly": True, **contents.INFO_PLIST}
    (inside / "Info.plist").write_bytes(plistlib.dumps(info))
    return folder


@pytest.fixture
def commands(monkeypatch: pytest.MonkeyPatch) -> list[list[str]]:
    """The commands that would be run, on a macOS that is pretended."""
    said: list[list[str]] = []
    monkeypatch.setattr(macos, "_run", lambda *command: said.append(list(map(str, command))))
    monkeypatch.setattr(platform, "system", lambda: "Darwin")
    for name in ("APPLE_SIGN_IDENTITY", "APPLE_NOTARY_PROFILE"):
        monkeypatch.delenv(name, raising=False)
    return said


def pieces(data: bytes) -> dict[str, bytes]:
    """Read an icon as its format says, without the code that wrote it."""
    magic, length = struct.unpack(">4sI", data[:8])
    assert (magic, length) == (b"icns", len(data))
    found, position = {}, 8
    while position < length:
        kind, size = struct.unpack(">4sI", data[position : position + 8])
        found[kind.decode("ascii")] = data[position + 8 : position + size]
        position += size
    assert position == length
    return found


def test_the_icon_has_each_size_in_its_place() -> None:
    found = pieces(macos.icns())
    assert {kind: struct.unpack(">I", data[16:20])[0] for kind, data in found.items()} == macos.ICNS
    for kind, data in found.items():
        image = QImage.fromData(data)
        assert (image.width(), image.height()) == (macos.ICNS[kind], macos.ICNS[kind])
        assert image.pixelColor(0, 0).alpha() == 0
        assert image.pixelColor(image.width() // 2, image.height() // 8).alpha() == 255


def test_the_icon_is_the_same_each_time() -> None:
    assert macos.icns() == macos.icns()
    assert icons.png(64) == icons.png(64)


@pytest.mark.skipif(sys.platform == "darwin", reason="there it works")
def test_elsewhere_it_says_so(bundle: Path, tmp_path: Path) -> None:
    with pytest.raises(BundleError, match="only be made on macOS"):
        macos.make_image(bundle, tmp_path)


def test_the_program_becomes_one_with_windows(bundle: Path) -> None:
    app = bundle.with_name(f"{TITLE}.app")
    macos.complete(app, bundle / "licenses")
    info = plistlib.loads((app / "Contents" / "Info.plist").read_bytes())
    assert "LSBackgroundOnly" not in info
    assert info["CFBundleExecutable"] == PROGRAM
    assert info["CFBundleLocalizations"] == ["da", "en"]
    assert info["CFBundleURLTypes"][0]["CFBundleURLSchemes"] == ["handbook"]
    assert info["CFBundleDocumentTypes"][0]["LSItemContentTypes"] == ["public.folder"]
    assert (app / "Contents" / "Resources" / "licenses" / "typst" / "LICENSE").read_text("utf-8") == "Apache"


def test_code_is_found_innermost_first(bundle: Path) -> None:
    app = bundle.with_name(f"{TITLE}.app")
    found = [path.relative_to(app / "Contents").as_posix() for path in macos.code(app)]
    assert found[0] == "Frameworks/PySide6/QtCore.abi3.so"
    assert sorted(found[1:]) == ["Frameworks/libx.dylib", f"MacOS/{PROGRAM}", "MacOS/handbook"]


def test_without_an_identity_nothing_secret_is_needed(bundle: Path, tmp_path: Path, commands: list[list[str]]) -> None:
    made = macos.make_image(bundle, tmp_path)
    assert [path.suffix for path in made] == [".dmg"]
    assert version() in made[0].name
    tools = [command[0] for command in commands]
    assert tools == ["codesign"] * 6 + ["hdiutil"]
    assert all(command[:4] == ["codesign", "--force", "--sign", "-"] for command in commands[:5])
    assert commands[-1][-1] == str(made[0])


def test_the_image_has_the_program_and_a_link(
    bundle: Path, tmp_path: Path, commands: list[list[str]], monkeypatch: pytest.MonkeyPatch
) -> None:
    seen: dict[str, str] = {}

    def look(*command: str | Path) -> None:
        if command[0] == "hdiutil":
            folder = Path(command[command.index("-srcfolder") + 1])
            seen.update({path.name: str(path.readlink()) if path.is_symlink() else "" for path in folder.iterdir()})

    monkeypatch.setattr(macos, "_run", look)
    macos.make_image(bundle, tmp_path)
    assert commands == []
    assert seen == {f"{TITLE}.app": "", "Applications": "/Applications"}


def test_with_an_identity_it_is_signed_hardened_and_notarised(
    bundle: Path, tmp_path: Path, commands: list[list[str]], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("APPLE_SIGN_IDENTITY", "Developer ID Application: Nogen")
    monkeypatch.setenv("APPLE_NOTARY_PROFILE", "profil")
    image = macos.make_image(bundle, tmp_path)[0]
    for command in commands[:5]:
        assert command[3] == "Developer ID Application: Nogen"
        assert {"runtime", "--timestamp", str(macos.ENTITLEMENTS)} <= set(command)
    assert commands[4][-1].endswith(".app")
    assert commands[5][:2] == ["codesign", "--verify"]
    ends = [command[:3] for command in commands[-3:]]
    assert ends == [
        ["codesign", "--force", "--timestamp"],
        ["xcrun", "notarytool", "submit"],
        ["xcrun", "stapler", "staple"],
    ]
    assert str(image) in commands[-1]


def test_notarising_without_signing_is_refused(
    bundle: Path, tmp_path: Path, commands: list[list[str]], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("APPLE_NOTARY_PROFILE", "profil")
    with pytest.raises(BundleError, match="only what is signed"):
        macos.make_image(bundle, tmp_path)
    assert "xcrun" not in {command[0] for command in commands}


@pytest.mark.parametrize("missing", ["app", "licences"])
def test_what_is_missing_is_named(bundle: Path, tmp_path: Path, commands: list[list[str]], missing: str) -> None:
    assert commands == []
    path = bundle.with_name(f"{TITLE}.app") if missing == "app" else bundle / "licenses"
    path.rename(tmp_path / "elsewhere")
    with pytest.raises(BundleError, match="is missing"):
        macos.make_image(bundle, tmp_path)


def test_a_tool_that_fails_is_named() -> None:
    with pytest.raises(BundleError, match=r"failed \(3\): nej"):
        macos._run(sys.executable, "-c", "import sys; print('nej', file=sys.stderr); sys.exit(3)")


def test_the_entitlements_allow_what_is_needed_and_no_more() -> None:
    allowed = plistlib.loads(macos.ENTITLEMENTS.read_bytes())
    prefix = "com.apple.security.cs."
    assert allowed == {f"{prefix}allow-unsigned-executable-memory": True, f"{prefix}disable-library-validation": True}
