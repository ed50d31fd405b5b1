"""The Web API over HTTP: tokens, arguments, faults, and Slack's shape of an answer."""

import asyncio
import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from email.utils import formatdate
from typing import Any

from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse, Response

from adapters.simulator.faults import HALF, HANG_SECONDS, PAGE, CutOff, Fault, Faults
from adapters.simulator.slack.address import Address
from adapters.simulator.slack.chat_methods import ChatMethods
from adapters.simulator.slack.files import Files
from adapters.simulator.slack.inspector import Inspector
from adapters.simulator.slack.params import read_params
from adapters.simulator.slack.rates import Rates, TooFast
from adapters.simulator.slack.read_methods import ReadMethods
from adapters.simulator.slack.sockets import Sockets
from adapters.simulator.slack.tokens import Tokens
from adapters.simulator.slack.view_methods import ViewMethods
from adapters.simulator.slack.workspace import Json, Refused

Method = Callable[[Mapping[str, Any]], Json]


@dataclass(kw_only=True)
class WebApi:
    tokens: Tokens
    methods: Mapping[str, Method]
    faults: Faults
    inspector: Inspector
    address: Address
    rates: Rates | None = None

    async def endpoint(self, request: Request) -> Response:
        """POST or GET /api/{method}."""
        self.address.learn(request)
        method = request.path_params["method"]
        try:
            params = await read_params(request)
        except Refused as refusal:
            return _refusal(refusal)
        token = _token(request, params)
        params.pop("token", None)
        response = await self._with_faults(request, method, params, token)
        self.inspector.record("from_bot", method, params, _body(response))
        return response

    async def _with_faults(self, request: Request, method: str, params: Json, token: str) -> Response:
        self.faults.record(method, params)
        match self.faults.take(method):
            case Fault.RATE_LIMITED:
                return _rate_limited(self.faults.retry_after)
            case Fault.SERVER_ERROR | Fault.REFUSED:
                return Response(status_code=500)
            case Fault.TIMEOUT:
                await _until_hung_up(request)
                return Response(status_code=504)
            case Fault.LOST_ANSWER:
                await self._call(method, params, token)
                return Response(status_code=500)
            case Fault.RUBBISH:
                return HTMLResponse(PAGE)
            case Fault.HOLLOW:
                return JSONResponse({"ok": True})
            case Fault.GARBLED:
                await self._call(method, params, token)
                return Response(HALF, media_type="application/json")
            case None:
                return await self._call(method, params, token)

    async def _call(self, method: str, params: Json, token: str) -> Response:
        try:
            if self.faults.before:
                await self.faults.before(method, params)
            response = self._answer(method, params, token)
            if self.faults.after:
                await self.faults.after(method, params)
        except CutOff:
            return Response(status_code=500)
        return response

    def _answer(self, method: str, params: Json, token: str) -> Response:
        try:
            if method not in self.methods:
                raise Refused("unknown_method")
            self.tokens.authorise(method, token)
            if self.rates is not None:
                self.rates.called(method)
            return JSONResponse({"ok": True, **self.methods[method](params)}, headers=self._granted())
        except Refused as refusal:
            return _refusal(refusal)
        except TooFast as too_fast:
            return _rate_limited(too_fast.retry_after)

    def _granted(self) -> dict[str, str]:
        """Slack says with every answer what the token may do, and what time it is there."""
        said = {"Date": formatdate(usegmt=True)}
        if self.tokens.scopes is not None:
            said["X-OAuth-Scopes"] = ",".join(sorted(self.tokens.scopes))
        return said


def method_table(
    chat: ChatMethods, files: Files, views: ViewMethods, read: ReadMethods, sockets: Sockets, address: Address
) -> dict[str, Method]:
    """Every method that the stand-in knows, by Slack's name."""

    def connections_open(params: Mapping[str, Any]) -> Json:
        socket_url = address().replace("http", "ws", 1)
        return {"url": f"{socket_url}/link/?ticket={sockets.new_ticket()}&app_id={sockets.app_id}"}

    return {
        "api.test": read.api_test,
        "auth.test": read.auth_test,
        "team.info": read.team_info,
        "users.info": read.user_info,
        "users.list": read.user_list,
        "dnd.info": read.dnd_info,
        "dnd.teamInfo": read.dnd_team_info,
        "conversations.open": read.conversation_open,
        "conversations.info": read.conversation_info,
        "conversations.members": read.conversation_members,
        "conversations.history": read.history,
        "conversations.replies": read.replies,
        "chat.postMessage": chat.post,
        "chat.update": chat.update,
        "chat.delete": chat.delete,
        "chat.postEphemeral": chat.post_ephemeral,
        "chat.getPermalink": chat.permalink,
        "reactions.add": chat.react,
        "files.getUploadURLExternal": files.upload_url,
        "files.completeUploadExternal": files.complete,
        "files.info": files.info,
        "views.open": views.open,
        "views.push": views.push,
        "views.update": views.update,
        "views.publish": views.publish,
        "apps.connections.open": connections_open,
    }


def _token(request: Request, params: Json) -> str:
    scheme, _, bearer = request.headers.get("authorization", "").partition(" ")
    return bearer if scheme.lower() == "bearer" else str(params.get("token") or "")


def _refusal(refusal: Refused) -> Response:
    answer: Json = {"ok": False, "error": refusal.error}
    if refusal.messages:
        said = [m if m.startswith("[ERROR]") else f"[ERROR] {m}" for m in refusal.messages]
        answer["errors"] = [m.removeprefix("[ERROR] ") for m in said]
        answer["response_metadata"] = {"messages": said}
    return JSONResponse(answer)


def _rate_limited(seconds: int) -> Response:
    answer = {"ok": False, "error": "ratelimited"}
    return JSONResponse(answer, status_code=429, headers={"Retry-After": str(seconds)})


def _body(response: Response) -> Json:
    text = bytes(response.body).decode()
    try:
        body = json.loads(text) if text else None
    except ValueError:
        body = text
    return {"status": response.status_code, "body": body}


async def _until_hung_up(request: Request) -> None:
    """Wait until the caller gives up, at most `HANG_SECONDS`."""
    try:
        async with asyncio.timeout(HANG_SECONDS):
            while (await request.receive())["type"] != "http.disconnect":
                pass
    except TimeoutError:
        return
