"""A Hugging Face Hub on this computer, with as much of its protocol as downloads and uploads need."""

from __future__ import annotations

import contextlib
import hashlib
import json
import threading
from collections.abc import Iterator
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import datasets
import huggingface_hub
import pytest
from huggingface_hub import constants

from fake_hub_uploads import Uploads

SHA = "0123456789abcdef0123456789abcdef01234567"
"""The commit that every repository here is at."""


class FakeHub:
    """Serves `repositories` (id -> file name -> content) until it is closed; note what it is asked for."""

    def __init__(self) -> None:
        self.repositories: dict[str, dict[str, bytes]] = {}
        self.datasets: dict[str, dict[str, bytes]] = {}
        """The same for datasets."""
        self.errors: dict[str, tuple[HTTPStatus, str]] = {}
        """By repository: the status it answers with, and the Hub's error code."""
        self.downloads: list[str] = []
        """Names of the files that were sent, in order."""
        self.stalls = ""
        """Name of a file of which only the first half is sent, until `released` is set."""
        self.released = threading.Event()
        self.uploads = Uploads()
        self.closed = False
        hub = self

        class Handler(_Handler):
            pass

        Handler.hub = hub
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self._server.daemon_threads = True
        self._thread = threading.Thread(target=self._server.serve_forever, kwargs={"poll_interval": 0.01})
        self._thread.start()
        self.url = f"http://127.0.0.1:{self._server.server_port}"

    def close(self) -> None:
        """End the server: from now on nobody answers at its address, on open connections neither."""
        self.closed = True
        self.released.set()
        if self._thread.is_alive():
            self._server.shutdown()
            self._thread.join()
            self._server.server_close()


def use_hub(server: FakeHub, cache: Path, patch: pytest.MonkeyPatch) -> None:
    """Have huggingface_hub and datasets take `server` for the Hub, with an empty cache."""
    patch.setattr(constants, "ENDPOINT", server.url)
    template = server.url + "/{repo_id}/resolve/{revision}/{filename}"
    patch.setattr(constants, "HUGGINGFACE_CO_URL_TEMPLATE", template)
    patch.setattr(constants, "HF_HUB_CACHE", str(cache / "hub"))
    patch.setattr(constants, "HF_HUB_OFFLINE", False)
    patch.setattr(constants, "HF_HUB_DISABLE_XET", True)  # transfer.py sets these two; restored afterwards
    patch.setattr(constants, "DOWNLOAD_CHUNK_SIZE", constants.DOWNLOAD_CHUNK_SIZE)
    patch.setattr(datasets.config, "HF_ENDPOINT", server.url)
    patch.setattr(datasets.config, "HF_DATASETS_CACHE", cache / "datasets")
    patch.setattr(datasets.config, "HF_HUB_OFFLINE", False)
    patch.setattr(datasets.config, "USE_PARQUET_EXPORT", False)  # another server, which there is none of here


@contextlib.contextmanager
def running_hub(cache: Path, patch: pytest.MonkeyPatch) -> Iterator[FakeHub]:
    """A Hub that is used until the end of the block, and that no download outlives."""
    server = FakeHub()
    use_hub(server, cache, patch)
    yield server
    server.close()
    wait_for_downloads()
    huggingface_hub.close_session()


def wait_for_downloads() -> None:
    """A cancelled download is left to end by itself; see that it does."""
    for thread in threading.enumerate():
        if thread.name.startswith("download"):
            thread.join(timeout=30)
            assert not thread.is_alive()


