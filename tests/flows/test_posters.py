"""Posters: what they say, whom they lead where, and who may have one."""

import re
from datetime import timedelta

import pytest

from bot.chat.outgoing import Attachment
from bot.domain.refusal import Refusal
from bot.services.posters import poster_of
from bot.texts.locales import ENGLISH, locale
from bot.texts.poster import Poster
from tests.flows.world import Someone, World, posted_both

ADDRESS = "https://t.me/MakegoodBot?start="
READS = locale(ENGLISH)


def link(payload: str) -> str:
    return ADDRESS + payload


async def need_of(world: World, maria: Someone) -> str:
    async with world.begin() as tx:
        person = await tx.people.of(maria.account)
        assert person is not None
        return (await tx.listings.of_owner(person.id))[0].id


async def group_of(world: World, maria: Someone) -> str:
    async with world.begin() as tx:
        person = await tx.people.of(maria.account)
        assert person is not None
        return person.organisation


async def made(world: World, id: str) -> Poster:
    async with world.begin() as tx:
        return await poster_of(tx, id, link)


def files_of(who: Someone) -> list[Attachment]:
    return who.world.chats[who.platform].files.get(who.own, [])


async def test_a_needs_poster_says_what_where_and_when_and_no_name(world: World, sam: Someone):
    _, maria = await posted_both(world, sam)
    need = await need_of(world, maria)

    page = (await made(world, need)).page(READS)

    assert "<h1>Sort out our accounts" in page and "LS9" in page and "Easter" in page
    assert f"t.me/MakegoodBot?start=n_{need}" in page
    assert "Maria" not in page and "Seacroft" not in page


async def test_a_groups_poster_says_its_name(world: World, sam: Someone):
    _, maria = await posted_both(world, sam)
    group = await group_of(world, maria)

    poster = await made(world, group)

    assert "Seacroft Food Pantry" in poster.page(READS) and poster.link == f"{ADDRESS}g_{group}"


async def test_a_page_loads_nothing_from_anywhere_and_shows_text_as_typed():
    hostile = "<script>alert(1)</script> & $title \" ' {x}"
    page = Poster(whose=hostile, sentence=hostile, facts=((hostile, hostile),), link=link("n_1")).page(READS)

    assert "<script" not in page and "&lt;script&gt;alert(1)&lt;/script&gt; &amp; $title" in page
    assert re.findall(r"(?:src|href|url\(|@import)", page) == []
    assert re.findall(r"https?://(?!www\.w3\.org/)", page) == []


async def test_the_picture_is_a_png_of_the_code():
    picture = Poster(whose="x", sentence="y", link=link("n_ID00000001")).picture()

    assert picture.startswith(b"\x89PNG") and len(picture) < 20_000


async def test_a_poster_comes_in_the_chat_and_its_code_leads_to_the_need(world: World, sam: Someone):
    _, maria = await posted_both(world, sam)
    need = await need_of(world, maria)
    world.links = True
    await maria.says("mine")

    await maria.presses("Poster")

    assert [file.mime for file in files_of(maria)] == ["image/png", "text/html"]
    passer_by = world.host("Tom")
    await passer_by.commands("start", f"n_{need}")
    assert "sort out our accounts" in passer_by.last()


async def test_a_groups_code_leads_to_all_that_it_needs(world: World, sam: Someone):
    _, maria = await posted_both(world, sam)
    tom = world.host("Tom")

    await tom.commands("start", f"g_{await group_of(world, maria)}")
    assert "sort out our accounts" in tom.last()

    await tom.commands("start", "g_NOSUCH")
    assert "needs nothing just now" in tom.last()


@pytest.mark.parametrize("said", ["poster", "poster {group}"])
async def test_a_group_gets_its_own_poster_and_a_coordinator_any(world: World, sam: Someone, said: str):
    _, maria = await posted_both(world, sam)
    world.links = True
    group = await group_of(world, maria)

    await maria.says(said.format(group=group))
    await sam.says(f"poster {group}")

    assert len(files_of(maria)) == 2 and len(files_of(sam)) == 2


async def test_nobody_gets_a_poster_of_another_group(world: World, sam: Someone):
    _, maria = await posted_both(world, sam)
    bo = world.host("Bo")
    need, group = await need_of(world, maria), await group_of(world, maria)

    await bo.says(f"poster {need}")
    assert "not yours" in bo.last().lower() or "not your" in bo.last().lower()
    await bo.says(f"poster {group}")
    assert "not your group" in bo.last()
    await bo.says("poster")
    assert "Of which need?" in bo.last()
    assert files_of(bo) == []


async def test_words_about_a_poster_are_no_command(world: World, sam: Someone):
    bo = world.host("Bo")

    await bo.says("we need poster design for our fair, 4 hours, LS9")

    assert "What" in "\n".join(bo.sees()) and "poster design" in "\n".join(bo.sees())


async def test_there_is_no_poster_of_what_is_not_open_or_not_verified(world: World, sam: Someone):
    maria = world.host()
    await maria.says("we need someone to sort out our accounts before Easter, 4 hours, LS9, one person")
    await maria.presses("Skip")
    await maria.says("Seacroft Food Pantry")
    await maria.presses("Post it")

    for id in (await need_of(world, maria), await group_of(world, maria)):
        with pytest.raises(Refusal):
            await made(world, id)


async def test_an_offer_has_no_poster(world: World, sam: Someone):
    priya, _ = await posted_both(world, sam)

    with pytest.raises(Refusal):
        await made(world, await need_of(world, priya))


async def test_where_no_address_leads_to_the_bot_that_is_said(world: World, sam: Someone):
    _, maria = await posted_both(world, sam)

    await maria.says("poster")

    assert "posters need Telegram" in maria.last()
    await world.forward(timedelta(minutes=1))
    assert files_of(maria) == []
