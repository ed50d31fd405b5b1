"""A Slack workspace on this machine, as strict as the real one, for tests and for the simulator page."""

from adapters.simulator.slack.forms import CannotDo, FieldsMissing
from adapters.simulator.slack.stand_in import SlackStandIn

__all__ = ["CannotDo", "FieldsMissing", "SlackStandIn"]
