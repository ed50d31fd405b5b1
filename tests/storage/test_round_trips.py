"""What is put in comes out equal, on both databases."""

from dataclasses import replace
from datetime import datetime, timedelta, timezone
from decimal import Decimal

import pytest
from sqlalchemy.exc import IntegrityError, StatementError

from bot.chat.address import Chat
from bot.domain.capacity import Capacity
from bot.domain.conversations import ConversationState
from bot.domain.history import Moved, Subject
from bot.domain.listings import ListingState, Quantity, Side
from bot.domain.matches import Delivery, Feedback, MatchState, Party, Session, SessionState
from bot.domain.organisations import OrganisationState
from bot.domain.people import Invite, Role
from bot.domain.refusal import Refusal
from bot.domain.stories import Consent, Story
from bot.services.ports import Transactions, Tx
from tests.storage.examples import (
    ANA,
    ANAS_CHAT,
    ANAS_CONTACT,
    BEN,
    CARA,
    HOSTILE,
    NEED,
    OFFER,
    SLACK,
    TELEGRAM,
    WORKS,
    at,
    conversation,
    listing,
    match,
)


async def put_two_sides(tx: Tx) -> None:
    for person in (ANA, BEN):
        await tx.people.put(person)
    for one in (OFFER, NEED):
        await tx.listings.put(one)


async def test_people_keep_names_roles_and_moments(begin: Transactions):
    async with begin() as tx:
        for person in (ANA, BEN, CARA):
            await tx.people.put(person)
        assert [await tx.people.get(person.id) for person in (ANA, BEN, CARA)] == [ANA, BEN, CARA]
        assert await tx.people.coordinators() == [CARA]

        await tx.people.put(replace(CARA, roles=frozenset()))
        assert await tx.people.coordinators() == []


async def test_a_person_has_several_accounts_each_out_of_reach_by_itself(begin: Transactions):
    async with begin() as tx:
        await tx.people.put(ANA)
        await tx.people.join(ANAS_CONTACT)
        await tx.people.join(replace(ANAS_CONTACT, account=TELEGRAM))
        await tx.people.unreachable(TELEGRAM, "blocked")

        assert [(c.account, c.unreachable) for c in await tx.people.contacts(ANA.id)] == [
            (SLACK, ""),
            (TELEGRAM, "blocked"),
        ]
        assert await tx.people.of(TELEGRAM, lock=True) == ANA
        assert await tx.people.of(replace(TELEGRAM, tenant="T1")) is None


async def test_an_account_belongs_to_one_person(begin: Transactions):
    async with begin() as tx:
        await tx.people.put(ANA)
        await tx.people.put(BEN)
        await tx.people.join(ANAS_CONTACT)
        with pytest.raises(IntegrityError):
            await tx.people.join(replace(ANAS_CONTACT, person=BEN.id))


async def test_organisations_are_found_by_workspace_and_members_by_organisation(begin: Transactions):
    group = replace(WORKS, id="o-group", workspace="", state=OrganisationState.VERIFIED)
    other = replace(group, id="o-other")
    async with begin() as tx:
        await tx.people.put(replace(ANA, organisation=WORKS.id))  # written before what it refers to
        for organisation in (WORKS, group, other):
            await tx.organisations.put(organisation)
        await tx.commit()

    async with begin() as tx:
        assert await tx.organisations.of_workspace("slack/T1") == WORKS
        assert await tx.organisations.of_workspace("") is None
        assert await tx.organisations.get("o-group", lock=True) == group
        assert await tx.organisations.members(WORKS.id) == [replace(ANA, organisation=WORKS.id)]
        assert await tx.organisations.pending() == [WORKS]


async def test_a_reference_to_nobody_is_refused(begin: Transactions):
    with pytest.raises(IntegrityError):
        async with begin() as tx:
            await tx.listings.put(listing("l-1", owner=replace(ANA, id="nobody")))
            await tx.commit()


@pytest.mark.parametrize("door", ["matches", "listings", "organisations"])
async def test_an_unknown_id_is_said_to_the_person(begin: Transactions, door: str):
    async with begin() as tx:
        with pytest.raises(Refusal) as refused:
            await getattr(tx, door).get("gone", lock=True)
    assert refused.value.parts == {"id": "gone"}
    assert refused.value.key == {"matches": "unknown.match", "listings": "unknown.listing"}.get(
        door, "unknown.organisation"
    )


