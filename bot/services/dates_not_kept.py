"""Dates that somebody did not keep, counted for the coordinators alone, so that one of them talks to them."""

from collections import Counter
from collections.abc import Iterable
from datetime import timedelta

from bot.domain.history import Subject
from bot.domain.matches import Party, Session, SessionState
from bot.domain.views import MatchView
from bot.services.tell import tell_coordinators
from bot.services.turn import Turn, remember
from bot.texts import people_cards

LATE, MISSED = "called_off_late", "not_there"
SHORTLY = timedelta(hours=48)
A_YEAR = timedelta(days=365)
SEVERAL = 2


async def called_off(turn: Turn, view: MatchView, by: Party, sessions: Iterable[Session]) -> None:
    """Counts for that side where one of the agreed dates was as near as two days."""
    agreed = [each for each in sessions if each.state is SessionState.AGREED]
    if any(turn.now < each.starts_at < turn.now + SHORTLY for each in agreed):
        await _count(turn, view, by, LATE)


async def was_not_there(turn: Turn, view: MatchView, party: Party) -> None:
    """Counts for that side: the volunteer did not come, or nobody of the group was there."""
    await _count(turn, view, party, MISSED)


async def _count(turn: Turn, view: MatchView, party: Party, what: str) -> None:
    """The second time within a year, and each time after it, is told to the coordinators."""
    person, match = view.side(party).owner, view.match
    await remember(turn, Subject.PERSON, person.id, (what, "", what), match.id)
    record = await turn.tx.record.of(Subject.PERSON, person.id)
    counts = Counter(each.move for each in record if each.at > turn.now - A_YEAR)
    if counts[LATE] + counts[MISSED] >= SEVERAL:
        card = people_cards.dates_not_kept(person, counts[MISSED], counts[LATE])
        fact = f"person:{person.id}:{what}:{match.id}:{match.revision}"
        await tell_coordinators(turn, card, fact=fact, about=match.id)
