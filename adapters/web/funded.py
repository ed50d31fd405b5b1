"""The pledges made to whoever a person buys for: a page of theirs, to read only, and the claims as a file."""

from starlette.responses import Response

from adapters.web.desk import SEEN
from adapters.web.page import drawn
from adapters.web.visit import Visit
from bot.domain.progress import Level, Progress, names_by, totals
from bot.services import commissioners, pledge_claims, pledges
from bot.texts.catalogue import words
from bot.texts.claim_table import claim_table
from bot.texts.commissioner_cards import headline
from bot.texts.impact_figures import STEPS
from bot.texts.pledge_cards import amount, percent
from bot.texts.times import day_of, written_date


async def page(visit: Visit) -> Response:
    turn = visit.turn
    came = await pledges.standing(turn, await commissioners.theirs(turn))
    names = {
        one.id: one.name
        for one in await turn.tx.organisations.some(sorted({each.pledge.organisation for each in came}))
    }
    today = turn.local(turn.now).date()
    together = totals(came, names_by(Level.CITY, {}, {}), today)
    view = {
        "headline": [line.text for line in headline(together)],
        "broad": True,
        "columns": _columns(),
        "lines": [_line(each, names.get(each.pledge.organisation, ""), visit) for each in came],
        "at": day_of(turn.now, turn.house.zone),
    }
    response = drawn("own_pledges.html", view, visit.tongue)
    response.headers["cache-control"] = "no-store"
    return response


def _columns() -> list[str]:
    steps = [words(f"fact.step_{step}") for step in STEPS]
    rest = [words(f"fact.{name}") for name in ("forecast", "gap", "at_risk")]
    contract, organisation = words("funded.h_contract"), words("own_page.h_group")
    return [contract, organisation, *steps, words("funded.h_share"), *rest, words("funded.h_ends")]


def _line(came: Progress, organisation: str, visit: Visit) -> list[str]:
    terms = came.pledge.terms
    unit, today = terms.unit, visit.turn.local(visit.turn.now).date()
    told = [amount(getattr(came, step), unit) for step in STEPS]
    share = f"{percent(came.verified, came.promised)} %"
    rest = (amount(each, unit) for each in (came.forecast, came.gap, came.at_risk(today)))
    return [terms.contract, organisation, *told, share, *rest, written_date(terms.ends)]


async def file(visit: Visit) -> Response:
    text = claim_table(await pledge_claims.claims(visit.turn, await commissioners.theirs(visit.turn)))
    named = {"content-disposition": 'attachment; filename="pledges.csv"'}
    return Response(f"\ufeff{text}", media_type="text/csv; charset=utf-8", headers=SEEN | named)
