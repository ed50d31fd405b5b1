"""What each flow does once everything is answered."""

from dataclasses import replace
from datetime import time
from decimal import Decimal

from bot.domain.conversations import Conversation
from bot.domain.history import Subject
from bot.domain.listings import Side
from bot.domain.matches import UNDER_WAY
from bot.domain.permissions import Act
from bot.domain.refusal import Refusal
from bot.flows import browse, bulk
from bot.flows.answers import when_of
from bot.flows.capacity import CAPACITY_ACTS
from bot.flows.catalogue import DATE, FLOWS, GIFTS, GIVE, NEED, OFFER, PAUSE, RESCOPE, SWAP
from bot.flows.causes import CAUSES_ACTS
from bot.flows.checks import CHECK_ACTS
from bot.flows.choosing import begin_again
from bot.flows.details import DETAIL_ACTS
from bot.flows.evidence import EVIDENCE_ACTS
from bot.flows.host_costs import COST_ACTS
from bot.flows.instalments import INSTALMENT_ACTS
from bot.flows.pledge_changing import CHANGE_ACTS
from bot.flows.pledging import PLEDGE_ACTS
from bot.flows.providers import PROVIDER_ACTS
from bot.flows.redeeming import redeemed
from bot.flows.remarks import REMARK_ACTS
from bot.flows.scene import Scene
from bot.flows.stories import STORY_ACTS
from bot.flows.talk import Acts, Replies, begin
from bot.flows.terms import terms_from
from bot.reading.dates import starts_at
from bot.reading.occurring import end_of, occurrences
from bot.reading.unread import Unread
from bot.reading.when import Day, Recurring
from bot.services import (
    dates,
    delivery,
    listings,
    matches,
    organisations,
    pauses,
    pledges,
    rescoping,
    roles,
    settling,
    substituting,
    wishing,
)
from bot.services.clocks import clocks_of
from bot.services.moves import locked, view_of
from bot.services.tell import tell_coordinators
from bot.texts import coordinator_cards, date_cards, listing_cards, standby_cards
from bot.texts.cards import note
from bot.texts.catalogue import words
from bot.texts.times import day_of, when_words

SIDES = {OFFER.name: Side.OFFER, GIVE.name: Side.OFFER, NEED.name: Side.NEED}


async def _listing(scene: Scene, talk: Conversation) -> Replies:
    """Posted for the coordinators, with a new group where the person was asked for one."""
    terms = terms_from(talk, scene.moment)
    if isinstance(terms, Unread):
        return await _passed(scene, talk, terms.reason)
    if talk.subject:
        try:
            await wishing.must_fit(scene.turn, scene.person, terms, talk.subject)
        except Refusal as refusal:
            return await begin_again(scene, talk, refusal)
    organisation = scene.person.organisation
    if not organisation:
        group = await organisations.register_group(scene.turn, scene.person, talk.answers["group"][0])
        organisation = group.id
    await listings.submit(
        scene.turn, SIDES[talk.flow], terms, organisation, meant_for=talk.subject, draft=talk.id
    )
    return ()


async def _give(scene: Scene, talk: Conversation) -> Replies:
    """What a group offers is an offer of the kind that its answer stands for."""
    kind = GIFTS.get(talk.answers["kind"][0])
    given = {**talk.answers, "kind": (kind.value,)} if kind else talk.answers
    return await _listing(scene, replace(talk, answers=given))


async def _passed(scene: Scene, talk: Conversation, reason: str) -> Replies:
    """The date said when the draft was begun has passed meanwhile: asked again, the rest kept."""
    kept = {name: values for name, values in talk.answers.items() if name != "when"}
    await scene.say(note("answer.trouble", trouble=reason))
    return await begin(scene, FLOWS[talk.flow], answers=kept)


async def _date(scene: Scene, talk: Conversation) -> Replies:
    """A date that does not suit is asked for again, with the reason."""
    try:
        return await _proposed(scene, talk)
    except Refusal as refusal:
        if refusal.key not in ANOTHER_DATE:
            raise
        trouble = words(refusal.key, **refusal.parts)
        await scene.say(note("answer.trouble", trouble=trouble))
        return await begin(scene, DATE, subject=talk.subject, option=talk.option)


ANOTHER_DATE = frozenset({"capacity.notice", "capacity.month", "date.past"})
"""Refusals after which nothing was changed yet, and another date may do."""


async def _proposed(scene: Scene, talk: Conversation) -> Replies:
    when = when_of(talk.answers["when"][0], scene.moment)
    if isinstance(when, Recurring):
        return await _series(scene, talk, when)
    starts = starts_at(when, scene.turn.house.zone) if isinstance(when, Day) else None
    if not isinstance(when, Day) or starts is None:
        return await begin(scene, DATE, subject=talk.subject)
    ends = None if when.end is None else starts_at(replace(when, start=when.end), scene.turn.house.zone)
    await dates.propose(scene.turn, talk.subject, starts, ends, talk.option)
    await scene.say(note("date.proposed", when=when_words(talk.answers["when"][0])))
    return ()


