"""The one card that coordinators have of a group, an offer, a need or a match, as it stands now."""

from dataclasses import replace

from bot.chat.outgoing import Card
from bot.domain.history import Subject
from bot.domain.listings import Listing, ListingState
from bot.domain.matches import LIVE, Match, MatchState
from bot.domain.nudges import TELL
from bot.domain.organisations import Organisation, OrganisationState
from bot.domain.outcomes import label_of
from bot.domain.views import ListingView, MatchView
from bot.services.capacities import with_standings
from bot.services.city_words import first_said
from bot.services.moves import listing_view, view_of
from bot.services.standing_still import stands_still
from bot.services.tell import match_key, tell_coordinators
from bot.services.turn import Turn
from bot.services.twins import twin_of
from bot.texts import coordinator_cards, desk_cards
from bot.texts.kept_cards import counted

OnTheDesk = Organisation | Listing | Match


def key_of(one: OnTheDesk) -> str:
    """Of its one message in each place of the coordinators."""
    match one:
        case Organisation():
            return f"organisation:{one.id}"
        case Listing():
            return f"listing:{one.id}"
        case Match():
            return f"match:{one.id}"


NEW, TO_DECIDE, RUNNING, ANYWHERE = "new", "decide", "running", ""


def section_of(one: OnTheDesk) -> str:
    """In which part of a place its card belongs; what is over, or can still be undone, stays where it is."""
    match one:
        case Organisation():
            return NEW if one.state is OrganisationState.PENDING else ANYWHERE
        case Listing():
            return NEW if one.state in (ListingState.SUBMITTED, ListingState.CLARIFYING) else ANYWHERE
        case Match(state=MatchState.SUGGESTED | MatchState.ON_HOLD | MatchState.DISPUTED):
            return TO_DECIDE
        case Match():
            stays = one.state is MatchState.APPROVED_TO_ASK or one.state not in LIVE
            return ANYWHERE if stays else RUNNING


async def card_of(turn: Turn, one: OnTheDesk) -> Card:
    match one:
        case Organisation():
            return await of_organisation(turn, one)
        case Listing():
            return await of_listing(turn, await listing_view(turn, one))
        case Match():
            return await of_match(turn, await view_of(turn, one))


async def of_organisation(turn: Turn, organisation: Organisation) -> Card:
    undoing = await turn.tx.nudges.waiting(Subject.ORGANISATION, organisation.id, TELL)
    told_at = undoing.due_at if undoing else None
    card = coordinator_cards.organisation_card(organisation, turn.house.zone, told_at)
    return await _in_hand(turn, organisation, card, organisation.state is OrganisationState.PENDING)


async def of_listing(turn: Turn, view: ListingView) -> Card:
    listing = view.listing
    undoing = await turn.tx.nudges.waiting(Subject.LISTING, listing.id, TELL)
    new = listing.state is ListingState.SUBMITTED
    twin = await twin_of(turn, listing) if new else None
    told_at = undoing.due_at if undoing else None
    kept = counted([each.file for each in await turn.tx.kept.of_listing(listing.id)])
    labels = [label_of(code, turn.house.outcomes) for code in await turn.tx.tags.of(listing.id)]
    card = coordinator_cards.listing_card(
        view, turn.house.zone, told_at, twin=twin, kept=kept, outcomes=labels
    )
    waits = listing.state in (ListingState.SUBMITTED, ListingState.CLARIFYING)
    return await _in_hand(turn, listing, card, waits)


async def of_match(turn: Turn, view: MatchView) -> Card:
    asking = await turn.tx.nudges.waiting(Subject.MATCH, view.match.id, TELL)
    asked_at = asking.due_at if asking else turn.now + turn.house.undo
    if view.match.state is MatchState.SUGGESTED:
        first = await first_said(turn, view.need.listing)
        view = replace(await with_standings(turn, view), put_first=first)
    card = coordinator_cards.match_card(view, turn.house.zone, asked_at, still=stands_still(turn, view))
    return await _in_hand(turn, view.match, card, view.match.state in LIVE)


async def _in_hand(turn: Turn, one: OnTheDesk, card: Card, open_for_it: bool) -> Card:
    person = await turn.tx.desk.claimed_by(one.id)
    holder = await turn.tx.people.some([person] if person else [])
    taken_by = next((each.name for each in holder if each.coordinates), "")
    card = replace(card, section=section_of(one))
    return desk_cards.in_hand(card, one.id, taken_by, open_for_it=open_for_it)


async def show_match(turn: Turn, view: MatchView) -> None:
    """In every place of the coordinators, as it is now."""
    fact = f"match:{view.match.id}:card:{view.match.revision}"
    await tell_coordinators(turn, await of_match(turn, view), fact=fact, key=match_key(view.match))


async def show_beside(turn: Turn, view: MatchView) -> None:
    """The suggestions that want the same need or offer, where this match has just taken it or given it back:
    what cannot be approved now does not ask for it.
    """
    listings = await turn.tx.listings.some(sorted((view.match.need, view.match.offer)))
    for listing in listings:
        if listing.entered_at != turn.now:
            continue
        for match in await turn.tx.matches.of_listing(listing.id, MatchState.SUGGESTED):
            if match.id != view.match.id:
                await _show_as_it_is(turn, await view_of(turn, match))


async def _show_as_it_is(turn: Turn, view: MatchView) -> None:
    """Its listings have changed, and the match itself has not."""
    id, filled = view.match.id, f"{view.need.listing.revision}:{view.offer.listing.revision}"
    card = await of_match(turn, view)
    await tell_coordinators(turn, card, fact=f"match:{id}:beside:{filled}", key=match_key(view.match))


async def show_listing(turn: Turn, view: ListingView) -> None:
    """The listing's one card in every place of the coordinators, as it is now."""
    listing = view.listing
    undoing = await turn.tx.nudges.waiting(Subject.LISTING, listing.id, TELL)
    stage = "undoing" if undoing else "told"
    fact = f"listing:{listing.id}:card:{listing.revision}:{stage}"
    card = await of_listing(turn, view)
    await tell_coordinators(turn, card, fact=fact, key=f"listing:{listing.id}")


async def found(turn: Turn, id: str) -> OnTheDesk | None:
    """Whatever has this number, however it was typed; None for a number that nothing has."""
    number = id.strip().upper().lstrip("#")
    for match in await turn.tx.matches.some([number]):
        return match
    for listing in await turn.tx.listings.some([number]):
        return listing
    for organisation in await turn.tx.organisations.some([number]):
        return organisation
    return None
