"""What coordinators say: everybody's business, never their own."""

from decimal import Decimal

from bot.chat.outgoing import Card
from bot.domain.listings import Listing, ListingState
from bot.domain.matches import Match, MatchState
from bot.domain.organisations import Organisation
from bot.flows.scene import Scene
from bot.flows.talk import Replies
from bot.services import undoing
from bot.services.capacities import with_standings
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
    everything: list[Organisation | Listing | Match] = [*groups, *waiting, *suggested]
    if not everything:
        await scene.say(note("queue.empty"))
        return ()
    await scene.say(
        note("queue.lead", groups=str(len(groups)), listings=str(len(waiting)), matches=str(len(suggested)))
    )
    for one in everything[:MOST_SHOWN]:
        await scene.say(await _card(scene, one), key=f"queue:{one.id}:{scene.origin.event}")
    return ()


async def _card(scene: Scene, one: Organisation | Listing | Match) -> Card:
    """What there is to decide of it."""
    turn, zone = scene.turn, scene.turn.house.zone
    match one:
        case Organisation():
            return desk.organisation_card(one, zone, None)
        case Listing():
            view, twin = await listing_view(turn, one), await twin_of(turn, one)
            return desk.listing_card(view, zone, None, twin=twin)
        case Match():
            return desk.match_card(await with_standings(turn, await view_of(turn, one)), zone, turn.now)


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
    kinds = [(each.own_time, each.expert, each.hours) for each in await scene.turn.tx.figures.kinds()]
    sources = await scene.turn.tx.figures.sources()
    await scene.say(report_card(steps, kinds, funnel.additional, sources=sources))
    return ()


async def undo(scene: Scene, rest: str) -> Replies:
    """Takes back the newest of one's own decisions that nobody was told of yet."""
    await undoing.undo_newest(scene.turn)
    await scene.say(note("undo.done"))
    return ()
