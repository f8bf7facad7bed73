"""Starts the window: composition only."""

from __future__ import annotations

import gc
import importlib
import locale
import logging
import logging.handlers
import signal
import sys
import traceback
from pathlib import Path
from types import TracebackType

from PySide6.QtCore import QCoreApplication, QObject, Qt, QTimer, QtMsgType, Signal, qInstallMessageHandler
from PySide6.QtGui import QIcon
from PySide6.QtWidgets import QApplication

from tuner_gui import __version__, paths
from tuner_gui.engine.client import EngineClient
from tuner_gui.errors import TunerError
from tuner_gui.gui import icons, settings
from tuner_gui.gui.background import Background
from tuner_gui.gui.main_window import MainWindow
from tuner_gui.gui.reader_imports import import_reader
from tuner_gui.gui.session import Session
from tuner_gui.gui.theme import Theme

SWITCH_SECONDS = 0.0005
"""How long a thread may keep the interpreter while the window wants it. Painting a plot asks for it some
twenty times; with Python's own 5 ms, a table read meanwhile held a picture up for 40 ms instead of 7."""

_log = logging.getLogger(__name__)


class _Reporter(QObject):
    """Brings an exception nobody caught to the log and to the screen, from whatever thread it comes."""

    raised = Signal(object)

    def __call__(self, kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
        detail = "".join(traceback.format_exception(kind, error, trace))
        _log.error("not caught: %s", detail)
        sys.__excepthook__(kind, error, trace)
        self.raised.emit(
            TunerError(
                "Something went wrong inside Tuner.",
                hint="You can go on. If it happens again, please report it with the details.",
                detail=detail,
            )
        )


def make_application(arguments: list[str] | None = None) -> QApplication:
    """The QApplication as Tuner needs it."""
    sys.setswitchinterval(SWITCH_SECONDS)
    app = QApplication(arguments or ["tuner-gui"])
    # Qt takes over the system's locale; a decimal comma would then reach code that writes numbers.
    locale.setlocale(locale.LC_NUMERIC, "C")
    app.setStyle("Fusion")
    app.setApplicationName(paths.APP)
    app.setApplicationVersion(__version__)
    app.setDesktopFileName("tuner-gui")
    app.setWindowIcon(QIcon(str(paths.resource("icons", "tuner.svg"))))
    return app


def main(*, dataset: Path | None = None, start: bool = False) -> int:
    """Open the window and stay until it is closed.

    Args:
        dataset: opened at once.
        start: start a run with it as soon as it is read.

    Returns:
        The exit status.
    """
    _start_log()
    signal.signal(signal.SIGINT, signal.SIG_DFL)  # the engine ends by itself, the run stays resumable
    app = make_application()
    remembered = settings.load(paths.settings_file())
    theme = Theme(app, remembered.theme)
    session = Session(lambda: EngineClient(device=remembered.device))
    window = MainWindow(session, remembered, theme)
    reporter = _Reporter()
    reporter.raised.connect(window.show_problem)
    sys.excepthook = reporter

    begin(window, session, dataset, start=start)
    window.show()
    status = app.exec()
    sys.excepthook = sys.__excepthook__
    _save(remembered)
    return status


def begin(window: MainWindow, session: Session, dataset: Path | None = None, *, start: bool = False) -> None:
    """Have the work begun that waits for the window's first picture.

    Args:
        window: not shown yet.
        session: the window's.
        dataset: opened first of all.
        start: start a run with it as soon as it is read.
    """

    # Importing the icons' package would hold the window up; in a thread it does not. Only one such thing at a
    # time: threads that wait for the interpreter hold up the window, which waits for it too.
    importer, reader_importer = Background(window), Background(window)
    QCoreApplication.instance().aboutToQuit.connect(importer.wait)  # type: ignore[union-attr]
    QCoreApplication.instance().aboutToQuit.connect(reader_importer.wait)  # type: ignore[union-attr]

    def after_first_paint() -> None:
        gc.freeze()  # never looked through again, so later collections are short
        gc.enable()
        importer.start(lambda: importlib.import_module("qtawesome"))

    def after_import() -> None:
        icons.load()
        QTimer.singleShot(0, window, open_and_warm)  # what was waiting for the icons is drawn first

    def open_and_warm() -> None:
        if dataset is not None:
            session.open_dataset(dataset, start=start)
        else:
            reader_importer.start(import_reader)
        session.warm()

    importer.done.connect(after_import)
    importer.failed.connect(window.show_problem)
    # Queued: the first picture is on the screen before anything heavy begins.
    window.first_painted.connect(after_first_paint, Qt.ConnectionType.QueuedConnection)


def _save(remembered: settings.Settings) -> None:
    try:
        settings.save(remembered, paths.settings_file())
    except TunerError as error:
        _log.warning("%s", error.message)


def _start_log() -> None:
    handlers: list[logging.Handler] = []
    try:
        paths.log_dir().mkdir(parents=True, exist_ok=True)
        file = paths.log_dir() / "window.log"
        handlers.append(logging.handlers.RotatingFileHandler(file, maxBytes=1_000_000, backupCount=2))
    except OSError as error:  # a log that cannot be written is no reason not to start
        sys.stderr.write(f"no log file: {error}\n")
    logging.basicConfig(
        level=logging.INFO, handlers=handlers, format="%(asctime)s %(levelname)s %(name)s: %(message)s"
    )
    qInstallMessageHandler(_on_qt_message)


def _on_qt_message(kind: QtMsgType, _context: object, message: str) -> None:
    level = {QtMsgType.QtDebugMsg: logging.DEBUG, QtMsgType.QtInfoMsg: logging.INFO}.get(
        kind, logging.WARNING
    )
    logging.getLogger("qt").log(level, message)
