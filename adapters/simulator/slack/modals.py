"""What happens to a person's open modals when they submit, and the bot answers."""

from dataclasses import dataclass

from adapters.simulator.slack.answers import Acknowledged, Answer
from adapters.simulator.slack.blocks import check_modal
from adapters.simulator.slack.forms import CannotDo
from adapters.simulator.slack.view_methods import ViewMethods
from adapters.simulator.slack.workspace import Json, Refused, Workspace

ERRORS = "errors"  # kept on the view as shown; never sent to the bot


@dataclass(kw_only=True)
class Modals:
    workspace: Workspace
    views: ViewMethods

    def top(self, user_id: str, view_id: str) -> Json:
        """The modal the person sees; nothing underneath can be used."""
        stack = self.workspace.open_views(user_id)
        if not stack:
            raise CannotDo("No modal is open.")
        if stack[-1]["id"] != view_id:
            raise CannotDo(f"The visible modal is {stack[-1]['id']}, not {view_id}.")
        return stack[-1]

    def answered(self, user_id: str, view: Json, answer: Answer) -> Json | None:
        """Apply the bot's answer to a submission; None, and a problem shown, when it cannot be."""
        if not isinstance(answer, Acknowledged):
            self.workspace.add_problem(user_id, "dispatch_failed")
            return None
        try:
            self._apply(user_id, view, answer.body)
        except Refused as refusal:
            what = ", ".join((refusal.error, *refusal.messages))
            self.workspace.add_problem(user_id, f"We had some trouble connecting. Try again? ({what})")
            return None
        return answer.body

    def _apply(self, user_id: str, view: Json, body: Json) -> None:
        match body.get("response_action"):
            case None if not body:
                self.remove(user_id, view)
            case "clear":
                self.clear(user_id)
            case "errors":
                self._show_errors(user_id, view, body.get("errors"))
            case "update":
                check_modal(body.get("view"))
                self.views.replace(user_id, view, body["view"])
            case "push":
                check_modal(body.get("view"))
                self.views.put(user_id, body["view"])
            case other:
                raise Refused("invalid_response_action", str(other))

    def _show_errors(self, user_id: str, view: Json, errors: object) -> None:
        inputs = {block["block_id"] for block in view["blocks"] if block["type"] == "input"}
        if not isinstance(errors, dict) or not errors or not set(errors) <= inputs:
            raise Refused("invalid_arguments", "errors must name input blocks of the view")
        view[ERRORS] = dict(errors)
        self.workspace.show([user_id], {"elements": [{"text": text} for text in errors.values()]})

    def closed(self, user_id: str, view: Json) -> list[Json]:
        """Close the visible modal; returns what is gone by that."""
        if view["clear_on_close"]:
            return self.clear(user_id)
        self.remove(user_id, view)
        return [view]

    def remove(self, user_id: str, view: Json) -> None:
        stack = self.workspace.open_views(user_id)
        stack[:] = [other for other in stack if other["id"] != view["id"]]
        self.workspace.on_change()

    def clear(self, user_id: str) -> list[Json]:
        """Close all; returns what was open, the visible one first."""
        stack = self.workspace.open_views(user_id)
        closed = list(reversed(stack))
        stack.clear()
        self.workspace.on_change()
        return closed
