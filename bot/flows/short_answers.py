"""A word or two in answer to what was asked about a match: "yes", "all set", "done", "4 hours".

They may as well be for the other side, so they go there; and the question comes again, with its buttons.
"""

import re
from datetime import timedelta

from bot.chat.outgoing import Card
from bot.domain.history import Subject
from bot.domain.matches import AFTERWARDS, MatchState, Party
from bot.domain.views import MatchView
from bot.flows.scene import Scene
from bot.reading.intent import Intent
from bot.reading.sentence import Reading
from bot.services import teams
from bot.services.clocks import clocks_of
from bot.services.matches import ASKED
from bot.services.moves import view_of
from bot.texts import date_cards, match_cards, standby_cards

_END = r"(?:,? (?:please|thanks?|thank you))?[.! ]*"
YES = re.compile(
    rf"(?:(?:yes|yep|yeah|ok|okay|sure|fine|great|perfect|good|lovely|agreed|sounds (?:good|great|fine))"
    rf"[,.! ]*){{1,2}}{_END}",
    re.IGNORECASE,
)
SHORT = re.compile(
    rf"(?:{YES.pattern}|(?:no|nope|not (?:yet|now)|done|part(?:ly)?|(?:an)?other time|different time|change"
    rf"|\d{{1,3}}(?:\.\d+)?(?: ?h(?:ou)?rs?)?){_END})",
    re.IGNORECASE,
)
STILL_ON = re.compile(
    r"(?:(?:yes|yep|yeah|hi|hello|ok)[,.! ]*)?(?:(?:it|that)(?: is|'s) |(?:we|i)(?: are| am|'re|'m) )?"
    r"(?:all set|still (?:on|ok|okay|fine|good|happening)|confirmed|i confirm(?: it)?"
    r"|(?:i|we)(?:'ll| will) be there|(?:i am|i'm|we are|we're)? ?coming"
    r"|see you (?:tomorrow|then|there|soon))"
    rf"{_END}",
    re.IGNORECASE,
)
OTHER_TIME = re.compile(
    rf"(?:(?:an)?other|different) (?:time|day|date){_END}|change{_END}",
    re.IGNORECASE,
)
NEAR, VERY_NEAR = timedelta(days=7), timedelta(days=4)
MOST_SHOWN = 3


def is_yes(said: str) -> bool:
    return YES.fullmatch(said.strip()) is not None


def says_still_on(scene: Scene, view: MatchView, said: str) -> bool:
    """Of an agreed date that comes near, and can be confirmed."""
    if view.match.state is not MatchState.SCHEDULED or view.session is None or view.checklist.missing:
        return False
    return view.session.starts_at < scene.turn.now + NEAR and STILL_ON.fullmatch(said.strip()) is not None


async def was_asked_last(scene: Scene, view: MatchView, party: Party) -> bool:
    """Whether the other side has written nothing since the date that waits was suggested."""
    moves = await scene.turn.tx.record.of(Subject.MATCH, view.match.id)
    latest = await scene.turn.tx.talks.latest(view.match.id)
    return latest is None or latest.party is party or latest.at < moves[-1].at


def asked_again(scene: Scene, view: MatchView, party: Party, said: str) -> Card | None:
    """The question that such words may answer, if one is open to this side."""
    if not SHORT.fullmatch(said.strip()):
        return None
    zone, session, now = clocks_of(scene.turn, scene.person), view.session, scene.turn.now
    if view.proposed and view.proposed[0].proposed_by is not party:
        return date_cards.proposal(view, view.proposed, party.other, zone)
    if session is None:
        return None
    if view.match.state is MatchState.SCHEDULED and session.starts_at < now + VERY_NEAR:
        return date_cards.coming_up(view, party, zone, now)
    said_it = party is Party.VOLUNTEER and session.claimed is not None
    if view.match.state in AFTERWARDS and session.ends_at <= now and not said_it:
        return match_cards.was_it_delivered(view, party, zone)
    return None


def names_another_time(scene: Scene, text: str, reading: Reading) -> bool:
    """Whether it is about a day or a time and nothing else: no new offer, and no need."""
    new = reading.skills or reading.districts or reading.hours or reading.intent is Intent.NEED
    about_a_day = reading.when is not None and not new
    return about_a_day or OTHER_TIME.fullmatch(scene.moment.in_english(text).strip()) is not None


async def to_a_fixed_date(scene: Scene, text: str, reading: Reading) -> bool:
    """Whether it names another time to somebody who is asked for one date: they hear that it stays."""
    if not scene.origin.private or not names_another_time(scene, text, reading):
        return False
    fixed = [view for view, _ in await _open_asks(scene) if view.standby_asked]
    for view in fixed[:MOST_SHOWN]:
        card = standby_cards.date_stays(view, clocks_of(scene.turn, scene.person))
        await scene.say(card, key=f"asked:{view.match.id}:{scene.origin.event}")
    return bool(fixed)


async def to_an_ask(scene: Scene, text: str) -> bool:
    """Whether an ask is open to this person that such words may answer: it comes again, with its buttons."""
    if not scene.origin.private or not SHORT.fullmatch(scene.moment.in_english(text).strip()):
        return False
    found = await _open_asks(scene)
    for view, party in found[:MOST_SHOWN]:
        card = match_cards.ask(view, party, clocks_of(scene.turn, scene.person))
        await scene.say(card, key=f"asked:{view.match.id}:{scene.origin.event}")
    return bool(found)


async def _open_asks(scene: Scene) -> list[tuple[MatchView, Party]]:
    """What this person, or their team, is asked at the moment."""
    tx = scene.turn.tx
    team = await teams.team_ids(tx, scene.person.id)
    found = []
    for match in await teams.matches_of(tx, team):
        party = teams.party_among(match, team)
        if party is not None and match.state is ASKED[party]:
            found.append((await view_of(scene.turn, match), party))
    return found
