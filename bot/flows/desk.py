"""What coordinators say: everybody's business, never their own."""

from decimal import Decimal

from bot.chat.outgoing import Card
from bot.domain.listings import Listing, ListingState
from bot.domain.matches import MatchState
from bot.flows.scene import Scene
from bot.flows.talk import Replies
from bot.services import undoing
from bot.services.moves import listing_view, view_of
from bot.services.roles import must_coordinate
from bot.services.twins import twin_of
from bot.texts import coordinator_cards as desk
from bot.texts.cards import note
from bot.texts.report_cards import report as report_card

MOST_SHOWN = 5  # cards in answer to one command


async def queue(scene: Scene, rest: str) -> Replies:
    """Everything that waits for a decision, oldest first, as the cards to decide with."""
    must_coordinate(scene.turn)
    tx = scene.turn.tx
    groups = await tx.organisations.pending()
    waiting = await tx.listings.in_state(ListingState.SUBMITTED)
    suggested = await tx.matches.in_state(MatchState.SUGGESTED, MatchState.DISPUTED)
    total = len(groups) + len(waiting) + len(suggested)
    if not total:
        await scene.say(note("queue.empty"))
        return ()
    await scene.say(
        note("queue.lead", groups=str(len(groups)), listings=str(len(waiting)), matches=str(len(suggested)))
    )
    at, house = scene.turn.now, scene.turn.house
    cards = [(each.id, desk.organisation_card(each, house.zone, None)) for each in groups]
    cards += [(each.id, await _listing_card(scene, each)) for each in waiting]
    cards += [
        (each.id, desk.match_card(await view_of(scene.turn, each), house.zone, at)) for each in suggested
    ]
    for id, card in cards[:MOST_SHOWN]:
        await scene.say(card, key=f"queue:{id}:{scene.origin.event}")
    return ()


async def _listing_card(scene: Scene, listing: Listing) -> Card:
    view, twin = await listing_view(scene.turn, listing), await twin_of(scene.turn, listing)
    return desk.listing_card(view, scene.turn.house.zone, None, twin=twin)


async def report(scene: Scene, rest: str) -> Replies:
    """How much of it happened."""
    must_coordinate(scene.turn)
    funnel = await scene.turn.tx.figures.funnel()
    steps: dict[str, Decimal] = {
        "promised": funnel.promised,
        "allocated": funnel.allocated,
        "scheduled": funnel.scheduled,
        "claimed": funnel.claimed,
        "verified": funnel.verified,
    }
    await scene.say(report_card(steps))
    return ()


async def undo(scene: Scene, rest: str) -> Replies:
    """Takes back the newest of one's own decisions that nobody was told of yet."""
    await undoing.undo_newest(scene.turn)
    await scene.say(note("undo.done"))
    return ()
