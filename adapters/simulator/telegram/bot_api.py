"""The HTTP side: /bot<token>/<method> and /file/bot<token>/<path>."""

import asyncio
from collections import deque
from collections.abc import Awaitable, Callable
from contextlib import suppress
from dataclasses import dataclass, field
from secrets import compare_digest

from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse, Response

from adapters.simulator.faults import HALF, HANG_SECONDS, PAGE, CutOff, Fault, Faults
from adapters.simulator.telegram.params import Params, read_params
from adapters.simulator.telegram.refusals import Json, Refused, slow_down
from adapters.simulator.telegram.world import World

Method = Callable[[Params], Awaitable[object]]

KEPT_HISTORY = 500
QUIET_METHODS = frozenset({"getupdates"})
"""They change nothing that anybody sees, and are called all the time."""


@dataclass(frozen=True)
class BotApi:
    """Answers calls as Telegram does. Methods are found by their name in any case."""

    token: str
    world: World
    faults: Faults
    methods: dict[str, tuple[str, Method]]
    """By lower-case name: Telegram's spelling and what it does."""
    on_change: Callable[[], None]
    history: deque[Json] = field(default_factory=lambda: deque(maxlen=KEPT_HISTORY))

    async def call(self, request: Request) -> Response:
        """One API call, with whatever is planned to go wrong with it."""
        if not self._authorised(request):
            return JSONResponse(Refused(401, "Unauthorized").answer(), 401)
        try:
            params = await read_params(request)
        except Refused as refused:
            return JSONResponse(refused.answer(), refused.code)
        name, method = self.methods.get(request.path_params["method"].lower(), ("", _unknown))
        self.faults.record(name or request.path_params["method"], params.recorded())
        fault = self.faults.take(name)
        if spoiled := await self._spoiled(fault, request):
            self._remember(name, params, spoiled.status_code, {"fault": fault.value if fault else ""})
            return spoiled
        try:
            status, answer = await self._perform(name, method, params, request)
        except CutOff:
            return Response(status_code=500)
        self._remember(name, params, status, answer)
        if fault is Fault.LOST_ANSWER:
            return Response(status_code=500)
        if fault is Fault.GARBLED:
            return Response(HALF, media_type="application/json")
        return JSONResponse(answer, status)

    async def file(self, request: Request) -> Response:
        """The bytes of a file whose path getFile told."""
        if not self._authorised(request):
            return JSONResponse(Refused(401, "Unauthorized").answer(), 401)
        wanted = request.path_params["path"]
        for stored in self.world.files.values():
            if stored.path == wanted:
                return Response(stored.content, media_type="application/octet-stream")
        return JSONResponse(Refused(404, "Not Found").answer(), 404)

    def remember_post(self, update: Json, status: int) -> None:
        """Put a webhook's post into the history."""
        entry = {"at": self.world.now().isoformat(), "kind": "webhook", "update": update, "status": status}
        self.history.append(entry)

    async def _perform(self, name: str, method: Method, params: Params, request: Request) -> tuple[int, Json]:
        if self.faults.before is not None:
            await self.faults.before(name, params.recorded())
        try:
            answer: Json = {"ok": True, "result": await _unless_gone(method(params), request)}
            status = 200
        except Refused as refused:
            status, answer = refused.code, refused.answer()
        if status == 200 and name.lower() not in QUIET_METHODS:
            self.on_change()
        if self.faults.after is not None:
            await self.faults.after(name, params.recorded())
        return status, answer

    async def _spoiled(self, fault: Fault | None, request: Request) -> Response | None:
        """The answer of a call that goes wrong before any effect; None when it goes on."""
        match fault:
            case Fault.RATE_LIMITED:
                refused = slow_down(self.faults.retry_after)
            case Fault.SERVER_ERROR:
                refused = Refused(500, "Internal Server Error")
            case Fault.REFUSED:
                return Response(status_code=500)
            case Fault.TIMEOUT:
                with suppress(TimeoutError):
                    await asyncio.wait_for(_gone(request), HANG_SECONDS)
                return Response(status_code=504)
            case Fault.RUBBISH:
                return HTMLResponse(PAGE)
            case Fault.HOLLOW:
                return JSONResponse({"ok": True})
            case Fault.LOST_ANSWER | Fault.GARBLED | None:
                return None
        return JSONResponse(refused.answer(), refused.code)

    def _authorised(self, request: Request) -> bool:
        return compare_digest(request.path_params["token"].encode(), self.token.encode())

    def _remember(self, name: str, params: Params, status: int, answer: Json) -> None:
        if name.lower() in QUIET_METHODS and answer.get("result") == []:
            return
        self.history.append(
            {
                "at": self.world.now().isoformat(),
                "kind": "call",
                "method": name,
                "params": params.recorded(),
                "status": status,
                "answer": answer,
            }
        )


async def _unknown(params: Params) -> None:
    raise Refused(404, "Not Found: method not found")


async def _gone(request: Request) -> None:
    """Return when the caller has hung up."""
    while (await request.receive())["type"] != "http.disconnect":
        pass


async def _unless_gone(work: Awaitable[object], request: Request) -> object:
    """The work's result; a caller that hangs up ends the work, so that no dead poll lives on."""
    working = asyncio.ensure_future(work)
    leaving = asyncio.ensure_future(_gone(request))
    try:
        await asyncio.wait({working, leaving}, return_when=asyncio.FIRST_COMPLETED)
        if not working.done():
            working.cancel()
            raise Refused(499, "Client Closed Request")
        return working.result()
    finally:
        leaving.cancel()
