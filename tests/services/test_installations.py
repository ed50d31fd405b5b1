"""A workspace gets the bot, loses it and has it back: nothing is sent where it is not; coordinators know."""

from datetime import timedelta

from bot.chat.address import Account, Chat
from bot.chat.installing import Installed
from bot.domain.organisations import OrganisationState
from bot.domain.people import Contact
from bot.services import installations
from bot.services.tell import reachable, tell
from bot.texts.cards import note
from tests.services.world import DESK, World

GONE_TENANT = "acme"


async def added(world: World, sealed: str = "sealed") -> None:
    fresh = Installed(
        platform="chat", tenant=GONE_TENANT, organisation="Acme Ltd", sealed=sealed, at=world.now
    )
    async with world.turn() as turn:
        await installations.add(turn, fresh)


async def removed(world: World, ago: timedelta = timedelta(0)) -> bool:
    async with world.turn() as turn:
        return await installations.remove(turn, "chat", GONE_TENANT, world.now - ago)


async def works_at_acme(world: World, name: str) -> None:
    person = await world.meets(name, "Acme Ltd")
    async with world.turn() as turn:
        contact = Contact(account=Account(platform="chat", tenant=GONE_TENANT, user=name), person=person.id)
        await turn.tx.people.join(contact)


async def waiting(world: World, tenant: str) -> int:
    """Letters that would be sent there now."""
    async with world.begin() as tx:
        found = await tx.outbox.claim("test", now=world.now, lease=timedelta(seconds=1), most=100)
    return len([letter for letter in found if letter.outgoing.chat.tenant == tenant])


async def test_an_employer_that_added_the_bot_waits_for_a_coordinator(world: World):
    await added(world)
    await added(world)

    async with world.begin() as tx:
        (employer,) = await tx.organisations.pending()
    assert (employer.workspace, employer.state) == (f"chat/{GONE_TENANT}", OrganisationState.PENDING)
    assert await waiting(world, DESK.tenant) == 1


async def test_what_waits_for_a_removed_workspace_is_put_aside_and_said_once(world: World):
    await added(world)
    await works_at_acme(world, "Ana")
    async with world.turn() as turn:
        await tell(turn, world.people["Ana"].id, note("desk.question_sent"), fact="one")
    assert await waiting(world, GONE_TENANT) == 1

    assert await removed(world)
    assert not await removed(world)

    assert await waiting(world, GONE_TENANT) == 0
    async with world.begin() as tx:
        there = await tx.installations.get("chat", GONE_TENANT)
        assert there is not None and there.sealed == "" and there.removed_at == world.now
        left = await reachable(tx, world.people["Ana"].id)
    assert [chat.tenant for chat in left] == ["t"]


async def test_word_of_a_removal_from_before_it_came_back_changes_nothing(world: World):
    await added(world)

    assert not await removed(world, ago=timedelta(minutes=5))

    async with world.begin() as tx:
        there = await tx.installations.get("chat", GONE_TENANT)
    assert there is not None and there.sealed == "sealed"


async def test_its_people_are_in_reach_again_when_it_is_back(world: World):
    await added(world)
    await works_at_acme(world, "Ana")
    await removed(world)
    world.now += timedelta(days=1)

    await added(world)

    async with world.begin() as tx:
        left = await reachable(tx, world.people["Ana"].id)
    assert {chat.tenant for chat in left} == {"t", GONE_TENANT}


async def test_a_coordinator_hears_elsewhere_when_their_own_place_is_gone(world: World):
    await world.meets("Sam")
    fresh = Installed(platform=DESK.platform, tenant=DESK.tenant, organisation="City", at=world.now)
    async with world.turn() as turn:
        await installations.add(turn, fresh)

    async with world.turn() as turn:
        await installations.remove(turn, DESK.platform, DESK.tenant, world.now)

    async with world.begin() as tx:
        found = await tx.outbox.claim("test", now=world.now, lease=timedelta(seconds=1), most=100)
    assert [letter.outgoing.chat for letter in found] == [Chat(platform="chat", tenant="t", id="Sam")]


async def test_a_promise_is_redeemed_once_and_in_time(world: World):
    async with world.turn() as turn:
        for digest, minutes in (("d1", 10), ("d2", 10)):
            until = world.now + timedelta(minutes=minutes)
            await turn.tx.installations.promise(digest, until, now=world.now)

    async with world.turn() as turn:
        assert await turn.tx.installations.redeem("d1", now=world.now)
        assert not await turn.tx.installations.redeem("d1", now=world.now)
        assert not await turn.tx.installations.redeem("d2", now=world.now + timedelta(minutes=11))
        assert not await turn.tx.installations.redeem("d3", now=world.now)