async def test_listings_keep_their_terms_and_exact_hours(begin: Transactions):
    hours = Quantity(total=Decimal("15.25"), reserved=Decimal("0.10"), delivered=Decimal("3.05"))
    async with begin() as tx:
        await tx.people.put(ANA)
        await tx.listings.put(listing("l-1", quantity=hours))
        found = await tx.listings.get("l-1", lock=True)

    assert found == listing("l-1", quantity=hours)
    assert [f"{part:f}" for part in (found.quantity.total, found.quantity.reserved)] == ["15.25", "0.1"]


async def test_listings_seeking_have_hours_left_and_come_oldest_first(begin: Transactions):
    full = Quantity(total=Decimal(2), reserved=Decimal(1), delivered=Decimal(1))
    async with begin() as tx:
        await tx.people.put(ANA)
        await tx.listings.put(listing("l-young", created_at=at(9)))
        await tx.listings.put(listing("l-old", created_at=at(1), state=ListingState.PART_FILLED))
        await tx.listings.put(listing("l-full", quantity=full))
        await tx.listings.put(listing("l-paused", state=ListingState.PAUSED, created_at=at(5)))
        await tx.listings.put(listing("l-need", Side.NEED))

        assert [one.id for one in await tx.listings.seeking(Side.OFFER)] == ["l-old", "l-young"]
        both = await tx.listings.in_state(ListingState.PAUSED, ListingState.PART_FILLED)
        assert [one.id for one in both] == ["l-old", "l-paused"]
        assert next(one.id for one in await tx.listings.of_owner(ANA.id)) == "l-young"
        assert await tx.listings.of_organisation("o-none") == []


async def test_matches_are_found_from_both_sides(begin: Transactions):
    async with begin() as tx:
        await put_two_sides(tx)
        await tx.matches.put(match())

        assert await tx.matches.get("m-1", lock=True) == match()
        for found in (tx.matches.of_listing(OFFER.id), tx.matches.of_listing(NEED.id)):
            assert await found == [match()]
        for found in (tx.matches.of_person(ANA.id), tx.matches.of_person(BEN.id)):
            assert await found == [match()]
        assert await tx.matches.in_state(MatchState.SUGGESTED, MatchState.CLOSED) == [match()]
        assert await tx.matches.in_state(MatchState.CLOSED) == []


async def test_what_a_listing_was_put_together_with_is_counted_where_it_stands(begin: Transactions):
    other, late = listing("l-other"), listing("l-late", Side.NEED, BEN, state=ListingState.EXPIRED)
    async with begin() as tx:
        await put_two_sides(tx)
        for one in (other, late):
            await tx.listings.put(one)
        for one in (
            match("m-1"),
            match("m-2", offer=other.id, created_at=at(1)),
            match("m-3", need=late.id, state=MatchState.DISMISSED),
            match("m-4", need=late.id, state=MatchState.CLOSED_PART, created_at=at(2)),
        ):
            await tx.matches.put(one)

        assert await tx.matches.suggested(Side.NEED, [NEED.id, late.id]) == {NEED.id: 2}
        assert await tx.matches.suggested(Side.OFFER, [OFFER.id, other.id]) == {OFFER.id: 1, other.id: 1}
        assert await tx.matches.suggested(Side.OFFER, []) == {}

        assert await tx.matches.paired(Side.OFFER, OFFER.id, unless=frozenset()) == {NEED.id, late.id}
        unless = frozenset({MatchState.DISMISSED, MatchState.CLOSED_PART})
        assert await tx.matches.paired(Side.OFFER, OFFER.id, unless=unless) == {NEED.id}
        assert await tx.matches.paired(Side.NEED, NEED.id, unless=unless) == {OFFER.id, other.id}

        found = await tx.matches.of_listing(NEED.id, MatchState.SUGGESTED, MatchState.CLOSED_PART)
        assert [one.id for one in found] == ["m-2", "m-1"]
        found = await tx.matches.of_listing(OFFER.id, MatchState.DISMISSED, MatchState.CLOSED_PART)
        assert [one.id for one in found] == ["m-4", "m-3"]


