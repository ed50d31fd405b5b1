"""What an operator's machines ask: is it alive, is it ready, and how much waits."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

import structlog
from sqlalchemy.exc import SQLAlchemyError
from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse, Response
from starlette.routing import Route

from storage.unit_of_work import Storage

log = structlog.get_logger()


class Lively(Protocol):
    name: str

    def healthy(self) -> bool: ...


class Stops(Protocol):
    @property
    def stopping(self) -> bool: ...


@dataclass(frozen=True, kw_only=True)
class Probes:
    storage: Storage
    platforms: Sequence[Lively]
    clock: Callable[[], datetime]
    relay: Stops | None = None

    def routes(self) -> list[Route]:
        return [
            Route("/healthz", self._healthy),
            Route("/readyz", self._ready),
            Route("/metrics", self._metrics),
        ]

    async def _healthy(self, request: Request) -> JSONResponse:
        states = {platform.name: platform.healthy() for platform in self.platforms}
        return JSONResponse(states, status_code=200 if all(states.values()) else 503)

    async def _ready(self, request: Request) -> JSONResponse:
        if self.relay is not None and self.relay.stopping:
            return JSONResponse({"stopping": True}, status_code=503)
        try:
            await self.storage.ready()
        except (SQLAlchemyError, OSError, TimeoutError):  # the answer is the message
            log.exception("ready.failed")
            return JSONResponse({"database": False}, status_code=503)
        return JSONResponse({"database": True})

    async def _metrics(self, request: Request) -> Response:
        """Prometheus's text format: counts and ages, and nothing about anybody."""
        async with self.storage.begin_reading() as tx:
            gauges = await tx.gauges.gauges(self.clock())
        up = {f'makegood_platform_up{{platform="{one.name}"}}': int(one.healthy()) for one in self.platforms}
        return PlainTextResponse(_written({**up, **gauges}), media_type="text/plain; version=0.0.4")


def _written(gauges: Mapping[str, float]) -> str:
    lines: list[str] = []
    for name, value in gauges.items():
        family = name.partition("{")[0]
        kind = f"# TYPE {family} gauge"
        lines += [f"{name} {value:g}"] if kind in lines else [kind, f"{name} {value:g}"]
    return "\n".join((*lines, ""))
