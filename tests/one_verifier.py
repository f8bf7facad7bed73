"""One fresh process that checks every export of a block, where a job would start one for each."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from unittest.mock import patch

from tuner_gui.engine.control import Control
from tuner_gui.engine.export import folder
from tuner_gui.engine.export.verifier import Verifier


@contextlib.contextmanager
def one_verifier() -> Iterator[Verifier]:
    """The process, which jobs that export use as well until the end of the block.

    What is exported is checked as ever: the process knows no Tuner, and is asked anew each time. Only that
    a cancelled job gives up waiting for it cannot be seen here.
    """
    with (
        Verifier(Control()) as running,
        patch.object(folder, "Verifier", lambda control: contextlib.nullcontext(running)),
    ):
        yield running
