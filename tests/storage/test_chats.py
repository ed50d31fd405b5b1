"""Chats that move or close, and files beside a listing, on both databases."""

from dataclasses import replace

from bot.chat.address import Chat
from bot.chat.incoming import Enclosure
from bot.chat.outgoing import Post
from bot.services.kept_ports import KeptFile
from bot.services.ports import Transactions
from tests.storage.examples import ANA, HOSTILE, WORKS, at, conversation, listing, post

OLD = Chat(platform="telegram", tenant="bot", id="-1")
NEW, NEWER = replace(OLD, id="-1001"), replace(OLD, id="-1002")


async def test_a_chat_is_found_where_it_moved_to_and_a_closed_one_is_not(begin: Transactions):
    async with begin() as tx:
        assert list(await tx.chats.now_at([OLD, NEW])) == [OLD, NEW]

        await tx.chats.moved(OLD, NEW)
        await tx.chats.moved(NEW, NEWER)
        assert list(await tx.chats.now_at([OLD, NEW])) == [NEWER]

        await tx.chats.moved(NEWER, None)
        assert list(await tx.chats.now_at([OLD])) == []

        await tx.chats.opened(NEWER)
        assert list(await tx.chats.now_at([OLD])) == [NEWER]


async def test_a_circle_of_moves_ends(begin: Transactions):
    async with begin() as tx:
        await tx.chats.moved(OLD, NEW)
        await tx.chats.moved(NEW, OLD)

        assert len(await tx.chats.now_at([OLD])) == 1


async def test_what_waits_goes_along_and_what_stood_there_is_forgotten(begin: Transactions):
    async with begin() as tx:
        await tx.people.put(ANA)
        first = replace(post("a"), chat=OLD, key="k")
        await tx.outbox.put(first, dedupe="a", now=at(0))
        (letter,) = await tx.outbox.claim("o", now=at(1), lease=at(9) - at(0), most=5)
        await tx.outbox.sent(letter, "-1/7", at(2))
        await tx.outbox.put(replace(first, key="k2"), dedupe="b", now=at(3))
        asked = conversation(chat=OLD)
        await tx.conversations.put(asked)

        assert await tx.chats.readdress(OLD, NEW) == 1

        ((dedupe, outgoing),) = await tx.chats.waiting(NEW)
        assert dedupe == "b" and isinstance(outgoing, Post) and outgoing.chat == NEW
        assert await tx.outbox.standing(OLD, "k") is None
        moved = await tx.conversations.get(asked.id)
        assert moved is not None and moved.chat == NEW

        assert await tx.chats.put_aside(NEW, "closed", at(4)) == 1
        assert list(await tx.chats.waiting(NEW)) == []


async def test_files_belong_to_the_draft_and_then_to_the_listing(begin: Transactions):
    file = Enclosure(id="F1", kind="photo", name=HOSTILE, mime="image/jpeg", size=9)
    kept = KeptFile(
        id="k-1", conversation="c-1", person=ANA.id, platform="telegram", tenant="bot", file=file, at=at(0)
    )
    async with begin() as tx:
        await tx.people.put(ANA)
        await tx.organisations.put(WORKS)
        await tx.listings.put(listing("l-1"))
        await tx.kept.put(kept)
        await tx.kept.put(replace(kept, id="k-2", conversation="c-2"))
        assert list(await tx.kept.of_conversation("c-1")) == [kept]

        await tx.kept.belong("c-1", "l-1")
        await tx.kept.drop("c-1")
        await tx.kept.drop("c-2")

        assert list(await tx.kept.of_listing("l-1")) == [replace(kept, listing="l-1")]
        assert list(await tx.kept.of_conversation("c-2")) == []
