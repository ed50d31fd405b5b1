"""The tokens that a workspace knows, and what they let an app do."""

import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field

from adapters.simulator.slack.workspace import Refused

APP_METHODS = frozenset({"apps.connections.open"})


@dataclass(kw_only=True)
class Tokens:
    """Bot tokens with the moments at which they end. `scopes` of None: the app may do whatever it calls."""

    app: str
    bots: dict[str, float] = field(default_factory=dict)
    scopes: frozenset[str] | None = None
    installed: bool = True
    clock: Callable[[], float] = time.time

    @classmethod
    def of(cls, *, app: str, bot: str) -> "Tokens":
        """With one bot token that lasts, or with none yet."""
        return cls(app=app, bots={bot: float("inf")} if bot else {})

    def knows(self, token: str) -> bool:
        return token == self.app or token in self.bots

    def add(self, token: str, ends: float = float("inf")) -> None:
        self.bots[token] = ends

    def install(self, scopes: Iterable[str]) -> None:
        self.installed = True
        self.scopes = frozenset(scopes)

    def uninstall(self) -> None:
        """Every bot token dies with the installation."""
        self.installed = False

    def authorise(self, method: str, token: str) -> None:
        """Raises what Slack refuses with."""
        if method == "api.test":
            return
        if not token:
            raise Refused("not_authed")
        if not self.knows(token):
            raise Refused("invalid_auth")
        if not self.installed:
            raise Refused("account_inactive")
        if (token == self.app) is not (method in APP_METHODS):
            raise Refused("not_allowed_token_type")
        if token != self.app and self.bots[token] <= self.clock():
            raise Refused("token_expired")
