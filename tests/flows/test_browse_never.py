"""Whatever is in the city: what may not be chosen is never shown with the button."""

import random
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

import pytest

from bot.domain.capacity import AT_ONCE
from bot.domain.history import Subject
from bot.domain.listings import (
    SEEKING,
    Availability,
    Listing,
    ListingKind,
    ListingState,
    Quantity,
    Side,
    Terms,
)
from bot.domain.matches import RESERVING, Match, MatchState, Party
from bot.domain.nudges import TELL, Nudge
from bot.domain.organisations import Organisation, OrganisationKind, OrganisationState
from bot.domain.people import Person
from bot.services.candidates import AGAIN
from bot.services.terms_compared import offered, wanted
from matching.rank import Suggestion
from tests.flows.world import Someone, World

SEEDS = range(12)
WHAT = ("bookkeeping", "gardening", "web design", "driving a van", "nothing that anybody knows")
OVER = date(2026, 11, 20)
ENDED = (MatchState.CLOSED_PART, MatchState.DISMISSED, MatchState.EXPIRED, MatchState.DECLINED_HOST)


class City:
    """Rows at random, and what they allow, worked out from the rows alone."""

    def __init__(self, world: World, seed: int, known: float = 0.25) -> None:
        """`known`: how often the person had a match with a need before."""
        self.known = known
        self.world, self.chance = world, random.Random(seed)
        self.priya = world.volunteer()
        self.needs: dict[str, Listing] = {}
        self.owners: dict[str, Person] = {}
        self.groups: dict[str, Organisation] = {}
        self.matches: list[Match] = []
        self.untold: set[str] = set()

    async def fill(self) -> None:
        await self.priya.says("help")
        async with self.world.begin() as tx:
            me = await tx.people.of(self.priya.account)
            assert me is not None
            self.me = me
            self.own = [
                self._listing(Side.OFFER, me, me.organisation) for _ in range(self.chance.randint(1, 4))
            ]
            for offer in self.own:
                await tx.listings.put(offer)
            for _ in range(20):
                await self._need(tx)
            await tx.commit()

    async def _need(self, tx) -> None:
        state = self.chance.choice((OrganisationState.VERIFIED,) * 4 + (OrganisationState.PENDING,))
        group = Organisation(id=self.world.new_id(), name="G", kind=OrganisationKind.COMMUNITY, state=state)
        owner = Person(id=self.world.new_id(), name="H", organisation=group.id)
        if self.chance.random() < 0.15:
            owner = replace(owner, paused_until=self.world.now + timedelta(days=3))
        whose = self.me.organisation if self.chance.random() < 0.1 else group.id
        need = self._listing(Side.NEED, owner, whose)
        await tx.organisations.put(group)
        await tx.people.put(owner)
        await tx.listings.put(need)
        self.needs[need.id], self.owners[owner.id] = need, owner
        self.groups[group.id] = group
        if self.chance.random() < 0.15:
            self.untold.add(need.id)
            nudge = Nudge(
                id=self.world.new_id(),
                subject=Subject.LISTING,
                subject_id=need.id,
                code=TELL,
                step=1,
                due_at=self.world.now + timedelta(minutes=5),
            )
            await tx.nudges.add(nudge)
        for offer in self.own[:1]:
            if self.chance.random() < self.known:
                await self._match(tx, offer, need)

    async def _match(self, tx, offer: Listing, need: Listing) -> None:
        match = Match(
            id=self.world.new_id(),
            offer=offer.id,
            need=need.id,
            volunteer=self.me.id,
            host=need.owner,
            hours=Decimal(1),
            score=0.5,
            reasons=(),
            doubt="",
            state=self.chance.choice((*MatchState, *ENDED, *ENDED, MatchState.SUGGESTED)),
            created_at=self.world.now,
            entered_at=self.world.now,
        )
        await tx.matches.put(match)
        self.matches.append(match)

    def _listing(self, side: Side, owner: Person, organisation: str) -> Listing:
        what = self.chance.choice(WHAT)
        states = (ListingState.OPEN,) * 20 + (ListingState.PART_FILLED,) * 4 + tuple(ListingState)
        total = Decimal(4)
        return Listing(
            id=self.world.new_id(),
            side=side,
            owner=owner.id,
            organisation=organisation,
            terms=Terms(
                kind=self.chance.choice((ListingKind.SKILLS, ListingKind.ONGOING, ListingKind.TEAM_DAY)),
                what=what,
                skills=(what,),
                district=self.chance.choice(("LS9", "LS11", "YO10")),
                remote=self.chance.random() < 0.3,
                when=Availability(said="any time", until=OVER if self.chance.random() < 0.1 else None),
                hours=total,
                checks=("enhanced DBS",) if side is Side.NEED and self.chance.random() < 0.2 else (),
            ),
            quantity=Quantity(total=total, reserved=self.chance.choice((Decimal(0),) * 5 + (total,))),
            state=self.chance.choice(states),
            created_at=self.world.now - timedelta(days=self.chance.randint(1, 30)),
            entered_at=self.world.now,
        )

    def allowed(self, need: Listing) -> bool:
        under_way = sum(match.state in RESERVING for match in self.matches)
        before = [match for match in self.matches if match.need == need.id]
        return (
            need.state in SEEKING
            and need.quantity.remaining > 0
            and need.terms.when.until is None
            and need.organisation in self.groups
            and self.groups[need.organisation].state is OrganisationState.VERIFIED
            and self.owners[need.owner].paused_until is None
            and need.id not in self.untold
            and all(match.state in {MatchState.SUGGESTED, *AGAIN} for match in before)
            and under_way < AT_ONCE[Party.VOLUNTEER]
        )


