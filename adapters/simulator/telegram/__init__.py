"""A strict stand-in of Telegram's Bot API, with people on the other side of it."""

from adapters.simulator.telegram.callbacks import CallbackAnswer, Press
from adapters.simulator.telegram.refusals import NotShown
from adapters.simulator.telegram.standin import TelegramStandIn

__all__ = ["CallbackAnswer", "NotShown", "Press", "TelegramStandIn"]
