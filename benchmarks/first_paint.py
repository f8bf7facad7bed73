"""Opens one window, says when it was painted, and ends. `startup.py` starts it once per measurement.

    python benchmarks/first_paint.py tuner|bare

Prints one line of JSON: the clock when the first picture was complete (`time.monotonic`, which all
processes of a computer share) and which modules of the engine had been imported by then.
"""

from __future__ import annotations

import json
import os
import sys
import time

ENGINE_ONLY = ("torch", "transformers", "datasets", "sklearn")


def report() -> None:
    """Say that the picture is complete and leave at once: how long closing takes is not measured."""
    painted = time.monotonic()
    print(json.dumps({"painted": painted, "engine_modules": [m for m in ENGINE_ONLY if m in sys.modules]}))
    sys.stdout.flush()
    os._exit(0)


def open_tuner() -> None:
    """All that `tuner-gui` does when it is called bare."""
    from PySide6.QtCore import Qt

    from tuner_gui import __main__
    from tuner_gui.gui import app
    from tuner_gui.gui.main_window import MainWindow

    class Watched(MainWindow):
        def __init__(self, *parts: object) -> None:
            super().__init__(*parts)  # type: ignore[arg-type]
            # Queued, and before anybody else: right after the event that paints the window with all in it.
            self.first_painted.connect(report, Qt.ConnectionType.QueuedConnection)

    app.MainWindow = Watched  # type: ignore[attr-defined,assignment]
    sys.argv[1:] = []
    __main__.main()


def open_bare() -> None:
    """The least that a program with two plots needs."""
    import pyqtgraph as pg
    from PySide6.QtCore import QSize, Qt, Signal
    from PySide6.QtGui import QPaintEvent
    from PySide6.QtWidgets import QApplication, QHBoxLayout, QMainWindow, QWidget

    class Bare(QMainWindow):
        painted = Signal()

        def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802 # Qt's name
            super().paintEvent(event)
            self.painted.emit()

    app = QApplication([])
    window = Bare()
    layout = QHBoxLayout()
    layout.addWidget(pg.PlotWidget())
    layout.addWidget(pg.PlotWidget())
    page = QWidget()
    page.setLayout(layout)
    window.setCentralWidget(page)
    window.painted.connect(report, Qt.ConnectionType.QueuedConnection)
    window.resize(QSize(1280, 800))
    window.show()
    app.exec()


if __name__ == "__main__":
    {"tuner": open_tuner, "bare": open_bare}[sys.argv[1]]()
