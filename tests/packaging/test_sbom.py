"""The bill of materials: all that is in the program, valid, with licences, and the same each time."""

from __future__ import annotations

import json
import sys
from typing import TYPE_CHECKING, Any

import pytest
from cyclonedx.contrib.license.factories import LicenseFactory

from build_scripts.packing import project, sbom
from build_scripts.packing.bundle import BundleError
from build_scripts.packing.notices import locked

if TYPE_CHECKING:
    from pathlib import Path

EPOCH = 1_767_225_600


@pytest.fixture
def bundle(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("SOURCE_DATE_EPOCH", str(EPOCH))
    folder = tmp_path / "bundle"
    (folder / "_internal").mkdir(parents=True)
    return folder


def written(bundle: Path) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(sbom.bill(bundle))
    return found


def components(bundle: Path) -> dict[str, dict[str, Any]]:
    return {component["name"]: component for component in written(bundle)["components"]}


def test_it_names_everything_that_is_shipped(bundle: Path) -> None:
    found = components(bundle)
    for name, version in locked().items():
        assert found[name]["version"] == version
        assert found[name]["purl"] == f"pkg:pypi/{name}@{version}"
    assert set(sbom.third_party()) <= set(found)
    assert {"cpython", "qt", "pdfium", "typst", "sqlite", "pyinstaller", "lucide-static"} <= set(found)
    assert found["cpython"]["version"] == ".".join(map(str, sys.version_info[:3]))
    assert found["qt"]["version"].startswith("6.")
    assert found["pdfium"]["version"].count(".") == 3


def test_typsts_own_parts_are_in_it(bundle: Path) -> None:
    crates = [one for one in written(bundle)["components"] if one.get("purl", "").startswith("pkg:cargo/")]
    assert len(crates) > 100
    assert "typst" in {crate["name"] for crate in crates}


def test_everything_has_a_licence_that_spdx_knows(bundle: Path) -> None:
    for component in written(bundle)["components"]:
        assert component["licenses"], component["name"]
        for choice in component["licenses"]:
            said = choice.get("expression") or choice["license"]["id"]
            assert getattr(LicenseFactory().make_from_string(said), "name", None) is None


def test_references_are_unique_and_lead_somewhere(bundle: Path) -> None:
    bill = written(bundle)
    references = [component["bom-ref"] for component in bill["components"]]
    references.append(bill["metadata"]["component"]["bom-ref"])
    assert len(references) == len(set(references))
    edges = {one["ref"]: set(one.get("dependsOn", ())) for one in bill["dependencies"]}
    reached: set[str] = set()
    waiting = [bill["metadata"]["component"]["bom-ref"]]
    while waiting:
        reference = waiting.pop()
        reached.add(reference)
        waiting += edges[reference] - reached
    assert reached == set(references)


def test_it_is_valid_and_its_name_says_of_what(bundle: Path, tmp_path: Path) -> None:
    paths = sbom.write_sbom(bundle, tmp_path)
    assert [path.name.startswith(f"{project.PROGRAM}-{project.version()}-") for path in paths] == [True]
    bill = json.loads(paths[0].read_text("utf-8"))
    assert (bill["bomFormat"], bill["specVersion"]) == ("CycloneDX", "1.6")
    assert bill["metadata"]["component"]["version"] == project.version()


def test_what_the_schema_refuses_is_not_written(bundle: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sbom, "bill", lambda _bundle: '{"bomFormat": "CycloneDX", "specVersion": "1.6", "x": 1}')
    with pytest.raises(BundleError, match="not valid CycloneDX"):
        sbom.write_sbom(bundle, tmp_path)
    assert list(tmp_path.glob("*.json")) == []


def test_it_is_the_same_twice_and_bears_the_commits_time(bundle: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    first = sbom.bill(bundle)
    assert sbom.bill(bundle) == first
    assert json.loads(first)["metadata"]["timestamp"] == "2026-01-01T00:00:00+00:00"
    monkeypatch.setenv("SOURCE_DATE_EPOCH", str(EPOCH + 1))
    assert json.loads(sbom.bill(bundle))["serialNumber"] != json.loads(first)["serialNumber"]


def test_icu_is_in_it_where_qt_brings_it(bundle: Path) -> None:
    assert "icu" not in components(bundle)
    (bundle / "_internal" / "libicudata.so.73").write_bytes(b"")
    assert components(bundle)["icu"]["version"] == "73"


def test_it_says_nothing_of_this_machine(bundle: Path) -> None:
    text = sbom.bill(bundle)
    assert str(project.ROOT) not in text
    assert sys.prefix not in text


def test_a_package_without_a_row_stops_the_build(bundle: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sbom, "locked", lambda: {"unheard-of": "1"})
    with pytest.raises(BundleError, match="no row for unheard-of"):
        sbom.bill(bundle)


def test_a_licence_in_mere_words_stops_the_build(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delitem(sbom.SPDX, "SIL OFL 1.1")
    with pytest.raises(BundleError, match="isn't SPDX"):
        sbom.third_party()


def test_no_word_for_a_licence_is_left_over() -> None:
    text = (project.ROOT / "THIRD_PARTY.md").read_text("utf-8")
    assert [words for words in sbom.SPDX if words not in text] == []
    rows = [line for line in text.splitlines() if line.startswith("| `")]
    assert len(rows) == len(sbom.third_party())
