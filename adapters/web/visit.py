"""One request at work."""

from collections.abc import Mapping
from dataclasses import dataclass

from starlette.requests import Request

from adapters.web.tongue import Tongue
from bot.chat.wording import bare
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

    @property
    def asked(self) -> Mapping[str, str]:
        """What its address asks for, behind the path; nothing in it is taken for a sentence of ours."""
        return {name: bare(said) for name, said in self.request.query_params.items()}

    def named(self, part: str) -> str:
        """What the path of its address says in that place, in the same way."""
        return bare(str(self.request.path_params[part]))
