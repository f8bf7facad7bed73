"""The window's process never imports torch and its kin."""

from __future__ import annotations

import subprocess
import sys

PROGRAM = """
import sys
from tuner_gui.gui import app
from tuner_gui.gui.main_window import MainWindow
from tuner_gui.gui.session import Session
from tuner_gui.gui.settings import Settings
from tuner_gui.gui.theme import Theme
from tuner_gui.engine.client import EngineClient

application = app.make_application()
window = MainWindow(Session(EngineClient), Settings(), Theme(application))
window.show()
application.processEvents()
heavy = {"torch", "transformers", "datasets", "accelerate", "sklearn", "scipy", "pyarrow"}
print(*sorted(heavy & set(sys.modules)))
window.close()
"""


def test_building_the_window_imports_nothing_heavy() -> None:
    result = subprocess.run(
        [sys.executable, "-c", PROGRAM], capture_output=True, text=True, check=True, timeout=60
    )
    assert result.stdout.strip() == ""
