"""The window looks at results by itself: nothing heavy may come with them."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import numpy as np

from made_results import classified, made
from tuner_gui.engine.results.scored import write_scored

_LOOK = """
import json, sys
from pathlib import Path
import numpy as np
from tuner_gui.engine.config import Decision
from tuner_gui.engine.results.analysis import analyse
from tuner_gui.engine.results.marks import read_marks
from tuner_gui.engine.results.mistakes import find, test_rows, write_csv
from tuner_gui.engine.results.scored import read_scored

folder = Path(sys.argv[1])
scored = read_scored(folder)
analyse(scored, Decision())
rows = test_rows(scored, Decision())
write_csv(folder / "list.csv", rows, find(rows, words="text"), read_marks(folder))
heavy = ("torch", "transformers", "datasets", "accelerate", "sklearn", "scipy", "pandas", "captum")
print(json.dumps([name for name in heavy if name in sys.modules]))
"""


def test_looking_at_results_imports_nothing_heavy(tmp_path: Path) -> None:
    logits, targets = classified(200, 3)
    write_scored(tmp_path, made("single_label", logits, targets, test=np.arange(200) % 2 == 0))
    done = subprocess.run(
        [sys.executable, "-c", _LOOK, str(tmp_path)], capture_output=True, text=True, check=True, timeout=120
    )
    assert json.loads(done.stdout) == []
