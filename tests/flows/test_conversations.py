"""Conversations over the whole path: dispatcher, database, relay. Every event meets a fresh dispatcher."""

from dataclasses import replace
from datetime import timedelta

import pytest

from bot.chat.action import Action
from bot.chat.address import Chat
from bot.domain.conversations import ConversationState
from bot.domain.listings import ListingState
from tests.flows.world import NotShown, Someone, World, introduced, posted_both

GROUP = Chat(platform="phone", tenant="B1", id="desk-phone")


async def test_an_offer_filled_in_as_a_form_is_read_back_before_it_is_posted(world: World, sam: Someone):
    priya = world.volunteer()
    await priya.commands("offer")

    await priya.fills(
        kind="skills", what="bookkeeping", where="LS11", when="a week on Thursday", hours="4", leave="own"
    )

    assert priya.form is not None
    assert priya.form.title == "Is this right?"
    assert not [text for text in sam.sees() if "New offer" in text]
    await priya.fills()
    assert any("New offer" in text and "Thursday 10 December 2026" in text for text in sam.sees())


async def test_what_is_wrong_in_a_form_is_said_beside_its_field_and_the_rest_is_kept(world: World):
    priya = world.volunteer()
    await priya.commands("offer")

    await priya.fills(
        kind="skills", what="bookkeeping", where="the moon", when="qwzx", hours="4", leave="own"
    )

    assert priya.form is not None
    troubles = {each.name for each in priya.form.questions if each.trouble}
    given = {each.name: each.given for each in priya.form.questions}
    assert troubles == {"where", "when"}
    assert given["what"] == ("bookkeeping",)
    assert given["when"] == ("qwzx",)


async def test_a_form_that_is_closed_leaves_a_draft_that_goes_on(world: World):
    priya = world.volunteer()
    await priya.commands("offer")

    await priya.closes_the_form(kind="skills", what="bookkeeping")

    assert "Your draft is kept for 14 days" in priya.last()
    assert "bookkeeping" in priya.last()
    await priya.presses("Continue")
    assert priya.form is not None
    assert {each.name: each.given for each in priya.form.questions}["what"] == ("bookkeeping",)


async def test_a_draft_can_be_finished_by_typing_after_its_form_was_closed(world: World, sam: Someone):
    priya = world.volunteer()
    await priya.commands("offer")
    await priya.closes_the_form(kind="skills", what="bookkeeping", where="LS11", when="any time", hours="4")

    await priya.says("my own time")
    for _ in range(2):
        if "Is this right?" not in priya.last():
            await priya.says("skip")
    await priya.presses("Post it")

    assert any("New offer" in text for text in sam.sees())


async def test_nothing_is_posted_before_the_press(world: World, sam: Someone):
    priya = world.volunteer()

    await priya.says("I can do bookkeeping two Fridays a month, 4 hours, LS11 or remote")
    await priya.presses("My own time")

    assert "Is this right?" in priya.last()
    assert not [text for text in sam.sees() if "New offer" in text]


async def test_a_button_pressed_twice_posts_once(world: World, sam: Someone):
    priya = world.volunteer()
    await priya.says("I can do bookkeeping two Fridays a month, 4 hours, LS11 or remote")
    await priya.presses("My own time")
    reference, button = priya.button("Post it")

    await priya.forges(button.action, message=reference)
    await priya.forges(button.action, message=reference)

    assert len([text for text in sam.sees() if "New offer" in text]) == 1
    assert priya.hints == ["That conversation is finished. Say help to see what you can do now."]


async def test_a_stale_button_says_so_and_leaves_the_answer_that_stands(world: World):
    maria = world.host()
    await maria.commands("need")
    reference, skills = maria.button("Professional skills")
    await maria.presses("Team day")

    await maria.forges(skills.action, message=reference)

    talk = await world.conversation(maria)
    assert talk is not None
    assert talk.answers["kind"] == ("team_day",)
    assert maria.hints[0].startswith("That was answered already.")
    assert "What do you need?" in maria.last()


async def test_a_button_whose_question_went_by_does_not_answer_the_next(world: World):
    maria = world.host()
    await maria.commands("need")
    await maria.says("team day")
    talk = await world.conversation(maria)
    assert talk is not None

    await maria.forges(Action(verb="c.set", subject=talk.id, revision=talk.revision, option="kind=skills"))

    assert maria.hints[0].startswith("That was answered already.")
    after = await world.conversation(maria)
    assert after is not None
    assert after.answers["kind"] == ("team_day",)


@pytest.mark.parametrize("option", ["kind=no_such", "", "kind", "nonsense=1", "hours=4"])
async def test_a_forged_answer_changes_nothing_and_is_answered(world: World, option: str):
    maria = world.host()
    await maria.commands("need")
    talk = await world.conversation(maria)
    assert talk is not None

    await maria.forges(Action(verb="c.set", subject=talk.id, revision=talk.revision, option=option))

    after = await world.conversation(maria)
    assert after is not None
    assert (after.step, after.answers) == (talk.step, talk.answers)


