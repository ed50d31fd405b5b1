"""One request at work."""

from dataclasses import dataclass

from starlette.requests import Request

from adapters.web.tongue import Tongue
from bot.flows.answers import Moment
from bot.services.turn import Turn


@dataclass(frozen=True, kw_only=True)
class Visit:
    """`tongue`: the language of its page. `address`: what stands before the path of our pages in a link that
    leaves them. `secret`: of a browser in which the desk is open, else empty.
    """

    request: Request
    turn: Turn
    tongue: Tongue
    address: str
    secret: str = ""

    @property
    def moment(self) -> Moment:
        return Moment(now=self.turn.now, zone=self.turn.house.zone)
