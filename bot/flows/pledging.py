"""Pledges in chat: entered in a sentence or step by step, looked at, counted for, and kept in another way."""

from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal

from bot.chat.form import Answers, Values
from bot.chat.incoming import Pressed
from bot.domain.conversations import Conversation
from bot.domain.history import Subject
from bot.domain.organisations import Organisation, OrganisationKind, OrganisationState
from bot.domain.permissions import Act
from bot.domain.pledges import STANDS, Lever, Novelty, Pledge, PledgeState, Rhythm, Terms
from bot.domain.progress import Level, Progress, names_by, totals
from bot.domain.refusal import Refusal
from bot.flows.asking import Press, asks, does
from bot.flows.browse import PAGE, card_for
from bot.flows.catalogue import DECLINE
from bot.flows.flow import without
from bot.flows.pledge_flows import ANOTHER, FOR, PLEDGE
from bot.flows.scene import Scene
from bot.flows.settled import settled
from bot.flows.talk import Acts, Known, Replies, begin
from bot.reading import places
from bot.reading.any_day import read_day, said_day
from bot.reading.pledge_sentence import read_pledge
from bot.reading.unread import Unread
from bot.services import counting, pledge_pace, pledges
from bot.services.roles import must
from bot.services.turn import Turn, decided_already
from bot.texts import pledge_cards, pledge_pace_cards
from bot.texts.cards import note
from bot.texts.catalogue import words
from bot.texts.times import figure, listed

MOST_SHOWN = 5


async def pledge(scene: Scene, rest: str) -> Replies:
    """What was promised, from words or step by step; only for champions and coordinators."""
    person = scene.person
    if not (person.coordinates or person.champions):
        raise Refusal("pledge.who")
    answers = _answers_of(scene, rest) if rest else {}
    if not person.champions:
        answers[FOR] = ("ask",)
    return await begin(scene, PLEDGE, answers=answers, form=True, known=Known.READ if rest else Known.SETTLED)


def _answers_of(scene: Scene, said: str) -> dict[str, Values]:
    """What a sentence already answers; what it leaves open is asked, and nothing is guessed."""
    read = read_pledge(said, today=scene.moment.today, zone=scene.moment.zone)
    found: dict[str, Values] = {}
    if read.quantity is not None:
        expert = {None: "hours", True: "time_expert", False: "time_general"}
        found |= {"quantity": (figure(read.quantity),), "measure": (expert[read.expert],)}
    if read.recurring is not None:
        found["rhythm"] = (Rhythm.RECURRING if read.recurring else Rhythm.ONE_OFF,)
    days = {"starts": read.starts, "ends": read.ends, "review": read.review}
    found |= {name: (said_day(day),) for name, day in days.items() if day is not None}
    said_so = {"contract": read.contract, "commissioner": read.commissioner, "novelty": read.novelty}
    return found | {name: (value,) for name, value in said_so.items() if value}


async def _entered(scene: Scene, talk: Conversation) -> Replies:
    """What does not fit together is asked again, with all the rest kept."""
    try:
        organisation = await _employer(scene, talk.answers)
        entered = await pledges.enter(scene.turn, _terms(scene, talk.answers), organisation.id)
    except Refusal as refusal:
        wrong = ASKED_AGAIN.get(refusal.key)
        if wrong is None:
            raise
        await scene.say(note("answer.trouble", trouble=words(refusal.key, **refusal.parts)))
        return await begin(scene, PLEDGE, answers=without(talk.answers, wrong))
    await scene.say(pledge_cards.entered(entered))
    return ()


ASKED_AGAIN = {
    "pledge.ends": "ends",
    "pledge.review": "review",
    "pledge.quantity": "quantity",
    "pledge.whole": "quantity",
    "pledge.no_measure": "measure",
    "pledge.no_employer": "employer",
    "pledge.which_employer": "employer",
}
"""Which answer to ask for again, by what was wrong."""


