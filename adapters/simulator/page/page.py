"""The page's routes: files of our own only, JSON in and out, and an event at every change."""

import asyncio
import json
from collections.abc import AsyncIterator, Awaitable, Callable
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

from starlette.requests import Request
from starlette.responses import JSONResponse, Response, StreamingResponse
from starlette.routing import BaseRoute, Route

from adapters.simulator.clock import A_MOMENT, walk
from adapters.simulator.controls import Controls
from adapters.simulator.faults import Fault, Faults
from adapters.simulator.page.acts import ACTS, Impossible
from adapters.simulator.page.views import clock_view, people, slack_view, someone, telegram_view, traffic
from adapters.simulator.slack import CannotDo
from adapters.simulator.telegram import NotShown

if TYPE_CHECKING:
    from adapters.simulator.city import City

Json = dict[str, Any]
STATIC = Path(__file__).with_name("static")
KINDS = {"html": "text/html", "css": "text/css", "js": "text/javascript", "svg": "image/svg+xml"}
HEADERS = {
    "Content-Security-Policy": "default-src 'self'; frame-ancestors 'none'",
    "X-Content-Type-Options": "nosniff",
    "Cache-Control": "no-store",
}
LOOPBACK = frozenset({"127.0.0.1", "localhost", "::1"})
LONGEST_BODY = 200_000
STEPS = {"hour": timedelta(hours=1), "day": timedelta(days=1), "week": timedelta(days=7)}
BEAT = 15.0  # seconds between two signs of life on an idle event stream


class Page:
    """Works on loopback only: another host or a foreign page is refused."""

    def __init__(self, city: "City", controls: Controls) -> None:
        self._city = city
        self._controls = controls

    def routes(self) -> list[BaseRoute]:
        return [
            Route("/sim", self._file("index.html")),
            Route("/sim/style.css", self._file("style.css")),
            Route("/sim/icon.svg", self._file("icon.svg")),
            Route("/sim/{name:str}.js", self._script),
            Route("/sim/api/view", self._guarded(self._view)),
            Route("/sim/api/raw", self._guarded(self._raw)),
            Route("/sim/api/events", self._guarded(self._events)),
            Route("/sim/api/act", self._guarded(self._act), methods=["POST"]),
            Route("/sim/api/clock", self._guarded(self._clock), methods=["POST"]),
            Route("/sim/api/fault", self._guarded(self._fault), methods=["POST"]),
        ]

    def _file(self, name: str) -> Callable[[Request], Awaitable[Response]]:
        async def serve(request: Request) -> Response:
            kind = KINDS[name.rsplit(".", 1)[1]]
            return Response((STATIC / name).read_bytes(), media_type=kind, headers=HEADERS)

        return serve

    async def _script(self, request: Request) -> Response:
        path = STATIC / f"{request.path_params['name']}.js"
        if path.parent != STATIC or not path.is_file():
            return Response("There is no such file.", status_code=404)
        return Response(path.read_bytes(), media_type=KINDS["js"], headers=HEADERS)

    def _guarded(
        self, answer: Callable[[Request], Awaitable[Response]]
    ) -> Callable[[Request], Awaitable[Response]]:
        """Only this machine's own page may ask, and act only by JSON."""

        async def guarded(request: Request) -> Response:
            if not _from_here(request):
                return _problem("This page works on this machine only.", 403)
            if request.method == "POST" and not _is_json(request):
                return _problem("Acts are sent as application/json.", 415)
            return await answer(request)

        return guarded

    async def _view(self, request: Request) -> Response:
        """Everything the three panes show, for the people chosen in them."""
        asked, city = request.query_params, self._city
        on_slack, on_telegram = city.slack.workspace.users, city.telegram.world.people
        volunteer = someone(asked.get("volunteer"), on_slack, "U0PRIYA")
        group = someone(_number(asked.get("group")), on_telegram, 5001)
        due = await self._controls.next_due()
        return JSONResponse(
            {
                "clock": clock_view(city),
                "next": clock_view(city, due) if due else "",
                "invite": city.invite,
                "people": people(city),
                "volunteer": slack_view(city, volunteer, ""),
                "group": telegram_view(city, group, None),
                "desk": _desk(city, asked),
                "broken": _broken(city),
            },
            headers=HEADERS,
        )

    async def _raw(self, request: Request) -> Response:
        return JSONResponse(traffic(self._city, request.query_params.get("platform", "")), headers=HEADERS)

    async def _events(self, request: Request) -> Response:
        return StreamingResponse(self._changes(), media_type="text/event-stream", headers=HEADERS)

    async def _changes(self) -> AsyncIterator[str]:
        changed = asyncio.Event()
        stop = self._city.watch(changed.set)
        try:
            yield "data: hello\n\n"
            while self._city.open:
                try:
                    await asyncio.wait_for(changed.wait(), BEAT)
                    changed.clear()
                    await asyncio.sleep(0.03)  # several changes at once become one event
                    yield "data: changed\n\n"
                except TimeoutError:
                    yield ": still here\n\n"
        finally:
            stop()

    async def _act(self, request: Request) -> Response:
        """One person does one thing; what cannot be done is said in a sentence."""
        asked = await _body(request)
        act = ACTS.get(str(asked.get("act")))
        if act is None:
            return _problem("The page asked for something unknown. Please load it again.")
        try:
            done = await act(self._city, asked)
        except (CannotDo, NotShown, Impossible, ValueError, KeyError, TypeError) as trouble:
            return _problem(str(trouble).strip("'\"") or "That cannot be done.")
        self._city.changed()
        return JSONResponse(done)

    async def _clock(self, request: Request) -> Response:
        """Moves the clock, and answers when everything that is due by then has happened, each at its time."""
        step, clock = str((await _body(request)).get("step")), self._city.clock
        if step == "nudge":
            due = await self._controls.next_due()
            if due is None:
                return _problem("No nudge is waiting. Answer what is open, or move on by a day.")
            until = due + A_MOMENT
        elif step in STEPS:
            until = clock() + STEPS[step]
        else:
            return _problem("The clock moves by an hour, a day, a week, or to the next nudge.")
        settled = True
        try:
            await walk(clock, until, self._controls)
        except TimeoutError:  # a platform that never answers; the bot goes on trying
            settled = False
        clock.forward(until - clock())
        self._city.changed()
        return JSONResponse({"clock": clock_view(self._city), "settled": settled})

    async def _fault(self, request: Request) -> Response:
        asked = await _body(request)
        platform, kind = asked.get("platform"), str(asked.get("kind"))
        faults = {"slack": self._city.slack.faults, "telegram": self._city.telegram.faults}.get(str(platform))
        if faults is None or kind not in KINDS_OF_TROUBLE:
            return _problem("Choose Slack or Telegram, and what goes wrong.")
        planned = _plan(faults, str(platform), kind)
        self._city.changed()
        return JSONResponse({"planned": planned})


