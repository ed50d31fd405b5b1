"""Choosing from the menu: one side asks for a match itself. Limits, approvals and questions stay the same."""

from dataclasses import replace

from bot.domain.history import Subject
from bot.domain.listings import Listing, ListingState, Quantity, Side, Terms, total_hours
from bot.domain.matches import Match, MatchState, Source
from bot.domain.nudges import TELL
from bot.domain.organisations import OrganisationState
from bot.domain.people import By, Person
from bot.domain.refusal import Refusal
from bot.domain.views import MatchView
from bot.services import desk_cards
from bot.services.candidates import AGAIN, Pairing, weighing
from bot.services.capacities import PARTY, load_of, room, too_many_people
from bot.services.moves import view_of
from bot.services.proposing import MOVES, propose
from bot.services.tell import tell
from bot.services.turn import Turn, remember
from bot.texts import wish_cards
from bot.texts.catalogue import words
from matching.rank import WORTH_A_LOOK, Suggestion

SOURCE = {Side.OFFER: Source.VOLUNTEER, Side.NEED: Source.HOST}
"""Who asked, by the side on which they stand."""
OTHER = {Side.OFFER: Side.NEED, Side.NEED: Side.OFFER}
SAME_SKILL = 0.5
"""Of the score's part for skills: more than what a related skill is worth, see `matching.side.RELATED`."""


async def why_not(turn: Turn, person: Person, chosen: Listing) -> Refusal | None:
    """What stands between this person and a listing, whatever they would bring; None: nothing does."""
    return await _met_before(turn, person, chosen) or await _shut(turn, person, chosen)


async def _shut(turn: Turn, person: Person, chosen: Listing) -> Refusal | None:
    for test in (_closed, _own, _resting, _too_much):
        refusal = await test(turn, person, chosen)
        if refusal is not None:
            return refusal
    return None


async def _closed(turn: Turn, person: Person, chosen: Listing) -> Refusal | None:
    past = chosen.past(turn.local(turn.now).date())
    verified = await _verified(turn, chosen)
    undoable = await turn.tx.nudges.waiting(Subject.LISTING, chosen.id, TELL) is not None
    return None if chosen.seeking and verified and not past and not undoable else Refusal("wish.closed")


async def _verified(turn: Turn, listing: Listing) -> bool:
    organisation = await turn.tx.organisations.get(listing.organisation)
    return organisation.state is OrganisationState.VERIFIED


async def _own(turn: Turn, person: Person, chosen: Listing) -> Refusal | None:
    return Refusal("wish.own") if chosen.of(person.id, person.organisation) else None


async def _resting(turn: Turn, person: Person, chosen: Listing) -> Refusal | None:
    if not person.welcomes(turn.now):
        return Refusal("wish.you_rest")
    owner = await turn.tx.people.get(chosen.owner)
    return None if owner.welcomes(turn.now) else Refusal("wish.they_rest")


async def _met_before(turn: Turn, person: Person, chosen: Listing) -> Refusal | None:
    """A pair is put together once; a suggestion that nobody was told of may still be wished for."""
    for match in await _between(turn, person, chosen):
        if match.state is MatchState.SUGGESTED and match.wisher is None:
            continue
        if match.state not in AGAIN:
            return Refusal("wish.waits" if match.state is MatchState.SUGGESTED else _heard_of(match, person))
    mine = await turn.tx.listings.of_owner(person.id)
    made = [one for one in mine if one.meant_for == chosen.id]
    return Refusal("wish.waits") if any([await _on_its_way(turn, one) for one in made]) else None


async def _on_its_way(turn: Turn, listing: Listing) -> bool:
    """A coordinator is still to look at it, or can still take back what they decided."""
    if listing.state in (ListingState.SUBMITTED, ListingState.CLARIFYING):
        return True
    return listing.seeking and await turn.tx.nudges.waiting(Subject.LISTING, listing.id, TELL) is not None


def _heard_of(match: Match, person: Person) -> str:
    """Nobody learns from us that the other side, or a coordinator, turned them down."""
    if match.state in (MatchState.APPROVED_TO_ASK, MatchState.ASKED_HOST):
        return "wish.waits"
    return "wish.has" if match.state in UNFINISHED else "wish.before"


UNFINISHED = frozenset(MatchState) - {
    MatchState.DISMISSED,
    MatchState.DECLINED_HOST,
    MatchState.DECLINED_VOLUNTEER,
    MatchState.EXPIRED,
    MatchState.FAILED_CHECK,
    MatchState.CANCELLED,
    MatchState.NO_SHOW,
    MatchState.CLOSED_NOT_DELIVERED,
}


async def _too_much(turn: Turn, person: Person, chosen: Listing) -> Refusal | None:
    """As many matches at once as either of them can keep up with."""
    if await room(turn, chosen) <= 0:
        return Refusal(f"wish.full_{chosen.side.value}")
    own = await turn.tx.capacities.get(person.id, PARTY[OTHER[chosen.side]])
    busy = (await load_of(turn, own)).room(own) <= 0
    return Refusal("wish.busy") if busy else None


