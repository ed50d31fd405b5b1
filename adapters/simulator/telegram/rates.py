"""Telegram's published sending rates (core.telegram.org/bots/faq), kept on real time."""

import math
import time
from collections import defaultdict, deque
from dataclasses import dataclass, field

from adapters.simulator.telegram.refusals import slow_down

PER_CHAT = (1, 1.0)
OVERALL = (30, 1.0)
PER_GROUP = (20, 60.0)
"""(messages, seconds)"""


@dataclass
class Rates:
    """Refuses with 429 what comes faster than 1/s a chat, 30/s overall or 20/min a group."""

    _sent: dict[str, deque[float]] = field(default_factory=lambda: defaultdict(deque))

    def spend(self, chat_id: int) -> None:
        """Count one message to a chat, or refuse it and count nothing."""
        now = time.monotonic()
        windows = {f"chat {chat_id}": PER_CHAT, "overall": OVERALL}
        if chat_id < 0:
            windows[f"group {chat_id}"] = PER_GROUP
        waits = [self._wait(name, now, *window) for name, window in windows.items()]
        if max(waits) > 0:
            raise slow_down(math.ceil(max(waits)))
        for name in windows:
            self._sent[name].append(now)

    def _wait(self, name: str, now: float, most: int, seconds: float) -> float:
        sent = self._sent[name]
        while sent and now - sent[0] >= seconds:
            sent.popleft()
        return sent[0] + seconds - now if len(sent) >= most else 0.0
