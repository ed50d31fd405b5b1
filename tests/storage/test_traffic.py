"""The inbox takes an event once; the outbox keeps the order of each chat and loses nothing."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta

from bot.chat.address import Chat
from bot.chat.incoming import Origin, Said
from bot.chat.outgoing import Card, Post, ShowHome
from bot.services.letters import Letter
from bot.services.ports import Transactions, Tx
from tests.storage.examples import ANAS_CHAT, BENS_CHAT, CARD, HOSTILE, SLACK, TELEGRAM, at, post

LEASE = timedelta(seconds=30)


async def claim(tx: Tx, seconds: float, owner: str = "one", most: int = 10) -> Sequence[Letter]:
    return await tx.outbox.claim(owner, now=at(seconds), lease=LEASE, most=most)


def titles(letters: Sequence[Letter]) -> list[str]:
    return [letter.outgoing.card.title for letter in letters]


async def put(
    tx: Tx, *names: str, chat: Chat = ANAS_CHAT, key: str = "", planned: float | None = None
) -> None:
    for name in names:
        when = None if planned is None else at(planned)
        await tx.outbox.put(post(name, chat, key=key), dedupe=name, now=at(0), not_before=when)


async def test_an_event_is_taken_once(begin: Transactions):
    async with begin() as tx:
        assert await tx.inbox.first_time(SLACK, "e1", at(0))
        await tx.commit()
    async with begin() as tx:
        assert not await tx.inbox.first_time(SLACK, "e1", at(1))
        assert await tx.inbox.first_time(TELEGRAM, "e1", at(1))


async def test_an_event_that_failed_is_taken_again_until_it_is_put_aside(begin: Transactions):
    async with begin() as tx:
        assert [await tx.inbox.failed(SLACK, "e1", why, at(0)) for why in ("a", "b")] == [1, 2]
        await tx.commit()
    async with begin() as tx:
        assert await tx.inbox.first_time(SLACK, "e1", at(1))  # and rolled back

    async with begin() as tx:
        said = Said(origin=Origin(event="e1", sender=SLACK, name="", chat=ANAS_CHAT, private=True), text="")
        await tx.stuck.aside(await tx.stuck.failed("S1", said, "c", at(2), at(9)), at(2))
        assert not await tx.inbox.first_time(SLACK, "e1", at(3))


async def test_a_failure_after_success_changes_nothing(begin: Transactions):
    async with begin() as tx:
        await tx.inbox.first_time(SLACK, "e1", at(0))
        assert await tx.inbox.failed(SLACK, "e1", "late", at(1)) == 0
        assert not await tx.inbox.first_time(SLACK, "e1", at(2))


async def test_a_chat_gets_its_letters_in_order_and_chats_do_not_wait_for_each_other(begin: Transactions):
    async with begin() as tx:
        await put(tx, "a1", "a2")
        await put(tx, "b1", chat=BENS_CHAT)

        first = await claim(tx, 0)
        assert titles(first) == ["a1", "b1"]
        assert await claim(tx, 1) == []

        await tx.outbox.sent(first[0], "ref-1", at(1))
        assert titles(await claim(tx, 1)) == ["a2"]


async def test_a_claim_takes_no_more_than_asked(begin: Transactions):
    async with begin() as tx:
        for number in range(5):
            await put(tx, f"n{number}", chat=Chat(platform="slack", tenant="T1", id=f"C{number}"))
        assert titles(await claim(tx, 0, most=2)) == ["n0", "n1"]


async def test_a_letter_carries_what_was_put(begin: Transactions):
    outgoing = post("x", key="k")
    home = ShowHome(account=SLACK, first=True)
    async with begin() as tx:
        await tx.outbox.put(outgoing, dedupe="one", now=at(0))
        await tx.outbox.put(home, dedupe="two", now=at(0))
        letter, page = await claim(tx, 1)

    assert (letter.outgoing, page.outgoing) == (outgoing, home)
    assert (letter.attempt, letter.maybe_sent, letter.created_at) == (1, False, at(0))
    assert (letter.reference, letter.under) == (None, None)
    assert len(letter.token) == 20
    assert letter.token != page.token


async def test_the_same_dedupe_is_queued_once_for_ever(begin: Transactions):
    async with begin() as tx:
        await put(tx, "a", "a")
        (letter,) = await claim(tx, 0)
        await tx.outbox.sent(letter, "r", at(0))
        await put(tx, "a")
        assert await claim(tx, 1) == []


async def test_a_planned_letter_holds_up_nobody(begin: Transactions):
    async with begin() as tx:
        await put(tx, "later", planned=10)
        await put(tx, "now")
        (now,) = await claim(tx, 0)
        assert titles([now]) == ["now"]

        assert await claim(tx, 10) == [], "the chat is being written to"
        await tx.outbox.sent(now, "r", at(10))
        assert titles(await claim(tx, 10)) == ["later"]


async def test_a_letter_to_be_tried_again_holds_up_its_chat_only(begin: Transactions):
    async with begin() as tx:
        await put(tx, "a1", "a2")
        await put(tx, "b1", chat=BENS_CHAT)
        (letter, other) = await claim(tx, 0)
        await tx.outbox.later(letter, at(20), "429", maybe_sent=False)
        await tx.outbox.sent(other, "r", at(0))

        assert await claim(tx, 19) == []
        (again,) = await claim(tx, 20)
        assert (again.id, again.attempt, again.maybe_sent) == (letter.id, 2, False)


async def test_a_letter_given_up_makes_way(begin: Transactions):
    async with begin() as tx:
        await put(tx, "a1", "a2")
        (letter,) = await claim(tx, 0)
        await tx.outbox.gave_up(letter, "blocked", at(0))
        assert titles(await claim(tx, 0)) == ["a2"]


async def test_a_card_stands_as_it_was_sent(begin: Transactions):
    odd = replace(CARD, title=f"{HOSTILE} \0 \ud800 ﷽ {{}}", section="new")
    async with begin() as tx:
        for card in (CARD, odd):
            await tx.outbox.put(Post(chat=ANAS_CHAT, card=card, key="k"), dedupe=card.title, now=at(0))
            (letter,) = await claim(tx, 0)
            await tx.outbox.sent(letter, "17", at(1))
            assert isinstance(letter.outgoing, Post)
            assert await tx.outbox.standing(ANAS_CHAT, "k") == letter.outgoing.card
            assert await tx.outbox.posted(ANAS_CHAT, "17") == ("k", letter.outgoing.card)
            await tx.outbox.sent(letter, "18", at(2))  # it is no longer its sender's
            assert await tx.outbox.posted(ANAS_CHAT, "18") is None


async def test_a_letter_whose_lease_ended_was_perhaps_sent(begin: Transactions):
    async with begin() as tx:
        await put(tx, "a")
        (letter,) = await claim(tx, 0)
        (again,) = await claim(tx, 31, "two")
        assert (again.id, again.token, again.attempt, again.maybe_sent) == (letter.id, letter.token, 2, True)


async def test_a_lost_answer_is_remembered(begin: Transactions):
    async with begin() as tx:
        await put(tx, "a")
        (letter,) = await claim(tx, 0)
        await tx.outbox.later(letter, at(1), "no answer", maybe_sent=True)
        (again,) = await claim(tx, 1)
        assert again.maybe_sent


async def test_who_lost_the_lease_changes_nothing(begin: Transactions):
    async with begin() as tx:
        await put(tx, "a", key="k")
        (mine,) = await claim(tx, 0)
        (theirs,) = await claim(tx, 31, "two")

        await tx.outbox.sent(mine, "mine", at(32))
        await tx.outbox.later(mine, at(0), "x", maybe_sent=False)
        await tx.outbox.gave_up(mine, "x", at(32))
        assert await claim(tx, 33) == []
        await tx.outbox.sent(theirs, "theirs", at(34))
        assert await tx.outbox.posted(ANAS_CHAT, "mine") is None
        assert await tx.outbox.posted(ANAS_CHAT, "theirs") == ("k", Card(title="a"))


async def test_an_edit_knows_the_message_it_edits_and_an_answer_the_one_it_answers(begin: Transactions):
    async with begin() as tx:
        await put(tx, "first", key="k")
        (letter,) = await claim(tx, 0)
        await tx.outbox.sent(letter, "r-1", at(0))
        await put(tx, "second", key="k")
        await tx.outbox.put(post("third", under="k"), dedupe="third", now=at(1))
        await put(tx, "elsewhere", chat=BENS_CHAT, key="k")

        edit, elsewhere = await claim(tx, 1)
        assert (edit.reference, elsewhere.reference) == ("r-1", None)
        await tx.outbox.sent(edit, None, at(1))
        assert await tx.outbox.posted(ANAS_CHAT, "r-1") == ("k", Card(title="second"))

        (answer,) = await claim(tx, 2)
        assert (answer.under, answer.reference) == ("r-1", None)
        await tx.outbox.sent(answer, "r-2", at(2))
        assert await tx.outbox.posted(ANAS_CHAT, "r-2") == (f"#{answer.id}", Card(title="third"))


async def test_an_untried_edit_gives_way_to_a_later_one(begin: Transactions):
    async with begin() as tx:
        await put(tx, "first", key="k")
        (letter,) = await claim(tx, 0)
        await tx.outbox.sent(letter, "r-1", at(0))
        await put(tx, "second", "third", "fourth", key="k")
        await put(tx, "other")

        (edit,) = await claim(tx, 1)
        assert titles([edit]) == ["fourth"]
        await tx.outbox.sent(edit, None, at(1))
        assert titles(await claim(tx, 1)) == ["other"]


async def test_an_edit_does_not_give_way_to_one_that_may_be_taken_back(begin: Transactions):
    async with begin() as tx:
        await put(tx, "first", key="k")
        (letter,) = await claim(tx, 0)
        await tx.outbox.sent(letter, "r-1", at(0))
        await put(tx, "second", key="k")
        await put(tx, "planned", key="k", planned=5)

        assert titles(await claim(tx, 6)) == ["second"]


async def test_a_letter_is_taken_back_until_it_was_tried(begin: Transactions):
    async with begin() as tx:
        await put(tx, "a", planned=10)
        assert await tx.outbox.cancel("a")
        assert not await tx.outbox.cancel("a")
        assert await claim(tx, 11) == []

        await put(tx, "b")
        await claim(tx, 0)
        assert not await tx.outbox.cancel("b")
        assert not await tx.outbox.cancel("unheard of")


async def test_a_dead_owner_is_relieved_of_its_leases(begin: Transactions):
    async with begin() as tx:
        await put(tx, "a")
        await put(tx, "b", chat=BENS_CHAT)
        await claim(tx, 0, "dead", most=1)
        await claim(tx, 0, "alive")

        assert await tx.outbox.release("alive") == 1
        assert await tx.outbox.release("alive") == 0
        (letter,) = await claim(tx, 1, "alive")
        assert letter.maybe_sent


async def test_the_relay_knows_when_to_look_again(begin: Transactions):
    async with begin() as tx:
        assert await tx.outbox.next_due() is None
        await put(tx, "a1", "a2")
        assert await tx.outbox.next_due() == at(0)
        (letter,) = await claim(tx, 1)
        assert await tx.outbox.next_due() == at(31)
        await tx.outbox.later(letter, at(60), "429", maybe_sent=False)
        assert await tx.outbox.next_due() == at(60)
        await put(tx, "b1", chat=BENS_CHAT, planned=50)
        assert await tx.outbox.next_due() == at(50)


async def test_a_younger_letter_being_sent_delays_an_older_planned_one(begin: Transactions):
    async with begin() as tx:
        await put(tx, "planned", planned=5)
        await put(tx, "now")
        await claim(tx, 1)
        assert await tx.outbox.next_due() == at(31)
