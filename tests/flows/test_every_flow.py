"""What holds for every conversation there is, and for every one that is added."""

import asyncio
import itertools
from dataclasses import replace
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.chat.action import decode, encode
from bot.chat.form import Choice, Choices, Date, Kind, Number, Place, Skills, Text
from bot.domain.conversations import ConversationState
from bot.flows import drawing
from bot.flows.answers import Moment, shown, take
from bot.flows.catalogue import NEED, OFFER
from bot.flows.finish import FINISH
from bot.flows.flow import Field, Flow
from bot.reading.contacts import way_to_reach
from bot.reading.unread import Unread
from bot.texts.drawing import english
from tests.flows.page import ALL, Page, longest
from tests.flows.world import LONDON, TUESDAY

NOW = Moment(now=TUESDAY, zone=LONDON)
BRITISH = (
    "a week on Thursday",
    "two Fridays a month",
    "before Easter",
    "any time",
    "half ten tomorrow",
    "14/12",
    "Saturday morning",
    "every other Tuesday",
    "from 4 January to 8 January",
)
EXACT = ("Thursday 14:00", "3 December 10 to 12", "tomorrow at half ten", "a week on Friday, 10 to 2")
PLACES = (
    "LS11",
    "remote",
    "ls9 8aa",
    "Headingley",
    "LS11 or remote",
    "anywhere in Leeds",
    "within 5 km of LS6",
)
WAYS = ("0113 496 0123", "ana@example.org", "ana@example.org or +48 22 555 01 23")
ON_PAPER = ("1 April 2020", "2027-03-31", "31/3/27", "Monday 5 January 2026", "31 March")
EXAMPLES: dict[type[Kind], str] = {Text: "some words", Place: "LS9"}
flows = pytest.mark.parametrize("flow", ALL, ids=lambda flow: flow.name)


def typed(kind: Kind) -> st.SearchStrategy[str]:
    """What a person might give for such a question, all of it readable."""
    match kind:
        case Text(secret=True):
            return st.sampled_from(WAYS)
        case Text(most=most):
            words = st.text(st.characters(codec="utf-8", exclude_categories=("Cc", "Cs", "Z")), min_size=1)
            said = st.lists(words, min_size=1, max_size=6).map(
                lambda them: " ".join(them)[:most].strip() or "x"
            )
            return said.filter(lambda text: not (kind.open and way_to_reach(text)))  # it would be held back
        case Skills():
            return st.sampled_from(("Gardening", "wages, gift aid and tax", "CV and interview help"))
        case Choice(options=options) | Choices(options=options):
            said = [(english(one.label), one.value) for one in options]
            labels = [spelt for label, value in said for spelt in (label, label.lower(), value)]
            return st.sampled_from(labels)
        case Number(least=least, most=most, unit="hours" | "amount"):
            return st.decimals(least, min(most, Decimal(500)), places=1).map(
                lambda amount: f"{amount.normalize():f}"
            )
        case Number(least=least, most=most):
            return st.integers(int(least), int(most)).map(str)
        case Date(single=True):
            labels = [english(one.label) for one in kind.offered]
            return st.sampled_from(("3 January", "in two weeks", "until Friday", "for a month", *labels))
        case Date(on_paper=True):
            return st.sampled_from(ON_PAPER)
        case Date(exact=exact):
            return st.sampled_from(EXACT if exact else BRITISH)
        case Place():
            return st.sampled_from(PLACES)
    raise AssertionError(kind)


def filled_in(flow: Flow) -> st.SearchStrategy[dict[str, tuple[str, ...]]]:
    def one(field: Field) -> st.SearchStrategy[tuple[str, ...]]:
        value = typed(field.kind).map(lambda text: (text,))
        return st.just(()) | value if field.optional else value

    return st.fixed_dictionaries({field.name: one(field) for field in flow.fields})


@given(st.sampled_from(ALL).flatmap(lambda flow: st.tuples(st.just(flow), filled_in(flow))))
@settings(max_examples=200, deadline=None)
def test_the_same_answers_come_out_of_a_form_and_of_steps(case: tuple[Flow, dict[str, tuple[str, ...]]]):
    flow, answers = case

    async def both() -> list[dict[str, tuple[str, ...]]]:
        return [await (await Page(size, flow).begin()).answered(answers) for size in (1, 10, 3)]

    steps, form, short_pages = asyncio.run(both())

    assert steps == form == short_pages
    if flow.secret:
        assert steps == {}  # it stands nowhere but where its act puts it
        return
    always = {
        field.name
        for field in flow.fields
        if not field.optional and not field.only_if and field.where is None
    }
    assert always <= steps.keys()


@given(st.sampled_from(ALL).flatmap(lambda flow: st.tuples(st.just(flow), filled_in(flow))))
@settings(max_examples=100, deadline=None)
def test_an_answer_read_twice_is_the_same(case: tuple[Flow, dict[str, tuple[str, ...]]]):
    flow, answers = case
    for field in flow.fields:
        once = take(flow, field, answers[field.name], NOW)
        assert not isinstance(once, Unread)

        twice = take(flow, field, once, NOW)

        assert twice == once


@flows
def test_every_flow_ends_in_an_act(flow: Flow):
    assert flow.name in FINISH


async def _at_every_step(flow: Flow) -> list[Page]:
    """A page at each question of the flow, and at its review."""
    pages = []
    for steps in range(len(flow.fields) + 1):
        page = await Page(1, flow).begin()
        for _ in range(steps):
            if page.done or page.talk.state is ConversationState.REVIEW:
                break
            await page.says(_example(flow.field(page.talk.step)))
        if not page.done:
            pages.append(page)
    return pages


