"""What a person has: matches and listings, sorted by whether it is they who have to act."""

from dataclasses import dataclass
from datetime import timedelta

from bot.domain.listings import Listing, ListingState
from bot.domain.matches import AFTERWARDS, LIVE, Match, MatchState, Party, SessionState
from bot.domain.people import Person
from bot.domain.views import Helped, ListingView, MatchView
from bot.services.moves import listing_view, view_of
from bot.services.teams import listings_of, matches_of, party_among, team_ids
from bot.services.turn import Turn

OVER = (ListingState.WITHDRAWN, ListingState.DECLINED, ListingState.LAPSED)
NOT_YET_TOLD = (MatchState.SUGGESTED, MatchState.APPROVED_TO_ASK, MatchState.DISMISSED)
DONE = (MatchState.CLOSED, MatchState.CLOSED_PART)
STILL_FRESH = timedelta(days=30)  # how long after the end somebody is asked on their page how it was


@dataclass(frozen=True, kw_only=True)
class Mine:
    """Newest first. `helped` are the groups where this person's hours were confirmed."""

    matches: tuple[tuple[MatchView, Party], ...]
    listings: tuple[ListingView, ...]
    unrated: frozenset[str]  # matches that are done, and that they have not said a word about
    helped: tuple[Helped, ...]

    @property
    def empty(self) -> bool:
        return not (self.matches or self.listings or self.helped)


async def mine(turn: Turn, person: Person, most: int) -> Mine:
    """At most so many matches and so many listings."""
    team = await team_ids(turn.tx, person.id)
    shown = [each for each in await matches_of(turn.tx, team) if is_shown(each, team)]
    owned = [each for each in await listings_of(turn.tx, team) if each.state not in OVER]
    matches = tuple([await _seen(turn, each, team) for each in by_urgency(shown)[:most]])
    return Mine(
        matches=matches,
        listings=tuple([await listing_view(turn, each) for each in _asked_first(owned)[:most]]),
        unrated=frozenset([v.match.id for v, party in matches if await _unrated(turn, v.match, party)]),
        helped=tuple(await turn.tx.figures.helped(person.id)),
    )


async def _seen(turn: Turn, match: Match, team: tuple[str, ...]) -> tuple[MatchView, Party]:
    return await view_of(turn, match), party_among(match, team) or Party.HOST


def by_urgency(matches: list[Match]) -> list[Match]:
    """What goes on before what is done; else as they come."""
    return sorted(matches, key=lambda each: each.state not in LIVE)


def _asked_first(listings: list[Listing]) -> list[Listing]:
    return sorted(listings, key=lambda each: each.state is not ListingState.CLARIFYING)


def is_shown(match: Match, team: tuple[str, ...]) -> bool:
    """A person sees their matches, and their group's, from the moment that they were asked."""
    if match.state in LIVE and match.wisher is not None and match.wisher is party_among(match, team):
        return True
    if match.state in NOT_YET_TOLD:
        return False
    if match.state is MatchState.ASKED_HOST and party_among(match, team) is Party.VOLUNTEER:
        return False
    return match.state in LIVE or match.state in DONE


async def _unrated(turn: Turn, match: Match, party: Party) -> bool:
    fresh = match.state in DONE and turn.now - match.entered_at < STILL_FRESH
    return fresh and await turn.tx.outcomes.feedback(match.id, party) is None


def waits_for(view: MatchView, party: Party) -> bool:
    """Whether the next step of this match is this side's."""
    match view.match.state:
        case MatchState.ASKED_HOST:
            return party is Party.HOST
        case MatchState.ASKED_VOLUNTEER:
            return party is Party.VOLUNTEER
        case MatchState.INTRODUCED | MatchState.REARRANGING:
            session = view.session
            proposed = session is not None and session.state is SessionState.PROPOSED
            return session is None or not proposed or session.proposed_by is not party
        case MatchState.IN_DELIVERY:
            return True
        case state:
            return state in AFTERWARDS and party is Party.HOST
