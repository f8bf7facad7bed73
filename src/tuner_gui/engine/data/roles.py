"""Which column holds the texts and which the labels, and what is to be learned of them."""

from __future__ import annotations

from tuner_gui.engine.data.role_checks import check_roles
from tuner_gui.engine.data.role_guess import Roles, infer_roles

__all__ = ["Roles", "check_roles", "infer_roles"]