async def _employer(scene: Scene, answers: Answers) -> Organisation:
    """The champion's own; a coordinator names it, and a new one is one with "new" before its name."""
    turn, said = scene.turn, " ".join(answers.get("employer", ()))
    if FOR not in answers:
        return await turn.tx.organisations.get(scene.person.organisation)
    fresh = said.lower().startswith("new ")
    name = said[4:].strip() if fresh else said
    found = await turn.tx.pledges.employers_called(name)
    if len(found) > 1:
        raise Refusal("pledge.which_employer", name=name)
    if found:
        return await turn.tx.organisations.get(found[0])
    if not fresh or not name:
        raise Refusal("pledge.no_employer", name=name)
    employer = Organisation(
        id=turn.new_id(), name=name, kind=OrganisationKind.EMPLOYER, state=OrganisationState.VERIFIED
    )
    await turn.tx.organisations.put(employer)
    return employer


def _terms(scene: Scene, answers: Answers) -> Terms:
    measure, unit = measured(scene, answers)
    place = places.read_place(" ".join(answers.get("area", ())) or "remote")
    districts = () if isinstance(place, Unread) else place.districts
    return Terms(
        contract=answers["contract"][0],
        commissioner=answers["commissioner"][0],
        measure=measure,
        unit=unit,
        quantity=Decimal(answers["quantity"][0]),
        starts=day_of(scene, answers["starts"][0]),
        ends=day_of(scene, answers["ends"][0]),
        review=day_of(scene, answers["review"][0]) if answers.get("review") else None,
        novelty=Novelty(answers["novelty"][0]),
        rhythm=Rhythm(answers["rhythm"][0]),
        priority=" ".join(answers.get("priority", ())),
        area=districts[0] if districts else "",
        lever=Lever(answers["lever"][0]) if answers.get("lever") else None,
    )


def measured(scene: Scene, answers: Answers) -> tuple[str, str]:
    """The measure's code and its unit; without a code where it is in no list."""
    known, chosen = scene.turn.house.measures, answers["measure"][0]
    measure, unit = known.measured(" ".join(answers.get("unit", ())) if chosen == ANOTHER else chosen)
    if not measure and chosen != ANOTHER:
        raise Refusal("pledge.no_measure", known=", ".join(each.label for each in known.measures))
    return measure, unit


def day_of(scene: Scene, answer: str) -> date:
    day = read_day(answer, today=scene.moment.today, zone=scene.moment.zone)
    assert not isinstance(day, Unread), "an answer reads the same again"
    return day


async def show(scene: Scene, rest: str) -> Replies:
    """For a champion their employer's pledges; for coordinators all, by whatever they ask for."""
    turn, person = scene.turn, scene.person
    today = turn.local(turn.now).date()
    if not person.coordinates:
        return await show_own(scene, rest)
    waiting, stands = await _all(turn)
    called = _called(rest, [*waiting, *stands])
    if called:
        return await _show_each(scene, called)
    came = await pledges.standing(turn, stands)
    if not came and not waiting:
        await scene.say(pledge_cards.none(coordinates=True))
        return ()
    level = level_of(rest)
    names = names_by(level, await names_of(turn, came), await turn.tx.pledges.networks())
    card = pledge_cards.totals_card(level, totals(came, names, today), len(waiting))
    await scene.say(card)
    for each in waiting[:MOST_SHOWN]:
        await pledges.show_coordinators(turn, each)
    return ()


async def _all(turn: Turn) -> tuple[Sequence[Pledge], Sequence[Pledge]]:
    """Those that wait for a decision, and those that count."""
    return await turn.tx.pledges.in_state(PledgeState.SUBMITTED), await turn.tx.pledges.in_state(*STANDS)


def _called(said: str, some: Sequence[Pledge]) -> Sequence[Pledge]:
    """By number, or by contract, which may have several."""
    name = said.strip().removeprefix("#").casefold()
    return [each for each in some if name and name in (each.id.casefold(), each.terms.contract.casefold())]


async def show_own(scene: Scene, rest: str = "") -> Replies:
    """Their employer's, to a champion."""
    if not scene.person.champions:
        raise Refusal("pledge.who")
    mine = await scene.turn.tx.pledges.of_organisation(scene.person.organisation)
    some = [each for each in mine if each.state is not PledgeState.DECLINED]
    return await _show_each(scene, _called(rest, some) or some)


async def names_of(turn: Turn, came: tuple[Progress, ...]) -> dict[str, str]:
    ids = sorted({each.pledge.organisation for each in came})
    return {one.id: one.name for one in await turn.tx.organisations.some(ids)}


