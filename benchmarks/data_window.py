"""Opens a table in a real window while its engine starts, and says how that went. `data.py` starts it.

    python benchmarks/data_window.py TABLE

Prints one line of JSON: seconds from the drop to the first rows on the screen and to the whole survey, how
late the event loop was between the two, and the most memory this process ever held.
"""

from __future__ import annotations

import json
import sys
import time
from pathlib import Path

from PySide6.QtCore import QEvent, QObject, QTimer
from PySide6.QtWidgets import QApplication, QTableView

from data import peak
from responsiveness import Probe, lateness, summary
from tuner_gui.engine.client import EngineClient
from tuner_gui.gui.app import begin, make_application
from tuner_gui.gui.dataset import Dataset
from tuner_gui.gui.main_window import MainWindow
from tuner_gui.gui.session import Session
from tuner_gui.gui.settings import Settings
from tuner_gui.gui.theme import Theme

SETTLED_MS = 1500
"""The drop comes when the window's first pictures are painted and their imports done."""
AFTERWARDS_MS = 400
"""The engine is asked about the table soon after it is read, and that belongs to it."""


class Watch(QObject):
    """Notes when the first rows were painted and when the survey was complete."""

    def __init__(self, session: Session, window: MainWindow, probe: Probe) -> None:
        super().__init__()
        self.shown: dict[str, float] = {}
        self._probe = probe
        self._dropped = 0.0
        self._session = session
        self._coming = ""
        session.data.changed.connect(self._on_changed)
        session.data.inspected.connect(lambda _: probe.mark("inspected"))
        session.queue.ready.connect(lambda _: probe.mark("engine ready"))
        view = window.findChild(QTableView, "dataTable")
        assert view is not None
        self._rows = view.viewport()
        self._rows.installEventFilter(self)

    def drop(self, path: Path) -> None:
        """Open `path`, as a drop does."""
        self._dropped = time.perf_counter()
        self._probe.start()
        self._session.open_dataset(path)

    def _on_changed(self, data: Dataset | None) -> None:
        if data is None:  # what was open before is gone, and nothing is there yet
            return
        self._coming = "preview" if data.is_preview else "survey"
        self._probe.mark(self._coming)
        self._rows.update()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802
        """The rows are about to be painted: when that is done, note it."""
        if event.type() == QEvent.Type.Paint and self._coming:
            what, self._coming = self._coming, ""
            QTimer.singleShot(0, lambda: self._on_painted(what))
        return super().eventFilter(watched, event)

    def _on_painted(self, what: str) -> None:
        self.shown.setdefault(what, time.perf_counter() - self._dropped)
        if what == "survey":
            self._probe.mark("painted")
            QTimer.singleShot(AFTERWARDS_MS, self._finish)

    def _finish(self) -> None:
        self._probe.stop()
        QApplication.quit()


def main() -> None:
    """Open the window, drop the table, print what was seen."""
    app = make_application(["tuner-gui"])
    session = Session(EngineClient)
    window = MainWindow(session, Settings(), Theme(app, "light"))
    probe = Probe()
    watch = Watch(session, window, probe)
    begin(window, session, None)
    window.show()
    QTimer.singleShot(SETTLED_MS, lambda: watch.drop(Path(sys.argv[1])))
    app.exec()
    answer = {
        "preview_seconds": watch.shown.get("preview", watch.shown["survey"]),
        "survey_seconds": watch.shown["survey"],
        "lateness": summary(lateness(probe.calls)),
        "peak_mb": peak() / 1e6,
        "stalls": probe.result()["stalls"],
    }
    window.close()
    print(json.dumps(answer))


if __name__ == "__main__":
    main()
