"""The bill of materials: everything in the program, with versions and licences, as CycloneDX 1.6 (ECMA-424).

Names and versions come from `requirements.lock`, licences and homes from `THIRD_PARTY.md`. What pip doesn't know is
asked of those who do: Python and its libraries of themselves, Qt, PDFium and Typst of their wheels, the fonts and icons
of the scripts that fetch them. The same commit, on the same system, gives the same bytes.
"""

from __future__ import annotations

import json
import platform
import pyexpat
import re
import sqlite3
import uuid
import zlib
from datetime import UTC, datetime
from importlib.metadata import distribution, version
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from cyclonedx.contrib.license.factories import LicenseFactory
from cyclonedx.model import ExternalReference, ExternalReferenceType, Property, XsUri
from cyclonedx.model.bom import Bom
from cyclonedx.model.component import Component, ComponentType
from cyclonedx.output import make_outputter
from cyclonedx.schema import OutputFormat, SchemaVersion
from cyclonedx.validation.json import JsonStrictValidator
from packageurl import PackageURL

from build_scripts import update_fonts, update_icons
from build_scripts.packing import project
from build_scripts.packing.bundle import BundleError
from build_scripts.packing.notices import locked

if TYPE_CHECKING:
    from collections.abc import Iterator

    from cyclonedx.model.license import License

# What THIRD_PARTY.md says → the same in SPDX's words; what already is SPDX isn't here.
SPDX = {
    "BSD-3-Clause or Apache-2.0": "BSD-3-Clause OR Apache-2.0",
    "SIL OFL 1.1": "OFL-1.1",
    "SIL OFL 1.1, or GPL-2.0-or-later with the font exception": "OFL-1.1 OR GPL-2.0-or-later WITH Font-exception-2.0",
    "Bitstream Vera licence": "Bitstream-Vera",
    "ISC; those derived from Feather MIT": "ISC AND MIT",
}
_ROW = re.compile(r"^\| `([^`]+)` \| (.+?) \| (.+?) \| <(.+?)> \|$", re.MULTILINE)
_ICU = re.compile(r"libicudata\.so\.(\d+)")
# Only names it: with the version, an answer to "which build is this?" (RFC 9562, version 5).
_NAMESPACE = uuid.uuid5(uuid.NAMESPACE_DNS, "innovationshaandbogen.invalid")


class SbomError(BundleError):
    """The bill isn't valid, or something in it isn't known; the message says what."""


class Entry(NamedTuple):
    """A row of `THIRD_PARTY.md`.

    Attributes:
        does: What it does here.
        licence: As an SPDX expression.
        note: What else is said of the licence, "" for nothing.
        home: Its address.
    """

    does: str
    licence: str
    note: str
    home: str


def write_sbom(bundle: Path, output: Path) -> list[Path]:
    """Write the bill of materials.

    Args:
        bundle: The frozen program's folder, to see which of Qt's libraries are in it.
        output: The folder to write to.

    Returns:
        The file.

    Raises:
        SbomError: Something that is locked isn't in `THIRD_PARTY.md`, or the schema doesn't take the bill.
    """
    text = bill(bundle)
    faults = JsonStrictValidator(SchemaVersion.V1_6).validate_str(text)
    if faults is not None:
        raise SbomError(f"not valid CycloneDX 1.6: {faults}")
    path = output / f"{project.PROGRAM}-{project.version()}-{platform.system().lower()}.cdx.json"
    path.write_text(text, encoding="utf-8", newline="\n")
    return [path]


def bill(bundle: Path) -> str:
    """Return the bill of materials as JSON.

    Args:
        bundle: The frozen program's folder.

    Raises:
        SbomError: Something that is locked isn't in `THIRD_PARTY.md`.
    """
    program = _component(
        project.PACKAGE,
        project.version(),
        "MIT AND CC-BY-4.0",
        project.SUMMARY,
        kind=ComponentType.APPLICATION,
    )
    python = _component(
        "cpython",
        platform.python_version(),
        "PSF-2.0",
        "The interpreter and its standard library",
        home="https://www.python.org",
        cpe=f"cpe:2.3:a:python:python:{platform.python_version()}:*:*:*:*:*:*:*",
    )
    bom = Bom(serial_number=uuid.uuid5(_NAMESPACE, f"{project.version()} {project.epoch()} {platform.system()}"))
    bom.metadata.timestamp = datetime.fromtimestamp(project.epoch(), UTC)
    bom.metadata.component = program
    inside = {python: list(_within_python())}
    inside |= {component: list(_within(component.name, bundle)) for component in _packages()}
    inside |= {component: [] for component in (_bootloader(), *_assets())}
    for component, parts in inside.items():
        bom.components.add(component)
        bom.components.update(parts)
        bom.register_dependency(component, parts)
    bom.register_dependency(program, inside)
    text: str = make_outputter(bom, OutputFormat.JSON, SchemaVersion.V1_6).output_as_string(indent=2)
    return text + "\n"


def third_party() -> dict[str, Entry]:
    """Return what `THIRD_PARTY.md` lists: name of a package → what is said of it.

    Raises:
        SbomError: A licence is none that SPDX knows, nor in `SPDX`.
    """
    text = (project.ROOT / "THIRD_PARTY.md").read_text(encoding="utf-8")
    found = {}
    for name, does, licence, home in _ROW.findall(text):
        short, _mark, note = ("", "", "") if licence in SPDX else licence.partition("; ")
        expression = SPDX.get(licence) or SPDX.get(short, short)
        _licence(expression)
        found[name] = Entry(does, expression, note, home)
    return found


