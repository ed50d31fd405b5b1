"""Fills the simulator with the example groups and volunteers, as if they had been here for a while."""

from collections.abc import Iterator, Set
from datetime import date, datetime, timedelta
from decimal import Decimal
from itertools import cycle, product
from pathlib import Path
from typing import Protocol

from adapters.interchange.listings import ReadNeed, ReadOffer
from adapters.interchange.needs import read_needs
from adapters.interchange.own_csv import read_offers
from bot.chat.address import Account
from bot.domain.listings import (
    Availability,
    Listing,
    ListingKind,
    ListingState,
    Quantity,
    Side,
    Terms,
    total_hours,
)
from bot.domain.organisations import Organisation, OrganisationKind, OrganisationState
from bot.domain.people import Contact, Person
from bot.ids import new_id
from bot.reading.saying import say_when
from bot.reading.when import DateRange, Day, Flexible, Recurring, Weekly
from bot.services.ports import Tx
from bot.texts.cards import cut
from matching.listing import Kind
from storage.unit_of_work import Storage

FOLDERS = (Path(__file__).with_name("examples"), Path(__file__).parent.parent / "examples")
FIRST = ("Asha", "Ben", "Chidi", "Dilys", "Ewan", "Farah", "Grace", "Hamza", "Isla", "Jakub", "Kemi", "Lotte")
LAST = ("Ahmed", "Booth", "Clarke", "Dhillon", "Eze", "Farrow", "Grant", "Hughes", "Iqbal", "Jowett", "Khan")
POSTED_BEFORE = timedelta(days=9)


class Neighbours(Protocol):
    """Where the invented people live."""

    def neighbour(self, name: str, *, offers: bool) -> Account: ...


async def fill(storage: Storage, city: Neighbours, now: datetime) -> int:
    """Once: the example listings, open and verified, with invented owners. Returns how many were added."""
    folder = next((each for each in FOLDERS if each.is_dir()), None)
    if folder is None:
        return 0
    async with storage.begin() as tx:
        if await tx.listings.seeking(Side.OFFER):
            return 0
        count = await _Filling(tx, city, now - POSTED_BEFORE).all(folder)
        await tx.commit()
    return count


class _Filling:
    """Writes the rows of one filling."""

    def __init__(self, tx: Tx, city: Neighbours, posted: datetime) -> None:
        self._tx = tx
        self._city = city
        self._posted = posted
        self._names = _names()
        self._organisations: dict[str, str] = {}

    async def all(self, folder: Path) -> int:
        offers, needs = read_offers(folder / "offers.csv").listings, read_needs(folder / "needs.csv").listings
        for offer in offers:
            await self._add(Side.OFFER, _offer_terms(offer), offer.listing.organisation or "")
        for need in needs:
            await self._add(Side.NEED, _need_terms(need), need.group)
        return len(offers) + len(needs)

    async def _add(self, side: Side, terms: Terms, organisation: str) -> None:
        name, acts_for = next(self._names), await self._known(organisation, side)
        person = Person(id=new_id(), name=name, organisation=acts_for, noticed_at=self._posted)
        shown = f"{name}, {organisation}" if organisation else name
        account = self._city.neighbour(shown, offers=side is Side.OFFER)
        await self._tx.people.put(person)
        await self._tx.people.join(Contact(account=account, person=person.id))
        await self._tx.listings.put(
            Listing(
                id=new_id(),
                side=side,
                owner=person.id,
                organisation=person.organisation,
                terms=terms,
                quantity=Quantity(total=total_hours(terms)),
                state=ListingState.OPEN,
                created_at=self._posted,
                entered_at=self._posted,
            )
        )

    async def _known(self, name: str, side: Side) -> str:
        if name not in self._organisations:
            kind = OrganisationKind.EMPLOYER if side is Side.OFFER else OrganisationKind.COMMUNITY
            made = Organisation(
                id=new_id(), name=name or "Independent", kind=kind, state=OrganisationState.VERIFIED
            )
            await self._tx.organisations.put(made)
            self._organisations[name] = made.id
        return self._organisations[name]


def _names() -> Iterator[str]:
    return (f"{first} {last}" for first, last in cycle(product(FIRST, LAST)))


def _offer_terms(read: ReadOffer) -> Terms:
    listing, when = read.listing, read.listing.available
    kinds = sorted(listing.kinds) or [Kind.SKILLS]
    people = listing.team_size or 1
    return Terms(
        kind=ListingKind(kinds[0].value),
        what=_what(read),
        skills=listing.skills,
        skills_chosen=bool(listing.skills),
        district=listing.place or "",
        remote=listing.remote,
        on_site=listing.on_site,
        travel_km=None if listing.travel_km is None else Decimal(str(round(listing.travel_km, 1))),
        when=_availability(when.weekdays, when.starts, when.ends),
        hours=_each(when.hours, people),
        people=people,
        languages=tuple(sorted(listing.languages)),
        checks=tuple(sorted(listing.checks)),
    )


def _need_terms(read: ReadNeed) -> Terms:
    listing = read.listing
    people = listing.people_max or listing.people_min or 1
    return Terms(
        kind=ListingKind((listing.kind or Kind.SKILLS).value),
        what=_what(read),
        skills=listing.skills,
        skills_chosen=bool(listing.skills),
        district=listing.place or "",
        remote=listing.remote,
        on_site=listing.on_site,
        when=_availability(listing.weekdays, listing.starts, listing.ends or listing.deadline),
        hours=_each(listing.hours, people),
        people=people,
        languages=tuple(sorted(listing.languages)),
        checks=tuple(sorted(listing.checks)),
        provides=read.provides,
    )


def _each(hours: Decimal | None, people: int) -> Decimal:
    """One person's part of the hours of a file, which are everybody's together."""
    quarters = ((hours or Decimal(4)) / people * 4).to_integral_value()
    return max(Decimal("0.5"), quarters / 4)


def _what(read: ReadOffer | ReadNeed) -> str:
    return cut(f"{read.title}. {read.description}" if read.description else read.title, 300)


def _availability(weekdays: Set[int], starts: date | None, until: date | None) -> Availability:
    return Availability(
        said=_said(weekdays, starts, until), weekdays=frozenset(weekdays), starts=starts, until=until
    )


def _said(weekdays: Set[int], starts: date | None, until: date | None) -> str:
    """In the words that the reader of dates also says back."""
    if weekdays:
        return say_when(
            Recurring(weekdays=tuple(sorted(weekdays)), rhythm=Weekly(), first=starts, until=until),
            today=date.min,
        )
    if starts is not None and starts == until:
        return say_when(Day(date=starts), today=date.min)
    if starts is not None or until is not None:
        return say_when(DateRange(first=starts, last=until), today=date.min)
    return say_when(Flexible(), today=date.min)
