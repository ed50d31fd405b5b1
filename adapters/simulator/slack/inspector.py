"""The JSON that went both ways, for whoever wants to look; without tokens."""

import copy
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from adapters.simulator.slack.workspace import Json

KEPT_EXCHANGES = 500
SECRET_STARTS = ("xoxb-", "xoxp-", "xoxe", "xapp-", "Bearer ")


@dataclass(kw_only=True)
class Inspector:
    now: Callable[[], datetime]
    _exchanges: deque[Json] = field(default_factory=lambda: deque(maxlen=KEPT_EXCHANGES))

    def record(self, direction: str, what: str, sent: object, answer: object) -> None:
        """`direction` is "from_bot" or "to_bot"; `what` an API method or a payload type."""
        exchange = {"at": self.now().isoformat(), "direction": direction, "what": what}
        kept = copy.deepcopy({"sent": redacted(sent), "answer": redacted(answer)})
        self._exchanges.append({**exchange, **kept})

    def exchanges(self) -> list[Json]:
        return copy.deepcopy(list(self._exchanges))


def redacted(value: object, name: str = "") -> Any:  # noqa: ANN401 - the shape of what came in
    """The same JSON with every token replaced."""
    if isinstance(value, dict):
        return {key: redacted(entry, str(key)) for key, entry in value.items()}
    if isinstance(value, list):
        return [redacted(entry) for entry in value]
    is_secret = isinstance(value, str) and (name == "token" or value.startswith(SECRET_STARTS))
    return "(redacted)" if is_secret else value