async def _series(scene: Scene, talk: Conversation, when: Recurring) -> Replies:
    zone = scene.turn.house.zone
    found = occurrences(when, now=scene.turn.now, zone=zone)
    if isinstance(found, Unread):
        return await begin(scene, DATE, subject=talk.subject)
    times = [(starts, end_of(when, starts, zone)) for starts in found]
    proposed = await dates.propose_series(scene.turn, talk.subject, times)
    await scene.say(date_cards.suggested(proposed, clocks_of(scene.turn, scene.person)))
    return ()


async def _pause(scene: Scene, talk: Conversation) -> Replies:
    when = when_of(talk.answers["until"][0], scene.moment)
    zone = scene.turn.house.zone
    to = starts_at(replace(when, start=time(0)), zone) if isinstance(when, Day) else None
    if to is None:
        return await begin(scene, PAUSE)
    await pauses.pause(scene.turn, to)
    await scene.say(note("pause.done", day=day_of(to, zone)))
    return ()


async def _delivered(scene: Scene, talk: Conversation) -> Replies:
    which = talk.option.partition("@")[2]
    await delivery.report_hours(scene.turn, talk.subject, Decimal(talk.answers["hours"][0]), which)
    return ()


async def _edit(scene: Scene, talk: Conversation) -> Replies:
    await matches.edit_hours(scene.turn, talk.subject, Decimal(talk.answers["hours"][0]))
    return ()


async def _feedback(scene: Scene, talk: Conversation) -> Replies:
    stars, again = int(talk.answers["stars"][0]), talk.answers["again"][0] == "yes"
    sentence = " ".join(talk.answers.get("sentence", ()))
    thanks = " ".join(talk.answers.get("thanks", ()))
    await delivery.give_feedback(scene.turn, talk.subject, stars, sentence, again=again, thanks=thanks)
    await scene.say(note("feedback.thanks"))
    return ()


async def _dismiss(scene: Scene, talk: Conversation) -> Replies:
    await matches.dismiss(scene.turn, talk.subject, talk.answers["reason"][0])
    return ()


async def _give_up(scene: Scene, talk: Conversation) -> Replies:
    await listings.give_up(scene.turn, talk.subject, talk.answers["reason"][0])
    await scene.say(note("unmet.kept"))
    return ()


async def _say_no(scene: Scene, talk: Conversation) -> Replies:
    await matches.answer_no(scene.turn, talk.subject, talk.answers["reason"][0])
    await scene.say(note("ask.declined"))
    return ()


async def _cannot(scene: Scene, talk: Conversation) -> Replies:
    matches.party_of(scene.turn, await view_of(scene.turn, await scene.turn.tx.matches.get(talk.subject)))
    if talk.answers["reason"] == ("less",):  # then it need not be off
        return await begin(scene, RESCOPE, subject=talk.subject)
    if talk.answers["reason"] == ("colleague",):
        return await begin(scene, SWAP, subject=talk.subject)
    await matches.cancel(scene.turn, talk.subject, talk.answers["reason"][0])
    await scene.say(note("cancelled.said"))
    return ()


async def _end(scene: Scene, talk: Conversation) -> Replies:
    """By a coordinator, with the reason that both sides read."""
    roles.must(scene.turn, Act.LOOK_UP)
    await matches.cancel(scene.turn, talk.subject, talk.answers["reason"][0])
    await scene.say(note("desk.ended"))
    return ()


async def _not_delivered(scene: Scene, talk: Conversation) -> Replies:
    roles.must(scene.turn, Act.LOOK_UP)
    reason, which = talk.answers["reason"][0], talk.option
    view = await settling.not_delivered(scene.turn, talk.subject, reason, which)
    goes_on = view.match.state in UNDER_WAY
    await scene.say(note("desk.date_not_delivered" if goes_on else "desk.not_delivered"))
    return ()


async def _withdraw(scene: Scene, talk: Conversation) -> Replies:
    view = await listings.withdraw(scene.turn, talk.subject, talk.answers["reason"][0])
    await scene.say(listing_cards.withdrawn(view))
    return ()


async def _rescope(scene: Scene, talk: Conversation) -> Replies:
    hours = Decimal(talk.answers["hours"][0]) if talk.answers.get("hours") else None
    place = " ".join(talk.answers.get("place", ()))
    await rescoping.suggest(scene.turn, talk.subject, talk.id, hours, place)
    await scene.say(note("rescope.suggested"))
    return ()


