"""Short-lived permissions that come with a person's action: trigger ids and response URLs."""

import time
from dataclasses import dataclass, field

from adapters.simulator.slack.workspace import Refused

RESPONSE_USES = 5
RESPONSE_SECONDS = 1_800.0


@dataclass(kw_only=True)
class Trigger:
    """`view_id` is the open modal that the action came from, if any."""

    user_id: str
    view_id: str
    issued: float
    used: bool = False


@dataclass(kw_only=True)
class ResponseUrl:
    """Where an answer goes: `ts` is the message acted on, empty for a command."""

    user_id: str
    channel_id: str
    ts: str
    issued: float
    uses: int = 0


@dataclass(kw_only=True)
class Permissions:
    """Counted in real seconds, whatever the workspace's clock says."""

    trigger_seconds: float = 3.0
    _count: int = 0
    _triggers: dict[str, Trigger] = field(default_factory=dict)
    _responses: dict[str, ResponseUrl] = field(default_factory=dict)

    def new_trigger(self, user_id: str, view_id: str = "") -> str:
        self._count += 1
        trigger_id = f"{self._count:013d}.{int(time.time()):010d}.{self._count:032x}"
        self._triggers[trigger_id] = Trigger(user_id=user_id, view_id=view_id, issued=time.monotonic())
        return trigger_id

    def exchange(self, trigger_id: str) -> Trigger:
        """Use a trigger id up; at most once, and within three seconds of the action."""
        trigger = self._triggers.get(trigger_id)
        if not trigger:
            raise Refused("invalid_trigger_id")
        if trigger.used:
            raise Refused("exchanged_trigger_id")
        if time.monotonic() - trigger.issued > self.trigger_seconds:
            raise Refused("expired_trigger_id")
        trigger.used = True
        return trigger

    def new_response(self, user_id: str, channel_id: str, ts: str = "") -> str:
        """The last part of a response URL."""
        self._count += 1
        name = f"{self._count:012d}{int(time.time())}"
        self._responses[name] = ResponseUrl(
            user_id=user_id, channel_id=channel_id, ts=ts, issued=time.monotonic()
        )
        return name

    def respond(self, name: str) -> ResponseUrl:
        """Use a response URL once more; five times within half an hour."""
        url = self._responses.get(name)
        if not url:
            raise Refused("invalid_url")
        if time.monotonic() - url.issued > RESPONSE_SECONDS:
            raise Refused("expired_url")
        if url.uses >= RESPONSE_USES:
            raise Refused("used_url")
        url.uses += 1
        return url