async def _between(turn: Turn, person: Person, chosen: Listing) -> list[Match]:
    matches = await turn.tx.matches.of_listing(chosen.id)
    return [match for match in matches if match.party(person.id) is not None]


async def wish(turn: Turn, person: Person, listing_id: str) -> MatchView | None:
    """The match that was asked for, for a coordinator to decide; None where this person has nothing open
    that fits: it has to be made first. Refused where something stands in the way.
    """
    chosen = await turn.tx.listings.get(listing_id, lock=True)
    refusal = await why_not(turn, person, chosen)
    if refusal is not None:
        raise refusal
    suggested = await _between(turn, person, chosen)
    waiting = [match for match in suggested if match.state is MatchState.SUGGESTED]
    if waiting:
        return await _taken_up(turn, waiting[0], SOURCE[OTHER[chosen.side]])
    best = await _best_of_own(turn, person, chosen)
    return None if best is None else await propose(turn, best, SOURCE[OTHER[chosen.side]])


async def _taken_up(turn: Turn, match: Match, source: Source) -> MatchView:
    """What the matcher had suggested is now asked for as well."""
    wished = replace(match, source=source, revision=match.revision + 1)
    await turn.tx.matches.put(wished)
    await remember(turn, Subject.MATCH, match.id, (MOVES[source], match.state.value, match.state.value))
    view = await view_of(turn, wished)
    await desk_cards.show_match(turn, view)
    return view


async def _best_of_own(turn: Turn, person: Person, chosen: Listing) -> Pairing | None:
    mine = await turn.tx.listings.of_owner(person.id)
    found = [
        _pairing(chosen, one, weighed)
        for one in mine
        if one.seeking
        and one.side is not chosen.side
        and await _verified(turn, one)
        and isinstance(weighed := await _weighed(turn, chosen, one), Suggestion)
        and _fitting(weighed)
    ]
    return max(found, key=lambda pairing: pairing.suggestion.score, default=None)


async def _weighed(turn: Turn, chosen: Listing, own: Listing) -> Suggestion | Refusal:
    """How well the two fit, or the limit that stands between them."""
    need, offer = (chosen, own) if chosen.side is Side.NEED else (own, chosen)
    if await too_many_people(turn, need, offer):
        return Refusal("wish.limit", limit=words("limit.team"))
    weighed = await (await weighing(turn, chosen))(own)
    if isinstance(weighed, Suggestion):
        return weighed
    return Refusal("wish.limit", limit=words(f"limit.{weighed.limit.name.lower()}"))


def _fitting(weighed: Suggestion) -> bool:
    """Good enough for somebody who chose: what the matcher would suggest, or the very skill."""
    return weighed.score >= WORTH_A_LOOK or weighed.parts.get("skill", 0.0) >= SAME_SKILL


def _pairing(chosen: Listing, own: Listing, suggestion: Suggestion) -> Pairing:
    need, offer = (chosen, own) if chosen.side is Side.NEED else (own, chosen)
    return Pairing(need=need, offer=offer, suggestion=suggestion)


async def must_fit(turn: Turn, person: Person, terms: Terms, listing_id: str) -> None:
    """Refuses terms that would break a limit of the listing they are meant for, before anything is posted."""
    chosen = await turn.tx.listings.get(listing_id)
    refusal = await why_not(turn, person, chosen)
    if refusal is not None:
        raise refusal
    weighed = await _weighed(turn, chosen, _as_if_posted(turn, person, terms, chosen))
    if isinstance(weighed, Refusal):
        raise weighed


def _as_if_posted(turn: Turn, person: Person, terms: Terms, chosen: Listing) -> Listing:
    return Listing(
        id="",
        side=OTHER[chosen.side],
        owner=person.id,
        organisation=person.organisation or chosen.organisation,
        terms=terms,
        quantity=Quantity(total=total_hours(terms)),
        state=ListingState.OPEN,
        created_at=turn.now,
        entered_at=turn.now,
    )


async def fulfil(turn: Turn, listing: Listing) -> None:
    """A listing that was posted for one other is put together with it, as soon as it is open and its
    organisation verified; its owner is told, once, where that cannot be.
    """
    if not await _verified(turn, listing):
        return
    chosen = await turn.tx.listings.get(listing.meant_for)
    owner = await turn.tx.people.get(listing.owner)
    if any(match.state not in AGAIN for match in await _between(turn, owner, chosen)):
        return
    refusal = await _shut(turn, owner, chosen)
    weighed = await _weighed(turn, chosen, listing)
    if refusal is not None or not isinstance(weighed, Suggestion):
        card = wish_cards.gone(listing, chosen)
        await tell(turn, owner.id, card, fact=f"wish:{listing.id}:gone")
        return
    by = By(person=owner.id, name=owner.name, platform=turn.by.platform)
    await propose(turn.acting(by), _pairing(chosen, listing, weighed), SOURCE[listing.side])