@pytest.mark.parametrize("verb", ["c.field", "c.nothing", "c.back", "c.change", "c.post", "c.open"])
async def test_any_forged_move_is_answered_and_posts_nothing(world: World, sam: Someone, verb: str):
    maria = world.host()
    await maria.commands("need")
    talk = await world.conversation(maria)
    assert talk is not None

    await maria.forges(Action(verb=verb, subject=talk.id, revision=talk.revision, option="nonsense"))

    assert not [text for text in sam.sees() if "New need" in text]


@pytest.mark.parametrize(
    "verb", ["match.approve", "listing.approve", "org.verify", "match.yes", "listing.answer"]
)
async def test_a_forged_id_gets_a_sentence(world: World, sam: Someone, verb: str):
    await sam.forges(Action(verb=verb, subject="NOBODY", revision=1))

    assert sam.hints
    assert sam.hints[0].startswith("I do not know that")


async def test_only_a_coordinator_can_decide(world: World, sam: Someone):
    priya, _ = await posted_both(world, sam)
    subject = sam.button("Approve", about="Match")[1].action.subject

    for verb in ("match.approve", "listing.approve", "org.verify", "listing.decline", "match.edit"):
        await priya.forges(Action(verb=verb, subject=subject, revision=1))

        assert priya.hints[0].startswith("Only coordinators can do that.")
        assert priya.form is None


async def test_only_who_began_a_conversation_can_press_its_buttons(world: World):
    desk = world.place("phone")
    sam, ana = await world.coordinator("Sam"), await world.coordinator("Ana")
    maria = world.host()
    await _posts_a_need(maria)
    await sam.presses("Decline", chat=desk, about="New need")

    await ana.presses("Cancel", chat=desk)

    assert ana.hints == ["Somebody else is answering that one. Say help to see what you can do yourself."]
    talk = await world.conversation(sam, desk)
    assert talk is not None
    assert talk.state is ConversationState.ASKING


async def test_two_conversations_in_one_chat_do_not_mix(world: World):
    desk = world.place("phone")
    sam, ana = await world.coordinator("Sam"), await world.coordinator("Ana")
    maria = world.host()
    await _posts_a_need(maria)
    await sam.presses("Decline", chat=desk, about="New need")
    await ana.presses("Ask", chat=desk, about="New group")

    await ana.says("Which school is it near?", chat=desk)
    await sam.says("We cannot do roofs.", chat=desk)

    assert "Which school is it near?" in "".join(maria.sees())
    assert "Which school is it near?" not in sam.last(desk)
    async with world.begin() as tx:
        person = await tx.people.of(maria.account)
        assert person is not None
        (need,) = await tx.listings.of_owner(person.id)
    assert (need.state, need.reason) == (ListingState.DECLINED, "We cannot do roofs.")


async def test_a_decision_that_another_made_meanwhile_does_not_swallow_the_next_words(world: World):
    sam, ana = await world.coordinator("Sam"), await world.coordinator("Ana")
    maria = world.host()
    await _posts_a_need(maria)
    await sam.presses("Decline", about="New need")
    await ana.presses("Approve", about="New need")

    await sam.says("We cannot do roofs.")
    said = sam.last()
    await sam.says("queue")

    assert said == "Already decided by Ana at 09:30."
    assert await world.conversation(sam) is None
    assert "Waiting for you" in "".join(sam.sees())


async def test_an_answer_that_can_be_mended_is_asked_again(world: World, sam: Someone):
    await posted_both(world, sam)
    await sam.presses("Edit", about="Match")

    await sam.says("9")
    said = sam.last()
    await sam.says("3")

    assert "Only 4 hours are left" in said
    assert any("Planned: 3 hours" in text for text in sam.sees())


async def test_a_command_in_the_middle_of_a_conversation_does_not_end_it(world: World):
    maria = world.host()
    await maria.commands("need")

    await maria.says("queue")
    await maria.says("help")

    talk = await world.conversation(maria)
    assert talk is not None
    assert "You are in the middle of: Ask for help" in maria.last()


async def test_help_says_how_to_go_on_and_the_answer_still_counts(world: World):
    maria = world.host()
    await maria.commands("need")
    await maria.says("help")

    await maria.says("professional skills")

    assert "What do you need?" in maria.last()


async def test_a_conversation_that_began_on_another_comes_back_after_it(world: World, sam: Someone):
    _, maria = await posted_both(world, sam)
    await maria.commands("need")
    await sam.presses("Approve", about="Match")
    await sam.presses("Ask now")
    await maria.presses("Not now")

    await maria.says("no longer needed")
    await maria.says("cancel")

    assert "Cancelled: Ask for help" in "".join(maria.sees())


async def test_cancel_with_nothing_to_leave_says_what_can_be_done(world: World):
    maria = world.host()

    await maria.says("cancel")
    await maria.says("back")

    assert "Say help" in maria.last()


async def test_back_from_the_review_asks_the_last_question_again(world: World):
    maria = world.host()
    await maria.says("we need someone to sort out our accounts before Easter, 4 hours, LS9")
    await maria.says("1")
    await maria.says("skip")
    await maria.says("Seacroft Food Pantry")

    await maria.says("back")

    assert "Which group or organisation do you write for?" in maria.last()


