"""A concern for somebody's safety, from every message: by a button, a word, or in a sentence.

It is no reporting tool: the match stands still, coordinators know, and who is in danger is told to ring 999.
"""

import re

from bot.chat.incoming import Said
from bot.chat.outgoing import Card
from bot.domain.lifecycle import allowed
from bot.domain.matches import MATCH, Match, MatchMove
from bot.flows.scene import Scene
from bot.flows.talk import Replies
from bot.services import holding, talks, teams
from bot.services.mine import is_shown
from bot.services.moves import view_of
from bot.services.tell import tell_coordinators
from bot.texts import coordinator_cards, hold_cards
from bot.texts.cards import note, short

MOST_SHOWN = 3
ALARMING = re.compile(
    r"\bsafeguarding (?:concern|issue|worry|problem|matter)s?\b"
    r"|\b(?:report|raise|have|got) (?:a |an )?(?:safeguarding |serious )?concerns? (?:about|for|over)\b"
    r"|\b(?:is|are|was|were|be|being|been) (?:in danger|abused|molested|assaulted|at risk of harm)\b"
    r"|\bsexual(?:ly)? (?:abus|assault|harass)\w*"
    r"|\btouched (?:a|the|my|his|her) (?:child|kid|son|daughter|boy|girl)\b"
    r"|\b(?:hurt|hurting|hitting|beats|beating|abuses|abusing|molest\w*|threaten\w*)"
    r" (?:a |the |my |his |her |our )?"
    r"(?:child|children|kids?|pupils?|boys?|girls?|old (?:man|woman|lady)|residents?|volunteers?)\b",
    re.IGNORECASE,
)
"""Words that nobody writes about a date: on these the match stands still at once."""


async def concern(scene: Scene, rest: str) -> Replies:
    """`concern`: which match is it about? Without any, coordinators hear who wants to speak to them."""
    found = await _mine(scene)
    for match in found[:MOST_SHOWN]:
        card = await card_of(scene, match, several=len(found) > 1)
        await scene.say(card, key=f"concern:{match.id}:{scene.origin.event}")
    if not found:
        card = coordinator_cards.wants_to_speak(scene.person, "")
        await tell_coordinators(scene.turn, card, fact=f"speak:{scene.person.id}:{scene.origin.event}")
        await scene.say(note("concern.passed_on"))
    return ()


async def card_of(scene: Scene, match: Match, *, several: bool = False) -> Card:
    """With whom the group has named for safeguarding, for those who know each other."""
    view = await view_of(scene.turn, match)
    lead = await holding.lead_of(scene.turn, view)
    return hold_cards.concern(match, short(view.need.listing) if several else "", lead)


async def _mine(scene: Scene) -> list[Match]:
    """Matches of this person that can stand still, of those that they know of."""
    team = await teams.team_ids(scene.turn.tx, scene.person.id)
    return [
        match
        for match in await teams.matches_of(scene.turn.tx, team)
        if is_shown(match, team) and allowed(MATCH, match.state, MatchMove.HOLD)
    ]


async def alarmed(scene: Scene, event: Said, about: Match | None) -> Replies | None:
    """Such words go to the coordinators and to nobody else, and their match stands still; None for others.

    `about`: the match whose message they answer. Where it is not clear which one they are about, it is asked.
    """
    if not scene.origin.private or scene.person.coordinates or not ALARMING.search(event.text):
        return None
    mine = await _mine(scene)
    match = about if about in mine else await _only(scene, mine)
    if match is None and not mine:
        return None
    if match is None:
        card = coordinator_cards.wants_to_speak(scene.person, event.text)
        await tell_coordinators(scene.turn, card, fact=f"alarm:{scene.person.id}:{scene.origin.event}")
        return await concern(scene, "")
    await holding.raise_concern(scene.turn, match.id)
    await _pass_on(scene, match, event)
    await scene.say(note("concern.stopped_for_words"))
    return ()


async def _only(scene: Scene, mine: list[Match]) -> Match | None:
    if len(mine) == 1:
        return mine[0]
    line = talks.partner(await talks.of_person(scene.turn, scene.person.id), scene.turn)
    return line if line in mine else None


async def _pass_on(scene: Scene, match: Match, event: Said) -> None:
    """In their own words."""
    view = await view_of(scene.turn, match)
    party = match.party(scene.person.id)
    assert party is not None  # it is one of theirs
    card = coordinator_cards.problem(view, party, event.text, scene.turn.house.zone)
    await tell_coordinators(scene.turn, card, fact=f"alarm:{match.id}:{scene.origin.event}")
