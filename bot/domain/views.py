"""A row together with what is needed to talk about it."""

from dataclasses import dataclass
from decimal import Decimal

from bot.domain.listings import Listing
from bot.domain.matches import Delivery, Match, Party, Session
from bot.domain.organisations import Organisation
from bot.domain.people import Person


@dataclass(frozen=True, kw_only=True)
class ListingView:
    listing: Listing
    owner: Person
    organisation: Organisation
    meant_for: Listing | None = None


@dataclass(frozen=True, kw_only=True)
class MatchView:
    """Everything about a match. Whoever draws it decides what its reader may see."""

    match: Match
    offer: ListingView
    need: ListingView
    session: Session | None = None
    delivery: Delivery | None = None

    def side(self, party: Party) -> ListingView:
        return self.offer if party is Party.VOLUNTEER else self.need

    def name(self, party: Party) -> str:
        """The person's name, as agreed at the introduction."""
        return self.side(party).owner.name

    def organisation(self, party: Party) -> str:
        return self.side(party).organisation.name


@dataclass(frozen=True, kw_only=True)
class Helped:
    """A group, by its name, and the hours that were confirmed there."""

    group: str
    hours: Decimal
