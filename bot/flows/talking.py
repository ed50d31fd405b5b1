"""Words for the other side of a match: which match is meant, and what the buttons of a conversation do."""

from collections.abc import Sequence
from datetime import timedelta

from bot.chat.incoming import Edited, Located, Pressed, Reacted, Said, TakenBack
from bot.domain.matches import Match, Party
from bot.domain.refusal import Refusal
from bot.flows.scene import Scene
from bot.flows.settled import settled
from bot.flows.talk import Replies
from bot.services import details, receipts, relaying, talks
from bot.services.moves import view_of
from bot.services.talk_ports import Unsent
from bot.services.teams import party_among, team_ids
from bot.texts import talk_cards
from bot.texts.cards import note

UNDECIDED = timedelta(days=14)
"""How long words are kept whose reader nobody named."""


async def answered(scene: Scene, event: Said | Located) -> Match | None:
    """The match that this is an answer to something of: then it is for the other side of that one."""
    if not scene.origin.private:
        return None
    return await talks.answered(scene.turn, scene.origin.chat, event.reply_to)


async def answer(scene: Scene, match: Match, event: Said) -> None:
    await receipts.returned(scene.turn, await mine(scene))
    await relaying.pass_on(scene.turn, match, event)


async def mine(scene: Scene) -> Sequence[talks.Line]:
    """All conversations that this person has or had."""
    return await talks.of_person(scene.turn, scene.person.id)


async def plain(scene: Scene, event: Said, lines: Sequence[talks.Line]) -> bool:
    """Words that answer nothing: to the only conversation, to the one picked, or asked whose they are.

    `lines` are the person's own. False: there is none that is open, and was none lately.
    """
    await receipts.returned(scene.turn, lines)
    now_open = talks.open_now(lines)
    line = talks.meant(now_open, scene.turn) or (None if now_open else talks.lately_over(lines, scene.turn))
    if line is not None:
        if len(now_open) > 1:
            await talks.pick(scene.turn, line)
        await relaying.pass_on(scene.turn, line.match, event)
        return True
    if now_open:
        await _ask_which(scene, now_open, await _kept(scene, event), 0)
    return bool(now_open)


async def _kept(scene: Scene, event: Said) -> str:
    """The words stay until it is said whose they are."""
    turn = scene.turn
    unsent = Unsent(id=turn.new_id(), person=scene.person.id, said=event, at=turn.now)
    await turn.tx.talks.drop_before(scene.person.id, turn.now - UNDECIDED)
    await turn.tx.talks.keep(unsent)
    return unsent.id


async def _ask_which(scene: Scene, lines: Sequence[talks.Line], unsent: str, start: int) -> None:
    asked = [(await view_of(scene.turn, line.match), line.party) for line in lines]
    await scene.say(talk_cards.which(asked, unsent, start), key=f"which:{unsent or scene.person.id}")


async def talk(scene: Scene, rest: str) -> Replies:
    """`talk ID` turns to that conversation; without an id, or with a strange one, it asks which."""
    lines = talks.open_now(await mine(scene))
    wanted = rest.strip().removeprefix("#").upper()
    line = next((line for line in lines if line.match.id.upper() == wanted), None)
    if line is not None or len(lines) == 1:
        await _turn_to(scene, line or lines[0])
    elif lines:
        await _ask_which(scene, lines, "", 0)
    else:
        await scene.say(note("talk.none"))
    return ()


async def _turn_to(scene: Scene, line: talks.Line) -> None:
    await talks.pick(scene.turn, line)
    view = await view_of(scene.turn, line.match)
    await scene.say(talk_cards.picked(view, line.party))
    if scene.origin.private:
        await details.show_here(scene.turn, [line.match], scene.origin.chat)


async def pick(scene: Scene, event: Pressed) -> Replies:
    line = await _line(scene, event.action.subject)
    await _turn_to(scene, line)
    return ()


async def to(scene: Scene, event: Pressed) -> Replies:
    """The words that were kept are for this one; what follows goes there too, for a while."""
    unsent = await _kept_for(scene, event.action.subject)
    line = await _line(scene, event.action.option)
    await scene.turn.tx.talks.drop(unsent.id)
    await talks.pick(scene.turn, line)
    await relaying.pass_on(scene.turn, line.match, unsent.said)
    view = await view_of(scene.turn, line.match)
    await settled(scene, event, "talk.for", name=view.name(line.party.other))
    return ()


async def more(scene: Scene, event: Pressed) -> Replies:
    unsent = event.action.subject
    if unsent:
        await _kept_for(scene, unsent)
    start = event.action.option
    lines = talks.open_now(await mine(scene))
    await _ask_which(scene, lines, unsent, int(start) if start.isdecimal() else 0)
    return ()


async def drop(scene: Scene, event: Pressed) -> Replies:
    unsent = await _kept_for(scene, event.action.subject)
    await scene.turn.tx.talks.drop(unsent.id)
    await settled(scene, event, "talk.for_nobody")
    return ()


async def reopen(scene: Scene, event: Pressed) -> Replies:
    await talks.reopen(scene.turn, event.action.subject)
    await settled(scene, event, "talk.opened")
    return ()


async def _kept_for(scene: Scene, id: str) -> Unsent:
    unsent = await scene.turn.tx.talks.kept(id)
    if unsent is None or unsent.person != scene.person.id:
        raise Refusal("talk.sent_already")
    return unsent


async def _line(scene: Scene, match: str) -> talks.Line:
    line = next((line for line in await mine(scene) if line.match.id == match), None)
    if line is None:
        raise Refusal("match.not_yours")
    if line.why is not None:
        raise Refusal(f"talk.is_{line.why.value}")
    return line


async def edited(scene: Scene, event: Edited) -> Replies:
    """Only what was passed on is changed; an edit of anything else says nothing."""
    passed = await scene.turn.tx.talks.of_message(scene.origin.chat, event.message)
    if passed is not None and await _is_of(scene, passed.match):
        await relaying.edit(scene.turn, passed, event.text)
    return ()


async def taken_back(scene: Scene, event: TakenBack) -> Replies:
    passed = await scene.turn.tx.talks.of_message(scene.origin.chat, event.message)
    if passed is not None and await _is_of(scene, passed.match):
        await relaying.take_back(scene.turn, passed)
    return ()


async def reacted(scene: Scene, event: Reacted) -> Replies:
    """A mark on the copy of what the other side wrote is told to them."""
    tx = scene.turn.tx
    posted = await tx.outbox.posted(scene.origin.chat, event.message)
    kind, _, rest = posted[0].partition(":") if posted else ("", "", "")
    passed = await tx.talks.passed(rest.partition(":")[0], lock=True) if kind == "said" else None
    match = await tx.matches.get(passed.match) if passed else None
    party = await _side(scene, match) if match else None
    if passed is not None and party is not None:
        await relaying.react(scene.turn, passed, party, event.added, event.removed)
    return ()


async def _is_of(scene: Scene, match_id: str) -> bool:
    match: Match = await scene.turn.tx.matches.get(match_id)
    return await _side(scene, match) is not None


async def _side(scene: Scene, match: Match) -> Party | None:
    """The side on which this person, or their group, is."""
    return party_among(match, await team_ids(scene.turn.tx, scene.person.id))
