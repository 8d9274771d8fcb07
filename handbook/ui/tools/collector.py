"""Gets to know the tools of a handbook while nothing else happens."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer, Signal

if TYPE_CHECKING:
    from collections.abc import Iterator

    from handbook.book.toolbox import Toolbox, ToolPlace

# What is read between two of the reader's events takes no longer than a frame, but for the chapter that it ends with.
_STEP_S = 0.008
# Whoever wants the tools is seen first; in milliseconds.
_BEGIN_MS = 150
# Who lists the tools isn't told of each: in seconds.
_TELL_S = 0.15


class ToolCollector(QObject):
    """Reads the chapters of one toolbox, in steps.

    Signals:
        grown: More tools are known, or all of them.
    """

    grown = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._toolbox: Toolbox | None = None
        self._steps: Iterator[int] = iter(())
        self._told = (0, 0.0)
        self._work = QTimer(self, singleShot=True)
        self._work.timeout.connect(self._read_on)

    @property
    def known(self) -> tuple[ToolPlace, ...]:
        """The tools that are known, in the order of the handbook."""
        return self._toolbox.known if self._toolbox is not None else ()

    @property
    def is_complete(self) -> bool:
        """Whether they are all of them."""
        return self._toolbox is not None and self._toolbox.is_complete

    def collect(self, toolbox: Toolbox) -> None:
        """Collect from a toolbox; from the one that is being collected from already, it goes on.

        Args:
            toolbox: Of the handbook that is open.
        """
        if toolbox is self._toolbox:
            return
        self._toolbox = toolbox
        self._steps = toolbox.steps()
        self._told = (0, time.monotonic())
        self._work.start(_BEGIN_MS)

    def finish(self) -> None:
        """Read what is left to be read now."""
        self._work.stop()
        for _step in self._steps:
            pass
        self.grown.emit()

    def _read_on(self) -> None:
        until = time.monotonic() + _STEP_S
        count = 0
        while time.monotonic() < until:
            step = next(self._steps, None)
            if step is None:
                self.grown.emit()
                return
            count = step
        if count > self._told[0] and time.monotonic() - self._told[1] > _TELL_S:
            self._told = (count, time.monotonic())
            self.grown.emit()
        self._work.start(0)
