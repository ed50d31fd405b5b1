"""views.*: modals and the home page."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from adapters.simulator.slack.blocks import check_home, check_modal
from adapters.simulator.slack.forms import state_of
from adapters.simulator.slack.params import parsed, require
from adapters.simulator.slack.triggers import Permissions
from adapters.simulator.slack.workspace import Json, Refused, Workspace, with_ids

Params = Mapping[str, Any]

DEEPEST = 3
NOTHING: Json = {"callback_id": "", "private_metadata": "", "external_id": "", "clear_on_close": False,
                 "notify_on_close": False, "title": None, "submit": None, "close": None}  # fmt: skip


@dataclass(kw_only=True)
class ViewMethods:
    workspace: Workspace
    permissions: Permissions

    def open(self, params: Params) -> Json:
        view = self._checked_modal(params)
        trigger = self.permissions.exchange(str(params["trigger_id"]))
        stack = self.workspace.open_views(trigger.user_id)
        if not trigger.view_id:
            stack.clear()  # acting outside a modal means that none was open
        return {"view": self.put(trigger.user_id, view)}

    def push(self, params: Params) -> Json:
        view = self._checked_modal(params)
        trigger = self.permissions.exchange(str(params["trigger_id"]))
        if not any(v["id"] == trigger.view_id for v in self.workspace.open_views(trigger.user_id)):
            raise Refused("not_found")
        return {"view": self.put(trigger.user_id, view)}

    def _checked_modal(self, params: Params) -> Json:
        require(params, "trigger_id", "view")
        view = parsed(params, "view", "invalid_arguments")
        check_modal(view)
        return dict(view)

    def put(self, user_id: str, view: Json) -> Json:
        """Lay a checked modal on the user's stack; three at most."""
        stack = self.workspace.open_views(user_id)
        if len(stack) >= DEEPEST:
            raise Refused("push_limit_reached")
        self._external_id_is_free(view)
        view_id = self.workspace.new_id("V")
        root = stack[0]["id"] if stack else view_id
        shown = self._shown(view, view_id, root=root, previous=stack[-1]["id"] if stack else None)
        stack.append(shown)
        self.workspace.show([user_id], shown)
        return shown

    def _external_id_is_free(self, view: Json) -> None:
        if not view.get("external_id"):
            return
        try:
            self.workspace.view_by(external_id=view["external_id"])
        except Refused:
            return
        raise Refused("duplicate_external_id")

    def update(self, params: Params) -> Json:
        require(params, "view")
        if not params.get("view_id") and not params.get("external_id"):
            raise Refused("invalid_arguments", "[ERROR] must provide view_id or external_id")
        view = parsed(params, "view", "invalid_arguments")
        user_id, old = self.workspace.view_by(
            view_id=str(params.get("view_id") or ""), external_id=str(params.get("external_id") or "")
        )
        (check_home if old["type"] == "home" else check_modal)(view)
        self._same_hash(params, old)
        return {"view": self.replace(user_id, old, dict(view))}

    def replace(self, user_id: str, old: Json, view: Json) -> Json:
        """Show a checked view in the place of an open one; what was typed into kept blocks stays."""
        fresh = self._shown(view, old["id"], root=old["root_view_id"], previous=old["previous_view_id"])
        typed = {k: v for k, v in old["state"]["values"].items() if k in fresh["state"]["values"]}
        fresh["state"]["values"].update(typed)
        old.clear()
        old.update(fresh)
        self.workspace.show([user_id], old)
        return old

    def publish(self, params: Params) -> Json:
        require(params, "user_id", "view")
        view = parsed(params, "view", "invalid_arguments")
        user_id = str(params["user_id"])
        if user_id not in self.workspace.users:
            raise Refused("user_not_found")
        check_home(view)
        old = self.workspace.homes.get(user_id)
        self._same_hash(params, old)
        view_id = old["id"] if old else self.workspace.new_id("V")
        home = self._shown(dict(view), view_id, root=view_id, previous=None)
        self.workspace.homes[user_id] = home
        self.workspace.show([user_id], home)
        return {"view": home}

    def _same_hash(self, params: Params, old: Json | None) -> None:
        if params.get("hash") and (old is None or params["hash"] != old["hash"]):
            raise Refused("hash_conflict")

    def _shown(self, view: Json, view_id: str, *, root: str, previous: str | None) -> Json:
        blocks = with_ids(view["blocks"], self.workspace)
        ours = {
            "id": view_id, "team_id": self.workspace.team_id, "app_id": self.workspace.app_id,
            "app_installed_team_id": self.workspace.team_id, "bot_id": self.workspace.bot_id,
            "hash": self.workspace.new_ts(), "root_view_id": root, "previous_view_id": previous,
        }  # fmt: skip
        return {**NOTHING, **view, **ours, "blocks": blocks, "state": {"values": state_of(blocks)}}