async def test_what_is_still_sought_is_open_with_hours_remaining(begin: Transactions):
    full = Quantity(total=Decimal(15), reserved=Decimal(10), delivered=Decimal(5))
    async with begin() as tx:
        await put_two_sides(tx)
        await tx.listings.put(listing("l-full", state=ListingState.PART_FILLED, quantity=full))
        left = replace(full, delivered=Decimal("4.75"))
        await tx.listings.put(listing("l-left", state=ListingState.PART_FILLED, quantity=left))
        await tx.listings.put(listing("l-over", state=ListingState.EXPIRED))

        ids = [OFFER.id, NEED.id, "l-full", "l-left", "l-over", "l-nobody's"]
        assert await tx.listings.still_seeking(ids) == {OFFER.id, NEED.id, "l-left"}
        assert await tx.listings.still_seeking([]) == set()


async def test_there_is_one_live_match_of_a_pair(begin: Transactions):
    async with begin() as tx:
        await put_two_sides(tx)
        await tx.matches.put(match("m-1", state=MatchState.DISMISSED))
        await tx.matches.put(match("m-2"))
        with pytest.raises(IntegrityError):
            await tx.matches.put(match("m-3"))


async def test_the_sessions_of_a_match_come_by_when_they_start(begin: Transactions):
    def session(id: str, starts: int, **changes: object) -> Session:
        first = Session(
            id=id,
            match="m-1",
            starts_at=at(starts),
            ends_at=at(starts + 30),
            state=SessionState.DONE,
            proposed_by=Party.HOST,
            sequence=2,
            series="s-1",
            claimed=Decimal("2.5"),
            confirmed=Decimal(2),
        )
        return replace(first, **changes)  # type: ignore[arg-type]

    async with begin() as tx:
        await put_two_sides(tx)
        await tx.matches.put(match())
        await tx.sessions.put(session("z", 90))
        await tx.sessions.put(session("a", 60))
        assert await tx.sessions.of("m-1") == [session("a", 60), session("z", 90)]
        await tx.sessions.put(session("a", 120, verified=Decimal(2)))
        assert await tx.sessions.of("m-1") == [session("z", 90), session("a", 120, verified=Decimal(2))]
        assert await tx.sessions.of("m-2") == []


async def test_a_story_its_consents_and_what_a_person_can_take_on_are_kept(begin: Transactions):
    story = Story(match="m-1", before=HOSTILE, done="x", change="y", told_by=Party.HOST, at=at(1))
    consent = Consent(
        match="m-1", party=Party.HOST, revision=1, name=True, photo=False, publication=True, at=at(2)
    )
    capacity = Capacity(
        person="p-ana", party=Party.VOLUNTEER, at_once=2, month=Decimal("7.5"), standby=True, at=at(3)
    )
    async with begin() as tx:
        await put_two_sides(tx)
        await tx.matches.put(match("m-1"))
        assert await tx.outcomes.story("m-1") is None
        await tx.outcomes.put_story(story)
        await tx.outcomes.put_consent(consent)
        await tx.outcomes.put_consent(replace(consent, withdrawn_at=at(4)))
        await tx.capacities.put(capacity)
        assert await tx.outcomes.story("m-1", lock=True) == story
        assert await tx.outcomes.consents("m-1") == [replace(consent, withdrawn_at=at(4))]
        assert await tx.capacities.get("p-ana", Party.VOLUNTEER) == capacity
        assert (await tx.capacities.get("p-ana", Party.HOST)).at_once == 6


async def test_outcomes_are_kept_once_a_match_and_once_a_party(begin: Transactions):
    claimed = Delivery(match="m-1", claimed=Decimal("7.5"), claimed_by="p-ana", claimed_at=at(1))
    verified = replace(claimed, verified=Decimal(0), verified_by="p-ben", verified_at=at(2))
    feedback = Feedback(match="m-1", party=Party.HOST, stars=5, sentence=HOSTILE, again=True, at=at(3))
    async with begin() as tx:
        await put_two_sides(tx)
        await tx.matches.put(match())
        for delivery in (claimed, verified):
            await tx.outcomes.put_delivery(delivery)
        await tx.outcomes.put_feedback(feedback)

        assert await tx.outcomes.delivery("m-1") == verified
        assert await tx.outcomes.feedback("m-1", Party.HOST) == feedback
        assert await tx.outcomes.feedback("m-1", Party.VOLUNTEER) is None


