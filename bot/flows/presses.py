"""Every button there is, and what it does: looked up by its verb."""

from collections.abc import Mapping
from dataclasses import replace

from bot.chat.incoming import Pressed
from bot.chat.outgoing import Hint
from bot.domain.history import Subject
from bot.domain.lifecycle import allowed
from bot.domain.listings import LISTING, ListingMove, ListingState
from bot.domain.matches import MATCH, MatchMove, MatchState
from bot.domain.refusal import Refusal
from bot.domain.views import MatchView
from bot.flows import browse, catalogue, commands, concerns, current, posters, talk, team
from bot.flows.asking import Press, asks, does, my_match
from bot.flows.capacity import CAPACITY_PRESSES
from bot.flows.causes import CAUSES_PRESSES
from bot.flows.checks import CHECK_PRESSES
from bot.flows.commissioning import FUNDED_PRESSES
from bot.flows.date_presses import DATE_PRESSES
from bot.flows.desk_presses import DESK
from bot.flows.details import DETAIL_PRESSES
from bot.flows.evidence import EVIDENCE_PRESSES
from bot.flows.host_costs import COST_PRESSES
from bot.flows.instalments import INSTALMENT_PRESSES
from bot.flows.languages import LANGUAGE_PRESSES
from bot.flows.my_year import YEAR_PRESSES
from bot.flows.noticeboards import NOTICE_PRESSES
from bot.flows.outcome_tags import TAG_PRESSES
from bot.flows.personal import ask_hours
from bot.flows.pledge_changing import CHANGE_PRESSES
from bot.flows.pledging import PLEDGE_PRESSES
from bot.flows.providers import PROVIDER_PRESSES
from bot.flows.remarks import REMARK_PRESSES
from bot.flows.reminder_presses import REMINDER_PRESSES
from bot.flows.rights import RIGHTS_PRESSES
from bot.flows.scene import Scene
from bot.flows.settled import settled
from bot.flows.stories import STORY_PRESSES
from bot.flows.talk import Replies, begin
from bot.flows.talk_presses import TALK_PRESSES
from bot.services import absences, dates, delivery, holding, impact_note, listings, matches, remarks
from bot.services.moves import locked, view_of
from bot.services.tell import tell
from bot.texts import match_cards
from bot.texts.cards import note
from bot.texts.catalogue import words


async def press(scene: Scene, event: Pressed) -> Replies:
    """Does what the button says, or explains why it cannot be done any more."""
    verb = event.action.verb
    if verb.startswith("c."):
        return await _in_conversation(scene, event)
    act = PRESSES.get(verb)
    if act is None:
        raise Refusal("button.unknown")
    if verb.partition(".")[0] in OF_A_MATCH and not scene.person.coordinates:
        await holding.must_not_be_held(scene.turn, event.action.subject)
    return await act(scene, event)


async def _in_conversation(scene: Scene, event: Pressed) -> Replies:
    standing = await current.mine(scene, event.action.subject)
    if standing is None:
        another = await current.of_another(scene, event.action.subject)
        raise Refusal("button.not_yours" if another else "button.over")
    if event.action.revision != standing.revision and event.action.verb in ("c.set", "c.field"):
        return (Hint(text=words("hint.answered_already")),)
    return await talk.pressed(scene, event.action.verb, standing, event.action.option)


def _go(command: str) -> Press:
    async def start(scene: Scene, event: Pressed) -> Replies:
        return await commands.run(scene, command, "")

    return start


async def _my_listing_is_asked(scene: Scene, id: str) -> None:
    listing = await listings.must_act_for(scene.turn, id)
    if listing.state is not ListingState.CLARIFYING:
        raise Refusal("listing.answered", state=words(f"listing_state.{listing.state.value}"))


async def _my_group(scene: Scene, id: str) -> None:
    if (await scene.turn.tx.organisations.get(id)).id != scene.person.organisation:
        raise Refusal("listing.not_yours")


