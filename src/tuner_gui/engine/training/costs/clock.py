"""The clock that costs are measured by, in one place, so that it can be exchanged."""

from __future__ import annotations

import time

seconds = time.perf_counter
"""Of the wall. On a computer that others use at the same time, a benchmark takes the processor's instead."""
