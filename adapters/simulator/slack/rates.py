"""Slack's sending rates (docs.slack.dev/apis/web-api/rate-limits), kept strictly and on real time.

Slack names no figure for a workspace ("a workspace-wide limit") nor for bursts in a channel; the ones here
are the lowest that its words leave room for.
"""

import math
import time
from collections import defaultdict, deque
from dataclasses import dataclass, field

BURST = 5  # posts at once in one channel before the limit of one a second is felt
A_MINUTE = {
    "chat.postMessage": 300,
    "chat.update": 50,
    "conversations.open": 50,
    "dnd.teamInfo": 20,
    "views.publish": 100,
}
"""In a workspace. All but the first are Slack's tiers 2 to 4, without the bursts that it tolerates."""
MINUTE = 60.0


class TooFast(Exception):
    """More than Slack takes now; ask again after so many seconds."""

    def __init__(self, retry_after: int) -> None:
        super().__init__(f"ratelimited for {retry_after} s")
        self.retry_after = retry_after


@dataclass
class Rates:
    """Raises TooFast for what comes faster, and counts nothing then."""

    _calls: defaultdict[str, deque[float]] = field(default_factory=lambda: defaultdict(deque))
    _tokens: dict[str, tuple[float, float]] = field(default_factory=lambda: defaultdict(lambda: (0.0, BURST)))

    def called(self, method: str) -> None:
        """Any call of the Web API."""
        most, calls, now = A_MINUTE.get(method), self._calls[method], time.monotonic()
        if most is None:
            return
        while calls and now - calls[0] >= MINUTE:
            calls.popleft()
        if len(calls) >= most:
            raise TooFast(math.ceil(calls[0] + MINUTE - now))
        calls.append(now)

    def posted(self, channel: str) -> None:
        """A message in a channel: one a second, after a short burst."""
        then, left = self._tokens[channel]
        now = time.monotonic()
        left = min(float(BURST), left + now - then)
        if left < 1:
            raise TooFast(1)
        self._tokens[channel] = (now, left - 1)
