"""How the checklist of a match stands now."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from bot.domain.checklists import Check, Checklist, checklist, needed, stages
from bot.domain.history import Subject
from bot.domain.listings import Listing
from bot.domain.matches import NAMED, Match, Session, following
from bot.services.turn import Turn


@dataclass(frozen=True, kw_only=True)
class Asked:
    """A match with what its checklist hangs on: its offer and need, and all its dates."""

    match: Match
    offer: Listing
    need: Listing
    sessions: Sequence[Session]

    @property
    def has_any(self) -> bool:
        """Not before both know each other, nor where nothing has to be in place."""
        terms = self.need.terms
        return self.match.state in NAMED and bool(needed(terms, self.offer.terms) or stages(terms))

    @property
    def organisations(self) -> list[str]:
        return sorted({self.need.organisation, self.offer.organisation} - {""})


async def checklist_of(turn: Turn, asked: Asked) -> Checklist:
    if not asked.has_any:
        return Checklist()
    lines, packs = await turn.tx.checks.around(asked.match.id, *asked.organisations)
    return _today(turn, asked, lines, packs)


async def checklists_of(turn: Turn, all_asked: Sequence[Asked]) -> Mapping[str, Checklist]:
    """The same of many matches, by their ids, in two questions."""
    some = [asked for asked in all_asked if asked.has_any]
    organisations = sorted({each for asked in some for each in asked.organisations})
    lines = await _by_subject(turn, Subject.MATCH, [asked.match.id for asked in some])
    packs = await _by_subject(turn, Subject.ORGANISATION, organisations)
    found = {asked.match.id: Checklist() for asked in all_asked}
    for asked in some:
        theirs = [check for each in asked.organisations for check in packs[each]]
        found[asked.match.id] = _today(turn, asked, lines[asked.match.id], theirs)
    return found


async def _by_subject(turn: Turn, subject: Subject, ids: Sequence[str]) -> Mapping[str, list[Check]]:
    found: defaultdict[str, list[Check]] = defaultdict(list)
    for check in await turn.tx.checks.of(subject, *ids):
        found[check.subject_id].append(check)
    return found


def _today(turn: Turn, asked: Asked, lines: Sequence[Check], packs: Sequence[Check]) -> Checklist:
    today, session = turn.local(turn.now).date(), following(asked.sessions)
    day = turn.local(session.starts_at).date() if session is not None else today
    return checklist(lines, packs, today, day)
