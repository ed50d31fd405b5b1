"""Matches of which nobody has said anything for so long that the coordinators read of it in the morning."""

from collections.abc import Mapping
from datetime import datetime

from bot.domain.history import Subject
from bot.domain.matches import Match
from bot.domain.nudges import Anchor, Step, for_the_morning
from bot.domain.views import MatchView
from bot.services.moves import anchors_of
from bot.services.turn import Turn

WAITS_FOR_US = "N1"


def stands_still(turn: Turn, view: MatchView) -> bool:
    return bool(what_it_waits_for(turn, view.match, moments_of(turn, view), turn.now))


def moments_of(turn: Turn, view: MatchView) -> Mapping[Anchor, datetime]:
    """What its lines of the morning count from; without a date, what is to be reported was to be then.

    Of an appointed trustee nobody waits for a word or a date after the introduction.
    """
    moments = {Anchor.ENDS: view.match.entered_at, **anchors_of(turn, view)}
    if view.checklist.appointed:
        del moments[Anchor.ENTERED]
    return moments


def what_it_waits_for(
    turn: Turn, match: Match, anchors: Mapping[Anchor, datetime], now: datetime
) -> list[Step]:
    """The steps of the schedule for the morning that have come by then."""
    house = turn.house
    steps = for_the_morning(house.schedule, Subject.MATCH, match.state.value, anchors, house.calendar, now)
    return [step for step in steps if step.code != WAITS_FOR_US]
