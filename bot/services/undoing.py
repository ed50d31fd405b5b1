"""Taking back the newest decision of one's own, whatever it was about."""

from bot.domain.history import Subject
from bot.domain.nudges import TELL, Nudge
from bot.domain.permissions import Act
from bot.domain.refusal import Refusal
from bot.services import listings, matches, organisations, pledges
from bot.services.roles import must
from bot.services.turn import Turn


async def undo_newest(turn: Turn) -> None:
    """Of the decisions that still wait to be told. Raises Refusal where there is none."""
    must(turn, Act.LOOK_UP)
    for waiting in await turn.tx.nudges.all_waiting(TELL):
        if await _decided_by(turn, waiting) == turn.by.person:
            return await _undo(turn, waiting)
    raise Refusal("undo.nothing")


async def _decided_by(turn: Turn, waiting: Nudge) -> str:
    moves = await turn.tx.record.of(waiting.subject, waiting.subject_id)
    return next((one.person for one in reversed(moves) if one.before != one.after), "")


async def _undo(turn: Turn, waiting: Nudge) -> None:
    match waiting.subject:
        case Subject.LISTING:
            await listings.undo(turn, waiting.subject_id)
        case Subject.ORGANISATION:
            await organisations.undo(turn, waiting.subject_id)
        case Subject.MATCH:
            await matches.undo(turn, waiting.subject_id)
        case Subject.PLEDGE:
            await pledges.undo(turn, waiting.subject_id)
        case Subject.PERSON:
            raise Refusal("undo.nothing")