async def _my_listing(scene: Scene, id: str) -> None:
    listing = await listings.must_act_for(scene.turn, id)
    if not allowed(LISTING, listing.state, ListingMove.WITHDRAW):
        raise Refusal("listing.answered", state=words(f"listing_state.{listing.state.value}"))


async def _yes(scene: Scene, event: Pressed) -> Replies:
    view = await matches.answer_yes(scene.turn, event.action.subject)
    await settled(scene, event, "settled.yes")
    if view.match.state is MatchState.INTRODUCED and view.proposed:  # the date was in the question
        session = view.proposed[0]
        await dates.agree(scene.turn, view.match.id, session.sequence, session.id)
    return ()


async def _no(scene: Scene, event: Pressed) -> Replies:
    await _still_asked(scene, event)
    await settled(scene, event, "settled.no")
    return await begin(scene, catalogue.SAY_NO, subject=event.action.subject)


async def _not_now(scene: Scene, event: Pressed) -> Replies:
    await _still_asked(scene, event)
    await settled(scene, event, "settled.not_now")
    return await begin(scene, catalogue.SAY_NO, subject=event.action.subject)


async def _other_time(scene: Scene, event: Pressed) -> Replies:
    view = await _still_asked(scene, event)
    if view.standby_asked:
        raise Refusal("standby.fixed")
    await settled(scene, event, "settled.other_time")
    return await begin(scene, catalogue.OTHER_TIME, subject=event.action.subject)


async def _change(scene: Scene, event: Pressed) -> Replies:
    await _still_asked(scene, event)
    return await begin(scene, catalogue.CHANGE, subject=event.action.subject)


async def _still_asked(scene: Scene, event: Pressed) -> MatchView:
    view = await locked(scene.turn, event.action.subject)
    matches.must_be_asked(view, matches.party_of(scene.turn, view))
    return view


async def _no_reply(scene: Scene, event: Pressed) -> Replies:
    """The other side is asked once more, and a coordinator will see if that does not help."""
    view = await locked(scene.turn, event.action.subject)
    party = matches.party_of(scene.turn, view)
    if view.match.state is not MatchState.INTRODUCED:
        raise matches.moved_on(view)
    if view.checklist.appointed:
        raise Refusal("remind.over")
    chase = match_cards.chase(view, party.other)
    await tell(
        scene.turn, view.match.person(party.other), chase, fact=f"match:{view.match.id}:chased:{party}"
    )
    await settled(scene, event, "settled.chased")
    return ()


async def _delivered(scene: Scene, event: Pressed) -> Replies:
    view, which = await locked(scene.turn, event.action.subject), event.action.option
    delivery.must_be_open(scene.turn, view, which)
    await settled(scene, event, "settled.delivered")
    return await ask_hours(scene, view, which)


async def _not_yet(scene: Scene, event: Pressed) -> Replies:
    view = await locked(scene.turn, event.action.subject)
    delivery.must_be_open(scene.turn, view, event.action.option)
    await settled(scene, event, "settled.not_yet")
    return ()


def _not_there(said: str, answer: str) -> Press:
    async def press(scene: Scene, event: Pressed) -> Replies:
        await settled(scene, event, said)  # first: the match's own card shows then how it stands
        view = await absences.missed(scene.turn, event.action.subject, event.action.option)
        await scene.say(replace(note(answer), buttons=((match_cards.concern(view.match),),)))
        return ()

    return press


async def _problem(scene: Scene, event: Pressed) -> Replies:
    """Of a date that the match waits for no longer coordinators are told, and the next one stands."""
    view, which = await locked(scene.turn, event.action.subject), event.action.option
    delivery.must_be_open(scene.turn, view, which)
    await settled(scene, event, "settled.problem")
    over = which and (view.session is None or view.session.id != which)
    return await begin(scene, catalogue.CONCERN if over else catalogue.PROBLEM, subject=view.match.id)


