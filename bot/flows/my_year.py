"""What came of it, for one person and for one company."""

from datetime import date, datetime, time

from bot.domain.refusal import Refusal
from bot.flows import pledging
from bot.flows.home import company_card
from bot.flows.scene import Scene
from bot.flows.talk import Replies
from bot.texts import year_cards

FIRST_YEAR = 2000


async def year(scene: Scene, rest: str) -> Replies:
    """`my year`, or `year 2026`: confirmed hours, where, of which kind, and a word of thanks."""
    turn, this = scene.turn, scene.moment.today.year
    said = rest.strip()
    if said and not (said.isascii() and said.isdecimal() and FIRST_YEAR <= int(said) <= this):
        raise Refusal("year.which", first=str(FIRST_YEAR), last=str(this))
    asked = int(said or this)
    since, until = (_new_year(scene, each) for each in (asked, asked + 1))
    came = await turn.tx.figures.year(scene.person.id, since, until)
    kinds = [(each.own_time, each.expert, each.hours) for each in came.kinds]
    card = year_cards.year(str(asked), tuple(came.helped), kinds, (came.thanks, came.thanks_from))
    await scene.say(card)
    return ()


def _new_year(scene: Scene, asked: int) -> datetime:
    return datetime.combine(date(asked, 1, 1), time(0), scene.moment.zone)


async def company(scene: Scene, rest: str) -> Replies:
    """`my company`, for its champion: totals, then each pledge."""
    if not scene.person.champions:
        raise Refusal("company.who")
    employer = await scene.turn.tx.organisations.get(scene.person.organisation)
    await scene.say(await company_card(scene.turn, employer))
    return await pledging.show_own(scene)
