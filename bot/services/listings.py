"""Offers and needs: posted by their owners, looked at by coordinators, open for matches."""

from dataclasses import replace
from datetime import datetime

from bot.chat.outgoing import Card
from bot.domain.history import Subject
from bot.domain.lifecycle import allowed
from bot.domain.listings import (
    FILLING,
    LISTING,
    Listing,
    ListingMove,
    ListingState,
    Quantity,
    Side,
    Terms,
    total_hours,
    true_until,
)
from bot.domain.matches import RESERVING, MatchMove, MatchState
from bot.domain.nudges import TELL
from bot.domain.permissions import Act, As
from bot.domain.refusal import Refusal
from bot.domain.reminding import A_WEEK
from bot.domain.views import ListingView
from bot.services import desk_cards, keeping
from bot.services.capacities import ask_once
from bot.services.counting import ask_which
from bot.services.matches import after_exit, answer_wisher, cancel
from bot.services.moves import (
    add_nudge,
    follow_listing,
    fresh_until,
    keep_listing,
    listing_view,
    locked,
    move,
    move_listing,
)
from bot.services.no_side import must_not_commission
from bot.services.roles import must
from bot.services.suggest import look_again
from bot.services.teams import acts_for
from bot.services.tell import tell, tell_coordinators
from bot.services.turn import Turn, decided_already, must_be_untold, remember
from bot.services.twins import must_have_twin
from bot.texts import coordinator_cards, listing_cards, standby_cards
from bot.texts.cards import short
from bot.texts.catalogue import words


async def submit(
    turn: Turn, side: Side, terms: Terms, organisation: str, *, meant_for: str = "", draft: str = ""
) -> Listing:
    """A new listing, for a coordinator to look at. `meant_for`: the listing that its owner chose. What was
    kept with the `draft` comes with it. Refused to a commissioner, who is no side of any match."""
    must_not_commission(await turn.tx.people.get(turn.by.person))
    listing = Listing(
        id=turn.new_id(),
        side=side,
        owner=turn.by.person,
        organisation=organisation,
        terms=terms,
        quantity=Quantity(total=total_hours(terms)),
        state=ListingState.SUBMITTED,
        created_at=turn.now,
        entered_at=turn.now,
        meant_for=meant_for,
    )
    await turn.tx.listings.put(listing)
    await follow_listing(turn, listing)
    await remember(turn, Subject.LISTING, listing.id, ("submit", "", listing.state.value))
    view = await listing_view(turn, listing)
    files = await keeping.belong(turn, draft, listing.id)
    await desk_cards.show_listing(turn, view)
    await keeping.show(turn, view, files)
    await _tell_owner(turn, view, listing_cards.received(view), "received")
    return listing


async def approve(turn: Turn, listing_id: str) -> ListingView:
    """Open for matches; its owner hears of it when the time to undo is over."""
    return await _decide(turn, listing_id, ListingMove.APPROVE)


async def decline(turn: Turn, listing_id: str, reason: str) -> ListingView:
    return await _decide(turn, listing_id, ListingMove.DECLINE, reason)


async def give_up(turn: Turn, need_id: str, reason: str) -> ListingView:
    """A coordinator says that nobody was found: the need is kept as not met, with the reason."""
    must(turn, Act.DECIDE_LISTING)
    need = await turn.tx.listings.get(need_id, lock=True)
    must_be_open_need(need)
    await _take_back_suggestions(turn, need_id, "unmet")
    view = await _moved(turn, need_id, ListingMove.GIVE_UP, reason)
    await _tell_owner(turn, view, standby_cards.unmet(need), "unmet")
    await desk_cards.show_listing(turn, view)
    return view


def must_be_open_need(need: Listing) -> None:
    """Refuses to keep as not met what is no need, or is met, or has something under way."""
    if need.side is not Side.NEED or not allowed(LISTING, need.state, ListingMove.GIVE_UP):
        raise Refusal("unmet.not_open", what=short(need), state=words(f"listing_state.{need.state.value}"))


