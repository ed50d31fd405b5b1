"""Words about the date of a match: "can we do Friday 2pm instead?", "that works", "I can't make it".

Nothing is changed by words alone: they become a draft to post, or a card with the buttons for it. Only a
plain yes to a date that the other side suggested is taken at once, and that an agreed one is still on.
"""

import re

from bot.domain.matches import AFTERWARDS, DATED, Match, Party
from bot.domain.views import MatchView
from bot.flows import short_answers
from bot.flows.answers import take
from bot.flows.catalogue import DATE
from bot.flows.scene import Scene
from bot.flows.talk import Replies, begin
from bot.reading.unread import Unread
from bot.services import dates
from bot.services.clocks import clocks_of
from bot.services.matches import party_of
from bot.services.moves import view_of
from bot.texts import date_cards, match_cards, standby_cards
from bot.texts.cards import note

SUGGESTS = re.compile(
    r"\b(?:(?:can|could|shall|should|might|may) (?:we|it)|how about|what about|instead|would (?:it|you)"
    r"|(?:make|move|change) (?:it|our|the)|let'?s (?:do|say|meet|try)|rearrange|reschedule|also meet"
    r"|meet again|set a date)\b",
    re.IGNORECASE,
)
"""A proposal, where "I can do Friday at 10" is talk."""
MORE = re.compile(r"\b(?:also|as well|another|again|one more|a second|in addition)\b", re.IGNORECASE)
OFF = re.compile(
    r"\b(?:(?:can'?t|cannot|can not|won'?t be able to|unable to) (?:make|come|do|attend|be there)"
    r"|(?:have|need|has|got) to cancel|cancel (?:it|our|the|this|that|on|for|my|tomorrow|today))\b",
    re.IGNORECASE,
)
NOBODY = r"no ?(?:body|[- ]?one)"
AWAY = {
    Party.VOLUNTEER: re.compile(
        rf"\b(?:{NOBODY}(?: else)?(?:'s| is| was| has been)? (?:there|here|in|around|at the)"
        rf"|there (?:is|was) {NOBODY}|there (?:was|is) ?n[o']t any ?(?:body|one)"
        rf"|{NOBODY} (?:opens?|opened|answers?|answered)(?: the)? (?:door|bell))\b",
        re.IGNORECASE,
    ),
    Party.HOST: re.compile(
        rf"\b(?:(?:{NOBODY} (?:has )?|(?:s?he|they|you) (?:never ))(?:came|come|turned up|showed up|shown up)"
        r"|(?:s?he|they|you) (?:did|has|have) ?n[o']t (?:come|turn(?:ed)? up|show(?:n|ed)? up)"
        r"|no[- ]show)\b",
        re.IGNORECASE,
    ),
}
"""That the other side was not there."""
AGREES = re.compile(
    r"(?:yes|yep|yeah|ok|okay|great|perfect|sure|fine|good)?[,.! ]*(?:yes)?[,.! ]*"
    r"(?:(?:that|it|this)(?:'s| is)? ?"
    r"(?:works?(?: for (?:me|us))?|(?:fine|good|perfect|great)|suits? (?:me|us))"
    r"|works for (?:me|us)|see you then|agreed)[,.! ]*(?:thanks?(?: you)?)?[.! ]*",
    re.IGNORECASE,
)


async def about_a_date(scene: Scene, text: str, match: Match | None) -> Replies | None:
    """What follows from words about the date of that match; None for words that the other side reads."""
    if match is None:
        return None
    view = await view_of(scene.turn, match)
    party, said = party_of(scene.turn, view), scene.moment.in_english(text)
    if view.standby_asked and _answers_the_ask(scene, text, said):
        await scene.say(standby_cards.date_stays(view, clocks_of(scene.turn, scene.person)))
        return ()
    if await _agrees(scene, view, party, said):
        session = view.proposed[0]
        await dates.agree(scene.turn, match.id, session.sequence, session.series or session.id)
        return ()
    if view.match.state in DATED and OFF.search(text) and _read(scene, text) is None:
        await scene.say(date_cards.which_one(view, clocks_of(scene.turn, scene.person)))
        return ()
    if short_answers.says_still_on(scene, view, said):
        await dates.confirm(scene.turn, match.id)
        await scene.say(note("settled.confirmed"))
        return None
    question = short_answers.asked_again(scene, view, party, said)
    if question is not None:
        await scene.say(question)
        return None
    if view.match.state in AFTERWARDS and AWAY[party].search(text):
        await scene.say(match_cards.was_it_delivered(view, party, clocks_of(scene.turn, scene.person)))
        return None  # the other side reads it as well: perhaps they wait at another door
    return await _suggested(scene, view, text)


def _answers_the_ask(scene: Scene, text: str, said: str) -> bool:
    """Words under the question about one date, that its buttons say better."""
    if short_answers.SHORT.fullmatch(said.strip()) or AGREES.fullmatch(said.strip()):
        return True
    return short_answers.names_another_time(scene, text, scene.moment.sentence(text))


async def _suggested(scene: Scene, view: MatchView, text: str) -> Replies | None:
    if view.match.state not in dates.DATABLE:
        return None
    when = _read(scene, text) if SUGGESTS.search(text) else None
    if when is None:
        return None
    which = dates.ONE_MORE if MORE.search(text) or view.match.state in AFTERWARDS else ""
    return await begin(scene, DATE, answers={"when": when}, subject=view.match.id, option=which)


async def _agrees(scene: Scene, view: MatchView, party: Party, said: str) -> bool:
    """To a date that the other side suggested; a bare yes only while that is the last thing they said."""
    if not view.proposed or view.proposed[0].proposed_by is party:
        return False
    if AGREES.fullmatch(said.strip()):
        return True
    return short_answers.is_yes(said) and await short_answers.was_asked_last(scene, view, party)


def _read(scene: Scene, text: str) -> tuple[str, ...] | None:
    """The day and time that it says, or the rhythm."""
    taken = take(DATE, DATE.field("when"), (text,), scene.moment)
    return None if isinstance(taken, Unread) else taken
