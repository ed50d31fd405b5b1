"""The public board: what is needed, what is offered, and a page for each."""

from typing import Any
from urllib.parse import urlencode

from starlette.responses import Response

from adapters.web.described import posting
from adapters.web.page import HEADERS, code_of, drawn
from adapters.web.visit import Visit
from bot.chat.outgoing import Fact
from bot.domain.listings import Listing, Side
from bot.domain.refusal import Refusal
from bot.flows.narrowing import Narrowing, narrowing
from bot.services.board import Board, Shown
from bot.services.posters import NEED
from bot.texts.cards import cut, listing_facts
from bot.texts.invitations import MIME, day_of_listing

SIDES = {Side.NEED: "needs", Side.OFFER: "offers"}


async def menu(visit: Visit, board: Board) -> Response:
    asked = narrowing(visit.asked, visit.moment)
    shown = await board.shown(visit.turn, asked.looking, asked.page)
    view = {
        "side": SIDES[asked.looking.side],
        "typed": asked.typed,
        "troubles": asked.troubles,
        "narrowed": any(asked.typed[name] for name in ("kind", "what", "where", "when")),
        "shown": shown,
        "cards": [_card(one, shown.first.get(one.id, "")) for one in shown.listings],
        "before": _link(visit, asked, shown, -1),
        "after": _link(visit, asked, shown, 1),
    }
    return drawn("menu.html", view, visit.tongue, status=400 if asked.troubles else 200)


def _link(visit: Visit, asked: Narrowing, shown: Shown, step: int) -> str:
    """To the page before this one, or after it; empty where there is none."""
    page = shown.page + step
    if not 1 <= page <= shown.pages:
        return ""
    kept = {name: text for name, text in asked.typed.items() if text and name != "page"}
    return visit.tongue.along("/?" + urlencode({**kept, "page": str(page)}))


def _title(listing: Listing) -> str:
    """Its first sentence, where that says enough."""
    first, _, _ = listing.terms.what.partition(". ")
    return first if 12 <= len(first) <= 120 else cut(listing.terms.what, 120)


def _facts(listing: Listing) -> list[Fact]:
    return [fact for fact in listing_facts(listing) if fact.line == "fact"]


def _card(listing: Listing, first: str) -> dict[str, Any]:
    return {
        "id": listing.id,
        "title": _title(listing),
        "facts": _facts(listing)[2:],
        "first": first,
    }


async def one(visit: Visit, board: Board) -> Response:
    listing = await board.one(visit.turn, visit.named("id"))
    address, payload = _address(visit, listing), f"{NEED}_{listing.id}"
    links = {name: visit.turn.house.link(name, payload) for name in visit.turn.house.limits}
    view = {
        "side": SIDES[listing.side],
        "listing": listing,
        "title": _title(listing),
        "facts": _facts(listing),
        "links": links,
        "payload": payload,
        "calendar": bool(_day(visit, listing)),
        "code": code_of(address),
        "address": address,
        "described": posting(listing, address, visit.tongue.reads),
    }
    return drawn("listing.html", view, visit.tongue)


def _address(visit: Visit, listing: Listing) -> str:
    return f"{visit.address}/listings/{listing.id}"


def _day(visit: Visit, listing: Listing) -> bytes:
    turn, address = visit.turn, _address(visit, listing)
    return day_of_listing(listing, address, turn.house.zone, turn.now, visit.tongue.reads)


async def calendar(visit: Visit, board: Board) -> Response:
    listing = await board.one(visit.turn, visit.named("id"))
    content = _day(visit, listing)
    if not content:
        raise Refusal("page.no_day")
    name = f"{listing.id.lower()}.ics"
    named = {"content-disposition": f'attachment; filename="{name}"', "vary": "accept-language"}
    return Response(content, media_type=MIME, headers=HEADERS | named)
