"""Files, from the bot in Slack's three steps and from people in one; the bytes stay here."""

import base64
import mimetypes
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response

from adapters.simulator.slack.chat_methods import ChatMethods
from adapters.simulator.slack.params import parsed, require
from adapters.simulator.slack.tokens import Tokens
from adapters.simulator.slack.workspace import Json, Refused, Workspace

Params = Mapping[str, Any]


@dataclass(kw_only=True)
class Files:
    workspace: Workspace
    chat: ChatMethods
    base_url: Callable[[], str]
    tokens: Tokens

    def upload_url(self, params: Params) -> Json:
        """Step one: where to send the bytes."""
        require(params, "filename", "length")
        file_id = self._new(str(params["filename"]))
        return {"file_id": file_id, "upload_url": f"{self.base_url()}/upload/{file_id}"}

    def _new(self, name: str) -> str:
        file_id = self.workspace.new_id("F")
        self.workspace.files[file_id] = {"id": file_id, "name": name, "title": name, "content": ""}
        return file_id

    async def upload(self, request: Request) -> Response:
        """Step two, POST /upload/{file_id}: the bytes themselves."""
        stored = self.workspace.files.get(request.path_params["file_id"])
        if stored is None:
            return PlainTextResponse("not found", status_code=404)
        body = await request.body()
        stored["content"] = base64.b64encode(body).decode()
        return PlainTextResponse(f"OK - {len(body)}")

    def complete(self, params: Params) -> Json:
        """Step three: show the files where they belong."""
        require(params, "files")
        files = [self._finished(entry) for entry in parsed(params, "files", "invalid_arguments")]
        if params.get("channel_id"):
            channel_id = self.chat.destination(str(params["channel_id"]))
            content = {"text": str(params.get("initial_comment") or ""), "files": files}
            message = self.chat.new_message(content, self.chat.thread(channel_id, params))
            self.workspace.put_message(channel_id, message)
        return {"files": files}

    def _finished(self, entry: Json) -> Json:
        stored = self.workspace.files.get(str(entry.get("id")))
        if not stored or not stored["content"]:
            raise Refused("file_not_found")
        stored["title"] = entry.get("title") or stored["name"]
        return self.shown(stored)

    def add(self, name: str, content: bytes) -> Json:
        """A person's file, as messages show it."""
        stored = self.workspace.files[self._new(name)]
        stored["content"] = base64.b64encode(content).decode()
        return self.shown(stored)

    def shown(self, stored: Json) -> Json:
        kind = mimetypes.guess_type(stored["name"])[0] or "application/octet-stream"
        address = f"{self.base_url()}/files/{stored['id']}"
        return {
            "id": stored["id"], "name": stored["name"], "title": stored["title"], "mimetype": kind,
            "size": len(self.content(stored["id"])), "mode": "hosted", "is_external": False,
            "url_private": address, "url_private_download": address,
        }  # fmt: skip

    def content(self, file_id: str) -> bytes:
        if file_id not in self.workspace.files:
            raise Refused("file_not_found")
        return base64.b64decode(self.workspace.files[file_id]["content"])

    async def download(self, request: Request) -> Response:
        """GET /files/{file_id}, with the bot's token."""
        token = request.headers.get("authorization", "").removeprefix("Bearer ")
        if token not in self.tokens.bots:
            return PlainTextResponse("sign in first", status_code=403)
        try:
            return Response(self.content(request.path_params["file_id"]))
        except Refused:
            return PlainTextResponse("not found", status_code=404)
