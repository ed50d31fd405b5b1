"""Pages of one person alone: by a link from chat that is used up, then by this browser's own key."""

import re
from decimal import Decimal

from starlette.responses import RedirectResponse, Response

from adapters.web.desk import SEEN, in_own_language, is_open, let_in
from adapters.web.page import drawn
from adapters.web.visit import Visit
from bot.domain.keys import Opens
from bot.domain.refusal import Refusal
from bot.domain.views import Year
from bot.services import desk_keys, own_year
from bot.texts.catalogue import words
from bot.texts.times import day_of, hours
from bot.texts.year_cards import kind_of
from bot.texts.year_table import year_table

COOKIE = "makegood_mine"
SHUT = frozenset(f"own_page.{each}" for each in ("no_key", "unknown", "used", "expired", "ended"))
PLEDGES = "pledges"
YEAR = re.compile(r"20[0-9]{2}")


async def door(visit: Visit) -> Response:
    """Looked at before it is used: programs that look at links for people press nothing."""
    secret, to = visit.named("secret"), _to(visit)
    try:
        key = await desk_keys.must_open(visit.turn, secret, Opens.OWN)
    except Refusal as refusal:
        if refusal.key == "own_page.used" and await is_open(visit, Opens.OWN):
            return RedirectResponse(to, status_code=303, headers=SEEN)
        raise
    own = await in_own_language(visit, key.person)
    return _private(drawn("own_door.html", {"secret": secret, "to": visit.asked.get("to", "")}, own.tongue))


def _to(visit: Visit) -> str:
    """Only a page of ours."""
    said = visit.asked.get("to", "")
    return f"/mine/{said if YEAR.fullmatch(said) or said == PLEDGES else visit.moment.today.year}"


async def enter(visit: Visit) -> Response:
    own = await desk_keys.use_link(visit.turn, visit.named("secret"), Opens.OWN)
    answer = RedirectResponse(_to(visit), status_code=303, headers=SEEN)
    return let_in(visit, answer, COOKIE, own, path="/mine")


async def year(visit: Visit) -> Response:
    """Their confirmed hours, to read or print; what they learned is in it, as it is theirs."""
    which, came = await _came(visit)
    total = sum((each.hours for each in came.given), Decimal(0))
    view = {
        "year": which,
        "name": visit.turn.by.name,
        "total": hours(total) if total else "",
        "kinds": [
            *((words(f"fact.{kind_of(each)}"), hours(each.hours)) for each in came.kinds),
            *([(words("fact.additional"), hours(came.additional))] if came.additional else []),
        ],
        "columns": [words(f"own_page.h_{name}") for name in ("day", "group", "what", "hours")],
        "given": [
            (day_of(each.at, visit.turn.house.zone), each.group, each.what, hours(each.hours))
            for each in came.given
        ],
        "learned": [(each.group, each.learned) for each in came.given if each.learned],
        "thanks": [(each.group, each.thanks) for each in came.given if each.thanks],
        "at": day_of(visit.turn.now, visit.turn.house.zone),
    }
    return _private(drawn("own_year.html", view, visit.tongue))


async def year_file(visit: Visit) -> Response:
    which, came = await _came(visit)
    text = "\ufeff" + year_table(came, visit.turn.house.zone)
    named = {"content-disposition": f'attachment; filename="my-year-{which}.csv"'}
    return Response(text, media_type="text/csv; charset=utf-8", headers=SEEN | named)


async def _came(visit: Visit) -> tuple[str, Year]:
    which = visit.named("year")
    if not YEAR.fullmatch(which) or int(which) > visit.moment.today.year:
        raise Refusal("year.which", first="2000", last=str(visit.moment.today.year))
    return which, await own_year.of(visit.turn, visit.turn.by.person, int(which))


def _private(response: Response) -> Response:
    response.headers["cache-control"] = "no-store"
    return response
