"""Files, from the bot in Slack's three steps and from people in one; the bytes stay here."""

import base64
import mimetypes
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response

from adapters.simulator.slack.blocks import check_blocks
from adapters.simulator.slack.chat_methods import ChatMethods
from adapters.simulator.slack.params import parsed, require
from adapters.simulator.slack.payloads import escaped
from adapters.simulator.slack.tokens import Tokens
from adapters.simulator.slack.workspace import Json, Refused, Workspace, visible_texts, with_ids

Params = Mapping[str, Any]
MOST_DESCRIPTION = 1000  # characters of alt_txt


@dataclass(kw_only=True)
class Files:
    workspace: Workspace
    chat: ChatMethods
    base_url: Callable[[], str]
    tokens: Tokens

    def upload_url(self, params: Params) -> Json:
        """Step one: where to send the bytes."""
        require(params, "filename", "length")
        if not str(params["length"]).isdecimal() or int(params["length"]) < 1:
            raise Refused("invalid_arguments", "must be a number above 0: length")
        if len(str(params.get("alt_txt") or "")) > MOST_DESCRIPTION:
            raise Refused("alt_txt_too_large")
        file_id = self._new(str(params["filename"]), str(params.get("alt_txt") or ""))
        self.workspace.files[file_id]["length"] = int(params["length"])
        return {"file_id": file_id, "upload_url": f"{self.base_url()}/upload/{file_id}"}

    def _new(self, name: str, described: str = "") -> str:
        file_id = self.workspace.new_id("F")
        self.workspace.files[file_id] = {"id": file_id, "name": name, "title": name, "content": ""}
        self.workspace.files[file_id] |= {"alt_txt": described} if described else {}
        return file_id

    async def upload(self, request: Request) -> Response:
        """Step two, POST /upload/{file_id}: the bytes themselves."""
        stored = self.workspace.files.get(request.path_params["file_id"])
        if stored is None:
            return PlainTextResponse("not found", status_code=404)
        body = await request.body()
        if len(body) != stored.get("length"):
            return PlainTextResponse("not as long as was said", status_code=400)
        stored["content"] = base64.b64encode(body).decode()
        return PlainTextResponse(f"OK - {len(body)}")

    def complete(self, params: Params) -> Json:
        """Step three: show the files where they belong."""
        require(params, "files")
        files = [self._finished(entry) for entry in parsed(params, "files", "invalid_arguments")]
        if params.get("channel_id"):
            channel_id = self.chat.destination(str(params["channel_id"]))
            content = {**self._comment(params), "files": files}
            message = self.chat.new_message(content, self.chat.thread(channel_id, params))
            self.workspace.put_message(channel_id, message)
            self.shared(channel_id, message)
        return {"files": files}

    def _comment(self, params: Params) -> Json:
        """What stands beside the files: a comment, else blocks; Slack ignores the blocks beside a comment."""
        comment, blocks = str(params.get("initial_comment") or ""), parsed(params, "blocks", "invalid_blocks")
        if comment or not blocks:
            return {"text": comment}
        check_blocks(blocks)
        return {"text": escaped("".join(visible_texts(blocks))), "blocks": with_ids(blocks, self.workspace)}

    def shared(self, channel_id: str, message: Json) -> None:
        """Each file knows the messages that show it."""
        for each in message["files"]:
            shares = self.workspace.files[each["id"]].setdefault("shares", {}).setdefault("private", {})
            shares.setdefault(channel_id, []).append({"ts": message["ts"]})

    def info(self, params: Params) -> Json:
        """files.info: what there is to know of a file, and where it is shown."""
        require(params, "file")
        stored = self.workspace.files.get(str(params["file"]))
        if stored is None:
            raise Refused("file_not_found")
        if stored.get("deleted"):
            raise Refused("file_deleted")
        return {"file": {**self.shown(stored), "shares": stored.get("shares", {})}}

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
            **({"alt_txt": stored["alt_txt"]} if "alt_txt" in stored else {}),
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
