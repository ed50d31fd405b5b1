"""Who may do what, cell by cell: every act, by everybody there is, of the same organisation and another."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
import pytest_asyncio

from bot.chat.action import Action
from bot.chat.address import Account, Chat, private
from bot.chat.incoming import Origin, Pressed
from bot.domain.checklists import Item
from bot.domain.history import Subject
from bot.domain.matches import MatchState
from bot.domain.organisations import Organisation, OrganisationKind, OrganisationState
from bot.domain.people import By, Contact, Person, Role
from bot.domain.periods import quarter_of
from bot.domain.permissions import MAY, Act
from bot.domain.pledges import Terms
from bot.domain.refusal import Refusal
from bot.flows import rights
from bot.flows.scene import Scene
from bot.services import (
    city_words,
    claims,
    commissioners,
    company,
    details,
    finding,
    holding,
    instalments,
    listings,
    matches,
    noticeboards,
    organisations,
    outcome_tags,
    pairing,
    pledges,
    posters,
    providers,
    remarks,
    roles,
    settling,
    standby,
    substituting,
    talks,
    ticking,
)
from bot.services.moves import locked
from bot.services.ports import Tx
from bot.services.teams import party_acting
from bot.services.ticking import Answer
from bot.services.turn import Turn
from tests.flows.world import hasty_storage
from tests.services.world import World

PLATFORMS = ("slack", "telegram")
"""Rights come from our own rows, so the platform must make no difference."""

SAM, PRIYA, PAT, CLEO, DAN, QUIN, MARIA, MAREK, OMAR, LEE, NOBODY = (
    *("a coordinator", "the volunteer", "a colleague of hers", "her employer's champion"),
    *("another employer's champion", "another employer's volunteer"),
    *("the host", "a colleague in the group", "another group's host"),
    *("the pledge's commissioner", "a stranger"),
)
EVERYBODY = (SAM, PRIYA, PAT, CLEO, DAN, QUIN, MARIA, MAREK, OMAR, LEE, NOBODY)

FOR_COORDINATORS = (
    *(Act.DECIDE_ORGANISATION, Act.DECIDE_LISTING, Act.DECIDE_MATCH, Act.DECIDE_PLEDGE, Act.PAIR),
    *(Act.ASK_STANDBY, Act.WRITE_TO_A_SIDE, Act.SETTLE_HOURS, Act.HOLD, Act.LOOK_UP, Act.TAKE_IN_HAND),
    *(Act.REMOVE_COORDINATOR, Act.REMOVE_COMMISSIONER, Act.TEACH_WORDS, Act.TAG_OUTCOME),
)
EXPECTED: dict[Act, set[str]] = {
    **{act: {SAM} for act in FOR_COORDINATORS},
    Act.ANSWER_FOR_LISTING: {MARIA, MAREK},  # the need
    Act.ANSWER_FOR_MATCH: {PRIYA, MARIA, MAREK},
    Act.NOTE_LEARNED: {PRIYA},
    Act.CANCEL_MATCH: {SAM, PRIYA, MARIA, MAREK},
    Act.TALK: {PRIYA, MARIA, MAREK},
    Act.SHARE_DETAILS: {PRIYA, MARIA, MAREK},
    Act.TAKE_OVER: set(),  # nobody was asked
    Act.TICK_CHECK: {SAM, PRIYA, MARIA},
    Act.TICK_PACK: {SAM, MARIA, MAREK},  # the group's
    Act.ANSWER_FOR_ORGANISATION: {MARIA, MAREK},
    Act.PRINT_POSTER: {SAM, MARIA, MAREK},
    Act.LIST_PROVIDER: {SAM, MARIA, MAREK},
    Act.PLEDGE: {SAM, CLEO},  # her employer's
    Act.CONFIRM_RECEIPT: {MARIA, MAREK},
    Act.PIN_MENU: {SAM, CLEO, DAN},  # in the chat where they say so
    Act.SEE_COMPANY: {CLEO, DAN},  # each their own
    Act.SAY_CAUSES: {CLEO, DAN},
    Act.SEE_FUNDED: {LEE},
    Act.BE_FORGOTTEN: {PRIYA},
}
"""Written by hand, apart from the table in the code."""

NOT_ALLOWED = {
    *("role.coordinators_only", "listing.not_yours", "match.not_yours", "poster.not_yours", "pledge.who"),
    *("button.not_yours", "instalment.not_yours", "company.who", "commissioner.who", "noticeboard.who"),
}


@dataclass(kw_only=True)
class There:
    """An introduced match, and everybody who may try something about it."""

    world: World
    match: str
    need: str
    offer: str
    group: str
    employer: str
    instalment: str
    pledge: str
    people: dict[str, Person]


async def _tick(turn: Turn, at: There) -> None:
    await ticking.tick(turn, at.match, Item.LINE_MANAGER, _seen())


def _seen() -> Answer:
    return Answer(seen=True)


async def _forget(turn: Turn, at: There) -> None:
    person = await turn.tx.people.get(turn.by.person)
    account = Account(platform=turn.by.platform, tenant="t", user=person.name)
    origin = Origin(event="e", sender=account, name="", chat=private(account), private=True)
    pressed = Pressed(origin=origin, action=Action(verb="me.keep", subject=at.people[PRIYA].id))
    scene = Scene(turn=turn, origin=origin, person=person, pressed="", on_page=False)
    await rights.RIGHTS_PRESSES["me.keep"](scene, pressed)


async def _take_back_details(turn: Turn, at: There) -> None:
    view = await locked(turn, at.match)
    await details.take_back(turn, view.match, party_acting(turn, view))


async def _report(turn: Turn, at: There) -> None:
    person = await turn.tx.people.get(turn.by.person)
    await company.report(turn, person, quarter_of(turn.now.date(), turn.house.zone))


Attempt = Callable[[Turn, There], Awaitable[object]]
ATTEMPTS: dict[Act, Attempt] = {
    Act.NOTE_LEARNED: lambda turn, at: remarks.note_learned(turn, at.match, "to listen"),
    Act.DECIDE_ORGANISATION: lambda turn, at: organisations.ask(turn, at.group, "Who are you?"),
    Act.DECIDE_LISTING: lambda turn, at: listings.decline(turn, at.need, "x"),
    Act.DECIDE_MATCH: lambda turn, at: matches.approve(turn, at.match),
    Act.DECIDE_PLEDGE: lambda turn, at: pledges.approve(turn, "none"),
    Act.PAIR: lambda turn, at: pairing.pair(turn, at.need, at.offer),
    Act.ASK_STANDBY: lambda turn, at: standby.ask_at_once(turn, at.match, "none"),
    Act.WRITE_TO_A_SIDE: lambda turn, at: matches.reply(turn, at.match, at.people[PRIYA].id, "x", event="e"),
    Act.SETTLE_HOURS: lambda turn, at: settling.verify_for_host(turn, at.match, Decimal(4)),
    Act.HOLD: lambda turn, at: holding.hold(turn, at.match),
    Act.LOOK_UP: lambda turn, at: finding.find(turn, "Priya", 3),
    Act.TAKE_IN_HAND: lambda turn, at: claims.take(turn, at.match),
    Act.REMOVE_COMMISSIONER: lambda turn, at: commissioners.remove(turn, "Lee"),
    Act.REMOVE_COORDINATOR: lambda turn, at: claims.remove_coordinator(turn, "Sam"),
    Act.TAG_OUTCOME: lambda turn, at: outcome_tags.tag(turn, at.need, "health"),
    Act.TEACH_WORDS: lambda turn, at: city_words.means(turn, "brew", "catering"),
    Act.ANSWER_FOR_LISTING: lambda turn, at: listings.withdraw(turn, at.need),
    Act.ANSWER_FOR_MATCH: lambda turn, at: matches.answer_yes(turn, at.match),
    Act.CANCEL_MATCH: lambda turn, at: matches.cancel(turn, at.match, "no_time"),
    Act.TALK: lambda turn, at: talks.close(turn, at.match),
    Act.SHARE_DETAILS: _take_back_details,
    Act.TAKE_OVER: lambda turn, at: substituting.take_over(turn, at.match, "none"),
    Act.TICK_CHECK: _tick,
    Act.TICK_PACK: lambda turn, at: ticking.tick_pack(turn, at.group, Item.SAFEGUARDING, _seen()),
    Act.ANSWER_FOR_ORGANISATION: lambda turn, at: organisations.answer(turn, at.group, "x"),
    Act.PRINT_POSTER: lambda turn, at: posters.send(turn, at.need),
    Act.LIST_PROVIDER: lambda turn, at: providers.still_true(turn, at.group),
    Act.PLEDGE: lambda turn, at: pledges.must_act_for(turn, at.employer),
    Act.CONFIRM_RECEIPT: lambda turn, at: instalments.confirm(turn, at.instalment),
    Act.PIN_MENU: lambda turn, at: noticeboards.pin(turn, Chat(platform="chat", tenant="t", id="hall")),
    Act.SEE_COMPANY: _report,
    Act.SAY_CAUSES: lambda turn, at: company.say_causes(turn, "food"),
    Act.SEE_FUNDED: lambda turn, at: commissioners.theirs(turn),
    Act.BE_FORGOTTEN: _forget,
}


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def there(sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory):
    """One city for all cells: every attempt is undone."""
    storage = hasty_storage(sqlite_template, tmp_path_factory.mktemp("cells"))
    world = World(begin=storage.begin)
    match = await world.introduced()
    known = world.people
    employer, group = known["Priya"].organisation, known["Maria"].organisation
    people = {SAM: known["Sam"], PRIYA: known["Priya"], MARIA: known["Maria"]}
    people[PAT] = await _joins(world, "Pat", employer)
    people[CLEO] = await _joins(world, "Cleo", employer, Role.CHAMPION)
    other = Organisation(
        id="CALDER", name="Calder Ltd", kind=OrganisationKind.EMPLOYER, state=OrganisationState.VERIFIED
    )
    pantry = Organisation(
        id="OTHER", name="Another pantry", kind=OrganisationKind.COMMUNITY, state=OrganisationState.VERIFIED
    )
    async with world.begin() as tx:
        await tx.organisations.put(other)
        await tx.organisations.put(pantry)
        await tx.commit()
    people[DAN] = await _joins(world, "Dan", other.id, Role.CHAMPION)
    people[QUIN] = await _joins(world, "Quin", other.id)
    people[MAREK] = await _joins(world, "Marek", group)
    people[OMAR] = await _joins(world, "Omar", pantry.id)
    people[LEE] = await _joins(world, "Lee", "", Role.COMMISSIONER)
    async with world.begin() as tx:
        await tx.commissioners.put(people[LEE].id, "Leeds City Council")
        await tx.commit()
    people[NOBODY] = await _joins(world, "Nobody", "")
    instalment, pledge = await _given(world, employer, group)
    yield There(
        world=world,
        match=match.id,
        need=match.need,
        offer=match.offer,
        group=group,
        employer=employer,
        instalment=instalment,
        pledge=pledge,
        people=people,
    )
    await storage.close()


async def _given(world: World, employer: str, group: str) -> tuple[str, str]:
    """Laptops that a coordinator says were given to the group."""
    terms = Terms(
        contract="C-1",
        commissioner="Leeds City Council",
        measure="",
        unit="laptops",
        quantity=Decimal(12),
        starts=date(2026, 1, 1),
        ends=date(2027, 1, 1),
    )
    async with world.turn("Sam") as turn:
        pledge = await pledges.enter(turn, terms, employer)
        said = await instalments.say(turn, pledge.id, Decimal(3), group, date(2026, 11, 30))
    return said.id, pledge.id


async def _joins(world: World, name: str, organisation: str, *roles_: Role) -> Person:
    person = Person(id=f"P-{name}", name=name, organisation=organisation, roles=frozenset(roles_))
    async with world.begin() as tx:
        await tx.people.put(person)
        account = Account(platform="chat", tenant="t", user=name)
        await tx.people.join(Contact(account=account, person=person.id))
        await tx.commit()
    return person


def acting(at: There, tx: Tx, who: str, platform: str) -> Turn:
    person = at.people[who]
    by = By(
        person=person.id,
        name=person.name,
        platform=platform,
        coordinates=person.coordinates,
        organisation=person.organisation,
    )
    return Turn(tx=tx, now=at.world.now, new_id=at.world.ids, house=at.world.house, by=by)


async def allowed(at: There, act: Act, who: str, platform: str) -> bool:
    """Whether the use case lets them; whatever else it refuses has nothing to do with rights."""
    async with at.world.begin() as tx:  # never committed
        turn = acting(at, tx, who, platform)
        try:
            await ATTEMPTS[act](turn, at)
        except Refusal as refusal:
            return refusal.key not in NOT_ALLOWED
        except LookupError:
            return True
    return True


def test_every_act_is_tried_and_expected():
    assert set(ATTEMPTS) == set(EXPECTED) == set(MAY) == set(Act)


@pytest.mark.parametrize("act", [act for act in Act if act is not Act.TAKE_OVER])
@pytest.mark.asyncio(loop_scope="module")
async def test_only_those_may_whom_the_table_names(there: There, act: Act):
    found = {
        platform: {who for who in EVERYBODY if await allowed(there, act, who, platform)}
        for platform in PLATFORMS
    }

    assert found == dict.fromkeys(PLATFORMS, EXPECTED[act])


LEAVES_A_LINE = {
    Act.TEACH_WORDS: (SAM, "means"),
    Act.TAG_OUTCOME: (SAM, "tag"),
    Act.SAY_CAUSES: (CLEO, "causes"),
    Act.PIN_MENU: (CLEO, "pin"),
    Act.CONFIRM_RECEIPT: (MARIA, "given_confirm"),
    Act.REMOVE_COMMISSIONER: (SAM, "remove"),
    Act.TAKE_IN_HAND: (SAM, "take"),
    Act.HOLD: (SAM, "hold"),
}


@pytest.mark.parametrize("act", LEAVES_A_LINE)
@pytest.mark.asyncio(loop_scope="module")
async def test_what_was_decided_is_in_the_record(there: There, act: Act):
    who, move = LEAVES_A_LINE[act]
    async with there.world.begin() as tx:  # never committed
        await ATTEMPTS[act](acting(there, tx, who, "slack"), there)
        found = [
            each.move
            for subject, id in (
                (Subject.PERSON, there.people[SAM].id),
                (Subject.PERSON, there.people[LEE].id),
                (Subject.LISTING, there.need),
                (Subject.ORGANISATION, there.employer),
                (Subject.MATCH, there.match),
                (Subject.PLEDGE, there.pledge),
                *((Subject.NOTICEBOARD, each.id) for each in await tx.noticeboards.all()),
            )
            for each in await tx.record.of(subject, id)
        ]

    assert move in found


@pytest.mark.asyncio(loop_scope="module")
async def test_nothing_of_all_that_happened(there: There):
    async with there.world.begin() as tx:
        match = await tx.matches.get(there.match)
        assert (await tx.people.get(there.people[SAM].id)).coordinates

    assert match.state is MatchState.INTRODUCED


async def test_a_role_that_was_taken_away_counts_at_the_next_press(sqlite_template: Path, tmp_path: Path):
    storage = hasty_storage(sqlite_template, tmp_path)
    world = World(begin=storage.begin)
    await world.meets("Sam")
    await world.meets("Ana")
    async with world.turn("Ana") as turn:
        await claims.remove_coordinator(turn, "Sam")
    async with world.begin() as tx:
        sam = await tx.people.get(world.people["Sam"].id)

    async with world.turn("Sam") as turn:
        stripped = Turn(
            tx=turn.tx,
            now=turn.now,
            new_id=turn.new_id,
            house=turn.house,
            by=By(person=sam.id, name="Sam", platform="chat", coordinates=sam.coordinates),
        )
        with pytest.raises(Refusal, match=r"role\.coordinators_only"):
            roles.must(stripped, Act.LOOK_UP)
    await storage.close()