SENDING = {"slack": "chat.postMessage", "telegram": "sendMessage"}
KINDS_OF_TROUBLE = frozenset({"mend", "duplicate", *(fault.value for fault in Fault)})


def _broken(city: "City") -> Json:
    """What will go wrong next, by platform."""
    both = {"slack": city.slack.faults, "telegram": city.telegram.faults}
    return {
        name: [fault.value for fault in faults.planned] + ["duplicate"] * faults.duplicate_next_events
        for name, faults in both.items()
    }


def _plan(faults: Faults, platform: str, kind: str) -> str:
    if kind == "mend":
        faults.mend()
        return "Nothing more goes wrong there."
    if kind == "duplicate":
        faults.duplicate_next_events += 1
        return "The next event is delivered twice."
    faults.plan(SENDING[platform], Fault(kind), retry_after=2)
    return "The next message goes wrong that way."


def _desk(city: "City", asked: Any) -> Json:  # noqa: ANN401 - query parameters
    """The coordinator's pane: either skin, in the shared place or privately."""
    where, who = asked.get("desk", "slack-place"), asked.get("coordinator")
    if where.startswith("slack"):
        place = city.COORDINATORS_CHANNEL if where == "slack-place" else ""
        user = someone(who, city.slack.workspace.users, "U0SAM")
        return {"skin": "slack", **slack_view(city, user, place)}
    group = city.COORDINATORS_CHAT if where == "telegram-place" else None
    person = someone(_number(who), city.telegram.world.people, 5003)
    return {"skin": "telegram", **telegram_view(city, person, group)}


def _number(written: str | None) -> int | None:
    return int(written) if written and written.isdecimal() else None


def _from_here(request: Request) -> bool:
    """Asked of a loopback address, and by no page but our own."""
    origin = request.headers.get("origin")
    ours = origin is None or origin == f"{request.url.scheme}://{request.headers.get('host', '')}"
    return request.url.hostname in LOOPBACK and ours


def _is_json(request: Request) -> bool:
    return request.headers.get("content-type", "").split(";")[0].strip() == "application/json"


async def _body(request: Request) -> Json:
    raw = await request.body()
    try:
        found = json.loads(raw) if len(raw) <= LONGEST_BODY else None
    except ValueError:
        found = None
    return found if isinstance(found, dict) else {}


def _problem(sentence: str, status: int = 409) -> JSONResponse:
    return JSONResponse({"problem": sentence}, status_code=status)
