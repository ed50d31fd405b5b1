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
BROKEN = "Something went wrong on our side, and nothing was changed. Please try again in a minute."

_NONSENSE = (KeyError, TypeError, AttributeError, IndexError, ValueError)

Payload = Mapping[str, Any]


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
        event = self._read(payload)
        if event is None:
            return _ok()
        event = replace(event, origin=await self._names.filled_in(event.origin))
        try:
            replies = await self._handle(event)
        except Failed as failure:
            log.warning("slack.failed event=%s failure=%s", event.origin.event, failure.id)
            return await self._failed(payload, event.origin, failure.sentence)
        except Exception as error:  # noqa: BLE001 - the edge: Slack must not be told that all is well
            log.error("slack.broke event=%s error=%s", event.origin.event, type(error).__name__)
            return await self._failed(payload, event.origin, BROKEN)
        return await self._answered(payload, event.origin, _sorted(replies))

    def _read(self, payload: Payload) -> Incoming | None:
        try:
            return incoming(payload, self._me)
        except _NONSENSE as error:
            log.error("slack.unreadable kind=%s error=%s", _kind(payload), type(error).__name__)
            return None

    async def _answered(self, payload: Payload, origin: Origin, answer: Answer) -> BoltResponse:
        if _kind(payload) == "view_submission":
            await self._whisper(payload, origin, answer.words)
            return _ok(self._after_submission(payload, answer.form))
        words = answer.words
        if answer.form is not None:
            words = "\n".join(filter(None, (words, await self._open(payload, origin, answer.form))))
        return await self._say(payload, origin, words)

    async def _say(self, payload: Payload, origin: Origin, words: str) -> BoltResponse:
        """A command is answered in the same breath, everything else beside it."""
        if words and "command" in payload:
            return _ok({"response_type": "ephemeral", **render.note(words)})
        await self._whisper(payload, origin, words)
        return _ok()

    async def _failed(self, payload: Payload, origin: Origin, sentence: str) -> BoltResponse:
        match _kind(payload):
            case "event_callback":
                return BoltResponse(status=500, body="")
            case "view_submission":
                return _ok(_trouble_in_form(payload["view"], sentence))
            case "view_closed":
                return _ok()
            case _:
                return await self._say(payload, origin, sentence)

    def _after_submission(self, payload: Payload, form: Form | None) -> dict[str, Any]:
        if form is None:
            return {"response_action": "clear"}
        if errors := forms.errors(form, payload["view"]):
            return {"response_action": "errors", "errors": errors}
        try:
            return {"response_action": "update", "view": forms.view(form)}
        except Refused as refusal:
            log.error("slack.form_undrawn conversation=%s reason=%s", form.conversation, refusal)
            return _trouble_in_form(payload["view"], BROKEN)

    async def _open(self, payload: Payload, origin: Origin, form: Form) -> str:
        """Words for the person if it did not work."""
        try:
            async with asyncio.timeout(LIVE_SECONDS):
                await self._client.views_open(trigger_id=str(payload["trigger_id"]), view=forms.view(form))
        except Refused as refusal:
            log.error("slack.form_undrawn event=%s reason=%s", origin.event, refusal)
            return BROKEN
        except KeyError:
            log.error("slack.form_unshown event=%s: nothing to open it with", origin.event)
            return ""
        except TROUBLE as error:
            log.warning("slack.form_unopened event=%s error=%s", origin.event, trouble.code(error))
            return TOO_SLOW
        return ""

    async def _whisper(self, payload: Payload, origin: Origin, words: str) -> None:
        """To this person only; may get lost."""
        if not words:
            return
        try:
            async with asyncio.timeout(LIVE_SECONDS):
                await self._whispered(payload, origin, render.note(words))
        except (*TROUBLE, SendTrouble) as error:
            log.info("slack.unanswered event=%s error=%s", origin.event, trouble.code(error))

    async def _whispered(self, payload: Payload, origin: Origin, note: dict[str, Any]) -> None:
        address = payload.get("response_url")
        if address:
            hook = AsyncWebhookClient(str(address), timeout=round(LIVE_SECONDS), retry_handlers=[])
            await hook.send(**note, response_type="ephemeral", replace_original=False)
        else:
            channel = await self._sender.channel(origin.chat)
            await self._client.chat_postEphemeral(channel=channel, user=origin.sender.user, **note)


def _ok(content: dict[str, Any] | str = "") -> BoltResponse:
    return BoltResponse(status=200, body=content)


def _kind(payload: Payload) -> str:
    return "command" if "command" in payload else str(payload.get("type"))


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