class _Handler(BaseHTTPRequestHandler):
    hub: FakeHub
    protocol_version = "HTTP/1.1"

    def do_HEAD(self) -> None:
        self._answer(with_body=False)

    def do_POST(self) -> None:
        """Publishing; otherwise, what is asked of single paths: which of them exist."""
        path = self.path.partition("?")[0].strip("/")
        reply = self.hub.uploads.post(path, self._body(), self._token(), self.hub.url)
        self._send(b"[]", {}) if reply is None else self._reply(*reply)

    def do_PUT(self) -> None:
        self.hub.uploads.put(self.path, self._body())
        self._send(b"", {})

    def do_GET(self) -> None:
        self._answer(with_body=True)

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002 - the base class's name
        """Say nothing."""

    def _body(self) -> bytes:
        return self.rfile.read(int(self.headers.get("Content-Length") or 0))

    def _token(self) -> str:
        return (self.headers.get("Authorization") or "").removeprefix("Bearer ")

    def _reply(self, status: HTTPStatus, content: dict[str, Any]) -> None:
        self._send(json.dumps(content).encode(), {"Content-Type": "application/json"}, status=status)

    def _answer(self, *, with_body: bool) -> None:
        if self.hub.closed:
            self.close_connection = True
            return
        path = self.path.partition("?")[0].strip("/")
        if path == "api/whoami-v2":
            self._reply(*self.hub.uploads.whoami(self._token()))
            return
        path, is_dataset = path.removeprefix("api/"), "datasets/" in path
        path = path.removeprefix("datasets/").removeprefix("models/")
        kept = self.hub.datasets if is_dataset else self.hub.repositories | self.hub.uploads.sent
        repository = "/".join(path.split("/")[:2])
        if repository in self.hub.errors:
            status, code = self.hub.errors[repository]
            self._send(b"", {"X-Error-Code": code}, status=status)
        elif repository not in kept:
            self._send(b"", {"X-Error-Code": "RepoNotFound"}, status=HTTPStatus.NOT_FOUND)
        elif "/resolve/" in path:
            name = path.partition("/resolve/")[2].partition("/")[2]
            self._file(kept[repository], name, with_body=with_body)
        elif "/tree/" in path:
            self._send(self._tree(kept[repository], path.partition("/tree/")[2].partition("/")[2]), {})
        else:
            self._send(self._listing(repository, kept[repository]), {})

    def _listing(self, repository: str, files: dict[str, bytes]) -> bytes:
        siblings = [{"rfilename": name, "size": len(content)} for name, content in files.items()]
        private = self.hub.uploads.private.get(repository, False)
        listing = {"id": repository, "sha": SHA, "siblings": siblings, "private": private}
        return json.dumps(listing).encode()

    def _tree(self, files: dict[str, bytes], folder: str) -> bytes:
        """All files below a folder, as for `recursive=True`."""
        found = [
            {"type": "file", "path": name, "size": len(content), "oid": SHA}
            for name, content in files.items()
            if not folder or name.startswith(f"{folder}/")
        ]
        return json.dumps(found).encode()

    def _file(self, files: dict[str, bytes], name: str, *, with_body: bool) -> None:
        content = files.get(name)
        if content is None:
            self._send(b"", {"X-Error-Code": "EntryNotFound"}, status=HTTPStatus.NOT_FOUND)
            return
        etag = hashlib.sha1(content, usedforsecurity=False).hexdigest()
        headers = {"X-Repo-Commit": SHA, "ETag": f'"{etag}"', "Accept-Ranges": "bytes"}
        if with_body:
            self.hub.downloads.append(name)
        self._send(content, headers, with_body=with_body, stalls=name == self.hub.stalls)

    def _send(
        self,
        content: bytes,
        headers: dict[str, str],
        *,
        status: HTTPStatus = HTTPStatus.OK,
        with_body: bool = True,
        stalls: bool = False,
    ) -> None:
        self.send_response(status)
        for name, value in {**headers, "Content-Length": str(len(content))}.items():
            self.send_header(name, value)
        self.end_headers()
        if not with_body:
            return
        half = len(content) // 2 if stalls else len(content)
        try:
            self.wfile.write(content[:half])
            if stalls:
                self.hub.released.wait(60)
                self.wfile.write(content[half:])
        except ConnectionError:
            self.close_connection = True  # the other side cancelled
