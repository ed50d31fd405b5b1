"""The menu where people look anyway: once a month what help groups use, every week what they need now.

Only what the public board shows is said, nobody's name among it, and nothing where nothing is needed.
"""

from collections.abc import Sequence
from datetime import date, datetime, timedelta

from bot.chat.address import Chat
from bot.chat.outgoing import Card
from bot.domain.history import Subject
from bot.domain.listings import Side
from bot.domain.menu import MenuKind
from bot.domain.noticeboards import Noticeboard, NoticeboardState
from bot.domain.nudges import Anchor, Nudge, Step
from bot.domain.permissions import Act, As
from bot.domain.refusal import Refusal
from bot.domain.reminding import A_WEEK
from bot.services import menu
from bot.services.board import Board, Shown
from bot.services.browsing import Looking
from bot.services.moves import add_nudge
from bot.services.roles import must
from bot.services.tell import post
from bot.services.turn import Turn, remember
from bot.texts import notice_cards


async def _must(turn: Turn) -> None:
    person = await turn.tx.people.get(turn.by.person)
    must(turn, Act.PIN_MENU, *([As.CHAMPION] if person.champions else []))


async def pin(turn: Turn, chat: Chat) -> Noticeboard:
    """From the next week on the menu is posted in this chat; where it is already, that stays so."""
    await _must(turn)
    await turn.tx.chats.opened(chat)
    there = await turn.tx.noticeboards.at(chat)
    if there is not None:
        return there
    board = Noticeboard(id=turn.new_id(), chat=chat, since=turn.now)
    await turn.tx.noticeboards.put(board)
    await remember(turn, Subject.NOTICEBOARD, board.id, ("pin", "", NoticeboardState.ON))
    return board


async def unpin(turn: Turn, chat: Chat) -> None:
    """Nothing is posted there any more. Raises Refusal where nothing was."""
    await _must(turn)
    there = await turn.tx.noticeboards.at(chat)
    if there is None:
        raise Refusal("noticeboard.not_here")
    await turn.tx.noticeboards.drop(there.id)
    await turn.tx.nudges.cancel(Subject.NOTICEBOARD, there.id)
    await remember(turn, Subject.NOTICEBOARD, there.id, ("unpin", NoticeboardState.ON, ""))


async def plan(turn: Turn) -> None:
    """From a week's first working day on its post is planned, once for each chat: with the menu in the first
    week of a month. What could not be planned on its day is planned later in the week.
    """
    anchor, at = _this_week(turn, turn.local(turn.now).date())
    if turn.now < at:
        return
    calendar, steps = turn.house.calendar, turn.house.schedule.steps
    due = [step for step in steps if step.of is Subject.NOTICEBOARD and step.anchor is anchor]
    for board in await turn.tx.noticeboards.all() if due else ():
        for step in due:
            moment = step.delay.after(at, calendar)
            await add_nudge(turn, Subject.NOTICEBOARD, board.id, step.code, step.number, moment)


def _this_week(turn: Turn, today: date) -> tuple[Anchor, datetime]:
    """Its first working day at nine, and whether that is the first such of a month."""
    calendar, monday = turn.house.calendar, today - timedelta(days=today.weekday())
    first, before = calendar.first_from(monday), calendar.first_from(monday - A_WEEK)
    fresh = turn.local(first).month != turn.local(before).month
    return (Anchor.MONTH if fresh else Anchor.WEEK), first


async def post_there(turn: Turn, nudge: Nudge, step: Step) -> None:
    """One message; none where the chat chose otherwise meanwhile, is gone, or nothing is needed."""
    board = await turn.tx.noticeboards.get(nudge.subject_id)
    if board is None:
        return
    shown = await _needed(turn)
    kinds = _kinds(shown) if step.anchor is Anchor.MONTH else ()
    for chat in await turn.tx.chats.now_at((board.chat,)) if shown.listings else ():
        links = {one.id: turn.house.link(chat.platform, f"n_{one.id}") for one in shown.listings}
        there = {id: link for id, link in links.items() if link}
        card = notice_cards.post(shown.listings, shown.open, there, turn.house.address, kinds)
        await post(turn, chat, card, fact=f"noticeboard:{board.id}:{nudge.due_at.isoformat()}")


async def menu_card(turn: Turn) -> Card:
    """What help groups use, and how much of each is open now, for whoever asks."""
    shown = await _needed(turn)
    return notice_cards.menu(_kinds(shown))


async def _needed(turn: Turn) -> Shown:
    return await Board().shown(turn, Looking(side=Side.NEED))


def _kinds(shown: Shown) -> Sequence[tuple[MenuKind, int]]:
    """The whole menu, with how much of each is needed."""
    now = dict(shown.kinds)
    return [(kind, now.get(kind.code, 0)) for kind in menu.menu()]
