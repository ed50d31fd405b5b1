"""What the page may ask of the bot that runs beside it."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, kw_only=True)
class Controls:
    """`next_due`: when the next nudge waits; `settle`: returns when nothing is left to do at this moment."""

    next_due: Callable[[], Awaitable[datetime | None]]
    settle: Callable[[], Awaitable[None]]
