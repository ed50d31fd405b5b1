"""The door for browsers: each request one transaction, and trouble a page with a sentence."""

from collections.abc import Awaitable, Callable
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass, replace
from datetime import datetime

import structlog
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import BaseRoute, Route

from adapters.web import annual, board, desk, funded, impact, own, page, providers
from adapters.web.tongue import Tongue, tongue_of
from adapters.web.visit import Visit
from bot.domain.keys import Opens
from bot.domain.people import By
from bot.domain.refusal import Refusal
from bot.services import desk_keys, pages
from bot.services.annual import Annuals
from bot.services.board import Board
from bot.services.impact import Impacts
from bot.services.ports import Tx
from bot.services.turn import House, Turn
from bot.texts.catalogue import words

log = structlog.get_logger()

ANYBODY = By(person="", name="", platform="web")
NOT_THERE = frozenset({"page.gone", "page.none", "unknown.listing"})
FROM, OURS = "sec-fetch-site", frozenset({"same-origin", "none"})
"""What a browser says of whose page a request comes from; it lets no page say so itself."""
Handler = Callable[[Visit], Awaitable[Response]]
Answer = Callable[[Request], Awaitable[Response]]


@dataclass(frozen=True, kw_only=True)
class Web:
    """`read`: a transaction that only reads, and holds up nobody; `begin`: one like any other."""

    read: Callable[[], AbstractAsyncContextManager[Tx]]
    begin: Callable[[], AbstractAsyncContextManager[Tx]]
    house: House
    clock: Callable[[], datetime]
    new_id: Callable[[], str]

    def routes(self) -> list[BaseRoute]:
        """The last of them takes whatever no other takes: so they come after all others."""
        showing, counted, years = Board(), Impacts(), Annuals()

        def of_board(handler: Callable[[Visit, Board], Awaitable[Response]]) -> Answer:
            return self._reads(lambda visit: handler(visit, showing))

        return [
            Route("/", of_board(board.menu)),
            Route("/listings/{id}.ics", of_board(board.calendar)),
            Route("/listings/{id}", of_board(board.one)),
            Route("/impact", self._reads(lambda visit: impact.impact(visit, counted))),
            Route("/impact/{year}", self._reads(lambda visit: annual.page(visit, years))),
            Route("/providers", self._reads(providers.page)),
            Route("/providers.csv", self._reads(providers.table)),
            Route("/providers.json", self._reads(providers.feed)),
            *self._desk(),
            *self._own(),
            Route(f"/static/{page.stylesheet_name()}", _stylesheet),
            Route("/robots.txt", _robots),
            Route("/{path:path}", self._reads(_nothing_here), methods=ANY_METHOD),
        ]

    def _desk(self) -> list[BaseRoute]:
        """What is only looked at writes nothing; the pages of the desk are for its owner alone."""
        reads = {"/desk": desk.queue, "/desk/find": desk.look_up, "/desk/{id}": desk.one}
        writes = {
            "/desk/out": desk.leave,
            "/desk/pair": desk.pair,
            "/desk/chosen": desk.choose,
            "/desk/approve": desk.approve,
            "/desk/{id}": desk.act,
        }
        return [
            Route("/desk/in/{secret}", self._reads(desk.door), methods=["GET"]),
            Route("/desk/in/{secret}", self._writes(desk.enter), methods=["POST"]),
            *(Route(path, self._reads(_owned(show)), methods=["GET"]) for path, show in reads.items()),
            *(Route(path, self._writes(_owned(do)), methods=["POST"]) for path, do in writes.items()),
        ]

    def _own(self) -> list[BaseRoute]:
        """Pages of one person alone, whoever that is."""
        return [
            Route("/mine/in/{secret}", self._reads(own.door), methods=["GET"]),
            Route("/mine/in/{secret}", self._writes(own.enter), methods=["POST"]),
            Route("/mine/pledges.csv", self._reads(_owned(funded.file, Opens.OWN)), methods=["GET"]),
            Route("/mine/pledges", self._reads(_owned(funded.page, Opens.OWN)), methods=["GET"]),
            Route("/mine/{year}.csv", self._reads(_owned(own.year_file, Opens.OWN)), methods=["GET"]),
            Route("/mine/{year}", self._reads(_owned(own.year, Opens.OWN)), methods=["GET"]),
        ]

    def _reads(self, handler: Handler) -> Answer:
        async def look(request: Request) -> Response:
            async with self.read() as tx:
                await tx.acts_for(ANYBODY)
                return await handler(self._visit(request, tx))

        return self._answering(look)

    def _writes(self, handler: Handler) -> Answer:
        """What it changes is told in the chats at once, as when it was changed there. Another site's page
        has nothing done, not even a door opened in somebody else's name.
        """

        async def change(request: Request) -> Response:
            if request.headers.get(FROM, "none") not in OURS:
                raise Refusal("desk_page.not_ours")
            async with self.begin() as tx:
                await tx.acts_for(ANYBODY)
                visit = self._visit(request, tx)
                answered = await handler(visit)
                await pages.refresh(visit.turn, cause=f"web:{self.new_id()}")
                await tx.commit()
                return answered

        return self._answering(change, back="/desk")

    def _answering(self, work: Answer, back: str = "") -> Answer:
        async def answer(request: Request) -> Response:
            try:
                return await work(request)
            except Refusal as refusal:
                return _refused(refusal, self._tongue(request), back=back)
            except Exception:  # the edge: rolled back, logged without what was sent, told with a number
                id = self.new_id()
                log.exception("page.failed", id=id)
                return _trouble(words("page.failed", id=id), self._tongue(request), status=500)

        return answer

    def _visit(self, request: Request, tx: Tx) -> Visit:
        turn = Turn(tx=tx, now=self.clock(), new_id=self.new_id, house=self.house, by=ANYBODY)
        base = self.house.address or str(request.base_url).rstrip("/")
        mine = request.url.path.startswith("/mine/")
        secret = request.cookies.get(own.COOKIE if mine else desk.COOKIE, "")
        tongue = self._tongue(request)
        return Visit(request=request, turn=turn, tongue=tongue, address=base, secret=secret)

    def _tongue(self, request: Request) -> Tongue:
        """That of the request, until it is known who asks."""
        known: Tongue | None = getattr(request.state, "tongue", None)
        return known or tongue_of(request, self.house.languages)