async def shown_with_the_button(someone: Someone) -> set[str]:
    """The needs that have the button, over all pages."""
    await someone.says("browse")
    for _ in range(7):
        if "More" in someone.labels():
            await someone.presses("More")
    return {
        button.action.subject
        for card in someone.cards()
        for row in card.buttons
        for button in row
        if button.action.verb == "browse.choose"
    }


@pytest.mark.parametrize("seed", SEEDS)
async def test_only_what_may_be_chosen_has_the_button_and_all_of_it_has(world: World, seed: int):
    city = City(world, seed)
    await city.fill()

    shown = await shown_with_the_button(city.priya)

    assert shown == {id for id, need in city.needs.items() if city.allowed(need)}


async def test_a_match_that_was_asked_for_keeps_every_limit(world: World):
    made: list[Match] = []
    for seed in SEEDS:
        city = City(world, seed, known=0)
        city.priya = world.volunteer(f"Priya {seed}", employer=f"Works {seed}")
        await city.fill()
        shown = await shown_with_the_button(city.priya)

        for reference, card in list(world.chats["office"].shown[city.priya.own].items()):
            for button in (each for row in card.buttons for each in row):
                if button.action.verb == "browse.choose":
                    await city.priya.forges(button.action, message=reference)

        async with world.begin() as tx:
            fresh = list(await tx.matches.of_person(city.me.id))
        assert {match.need for match in fresh} <= shown
        made += fresh
    async with world.begin() as tx:
        for match in made:
            assert match.state is MatchState.SUGGESTED
            assert await _fits(world, await tx.listings.get(match.need), await tx.listings.get(match.offer))
    assert len({(match.need, match.offer) for match in made}) == len(made) >= len(SEEDS)


async def _fits(world: World, need: Listing, offer: Listing) -> bool:
    """Whether the matcher finds no limit between the two."""
    reader, matcher = world.market.matcher.reader, world.market.matcher
    sides = [reader.side(one.terms.what, one.terms.skills) for one in (need, offer)]
    return isinstance(matcher.weigh(wanted(need), sides[0], offered(offer), sides[1]), Suggestion)
