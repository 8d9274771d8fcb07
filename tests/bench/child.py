"""One start, timed from within: prints how long the process took to a readable page, and its memory.

Usage: child.py START_NS bare|ours FOLDER: START_NS is `time.monotonic_ns()` right before the process was begun.
"""

from __future__ import annotations

import sys
import time
from pathlib import Path

START_NS, KIND, FOLDER = int(sys.argv[1]), sys.argv[2], sys.argv[3]


def report() -> None:
    """Print seconds to the first painted page, and the proportional and resident memory in MB two seconds later."""
    from PySide6.QtCore import QTimer
    from PySide6.QtWidgets import QApplication

    elapsed = (time.monotonic_ns() - START_NS) / 1e9

    def finish() -> None:
        print(elapsed, _memory("Pss"), _memory("Rss"), flush=True)
        QApplication.quit()

    QTimer.singleShot(2_000, finish)


def _memory(kind: str) -> float:
    for line in Path("/proc/self/smaps_rollup").read_text().splitlines():
        if line.startswith(f"{kind}:"):
            return int(line.split()[1]) / 1024
    return float("nan")


def bare() -> None:
    """Open a window with an empty text browser: the least that any Qt reader written in Python costs."""
    from PySide6.QtCore import QEvent, QObject
    from PySide6.QtWidgets import QApplication, QMainWindow, QTextBrowser

    application = QApplication(sys.argv[:1])
    window = QMainWindow()
    browser = QTextBrowser()
    window.setCentralWidget(browser)
    window.resize(1280, 840)

    class Watch(QObject):
        def eventFilter(self, watched: QObject, event: QEvent) -> bool:
            if event.type() == QEvent.Type.Paint:
                watched.removeEventFilter(self)
                from PySide6.QtCore import QTimer

                QTimer.singleShot(0, report)
            return False

    watch = Watch()
    browser.viewport().installEventFilter(watch)
    window.show()
    application.exec()


def ours() -> None:
    """Start the real program on a folder, as its command does."""
    # The door must not have to know of this: the watch is set where Qt's loop begins, before anything is painted.
    from PySide6.QtWidgets import QApplication

    from handbook import cli

    begin = QApplication.exec

    def watched() -> int:
        from PySide6.QtCore import QEvent, QObject, QTimer

        from handbook.ui.window import MainWindow

        class Watch(QObject):
            def eventFilter(self, watched: QObject, event: QEvent) -> bool:
                if event.type() == QEvent.Type.Paint:
                    watched.removeEventFilter(self)
                    QTimer.singleShot(0, report)
                return False

        window = next(widget for widget in QApplication.topLevelWidgets() if isinstance(widget, MainWindow))
        watch = Watch(window)
        window.reader.view.viewport().installEventFilter(watch)
        return int(begin())

    QApplication.exec = staticmethod(watched)  # type: ignore[method-assign]
    sys.exit(cli.main([FOLDER]))


if __name__ == "__main__":
    bare() if KIND == "bare" else ours()
