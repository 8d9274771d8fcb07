"""Makes Qt's ICU data smaller on Linux: what Danish and English readers need, instead of 700 locales.

Qt's wheel carries all of ICU's data, as one symbol in a shared library of 31 MB. Qt itself only asks it to sort
(`QCollator`) and to convert from the system's encoding where that isn't UTF-8; numbers, dates, cases and boundaries it
knows by itself. A locale that is left out sorts by Unicode's own order, which is what ICU does for languages that it
doesn't know. The new library has the same name and symbol, so Qt's own libraries stay as they are.
"""

from __future__ import annotations

import re
import shutil
import subprocess
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

TOOLS = ("icupkg", "gcc", "readelf")
_LOCALES = r"(?:root|pool|res_index|supplementalData|tzdbNames|(?:da|en)(?:_[A-Z0-9]\w*)?)\.res"
_KEPT = re.compile(
    r"(?:"
    # Locales, and the collation's table of all of Unicode.
    rf"(?:(?:coll|curr|lang|region|unit|zone|brkitr|rbnf)/)?{_LOCALES}|coll/ucadata\.icu|"
    # Where characters, words, lines and sentences end; not the dictionaries of languages written without spaces.
    r"brkitr/(?:char|word|word_POSIX|line|line_loose|line_normal|sent|title)\.brk|"
    # What every locale refers to: numbering systems, plurals, time zones, calendars, encodings' names, normal forms.
    r"[a-z]+(?:[A-Z]\w*|64|ver|std)\.res|metadata\.res|plurals\.res|units\.res|"
    r"(?:cnvalias|ulayout|uemoji)\.icu|\w+\.nrm|"
    # ISO 8859 and Windows' encodings of Europe; UTF-8, UTF-16, ISO 8859-1 and ASCII need no table.
    r"ibm-(?:91[2-6]|92[013]|1089|5012|9005|534[6-9]|535[0-4]|9447|9449)_\w+-\d+\.cnv|iso-8859_\w+-\d+\.cnv"
    r")"
)
_ASSEMBLY = """    .section .rodata, "a", @progbits
    .balign 16
    .globl {symbol}
    .type {symbol}, @object
{symbol}:
    .incbin "{data}"
    .size {symbol}, . - {symbol}
    .section .note.GNU-stack, "", @progbits
"""


def slim(bundle: Path, work: Path) -> str:
    """Make the ICU data in a program's folder smaller, where the tools for it are there.

    Args:
        bundle: The program's folder; one without ICU is left alone.
        work: A folder for what is made on the way; it is created.

    Returns:
        What was done, or why nothing was, for whoever builds.

    Raises:
        subprocess.CalledProcessError: A tool failed.
        ValueError: The library isn't built as Qt's has always been.
    """
    libraries = sorted(path for path in bundle.rglob("libicudata.so.*") if not path.is_symlink())
    if not libraries:
        return "no ICU data in this program"
    missing = [tool for tool in TOOLS if shutil.which(tool) is None]
    if missing:
        return f"ICU's data stay whole, 29 MB more than needed: no {', '.join(missing)} (Debian: icu-devtools, gcc)"
    library = libraries[0]
    before = library.stat().st_size
    work.mkdir(parents=True, exist_ok=True)
    symbol, blob = read_data(library)
    # The last letter of the name tells icupkg the byte order: little-endian.
    package, slimmed = (
        work / f"{symbol.removesuffix('_dat')}l.dat",
        work / "slim" / f"{symbol.removesuffix('_dat')}l.dat",
    )
    package.write_bytes(blob)
    slimmed.parent.mkdir(exist_ok=True)
    unwanted = work / "unwanted.txt"
    unwanted.write_text("\n".join(name for name in items(package) if not is_kept(name)) + "\n", encoding="ascii")
    # A locale's parents are all kept; what icupkg would miss besides are dictionaries, which ICU can do without.
    subprocess.run([_tool("icupkg"), "--ignore-deps", "-r", unwanted, package, slimmed], check=True)
    _link(symbol, slimmed, library, work)
    return f"ICU's data: {before / 1e6:.1f} MB, now {library.stat().st_size / 1e6:.1f} MB"


def is_kept(name: str) -> bool:
    """Whether an item of ICU's data belongs into the program.

    Args:
        name: As `icupkg --list` has it, such as `coll/da.res`.
    """
    return _KEPT.fullmatch(name) is not None


def items(package: Path) -> list[str]:
    """Return the names of what is in an ICU data package.

    Raises:
        subprocess.CalledProcessError: It isn't one.
    """
    return subprocess.run([_tool("icupkg"), "-l", package], capture_output=True, text=True, check=True).stdout.split()


def read_data(library: Path) -> tuple[str, bytes]:
    """Cut the data out of a library.

    Args:
        library: An ELF file with a symbol such as `icudt73_dat`.

    Returns:
        The symbol, and what it stands for.

    Raises:
        subprocess.CalledProcessError: It isn't an ELF file.
        ValueError: There is no such symbol, or it isn't where a file offset is an address.
    """
    command = [_tool("readelf"), "--wide", "--dyn-syms", str(library)]
    table = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    found = re.search(r"([0-9a-f]{8,}) +(0x[0-9a-f]+|\d+) OBJECT .* (icudt\d+_dat)$", table, re.MULTILINE)
    if found is None:
        raise ValueError(f"{library.name} has no ICU data")
    start, size = int(found[1], 16), int(found[2], 0)
    blob = library.read_bytes()[start : start + size]
    # https://unicode-org.github.io/icu/userguide/icu_data: every package begins with this mark and its format's name.
    if blob[2:4] != b"\xda\x27" or blob[12:16] != b"CmnD":
        raise ValueError(f"{library.name}: no ICU data at {start:#x}")
    return found[3], blob


def _tool(name: str) -> str:
    return shutil.which(name) or name


def _link(symbol: str, data: Path, library: Path, work: Path) -> None:
    """Put a library with the same name and symbol, but these data, in the place of one."""
    source = work / "icudata.s"
    # Relative to the folder that gcc is run in, so that no path of this machine gets into the library.
    source.write_text(_ASSEMBLY.format(symbol=symbol, data=data.relative_to(work).as_posix()), encoding="ascii")
    flags = f"-shared -nostdlib -s -Wl,-soname,{library.name} -Wl,-z,noexecstack,-z,relro -Wl,--build-id=sha1".split()
    subprocess.run([_tool("gcc"), *flags, "-o", "new.so", source.name], cwd=work, check=True)
    shutil.copyfile(work / "new.so", library)
    library.chmod(0o755)