async def merge(turn: Turn, listing_id: str) -> ListingView:
    """Closes a need that was posted twice: the first one goes on, and the owner hears that."""
    must(turn, Act.DECIDE_LISTING)
    twin = await must_have_twin(turn, listing_id)
    return await decline(turn, listing_id, listing_cards.posted_before(twin))


async def undo(turn: Turn, listing_id: str) -> ListingView:
    """Takes the decision back while its owner was not told; what was suggested meanwhile goes too."""
    must(turn, Act.DECIDE_LISTING)
    await must_be_untold(turn, Subject.LISTING, listing_id)
    view = await _moved(turn, listing_id, ListingMove.UNDO)
    await turn.tx.nudges.cancel(Subject.LISTING, listing_id, codes=frozenset({TELL}))
    await _take_back_suggestions(turn, listing_id, "the decision was undone")
    await desk_cards.show_listing(turn, view)
    return view


async def ask(turn: Turn, listing_id: str, question: str) -> ListingView:
    """A coordinator's question to the owner, one at a time."""
    must(turn, Act.DECIDE_LISTING)
    view = await _moved(turn, listing_id, ListingMove.ASK)
    await _tell_owner(turn, view, listing_cards.question(view, question), f"ask:{view.listing.revision}")
    await desk_cards.show_listing(turn, view)
    return view


async def answer(turn: Turn, listing_id: str, words: str, *, said: str = "") -> ListingView:
    """The owner's answer, added to what the coordinators see, with what was kept with it (`said`)."""
    await must_act_for(turn, listing_id)
    view = await _moved(turn, listing_id, ListingMove.ANSWER)
    fact = f"listing:{listing_id}:answer:{view.listing.revision}"
    await tell_coordinators(turn, coordinator_cards.answered(view, words), fact=fact, about=listing_id)
    files = await keeping.belong(turn, said, listing_id)
    await desk_cards.show_listing(turn, view)
    await keeping.show(turn, view, files)
    return view


async def withdraw(turn: Turn, listing_id: str, reason: str = "") -> ListingView:
    """The owner takes it back: everybody matched with it is told at once; coordinators read why."""
    await must_act_for(turn, listing_id)
    for match in await turn.tx.matches.of_listing(listing_id):
        if match.state in RESERVING and match.state is not MatchState.APPROVED_TO_ASK:
            await cancel(turn, match.id, "withdrawn")
        elif match.state in (MatchState.SUGGESTED, MatchState.APPROVED_TO_ASK):
            gone = await move(turn, await locked(turn, match.id), MatchMove.CANCEL, "withdrawn")
            if gone.match.wisher is not None and gone.match.person(gone.match.wisher) != turn.by.person:
                await answer_wisher(turn, gone)
            await after_exit(turn, gone)
    view = await _moved(turn, listing_id, ListingMove.WITHDRAW, reason)
    await desk_cards.show_listing(turn, view)
    return view


async def renew(turn: Turn, listing_id: str) -> ListingView:
    """Still true, says the owner: it goes on, and one that had expired is open again."""
    listing = await turn.tx.listings.get(listing_id, lock=True)
    await must_act_for(turn, listing_id)
    if listing.state is ListingState.EXPIRED:
        view = await _moved(turn, listing_id, ListingMove.RENEW)
        await look_again(turn, view.listing)
    elif listing.expires_at is not None and listing.state in FILLING:
        renewed = replace(listing, expires_at=fresh_until(turn, listing), revision=listing.revision + 1)
        await keep_listing(turn, renewed, ListingMove.RENEW, listing.state)
        view = await listing_view(turn, renewed)
    else:
        raise Refusal("listing.answered", state=words(f"listing_state.{listing.state.value}"))
    await desk_cards.show_listing(turn, view)
    return view


