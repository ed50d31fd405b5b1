"""`find`, `open`, `pair`, `unmet`, `vet`, `hold` and `thaw`, over the whole path."""

import re
from datetime import timedelta

import pytest

from bot.domain.matches import MatchState
from tests.flows.world import NotShown, Someone, World, introduced, posted_both


async def match_of(world: World):
    async with world.begin() as tx:
        found = await tx.matches.in_state(*MatchState)
    return found[-1]


def number(text: str) -> str:
    return re.findall(r"Number: (\w+)", text)[-1]


@pytest.mark.parametrize("asked", ["bookkeping", "BOOKK", "priya", "Pria Shah", "aire"])
async def test_words_and_typos_are_found(world: World, sam: Someone, asked: str):
    await posted_both(world, sam)
    before = len(sam.cards())

    await sam.says(f"find {asked}")

    said = "\n".join(sam.sees()[before:])
    assert "I found" in said
    assert "ookkeeping" in said or "Priya Shah" in said or "Aire and Calder" in said


async def test_what_is_found_says_how_it_stands_what_is_next_and_can_be_decided_there(
    world: World, sam: Someone
):
    await posted_both(world, sam)

    await sam.says("find bookkeeping")

    card = next(one for one in reversed(sam.cards()) if one.title.startswith("Match"))
    assert "Next: a coordinator decides." in card.words()
    await sam.presses("Approve", about=card.title)
    assert (await match_of(world)).state is MatchState.APPROVED_TO_ASK


async def test_nobody_else_finds_anything(world: World, sam: Someone):
    _, maria = await posted_both(world, sam)

    await maria.commands("find", "priya")

    assert maria.last().startswith("Only coordinators can do that.")


async def test_a_number_opens_one_card(world: World, sam: Someone):
    await posted_both(world, sam)
    match = await match_of(world)

    await sam.says(f"open #{match.id.lower()}")

    assert sam.last().startswith(f"Match {match.id}")


async def test_a_pair_by_hand_has_its_reasons_and_is_decided_like_any_other(world: World, sam: Someone):
    await posted_both(world, sam)
    match = await match_of(world)
    await sam.presses("Not this", about=f"Match {match.id}")
    await sam.presses("not the right fit")

    await sam.says(f"pair {match.need} {match.offer}")

    fresh = await match_of(world)
    assert fresh.id != match.id
    assert fresh.state is MatchState.SUGGESTED
    assert fresh.reasons
    async with world.begin() as tx:
        moves = [one.move for one in await tx.record.of("match", fresh.id)]
    assert moves == ["suggest", "pair"]


async def test_every_limit_in_the_way_of_a_pair_is_named_and_none_is_bent(world: World, sam: Someone):
    priya, _ = await posted_both(world, sam)
    need = (await match_of(world)).need
    await priya.says("I can do gardening on Mondays, 4 hours, HX1")
    await priya.presses("My own time")
    await priya.presses("Post it")
    offer = number(next(text for text in reversed(sam.sees()) if "gardening" in text))

    await sam.says(f"pair {need} {offer}")

    assert "cannot be matched with" in sam.last()
    assert "waiting for a coordinator" in sam.last()
    assert "km away" in sam.last()
    assert (await match_of(world)).need == need


async def test_a_need_that_nobody_fits_says_why_and_what_is_wanted(world: World, sam: Someone):
    maria = world.host()
    await maria.says("we need a plumber to look at our boiler, 4 hours, LS9")
    for answer in ("any time", "1", "skip", "skip", "Seacroft Food Pantry", "post it"):
        if not any("New need" in text for text in sam.sees()):
            await maria.says(answer)
    await sam.presses("Verify")
    await sam.presses("Approve", about="New need")
    await world.forward(timedelta(minutes=11))

    await sam.says("unmet")

    assert "1 open needs" in sam.last() or "open need" in sam.last()
    assert "boiler" in sam.last()
    assert "Nobody offers anything at the moment." in sam.last()
    assert "What is wanted: plumbing 1 (offered: 0)." in sam.last()
    assert "Nobody has offered this for 30 days: plumbing." in sam.last()
    assert "Where: LS9 1." in sam.last()
    assert "less than a week: 1; for less than 30 days: 0; for longer: 0." in sam.last()
    await sam.presses("Open 1")
    assert "boiler" in sam.last()


