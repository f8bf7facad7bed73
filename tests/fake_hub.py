"""A Hugging Face Hub on this computer, with as much of its protocol as a download needs."""

from __future__ import annotations

import hashlib
import json
import threading
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

SHA = "0123456789abcdef0123456789abcdef01234567"
"""The commit that every repository here is at."""


class FakeHub:
    """Serves `repositories` (id -> file name -> content) until it is closed; note what it is asked for."""

    def __init__(self) -> None:
        self.repositories: dict[str, dict[str, bytes]] = {}
        self.errors: dict[str, tuple[HTTPStatus, str]] = {}
        """By repository: the status it answers with, and the Hub's error code."""
        self.downloads: list[str] = []
        """Names of the files that were sent, in order."""
        self.stalls = ""
        """Name of a file of which only the first half is sent, until `released` is set."""
        self.released = threading.Event()
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


class _Handler(BaseHTTPRequestHandler):
    hub: FakeHub
    protocol_version = "HTTP/1.1"

    def do_HEAD(self) -> None:
        self._answer(with_body=False)

    def do_GET(self) -> None:
        self._answer(with_body=True)

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002 - the base class's name
        """Say nothing."""

    def _answer(self, *, with_body: bool) -> None:
        if self.hub.closed:
            self.close_connection = True
            return
        path = self.path.partition("?")[0].strip("/")
        repository = "/".join(path.removeprefix("api/models/").split("/")[:2])
        if repository in self.hub.errors:
            status, code = self.hub.errors[repository]
            self._send(b"", {"X-Error-Code": code}, status=status)
        elif repository not in self.hub.repositories:
            self._send(b"", {"X-Error-Code": "RepoNotFound"}, status=HTTPStatus.NOT_FOUND)
        elif path.startswith("api/models/"):
            self._send(self._listing(repository), {})
        else:
            self._file(repository, path.partition("/resolve/")[2].partition("/")[2], with_body=with_body)

    def _listing(self, repository: str) -> bytes:
        files = self.hub.repositories[repository]
        siblings = [{"rfilename": name, "size": len(content)} for name, content in files.items()]
        return json.dumps({"id": repository, "sha": SHA, "siblings": siblings}).encode()

    def _file(self, repository: str, name: str, *, with_body: bool) -> None:
        content = self.hub.repositories[repository].get(name)
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
