"""When a person may be written to unasked: kindly, rarely, at decent hours. Pure.

One message a day and three a week, merged over everything that waits for the person; after three in a row
without a sign of life the bot asks whether it shall stop.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from enum import StrEnum

from bot.domain.calendar import CLOSES, OPENS, WorkingDays
from bot.domain.history import Subject

A_WEEK = timedelta(days=7)
MOST_A_WEEK = 3
SILENCES = 3  # messages in a row without a sign of life, before the bot asks whether it shall stop
WAKING = (time(8), time(21))  # outside these hours nobody is written to unasked, whatever it is about
LATE = timedelta(hours=1)  # what is timely may come so much later
SHALL_I_STOP = "STILL"  # the code of that question


class ReminderState(StrEnum):
    WAITING = "waiting"
    SENT = "sent"
    DROPPED = "dropped"  # it came to be untrue before it was said


@dataclass(frozen=True, kw_only=True)
class Reminder:
    """One thing that waits for one person. Several are said in one message; `sent_at` is that message's.

    `heard_at`: the person's next sign of life, of whatever kind. `moved_at`: when what it is about next
    changed, and `by_them` whether the person did that. From these three one can see whether a nudge helps.
    """

    id: str
    person: str
    subject: Subject
    subject_id: str
    code: str
    step: int
    due_at: datetime
    timely: bool = False
    state: ReminderState = ReminderState.WAITING
    sent_at: datetime | None = None
    heard_at: datetime | None = None
    moved_at: datetime | None = None
    by_them: bool = False


@dataclass(frozen=True, kw_only=True)
class Quiet:
    """What a person was told unasked, and for how long they want nothing.

    `until`: as they told us; `rests_until`: as they told their platform, for everybody.
    `sent`: the moments of the messages of the last weeks, the newest last. `silent`: how many of the newest
    were followed by no sign of life; one that only says when something begins asks for no answer.
    """

    sent: Sequence[datetime] = ()
    silent: int = 0
    asked_to_stop: bool = False  # the newest was the question whether to stop
    until: datetime | None = None
    rests_until: datetime | None = None

    @property
    def gone_quiet(self) -> bool:
        return self.silent >= SILENCES


def may_write_at(quiet: Quiet, calendar: WorkingDays, now: datetime, *, timely: bool) -> datetime:
    """The first moment, now or later, at which this person may be written to unasked.

    `calendar` has the clocks of where they are. What is timely is said at any waking hour, and in spite of a
    snooze: it is about something they agreed to. It waits for somebody who is not to be disturbed too, but
    not longer than `LATE`: by then it stands there unread, and their platform keeps the notice back.
    """
    at = now
    if quiet.until is not None and not timely:
        at = max(at, quiet.until)
    while True:
        fits = _after_caps(quiet.sent, calendar, _decent(calendar, at, timely=timely))
        fits = _rested(quiet.rests_until, fits, timely=timely)
        if fits == at:
            return at
        at = fits


def _rested(until: datetime | None, at: datetime, *, timely: bool) -> datetime:
    rests = until is not None and at < until and (not timely or until - at <= LATE)
    return until if until is not None and rests else at


def _decent(calendar: WorkingDays, at: datetime, *, timely: bool) -> datetime:
    opens, closes = WAKING if timely else (OPENS, CLOSES)
    local = at.astimezone(calendar.zone)
    day = local.date()
    if local.time() >= closes:
        day += timedelta(days=1)
    elif opens <= local.time() and (timely or calendar.works(day)):
        return at
    while not timely and not calendar.works(day):
        day += timedelta(days=1)
    return calendar.at(day, opens)


def _after_caps(sent: Sequence[datetime], calendar: WorkingDays, at: datetime) -> datetime:
    days = {moment.astimezone(calendar.zone).date() for moment in sent}
    today = at.astimezone(calendar.zone).date()
    if today in days:
        return calendar.at(today + timedelta(days=1), WAKING[0])
    lately = sorted(moment for moment in sent if moment > at - A_WEEK)
    return lately[-MOST_A_WEEK] + A_WEEK if len(lately) >= MOST_A_WEEK else at
