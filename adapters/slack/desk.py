"""One payload, from its arrival to its answer."""

import asyncio
import logging
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any, assert_never

from slack_bolt import BoltResponse
from slack_sdk.web.async_client import AsyncWebClient
from slack_sdk.webhook.async_client import AsyncWebhookClient

from adapters.slack import forms, render, trouble
from adapters.slack.limits import LIVE_SECONDS
from adapters.slack.names import Names
from adapters.slack.read import Me, incoming
from adapters.slack.sender import Sender
from adapters.slack.trouble import TROUBLE
from bot.chat.form import Form
from bot.chat.incoming import Incoming, Origin
from bot.chat.outgoing import CloseForm, Hint, Reply, ShowForm
from bot.chat.ports import Failed, Handle, Refused, SendTrouble

log = logging.getLogger(__name__)

TOO_SLOW = "Slack was too slow to open the form. Please press again."
NOT_SHOWN = "I cannot show that form, and that is our fault. Please write it to me in your own words instead."
BROKEN = "Something went wrong on our side, and nothing was changed. Please try again in a minute."

_NONSENSE = (KeyError, TypeError, AttributeError, IndexError, ValueError)

Payload = Mapping[str, Any]


@dataclass(frozen=True, kw_only=True)
class Act:
    """What was done, by whom, and how long Slack waits for us: `until` in the event loop's seconds."""

    payload: Payload
    origin: Origin
    until: float

    @property
    def kind(self) -> str:
        return "command" if "command" in self.payload else str(self.payload.get("type"))


@dataclass(frozen=True, kw_only=True)
class Answer:
    """Replies, sorted: what is shown, and what is whispered."""

    form: Form | None
    words: str


class Desk:
    """Reads a payload, has it handled, and answers whoever did it, in the three seconds that Slack gives."""

    def __init__(
        self, *, client: AsyncWebClient, sender: Sender, names: Names, me: Me, handle: Handle
    ) -> None:
        self._client = client
        self._sender = sender
        self._names = names
        self._me = me
        self._handle = handle

    async def settle(self, payload: Payload) -> BoltResponse:
        """Returns after the commit; anything but 200 makes Slack send an event again."""
        until = asyncio.get_running_loop().time() + LIVE_SECONDS
        event = self._read(payload)
        if event is None:
            return _ok()
        event = replace(event, origin=await self._names.filled_in(event.origin))
        return await self._settle(event, Act(payload=payload, origin=event.origin, until=until))

    def _read(self, payload: Payload) -> Incoming | None:
        try:
            return incoming(payload, self._me)
        except _NONSENSE as error:
            log.error("slack.unreadable error=%s", type(error).__name__)
            return None

    async def _settle(self, event: Incoming, act: Act) -> BoltResponse:
        try:
            replies = await self._handle(event)
        except Failed as failure:
            log.warning("slack.failed event=%s failure=%s", act.origin.event, failure.id)
            return await self._failed(act, failure.sentence)
        except Exception as error:  # noqa: BLE001 - the edge: Slack must not be told that all is well
            log.error("slack.broke event=%s error=%s", act.origin.event, type(error).__name__)
            return await self._failed(act, BROKEN)
        return await self._answered(act, _sorted(replies))

    async def _answered(self, act: Act, answer: Answer) -> BoltResponse:
        if act.kind == "view_submission":
            await self._whisper(act, answer.words)
            return _ok(_after_submission(act.payload, answer.form))
        trouble_opening = await self._open(act, answer.form) if answer.form else ""
        return await self._say(act, "\n".join(filter(None, (answer.words, trouble_opening))))

    async def _failed(self, act: Act, sentence: str) -> BoltResponse:
        match act.kind:
            case "event_callback":
                return BoltResponse(status=500, body="")
            case "view_submission":
                return _ok(_trouble_in_form(act.payload["view"], sentence))
            case "view_closed":
                return _ok()
            case _:
                return await self._say(act, sentence)

    async def _say(self, act: Act, words: str) -> BoltResponse:
        """A command is answered in the same breath, everything else beside it."""
        if words and act.kind == "command":
            return _ok({"response_type": "ephemeral", **render.note(words)})
        await self._whisper(act, words)
        return _ok()

    async def _open(self, act: Act, form: Form) -> str:
        """Words for the person if it did not work."""
        trigger = act.payload.get("trigger_id")
        if not trigger:
            log.error("slack.form_unshown event=%s: nothing to open it with", act.origin.event)
            return ""
        try:
            async with asyncio.timeout_at(act.until):
                await self._client.views_open(trigger_id=str(trigger), view=forms.view(form))
        except Refused as refusal:
            log.error("slack.form_undrawn event=%s reason=%s", act.origin.event, refusal)
            return NOT_SHOWN
        except TROUBLE as error:
            if trouble.code(error) in trouble.UNDRAWN:
                log.error("slack.form_undrawn event=%s reason=%s", act.origin.event, trouble.code(error))
                return NOT_SHOWN
            log.warning("slack.form_unopened event=%s error=%s", act.origin.event, trouble.code(error))
            return TOO_SLOW
        return ""

    async def _whisper(self, act: Act, words: str) -> None:
        """To this person only; may get lost."""
        if not words:
            return
        try:
            async with asyncio.timeout_at(act.until):
                await self._whispered(act, render.note(words))
        except (*TROUBLE, SendTrouble) as error:
            log.info("slack.unanswered event=%s error=%s", act.origin.event, trouble.code(error))

    async def _whispered(self, act: Act, note: dict[str, Any]) -> None:
        if address := act.payload.get("response_url"):
            hook = AsyncWebhookClient(str(address), retry_handlers=[])
            await hook.send(**note, response_type="ephemeral", replace_original=False)
        else:
            channel = await self._sender.channel(act.origin.chat)
            await self._client.chat_postEphemeral(channel=channel, user=act.origin.sender.user, **note)


def _after_submission(payload: Payload, form: Form | None) -> dict[str, Any]:
    if form is None:
        return {"response_action": "clear"}
    if errors := forms.errors(form, payload["view"]):
        return {"response_action": "errors", "errors": errors}
    try:
        return {"response_action": "update", "view": forms.view(form)}
    except Refused as refusal:
        log.error("slack.form_undrawn conversation=%s reason=%s", form.conversation, refusal)
        return _trouble_in_form(payload["view"], BROKEN)


def _ok(content: dict[str, Any] | str = "") -> BoltResponse:
    return BoltResponse(status=200, body=content)


def _sorted(replies: tuple[Reply, ...]) -> Answer:
    form: Form | None = None
    hints: list[str] = []
    for reply in replies:
        match reply:
            case ShowForm():
                form = reply.form
            case Hint():
                hints.append(reply.text.strip())
            case CloseForm():
                pass
            case _:
                assert_never(reply)
    return Answer(form=form, words="\n".join(filter(None, hints)))


def _trouble_in_form(view: Payload, sentence: str) -> dict[str, Any]:
    """Under the first field, so that what was typed stays; a form without fields turns into the notice."""
    first = next(iter(forms.inputs_of(view).values()), None)
    if first is not None:
        return {"response_action": "errors", "errors": {first: sentence}}
    title = str((view.get("title") or {}).get("text") or "Makegood")
    return {"response_action": "update", "view": forms.notice(title, sentence)}
