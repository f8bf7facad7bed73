"""Which column holds the texts and which the labels, and what is to be learned of them."""

from __future__ import annotations

from tuner_gui.engine.data.role_checks import MIN_CLASS_ROWS, MIN_ROWS, check_roles
from tuner_gui.engine.data.role_guess import Roles, infer_roles

__all__ = ["MIN_CLASS_ROWS", "MIN_ROWS", "Roles", "check_roles", "infer_roles"]
