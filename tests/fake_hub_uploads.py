"""The part of the Hub's protocol by which models are published: who is signed in, repositories, files."""

from __future__ import annotations

import base64
import json
from dataclasses import dataclass, field
from http import HTTPStatus
from typing import Any

Reply = tuple[HTTPStatus, dict[str, Any]]

BIG = 5_000
"""Files of at least so many bytes take the way of large files."""


@dataclass
class Uploads:
    """What was sent so far, and who may send."""

    tokens: dict[str, str] = field(default_factory=dict)
    """Token -> name of its owner, who may write to repositories of that name only."""
    private: dict[str, bool] = field(default_factory=dict)
    """By repository that was made here."""
    sent: dict[str, dict[str, bytes]] = field(default_factory=dict)
    large: dict[str, bytes] = field(default_factory=dict)
    """By their sha256."""
    breaks_at: str = ""
    """Part of a path at which the Hub fails."""

    def whoami(self, token: str) -> Reply:
        """Who is signed in."""
        if token not in self.tokens:
            return HTTPStatus.UNAUTHORIZED, {"error": "Invalid credentials"}
        return HTTPStatus.OK, {"name": self.tokens[token], "type": "user", "auth": {}}

    def post(self, path: str, body: bytes, token: str, url: str) -> Reply | None:
        """Answer a POST; None for what is not about publishing."""
        if self.breaks_at and self.breaks_at in path:
            return HTTPStatus.NOT_IMPLEMENTED, {"error": "broken"}
        if path == "api/repos/create":
            return self._create(json.loads(body), token, url)
        if path == "api/validate-yaml":
            return HTTPStatus.OK, {"errors": [], "warnings": []}
        if "/preupload/" in path:
            files = [
                {
                    "path": file["path"],
                    "uploadMode": "lfs" if file["size"] >= BIG else "regular",
                    "shouldIgnore": False,
                }
                for file in json.loads(body)["files"]
            ]
            return HTTPStatus.OK, {"files": files}
        if path.endswith("/info/lfs/objects/batch"):
            return HTTPStatus.OK, {"transfer": "basic", "objects": _slots(json.loads(body), url)}
        if "/commit/" in path:
            repository = path.removeprefix("api/models/").partition("/commit/")[0]
            return self._commit(repository, body, url)
        return None

    def put(self, path: str, body: bytes) -> None:
        """A large file."""
        self.large[path.rpartition("/")[2]] = body

    def _create(self, asked: dict[str, Any], token: str, url: str) -> Reply:
        repository = f"{asked.get('organization') or self.tokens[token]}/{asked['name']}"
        if repository in self.private:
            return HTTPStatus.CONFLICT, {"error": "You already created this model repo"}
        if repository.split("/")[0] != self.tokens[token]:
            return HTTPStatus.FORBIDDEN, {"error": "You don't have the rights"}
        self.private[repository] = asked.get("visibility") == "private"
        self.sent[repository] = {}
        return HTTPStatus.OK, {"url": f"{url}/{repository}"}

    def _commit(self, repository: str, body: bytes, url: str) -> Reply:
        for line in map(json.loads, body.splitlines()):
            value = line["value"]
            if line["key"] == "file":
                self.sent[repository][value["path"]] = base64.b64decode(value["content"])
            elif line["key"] == "lfsFile":
                self.sent[repository][value["path"]] = self.large[value["oid"]]
        return HTTPStatus.OK, {"success": True, "commitUrl": f"{url}/{repository}/commit/1", "commitOid": "1"}


def _slots(asked: dict[str, Any], url: str) -> list[dict[str, Any]]:
    """Where large files are to be put."""
    return [
        {**wanted, "actions": {"upload": {"href": f"{url}/large/{wanted['oid']}", "header": {}}}}
        for wanted in asked["objects"]
    ]
