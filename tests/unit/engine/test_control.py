"""Pause, stop, cancel and suspend."""

from __future__ import annotations

import threading

import pytest

from tuner_gui.engine.control import Control
from tuner_gui.engine.requests import Action


def test_a_stronger_request_wins_whatever_the_order() -> None:
    for order in (("stop", "suspend", "cancel"), ("cancel", "suspend", "stop")):
        control = Control()
        for action in order:
            control.request(typing_action(action))
        assert control.ending == "cancel"


def test_pause_and_resume() -> None:
    control = Control()
    control.request("pause")
    assert control.paused
    control.request("resume")
    assert not control.paused
    assert control.ending is None


@pytest.mark.parametrize("action", ["resume", "stop", "cancel", "suspend"])
def test_waiting_ends(action: Action) -> None:
    control = Control()
    control.request("pause")
    waiting = threading.Thread(target=control.wait_while_paused)
    waiting.start()
    control.request(action)
    waiting.join(10)
    assert not waiting.is_alive()


def test_reset_forgets() -> None:
    control = Control()
    control.request("pause")
    control.request("cancel")
    control.reset()
    assert control.ending is None
    assert not control.paused


def typing_action(name: str) -> Action:
    actions: dict[str, Action] = {"stop": "stop", "suspend": "suspend", "cancel": "cancel"}
    return actions[name]
