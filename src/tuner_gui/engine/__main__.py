"""`python -m tuner_gui.engine RUN.json`: the same as `tuner_gui.run_file`, under the name people know.

Started by name: the engine itself does not know where runs are kept.
"""

from __future__ import annotations

import runpy

if __name__ == "__main__":
    runpy.run_module("tuner_gui.run_file", run_name="__main__", alter_sys=True)
