"""The window's process never imports torch and its kin; nor pandas, which pyarrow would."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from scored_runs import make_run, one_label

WINDOW = """
import sys
from tuner_gui import paths
from tuner_gui.gui import app
from tuner_gui.gui.main_window import MainWindow
from tuner_gui.gui.session import Session
from tuner_gui.gui.settings import Settings
from tuner_gui.gui.theme import Theme
from tuner_gui.engine.client import EngineClient

application = app.make_application()
session = Session(EngineClient)
window = MainWindow(session, Settings(), Theme(application))
window.show()
application.processEvents()
"""
OPEN_SAMPLE = """
session.open_sample()
while session.data.busy:
    application.processEvents()
assert session.choice.dataset is not None
"""
OPEN_RESULTS = """
from pathlib import Path
from tuner_gui.gui.main_window import RESULTS

window.show_page(RESULTS)
page = window._made[RESULTS]
while page.results.results is None or page.mistakes.chosen is None:
    application.processEvents()
"""
OPEN_COMPARE = """
from tuner_gui.gui.main_window import COMPARE

window.show_page(COMPARE)
while window._made[COMPARE].shelf._worker.busy:
    application.processEvents()
"""
REPORT = """
heavy = {"torch", "transformers", "datasets", "accelerate", "sklearn", "scipy", "pandas", "pyarrow"}
print(*sorted(heavy & set(sys.modules)))
window.close()
"""


@pytest.mark.parametrize(
    ("program", "imported"),
    [(WINDOW, ""), (WINDOW + OPEN_SAMPLE, "pyarrow"), (WINDOW + OPEN_COMPARE, "pyarrow")],
)
def test_the_window_imports_nothing_heavy(program: str, imported: str) -> None:
    result = subprocess.run(
        [sys.executable, "-c", program + REPORT], capture_output=True, text=True, check=True, timeout=60
    )
    assert result.stdout.strip() == imported


def test_results_import_nothing_heavy(tuner_home: Path, tmp_path: Path) -> None:
    make_run(tuner_home / "data" / "runs" / "one", tmp_path / "news.csv", one_label())
    command = [sys.executable, "-c", WINDOW + OPEN_RESULTS + REPORT]
    result = subprocess.run(command, capture_output=True, text=True, check=True, timeout=60)
    assert result.stdout.strip() == "pyarrow"