def _packages() -> Iterator[Component]:
    """Yield what pip installs."""
    known = third_party()
    for name, locked_version in locked().items():
        if name not in known:
            raise SbomError(f"THIRD_PARTY.md has no row for {name}")
        does, licence, note, home = known[name]
        purl = PackageURL("pypi", name=name, version=locked_version)
        yield _component(name, locked_version, licence, does, home=home, purl=purl, note=note)


def _within(package: str, bundle: Path) -> Iterator[Component]:
    """Yield what a package has inside it and pip doesn't know of."""
    match package:
        case "pyside6-essentials":
            from PySide6.QtCore import qVersion

            home, cpe = "https://www.qt.io", f"cpe:2.3:a:qt:qt:{qVersion()}:*:*:*:*:*:*:*"
            yield _component("qt", qVersion(), "LGPL-3.0-only", "Qt's libraries and plugins", home=home, cpe=cpe)
            for number in sorted(
                {found[1] for path in bundle.rglob("libicudata.so.*") if (found := _ICU.match(path.name))}
            ):
                yield _component("icu", number, "Unicode-3.0", "Unicode's rules and names, used by Qt on Linux")
        case "pypdfium2":
            parts = json.loads((_folder("pypdfium2_raw") / "version.json").read_text(encoding="utf-8"))
            number = ".".join(str(parts[name]) for name in ("major", "minor", "build", "patch"))
            licence = "BSD-3-Clause AND Apache-2.0"
            yield _component("pdfium", number, licence, "Draws PDFs", home="https://pdfium.googlesource.com/pdfium")
        case "typst":
            yield from _crates()


def _within_python() -> Iterator[Component]:
    """Yield the libraries that come with Python, as far as they say what they are."""
    number = sqlite3.sqlite_version
    cpe = f"cpe:2.3:a:sqlite:sqlite:{number}:*:*:*:*:*:*:*"
    yield _component("sqlite", number, "blessing", "The file of notes", home="https://sqlite.org", cpe=cpe)
    number = pyexpat.EXPAT_VERSION.removeprefix("expat_")
    yield _component("expat", number, "MIT", "Python's parser of XML", home="https://libexpat.github.io")
    yield _component("zlib", zlib.ZLIB_RUNTIME_VERSION, "Zlib", "Compression", home="https://zlib.net")


def _crates() -> Iterator[Component]:
    """Yield what Typst is made of, from the bill in its own wheel."""
    for file in distribution("typst").files or []:
        if file.name.endswith(".cyclonedx.json"):
            for part in json.loads(file.read_text(encoding="utf-8"))["components"]:
                said = part.get("licenses", [{}])[0]
                licence = said.get("expression") or said.get("license", {}).get("id", "")
                purl = PackageURL("cargo", name=part["name"], version=part["version"])
                yield _component(part["name"], part["version"], licence, part.get("description", ""), purl=purl)


def _bootloader() -> Component:
    number = version("pyinstaller")
    licence = "GPL-2.0-or-later WITH Bootloader-exception"
    purl = PackageURL("pypi", name="pyinstaller", version=number)
    return _component("pyinstaller", number, licence, "Starts the program", home="https://pyinstaller.org", purl=purl)


def _assets() -> Iterator[Component]:
    """Yield fonts and icons that are files in the repository."""
    known = third_party()
    for spec in (update_icons.PACKAGE, *update_fonts.NPM):
        name, _at, number = spec.rpartition("@")
        group, _slash, short = name.rpartition("/")
        purl = PackageURL("npm", namespace=group or None, name=short, version=number)
        does, licence, note, home = known[name]
        yield _component(name, number, licence, does, home=home, purl=purl, note=note)
    name, _equals, number = update_fonts.DEBIAN.partition("=")
    does, licence, note, home = known[name]
    purl = PackageURL("deb", namespace="debian", name=name, version=number)
    yield _component(name, number, licence, does, home=home, purl=purl, note=note)


def _component(
    name: str,
    number: str,
    licence: str,
    does: str,
    *,
    kind: ComponentType = ComponentType.LIBRARY,
    home: str = "",
    purl: PackageURL | None = None,
    cpe: str | None = None,
    note: str = "",
) -> Component:
    return Component(
        name=name,
        version=number,
        type=kind,
        bom_ref=str(purl) if purl else f"{name}@{number}",
        description=" ".join(does.split()),
        licenses=[_licence(licence)] if licence else [],
        purl=purl,
        cpe=cpe,
        external_references=[ExternalReference(type=ExternalReferenceType.WEBSITE, url=XsUri(home))] if home else [],
        properties=[Property(name="innovationshaandbogen:licence-note", value=note)] if note else [],
    )


def _licence(expression: str) -> License:
    made: License = LicenseFactory().make_from_string(expression)
    if getattr(made, "name", None):
        # Neither an identifier nor an expression of them: it would stand there as mere words.
        raise SbomError(f"{expression!r} isn't SPDX: say in build_scripts/packing/sbom.py what it is")
    return made


def _folder(package: str) -> Path:
    spec = find_spec(package)
    if spec is None or spec.origin is None:
        raise SbomError(f"{package} isn't installed")
    return Path(spec.origin).parent
