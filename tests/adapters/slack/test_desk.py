import pytest

from adapters.simulator.faults import Fault
from adapters.slack.desk import NOT_SHOWN
from bot.chat.action import Action
from bot.chat.form import Choice, Form, Question, Text
from bot.chat.incoming import Dismissed, Filled, Pressed
from bot.chat.markup import markup
from bot.chat.outgoing import Button, Card, CloseForm, Hint, ShowForm
from bot.chat.ports import Failed
from tests.adapters.slack.conftest import ANA, CHANNEL, World, account, chat

HOSTILE = "<b>*_@everyone|=cmd()"
WHAT = Question(name="what", label="What?", kind=Text())
CARD = Card(
    title="T", buttons=((Button(label="Yes", action=Action(verb="say.yes", subject="7Q", revision=1)),),)
)


def form(*questions: Question, revision: int = 1, title: str = "Offer help") -> Form:
    return Form(
        conversation="K7",
        revision=revision,
        title=title,
        submit="Next",
        questions=questions,
        intro=markup("Hello"),
    )


def broken() -> Form:
    return form(Question(name="q", label="Q", kind=Choice(options=())))


async def open_form(world: World, shown: Form) -> str:
    world.core.will_reply(ShowForm(form=shown))
    await world.stand_in.command(ANA, "/makegood offer")
    [view] = world.stand_in.views(ANA)
    return str(view["id"])


def whispers(world: World) -> list[str]:
    return [message["text"] for message in world.stand_in.ephemerals(ANA)]


async def press(world: World, to: str = ANA) -> None:
    named = await world.slack.post(chat(to), CARD, token="t", under=None)
    channel, _, ts = named.partition("/")
    await world.stand_in.press(ANA, channel, ts, "1:say.yes:7Q:1")


async def test_a_hint_after_a_command_is_seen_as_typed_and_by_this_person_only(world: World):
    world.core.will_reply(Hint(text=HOSTILE))

    await world.stand_in.command(ANA, "/makegood mine", channel=CHANNEL)

    [message] = world.stand_in.ephemerals(ANA)
    assert message["blocks"][0]["text"]["text"] == HOSTILE
    assert message["text"] == "&lt;b&gt;*_@everyone|=cmd()"
    assert world.stand_in.messages(CHANNEL) == []


@pytest.mark.parametrize("place", [ANA, CHANNEL])
async def test_a_hint_after_a_press_stands_beside_the_message(world: World, place):
    world.core.will_reply(Hint(text="Already decided by Sam."), Hint(text="At 10:32."))

    await press(world, place)

    assert whispers(world) == ["Already decided by Sam.\nAt 10:32."]
    assert world.stand_in.problems(ANA) == []


async def test_a_hint_after_a_shortcut_or_words_comes_into_the_direct_message(world: World):
    world.core.will_reply(Hint(text="one"))
    world.core.will_reply(Hint(text="two"))

    await world.stand_in.shortcut(ANA, "offer_help")
    await world.stand_in.say(ANA, "hello")

    assert whispers(world) == ["one", "two"]


async def test_a_press_and_both_shortcuts_can_open_a_form(world: World):
    ts = await world.stand_in.say(ANA, "I could teach", channel=CHANNEL)
    for act in (
        lambda: press(world),
        lambda: world.stand_in.shortcut(ANA, "offer_help"),
        lambda: world.stand_in.message_shortcut(ANA, "turn_into_offer", CHANNEL, ts),
    ):
        world.core.will_reply(ShowForm(form=form(WHAT)))
        await act()

        [view] = world.stand_in.views(ANA)
        assert view["title"]["text"] == "Offer help"
    assert world.stand_in.problems(ANA) == []


@pytest.mark.parametrize("fault", [Fault.SERVER_ERROR, Fault.RATE_LIMITED])
async def test_a_form_that_could_not_be_opened_asks_for_another_press(world: World, fault, caplog):
    world.stand_in.faults.plan("views.open", fault)
    world.core.will_reply(ShowForm(form=form(WHAT)))

    await world.stand_in.command(ANA, "/makegood offer")

    assert whispers(world) == ["Slack was too slow to open the form. Please press again."]
    assert [r for r in caplog.records if "form_unopened" in r.getMessage()]


async def test_a_form_that_cannot_be_drawn_is_said_too(world: World):
    world.core.will_reply(ShowForm(form=broken()))

    await press(world)

    assert whispers(world) == [NOT_SHOWN]
    assert world.stand_in.problems(ANA) == []


async def test_a_form_that_slack_does_not_take_says_so_and_asks_for_no_other_press(world: World, monkeypatch):
    monkeypatch.setattr("adapters.slack.forms.view", lambda form: {"type": "modal", "title": "nonsense"})
    world.core.will_reply(ShowForm(form=form(WHAT)))

    await world.stand_in.command(ANA, "/makegood offer")

    assert whispers(world) == [NOT_SHOWN]
    assert world.stand_in.problems(ANA) == []


async def test_trouble_is_shown_under_its_field_and_a_second_try_counts(world: World):
    view = await open_form(world, form(WHAT))
    troubled = Question(name="what", label="What?", kind=Text(), trouble="Please say more.")
    world.core.will_reply(ShowForm(form=form(troubled)))
    world.core.will_reply(CloseForm())

    shown = await world.stand_in.submit(ANA, view, {"what:1": {"answer": "x"}})
    await world.stand_in.submit(ANA, view, {"what:1": {"answer": "x"}})

    assert shown == {"response_action": "errors", "errors": {"what:1": "Please say more."}}
    first, second = world.core.heard[1:]
    assert isinstance(first, Filled)
    assert first.origin.event != second.origin.event
    assert world.stand_in.views(ANA) == []


