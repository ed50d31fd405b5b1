import asyncio
import time
from dataclasses import replace

import pytest

from adapters.simulator.faults import Fault
from adapters.simulator.serve import serving
from adapters.simulator.telegram.standin import TelegramStandIn
from adapters.telegram.platform import Telegram
from bot.chat.action import Action
from bot.chat.incoming import Command, Left, Located, Pressed, Said
from bot.chat.menu import Menu, Where
from bot.chat.outgoing import Button, Card, CloseForm, Hint
from bot.chat.ports import Failed, Refused, Unavailable
from tests.adapters.telegram.conftest import ASHA, BO, GROUP, QUICK, TOKEN, Core, chat, running, until

pytestmark = pytest.mark.asyncio(loop_scope="module")

MENU = Menu(where=Where.PRIVATE, commands=(("need", "Ask for help"),))
YES = Action(verb="ask.yes", subject="7Q2K9D", revision=3)
ASK = Card(title="Right?", buttons=((Button(label="Yes", action=YES),),))


async def ask(telegram: Telegram, to: int = ASHA) -> int:
    """The id of a new message with a Yes button."""
    return int((await telegram.post(chat(to), ASK, token="t", under=None)).partition("/")[2])


async def test_the_bot_knows_itself_and_shows_its_commands(phone, api_url, core):
    telegram = Telegram(token=TOKEN, mode="polling", api_url=api_url, commands=(MENU,), patience=QUICK)
    await telegram.start(core.handle)
    try:
        assert (telegram.username, telegram.tenant) == ("MakegoodBot", "777000111")
        assert telegram.healthy()
        assert phone.menu(ASHA) == [{"command": "need", "description": "Ask for help"}]
    finally:
        await telegram.stop()
    assert not telegram.healthy()


async def test_what_people_do_arrives_as_events(telegram, phone, core):
    phone.start(ASHA, "join_7Q2K9D")
    phone.say(ASHA, "we need a plumber")
    phone.share_location(ASHA, 53.8, -1.5)
    phone.send_photo(ASHA, b"x", caption="our boiler")
    phone.send_voice(ASHA, b"x")
    phone.block(ASHA)

    await until(lambda: len(core.done) == 6)

    kinds = [type(event) for event in core.done]
    assert kinds == [Command, Said, Located, Said, Said, Left]
    assert core.done[0].name == "start" and core.done[0].rest == "join_7Q2K9D"


async def test_a_group_is_heard_where_it_speaks_to_us(telegram, phone, core):
    asked = await ask(telegram, GROUP)
    phone.say(ASHA, "lunch?", GROUP)
    phone.say(ASHA, "/need@OtherBot a cook", GROUP)
    phone.say(ASHA, "/need@MakegoodBot a plumber", GROUP)
    phone.say(BO, "Friday", GROUP, reply_to=asked)

    await until(lambda: len(core.done) == 2)

    command, answer = core.done
    assert isinstance(command, Command) and command.rest == "a plumber"
    assert isinstance(answer, Said) and answer.reply_to == f"{GROUP}/{asked}"
    assert not answer.origin.private and answer.origin.chat == chat(GROUP)


async def test_updates_waiting_at_the_start_are_not_dropped(phone, api_url, core):
    phone.say(ASHA, "while you were away")

    async with running(api_url, core):
        await until(lambda: core.done)

    assert core.done[0].text == "while you were away"


async def test_an_update_is_confirmed_only_after_it_is_handled(telegram, phone, core):
    core.busy["1001"] = asyncio.Event()
    phone.say(ASHA, "hello")
    await until(lambda: core.events)

    assert len(phone.pending_updates) == 1

    core.busy["1001"].set()
    await until(lambda: not phone.pending_updates)


async def test_an_event_that_failed_is_tried_again(telegram, phone, core):
    core.trouble = [Failed("f1", "Sorry."), Failed("f2", "Sorry.")]
    phone.say(ASHA, "hello")

    await until(lambda: core.done)

    assert len(core.events) == 3
    assert len({event.origin.event for event in core.events}) == 1
    assert len(phone.messages(ASHA)) == 1


async def test_an_event_that_fails_three_times_is_passed_over_and_its_person_told(telegram, phone, core):
    core.trouble = [Failed("f", "That did not work. <Sorry> & again.") for _ in range(3)]
    phone.say(ASHA, "hello")
    phone.say(ASHA, "and now?")

    await until(lambda: core.done)
    await until(lambda: len(phone.messages(ASHA)) == 3)

    assert [event.text for event in core.events] == ["hello", "hello", "hello", "and now?"]
    assert phone.messages(ASHA)[-1]["text"] == "That did not work. <Sorry> & again."
    await until(lambda: not phone.pending_updates)