def level_of(rest: str) -> Level:
    """ "by network", or just "network"; organisations where nothing is said."""
    said = rest.lower().removeprefix("by ").strip().rstrip("s.")
    found = next((level for level in Level if level.value == said), None)
    if found is None and said:
        known = listed(words(f"level.{level.value}") for level in Level)
        raise Refusal("pledge.level", known=known)
    return found or Level.ORGANISATION


async def _show_each(scene: Scene, some: Sequence[Pledge]) -> Replies:
    """The newest few; how to see the others is said."""
    if not some:
        await scene.say(pledge_cards.none(coordinates=False))
        return ()
    if len(some) > MOST_SHOWN:
        await scene.say(pledge_cards.more_of_them(some, MOST_SHOWN))
    for each in some[-MOST_SHOWN:]:
        card = await pledges.card_of(scene.turn, each)
        await scene.say(card, key=f"pledge:{each.id}:{scene.origin.event}")
    return ()


async def count(scene: Scene, rest: str) -> Replies:
    """`count OFFER-OR-MATCH PLEDGE [50%]`: all of it where no share is said."""
    said = rest.upper().replace("FOR", " ").replace("#", " ").replace("%", " ").split()
    if len(said) not in (2, 3):
        raise Refusal("share.how")
    percent = _percent(said[2]) if len(said) == 3 else Decimal(100)
    counted = await counting.count(scene.turn, said[0], said[1], percent)
    await scene.say(pledge_cards.counts(said[0], counted, percent))
    return ()


def _percent(said: str) -> Decimal:
    whole = said.replace(".", "", 1)
    if not (whole.isascii() and whole.isdecimal() and len(said) <= 6):
        raise Refusal("share.percent")
    return Decimal(said)


async def _waits(scene: Scene, id: str) -> None:
    must(scene.turn, Act.LOOK_UP)
    if (await scene.turn.tx.pledges.get(id)).state is not PledgeState.SUBMITTED:
        raise await decided_already(scene.turn, Subject.PLEDGE, id)


async def _approve(scene: Scene, event: Pressed) -> Replies:
    """As it was read: what was put right since the card was drawn is to be read first."""
    waits = await scene.turn.tx.pledges.get(event.action.subject, lock=True)
    if waits.state is PledgeState.SUBMITTED and event.action.revision < waits.revision:
        raise Refusal("card.changed")
    await pledges.approve(scene.turn, waits.id)
    return ()


async def _show(scene: Scene, event: Pressed) -> Replies:
    found = await scene.turn.tx.pledges.get(event.action.subject)
    await pledges.must_act_for(scene.turn, found.organisation)
    await scene.say(await pledges.card_of(scene.turn, found))
    return ()


async def _fits(scene: Scene, event: Pressed) -> Replies:
    """Open needs that would fill the gap, as cards to choose from."""
    turn = scene.turn
    pledge_ = await turn.tx.pledges.get(event.action.subject)
    await pledges.must_act_for(turn, pledge_.organisation)
    (came,) = await pledges.standing(turn, [pledge_])
    fitting = await pledge_pace.fitting(turn, scene.person, came)
    if not fitting:
        await scene.say(pledge_pace_cards.nothing_fits(pledge_))
        return ()
    for need in fitting[:PAGE]:
        await scene.say(await card_for(scene, need), key=f"browse:{need.id}:{scene.origin.event}")
    await scene.say(pledge_pace_cards.fits(came, min(PAGE, len(fitting)), len(fitting)))
    return ()


async def _counts(scene: Scene, event: Pressed) -> Replies:
    await counting.count(scene.turn, event.action.option, event.action.subject, Decimal(100))
    await settled(scene, event, "settled.counts")
    return ()


async def _counts_for_none(scene: Scene, event: Pressed) -> Replies:
    await settled(scene, event, "settled.counts_for_none")
    return ()


PLEDGE_ACTS: Acts = {PLEDGE.name: _entered}
PLEDGE_PRESSES: Mapping[str, Press] = {
    "pledge.approve": _approve,
    "pledge.decline": asks(DECLINE, _waits, Subject.PLEDGE.value),
    "pledge.undo": does(pledges.undo),
    "pledge.show": _show,
    "pledge.fits": _fits,
    "pledge.count": _counts,
    "pledge.none": _counts_for_none,
}
