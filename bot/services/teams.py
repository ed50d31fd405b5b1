"""A community group is a team: several people act for it, and any of them can answer."""

import hashlib
from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta

from bot.domain.history import Subject
from bot.domain.listings import Listing
from bot.domain.matches import LIVE, Match, Party
from bot.domain.organisations import Organisation, OrganisationKind
from bot.domain.people import Person, TeamInvite
from bot.domain.refusal import Refusal
from bot.domain.views import ListingView, MatchView
from bot.services import desk_cards, details
from bot.services.moves import listing_view, view_of
from bot.services.no_side import must_not_commission
from bot.services.ports import Tx
from bot.services.tell import tell_alone, tell_coordinators
from bot.services.turn import Turn, remember
from bot.texts import organisation_cards

INVITE_LASTS = timedelta(days=7)


async def invite(turn: Turn) -> str:
    """A one-time code for a colleague; the code itself is not stored."""
    group = await own_group(turn)
    code = turn.new_id()
    await turn.tx.invites.put_team(
        TeamInvite(
            digest=_digest(code),
            organisation=group.id,
            made_by=turn.by.person,
            expires_at=turn.now + INVITE_LASTS,
        )
    )
    return code


def _digest(code: str) -> str:
    return hashlib.sha256(f"team:{code.strip().upper()}".encode()).hexdigest()


async def own_group(turn: Turn) -> Organisation:
    """The community group that whoever acts belongs to."""
    if not turn.by.organisation:
        raise Refusal("team.none")
    group = await turn.tx.organisations.get(turn.by.organisation)
    if group.kind is not OrganisationKind.COMMUNITY:
        raise Refusal("team.employer", name=group.name)
    return group


async def join(turn: Turn, code: str) -> Organisation:
    """The person acts for the group from now on; the others, and the coordinators, see who came.

    A code opens nothing again to whoever left, and nothing any more when its maker did.
    """
    found = await turn.tx.invites.get_team(_digest(code), lock=True)
    if found is None or found.expires_at < turn.now:
        raise Refusal("team.code_unknown")
    if found.used_by and found.used_by != turn.by.person:
        raise Refusal("team.code_used")
    left = bool(found.used_by) and turn.by.organisation != found.organisation
    if left or (await turn.tx.people.get(found.made_by)).organisation != found.organisation:
        raise Refusal("team.code_unknown")
    must_not_commission(await turn.tx.people.get(turn.by.person))
    group = await turn.tx.organisations.get(found.organisation)
    if turn.by.organisation == group.id:
        return group
    if turn.by.organisation:
        other = await turn.tx.organisations.get(turn.by.organisation)
        raise Refusal("team.other", name=other.name)
    await turn.tx.invites.put_team(replace(found, used_by=turn.by.person))
    for member in await turn.tx.organisations.members(group.id):
        card = organisation_cards.joined(group, turn.by.name)
        await tell_alone(turn, member.id, card, fact=f"team:{group.id}:joined:{turn.by.person}:{code[:2]}")
    await turn.tx.people.act_for(turn.by.person, group.id)
    await remember(turn, Subject.ORGANISATION, group.id, ("join", "", group.state.value))
    line = organisation_cards.desk_joined(group, turn.by.name)
    await tell_coordinators(turn, line, fact=_fact(turn, group, "joined", turn.by.person))
    return group


async def leave(turn: Turn) -> Organisation:
    """The person acts for nobody any more; what they had posted goes on in a colleague's hands."""
    group = await own_group(turn)
    await _part(turn, group, await turn.tx.people.get(turn.by.person))
    return group


async def remove(turn: Turn, person: str) -> Person:
    """Any of the team may; coordinators see it, and the one removed is told."""
    group = await own_group(turn)
    gone = next((each for each in await turn.tx.organisations.members(group.id) if each.id == person), None)
    if gone is None or gone.id == turn.by.person:
        raise Refusal("team.not_there")
    await _part(turn, group, gone)
    removed = organisation_cards.removed(group, turn.by.name)
    await tell_alone(turn, gone.id, removed, fact=_fact(turn, group, "removed", gone.id))
    return gone


