"""A report in any of the formats: which writer makes which."""

from __future__ import annotations

from typing import TYPE_CHECKING

from handbook.export.report import Format

if TYPE_CHECKING:
    from handbook.export.pdf import Press
    from handbook.export.report import Report


def written(report: Report, format_: Format, press: Press | None = None) -> bytes:
    """Return a report as the content of a file.

    Args:
        report: What is exported.
        format_: As what.
        press: Sets PDFs; None for one that is used only once.

    Raises:
        HandbookError: It can't be set as PDF.
    """
    # Each writer is imported only when it is wanted.
    match format_:
        case Format.PDF:
            from handbook.export.pdf import Press

            if press is not None:
                return press.pdf(report)
            with Press() as own:
                return own.pdf(report)
        case Format.MARKDOWN:
            from handbook.export.markdown import to_markdown

            return to_markdown(report).encode()
        case Format.HTML:
            from handbook.export.html import to_html

            return to_html(report).encode()
        case Format.JSON:
            from handbook.export.structured import to_json

            return to_json(report).encode()
