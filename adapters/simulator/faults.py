"""What goes wrong next on a stand-in platform, planned by a test or by the simulator page."""

from collections import defaultdict, deque
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from enum import Enum
from typing import Any

Hook = Callable[[str, Mapping[str, Any]], Awaitable[None]]

KEPT_CALLS = 5_000
HANG_SECONDS = 60.0


class Fault(Enum):
    """How one API call goes wrong."""

    RATE_LIMITED = "rate_limited"
    """Refused with 429 and the seconds to wait; no effect."""
    SERVER_ERROR = "server_error"
    """Answered 500; no effect."""
    TIMEOUT = "timeout"
    """Never answered: waits until the caller hangs up, at most `HANG_SECONDS`; no effect."""
    REFUSED = "refused"
    """The connection closes before anything happened, shown as a 500; no effect."""
    LOST_ANSWER = "lost_answer"
    """The effect happens, then the answer is lost, shown as a 500 without a body."""
    RUBBISH = "rubbish"
    """Answered 200 with a web page, as by a proxy in between; no effect."""
    HOLLOW = "hollow"
    """Answered 200, "ok" and nothing else: a lie, there is no effect."""
    GARBLED = "garbled"
    """The effect happens, then the answer breaks off: 200, and half of some JSON."""


PAGE = "<html><body>Welcome to the network of this hotel.</body></html>"
HALF = '{"ok": true, "res'


class CutOff(Exception):
    """Raised by a hook: the connection breaks here, so that after `before` nothing takes effect."""


@dataclass
class Faults:
    """What goes wrong next, per API method. Faults are consumed in order."""

    before: Hook | None = None
    """Called with (method, params) before each API call's effect; a test kills the bot here.

    It may raise `CutOff`: then the call has no effect."""
    after: Hook | None = None
    """Called with (method, params) after the effect and before the answer."""
    duplicate_next_events: int = 0
    """How many of the next deliveries to the bot are delivered twice."""
    retry_after: int = 1
    """Seconds that the latest planned `RATE_LIMITED` asks to wait; set by `take`."""
    _calls: deque[tuple[str, dict[str, Any]]] = field(default_factory=lambda: deque(maxlen=KEPT_CALLS))
    _planned: dict[str, deque[tuple[Fault, int]]] = field(default_factory=lambda: defaultdict(deque))

    @property
    def calls(self) -> list[tuple[str, dict[str, Any]]]:
        """(method, params) of the latest 5,000 API calls, oldest first."""
        return list(self._calls)

    def plan(self, method: str, *faults: Fault, retry_after: int = 1) -> None:
        """The next calls of `method` ("*" = any method) go wrong in this order."""
        self._planned[method].extend((fault, retry_after) for fault in faults)

    @property
    def planned(self) -> list[Fault]:
        """What has not gone wrong yet."""
        return [fault for calls in self._planned.values() for fault, _ in calls]

    def mend(self) -> None:
        """Nothing more goes wrong."""
        self._planned.clear()
        self.duplicate_next_events = 0

    def take(self, method: str) -> Fault | None:
        """The fault planned for this call, if any; consumes it. A method's own plan goes before "*"."""
        for name in (method, "*"):
            if self._planned[name]:
                fault, self.retry_after = self._planned[name].popleft()
                return fault
        return None

    def record(self, method: str, params: Mapping[str, Any]) -> None:
        """Remember a call; the stand-ins do this on arrival, before any fault."""
        self._calls.append((method, dict(params)))

    def take_duplicate(self) -> bool:
        """Whether the delivery about to be made is to be made twice; consumes one."""
        if self.duplicate_next_events <= 0:
            return False
        self.duplicate_next_events -= 1
        return True

    def clear(self) -> None:
        """Nothing more goes wrong, and nothing is remembered."""
        self.mend()
        self._calls.clear()
        self.before = self.after = None
