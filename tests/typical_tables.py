"""Small look-alikes of tables that people train on: the columns and kinds of values, all made up."""

from __future__ import annotations

from typical_cells import Typical
from typical_labels import LABELS
from typical_tasks import OTHER_TASKS
from typical_traps import TRAPS

TYPICAL: dict[str, Typical] = LABELS | TRAPS | OTHER_TASKS
