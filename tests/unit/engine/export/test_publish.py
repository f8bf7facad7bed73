"""Publishing on a Hub on this computer: what is sent, to whom it shows, and every refusal."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from huggingface_hub import constants

from fake_hub import FakeHub, running_hub
from jobs_by_hand import config, do, train
from one_verifier import one_verifier
from tables import film_rows, films
from tuner_gui.engine.control import Control
from tuner_gui.engine.events import AnyEvent, Failed, RunCancelled
from tuner_gui.engine.jobs import execute
from tuner_gui.engine.replies import Published
from tuner_gui.engine.requests import PublishJob
from tuner_gui.engine.sending import files_to_send

NAME = "anna/films"


@pytest.fixture(scope="module", autouse=True)
def one_process() -> Iterator[None]:
    """Every export before sending is checked by the same fresh process."""
    with one_verifier():
        yield


@pytest.fixture(scope="module")
def finished(tiny_model: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of a finished run."""
    folder = tmp_path_factory.mktemp("finished")
    train(config(films(folder), tiny_model), folder / "run")
    return folder / "run"


@pytest.fixture
def hub(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[FakeHub]:
    """A Hub that knows Anna, who is signed in here."""
    token = tmp_path / "token"
    token.write_text("hf_anna")
    monkeypatch.setattr(constants, "HF_TOKEN_PATH", str(token))
    monkeypatch.delenv("HF_TOKEN", raising=False)
    with running_hub(tmp_path / "cache", monkeypatch) as server:
        server.uploads.tokens["hf_anna"] = "anna"
        yield server


def publish(run: Path, name: str = NAME, *, private: bool = True) -> AnyEvent:
    return do(PublishJob(run_dir=str(run), repository=name, private=private))[-1]


def test_what_was_announced_is_sent_and_nothing_else(hub: FakeHub, finished: Path) -> None:
    announced = files_to_send(finished)
    end = publish(finished)
    assert isinstance(end, Published), end
    assert end.url == f"{hub.url}/{NAME}"
    sent = hub.uploads.sent[NAME]
    assert set(sent) == set(end.files) == {file.name for file in announced}
    assert hub.uploads.private == {NAME: True}
    assert sent["model.safetensors"] == (finished / "model" / "model.safetensors").read_bytes()
    for file in announced:
        if file.name not in ("README.md", "config.json"):
            assert file.size_bytes == len(sent[file.name]), file
    assert "tuner_threshold" in json.loads(sent["config.json"])
    card = sent["README.md"].decode()
    assert f'model="{NAME}"' in card
    everything = b"".join(sent.values()).decode("utf-8", "replace")
    assert not any(text in everything for text, _ in film_rows())


def test_everyone_can_see_it_only_if_asked(hub: FakeHub, finished: Path) -> None:
    assert isinstance(publish(finished, private=False), Published)
    assert hub.uploads.private == {NAME: False}


def test_a_model_that_is_there_is_never_overwritten(hub: FakeHub, finished: Path) -> None:
    hub.uploads.private[NAME] = True
    hub.uploads.sent[NAME] = {"precious": b"x"}
    end = publish(finished)
    assert isinstance(end, Failed)
    assert "overwrite" in end.message
    assert hub.uploads.sent[NAME] == {"precious": b"x"}


def test_an_upload_that_broke_can_be_repeated(hub: FakeHub, finished: Path) -> None:
    hub.uploads.breaks_at = "/commit/"
    end = publish(finished)
    assert isinstance(end, Failed)
    assert "501" in end.message
    hub.uploads.breaks_at = ""
    assert isinstance(publish(finished), Published)


def test_an_empty_public_repository_does_not_take_a_private_model(hub: FakeHub, finished: Path) -> None:
    hub.uploads.private[NAME] = False
    hub.uploads.sent[NAME] = {}
    assert isinstance(publish(finished), Failed)
    assert hub.uploads.sent[NAME] == {}


@pytest.mark.parametrize("name", ["films", "a/b/c", "anna/f ilms"])
def test_names_that_cannot_be(hub: FakeHub, finished: Path, name: str) -> None:
    end = publish(finished, name)
    assert isinstance(end, Failed)
    assert "no name" in end.message
    assert end.kind == "ExportError"


def test_in_the_name_of_somebody_else(hub: FakeHub, finished: Path) -> None:
    end = publish(finished, "bert/films")
    assert isinstance(end, Failed)
    assert "may not publish" in end.message


def test_nobody_is_signed_in(hub: FakeHub, finished: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(constants, "HF_TOKEN_PATH", str(finished / "no such file"))
    end = publish(finished)
    assert isinstance(end, Failed)
    assert "signed in" in end.message
    assert "hf auth login" in end.hint


def test_a_token_that_is_not_accepted(hub: FakeHub, finished: Path) -> None:
    hub.uploads.tokens.clear()
    end = publish(finished)
    assert isinstance(end, Failed)
    assert "does not accept" in end.message


def test_no_connection(hub: FakeHub, finished: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    hub.close()
    end = publish(finished)
    assert isinstance(end, Failed)
    assert "cannot be reached" in end.message
    monkeypatch.setattr(constants, "HF_HUB_OFFLINE", True)
    end = publish(finished)
    assert isinstance(end, Failed)
    assert "HF_HUB_OFFLINE" in end.hint


def test_cancelled_before_anything_was_sent(hub: FakeHub, finished: Path) -> None:
    control = Control()
    events: list[AnyEvent] = []
    control.request("cancel")
    execute(PublishJob(run_dir=str(finished), repository=NAME), control, events.append)
    assert isinstance(events[-1], RunCancelled)
    assert hub.uploads.private == {}