async def test_a_conversation_is_current_in_its_own_chat_until_it_ends(begin: Transactions):
    channel = Chat(platform="slack", tenant="T1", id="C1")
    async with begin() as tx:
        await tx.people.put(ANA)
        await tx.conversations.put(conversation())

        assert await tx.conversations.get("c-1") == conversation()
        assert await tx.conversations.current(SLACK, ANAS_CHAT) == conversation()
        assert await tx.conversations.current(SLACK, channel) is None
        assert await tx.conversations.of_person(ANA.id) == [conversation()]

        await tx.conversations.put(conversation(state=ConversationState.DONE, revision=2))
        assert await tx.conversations.current(SLACK, ANAS_CHAT) is None
        assert await tx.conversations.of_person(ANA.id) == []


async def test_the_record_is_told_in_the_order_it_happened(begin: Transactions):
    def moved(id: str) -> Moved:
        return Moved(
            id=id,
            subject=Subject.MATCH,
            subject_id="m-1",
            move="approve",
            before="suggested",
            after="approved_to_ask",
            person="",
            platform="clock",
            at=at(1),
        )

    async with begin() as tx:
        for id in ("z", "a"):
            await tx.record.add(moved(id))
        assert await tx.record.of(Subject.MATCH, "m-1") == [moved("z"), moved("a")]
        assert await tx.record.of(Subject.LISTING, "m-1") == []


async def test_an_invite_remembers_who_used_it(begin: Transactions):
    invite = Invite(digest="d", role=Role.COORDINATOR, expires_at=at(9))
    async with begin() as tx:
        await tx.invites.put(invite)
        await tx.invites.put(replace(invite, used_by="p-cara"))
        assert await tx.invites.get("d", lock=True) == replace(invite, used_by="p-cara")
        assert await tx.invites.get("e") is None


@pytest.mark.parametrize("half", ["\ud83d", "a\0b", "\udcff\0"])
async def test_what_no_database_holds_does_not_stop_a_person(begin: Transactions, half: str):
    async with begin() as tx:
        await tx.people.put(replace(ANA, name=half))
        await tx.conversations.put(conversation(answers={"what": (half,)}))

        assert (await tx.people.get(ANA.id)).name
        kept = await tx.conversations.get("c-1")
        assert kept is not None
        assert len(kept.answers["what"][0]) == len(half)


async def test_moments_come_back_in_utc_wherever_they_were_said(begin: Transactions):
    there = timezone(timedelta(hours=-5))
    async with begin() as tx:
        await tx.people.put(replace(ANA, noticed_at=at(0).astimezone(there)))
        noticed = (await tx.people.get(ANA.id)).noticed_at
    assert noticed == at(0)
    assert noticed is not None
    assert noticed.utcoffset() == timedelta(0)


async def test_a_moment_without_a_zone_is_refused(begin: Transactions):
    async with begin() as tx:
        with pytest.raises(StatementError, match="time zone"):
            await tx.people.put(replace(ANA, noticed_at=datetime(2026, 3, 2)))  # noqa: DTZ001


@pytest.mark.parametrize(
    "hours",
    [
        Quantity(total=Decimal(-1)),
        Quantity(total=Decimal(1), reserved=Decimal(-1)),
        Quantity(total=Decimal(1), delivered=Decimal(-1)),
        Quantity(total=Decimal(1), reserved=Decimal(2)),
    ],
)
async def test_the_database_itself_refuses_impossible_hours(begin: Transactions, hours: Quantity):
    async with begin() as tx:
        await tx.people.put(ANA)
        with pytest.raises(IntegrityError):
            await tx.listings.put(listing("l-1", quantity=hours))


async def test_more_may_be_delivered_than_was_promised(begin: Transactions):
    async with begin() as tx:
        await tx.people.put(ANA)
        await tx.listings.put(listing("l-1", quantity=Quantity(total=Decimal(1), delivered=Decimal(3))))
        assert (await tx.listings.get("l-1")).quantity.delivered == 3


async def test_hours_finer_than_a_hundredth_are_refused(begin: Transactions):
    async with begin() as tx:
        await tx.people.put(ANA)
        with pytest.raises(StatementError, match="hundredth"):
            await tx.listings.put(listing("l-1", quantity=Quantity(total=Decimal("0.005"))))
