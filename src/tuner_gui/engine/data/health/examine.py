"""Everything worth knowing about a dataset before training."""

from __future__ import annotations

from tuner_gui.engine.config import DatasetConfig
from tuner_gui.engine.data.gathered import Rows
from tuner_gui.engine.data.role_guess import Roles
from tuner_gui.engine.data.table import Table
from tuner_gui.engine.events import Finding


def examine_table(table: Table, roles: Roles) -> tuple[Finding, ...]:
    """What can be said of a table whose roles cannot work."""
    return ()


def examine(rows: Rows, config: DatasetConfig) -> tuple[Finding, ...]:
    """What is wrong with the rows as they stand after the fixes, gravest first."""
    return ()
