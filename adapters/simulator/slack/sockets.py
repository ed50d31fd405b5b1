"""Socket Mode: the bot dials in, and each payload goes to one of its connections."""

import asyncio
import json
import random
from dataclasses import dataclass, field

from starlette.websockets import WebSocket, WebSocketDisconnect, WebSocketState

from adapters.simulator.slack.answers import Acknowledged, Answer, NotAcknowledged
from adapters.simulator.slack.workspace import Json

MOST_CONNECTIONS = 10


@dataclass(kw_only=True)
class Sockets:
    app_id: str
    chance: random.Random
    _count: int = 0
    _tickets: set[str] = field(default_factory=set)
    _open: list[WebSocket] = field(default_factory=list)
    _waiting: dict[str, tuple[WebSocket, "asyncio.Future[Answer]"]] = field(default_factory=dict)

    @property
    def connections(self) -> int:
        return len(self._open)

    def new_ticket(self) -> str:
        """Good for one connection."""
        self._count += 1
        ticket = f"ticket-{self._count}-{self.chance.getrandbits(64):016x}"
        self._tickets.add(ticket)
        return ticket

    async def serve(self, socket: WebSocket) -> None:
        """One connection, from hello to the end."""
        await socket.accept()
        if not self._admitted(socket.query_params.get("ticket", "")):
            await socket.close(1008)
        elif len(self._open) >= MOST_CONNECTIONS:
            await self._say_goodbye(socket, "too_many_websockets")
            await socket.close()
        else:
            await self._talk(socket)

    def _admitted(self, ticket: str) -> bool:
        known = ticket in self._tickets
        self._tickets.discard(ticket)
        return known

    async def _talk(self, socket: WebSocket) -> None:
        self._open.append(socket)
        try:
            await socket.send_json(self._hello())
            while True:
                self._acknowledge(await socket.receive_text())
        except WebSocketDisconnect:
            pass  # the bot hung up, or was killed
        finally:
            self._forget(socket)

    def _hello(self) -> Json:
        connection = {"app_id": self.app_id}
        return {"type": "hello", "num_connections": len(self._open), "connection_info": connection}

    def _acknowledge(self, text: str) -> None:
        answer = _json_or_none(text)
        if not isinstance(answer, dict):
            return  # slack_sdk's own keep-alive texts
        _, waiting = self._waiting.pop(str(answer.get("envelope_id")), (None, None))
        if waiting and not waiting.done():
            waiting.set_result(Acknowledged(body=answer.get("payload") or {}))

    def _forget(self, socket: WebSocket) -> None:
        if socket in self._open:
            self._open.remove(socket)
        for owner, waiting in list(self._waiting.values()):
            if owner is socket and not waiting.done():
                waiting.set_result(NotAcknowledged(reason="connection_failed"))

    async def deliver(self, kind: str, payload: Json, extra: Json, seconds: float) -> Answer:
        """Send to one connection, and wait for its acknowledgement."""
        if not self._open:
            return NotAcknowledged(reason="connection_failed")
        socket = self.chance.choice(self._open)
        envelope = self._envelope(kind, payload, extra)
        waiting: asyncio.Future[Answer] = asyncio.get_running_loop().create_future()
        self._waiting[envelope["envelope_id"]] = (socket, waiting)
        try:
            async with asyncio.timeout(seconds):
                await socket.send_json(envelope)
                return await waiting
        except TimeoutError:
            return NotAcknowledged(reason="timeout")
        except (RuntimeError, WebSocketDisconnect):  # closed between the choice and the sending
            return NotAcknowledged(reason="connection_failed")
        finally:
            self._waiting.pop(envelope["envelope_id"], None)

    def _envelope(self, kind: str, payload: Json, extra: Json) -> Json:
        self._count += 1
        accepts = {"accepts_response_payload": kind != "events_api"}
        return {
            "envelope_id": f"envelope-{self._count}",
            "type": kind,
            "payload": payload,
            **accepts,
            **extra,
        }

    async def ask_to_reconnect(self, reason: str) -> None:
        """Tell every connection to dial in again; `reason` is "warning" or "refresh_requested"."""
        for socket in list(self._open):
            await self._say_goodbye(socket, reason)

    async def _say_goodbye(self, socket: WebSocket, reason: str) -> None:
        await socket.send_json({"type": "disconnect", "reason": reason, "debug_info": {"host": "stand-in"}})

    async def drop_all(self) -> None:
        """Cut every connection without a word."""
        for socket in list(self._open):
            self._forget(socket)
            if socket.application_state is WebSocketState.CONNECTED:
                await socket.close(1012)


def _json_or_none(text: str) -> object:
    try:
        return json.loads(text)
    except ValueError:
        return None
