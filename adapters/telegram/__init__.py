"""Telegram: updates in, cards out."""

from adapters.telegram.checkup import username_of
from adapters.telegram.limits import Patience
from adapters.telegram.platform import Telegram

__all__ = ["Patience", "Telegram", "username_of"]
