"""users.*, conversations.*, team.* and auth.*: what the bot may look up."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from adapters.simulator.slack.params import is_true, require
from adapters.simulator.slack.workspace import Json, Refused, Workspace

Params = Mapping[str, Any]

PAGE = 100
MOST_RESTING = 50


@dataclass(kw_only=True)
class ReadMethods:
    workspace: Workspace
    team: str

    def auth_test(self, params: Params) -> Json:
        return {
            "url": "https://makegood-stand-in.slack.com/",
            "team": self.team_name(),
            "user": "makegood",
            "team_id": self.workspace.team_id,
            "user_id": self.workspace.bot_user_id,
            "bot_id": self.workspace.bot_id,
            "is_enterprise_install": False,
        }

    def api_test(self, params: Params) -> Json:
        if params.get("error"):
            raise Refused(str(params["error"]))
        return {"args": {k: v for k, v in params.items() if k != "token"}}

    def team_info(self, params: Params) -> Json:
        team = {"id": self.workspace.team_id, "name": self.team_name(), "domain": "makegood-stand-in"}
        return {"team": team}

    def team_name(self) -> str:
        return self.team

    def user_info(self, params: Params) -> Json:
        require(params, "user")
        return {"user": self._seen(self.workspace.user(str(params["user"])), params)}

    def user_list(self, params: Params) -> Json:
        members, cursor = _page([self._seen(u, params) for u in self.workspace.users.values()], params)
        return {"members": members, "response_metadata": {"next_cursor": cursor}}

    def _seen(self, user: Json, params: Params) -> Json:
        if is_true(params, "include_locale"):
            return user
        return {k: v for k, v in user.items() if k != "locale"}

    def dnd_info(self, params: Params) -> Json:
        """Of somebody else Slack does not say whether they paused notices: only from when, and until when."""
        user = str(params.get("user") or self.workspace.bot_user_id)
        self.workspace.user(user)
        return self._rest(user)

    def dnd_team_info(self, params: Params) -> Json:
        """Refused as a whole for one who is not visible; documented for 50 people."""
        users = [user for user in str(params.get("users") or "").split(",") if user]
        if not users:
            raise Refused("no_users_provided")
        if len(users) > MOST_RESTING:
            raise Refused("invalid_arguments", f"[ERROR] more than {MOST_RESTING} users")
        if any(user not in self.workspace.users for user in users):
            raise Refused("user_not_visible")
        return {"users": {user: self._rest(user) for user in users}}

    def _rest(self, user: str) -> Json:
        begins, ends = self.workspace.resting.get(user, [1, 1])
        return {"dnd_enabled": ends > 1, "next_dnd_start_ts": begins, "next_dnd_end_ts": ends}

    def conversation_open(self, params: Params) -> Json:
        if params.get("channel"):
            return {"channel": {"id": self.workspace.channel(str(params["channel"]))["id"]}}
        users = [u for u in str(params.get("users") or "").split(",") if u]
        if not users:
            raise Refused("users_list_not_supplied")
        if len(users) > 1:
            raise Refused("method_not_supported_for_channel_type")
        if self.workspace.user(users[0])["deleted"]:
            raise Refused("user_disabled")
        return {"channel": {"id": self.workspace.dm(users[0])}}

    def conversation_info(self, params: Params) -> Json:
        require(params, "channel")
        channel = self.workspace.channel(str(params["channel"]))
        known = {k: v for k, v in channel.items() if k != "members"}
        is_member = self.workspace.bot_user_id in channel["members"]
        return {"channel": {**known, "is_channel": not channel["is_im"], "is_member": is_member}}

    def conversation_members(self, params: Params) -> Json:
        require(params, "channel")
        members, cursor = _page(self.workspace.channel(str(params["channel"]))["members"], params)
        return {"members": members, "response_metadata": {"next_cursor": cursor}}

    def history(self, params: Params) -> Json:
        """Newest first, without the replies in threads, but for those that were shown to all."""
        found = [
            m for m in self._readable(params)
            if m.get("thread_ts", m["ts"]) == m["ts"] or m.get("subtype") == "thread_broadcast"
        ]  # fmt: skip
        return self._messages_page(list(reversed(self._between(found, params))), params)

    def replies(self, params: Params) -> Json:
        """The parent, then its replies, oldest first."""
        require(params, "ts")
        ts = str(params["ts"])
        found = [m for m in self._readable(params) if ts in (m["ts"], m.get("thread_ts"))]
        if not found:
            raise Refused("thread_not_found")
        return self._messages_page(found, params)

    def _readable(self, params: Params) -> list[Json]:
        require(params, "channel")
        channel = self.workspace.channel(str(params["channel"]))
        if self.workspace.bot_user_id not in channel["members"]:
            raise Refused("not_in_channel")
        return self.workspace.said.get(channel["id"], [])

    def _between(self, messages: list[Json], params: Params) -> list[Json]:
        oldest, latest = float(params.get("oldest") or 0), float(params.get("latest") or "inf")
        edge = is_true(params, "inclusive")
        return [
            m for m in messages
            if oldest < float(m["ts"]) < latest or (edge and float(m["ts"]) in (oldest, latest))
        ]  # fmt: skip

    def _messages_page(self, messages: list[Json], params: Params) -> Json:
        page, cursor = _page(messages, params)
        if not is_true(params, "include_all_metadata"):
            page = [{k: v for k, v in m.items() if k != "metadata"} for m in page]
        answer: Json = {"messages": page, "has_more": bool(cursor)}
        return {**answer, "response_metadata": {"next_cursor": cursor}} if cursor else answer


def _page(items: list[Any], params: Params) -> tuple[list[Any], str]:
    """(this page, cursor of the next one or empty)."""
    start = _cursor(params)
    end = start + int(params.get("limit") or PAGE)
    return items[start:end], f"next:{end}" if end < len(items) else ""


def _cursor(params: Params) -> int:
    given = str(params.get("cursor") or "next:0")
    if not given.startswith("next:") or not given[5:].isdigit():
        raise Refused("invalid_cursor")
    return int(given[5:])
