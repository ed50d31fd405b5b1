"""The market: what is open, in every process, as it is now."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import numpy as np
import pytest

from bot.domain.listings import Listing, ListingKind
from bot.domain.refusal import Refusal
from bot.rereading import Rereader
from bot.services import city_words, listings
from bot.services.candidates import candidates
from bot.services.market import Market
from matching.encoder import Reading
from matching.rank import Matcher
from matching.standard import standard_matcher
from tests.services.world import World


class Counting:
    """A sentence model that keeps what it was asked: how often a text is read is what is tested."""

    name, size = "counting-1", 4

    def __init__(self) -> None:
        self.asked: list[str] = []

    def vector(self, text: str) -> np.ndarray:
        self.asked.append(text)
        return np.array([len(text) % 100, 1, 2, 3], np.int8)

    def clearest(self, readings: Sequence[Reading]) -> np.ndarray:
        return self.vector(readings[0].text)


def counting() -> tuple[Market, Counting]:
    model = Counting()
    reader = replace(standard_matcher(model=None).reader, encoder=model)
    return Market(Matcher(reader=reader)), model


async def held(world: World, market: Market) -> set[str]:
    """What a process with this market finds open now."""
    async with world.begin() as tx:
        await market.catch_up(tx)
        await tx.commit()
    return {*market.offers.held(), *market.needs.held()}


@pytest.fixture
async def city(world: World) -> World:
    await world.meets("Sam")
    await world.meets("Priya", "Aire Ltd")
    await world.meets("Maria", "Seacroft Pantry")
    return world


async def test_what_one_process_opens_another_finds_at_once_and_what_it_closes_not(city: World):
    other = Market(standard_matcher(model=None))
    assert await held(city, other) == set()

    offer = await city.offer("Priya")
    await city.approves(offer)
    assert await held(city, other) == {offer}

    async with city.turn("Priya") as turn:
        await listings.withdraw(turn, offer)
    assert await held(city, other) == set()


async def test_a_change_that_was_undone_does_not_stay(city: World):
    offer = await city.offer("Priya")
    with pytest.raises(RuntimeError):
        async with city.turn("Sam") as turn:
            await listings.approve(turn, offer)
            await city.market.catch_up(turn.tx)
            assert offer in city.market.offers
            raise RuntimeError("and nothing of it happened")

    assert await held(city, city.market) == set()


async def test_what_was_undone_does_not_hide_what_was_done_instead(city: World):
    """Both wrote the same revision: it is not the number that tells them apart."""
    offer = await city.offer("Priya")
    assert await held(city, city.market) == set()
    with pytest.raises(RuntimeError):
        async with city.turn("Sam") as turn:
            await listings.decline(turn, offer, "no")
            await city.market.catch_up(turn.tx)
            raise RuntimeError("and nothing of it happened")

    await city.approves(offer)

    assert await held(city, city.market) == {offer}


async def test_what_changed_between_the_search_and_the_reading_is_weighed_as_it_is_now(
    city: World, monkeypatch: pytest.MonkeyPatch
):
    """While one waits for the database, the market is caught up for another: what was found is gone."""
    offer, need = await city.offer("Priya"), await city.need("Maria", "a choir leader")
    await city.approves(offer, need)
    await held(city, city.market)
    asked = replace((await city.listing(need)), terms=(await city.listing(offer)).terms)
    async with city.turn("Sam") as turn:
        some = turn.tx.listings.some

        async def moved_meanwhile(ids: Sequence[str]) -> Sequence[Listing]:
            found = await turn.tx.listings.get(offer)
            far = replace(found, terms=replace(found.terms, district="HX1"), revision=found.revision + 1)
            await turn.tx.listings.put(far)
            await city.market.catch_up(turn.tx)
            return await some(ids)

        assert [each.offer.id for each in await candidates(turn, asked, 1)] == [offer]
        monkeypatch.setattr(turn.tx.listings, "some", moved_meanwhile)
        assert await candidates(turn, asked, 1) == []


async def test_what_is_known_already_is_not_read_again(city: World):
    """However much was written a moment ago: the offers themselves are read once."""
    offer = await city.offer("Priya")
    await city.approves(offer)
    assert await held(city, city.market) == {offer}

    async with city.begin() as tx:
        since = datetime.now(UTC) - timedelta(minutes=1)
        first = await tx.matcher.changes(since, {})
        again = await tx.matcher.changes(since, first.written)
        later = await tx.matcher.changes(datetime.now(UTC), {offer: since})

    assert [one.id for one in first.listings] == [offer]
    assert again.listings == []
    assert [one.id for one in later.listings] == [offer], "it stands otherwise than it was known"


async def test_a_vector_is_read_once_and_kept(city: World):
    first, model = counting()
    city.market = first
    offer = await city.offer("Priya", "keeping accounts")
    await city.approves(offer)
    await held(city, first)
    assert model.asked.count("keeping accounts") == 1

    again, fresh = counting()
    assert await again.load(city.begin) == 0

    assert again.offers.held() == {offer}
    assert fresh.asked == []


async def test_what_is_held_by_an_earlier_reading_is_read_again_beside_everything_else(city: World):
    """Until then it is found by the vector that there is; a second replica takes over what the first read."""
    older, _ = counting()
    offer, need = await city.offer("Priya", "keeping accounts"), await city.need("Maria", "a choir leader")
    await city.approves(offer, need)
    await held(city, older)
    async with city.begin() as tx:
        for id, kept in (await tx.matcher.vectors([*older.offers.held(), *older.needs.held()])).items():
            await tx.matcher.keep_vector(id, replace(kept, reading="counting-1"))
        await tx.commit()

    market, model = counting()
    assert await market.load(city.begin) == 0
    assert (market.outdated, len(market), model.asked) == (2, 2, [])
    other, idle = counting()
    await other.load(city.begin)

    assert await Rereader(city.begin, market).once() == 0

    assert sorted(model.asked) == ["a choir leader", "keeping accounts"]
    async with city.begin() as tx:
        stored = await tx.matcher.vectors([*market.offers.held(), *market.needs.held()])
    assert {kept.reading for kept in stored.values()} == {market.matcher.reader.reading}
    assert await Rereader(city.begin, other).once() == 0
    assert idle.asked == []
    again, _ = counting()
    assert (await again.load(city.begin), again.outdated) == (0, 0)


async def read_before(city: World, reading: str) -> str:
    """An offer whose vector is kept as one of that reading; its id."""
    older, _ = counting()
    offer = await city.offer("Priya", "keeping accounts")
    await city.approves(offer)
    await held(city, older)
    async with city.begin() as tx:
        kept = (await tx.matcher.vectors([offer]))[offer]
        await tx.matcher.keep_vector(offer, replace(kept, reading=reading))
        await tx.commit()
    return offer


async def test_a_listing_closed_while_it_is_read_again_does_not_come_back(city: World):
    offer = await read_before(city, "counting-1")
    market, _ = counting()
    await market.load(city.begin)
    async with city.turn("Priya") as turn:
        await listings.withdraw(turn, offer)

    await market.read_again(city.begin)

    assert (market.outdated, offer in market.offers) == (0, False)


async def test_vectors_of_another_model_are_not_compared_with_ours_and_read_at_the_start(city: World):
    await read_before(city, "counting-0+reading-1")
    market, model = counting()

    assert (await market.load(city.begin), market.outdated, model.asked) == (1, 0, ["keeping accounts"])


async def test_what_was_opened_without_a_model_is_read_when_the_program_starts_with_one(city: World):
    await city.approves(await city.offer("Priya"), await city.need("Maria", "a choir leader"))
    market, model = counting()

    assert await market.load(city.begin) == 2

    assert sorted(model.asked) == ["a choir leader", "bookkeeping"]
    assert len(market) == 2


async def test_a_word_of_the_city_is_read_as_its_meaning_in_what_is_open_already(city: World):
    await city.approves(await city.offer("Priya", "accounts", skills=()))
    await city.approves(await city.need("Maria", "someone for our brass tacks", skills=()))
    assert await city.all_matches() == []

    async with city.turn("Sam") as turn:
        await city_words.means(turn, "Brass Tacks", "bookkeeping and accounts")
    await city.approves(await city.need("Maria", "brass tacks again please", skills=()))

    (match,) = await city.all_matches()
    assert "bookkeeping" in match.reasons[0]


async def test_only_coordinators_teach_words(city: World):
    with pytest.raises(Refusal):
        async with city.turn("Priya") as turn:
            await city_words.means(turn, "brass tacks", "accounts")


@pytest.mark.parametrize(
    ("term", "meaning", "key"),
    [
        ("", "accounts", "means.term"),
        ("one two three four five six", "accounts", "means.term"),
        ("🙂", "accounts", "means.term"),
        ("accounts", "Accounts", "means.itself"),
        ("never taught", "", "means.unknown"),
        ("brass tacks", "word " * 13, "means.too_long"),
    ],
)
async def test_what_cannot_be_learned_is_refused_in_words(city: World, term: str, meaning: str, key: str):
    with pytest.raises(Refusal) as refused:
        async with city.turn("Sam") as turn:
            await city_words.means(turn, term, meaning)
    assert refused.value.key == key


async def test_of_two_needs_that_want_one_volunteer_the_city_decides_by_what_it_put_first(city: World):
    async with city.turn("Sam") as turn:
        await city_words.comes_first(turn, "winter shelter", 1.0)
    needs = [await city.need("Maria", f"bookkeeping for our {what}") for what in ("play", "choir", "fair")]
    first = await city.need("Maria", "bookkeeping for the winter shelter")
    await city.approves(*needs, first)

    await city.approves(await city.offer("Priya"))

    matches = await city.all_matches()
    assert first in {match.need for match in matches}
    assert len(matches) == 3  # as many as one volunteer can keep up with


async def test_a_group_that_nobody_can_help_hears_through_its_coordinator_what_stands_in_the_way(city: World):
    await city.approves(await city.offer("Priya", district="HX1"))
    await city.approves(await city.need("Maria"))

    said = " ".join(await city.told("desk"))
    assert "Nobody fits this need yet: bookkeeping. Left out: 1 too far away, or not on site." in said
    assert "1 more would pass without the limit on the place." in said


async def test_a_need_posted_twice_is_shown_with_the_first_and_can_be_merged(city: World):
    await city.meets("Noor", "Seacroft Food Pantry")
    await city.need("Maria", "Van driver on Thursdays", kind=ListingKind.ONGOING)
    again = await city.need("Noor", "van driver, thursdays", kind=ListingKind.ONGOING)
    assert "Perhaps the same as" in (await city.told("desk"))[-1]

    async with city.turn("Sam") as turn:
        await listings.merge(turn, again)

    assert (await city.listing(again)).state == "declined"
    assert "We have this one already" in (await city.told("Noor"))[-1]
    alone = await city.need("Noor", "A choir leader")
    with pytest.raises(Refusal) as refused:
        async with city.turn("Sam") as turn:
            await listings.merge(turn, alone)
    assert refused.value.key == "twin.gone"
