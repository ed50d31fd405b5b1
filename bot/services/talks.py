"""Which conversations a person has, which of them is meant, and when one ends."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from bot.chat.address import Chat
from bot.chat.outgoing import Card, Post
from bot.domain.matches import Match, Party
from bot.domain.permissions import Act, As
from bot.domain.refusal import Refusal
from bot.domain.talks import PICK_LASTS, Shut, Talk, shut
from bot.domain.views import MatchView
from bot.services import details
from bot.services.moves import locked
from bot.services.roles import must
from bot.services.teams import matches_of, party_acting, party_among, team_ids
from bot.services.tell import match_key, team_chats
from bot.services.turn import Turn
from bot.texts import talk_cards

REMEMBERED = timedelta(days=30)
"""How long somebody who writes nothing that we understand is told that a conversation is over."""


@dataclass(frozen=True, kw_only=True)
class Line:
    """A conversation as one of its two sides has it; `why` is empty while it is open."""

    match: Match
    talk: Talk
    party: Party
    why: Shut | None


async def of_person(turn: Turn, person: str) -> Sequence[Line]:
    """All that this person has or had, the newest match first."""
    team = await team_ids(turn.tx, person)
    matches = {match.id: match for match in await matches_of(turn.tx, team)}
    if not matches:
        return ()
    found = await turn.tx.talks.some(tuple(matches))
    return [
        Line(match=match, talk=found[match.id], party=party, why=shut(match, found[match.id], turn.now))
        for match in matches.values()
        if match.id in found and (party := party_among(match, team)) is not None
    ]


async def state_of(turn: Turn, match: Match) -> tuple[Talk | None, Shut | None]:
    talk = (await turn.tx.talks.some((match.id,))).get(match.id)
    return talk, shut(match, talk, turn.now)


def meant(lines: Sequence[Line], turn: Turn) -> Line | None:
    """The only open one, or the one that was picked not long ago."""
    if len(lines) == 1:
        return lines[0]
    return next((line for line in lines if line.talk.picked(line.party, turn.now)), None)


def open_now(lines: Sequence[Line]) -> list[Line]:
    return [line for line in lines if line.why is None]


def partner(lines: Sequence[Line], turn: Turn) -> Match | None:
    """The match whose other side this person's plain words go to now, if that is clear."""
    line = meant(open_now(lines), turn)
    return line.match if line else None


def lately_over(lines: Sequence[Line], turn: Turn) -> Line | None:
    """The conversation that somebody without an open one may think is still there."""
    over = [line for line in lines if line.why is not None and turn.now - _ended(line) < REMEMBERED]
    return max(over, key=_ended, default=None)


def _ended(line: Line) -> datetime:
    return line.talk.closed_at or line.match.entered_at


async def answered(turn: Turn, chat: Chat, message: str) -> Match | None:
    """The match that a message in this person's chat is about: its card, or anything said in it."""
    if not message:
        return None
    id = await _about(turn, chat, message)
    if id is None:
        return None
    match = await turn.tx.matches.get(id)
    return match if party_among(match, await team_ids(turn.tx, turn.by.person)) is not None else None


async def _about(turn: Turn, chat: Chat, message: str) -> str | None:
    posted = await turn.tx.outbox.posted(chat, message)
    if posted is None:
        mine = await turn.tx.talks.of_message(chat, message)
        return mine.match if mine else None
    key, card = posted
    kind, _, rest = key.partition(":")
    if kind == "match":
        return rest
    if kind == details.SHARED:
        return rest.partition(":")[0]
    if kind in ("said", "edit", "gone", "reacted", "receipt"):
        passed = await turn.tx.talks.passed(rest.partition(":")[0])
        return passed.match if passed else None
    buttons = (button.action for row in card.buttons for button in row)
    return next((each.subject for each in buttons if each.verb.startswith(ABOUT_A_MATCH)), None)


ABOUT_A_MATCH = (
    "match.",
    "date.",
    "spoke.",
    "delivered.",
    "talk.close",
    "talk.open",
    "details.share",
    "details.hide",
)


async def in_talk(turn: Turn, view: MatchView, party: Party, card: Card, *, fact: str) -> None:
    """A card for one side, among what is said about this match, and never only there."""
    for chat in await team_chats(turn.tx, view.match.person(party)):
        letter = Post(chat=chat, card=card, under=match_key(view.match), aloud=True)
        dedupe = f"{fact}>{chat.platform}/{chat.tenant}/{chat.id}"
        await turn.tx.outbox.put(letter, dedupe=dedupe, now=turn.now)


async def begin(turn: Turn, view: MatchView) -> None:
    """From the introduction on the two can write to each other."""
    await turn.tx.talks.put(Talk(match=view.match.id, opened_at=turn.now))


async def pick(turn: Turn, line: Line) -> None:
    """Plain words go to this one for a while."""
    until = turn.now + PICK_LASTS
    for other in await of_person(turn, line.match.person(line.party)):
        if other.talk.picked(other.party, turn.now) and other.match.id != line.match.id:
            await turn.tx.talks.put(_picking(other, None))
    await turn.tx.talks.put(_picking(line, until))


def _picking(line: Line, until: datetime | None) -> Talk:
    if line.party is Party.VOLUNTEER:
        return replace(line.talk, volunteer_picks=until)
    return replace(line.talk, host_picks=until)


async def close(turn: Turn, match_id: str) -> None:
    """Either side ends it; the other is told."""
    view, party, talk = await _mine(turn, match_id)
    why = shut(view.match, talk, turn.now)
    if why is not None:
        raise Refusal(f"talk.is_{why.value}")
    await turn.tx.talks.put(replace(talk, closed_at=turn.now, closed_by=party.value))
    fact = f"talk:{match_id}:closed:{turn.now.isoformat()}"
    await in_talk(turn, view, party, talk_cards.closed_by_me(view, party), fact=f"{fact}:me")
    await in_talk(turn, view, party.other, talk_cards.closed_by_them(view, party.other), fact=f"{fact}:them")
    await details.follow(turn, view.match)


async def reopen(turn: Turn, match_id: str) -> None:
    """By the side that closed it, for as long as it would have been open."""
    view, party, talk = await _mine(turn, match_id)
    if not may_reopen(turn, view.match, talk, party):
        raise Refusal("talk.cannot_open")
    await turn.tx.talks.put(replace(talk, closed_at=None, closed_by=""))
    fact = f"talk:{match_id}:open:{turn.now.isoformat()}"
    for each in Party:
        await in_talk(turn, view, each, talk_cards.open_again(view, each), fact=f"{fact}:{each}")
    await details.follow(turn, view.match)


def may_reopen(turn: Turn, match: Match, talk: Talk | None, party: Party) -> bool:
    if talk is None or talk.closed_by != party.value:
        return False
    return shut(match, replace(talk, closed_at=None), turn.now) is None


async def _mine(turn: Turn, match_id: str) -> tuple[MatchView, Party, Talk]:
    view = await locked(turn, match_id)
    party = party_acting(turn, view)
    talk, _ = await state_of(turn, view.match)
    must(turn, Act.TALK, *([As.PARTY] if party and talk else []))
    assert party is not None and talk is not None
    return view, party, talk
