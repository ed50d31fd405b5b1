"""The provider list as a page, and as a file for a spreadsheet."""

from dataclasses import replace
from typing import Any

from starlette.responses import Response

from adapters.web import open_referral
from adapters.web.page import HEADERS, drawn
from adapters.web.visit import Visit
from bot.domain.providers import Listed, ProviderKind
from bot.flows.providers import LINK
from bot.reading import places
from bot.reading.unread import Unread
from bot.services import providers
from bot.services.providers import Sought
from bot.texts import cells
from bot.texts.catalogue import words
from bot.texts.provider_cards import facts

LONGEST = 120
MOST = 200
COLUMNS = ("organisation", "kind", "what", "district", "sector", "ethos", "accreditation", "last_confirmed")


def _sought(asked: dict[str, str]) -> tuple[Sought, dict[str, str], dict[str, str]]:
    """The search, what was typed, and what is wrong with it: that narrows nothing."""
    typed = {name: asked.get(name, "").strip() for name in ("kind", "what", "where")}
    troubles = {name: words("page.too_long") for name, text in typed.items() if len(text) > LONGEST}
    typed = {name: text[:LONGEST] for name, text in typed.items()}
    sought = Sought(words=() if "what" in troubles else tuple(typed["what"].split()))
    if typed["kind"] in list(ProviderKind):
        sought = replace(sought, kind=ProviderKind(typed["kind"]))
    elif typed["kind"]:
        troubles["kind"] = words("page.no_such_kind")
    place = places.read_place(typed["where"]) if typed["where"] else places.Place()
    if isinstance(place, Unread):
        troubles["where"] = place.reason
    elif place.districts:
        sought = replace(sought, district=place.districts[0], within_km=place.within_km)
    return sought, typed, troubles


async def page(visit: Visit) -> Response:
    sought, typed, troubles = _sought(dict(visit.asked))
    found = await providers.found(visit.turn, sought)
    view = {
        "typed": typed,
        "troubles": troubles,
        "kinds": [(each.value, words(f"provider_kind.{each.value}")) for each in ProviderKind],
        "count": len(found),
        "lines": [_line(visit, each) for each in found[:MOST]],
        "most": str(MOST) if len(found) > MOST else "",
    }
    return drawn("providers.html", view, visit.tongue, status=400 if troubles else 200)


def _line(visit: Visit, each: Listed) -> dict[str, Any]:
    payload, house = f"{LINK}_{each.provider.id}", visit.turn.house
    links = {name: house.link(name, payload) for name in house.limits}
    return {
        "id": each.provider.id,
        "name": each.name,
        "facts": facts(each.provider),
        "links": {name: link for name, link in links.items() if link},
        "command": f"/makegood providers {each.provider.id}" if "slack" in links else "",
    }


async def table(visit: Visit) -> Response:
    """All of it; a cell that a spreadsheet would take for a formula is made text."""
    text = cells.table(COLUMNS, map(_cells, await providers.found(visit.turn, Sought())))
    named = {"content-disposition": 'attachment; filename="providers.csv"'}
    return Response(text, media_type="text/csv; charset=utf-8", headers=HEADERS | named)


def _cells(each: Listed) -> tuple[str, ...]:
    one = each.provider
    said = (each.name, one.kind.value, one.what, one.district, one.sector, one.ethos, one.accreditation)
    return (*said, one.confirmed_at.date().isoformat())


async def feed(visit: Visit) -> Response:
    """The same for other directories, as Open Referral UK; drawn anew each time, so what is gone is gone."""
    listed = await providers.found(visit.turn, Sought())
    text = open_referral.as_json(listed, visit.address)
    return Response(text, media_type="application/json", headers=HEADERS)
