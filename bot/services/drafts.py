"""What somebody began and did not post: kept for a while, mentioned before it ends, then gone."""

from dataclasses import replace
from datetime import datetime, time, timedelta

from bot.domain.conversations import Conversation, ConversationState
from bot.domain.history import Subject
from bot.domain.nudges import DRAFT
from bot.services.moves import add_nudge
from bot.services.tell import post, wants_messages
from bot.services.turn import Turn
from bot.texts import draft_cards
from bot.texts.catalogue import words
from bot.texts.times import day_of

FLOWS = frozenset({"offer", "need", "give", "story"})
"""The conversations that are kept as drafts; what others ask is asked again by itself."""

NOTICE = timedelta(days=2)  # before its end


async def plan(turn: Turn, draft: Conversation) -> None:
    """The person's drafts are looked at when this one, or an earlier one, nears its end."""
    if draft.flow in FLOWS and await turn.tx.nudges.waiting(Subject.PERSON, draft.person, DRAFT) is None:
        await _again_at(turn, draft.person, _mentioned_at(turn, draft))


async def look(turn: Turn, person_id: str) -> None:
    """Mentions what ends soon, ends what was kept long enough, and comes back for the rest."""
    person = await turn.tx.people.get(person_id)
    kept = []
    for draft in await turn.tx.conversations.of_person(person_id):
        if draft.flow not in FLOWS:
            continue
        if draft.expires_at <= turn.now:
            await _end(turn, draft)
            continue
        kept.append(draft)
        if _mentioned_at(turn, draft) <= turn.now and wants_messages(person):
            what, day = " ".join(draft.answers.get("what", ())), day_of(draft.expires_at, turn.house.zone)
            card = draft_cards.ends_soon(draft.id, _title(draft), what, day)
            await post(turn, draft.chat, card, fact=_fact(draft), key=draft_cards.key(draft.id))
    moments = [at for each in kept for at in (_mentioned_at(turn, each), each.expires_at) if at > turn.now]
    if moments:
        await _again_at(turn, person_id, min(moments))


def _mentioned_at(turn: Turn, draft: Conversation) -> datetime:
    """In the morning: it is nothing to wake anybody for."""
    return turn.house.calendar.at(turn.local(draft.expires_at - NOTICE).date(), time(10))


async def _again_at(turn: Turn, person: str, at: datetime) -> None:
    await add_nudge(turn, Subject.PERSON, person, DRAFT, 1, at)


async def _end(turn: Turn, draft: Conversation) -> None:
    over = replace(draft, state=ConversationState.CANCELLED, revision=draft.revision + 1)
    await turn.tx.conversations.put(over)
    await turn.tx.kept.drop(draft.id)
    key = draft_cards.key(draft.id)
    if await turn.tx.outbox.standing(draft.chat, key) is not None:
        await post(turn, draft.chat, draft_cards.ended(_title(draft)), fact=f"{_fact(draft)}:over", key=key)


def _title(draft: Conversation) -> str:
    return words(f"flow.{draft.flow}.title")


def _fact(draft: Conversation) -> str:
    return f"draft:{draft.id}:{draft.expires_at.isoformat()}"
