"""Write `requirements.lock` and `requirements-dev.lock` from `pyproject.toml`.

    python build_scripts/update_lock.py              what pyproject.toml asks for now; other versions stay as they are
    python build_scripts/update_lock.py --upgrade    the newest versions that it allows

Each lock holds one version of every package with the hashes of all its files, for every system and every Python from
3.11 on, so that all of us run the same thing. The development lock holds all of the runtime lock. Needs `uv` (in the
development environment) and the package registry that it is set up for; the locks name no registry.
"""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
COMMAND = "python build_scripts/update_lock.py"
COMMON = (
    "pip", "compile", "pyproject.toml", "--universal", "--python-version=3.11", "--fork-strategy=fewest",
    "--generate-hashes", "--no-emit-index-url", "--no-emit-find-links", "-q", f"--custom-compile-command={COMMAND}",
)  # fmt: skip
RUNTIME = ("--output-file=requirements.lock",)
DEVELOPMENT = ("--output-file=requirements-dev.lock", "--group=dev", "--constraints=requirements.lock")


def main() -> int:
    """Write both locks.

    Returns:
        The exit code.
    """
    arguments = sys.argv[1:]
    if set(arguments) - {"--upgrade"}:
        print(f"usage: {COMMAND} [--upgrade]", file=sys.stderr)
        return 2
    # The second lock is constrained by the first, so that both name the same versions.
    for target in RUNTIME, DEVELOPMENT:
        command = [sys.executable, "-m", "uv", *COMMON, *target, *arguments]
        done = subprocess.run(command, cwd=ROOT, check=False, stdout=subprocess.DEVNULL)
        if done.returncode != 0:
            return done.returncode
    return 0


if __name__ == "__main__":
    sys.exit(main())
