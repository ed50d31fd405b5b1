"""Needs that nobody fits now: why, and what would open them."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from bot.domain.demand import NOBODY_FOR, Demand
from bot.domain.listings import Listing, Side
from bot.domain.matches import LIVE
from bot.domain.permissions import Act
from bot.domain.reminding import A_WEEK
from bot.domain.views import ListingView
from bot.services.candidates import candidates, search
from bot.services.moves import listing_view
from bot.services.roles import must
from bot.services.turn import Turn
from matching.limits import Limit

MOST_LOOKED_AT = 50
"""Needs, the oldest: each is searched for, and others wait for this transaction meanwhile."""


@dataclass(frozen=True, kw_only=True)
class Unmet:
    """`left_out`: how many offers fell to each limit; `would_open`: how many to that one alone."""

    need: ListingView
    left_out: Counter[Limit]
    would_open: Counter[Limit]
    skills: Sequence[str]


async def unmet(turn: Turn) -> list[Unmet]:
    """Open needs with no match under way and no offer to suggest, the oldest first."""
    must(turn, Act.LOOK_UP)
    await turn.house.market.catch_up(turn.tx)
    found = []
    for need in await _unanswered(turn):
        if not await candidates(turn, need, 1):
            found.append(await _why(turn, need))
    return found


async def demand(turn: Turn, needs: Sequence[Unmet]) -> Demand:
    """Of these needs; offers count by the skills they speak of most."""
    wanted = by_skill(needs)
    listings, about = turn.tx.listings, turn.house.market.about
    now_offered = await listings.seeking(Side.OFFER)
    of_late = await listings.posted_since(Side.OFFER, turn.now - NOBODY_FOR)
    spoken = await about([*now_offered, *of_late])
    offers = Counter(skill for one in now_offered for skill in spoken[one.id])
    lately = {skill for one in of_late for skill in spoken[one.id]}
    ages = [turn.now - one.need.listing.created_at for one in needs]
    young, old = sum(age < A_WEEK for age in ages), sum(age >= NOBODY_FOR for age in ages)
    return Demand(
        skills={skill: (count, offers[skill]) for skill, count in wanted.most_common()},
        unoffered=[skill for skill, _ in wanted.most_common() if skill not in lately and not offers[skill]],
        places=Counter(one.need.listing.terms.district for one in needs),
        ages=(young, len(needs) - young - old, old),
    )


def by_skill(needs: Sequence[Unmet]) -> Counter[str]:
    """How many of these needs ask for each skill."""
    return Counter(skill for one in needs for skill in one.skills)


async def _unanswered(turn: Turn) -> list[Listing]:
    needs = []
    for need in await turn.tx.listings.seeking(Side.NEED):
        if not await turn.tx.matches.of_listing(need.id, *LIVE):
            needs.append(need)
        if len(needs) == MOST_LOOKED_AT:
            break
    return needs


async def _why(turn: Turn, need: Listing) -> Unmet:
    found = search(turn, need, 1)
    read = turn.house.market.read(need).skills
    return Unmet(
        need=await listing_view(turn, need),
        left_out=found.left_out,
        would_open=found.would_open,
        skills=tuple(read) or need.terms.skills,
    )
