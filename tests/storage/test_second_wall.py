"""PostgreSQL itself keeps private rows apart: raw SQL with no condition in it, as an ordinary role."""

import contextlib
from collections.abc import AsyncIterator
from dataclasses import replace

import psycopg
import pytest
from sqlalchemy import text

from bot.chat.address import Account, private
from bot.chat.incoming import Origin, Said
from bot.chat.installing import Installed
from bot.chat.vault import WrongKey, new_key
from bot.domain.details import Details, Share
from bot.domain.evidence import Evidence
from bot.domain.instalments import Seen
from bot.domain.listings import Side
from bot.domain.matches import Feedback, MatchState, Party
from bot.domain.organisations import Organisation, OrganisationKind
from bot.domain.people import By, Contact, Person
from bot.domain.remarks import Remark, RemarkKind
from bot.domain.stories import Consent, Story
from bot.domain.talks import Passed
from bot.services.ports import Tx
from bot.services.talk_ports import Unsent
from storage.columns import Row
from storage.engine import open_engine
from storage.notes import Notes
from storage.unit_of_work import Storage, UnitOfWork
from storage.walls import binds
from tests.storage.examples import at, conversation, listing, match
from tests.storage.test_instalments import LAPTOPS, instalment
from tests.storage.test_pledges import pledge

pytestmark = pytest.mark.xdist_group("postgres")

WALLED = {
    "conversations": "id",
    "unsent": "id",
    "feedback": "match",
    "stories": "match",
    "consents": "match",
    "evidence": "match",
    "passed": "id",
    "remarks": "match",
    "stuck": '"user"',
    "installations": "tenant",
    "details": "person",
    "detail_shares": "match",
}
"""Each with the column whose values end with 1 or 2 here."""

OF_A_MATCH = {"feedback", "stories", "consents", "evidence", "passed", "remarks", "detail_shares"}


WITHOUT_ONE = {
    *("organisations", "people", "person_roles", "contacts", "commissioners", "capacities"),
    *("listings", "matches", "sessions", "deliveries", "checks", "kept_files", "need_outcomes", "providers"),
    *("pledges", "pledge_changes", "offer_shares", "match_shares", "instalments", "networks"),
    *("moves", "audit", "claims", "batches", "mornings", "desk_keys", "invites", "team_invites"),
    *("inbox", "outbox", "posted", "nudges", "reminders", "leases", "chat_aliases", "chat_languages"),
    *("noticeboards", "listing_vectors", "synonyms", "priorities", "weights", "talks", "install_promises"),
}
"""Read for everybody in one transaction, or without a word of anybody's (docs/architecture.md)."""


def test_every_table_is_behind_the_wall_or_said_to_be_without_one():
    """A new table is put on one of the two lists, after a thought."""
    assert {table.name for table in Row.metadata.tables.values()} == {*WALLED, *WITHOUT_ONE}


def account(who: str, number: int) -> Account:
    return Account(platform="slack", tenant=f"T{number}", user=f"{who}{number}")


def person(who: str, number: int) -> Person:
    return Person(id=f"{who}{number}", name=who, organisation=f"group{number}" if who != "volunteer" else "")


async def put_city(tx: Tx, number: int, *, published: bool = False) -> None:
    """A match with everything that is private about it, and a colleague of its host."""
    group = Organisation(id=f"group{number}", name="A group", kind=OrganisationKind.COMMUNITY)
    await tx.organisations.put(group)
    volunteer, host, colleague = (person(who, number) for who in ("volunteer", "host", "colleague"))
    for one, who in ((volunteer, "volunteer"), (host, "host"), (colleague, "colleague")):
        await tx.people.put(one)
        await tx.people.join(Contact(account=account(who, number), person=one.id))
    await tx.listings.put(listing(f"offer{number}", owner=volunteer, organisation=group.id))
    await tx.listings.put(listing(f"need{number}", Side.NEED, host, organisation=group.id))
    sides = {"offer": f"offer{number}", "need": f"need{number}", "volunteer": volunteer.id, "host": host.id}
    await tx.matches.put(match(f"m{number}", state=MatchState.CLOSED, **sides))
    await put_words(tx, number, published=published)