async def test_what_somebody_offered_lately_is_not_said_to_be_offered_by_nobody(world: World, sam: Someone):
    maria, priya = world.host(), world.volunteer()
    await maria.says("we need a plumber to look at our boiler, 4 hours, LS9, any time")
    for answer in ("1", "skip", "skip", "Seacroft Food Pantry", "post it"):
        if not any("New need" in text for text in sam.sees()):
            await maria.says(answer)
    await priya.says("I can do plumbing, 2 hours, BD1, any time")
    await priya.presses("My own time")
    await priya.presses("Post it")
    await sam.presses("Verify")
    await sam.presses("Approve", about="New need")
    await world.forward(timedelta(days=8))

    await sam.says("unmet")
    assert "Nobody has offered this" not in sam.last()
    assert "less than 30 days: 1" in sam.last()
    await sam.presses("Decline", about="New offer")
    await sam.says("We have nobody in Bradford.")
    await world.forward(timedelta(days=23))

    await sam.says("unmet")
    assert "Nobody has offered this for 30 days: plumbing." in sam.last()
    assert "for longer: 1." in sam.last()


async def test_what_waits_to_be_vetted_comes_with_its_buttons(world: World, sam: Someone):
    await sam.says("vet")
    assert sam.last() == "No organisation and no check waits. Good."

    maria = world.host()
    await maria.says("we need someone to sort out our accounts before Easter, 4 hours, LS9")
    await maria.says("just one person")
    await maria.presses("Skip")
    await maria.says("Seacroft Food Pantry")
    await maria.presses("Post it")
    await sam.says("vet")

    assert any("To vet: 1 organisations" in text for text in sam.sees())
    await sam.presses("Verify")


async def test_a_match_on_hold_stands_still_until_a_coordinator_lets_it_go_on(world: World, sam: Someone):
    priya, maria = await introduced(world, sam)
    match = await match_of(world)

    await sam.says(f"hold {match.id}")

    assert (await match_of(world)).state is MatchState.ON_HOLD
    for side in (priya, maria):
        assert any("this is paused for now" in text for text in side.sees())
        assert not any("safeguarding" in text or "risk" in text for text in side.sees()[-3:])
    before = [len(priya.cards()), len(maria.cards())]
    await maria.says("Hello Priya, when can you come?")
    for _ in range(15):
        await world.forward(timedelta(days=1))
    assert not any("when can you come" in text for text in priya.sees())
    assert not any("Did you speak" in text for text in priya.sees() + maria.sees())
    assert before[0] == len(priya.cards())

    await maria.says(f"thaw {match.id}")
    assert (await match_of(world)).state is MatchState.ON_HOLD
    await sam.says(f"thaw {match.id}")
    assert (await match_of(world)).state is MatchState.INTRODUCED
    assert any("this goes on now" in text for text in priya.sees())


async def test_fear_for_somebody_freezes_the_match_before_a_word_is_typed(world: World, sam: Someone):
    _, maria = await introduced(world, sam)

    await maria.presses("Tell a coordinator")
    await maria.presses("Somebody may be at risk")

    assert (await match_of(world)).state is MatchState.ON_HOLD
    card = next(one for one in sam.cards() if "a concern for somebody's safety" in one.title)
    assert "Maria Kowalska" in card.words()
    await maria.says("He asked where I live.")
    assert any("He asked where I live." in text for text in sam.sees())
    await sam.presses("Let it go on", about="a concern for somebody's safety")
    assert (await match_of(world)).state is MatchState.INTRODUCED


async def test_another_word_to_a_coordinator_freezes_nothing(world: World, sam: Someone):
    _, maria = await introduced(world, sam)

    await maria.presses("Tell a coordinator")
    await maria.presses("Something else")
    await maria.says("Which bus do they take?")

    assert (await match_of(world)).state is MatchState.INTRODUCED
    assert any("Which bus" in text for text in sam.sees())


async def test_on_hold_no_answer_moves_it(world: World, sam: Someone):
    priya, maria = await posted_both(world, sam)
    await sam.presses("Approve", about="Match")
    await sam.presses("Ask now")
    match = await match_of(world)
    await sam.presses("Put on hold", about=f"Match {match.id}")

    await maria.presses("Yes")

    assert (await match_of(world)).state is MatchState.ON_HOLD
    assert not any("paused for now" in text for text in priya.sees())
    with pytest.raises(NotShown):
        priya.button("Yes")


async def test_a_coordinator_keeps_a_need_as_not_met_with_the_reason(world: World) -> None:
    sam = await world.coordinator()
    _, maria = await posted_both(world, sam)
    number = next(said for said in sam.sees() if "Number: " in said and said.startswith("Need"))
    need = number.split("Number: ")[1].split()[0]

    await sam.says(f"unmet n_{need}")
    await sam.presses("the time for it is over")

    assert "Kept as not met" in "\n".join(sam.sees())
    assert any("It is kept as not met" in said for said in maria.sees())
    async with world.begin() as tx:
        kept = await tx.listings.get(need)
        assert (kept.state.value, kept.reason) == ("unmet", "too_late")
        assert not [each for each in await tx.matches.of_listing(need) if each.state.value == "suggested"]
    await sam.says(f"unmet {need}")
    assert "cannot be kept as not met" in "\n".join((*sam.sees(), *sam.hints))
