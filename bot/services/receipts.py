"""Whether a message arrived: its sender sees it, and nothing stays silent."""

from collections.abc import Sequence
from dataclasses import replace

from bot.domain.talks import Fate, Passed, shut
from bot.domain.views import MatchView
from bot.services import details, relaying
from bot.services.chats import undelivered
from bot.services.letters import Letter
from bot.services.moves import view_of
from bot.services.talks import Line
from bot.services.tell import team_chats
from bot.services.turn import Turn
from bot.texts import talk_cards

SLOW = 6
"""The attempt after which the sender hears that it takes longer: about half a minute of trying."""


async def arrived(turn: Turn, letter: Letter) -> None:
    """A letter was delivered; with the last of a message its sender is told, once for several in a row."""
    await details.stands_now(turn, letter)
    passed = await _of(turn, letter)
    if passed is None or passed.fate is not Fate.WAITING:
        return
    count = passed.arrived + 1
    fate = Fate.DELIVERED if count >= passed.letters else Fate.WAITING
    passed = replace(passed, arrived=count, fate=fate)
    await turn.tx.talks.put_passed(passed)
    if fate is Fate.DELIVERED:
        await _receipt(turn, passed)


async def not_arrived(turn: Turn, letter: Letter, *, gone: bool) -> None:
    """It never will: the sender is told why, and a coordinator where somebody is out of reach.

    `gone`: the person blocked the bot or left; the message waits for them to come back.
    """
    passed = await _of(turn, letter)
    if passed is None or gone:
        await undelivered(turn, letter, gone=gone)
    if passed is None or passed.fate in (Fate.LOST, Fate.REFUSED):
        return
    view = await _view(turn, passed)
    if gone and await team_chats(turn.tx, view.match.person(passed.party.other)):
        return
    await turn.tx.talks.put_passed(replace(passed, fate=Fate.LOST if gone else Fate.REFUSED))
    if gone:
        card = talk_cards.not_delivered(view, passed.party)
    else:
        card = talk_cards.refused(view, passed.party, file=_has_file(letter))
    await relaying.to_sender(turn, view, passed, card, fact=f"lost:{passed.id}:{turn.now.date()}")


async def late(turn: Turn, letter: Letter) -> None:
    """Not delivered for a while, and tried again: said once."""
    passed = await _of(turn, letter) if letter.attempt == SLOW else None
    if passed is None or passed.fate is not Fate.WAITING:
        return
    view = await _view(turn, passed)
    card = talk_cards.slow(view, passed.party)
    await relaying.to_sender(turn, view, passed, card, fact=f"slow:{passed.run}")


async def returned(turn: Turn, lines: Sequence[Line]) -> None:
    """Somebody with these conversations, who was out of reach, writes again: what waited for them goes on, in
    its order.
    """
    for line in lines:
        if shut(line.match, line.talk, turn.now) is not None:
            continue
        for passed in await turn.tx.talks.lost(line.match.id):
            if passed.party is not line.party:
                await _again(turn, passed)


async def _again(turn: Turn, passed: Passed) -> None:
    await turn.tx.talks.put_passed(replace(passed, fate=Fate.WAITING))
    for number in range(passed.letters):
        await turn.tx.outbox.again(relaying.letter_key(passed.id, number), turn.now)


async def _receipt(turn: Turn, passed: Passed) -> None:
    view = await _view(turn, passed)
    row = [each for each in await turn.tx.talks.run(passed.run) if each.fate is not Fate.REFUSED]
    delivered = sum(each.fate is Fate.DELIVERED for each in row)
    card = talk_cards.receipt(view.name(passed.party.other), delivered, len(row))
    fact, key = f"receipt:{passed.run}:{delivered}:{len(row)}", f"receipt:{passed.run}"
    await relaying.to_sender(turn, view, row[0], card, fact=fact, key=key)


async def _of(turn: Turn, letter: Letter) -> Passed | None:
    """The message that this letter is one of, if it carries one."""
    kind, _, rest = getattr(letter.outgoing, "key", "").partition(":")
    return await turn.tx.talks.passed(rest.partition(":")[0], lock=True) if kind == "said" else None


def _has_file(letter: Letter) -> bool:
    return getattr(letter.outgoing, "parcel", None) is not None


async def _view(turn: Turn, passed: Passed) -> MatchView:
    return await view_of(turn, await turn.tx.matches.get(passed.match))