async def put_words(tx: Tx, number: int, *, published: bool) -> None:
    mine = account("volunteer", number)
    origin = Origin(event=f"event{number}", sender=mine, name="", chat=private(mine), private=True)
    said = Said(origin=origin, text="my words")
    once = {"match": f"m{number}", "at": at(1)}
    talk = conversation(f"c{number}", account=mine, chat=private(mine), person=f"volunteer{number}")
    await tx.conversations.put(talk)
    await tx.talks.keep(Unsent(id=f"u{number}", person=f"volunteer{number}", said=said, at=at(1)))
    feedback = Feedback(**once, party=Party.HOST, stars=2, sentence="between us", again=False)
    await tx.outcomes.put_feedback(feedback)
    await tx.remarks.put(Remark(**once, party=Party.HOST, kind=RemarkKind.THANKS, said="thank you"))
    story = Story(**once, before="x", done="y", change="z", told_by=Party.HOST)
    await tx.outcomes.put_story(story)
    for party in Party:
        given = {"name": False, "photo": False, "publication": published, "revision": story.revision}
        await tx.outcomes.put_consent(Consent(**once, party=party, **given))
    await tx.evidence.add(Evidence(**once, id=f"e{number}", person=f"host{number}", note="seen"))
    passed = {"source": "1", "digest": "d", "letters": 1, "run": "r"}
    await tx.talks.put_passed(
        Passed(**once, **passed, id=f"p{number}", party=Party.HOST, chat=private(account("host", number)))
    )
    await tx.stuck.failed(f"s{number}", said, "Trouble", at(1), at(2))
    await tx.details.keep(f"volunteer{number}", Details(phone="0113 496 0123"), at(1))
    await tx.details.put_share(Share(**once, person=f"volunteer{number}"))
    await tx.installations.put(
        Installed(platform="slack", tenant=f"T{number}", organisation="A", at=at(1), sealed="token")
    )


@pytest.fixture
async def city(postgres_url: str) -> AsyncIterator[Storage]:
    storage = Storage(open_engine(postgres_url))
    storage.notes = Notes.of(new_key())
    async with storage.begin() as tx:
        await put_city(tx, 1)
        await put_city(tx, 2, published=True)
        await tx.commit()
    yield storage
    await storage.close()


async def seen(tx: Tx) -> dict[str, set[str]]:
    """What raw SQL reads in this transaction, by table."""
    assert isinstance(tx, UnitOfWork)
    found = {}
    for table, column in WALLED.items():
        rows = await tx._connection.execute(text(f"SELECT {column} FROM {table}"))
        found[table] = {row[0][-1] for row in rows}
    return found


async def test_what_coordinators_noted_of_a_delivery_is_theirs_alone(city: Storage):
    async with city.begin() as tx:
        await tx.pledges.put(pledge("PL1", organisation="group2", terms=LAPTOPS, frozen=None))
        settled = {"settled_as": Seen.COORDINATOR, "settled_by": "colleague2"}
        await tx.instalments.put(instalment(organisation="group1", **settled))
        await tx.evidence.add(Evidence(id="e3", instalment="I1", person="colleague2", at=at(1), note="seen"))
        await tx.commit()
    found = []
    for person, coordinates in (("host1", False), ("volunteer1", True)):
        async with city.begin() as tx:
            await tx.acts_for(By(person=person, name="", platform="slack", coordinates=coordinates))
            found.append(len(await tx.evidence.of_instalment("I1")))
    assert found == [0, 1]


async def as_seen_by(storage: Storage, who: Person, number: int, *, coordinates: bool = False) -> dict:
    by = By(person=who.id, name="", platform="slack", coordinates=coordinates)
    async with storage.begin() as tx:
        await tx.acts_for(by, private(account("volunteer", number)))
        return await seen(tx)


async def test_a_person_reads_their_own_rows_and_those_of_their_matches_only(city: Storage):
    found = await as_seen_by(city, person("volunteer", 1), 1)

    public = {"stories": {"1", "2"}, "consents": {"1", "2"}}  # the second one's was published
    assert found == {table: {"1"} for table in WALLED} | public


async def test_a_colleague_of_the_host_reads_what_is_their_groups_and_no_messages_of_its_people(
    city: Storage,
):
    by = By(person="colleague1", name="", platform="slack")
    async with city.begin() as tx:
        await tx.acts_for(by)
        found = await seen(tx)

    assert {table for table, rows in found.items() if rows >= {"1"}} == OF_A_MATCH
    assert {table for table, rows in found.items() if "2" in rows} == {"stories", "consents"}


async def test_a_coordinator_reads_what_came_of_all_matches_and_nobodys_forms_or_tokens(city: Storage):
    found = await as_seen_by(city, Person(id="sam", name="Sam"), 3, coordinates=True)

    assert found == {table: ({"1", "2"} if table in OF_A_MATCH else set()) for table in WALLED}


async def test_a_page_that_anybody_may_open_reads_what_was_published(city: Storage):
    async with city.begin() as tx:
        await tx.acts_for(By(person="", name="", platform="web"))
        found = await seen(tx)

    public = {"stories": {"2"}, "consents": {"2"}}
    assert found == {table: set() for table in WALLED} | public


