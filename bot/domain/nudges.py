"""Nudges: the schedule as a table, and what of it is due. Pure: the clock is an argument."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from enum import StrEnum
from functools import cached_property

from bot.domain.calendar import WorkingDays
from bot.domain.history import Subject


class Anchor(StrEnum):
    """The moment that a step's time counts from."""

    ENTERED = "entered"  # it came into its state
    STARTS = "starts"  # the agreed session starts
    ENDS = "ends"  # the agreed session ends
    UNSAID = "unsaid"  # the oldest date ended of which nobody said what came of it, with the next one near
    EXPIRES = "expires"  # the listing is looked at as out of date
    STANDBY = "standby"  # somebody on standby was asked for a date that is near, and has not answered
    CHECKS = "checks"  # the first of what is missing before the start was asked for
    RUNS_OUT = "runs_out"  # the first of what was seen for it holds no longer
    CHECK_IN = "check_in"  # some months after a trustee was appointed
    LISTED = "listed"  # the oldest line in the provider list was last confirmed
    QUARTER = "quarter"  # a quarter's first working day: the morning plans it, for who has a champion
    WEEK = "week"  # a week's first working day, but the first such of a month: the morning plans it
    MONTH = "month"  # that first one of a month
    REVIEWS = "reviews"  # the contract of a pledge is reviewed


OF_A_SESSION = (Anchor.STARTS, Anchor.ENDS)


class Then(StrEnum):
    """What a step does when its time has come."""

    REMIND = "remind"
    TELL_COORDINATOR = "tell_coordinator"
    DIGEST = "digest"  # a line of the coordinators' morning: looked up then, so no row
    EXPIRE = "expire"  # an unanswered ask, an open listing, a question to its owner
    CLOSE = "close"  # as not delivered, for nobody said that it was
    FAIL = "fail"  # what has to be in place before the start never was


ENDINGS = frozenset({Then.EXPIRE, Then.CLOSE, Then.FAIL})


@dataclass(frozen=True, kw_only=True)
class Delay:
    """Plain time, or working days; negative counts back from the anchor.

    `hour`: at that hour of that day, by the city's clocks.
    """

    plain: timedelta = timedelta(0)
    working_days: int = 0
    hour: time | None = None

    def after(self, anchor: datetime, calendar: WorkingDays) -> datetime:
        moved = calendar.shift(anchor, self.working_days) if self.working_days else anchor
        moved += self.plain
        if self.hour is None:
            return moved
        return calendar.at(moved.astimezone(calendar.zone).date(), self.hour)


@dataclass(frozen=True, kw_only=True)
class Step:
    """One line of the schedule, such as "N2: ask the host again two working days after asking"."""

    code: str
    number: int  # of the step within its code, from 1
    of: Subject
    states: frozenset[str]  # of a match, a listing or an organisation
    anchor: Anchor
    delay: Delay
    to: tuple[str, ...]  # "host", "volunteer", "owner", "coordinator"
    then: Then
    unless_within: timedelta | None = None  # skipped when the anchor is nearer than this
    every: Delay | None = None  # said again and again, so much later, until the session ends
    timely: bool = False  # about a moment that does not wait: also said outside working hours


@dataclass(frozen=True, kw_only=True)
class Schedule:
    """The steps in the order of the file, and for how long a listing is taken to be true."""

    steps: tuple[Step, ...]
    lasts: Mapping[str, timedelta]  # by side: "offer", "need"
    rehearsal: bool = (
        False  # people are written to at any hour, and as often as it comes: never for real people
    )

    def step(self, code: str, number: int) -> Step | None:
        """None where the schedule was changed since, and no longer has this step."""
        return self._by_number.get((code, number))

    @cached_property
    def _by_number(self) -> Mapping[tuple[str, int], Step]:
        return {(each.code, each.number): each for each in reversed(self.steps)}

    def steps_in(self, of: Subject, state: str) -> Sequence[Step]:
        """Those of such a subject in this state, in the order of the file."""
        return self._by_state.get((of, state), ())

    @cached_property
    def _by_state(self) -> Mapping[tuple[Subject, str], Sequence[Step]]:
        found: defaultdict[tuple[Subject, str], list[Step]] = defaultdict(list)
        for step in self.steps:
            for state in step.states:
                found[step.of, state].append(step)
        return dict(found)


