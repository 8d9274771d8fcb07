"""Writing a file so that whoever opens it finds the old one or the new one whole, never a part."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path


def write_atomically(path: Path, data: bytes) -> None:
    """Write a file, through a new one beside it that then takes its name.

    Args:
        path: The file; one that is there is replaced.
        data: What it is to hold.

    Raises:
        OSError: It couldn't be written; what was there is there still.
    """
    handle, part = tempfile.mkstemp(prefix=f".{path.name[:40]}-", suffix=".part", dir=path.parent)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        if os.name != "nt":
            # `mkstemp` lets only the owner read; this file is to be as readable as any other that its owner makes.
            mask = os.umask(0)
            os.umask(mask)
            Path(part).chmod(0o666 & ~mask)
        Path(part).replace(path)
    except BaseException:
        Path(part).unlink(missing_ok=True)
        raise