async def test_trouble_that_nobody_counted_brings_the_update_again(telegram, phone, core):
    core.trouble = [RuntimeError("the database is gone") for _ in range(4)]
    phone.say(ASHA, "hello")
    phone.say(ASHA, "second")

    await until(lambda: len(core.done) == 2)

    assert [event.text for event in core.events] == ["hello"] * 5 + ["second"]


async def test_trouble_that_lasts_is_met_with_longer_waits(phone, api_url, core):
    core.trouble = [RuntimeError("the database is gone") for _ in range(100)]
    phone.say(ASHA, "hello")

    async with running(api_url, core, replace(QUICK, first=0.04, most=10)):
        await asyncio.sleep(0.2)

    assert 2 <= len(core.events) <= 3  # at 0, 0.04 and 0.12 s


async def test_an_open_update_of_one_chat_does_not_hold_up_another(telegram, phone, core):
    core.busy["1001"] = asyncio.Event()
    phone.say(ASHA, "slow")
    phone.say(BO, "quick")

    await until(lambda: core.done)

    assert [event.text for event in core.done] == ["quick"]
    core.busy["1001"].set()


async def test_the_updates_of_one_chat_are_handled_in_order(phone, api_url, core):
    for number in range(120):
        phone.say(ASHA if number % 2 else BO, str(number))

    async with running(api_url, core):
        await until(lambda: len(core.done) == 120)

    for person in (ASHA, BO):
        told = [int(event.text) for event in core.done if event.origin.sender.user == str(person)]
        assert told == sorted(told) and len(told) == 60


async def test_a_bot_killed_while_it_handles_gets_the_update_again(phone, api_url):
    killed, next_one = Core(), Core()
    killed.busy["1001"] = asyncio.Event()
    telegram = Telegram(token=TOKEN, mode="polling", api_url=api_url, patience=QUICK)
    await telegram.start(killed.handle)
    for number in range(5):
        phone.say(ASHA, str(number))
    await until(lambda: killed.events)
    telegram._poller._task.cancel()  # as a kill would, in the middle of handling

    async with running(api_url, next_one):
        await until(lambda: len(next_one.done) == 5)

    assert killed.done == []
    assert [event.text for event in next_one.done] == ["0", "1", "2", "3", "4"]
    await telegram._client.shutdown()


async def test_a_repeated_update_has_the_same_id(telegram, phone, core):
    phone.faults.duplicate_next_events = 1
    phone.say(ASHA, "hello")

    await until(lambda: len(core.done) == 2)

    assert core.done[0] == core.done[1]


async def test_a_press_is_answered_once_and_without_words(telegram, phone, core):
    core.replies = (CloseForm(),)
    asked = await ask(telegram)

    answer = await phone.press(ASHA, None, asked, "Yes")

    assert answer is not None and answer.text == ""
    assert isinstance(core.done[0], Pressed) and core.done[0].action == YES
    assert core.done[0].message == f"{ASHA}/{asked}"
    assert len(phone.answers) == 1


async def test_a_hint_is_the_answer_to_a_press(telegram, phone, core):
    core.replies = (Hint(text="Already decided by <Cy> " + "x" * 300),)

    answer = await phone.press(ASHA, None, await ask(telegram), "Yes")

    assert answer is not None and answer.text.startswith("Already decided by <Cy>")
    assert len(answer.text) <= 200 and not answer.show_alert


async def test_a_press_that_fails_is_answered_with_our_apology(telegram, phone, core):
    core.trouble = [Failed("f", "That did not work.") for _ in range(3)]

    answer = await phone.press(ASHA, None, await ask(telegram), "Yes")

    assert answer is not None and answer.text == "That did not work." and answer.show_alert
    assert phone.unanswered() == []


async def test_a_press_is_answered_once_though_its_update_comes_twice(telegram, phone, core):
    core.replies = (Hint(text="Noted."),)
    asked = await ask(telegram)
    phone.faults.duplicate_next_events = 1

    await phone.press(ASHA, None, asked, "Yes")
    await until(lambda: len(core.done) == 2)
    await until(lambda: not phone.pending_updates)

    assert [method for method, _ in phone.faults.calls].count("answerCallbackQuery") == 1


async def test_a_press_that_waited_too_long_is_still_handled(core):
    phone = TelegramStandIn(token=TOKEN, callback_seconds=0)
    phone.add_user(ASHA, "Asha")
    phone.start(ASHA)
    async with serving(phone.app) as api_url, running(api_url, core) as telegram:
        phone.press(ASHA, None, await ask(telegram), "Yes")
        await until(lambda: len(core.done) == 2 and not phone.pending_updates)
        phone.say(ASHA, "and on")
        await until(lambda: len(core.done) == 3)


