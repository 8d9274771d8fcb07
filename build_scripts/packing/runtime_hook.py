"""Run by the frozen program on Linux before anything else.

PyInstaller's bootloader sets LD_LIBRARY_PATH to the program's folder. This process has read it by now; a browser or
file manager that it starts must not get the program's SQLite or Qt instead of its own. And the program started by
itself is to begin as if by a reader: from the bootloader's own variables it would take it that the path is set.
"""

import os

_given = os.environ.pop("LD_LIBRARY_PATH_ORIG", None)
if _given is None:
    os.environ.pop("LD_LIBRARY_PATH", None)
else:
    os.environ["LD_LIBRARY_PATH"] = _given
for _name in [name for name in os.environ if name.startswith("_PYI_")]:
    del os.environ[_name]
