"""How much people can take on: asked once, kept to, and said when it is reached."""

from collections.abc import Collection
from dataclasses import replace
from datetime import datetime
from decimal import Decimal

from bot.domain.capacity import Capacity, Load
from bot.domain.history import Subject
from bot.domain.listings import NONE, Listing, Side
from bot.domain.matches import Match, Party, Session, SessionState
from bot.domain.refusal import Refusal
from bot.domain.views import MatchView
from bot.services.tell import tell
from bot.services.turn import Turn, remember
from bot.texts import capacity_cards
from bot.texts.times import number

PARTY = {Side.OFFER: Party.VOLUNTEER, Side.NEED: Party.HOST}
COUNTED = (SessionState.AGREED, SessionState.HELD, SessionState.DONE, SessionState.UNCONFIRMED)


async def say(turn: Turn, capacity: Capacity) -> None:
    """Said, or said anew."""
    await turn.tx.capacities.put(replace(capacity, at=turn.now))
    await remember(turn, Subject.PERSON, capacity.person, ("capacity", "", capacity.party.value))


async def load_of(turn: Turn, capacity: Capacity, without: str = "") -> Load:
    """What this person has on, apart from one match; hours are added up where they set a limit."""
    person = capacity.person
    under_way = await turn.tx.matches.reserving(person, capacity.party) - {without}
    limited = capacity.month is not None
    return Load(under_way=len(under_way), month=await month_of(turn, person, turn.now) if limited else NONE)


async def month_of(turn: Turn, person: str, moment: datetime, without: Collection[str] = ()) -> Decimal:
    """Hours of this volunteer on dates of that calendar month, apart from these dates."""
    hours, month = NONE, _month(turn, moment)
    for match in await turn.tx.matches.of_person(person):
        if match.volunteer == person:
            for session in await turn.tx.sessions.of(match.id):
                if (
                    session.id not in without
                    and session.state in COUNTED
                    and _month(turn, session.starts_at) == month
                ):
                    hours += _length(session)
    return hours


def _month(turn: Turn, moment: datetime) -> tuple[int, int]:
    local = turn.local(moment)
    return local.year, local.month


def _length(session: Session) -> Decimal:
    if session.verified is not None:
        return session.verified
    return (Decimal((session.ends_at - session.starts_at).total_seconds()) / 3600).quantize(Decimal("0.01"))


async def room(turn: Turn, listing: Listing) -> int:
    """How many more matches the owner of this listing can keep up with now."""
    capacity = await turn.tx.capacities.get(listing.owner, PARTY[listing.side])
    return (await load_of(turn, capacity)).room(capacity)


async def too_many_people(turn: Turn, need: Listing, offer: Listing) -> bool:
    """Whether a team is larger than the host can have at once."""
    host = await turn.tx.capacities.get(need.owner, Party.HOST)
    return bool(host.largest) and offer.terms.people > host.largest


async def must_have_room(turn: Turn, view: MatchView) -> None:
    """Refuses one match too many, or a team that is too large for the host, at the moment that it counts."""
    for party in Party:
        owner = view.side(party).owner
        capacity = await turn.tx.capacities.get(owner.id, party)
        load = await load_of(turn, capacity, without=view.match.id)
        if load.under_way >= capacity.at_once:
            raise Refusal("capacity.full", name=owner.name, most=str(capacity.at_once))
    if await too_many_people(turn, view.need.listing, view.offer.listing):
        raise Refusal("capacity.group", name=view.name(Party.HOST))


async def must_suit(turn: Turn, view: MatchView, sessions: tuple[Session, ...], by: Party) -> None:
    """Refuses dates that are sooner than the host can manage, or more than the volunteer has in a month.

    A host who has agreed to a date of this match can manage a later one.
    """
    host = await turn.tx.capacities.get(view.match.host, Party.HOST)
    notice = host.notice_for(view.need.listing.terms.kind)
    if by is Party.VOLUNTEER and notice:
        usual = turn.local(turn.house.calendar.shift(turn.now, notice)).date()
        soonest = min([usual, *(turn.local(each.starts_at).date() for each in view.to_come)])
        if min(turn.local(each.starts_at).date() for each in sessions) < soonest:
            raise Refusal("capacity.notice", days=str(notice))
    volunteer = await turn.tx.capacities.get(view.match.volunteer, Party.VOLUNTEER)
    if volunteer.month is None:
        return
    ids = {each.id for each in sessions}
    months = {_month(turn, each.starts_at): each.starts_at for each in sessions}
    for month, moment in months.items():
        planned = sum((_length(each) for each in sessions if _month(turn, each.starts_at) == month), NONE)
        had = await month_of(turn, view.match.volunteer, moment, without=ids)
        if had + planned > volunteer.month:
            raise Refusal("capacity.month", most=number(volunteer.month))


async def full(turn: Turn, match: Match, party: Party) -> tuple[Capacity, Load] | None:
    """What this side has on, where that is as much as they can take; nothing new is proposed meanwhile."""
    capacity = await turn.tx.capacities.get(match.person(party), party)
    load = await load_of(turn, capacity)
    return (capacity, load) if load.room(capacity) == 0 else None


async def with_standings(turn: Turn, view: MatchView) -> MatchView:
    """The view with what both sides can take on and have on, for whoever decides."""
    found = []
    for party in Party:
        capacity = await turn.tx.capacities.get(view.match.person(party), party)
        found.append((capacity, await load_of(turn, capacity, without=view.match.id)))
    return replace(view, standings=tuple(found))


async def ask_once(turn: Turn, listing: Listing) -> None:
    """With the first offer or need that is open; what is usual holds until it is answered."""
    party = PARTY[listing.side]
    capacity = await turn.tx.capacities.get(listing.owner, party)
    if capacity.at is None:
        fact = f"capacity:{listing.owner}:{party}:ask"
        await tell(turn, listing.owner, capacity_cards.ask(party), fact=fact)