ANY_METHOD = ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"]


def _owned(handler: Handler, opens: Opens = Opens.DESK) -> Handler:
    """For whoever's browser this is, as they may act at this moment."""

    async def handle(visit: Visit) -> Response:
        by = await desk_keys.who(visit.turn, visit.secret, opens)
        await visit.turn.tx.acts_for(by)
        own = await desk.in_own_language(visit, by.person)
        return await handler(replace(own, turn=visit.turn.acting(by)))

    return handle


async def _nothing_here(visit: Visit) -> Response:
    raise Refusal("page.none")


CLOSED = frozenset({"role.coordinators_only", "commissioner.who"})


def _refused(refusal: Refusal, tongue: Tongue, back: str = "") -> Response:
    sentence, status = words(refusal.key, **refusal.parts), _status(refusal.key, back)
    return _trouble(sentence, tongue, status=status, back=back)


def _status(key: str, back: str) -> int:
    if key in CLOSED or key in desk.SHUT or key in own.SHUT:
        return 403
    if key in NOT_THERE:
        return 404
    return 409 if back else 400


def _trouble(sentence: str, tongue: Tongue, *, status: int, back: str = "") -> Response:
    shown = back if status not in (403, 500) else ""
    return page.drawn("trouble.html", {"sentence": sentence, "back": shown}, tongue, status=status)


async def _stylesheet(request: Request) -> Response:
    kept = {"cache-control": "public, max-age=31536000, immutable"}
    return Response(page.stylesheet(), media_type="text/css", headers=page.HEADERS | kept)


async def _robots(request: Request) -> Response:
    return PlainTextResponse("User-agent: *\nDisallow: /desk\nDisallow: /mine\n", headers=page.HEADERS)
