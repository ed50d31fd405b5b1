"""What comes back from the bot after a delivery."""

from dataclasses import dataclass, field

from adapters.simulator.slack.workspace import Json


@dataclass(frozen=True, kw_only=True)
class Acknowledged:
    """In time; `body` is empty, or what the bot said in the same breath."""

    body: Json = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True)
class NotAcknowledged:
    """`reason` as in x-slack-retry-reason; `retry` is false when the bot asked for none."""

    reason: str
    retry: bool = True


Answer = Acknowledged | NotAcknowledged
