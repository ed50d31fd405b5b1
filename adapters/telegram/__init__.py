"""Telegram: updates in, cards out."""

from adapters.telegram.limits import Patience
from adapters.telegram.platform import Telegram

__all__ = ["Patience", "Telegram"]