class NudgeState(StrEnum):
    WAITING = "waiting"
    SENT = "sent"
    CANCELLED = "cancelled"
    STUCK = "stuck"  # failed too often; visible, blocks nobody


@dataclass(frozen=True, kw_only=True)
class Nudge:
    """What will happen to `subject` in time. One live row per (subject, code, step, due)."""

    id: str
    subject: Subject
    subject_id: str
    code: str  # N1 ... N13, or TELL, START, NEXT and BACK, the clock's own
    step: int
    due_at: datetime
    state: NudgeState = NudgeState.WAITING
    attempt: int = 0


TELL = "TELL"  # the time to undo a decision is over: tell the people concerned
START = "START"  # the agreed session begins
NEXT = "NEXT"  # the next date of several comes near: the one before waits no longer for an answer
BACK = "BACK"  # a pause is over: the person may be asked again
ROUND = "ROUND"  # a person may be reminded of what waits for them, all of it in one message
DRAFT = "DRAFT"  # what a person began and did not post: it is mentioned before it ends, then it ends
OURS = frozenset({TELL, START, NEXT, BACK, ROUND, DRAFT})
"""Codes of the clock's own: they are not in the file."""


def due(
    schedule: Schedule,
    of: Subject,
    state: str,
    anchors: Mapping[Anchor, datetime],
    calendar: WorkingDays,
    now: datetime,
) -> Iterator[tuple[Step, datetime]]:
    """The steps of what just came into `state`, each with its time.

    A step before its anchor whose time is past is left out: nobody is reminded of what begins in an hour that
    it is tomorrow. Once a session has begun, when we come late (the bot was down), the missed reminders
    become one, now. What would end it and should have done so counts from now: nobody loses their chance to
    answer, and nothing stands without an end.
    """
    missed: Step | None = None
    for step in schedule.steps_in(of, state):
        anchor = anchors.get(step.anchor)
        if anchor is None or step.then is Then.DIGEST:
            continue
        at = step.delay.after(anchor, calendar)
        if step.every is not None and at >= anchors.get(Anchor.ENDS, at + timedelta(1)):
            continue
        if at >= now and not _too_near(step, anchor, now):
            yield step, at
        elif at >= anchor and step.anchor in OF_A_SESSION and step.then is Then.REMIND:
            missed = step
        elif at >= anchor and (step.anchor in OF_A_SESSION or step.then in ENDINGS):
            yield step, step.delay.after(now, calendar)
    if missed is not None:
        yield missed, now


def for_the_morning(
    schedule: Schedule,
    of: Subject,
    state: str,
    anchors: Mapping[Anchor, datetime],
    calendar: WorkingDays,
    now: datetime,
) -> list[Step]:
    """Its steps for the coordinators' morning that have come: the more, the longer it waits."""
    return [
        step
        for step in schedule.steps_in(of, state)
        if step.then is Then.DIGEST and step.anchor in anchors
        if step.delay.after(anchors[step.anchor], calendar) <= now
    ]


def overtaken(
    schedule: Schedule, step: Step, anchors: Mapping[Anchor, datetime], calendar: WorkingDays, now: datetime
) -> bool:
    """Whether saying it now would be once too often, or too late.

    After a downtime several reminders of one code become one; what was to be said before a moment is not said
    after it, and what is said again and again is not said once the session is over.
    """
    if step.every is not None and now >= anchors.get(Anchor.ENDS, now + timedelta(1)):
        return True
    anchor = anchors.get(step.anchor, now)
    if step.delay.after(anchor, calendar) < anchor <= now:
        return True
    later = [
        each
        for each in schedule.steps
        if each.code == step.code and each.anchor is step.anchor and each.number > step.number
        if each.then is step.then is Then.REMIND and each.every is None
    ]
    return any(
        each.delay.after(anchors[each.anchor], calendar) <= now
        for each in later
        if each.anchor in anchors and each.states & step.states and set(step.to) <= set(each.to)
    )


def _too_near(step: Step, anchor: datetime, now: datetime) -> bool:
    return step.unless_within is not None and anchor - now < step.unless_within
