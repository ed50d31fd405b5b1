"""All of Slack, as one app sees it: several workspaces, and OAuth, by which each may add the app."""

import base64
import binascii
import secrets
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Mount, Route

from adapters.simulator.slack.forms import CannotDo
from adapters.simulator.slack.params import read_params
from adapters.simulator.slack.stand_in import SlackStandIn
from adapters.simulator.slack.workspace import Json, Refused

CODE_SECONDS = 600.0


@dataclass(frozen=True, kw_only=True)
class _Code:
    team: str
    user: str
    redirect_uri: str
    scopes: str
    until: float


@dataclass(kw_only=True)
class SlackCompany:
    """One app, `client_id`, that workspaces add. Tokens last `token_seconds`; None: for ever.

    `app` serves `/api/`, and each workspace's own addresses under `/w/TEAM`.
    """

    client_id: str
    client_secret: str
    redirect_urls: Sequence[str]
    scopes: Sequence[str]
    workspaces: Mapping[str, SlackStandIn]
    token_seconds: int | None = 43_200
    clock: Callable[[], float] = time.time
    issued: list[str] = field(default_factory=list)
    _codes: dict[str, _Code] = field(default_factory=dict)
    _used: set[str] = field(default_factory=set)
    _refresh: dict[str, str] = field(default_factory=dict)

    @property
    def app(self) -> Starlette:
        mounts = [Mount(f"/w/{team}", there.app) for team, there in self.workspaces.items()]
        return Starlette(routes=[Route("/api/{method:path}", self._api, methods=["GET", "POST"]), *mounts])

    def served_at(self, url: str) -> None:
        for team, there in self.workspaces.items():
            there.base_url = f"{url}/w/{team}"

    def approve(self, address: str, team: str, user: str) -> str:
        """A person of a workspace presses Allow; returns where the browser is sent."""
        asked = self._asked(address)
        if user not in self.workspaces[team].workspace.users:
            raise CannotDo(f"Nobody in {team} is called {user}.")
        code = f"code-{secrets.token_hex(8)}"
        self._codes[code] = _Code(
            team=team, user=user, redirect_uri=asked["redirect_uri"], scopes=asked["scope"],
            until=self.clock() + CODE_SECONDS,
        )  # fmt: skip
        return f"{asked['redirect_uri']}?{urlencode({'code': code, 'state': asked['state']})}"

    def decline(self, address: str) -> str:
        asked = self._asked(address)
        return f"{asked['redirect_uri']}?{urlencode({'error': 'access_denied', 'state': asked['state']})}"

    def _asked(self, address: str) -> dict[str, str]:
        """What Slack's page is asked for. Raises CannotDo where that page shows an error."""
        parts = urlsplit(address)
        asked = {name: found[0] for name, found in parse_qs(parts.query).items()}
        if not parts.path.endswith("/oauth/v2/authorize") or asked.get("client_id") != self.client_id:
            raise CannotDo("Slack does not know such an app.")
        if asked.get("redirect_uri") not in self.redirect_urls:
            raise CannotDo("redirect_uri did not match any configured URIs.")
        if not set(asked.get("scope", "").split(",")) <= set(self.scopes):
            raise CannotDo("Invalid permissions requested.")
        return asked

    async def _api(self, request: Request) -> Response:
        if request.path_params["method"] == "oauth.v2.access":
            return await self._access(request)
        token = request.headers.get("authorization", "").removeprefix("Bearer ")
        for there in self.workspaces.values():
            if there.tokens.knows(token):
                return await there.api(request)
        return JSONResponse({"ok": False, "error": "invalid_auth" if token else "not_authed"})

    async def _access(self, request: Request) -> Response:
        try:
            params = await read_params(request)
            self._is_our_app(request, params)
            return JSONResponse({"ok": True, **self._granted(params)})
        except Refused as refusal:
            return JSONResponse({"ok": False, "error": refusal.error})

    def _is_our_app(self, request: Request, params: Mapping[str, Any]) -> None:
        given, secret = _basic(request) or (params.get("client_id"), params.get("client_secret"))
        if given != self.client_id:
            raise Refused("invalid_client_id")
        if secret != self.client_secret:
            raise Refused("bad_client_secret")

    def _granted(self, params: Mapping[str, Any]) -> Json:
        match params.get("grant_type", "authorization_code"):
            case "authorization_code":
                return self._exchanged(params)
            case "refresh_token":
                return self._renewed(str(params.get("refresh_token")))
            case _:
                raise Refused("invalid_grant_type")

    def _exchanged(self, params: Mapping[str, Any]) -> Json:
        name = str(params.get("code") or "")
        if name in self._used:
            raise Refused("code_already_used")
        code = self._codes.pop(name, None)
        if code is None or code.until < self.clock():
            raise Refused("invalid_code")
        if params.get("redirect_uri") != code.redirect_uri:
            raise Refused("bad_redirect_uri")
        self._used.add(name)
        self.workspaces[code.team].tokens.install(code.scopes.split(","))
        return self._tokens(code.team, code.scopes) | {"authed_user": {"id": code.user}}

    def _renewed(self, refresh_token: str) -> Json:
        team = self._refresh.pop(refresh_token, None)
        if team is None:
            raise Refused("invalid_refresh_token")
        if not self.workspaces[team].tokens.installed:
            raise Refused("account_inactive")
        return self._tokens(team, ",".join(sorted(self.workspaces[team].tokens.scopes or self.scopes)))

    def _tokens(self, team: str, scopes: str) -> Json:
        there, random = self.workspaces[team], secrets.token_hex(8)
        renewal: Json = {}
        token = f"xoxb-{random}"
        if self.token_seconds is not None:
            token, refresh = f"xoxe.xoxb-1-{random}", f"xoxe-1-{random}"
            self._refresh[refresh] = team
            renewal = {"refresh_token": refresh, "expires_in": self.token_seconds}
        ends = float("inf") if self.token_seconds is None else self.clock() + self.token_seconds
        there.tokens.add(token, ends)
        self.issued.append(token)
        place = there.workspace
        return {
            "access_token": token, "token_type": "bot", "scope": scopes, "bot_user_id": place.bot_user_id,
            "app_id": place.app_id, "team": {"id": team, "name": there.team_name}, "enterprise": None,
            "is_enterprise_install": False, **renewal,
        }  # fmt: skip


def _basic(request: Request) -> tuple[str, str] | None:
    scheme, _, given = request.headers.get("authorization", "").partition(" ")
    if scheme.lower() != "basic":
        return None
    try:
        name, _, secret = base64.b64decode(given).decode().partition(":")
    except (binascii.Error, UnicodeDecodeError):
        raise Refused("invalid_client_id") from None
    return name, secret
