"""Who is not to be disturbed just now: Slack's "Do Not Disturb", by schedule or for a while."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

from slack_sdk.web.async_client import AsyncWebClient

from adapters.slack import trouble
from adapters.slack.limits import MOST_RESTING
from adapters.slack.trouble import TROUBLE
from bot.chat.ports import Refused, Unreachable

Json = Mapping[str, Any]


class Rest:
    def __init__(self, client: AsyncWebClient) -> None:
        self._client = client

    async def until(self, users: Sequence[str], now: datetime) -> Mapping[str, datetime]:
        """Until when, of those who rest now. Raises SendTrouble where Slack cannot say it now."""
        found: dict[str, datetime] = {}
        for some in _by_so_many(users):
            found |= await self._of(some, now)
        return found

    async def _of(self, users: Sequence[str], now: datetime) -> dict[str, datetime]:
        """Slack refuses all for one whom it does not show; then the others are asked for without them."""
        try:
            answer = await self._client.dnd_teamInfo(users=list(users))
        except TROUBLE as error:
            meant = trouble.told(error, trouble.of_edit(error))
            if not isinstance(meant, Refused | Unreachable):
                raise meant from None
            if len(users) == 1:
                return {}
            half = len(users) // 2
            return await self._of(users[:half], now) | await self._of(users[half:], now)
        shown: Json = answer.get("users") or {}
        ends = {user: _end(each, now.timestamp()) for user, each in shown.items()}
        return {user: datetime.fromtimestamp(end, UTC) for user, end in ends.items() if end is not None}


def _by_so_many(users: Sequence[str]) -> Iterator[Sequence[str]]:
    for at in range(0, len(users), MOST_RESTING):
        yield users[at : at + MOST_RESTING]


def _end(shown: Json, now: float) -> float | None:
    """Of the rest that goes on now; Slack names the next one too, which is nobody's business yet."""
    begins, ends = float(shown.get("next_dnd_start_ts") or 0), float(shown.get("next_dnd_end_ts") or 0)
    return ends if shown.get("dnd_enabled") and begins <= now < ends else None