async def _part(turn: Turn, group: Organisation, gone: Person) -> None:
    staying = [each for each in await turn.tx.organisations.members(group.id) if each.id != gone.id]
    open_ = [each for each in await turn.tx.listings.of_organisation(group.id) if not each.over]
    if staying:
        heir = next((each for each in staying if each.id == turn.by.person), staying[0])
        await _hand_over(turn, [each for each in open_ if each.owner == gone.id], heir)
    await details.end_all(turn, gone.id)
    await turn.tx.people.act_for(gone.id, "")
    await _no_longer_read(turn, [gone.id, *(each.id for each in staying)])
    await remember(turn, Subject.ORGANISATION, group.id, ("leave", group.state.value, group.state.value))
    card = organisation_cards.desk_left(group, gone.name, left=len(staying), listings=len(open_))
    await tell_coordinators(turn, card, fact=_fact(turn, group, "left", gone.id))
    for each in staying:
        if each.id != turn.by.person:
            told = organisation_cards.left(group, gone.name)
            await tell_alone(turn, each.id, told, fact=_fact(turn, group, "left", gone.id))


async def _no_longer_read(turn: Turn, team: Sequence[str]) -> None:
    """What somebody shared with the group, whoever left it sees no more."""
    for match in await matches_of(turn.tx, team):
        await details.follow(turn, match)


async def own_listings(tx: Tx, person: str) -> list[Listing]:
    """What is open in this person's name."""
    return [each for each in await tx.listings.of_owner(person) if not each.over]


async def hand_over_all(turn: Turn, gone: Person, heir: Person) -> int:
    """A colleague goes on in place of somebody out of reach; how many offers and needs that concerns."""
    listings = await own_listings(turn.tx, gone.id)
    await _hand_over(turn, listings, heir)
    return len(listings)


async def _hand_over(turn: Turn, listings: list[Listing], to: Person) -> None:
    """What is open belongs to a colleague, and so do its matches that are under way."""
    for listing in sorted(listings, key=lambda each: each.id):
        locked = await turn.tx.listings.get(listing.id, lock=True)
        handed = replace(locked, owner=to.id, revision=locked.revision + 1)
        await turn.tx.listings.put(handed)
        await desk_cards.show_listing(turn, await listing_view(turn, handed))
        for match in await turn.tx.matches.of_listing(listing.id):
            if match.state in LIVE:
                held = await turn.tx.matches.get(match.id, lock=True)
                side = "host" if held.need == listing.id else "volunteer"
                change = {side: to.id, "revision": held.revision + 1}
                changed = replace(held, **change)  # type: ignore[arg-type]
                await turn.tx.matches.put(changed)
                await desk_cards.show_match(turn, await view_of(turn, changed))


def _fact(turn: Turn, group: Organisation, what: str, person: str) -> str:
    return f"team:{group.id}:{what}:{person}:{turn.now.timestamp()}"


def acts_for(turn: Turn, view: ListingView) -> bool:
    """Whether whoever acts may act for this listing: its owner, or anybody of the owner's group."""
    if view.listing.owner == turn.by.person:
        return True
    ours = bool(turn.by.organisation) and view.listing.organisation == turn.by.organisation
    return ours and view.organisation.kind is OrganisationKind.COMMUNITY


def party_acting(turn: Turn, view: MatchView) -> Party | None:
    """The side of a match that whoever acts belongs to."""
    return next((party for party in Party if acts_for(turn, view.side(party))), None)


async def team_ids(tx: Tx, person: str) -> tuple[str, ...]:
    """The person, then whoever acts for the same community group."""
    return tuple([member.id for member in await tx.people.team(person)])


def party_among(match: Match, team: Sequence[str]) -> Party | None:
    """The side of a match on which one of them is."""
    return next((party for each in team if (party := match.party(each)) is not None), None)


async def matches_of(tx: Tx, team: Sequence[str]) -> tuple[Match, ...]:
    """Everybody's matches; newest first."""
    found: dict[str, Match] = {}
    for member in team:
        found |= {match.id: match for match in await tx.matches.of_person(member)}
    return tuple(sorted(found.values(), key=lambda match: (match.created_at, match.id), reverse=True))


async def listings_of(tx: Tx, team: Sequence[str]) -> tuple[Listing, ...]:
    """Everybody's offers and needs; newest first."""
    found: dict[str, Listing] = {}
    for member in team:
        found |= {listing.id: listing for listing in await tx.listings.of_owner(member)}
    return tuple(sorted(found.values(), key=lambda each: (each.created_at, each.id), reverse=True))