async def test_a_hint_for_words_is_a_message(telegram, phone, core):
    core.replies = (Hint(text="<b> is not a date"),)
    phone.say(ASHA, "<b>")

    await until(lambda: len(phone.messages(ASHA)) == 2)

    assert phone.messages(ASHA)[-1]["text"] == "<b> is not a date"


@pytest.mark.parametrize("fault", [Fault.SERVER_ERROR, Fault.REFUSED, Fault.LOST_ANSWER])
async def test_trouble_on_the_way_loses_no_update(telegram, phone, core, fault):
    phone.faults.plan("getUpdates", fault, fault)
    phone.say(ASHA, "hello")
    phone.say(ASHA, "again")

    await until(lambda: len(core.done) == 2, seconds=4)

    assert [event.text for event in core.done] == ["hello", "again"]


async def test_a_poll_that_is_told_to_wait_waits(telegram, phone, core):
    phone.faults.plan("getUpdates", Fault.RATE_LIMITED, retry_after=1)
    phone.say(ASHA, "hello")

    await until(lambda: core.done)

    assert [method for method, _ in phone.faults.calls].count("getUpdates") <= 5


async def test_a_second_poller_waits_and_then_takes_over(telegram, phone, api_url, core, caplog):
    other = Core()
    async with running(api_url, other):
        await until(lambda: "telegram.conflict" in caplog.text)
        phone.say(ASHA, "hello")
        await until(lambda: core.done or other.done)
    phone.say(ASHA, "again")

    await until(lambda: any(event.text == "again" for event in core.done))

    assert telegram.healthy()
    assert 1 <= caplog.text.count("telegram.conflict") <= 2  # once a minute for each of the two


async def test_a_webhook_left_behind_is_removed_with_its_updates_kept(phone, api_url, core):
    phone.say(ASHA, "hello")

    async with running(api_url, core):
        await until(lambda: core.done)

    (deleted,) = [params for method, params in phone.faults.calls if method == "deleteWebhook"]
    assert not deleted.get("drop_pending_updates") or deleted["drop_pending_updates"] == "false"


async def test_stopping_is_quick_and_nothing_comes_twice_after_it(phone, api_url, core):
    async with running(api_url, core, QUICK) as telegram:
        phone.say(ASHA, "hello")
        await until(lambda: core.done)
        began = time.monotonic()
        await telegram.stop()

    assert time.monotonic() - began < 0.5
    assert phone.pending_updates == []


async def test_what_is_under_way_finishes_before_the_bot_stops(phone, api_url, core):
    core.busy["1001"] = asyncio.Event()
    async with running(api_url, core) as telegram:
        phone.say(ASHA, "first")
        phone.say(ASHA, "second")
        await until(lambda: core.events)
        stopping = asyncio.create_task(telegram.stop())
        await asyncio.sleep(0.05)
        core.busy["1001"].set()
        await stopping

    assert [event.text for event in core.done] == ["first"]
    assert [update["message"]["text"] for update in phone.pending_updates] == ["second"]


async def test_a_wrong_token_is_refused_at_the_start_without_repeating_it(api_url, core):
    telegram = Telegram(token="777000111:wrong", mode="polling", api_url=api_url, patience=QUICK)

    with pytest.raises(Refused) as told:
        await telegram.start(core.handle)

    assert "wrong" not in str(told.value)
    await telegram.stop()


async def test_a_platform_that_is_down_at_the_start_is_unavailable(core):
    telegram = Telegram(token=TOKEN, mode="polling", api_url="http://127.0.0.1:9", patience=QUICK)

    with pytest.raises(Unavailable):
        await telegram.start(core.handle)

    assert not telegram.healthy()
    await telegram.stop()


async def test_a_press_is_answered_in_time_though_its_handling_is_slow(telegram, phone, core):
    core.replies = (Hint(text="Already decided by Sam."),)
    core.busy[str(ASHA)] = asyncio.Event()
    asked = await ask(telegram)

    answer = await phone.press(ASHA, None, asked, "Yes")
    core.busy[str(ASHA)].set()
    await until(lambda: core.done)
    await until(lambda: len(phone.messages(ASHA)) == 2)

    assert answer is not None and answer.text == ""
    assert phone.messages(ASHA)[1]["text"] == "Already decided by Sam."
    assert [method for method, _ in phone.faults.calls].count("answerCallbackQuery") == 1


async def test_a_press_that_waits_behind_a_slow_message_is_answered_in_time(telegram, phone, core):
    core.busy[str(ASHA)] = asyncio.Event()
    asked = await ask(telegram)
    phone.say(ASHA, "slow")
    press = phone.press(ASHA, None, asked, "Yes")

    answer = await press

    assert answer is not None and answer.text == ""
    assert core.done == []
    core.busy[str(ASHA)].set()
    await until(lambda: len(core.done) == 2)