async def _swap(scene: Scene, talk: Conversation) -> Replies:
    asked = await substituting.ask(scene.turn, talk.subject, talk.answers["colleague"][0], talk.id)
    await scene.say(note("swap.asked", name=asked.name))
    return ()


async def _off(scene: Scene, talk: Conversation) -> Replies:
    """One date of several, or all that is left of the match."""
    if talk.answers["scope"] != ("date",):
        return await _cannot(scene, talk)
    await dates.call_off(scene.turn, talk.subject, talk.option, talk.answers["reason"][0])
    await scene.say(note("date.off_said"))
    return ()


async def _decline(scene: Scene, talk: Conversation) -> Replies:
    decide = pledges.decline if talk.option == Subject.PLEDGE.value else listings.decline
    await decide(scene.turn, talk.subject, talk.answers["words"][0])
    return ()


async def _refuse(scene: Scene, talk: Conversation) -> Replies:
    await organisations.refuse(scene.turn, talk.subject, talk.answers["words"][0])
    return ()


async def _ask(scene: Scene, talk: Conversation) -> Replies:
    words_asked = talk.answers["words"][0]
    if talk.option == Subject.ORGANISATION.value:
        await organisations.ask(scene.turn, talk.subject, words_asked)
    else:
        await listings.ask(scene.turn, talk.subject, words_asked)
    await scene.say(note("desk.question_sent"))
    return ()


async def _answer(scene: Scene, talk: Conversation) -> Replies:
    if talk.option == Subject.ORGANISATION.value:
        await organisations.answer(scene.turn, talk.subject, talk.answers["words"][0])
    else:
        await listings.answer(scene.turn, talk.subject, talk.answers["words"][0], said=talk.id)
    await scene.say(note("listing.answer_sent"))
    return ()


async def _to_coordinators(scene: Scene, talk: Conversation) -> Replies:
    """A change wished for, or a concern: a coordinator sees it at once; the match stays as it is."""
    view = await view_of(scene.turn, await scene.turn.tx.matches.get(talk.subject))
    party = matches.party_of(scene.turn, view)
    card = coordinator_cards.problem(view, party, talk.answers["words"][0], scene.turn.house.zone)
    await tell_coordinators(scene.turn, card, fact=f"said:{talk.id}", about=view.match.id)
    await scene.say(note(f"{talk.flow}.passed_on"))
    return ()


async def _reply(scene: Scene, talk: Conversation) -> Replies:
    await matches.reply(scene.turn, talk.subject, talk.option, talk.answers["words"][0], event=talk.id)
    await scene.say(note("desk.reply_sent"))
    return ()


async def _other_time(scene: Scene, talk: Conversation) -> Replies:
    """Willing, at another time: that is a yes, and the time is the first thing the two talk about."""
    view = await locked(scene.turn, talk.subject)
    matches.party_of(scene.turn, view)
    if view.standby_asked:  # the date is fixed, and the card that asked has lost its buttons
        await scene.say(standby_cards.date_stays(view, clocks_of(scene.turn, scene.person)))
        return ()
    await matches.answer_yes(scene.turn, talk.subject, note=talk.answers["words"][0])
    return ()


async def _problem(scene: Scene, talk: Conversation) -> Replies:
    await delivery.dispute(scene.turn, talk.subject, talk.answers["words"][0])
    await scene.say(note("problem.passed_on"))
    return ()


FINISH: Acts = {
    **STORY_ACTS,
    **CAPACITY_ACTS,
    **CHECK_ACTS,
    **COST_ACTS,
    **DETAIL_ACTS,
    **EVIDENCE_ACTS,
    **PLEDGE_ACTS,
    **PROVIDER_ACTS,
    **CHANGE_ACTS,
    **INSTALMENT_ACTS,
    **REMARK_ACTS,
    **CAUSES_ACTS,
    "offer": _listing,
    "need": _listing,
    "give": _give,
    "browse": browse.chosen,
    "coordinate": redeemed,
    "date": _date,
    "pause": _pause,
    "delivered": _delivered,
    "edit": _edit,
    "feedback": _feedback,
    "dismiss": _dismiss,
    "say_no": _say_no,
    "give_up": _give_up,
    "cannot": _cannot,
    "end": _end,
    "not_delivered": _not_delivered,
    "withdraw": _withdraw,
    "off": _off,
    "swap": _swap,
    "rescope": _rescope,
    "decline": _decline,
    "refuse": _refuse,
    "ask": _ask,
    "answer_back": _answer,
    "change": _to_coordinators,
    "concern": _to_coordinators,
    "reply": _reply,
    "leave_out": bulk.left_out,
    "other_time": _other_time,
    "problem": _problem,
}
