"""The subcommand `publish`: what would be sent, whether it may be, and where it lies afterwards."""

from __future__ import annotations

import sys

from tuner_gui.commands import perform
from tuner_gui.console import Console
from tuner_gui.engine.events import RunCancelled, RunSuspended
from tuner_gui.engine.outcome import finished_outcome
from tuner_gui.engine.replies import Published
from tuner_gui.engine.requests import PublishJob
from tuner_gui.engine.sending import FileToSend, files_to_send
from tuner_gui.errors import RunError
from tuner_gui.runs.store import find_run


def publish(reference: str, repository: str, *, public: bool, agreed: bool) -> int:
    """Put the model of a finished run on the Hugging Face Hub; returns the exit status.

    Args:
        reference: folder or id of the run.
        repository: such as `owner/name`.
        public: let everyone see it.
        agreed: do not ask first.
    """
    folder = find_run(reference)
    finished_outcome(folder)
    sys.stderr.write(_question(files_to_send(folder), repository, public=public))
    if not agreed and not _agrees():
        raise RunError("Nothing was sent.", hint="Answer “yes” to send it, or say --yes beforehand.")
    with Console() as console:
        job = PublishJob(run_dir=str(folder), repository=repository, private=not public)
        end = perform(job, console)
    if isinstance(end, RunCancelled | RunSuspended):
        raise RunError("Publishing was interrupted; nothing was sent.")
    assert isinstance(end, Published)
    sys.stdout.write(f"Published: {end.url} ({len(end.files)} files)\n")
    return 0


def _question(files: tuple[FileToSend, ...], repository: str, *, public: bool) -> str:
    lines = [f"  {file.name}{_size(file)}" for file in files]
    seen = "everyone can see it" if public else "private: only its owner can see it"
    return "\n".join([f"These files go to {repository} on the Hugging Face Hub ({seen}):", *lines, ""])


def _size(file: FileToSend) -> str:
    if file.size_bytes is None:
        return "  (the model card)"
    return f"  {file.size_bytes / 1e6:,.1f} MB" if file.size_bytes >= 1e5 else f"  {file.size_bytes:,} bytes"


def _agrees() -> bool:
    """Ask at the terminal; where there is none, nobody agreed."""
    if not sys.stdin.isatty():
        return False
    sys.stderr.write("Send them? [yes/no] ")
    sys.stderr.flush()
    return sys.stdin.readline().strip().lower() in ("y", "yes")
