"""What came of it, for one person and for one company."""

from bot.chat.incoming import Pressed
from bot.domain.keys import Opens
from bot.domain.refusal import Refusal
from bot.domain.views import Year
from bot.flows import pledging
from bot.flows.asking import Press
from bot.flows.home import company_card
from bot.flows.scene import Scene
from bot.flows.sending import send_table
from bot.flows.settled import settled
from bot.flows.talk import Replies
from bot.services import desk_keys, own_year
from bot.texts import year_cards
from bot.texts.catalogue import words
from bot.texts.year_table import year_table

FIRST_YEAR = 2000


async def year(scene: Scene, rest: str) -> Replies:
    """`my year`, or `year 2026`: confirmed hours, where, of which kind, and a word of thanks."""
    asked = _which(scene, rest.strip())
    await scene.say(year_cards.year(asked, await _came(scene, asked), paged=bool(scene.turn.house.address)))
    return ()


def _which(scene: Scene, said: str) -> str:
    this = scene.moment.today.year
    if said and not (said.isascii() and said.isdecimal() and FIRST_YEAR <= int(said) <= this):
        raise Refusal("year.which", first=str(FIRST_YEAR), last=str(this))
    return said or str(this)


async def _came(scene: Scene, asked: str) -> Year:
    return await own_year.of(scene.turn, scene.person.id, int(asked))


async def _page(scene: Scene, event: Pressed) -> Replies:
    """A link for whoever asks, and for nobody else."""
    asked = _which(scene, event.action.option)
    link = await desk_keys.give_link(scene.turn, Opens.OWN)
    await scene.say(year_cards.page_link(f"{link}?to={asked}"))
    return ()


async def _file(scene: Scene, event: Pressed) -> Replies:
    asked = _which(scene, event.action.option)
    text = year_table(await _came(scene, asked), scene.turn.house.zone)
    await send_table(scene, f"my-year-{asked}", text, words("year.file", year=asked))
    return ()


async def _close(scene: Scene, event: Pressed) -> Replies:
    """A browser that was lost, or lent."""
    await desk_keys.end(scene.turn)
    await settled(scene, event, "own_page.closed")
    return ()


YEAR_PRESSES: dict[str, Press] = {"year.page": _page, "year.file": _file, "own.close": _close}


async def company(scene: Scene, rest: str) -> Replies:
    """`my company`, for its champion: totals, then each pledge."""
    if not scene.person.champions:
        raise Refusal("company.who")
    employer = await scene.turn.tx.organisations.get(scene.person.organisation)
    await scene.say(await company_card(scene.turn, employer))
    return await pledging.show_own(scene)
