"""Who people are, as Slack shows them: the payloads carry a handle at best."""

import asyncio
from collections import OrderedDict
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from slack_sdk.web.async_client import AsyncWebClient

from adapters.slack.limits import NAME_KEPT_SECONDS, NAME_RETRY_SECONDS, NAME_SECONDS, NAMES_KEPT
from adapters.slack.trouble import TROUBLE
from bot.chat.incoming import Origin


@dataclass(frozen=True, kw_only=True)
class Known:
    """`until` in the seconds of the clock given to `Names`; an empty name means that we could not ask."""

    name: str
    language: str
    zone: str
    until: float


class Names:
    """Asks Slack, remembers for an hour, and never stands in the way of an event."""

    def __init__(self, client: AsyncWebClient, clock: Callable[[], float]) -> None:
        self._client = client
        self._clock = clock
        self._known: OrderedDict[str, Known] = OrderedDict()

    async def filled_in(self, origin: Origin) -> Origin:
        """The origin with the person's name, language and time zone, as far as they are known."""
        known = await self._of(origin.sender.user)
        return replace(
            origin,
            name=known.name or origin.name,
            language=known.language or origin.language,
            zone=known.zone or origin.zone,
        )

    async def _of(self, user: str) -> Known:
        known = self._known.get(user)
        if known is None or known.until <= self._clock():
            known = await self._asked(user)
            self._known[user] = known
            self._known.move_to_end(user)
            if len(self._known) > NAMES_KEPT:
                self._known.popitem(last=False)
        return known

    async def _asked(self, user: str) -> Known:
        try:
            async with asyncio.timeout(NAME_SECONDS):
                answer = await self._client.users_info(user=user, include_locale=True)
                found = answer["user"]
                return Known(
                    name=_name(found),
                    language=_language(found),
                    zone=str(found.get("tz") or ""),
                    until=self._clock() + NAME_KEPT_SECONDS,
                )
        except (*TROUBLE, KeyError, TypeError):
            return Known(name="", language="", zone="", until=self._clock() + NAME_RETRY_SECONDS)


def _name(user: Mapping[str, Any]) -> str:
    profile = user.get("profile") or {}
    found = (profile.get("display_name"), profile.get("real_name"), user.get("real_name"), user.get("name"))
    return next((str(name) for name in found if name), "")


def _language(user: Mapping[str, Any]) -> str:
    """ "en" of "en-GB"."""
    return str(user.get("locale") or "").partition("-")[0]