async def give_time(turn: Turn, listing: Listing) -> bool:
    """A week more, in which its owner is asked whether it is still true: we were away when that was due.

    False where it does not run out, or its own last day is over.
    """
    when, today = listing.terms.when, turn.local(turn.now).date()
    if listing.state is not ListingState.OPEN or (when.until or when.starts or today) < today:
        return False
    await _lasts_until(turn, listing, true_until(listing, turn.now, A_WEEK, turn.house.calendar))
    return True


async def _lasts_until(turn: Turn, listing: Listing, moment: datetime) -> None:
    lasting = replace(listing, expires_at=moment, revision=listing.revision + 1)
    await turn.tx.listings.put(lasting)
    await follow_listing(turn, lasting)


async def run_out(turn: Turn, listing_id: str) -> None:
    """Its time is over and its owner has not said that it is still true; what is under way goes on."""
    listing = await turn.tx.listings.get(listing_id, lock=True)
    if listing.state is ListingState.CLARIFYING:
        view = await _moved(turn, listing_id, ListingMove.LAPSE)
    elif listing.state is ListingState.OPEN:
        await _take_back_suggestions(turn, listing_id, "expired")
        view = await _moved(turn, listing_id, ListingMove.EXPIRE)
    else:
        await _lasts_until(turn, listing, turn.now + turn.house.schedule.lasts[listing.side.value])
        return
    card = (
        listing_cards.lapsed(view)
        if listing.state is ListingState.CLARIFYING
        else listing_cards.expired(view)
    )
    await _tell_owner(turn, view, card, f"over:{view.listing.revision}")
    await desk_cards.show_listing(turn, view)


async def _take_back_suggestions(turn: Turn, listing_id: str, why: str) -> None:
    for match in await turn.tx.matches.of_listing(listing_id, MatchState.SUGGESTED):
        await move(turn, await locked(turn, match.id), MatchMove.CANCEL, why)


async def announce(turn: Turn, listing_id: str) -> None:
    """The time to undo is over: the owner is told, and an open listing is matched."""
    listing = await turn.tx.listings.get(listing_id, lock=True)
    view = await listing_view(turn, listing)
    if listing.state is ListingState.DECLINED:
        await _tell_owner(turn, view, listing_cards.declined(view), f"declined:{listing.revision}")
    elif listing.seeking:
        await _tell_owner(turn, view, listing_cards.live(view), "live")
        await ask_once(turn, listing)
        await ask_which(turn, listing)
        await look_again(turn, listing)
    await desk_cards.show_listing(turn, view)


async def _decide(turn: Turn, listing_id: str, by: ListingMove, reason: str = "") -> ListingView:
    must(turn, Act.DECIDE_LISTING)
    view = await _moved(turn, listing_id, by, reason)
    await add_nudge(
        turn, Subject.LISTING, listing_id, TELL, view.listing.revision, turn.now + turn.house.undo
    )
    if turn.house.undo:
        await desk_cards.show_listing(turn, view)
    else:
        await turn.tx.nudges.cancel(Subject.LISTING, listing_id, codes=frozenset({TELL}))
        await announce(turn, listing_id)
    return view


async def _moved(turn: Turn, listing_id: str, by: ListingMove, reason: str = "") -> ListingView:
    listing = await turn.tx.listings.get(listing_id, lock=True)
    if not allowed(LISTING, listing.state, by):
        raise await decided_already(turn, Subject.LISTING, listing_id)
    return await listing_view(turn, await move_listing(turn, listing, by, reason))


async def must_act_for(turn: Turn, listing_id: str) -> Listing:
    """The listing, where whoever acts may answer for it."""
    view = await listing_view(turn, await turn.tx.listings.get(listing_id))
    must(turn, Act.ANSWER_FOR_LISTING, *([As.OWNER] if acts_for(turn, view) else []))
    return view.listing


async def _tell_owner(turn: Turn, view: ListingView, card: Card, what: str) -> None:
    await tell(turn, view.listing.owner, card, fact=f"listing:{view.listing.id}:{what}")
