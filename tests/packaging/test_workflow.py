"""The workflow that builds on the three systems: it can't be run here, so what it names is looked up."""

from __future__ import annotations

import re
import shlex
import tomllib
from typing import TYPE_CHECKING, Any

import pytest
import yaml

from build_scripts import build, setup_env
from build_scripts.packing.project import PACKAGE, PROGRAM, ROOT, TITLE
from handbook.cli import COMMANDS

if TYPE_CHECKING:
    from collections.abc import Iterator

PATH = ROOT / ".github" / "workflows" / "build.yml"
TEXT = PATH.read_text("utf-8")
SYSTEMS = {"linux": "linux", "windows": "win32", "macos": "darwin"}
_PINNED = re.compile(r"uses: [\w.-]+/[\w.-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+")


@pytest.fixture(scope="module")
def workflow() -> dict[str, Any]:
    found: dict[str, Any] = yaml.safe_load(TEXT)
    return found


@pytest.fixture(scope="module")
def matrix(workflow: dict[str, Any]) -> dict[str, dict[str, str]]:
    return {row["system"]: row for row in workflow["jobs"]["program"]["strategy"]["matrix"]["include"]}


def steps(workflow: dict[str, Any]) -> Iterator[tuple[str, dict[str, Any]]]:
    for name, job in workflow["jobs"].items():
        for step in job["steps"]:
            yield name, step


def commands(workflow: dict[str, Any]) -> list[str]:
    return [line.strip() for _job, step in steps(workflow) for line in step.get("run", "").splitlines()]


def test_every_action_is_pinned_to_a_commit() -> None:
    lines = [line.strip().removeprefix("- ") for line in TEXT.splitlines() if "uses:" in line]
    assert len(lines) > 5
    assert [line for line in lines if not _PINNED.fullmatch(line)] == []


def test_one_action_has_one_version() -> None:
    pins = set(re.findall(r"uses: (\S+)@(\S+) # (\S+)", TEXT))
    assert len(pins) == len({name for name, _commit, _version in pins})


def test_it_may_only_read() -> None:
    # YAML takes `on` for a truth value.
    workflow = yaml.safe_load(TEXT)
    assert workflow["permissions"] == {"contents": "read"}
    assert all("permissions" not in job for job in workflow["jobs"].values())
    assert set(workflow[True]) == {"push", "pull_request", "workflow_dispatch"}


def test_secrets_are_only_asked_for_where_something_is_signed(workflow: dict[str, Any]) -> None:
    asking = [step for _job, step in steps(workflow) if "secrets." in str(step)]
    assert len(asking) == 1
    assert "env.APPLE_SIGN_IDENTITY != ''" in asking[0]["if"]
    assert TEXT.count("secrets.") == str(asking[0]).count("secrets.")


def test_every_step_ends_and_checkouts_keep_no_key(workflow: dict[str, Any]) -> None:
    assert all(job["timeout-minutes"] <= 60 for job in workflow["jobs"].values())
    for _job, step in steps(workflow):
        if "actions/checkout" in step.get("uses", ""):
            assert step["with"]["persist-credentials"] is False


def test_every_file_it_names_is_there(workflow: dict[str, Any]) -> None:
    words = [word for line in commands(workflow) for word in line.split()]
    files = [word for word in words if word.endswith((".py", ".lock")) or word == "./test"]
    assert set(files) == {"./test", "build_scripts/build.py", "requirements-dev.lock"}
    assert [name for name in files if not (ROOT / name).is_file()] == []


def test_the_targets_are_those_that_each_system_can_make(
    workflow: dict[str, Any], matrix: dict[str, dict[str, str]]
) -> None:
    assert set(matrix) == set(SYSTEMS)
    made = set()
    for system, row in matrix.items():
        targets = row["targets"].split()
        assert set(targets) <= set(build.TARGETS[SYSTEMS[system]])
        assert {"bundle", "sbom"} <= set(targets)
        made |= set(targets)
    lines = [line for line in commands(workflow) if "build.py" in line and "matrix" not in line]
    for line in lines:
        given = shlex.split(line)[2:]
        made |= set(given[: given.index("--bundle")])
    assert made == {target for targets in build.TARGETS.values() for target in targets}


def test_each_frozen_program_tests_itself(workflow: dict[str, Any], matrix: dict[str, dict[str, str]]) -> None:
    assert "self-test" in COMMANDS
    assert sum("self-test --json" in line for line in commands(workflow)) == 3
    folder = f"build/dist/{PROGRAM}"
    assert {system: row["command"] for system, row in matrix.items()} == {
        "linux": f"{folder}/handbook",
        "windows": f"{folder}/handbook.exe",
        "macos": f"build/dist/{TITLE}.app/Contents/MacOS/handbook",
    }
    assert build.WORK == ROOT / "build"
    assert build.OUTPUT == ROOT / "dist"


def test_python_is_the_oldest_that_we_support(workflow: dict[str, Any]) -> None:
    asked = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]["requires-python"]
    assert asked == f">={workflow['env']['PYTHON_VERSION']}"


def test_packages_are_installed_by_their_hashes(workflow: dict[str, Any]) -> None:
    installs = [line for line in commands(workflow) if "pip install" in line]
    assert len(installs) == 2
    assert all("--require-hashes --only-binary=:all: -r requirements-dev.lock" in line for line in installs)


def test_qt_finds_its_libraries(workflow: dict[str, Any]) -> None:
    lines = [line for line in commands(workflow) if "libegl1" in line]
    assert len(lines) == 3
    assert all(set(setup_env.DEBIAN_OFFSCREEN) <= set(line.split()) for line in lines)


def test_what_is_fetched_has_been_left_by_a_job_before(workflow: dict[str, Any]) -> None:
    left: dict[str, set[str]] = {}
    for name, step in steps(workflow):
        if "upload-artifact" in step.get("uses", ""):
            names = {step["with"]["name"].replace("${{ matrix.system }}", system) for system in SYSTEMS}
            left.setdefault(name, set()).update(names)
            assert step["with"]["if-no-files-found"] == "error"
            assert ("Innovationshaandbogen" in step["with"]["path"]) == bool(step["with"].get("include-hidden-files"))
    for name, step in steps(workflow):
        needed = workflow["jobs"][name].get("needs", [])
        before = {needed} if isinstance(needed, str) else set(needed)
        assert before <= set(workflow["jobs"])
        if "download-artifact" in step.get("uses", "") and "name" in step["with"]:
            assert step["with"]["name"] in set().union(*(left.get(job, set()) for job in before))


def test_the_debian_package_has_that_name(workflow: dict[str, Any]) -> None:
    assert f"sudo apt-get purge --yes {PACKAGE}" in commands(workflow)