async def _feedback(scene: Scene, event: Pressed) -> Replies:
    view = await view_of(scene.turn, await scene.turn.tx.matches.get(event.action.subject))
    party = matches.party_of(scene.turn, view)
    await settled(scene, event, "settled.feedback")
    thanks = await remarks.to_be_thanked(scene.turn, view, party)
    answers = {catalogue.THANKS: ("ask",)} if thanks else {}
    return await begin(scene, catalogue.FEEDBACK, subject=event.action.subject, answers=answers)


async def _concern(scene: Scene, event: Pressed) -> Replies:
    """Of a match under way, first what it is about: fear for somebody must not wait for words."""
    await my_match(scene, event.action.subject)
    match = await scene.turn.tx.matches.get(event.action.subject)
    if not allowed(MATCH, match.state, MatchMove.HOLD):
        return await begin(scene, catalogue.CONCERN, subject=match.id, form=True)
    await scene.say(await concerns.card_of(scene, match))
    return ()


async def _at_risk(scene: Scene, event: Pressed) -> Replies:
    await holding.raise_concern(scene.turn, event.action.subject)
    await settled(scene, event, "concern.stopped")
    return await begin(scene, catalogue.CONCERN, subject=event.action.subject, form=True)


OF_A_MATCH = frozenset({"date", "delivered", "spoke", "thanks"})
"""Buttons, by the first part of their verb, that do nothing while a match is on hold."""

PRESSES: Mapping[str, Press] = {
    **DESK,
    **browse.PRESSES,
    **REMINDER_PRESSES,
    "go.offer": _go("offer"),
    "go.need": _go("need"),
    "go.mine": _go("mine"),
    "go.help": _go("help"),
    "go.queue": _go("queue"),
    "go.report": _go("report"),
    "team.invite": team.press_invite,
    "team.whom": team.whom,
    "team.remove": team.remove,
    "team.leave": team.press_leave,
    "team.leave_last": team.leave_last,
    "go.pledges": _go("pledges"),
    "org.answer": asks(catalogue.ANSWER, _my_group, Subject.ORGANISATION.value),
    "listing.answer": asks(catalogue.ANSWER, _my_listing_is_asked, Subject.LISTING.value),
    "listing.withdraw": asks(catalogue.WITHDRAW, _my_listing),
    "listing.poster": posters.press,
    "match.yes": _yes,
    "match.no": _no,
    "match.not_now": _not_now,
    "match.different_time": _other_time,
    "match.change": _change,
    "match.concern": _concern,
    "concern.risk": _at_risk,
    "concern.other": asks(catalogue.CONCERN, my_match),
    "match.feedback": _feedback,
    **DATE_PRESSES,
    **STORY_PRESSES,
    **CAPACITY_PRESSES,
    **CHECK_PRESSES,
    **EVIDENCE_PRESSES,
    **PLEDGE_PRESSES,
    **CHANGE_PRESSES,
    **INSTALMENT_PRESSES,
    **PROVIDER_PRESSES,
    **REMARK_PRESSES,
    **FUNDED_PRESSES,
    **CAUSES_PRESSES,
    **COST_PRESSES,
    **TAG_PRESSES,
    **NOTICE_PRESSES,
    "note.send": does(impact_note.send),
    **YEAR_PRESSES,
    "spoke.no_reply": _no_reply,
    "delivered.yes": _delivered,
    "delivered.part": _delivered,
    "delivered.not_yet": _not_yet,
    "delivered.no_show": _not_there("settled.no_show", "absence.no_show"),
    "delivered.nobody_there": _not_there("settled.nobody_there", "absence.nobody_there"),
    "delivered.problem": _problem,
    **TALK_PRESSES,
    **DETAIL_PRESSES,
    **RIGHTS_PRESSES,
    **LANGUAGE_PRESSES,
}
