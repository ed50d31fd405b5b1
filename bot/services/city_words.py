"""What coordinators teach the matcher: words of their city, and what comes first there."""

from bot.domain.history import Subject
from bot.domain.listings import Listing, Side
from bot.domain.permissions import Act
from bot.domain.refusal import Refusal
from bot.services.roles import must
from bot.services.turn import Turn, remember
from matching.normalise import words

LONGEST_TERM, LONGEST_MEANING = 5, 12
"""Words; a term is looked for word by word in every listing."""
MOST = 500
STEPS = 5
"""People give a priority from 1 to 5."""


async def means(turn: Turn, term: str, meaning: str) -> None:
    """From now on the term is read as if its meaning stood beside it; an empty meaning takes it back."""
    must(turn, Act.TEACH_WORDS)
    name = _term(term)
    if not words(meaning):
        if not await turn.tx.matcher.drop_synonym(name):
            raise Refusal("means.unknown", term=name)
        await turn.house.market.learn(turn.tx)
        return await _remember(turn, "means", "dropped")
    if len(words(meaning)) > LONGEST_MEANING:
        raise Refusal("means.too_long", most=str(LONGEST_MEANING))
    if words(meaning) == words(name):
        raise Refusal("means.itself", term=name)
    if len(await turn.tx.matcher.synonyms()) >= MOST:
        raise Refusal("means.too_many", most=str(MOST))
    await turn.tx.matcher.put_synonym(name, " ".join(meaning.split()), turn.by.person, turn.now)
    await turn.house.market.learn(turn.tx)
    return await _remember(turn, "means", "kept")


async def comes_first(turn: Turn, term: str, weight: float) -> None:
    """From now on needs that speak of the term count more where several want the same person; 0 takes it
    back.
    """
    must(turn, Act.TEACH_WORDS)
    name = _term(term)
    if weight <= 0:
        if not await turn.tx.matcher.drop_priority(name):
            raise Refusal("first.unknown", term=name)
        return await _remember(turn, "first", "dropped")
    await turn.tx.matcher.put_priority(name, min(weight, 1.0), turn.by.person, turn.now)
    return await _remember(turn, "first", "kept")


async def _remember(turn: Turn, what: str, after: str) -> None:
    """What is taught is about nobody and nothing: it stands with whoever taught it."""
    await remember(turn, Subject.PERSON, turn.by.person, (what, "", after))


async def first_said(turn: Turn, listing: Listing) -> str:
    """What the city has put first that a need speaks of, as its cards say it: "mental health (4 of 5)"."""
    if listing.side is not Side.NEED:
        return ""
    first = turn.house.market.first(listing, await turn.tx.matcher.priorities())
    return f"{first[0]} ({first[1] * STEPS:.0f} of {STEPS})" if first else ""


def _term(typed: str) -> str:
    found = words(typed)
    if not 0 < len(found) <= LONGEST_TERM:
        raise Refusal("means.term", most=str(LONGEST_TERM))
    return " ".join(typed.casefold().split())
