"""Answers to a person's action that need no API call: by response URL, or with the acknowledgement."""

from dataclasses import dataclass

from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse, Response

from adapters.simulator.slack.chat_methods import ChatMethods
from adapters.simulator.slack.inspector import Inspector
from adapters.simulator.slack.params import is_true, read_params
from adapters.simulator.slack.triggers import Permissions, ResponseUrl
from adapters.simulator.slack.workspace import Json, Refused, Workspace


@dataclass(kw_only=True)
class Responding:
    workspace: Workspace
    permissions: Permissions
    chat: ChatMethods
    inspector: Inspector

    async def endpoint(self, request: Request) -> Response:
        """POST /response/{name}: at most five times within half an hour."""
        params: Json = {}
        try:
            params = await read_params(request)
            url = self.permissions.respond(request.path_params["name"])
            self.answer(url, params)
        except Refused as refusal:
            response: Response = JSONResponse({"ok": False, "error": refusal.error}, status_code=404)
        else:
            response = PlainTextResponse("ok")
        self.inspector.record("from_bot", "response_url", params, bytes(response.body).decode())
        return response

    def answer(self, url: ResponseUrl, params: Json) -> None:
        """Delete, replace or add: what the person sees where they acted."""
        if is_true(params, "delete_original"):
            self._delete(url)
            return
        content = self.chat.content(params)
        if is_true(params, "replace_original") and url.ts:
            self._replace(url, content)
        elif params.get("response_type") == "in_channel":
            thread = {"thread_ts": str(params["thread_ts"])} if params.get("thread_ts") else {}
            self.workspace.put_message(url.channel_id, self.chat.new_message(content, thread))
        else:
            self._whisper(url, content)

    def _whisper(self, url: ResponseUrl, content: Json) -> None:
        message = self.chat.new_message(content, {})
        place = {"channel": url.channel_id, "is_ephemeral": True}
        self.workspace.put_ephemeral(url.user_id, {**message, **place})

    def _replace(self, url: ResponseUrl, content: Json) -> None:
        for message in self.workspace.ephemerals.get(url.user_id, []):
            if message["ts"] == url.ts:
                message.pop("blocks", None)
                message.update(content)
                self.workspace.show([url.user_id], message)
                return
        message = self.chat.own(url.channel_id, url.ts, "cant_update_message")
        message.pop("blocks", None)
        self.workspace.change_message(url.channel_id, message, content)

    def _delete(self, url: ResponseUrl) -> None:
        own = self.workspace.ephemerals.get(url.user_id, [])
        if any(message["ts"] == url.ts for message in own):
            own[:] = [message for message in own if message["ts"] != url.ts]
            self.workspace.on_change()
            return
        message = self.chat.own(url.channel_id, url.ts, "cant_delete_message")
        self.workspace.remove_message(url.channel_id, message)