async def test_the_next_page_takes_the_place_of_the_last_with_what_was_given_before(world: World):
    view = await open_form(world, form(WHAT))
    again = Question(name="what", label="What?", kind=Text(), given=("Bookkeeping",))
    world.core.will_reply(ShowForm(form=form(again, revision=2, title="Once more")))

    await world.stand_in.submit(ANA, view, {"what:1": {"answer": "books"}})

    [shown] = world.stand_in.views(ANA)
    assert (shown["id"], shown["title"]["text"]) == (view, "Once more")
    assert shown["state"]["values"]["what:2"]["answer"]["value"] == "Bookkeeping"


async def test_a_page_without_questions_can_be_submitted(world: World):
    view = await open_form(world, form())

    assert await world.stand_in.submit(ANA, view, {}) == {"response_action": "clear"}
    assert world.core.heard[1].answers == {}


@pytest.mark.parametrize("replies", [(), (CloseForm(),), (CloseForm(), Hint(text="Kept."))])
async def test_a_form_that_is_done_with_closes(world: World, replies):
    view = await open_form(world, form(WHAT))
    world.core.will_reply(*replies)

    await world.stand_in.submit(ANA, view, {"what:1": {"answer": "x"}})

    assert world.stand_in.views(ANA) == []
    assert world.stand_in.problems(ANA) == []
    assert whispers(world) == [reply.text for reply in replies if isinstance(reply, Hint)]


async def test_a_closed_form_is_told_with_its_conversation(world: World):
    view = await open_form(world, form(WHAT))

    await world.stand_in.close_view(ANA, view)

    dismissed = world.core.heard[1]
    assert isinstance(dismissed, Dismissed)
    assert dismissed.conversation == "K7"


async def test_a_failure_keeps_what_was_typed_and_says_so(world: World):
    view = await open_form(world, form(WHAT))
    world.core.will_fail(Failed("f1", "Sorry, that went wrong."))

    await world.stand_in.submit(ANA, view, {"what:1": {"answer": "x"}})

    [shown] = world.stand_in.views(ANA)
    assert shown["errors"] == {"what:1": "Sorry, that went wrong."}


@pytest.mark.parametrize("error", [Failed("f1", "Sorry."), RuntimeError("boom")])
async def test_a_failure_of_a_page_without_fields_is_shown_in_its_place(world: World, error):
    view = await open_form(world, form())
    world.core.will_fail(error)

    await world.stand_in.submit(ANA, view, {})

    [shown] = world.stand_in.views(ANA)
    assert shown["title"]["text"] == "Offer help"
    assert shown["submit"] is None
    assert world.stand_in.problems(ANA) == []


async def test_a_next_page_that_cannot_be_drawn_keeps_this_one(world: World):
    view = await open_form(world, form(WHAT))
    world.core.will_reply(ShowForm(form=broken()))

    await world.stand_in.submit(ANA, view, {"what:1": {"answer": "x"}})

    [shown] = world.stand_in.views(ANA)
    assert list(shown["errors"]) == ["what:1"]


async def test_a_failed_command_press_or_shortcut_is_acknowledged_with_the_sentence(world: World):
    for act in (
        lambda: world.stand_in.command(ANA, "/makegood mine"),
        lambda: press(world),
        lambda: world.stand_in.shortcut(ANA, "offer_help"),
    ):
        world.core.will_fail(Failed("f1", "Sorry, that went wrong."))
        await act()

    assert whispers(world) == ["Sorry, that went wrong."] * 3
    assert world.stand_in.problems(ANA) == []


async def test_a_whisper_that_gets_lost_does_no_harm(world: World):
    world.stand_in.faults.plan("chat.postEphemeral", Fault.SERVER_ERROR)
    world.core.will_reply(Hint(text="one"))

    await world.stand_in.shortcut(ANA, "offer_help")

    assert whispers(world) == []
    assert world.stand_in.problems(ANA) == []


async def test_a_profile_that_cannot_be_read_does_not_keep_an_event_back(world: World):
    world.stand_in.faults.plan("users.info", Fault.SERVER_ERROR)

    await world.stand_in.command(ANA, "/makegood mine")

    assert world.core.heard[0].origin.name == "ana.ivić"


async def test_a_button_of_the_home_page_can_be_pressed_and_answered(world: World):
    await world.slack.show_home(account(), (CARD,))
    world.core.will_reply(Hint(text="Paused."))

    await world.stand_in.press_in_view(ANA, "home", "1:say.yes:7Q:1")

    [pressed] = world.core.heard
    assert pressed == Pressed(origin=pressed.origin, action=Action(verb="say.yes", subject="7Q", revision=1))
    assert pressed.origin.chat == chat()
    assert whispers(world) == ["Paused."]


async def test_an_answer_that_comes_too_late_to_open_a_form_says_so(world: World, monkeypatch):
    monkeypatch.setattr("adapters.slack.desk.LIVE_SECONDS", -1)
    world.core.will_reply(ShowForm(form=form(WHAT)))

    await world.stand_in.command(ANA, "/makegood offer")

    assert world.stand_in.views(ANA) == []
    assert whispers(world) == ["Slack was too slow to open the form. Please press again."]


async def test_a_trigger_that_has_expired_says_so(world: World):
    world.stand_in.payloads.permissions.trigger_seconds = -1
    world.core.will_reply(ShowForm(form=form(WHAT)))

    await press(world)

    assert whispers(world) == ["Slack was too slow to open the form. Please press again."]