def _example(field: Field) -> str:
    match field.kind:
        case Text(secret=True):
            return WAYS[0]
        case Skills():
            return "Gardening"
        case Choice(options=options) | Choices(options=options):
            return english(options[0].label)
        case Number(least=least):
            return str(max(least, Decimal(2)))
        case Date():
            return EXACT[0]
        case _:
            return EXAMPLES[type(field.kind)]


@flows
async def test_cancel_leaves_every_step_and_says_what_was_kept(flow: Flow):
    for page in await _at_every_step(flow):
        await page.presses("c.cancel")

        assert page.talk.state is ConversationState.CANCELLED
        assert "Nothing was" in page.rows.cards[-1].words()


@flows
async def test_back_asks_the_question_before_in_every_step(flow: Flow):
    for page in await _at_every_step(flow):
        before = [name for name in page.talk.answers if not name.startswith("_")]

        await page.presses("c.back")

        assert page.talk.state is ConversationState.ASKING
        assert page.talk.step == (before[-1] if before else flow.fields[0].name)


@flows
async def test_an_unreadable_answer_gets_a_sentence_and_loses_nothing(flow: Flow):
    for page in await _at_every_step(flow):
        if page.talk.state is ConversationState.REVIEW:
            continue
        kept, step = dict(page.talk.answers), page.talk.step
        unreadable = "x" * 5000 if isinstance(flow.field(step).kind, Text) else "qwzx !?"

        await page.says(unreadable)

        said = page.rows.cards[-1].words()
        assert dict(page.talk.answers) == kept
        assert page.talk.step == step
        assert english(flow.label(flow.field(step))) in said
        assert len(said.splitlines()) >= 2


@flows
async def test_every_choice_can_be_typed_as_its_button_says(flow: Flow):
    for field in flow.fields:
        page = await Page(1, flow).begin(option="4")
        for option in drawing.offered(field, page.talk):
            typed_ = take(flow, field, (english(option.label),), NOW)
            pressed = take(flow, field, (option.value,), NOW)

            assert typed_ == pressed
            assert not isinstance(typed_, Unread)


@flows
async def test_every_button_fits_the_wire_and_comes_back_the_same(flow: Flow):
    for page in await _at_every_step(flow):
        for state in (page.talk.state, ConversationState.CHOOSING):
            talk = longest(replace(page.talk, state=state, option="1999.75"))
            for button in itertools.chain.from_iterable(drawing.card(flow, talk).buttons):
                payload = encode(button.action)

                assert len(payload.encode()) <= 64
                assert decode(payload) == button.action
                assert 0 < len(english(button.label)) <= 40


@flows
async def test_no_step_is_a_dead_end(flow: Flow):
    for page in await _at_every_step(flow):
        labels = [each.label for each in itertools.chain.from_iterable(page.rows.cards[-1].buttons)]

        assert "Cancel" in labels


@pytest.mark.parametrize("flow", [OFFER, NEED], ids=lambda flow: flow.name)
@pytest.mark.parametrize("said", BRITISH)
async def test_a_date_is_read_back_with_its_weekday_and_year(flow: Flow, said: str):
    answer = take(flow, flow.field("when"), (said,), NOW)

    assert not isinstance(answer, Unread)
    text = shown(flow.field("when"), answer)
    names_a_day = any(character.isdigit() for character in text)
    assert not names_a_day or "2026" in text or "2027" in text


async def test_changing_the_kind_drops_what_only_the_other_kind_is_asked():
    page = await Page(1, OFFER).begin()
    for text in (
        "Team day",
        "paint a hall",
        "LS9",
        "any time",
        "4",
        "own time",
        "Polish",
        "DBS",
        "12",
        "Acme",
    ):
        await page.says(text)
    assert page.talk.answers["people"] == ("12",)

    await page.presses("c.change")
    await page.says("Kind")
    await page.says("Professional skills")

    assert "people" not in page.talk.answers
    assert page.talk.answers["languages"] == ("Polish",)
    assert page.talk.state is ConversationState.REVIEW


async def test_changing_the_kind_asks_what_only_the_new_kind_is_asked():
    page = await Page(1, OFFER).begin()
    for text in ("Trustee", "board work", "LS9", "any time", "4", "own time", "Polish", "DBS", "Acme"):
        await page.says(text)

    await page.presses("c.change")
    await page.says("kind")
    await page.says("Team day")

    assert page.talk.step == "people"
    await page.says("6 of us")
    assert page.talk.state is ConversationState.REVIEW
    assert page.talk.answers["people"] == ("6",)


async def test_an_optional_question_passed_over_is_not_asked_again_nor_shown():
    page = await Page(1, OFFER).begin()
    for text in ("Trustee", "board work", "LS9", "any time", "4", "own time"):
        await page.says(text)

    await page.presses("c.set", "languages=")

    assert page.talk.step == "checks"
    await page.presses("c.set", "checks=")
    await page.says("Acme")
    assert page.talk.state is ConversationState.REVIEW
    assert "Languages" not in page.rows.cards[-1].words()


async def test_skip_can_be_typed():
    page = await Page(1, OFFER).begin()
    for text in ("Trustee", "board work", "LS9", "any time", "4", "own time"):
        await page.says(text)

    await page.says("skip")

    assert page.talk.answers["languages"] == ()
