"""What cannot be processed is put aside, blocks nobody, and is told to the coordinators once."""

from bot.chat.outgoing import OpenTopic, Post
from bot.chat.ports import SendTrouble, Unreachable
from bot.domain.nudges import Nudge
from bot.services import receipts
from bot.services.letters import Letter
from bot.services.tell import tell_coordinators
from bot.services.turn import Turn
from bot.texts.cards import note

TOLD = "stuck:"
"""Begins the key of the card that tells of it: where that cannot be sent, another one is no help."""


async def give_up(turn: Turn, letter: Letter, trouble: SendTrouble) -> None:
    """A message that will not arrive: somebody hears of it, and it can be looked at."""
    gone = isinstance(trouble, Unreachable)
    if not await turn.tx.outbox.gave_up(letter, str(trouble), turn.now):
        return  # another has claimed it meanwhile
    await receipts.not_arrived(turn, letter, gone=gone)
    optional = isinstance(letter.outgoing, OpenTopic)  # a group without topics is no trouble
    if not gone and not optional and not _tells(letter):
        await turn.tx.stuck.letter(turn.new_id(), letter, str(trouble), turn.now)


def _tells(letter: Letter) -> bool:
    return isinstance(letter.outgoing, Post) and letter.outgoing.key.startswith(TOLD)


async def no_more(turn: Turn, nudge: Nudge, trouble: str) -> None:
    """A reminder that failed too often."""
    await turn.tx.stuck.reminder(turn.new_id(), nudge.id, nudge.attempt, trouble, turn.now)


async def tell(turn: Turn) -> int:
    """Coordinators hear of what was put aside since they were told: one card a day, which counts."""
    waiting = await turn.tx.stuck.untold()
    if not waiting:
        return 0
    await turn.tx.stuck.told([each.id for each in waiting], turn.now)
    midnight = turn.local(turn.now).replace(hour=0, minute=0, second=0, microsecond=0)
    day, count = f"{midnight:%Y-%m-%d}", max(len(waiting), await turn.tx.stuck.count_since(midnight))
    if count == 1:
        card = note("desk.stuck_one", id=waiting[0].id)
    else:
        card = note("desk.stuck", count=str(count), id=waiting[-1].id)
    await tell_coordinators(
        turn, card, fact=f"{TOLD}{waiting[-1].id}:{turn.now.timestamp()}", key=f"{TOLD}{day}"
    )
    return len(waiting)
