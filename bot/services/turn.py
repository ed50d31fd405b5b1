"""One event at work: the transaction, the moment, and who acts. Every use case takes a Turn first."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from bot.chat.address import Chat
from bot.chat.ports import Limits
from bot.domain.calendar import WorkingDays
from bot.domain.history import Moved, Subject
from bot.domain.measures import MeasureList
from bot.domain.nudges import TELL, Schedule
from bot.domain.outcomes import Outcome
from bot.domain.people import By
from bot.domain.refusal import Refusal
from bot.services.market import Market
from bot.services.ports import Tx
from bot.texts.locales import ONLY_ENGLISH, Languages

NO_MEASURES = MeasureList(version="", measures=(), values=())


@dataclass(frozen=True, kw_only=True)
class House:
    """What is the same for every event: the city's zone and calendar, and how it works.

    `places` are the chats where coordinators see cards; `undo` is how long a decision can be taken back
    before anybody else is told; `limits` says what each platform can show, by its name. `market`: what is
    open. `link`: a platform and a payload become the address of a private chat that begins with it.
    `privacy`: the address of the whole privacy notice, or empty.
    `measures`: what can be promised, and what it is worth. `address`: of our pages, for links in chat; empty
    where the world cannot reach them. `languages`: those that can be chosen.
    `outcomes`: what needs can be good for.
    """

    zone: ZoneInfo
    calendar: WorkingDays
    schedule: Schedule
    undo: timedelta
    places: Callable[[], tuple[Chat, ...]]
    limits: Mapping[str, Limits]
    market: Market
    link: Callable[[str, str], str] = lambda platform, payload: ""
    privacy: str = ""
    measures: MeasureList = NO_MEASURES
    address: str = ""
    languages: Languages = ONLY_ENGLISH
    outcomes: tuple[Outcome, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Turn:
    tx: Tx
    now: datetime
    new_id: Callable[[], str]
    house: House
    by: By

    def acting(self, by: By) -> "Turn":
        return replace(self, by=by)

    def local(self, moment: datetime) -> datetime:
        """The same moment on the city's clocks."""
        return moment.astimezone(self.house.zone)


async def decided_already(turn: Turn, subject: Subject, subject_id: str) -> Refusal:
    """Who moved it last, and when: what a second press on a decided card is told."""
    moves = await turn.tx.record.of(subject, subject_id)
    last = next(one for one in reversed(moves) if one.before != one.after)
    if not last.person:
        return Refusal("move.illegal", state=last.after, move=last.move)
    return await decided_by(turn, last.person, last.at)


async def decided_by(turn: Turn, person: str, at: datetime) -> Refusal:
    """What a second decision is told: whose the first was, and when."""
    first = await turn.tx.people.get(person)
    return Refusal("decided.by", name=first.name, at=f"{turn.local(at):%H:%M}")


async def must_be_untold(turn: Turn, subject: Subject, subject_id: str) -> None:
    """Raises Refusal when those whom a decision is about have heard of it: then it stands."""
    if await turn.tx.nudges.waiting(subject, subject_id, TELL) is None:
        raise Refusal("undo.too_late")


async def remember(
    turn: Turn, subject: Subject, subject_id: str, step: tuple[str, str, str], reason: str = ""
) -> None:
    """Writes one line of the record; `step` is the move, and the states before and after it."""
    move, before, after = step
    await turn.tx.record.add(
        Moved(
            id=turn.new_id(),
            subject=subject,
            subject_id=subject_id,
            move=move,
            before=before,
            after=after,
            person=turn.by.person,
            platform=turn.by.platform,
            at=turn.now,
            reason=reason,
        )
    )
