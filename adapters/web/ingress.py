"""The door for browsers: each request one transaction, and trouble a page with a sentence."""

from collections.abc import Awaitable, Callable
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass
from datetime import datetime

import structlog
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import BaseRoute, Route

from adapters.web import annual, board, impact, page
from adapters.web.visit import Visit
from bot.domain.people import By
from bot.domain.refusal import Refusal
from bot.services.board import Board
from bot.services.impact import Impacts
from bot.services.ports import Tx
from bot.services.turn import House, Turn
from bot.texts.catalogue import words

log = structlog.get_logger()

ANYBODY = By(person="", name="", platform="web")
NOT_THERE = frozenset({"page.gone", "page.none", "unknown.listing"})
Handler = Callable[[Visit], Awaitable[Response]]


@dataclass(frozen=True, kw_only=True)
class Web:
    """`read`: a transaction that only reads, and holds up nobody."""

    read: Callable[[], AbstractAsyncContextManager[Tx]]
    house: House
    clock: Callable[[], datetime]
    new_id: Callable[[], str]

    def routes(self) -> list[BaseRoute]:
        """The last of them takes whatever no other takes: so they come after all others."""
        showing, counted = Board(), Impacts()

        def of_board(handler: Callable[[Visit, Board], Awaitable[Response]]) -> Callable[..., object]:
            return self._reads(lambda visit: handler(visit, showing))

        return [
            Route("/", of_board(board.menu)),
            Route("/listings/{id}.ics", of_board(board.calendar)),
            Route("/listings/{id}", of_board(board.one)),
            Route("/impact", self._reads(lambda visit: impact.impact(visit, counted))),
            Route("/impact/{year}", self._reads(annual.page)),
            Route(f"/static/{page.stylesheet_name()}", _stylesheet),
            Route("/robots.txt", _robots),
            Route("/{path:path}", self._reads(_nothing_here), methods=ANY_METHOD),
        ]

    def _reads(self, handler: Handler) -> Callable[[Request], Awaitable[Response]]:
        async def answer(request: Request) -> Response:
            try:
                async with self.read() as tx:
                    return await handler(self._visit(request, tx, ANYBODY))
            except Refusal as refusal:
                return _refused(refusal)
            except Exception:  # the edge: logged without what was asked for, told with a number
                id = self.new_id()
                log.exception("page.failed", id=id)
                return _trouble(words("page.failed", id=id), status=500)

        return answer

    def _visit(self, request: Request, tx: Tx, by: By) -> Visit:
        turn = Turn(tx=tx, now=self.clock(), new_id=self.new_id, house=self.house, by=by)
        base = self.house.address or str(request.base_url).rstrip("/")
        return Visit(request=request, turn=turn, address=base)


ANY_METHOD = ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"]


async def _nothing_here(visit: Visit) -> Response:
    raise Refusal("page.none")


def _refused(refusal: Refusal) -> Response:
    return _trouble(words(refusal.key, **refusal.parts), status=404 if refusal.key in NOT_THERE else 400)


def _trouble(sentence: str, *, status: int) -> Response:
    return page.drawn("trouble.html", {"sentence": sentence}, status=status)


async def _stylesheet(request: Request) -> Response:
    kept = {"cache-control": "public, max-age=31536000, immutable"}
    return Response(page.stylesheet(), media_type="text/css", headers=page.HEADERS | kept)


async def _robots(request: Request) -> Response:
    return PlainTextResponse("User-agent: *\nDisallow: /desk\n", headers=page.HEADERS)