@pytest.mark.parametrize("word", ["post it", "Yes", "POST IT!", "ok"])
async def test_post_it_can_be_typed(world: World, sam: Someone, word: str):
    priya = world.volunteer()
    await priya.says("I can do bookkeeping two Fridays a month, 4 hours, LS11 or remote")
    await priya.says("my own time")

    await priya.says(word)

    assert any("New offer" in text for text in sam.sees())


async def test_change_can_be_typed_and_names_the_question(world: World):
    maria = world.host()
    await maria.says("we need someone to sort out our accounts before Easter, 4 hours, LS9")
    await maria.says("1")
    await maria.says("skip")
    await maria.says("Seacroft Food Pantry")

    await maria.says("change")
    await maria.says("where")
    await maria.says("LS8")

    assert "Where: LS8" in maria.last()
    assert "Is this right?" in maria.last()


async def test_a_sentence_at_the_review_keeps_the_draft_and_says_what_to_do(world: World):
    priya = world.volunteer()
    await priya.says("I can do bookkeeping two Fridays a month, 4 hours, LS11 or remote")
    await priya.says("my own time")

    await priya.says("hmm let me think")

    assert "Post it" in priya.last()


async def test_a_date_that_passed_while_the_draft_slept_is_asked_again(world: World, sam: Someone):
    priya = world.volunteer()
    await priya.says("I can do bookkeeping tomorrow at 10, 4 hours, LS11")
    await priya.presses("My own time")
    world.now += timedelta(days=5)

    await priya.presses("Post it")

    assert not [text for text in sam.sees() if "New offer" in text]
    talk = await world.conversation(priya)
    assert talk is not None
    assert (talk.step, talk.answers["hours"]) == ("when", ("4",))


async def test_a_date_is_suggested_with_weekday_and_year_and_agreed_by_the_other_side(
    world: World, sam: Someone
):
    priya, maria = await introduced(world, sam)
    await maria.presses("Set a date")
    await maria.says("a week on Friday, 10 to 2")

    assert "Friday 11 December 2026, 10:00 to 14:00" in maria.last()
    await maria.presses("Post it")
    assert "Friday 11 December 2026, 10:00 to 14:00" in priya.last()
    await priya.presses("Yes, that works")
    assert priya.last().startswith("It is a date")
    assert maria.last().startswith("It is a date")


async def test_a_conversation_of_an_older_version_of_its_flow_is_over_with_a_sentence(world: World):
    maria = world.host()
    await maria.commands("need")
    reference, button = maria.button("Team day")
    talk = await world.conversation(maria)
    assert talk is not None
    async with world.begin() as tx:
        await tx.conversations.put(replace(talk, version=0))
        await tx.commit()

    await maria.forges(button.action, message=reference)

    assert maria.hints == ["That conversation is finished. Say help to see what you can do now."]


async def test_words_typed_to_an_older_version_of_a_flow_are_not_lost(world: World):
    maria = world.host()
    await maria.commands("need")
    talk = await world.conversation(maria)
    assert talk is not None
    async with world.begin() as tx:
        await tx.conversations.put(replace(talk, version=0, flow="long_gone"))
        await tx.commit()

    await maria.says("we need a plumber to look at our boiler before winter, LS9")

    assert "plumber" in maria.last()


async def test_a_form_of_a_finished_conversation_closes_with_a_sentence(world: World):
    priya = world.volunteer()
    await priya.commands("offer")
    form = priya.form
    await priya.says("cancel")
    priya.form = form

    await priya.fills(kind="skills")

    assert priya.hints == ["That form is finished. Nothing was changed."]


async def test_a_group_that_was_refused_can_answer(world: World, sam: Someone):
    maria = world.host()
    await _posts_a_need(maria)
    await sam.presses("Refuse", about="New group")
    await sam.says("I could not find you in the register.")
    await world.forward(timedelta(minutes=11))

    await maria.presses("Answer")
    await maria.says("We are number 1234567 there.")

    assert any("We are number 1234567 there." in text for text in sam.sees())


async def test_a_match_closed_by_silence_can_still_be_talked_about(world: World, sam: Someone):
    priya, maria = await introduced(world, sam)
    await maria.presses("Set a date")
    await maria.says("Friday 4 December 10:00 to 14:00")
    await maria.presses("Post it")
    await priya.presses("Yes, that works")
    for _ in range(60):
        await world.forward(timedelta(days=1))

    await maria.presses("Tell a coordinator", about="closed without hours")
    await maria.says("It did happen, four hours.")

    assert any("It did happen, four hours." in text for text in sam.sees())


async def _posts_a_need(maria: Someone) -> None:
    await maria.says("we need someone to mend our roof, any time, 4 hours, LS9")
    if "What kind of help" in maria.last():
        await maria.says("professional skills")
    await maria.says("1")
    await maria.says("skip")
    await maria.says("Seacroft Food Pantry")
    await maria.presses("Post it")


async def test_nobody_can_press_what_is_not_shown(world: World):
    with pytest.raises(NotShown):
        await world.host().presses("Approve")
