"""Training that went astray: a loss, a gradient or an output that is no number any more."""

from __future__ import annotations

import math
import time

from tuner_gui.engine.events import Logged
from tuner_gui.errors import RunError

_LESS = 10
"""A rate at which training breaks is seldom just a little too high."""


class AstrayError(RunError):
    """The loss, a gradient or an output is infinite or no number.

    Args:
        step: at which it was noticed, 1 for the first.
        rate: highest learning rate of the run.
    """

    def __init__(self, step: int, rate: float) -> None:
        self._noticed = f"Training went astray at step {step:,}: the loss is no usable number any more."
        self._remedy = f"a lower learning rate, for example {rate / _LESS:.1g} instead of {rate:.2g}."
        super().__init__(self._noticed, hint=f"Start again with {self._remedy}")

    def kept(self, best_step: int) -> Logged:
        """What the person is told when there is a good state to fall back on."""
        kept = f"The best model so far is kept, that of step {best_step:,}."
        message = f"{self._noticed} {kept} To get further, try {self._remedy}"
        return Logged(message=message, level="warning", time=time.time())


def check_number(value: float, step: int, rate: float) -> None:
    """Raise AstrayError where `value` is infinite or no number."""
    if not math.isfinite(value):
        raise AstrayError(step, rate)