async def test_a_person_can_neither_change_nor_remove_the_rows_of_others(city: Storage):
    by = By(person="volunteer1", name="", platform="slack")
    async with city.begin() as tx:
        await tx.acts_for(by)
        assert isinstance(tx, UnitOfWork)
        for table in WALLED:
            await tx._connection.execute(text(f"DELETE FROM {table}"))
        await tx.commit()

    async with city.begin() as tx:  # for the house, which sees all
        found = await seen(tx)
    mine = {*OF_A_MATCH, "unsent", "conversations", "stuck", "details"}
    assert found == {table: {"2"} if table in mine else {"1", "2"} for table in WALLED}


async def test_one_who_is_not_the_program_sees_what_was_published_even_as_owner_of_the_tables(
    city: Storage, postgres_url: str
):
    with psycopg.connect(postgres_url) as connection:
        rows = {table: connection.execute(f"SELECT {WALLED[table]} FROM {table}") for table in WALLED}
        found = {table: {row[0][-1] for row in rows[table].fetchall()} for table in WALLED}

    assert found == {table: set() for table in WALLED} | {"stories": {"2"}, "consents": {"2"}}


async def test_it_is_known_whom_the_wall_does_not_bind(postgres_url: str, postgres_superuser: str):
    found = []
    for url in (postgres_url, postgres_superuser):
        engine = open_engine(url)
        found.append(await binds(engine))
        await engine.dispose()

    assert found == [True, False]


async def test_the_next_transaction_of_the_connection_is_the_houses_again(city: Storage):
    assert await as_seen_by(city, person("volunteer", 1), 1) != {}
    async with city.begin() as tx:
        assert await seen(tx) == {table: {"1", "2"} for table in WALLED}


async def test_what_the_market_asks_of_all_feedback_is_answered_for_a_person_too(city: Storage):
    """A group that would not have somebody's help again is nobody's partner, whoever's event it is."""
    by = By(person="volunteer1", name="", platform="slack")
    async with city.begin() as tx:
        await tx.acts_for(by)
        partners = await tx.matches.partners_of("group2")
        after = await seen(tx)

    assert partners == frozenset()
    assert after["feedback"] == {"1"}


async def test_whatever_goes_wrong_for_the_house_whoever_acts_sees_no_more_than_before(city: Storage):
    async with city.begin() as tx:
        await tx.acts_for(By(person="volunteer1", name="", platform="slack"))
        assert isinstance(tx, UnitOfWork)
        with contextlib.suppress(WrongKey):
            async with tx._door.for_the_house():
                raise WrongKey
        found = await seen(tx)

    assert found["details"] == {"1"} and found["feedback"] == {"1"}


async def test_what_a_volunteer_learned_is_read_by_nobody_else(city: Storage):
    async with city.begin() as tx:
        note = Remark(match="m1", party=Party.VOLUNTEER, kind=RemarkKind.LEARNED, said="mine", at=at(1))
        await tx.remarks.put(note)
        await tx.commit()

    for who, coordinates, read in (("volunteer", False, 2), ("host", False, 1), ("anybody", True, 2)):
        async with city.begin() as tx:
            by = By(person=f"{who}1", name="", platform="slack", coordinates=coordinates)
            await tx.acts_for(by)
            assert isinstance(tx, UnitOfWork)
            rows = await tx._connection.execute(text("SELECT kind FROM remarks"))
            kinds = [row[0] for row in rows]
        assert (len(kinds), "learned" in kinds) == (read, who == "volunteer")


async def test_what_was_shared_ends_whoever_ends_the_match(city: Storage):
    """A colleague of the volunteer's side sees no share of either side, and ends them all the same."""
    async with city.begin() as tx:
        await tx.acts_for(By(person="volunteer2", name="", platform="slack"))
        (share,) = await tx.details.shares_in("m1")
        assert await tx.details.shares_by("volunteer1") == [share]
        await tx.details.end_share(replace(share, ended_at=at(2)))
        assert (await seen(tx))["detail_shares"] == {"2"}
        await tx.commit()

    async with city.begin() as tx:
        assert await tx.details.share("m1", "volunteer1") == replace(share, ended_at=at(2))


async def test_whoever_is_forgotten_goes_from_the_notes_of_coordinators_too(city: Storage):
    async with city.begin() as tx:
        await tx.pledges.put(pledge("PL1", organisation="group2", terms=LAPTOPS, frozen=None))
        await tx.instalments.put(instalment(organisation="group1", said_by="host1", settled_by="colleague2"))
        noted = {"instalment": "I1", "person": "colleague2", "note": "Rosa has signed"}
        await tx.evidence.add(Evidence(id="e3", at=at(1), **noted))
        await tx.commit()
    async with city.begin() as tx:
        await tx.acts_for(By(person="host1", name="Rosa", platform="slack"))
        await tx.rights.erase("host1", lambda said: said.replace("Rosa", "somebody"), at(2), "group1")
        await tx.commit()

    async with city.begin() as tx:
        (left,) = await tx.evidence.of_instalment("I1")
    assert left.note == "somebody has signed"
