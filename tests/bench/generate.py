"""Handbooks made by rule, for measuring: any number of chapters, each with sections, lists and a table."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

_SENTENCE = (
    "Lederen undersøger behovet sammen med medarbejderne, prøver en løsning i det små og beslutter på en aftalt dato, "
    "om forsøget skal fortsætte, ændres eller stoppes."
)


def chapter_text(number: int, words: int = 700) -> str:
    """Return a chapter of about that many words."""
    sections = max(1, words // 175)
    parts = [f"# Kapitel {number} om ledelse af innovation\n"]
    for section in range(sections):
        parts.append(f"## Afsnit {section + 1}: retning, behov og rum\n")
        parts.append(" ".join([_SENTENCE] * 3) + "\n")
        parts.append("\n".join(f"- **Punkt {item}:** {_SENTENCE}" for item in range(2)) + "\n")
        parts.append("| Rolle | Opgave |\n|:--|:--|\n| Topchef | Retning |\n| Projektleder | Forløb |\n")
        parts.append(_SENTENCE + " *Det gælder også [her](#afsnit-1-retning-behov-og-rum).*\n")
    return "\n".join(parts)


def write_handbook(folder: Path, chapters: int, words: int = 700) -> None:
    """Write a handbook of that many chapters, thirty to a part."""
    folder.mkdir(parents=True, exist_ok=True)
    lines = ["# Summary", ""]
    for number in range(1, chapters + 1):
        if number % 30 == 1:
            lines += ["", f"# Del {number // 30 + 1}", ""]
        lines.append(f"- [Kapitel {number} om ledelse af innovation](k{number}.md)")
        (folder / f"k{number}.md").write_text(chapter_text(number, words), encoding="utf-8")
    (folder / "SUMMARY.md").write_text("\n".join(lines) + "\n", encoding="utf-8")
    (folder / "handbook.toml").write_text('id = "bench"\ntitle = "Målebog"\nlanguage = "da"\n', encoding="utf-8")
