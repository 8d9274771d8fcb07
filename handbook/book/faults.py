"""A fault in a handbook, and the codes that faults have."""

from __future__ import annotations

from dataclasses import dataclass

FAULT_CODES = frozenset(
    {
        # handbook.toml
        "manifest",
        "manifest-chapter",
        "manifest-key",
        # SUMMARY.md and the files that it lists
        "duplicate-chapter",
        "missing-chapter",
        "orphan-chapter",
        "outside-chapter",
        "summary",
        "summary-text",
        "untitled-chapter",
        # A chapter as a whole
        "empty-chapter",
        "extra-title",
        "front-matter",
        "front-matter-key",
        "front-matter-type",
        "heading-level",
        "no-title",
        "unreadable-chapter",
        # What handbook.toml asks for under [check]
        "length",
        "lix",
        "missing-metadata",
        "missing-section",
        "missing-sources",
        "missing-summary",
        "section-order",
        "spelling",
        # Constructs
        "duplicate-footnote",
        "duplicate-id",
        "ragged-table",
        "raw-html",
        "table-header",
        "too-many-marks",
        "unclosed-code",
        "undefined-footnote",
        "unknown-panel",
        "unused-footnote",
        # Tools
        "decision-circle",
        "decision-end",
        "decision-unreached",
        "duplicate-field-id",
        "duplicate-tool-id",
        "field-id",
        "field-title",
        "tool-empty",
        "tool-id",
        "tool-option",
        "tool-option-type",
        "tool-options",
        "tool-options-unreadable",
        "tool-place",
        "tool-scale",
        "tool-title",
        "unclosed-block",
        "unknown-block",
        "unopened-block",
        # Links and pictures
        "broken-anchor",
        "broken-link",
        "glossary-anchor",
        "link-scheme",
        "missing-alt",
        "missing-image",
        "outside-image",
        "unlisted-link",
        "unreadable-image",
    }
)


@dataclass(frozen=True, slots=True)
class Fault:
    """Something wrong in a handbook.

    Attributes:
        path: The file, relative to the handbook's folder, with forward slashes.
        line: The line, from 1.
        code: What sort of fault it is; one of `FAULT_CODES`.
        message: What is wrong, translated.
    """

    path: str
    line: int
    code: str
    message: str

    def __str__(self) -> str:
        """Return the fault on one line, as compilers print theirs."""
        return f"{self.path}:{self.line}: {self.message} [{self.code}]"
