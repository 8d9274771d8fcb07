"""The one exception that a reader may see: what went wrong, and what to do about it.

The window shows it in the page, the command line prints it on one line; neither shows a traceback.
"""

from __future__ import annotations


class HandbookError(Exception):
    """Bad input from outside: a missing folder, a file that can't be read, a faulty construct.

    Args:
        message: What went wrong, translated, one sentence.
        hint: What the reader can do about it, translated; may be empty.
    """

    def __init__(self, message: str, hint: str = "") -> None:
        """Keep the two parts apart so that a window can set them differently."""
        super().__init__(message)
        self.message = message
        self.hint = hint

    def __str__(self) -> str:
        """Return both parts on one line, as the command line prints them."""
        return f"{self.message} {self.hint}".strip()
