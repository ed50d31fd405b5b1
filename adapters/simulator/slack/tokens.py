"""The tokens that a workspace knows, and what they let an app do."""

import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field

from adapters.simulator.slack.workspace import Refused

APP_METHODS = frozenset({"apps.connections.open"})
_READ = frozenset({"channels:read", "groups:read", "im:read", "mpim:read"})
_HISTORY = frozenset({"channels:history", "groups:history", "im:history", "mpim:history"})
NEEDED = {
    "chat.delete": frozenset({"chat:write"}),
    "chat.postEphemeral": frozenset({"chat:write"}),
    "chat.postMessage": frozenset({"chat:write"}),
    "chat.update": frozenset({"chat:write"}),
    "conversations.history": _HISTORY,
    "conversations.info": _READ,
    "conversations.members": _READ,
    "conversations.open": frozenset({"im:write", "mpim:write"}),
    "conversations.replies": _HISTORY,
    "dnd.info": frozenset({"dnd:read"}),
    "dnd.teamInfo": frozenset({"dnd:read"}),
    "files.completeUploadExternal": frozenset({"files:write"}),
    "files.getUploadURLExternal": frozenset({"files:write"}),
    "files.info": frozenset({"files:read"}),
    "reactions.add": frozenset({"reactions:write"}),
    "team.info": frozenset({"team:read"}),
    "users.info": frozenset({"users:read"}),
    "users.list": frozenset({"users:read"}),
}
"""Of the scopes, one that the method needs; the others need none."""


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
        needed = NEEDED.get(method, frozenset())
        if token != self.app and self.scopes is not None and needed and not needed & self.scopes:
            raise Refused("missing_scope")
