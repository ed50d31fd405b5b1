"""What a person did on Slack, in our own words."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from adapters.slack import forms, read_changes
from adapters.slack.read_changes import attachments
from adapters.slack.words import typed
from bot.chat.action import Garbled, decode
from bot.chat.address import Account, Chat
from bot.chat.incoming import (
    Command,
    Dismissed,
    Edited,
    Filled,
    Incoming,
    OpenedHome,
    Origin,
    Pressed,
    Reacted,
    Said,
    TakenBack,
    Typed,
    Unreadable,
)

NAME = "slack"

Payload = Mapping[str, Any]

_SAID = (None, "file_share", "thread_broadcast", "me_message")  # subtypes of what people say


@dataclass(frozen=True, kw_only=True)
class Me:
    """The bot itself, and the workspace it is in."""

    team: str
    user: str
    bot: str
    organisation: str

    def mention(self) -> re.Pattern[str]:
        return re.compile(rf"<@{re.escape(self.user)}(?:\|[^<>]*)?>[ ,:]*")


def team_of(payload: Payload) -> str:
    """The workspace that the app is told this in; empty where none is named. An event of a shared channel
    says in its authorisations which of the workspaces that is."""
    authorised = payload.get("authorizations")
    if isinstance(authorised, list) and authorised and isinstance(authorised[0], dict):
        return str(authorised[0].get("team_id") or "")
    team = payload.get("team")
    found = team.get("id") if isinstance(team, dict) else payload.get("team_id")
    return str(found or "")


def removal(payload: Payload) -> datetime | None:
    """When the app was removed from the workspace, if that is what this says."""
    event = payload.get("event")
    if payload.get("type") != "event_callback" or not isinstance(event, dict):
        return None
    match event["type"]:
        case "app_uninstalled":
            return _moment(payload)
        case "tokens_revoked" if (event.get("tokens") or {}).get("bot"):
            return _moment(payload)
        case _:
            return None


def _moment(payload: Payload) -> datetime:
    return datetime.fromtimestamp(int(payload["event_time"]), UTC)


def incoming(payload: Payload, me: Me) -> Incoming | None:
    """None: nothing that a person of this workspace did to us. Raises KeyError and the like for nonsense."""
    if "command" in payload:
        return _command(payload, me) if payload["team_id"] == me.team else None
    if payload["type"] == "event_callback":
        return _event(payload, me) if payload["team_id"] == me.team else None
    return _interactive(payload, me) if _from_here(payload, me) else None


def _interactive(payload: Payload, me: Me) -> Incoming | None:
    match payload["type"]:
        case "block_actions":
            return _pressed(payload, me)
        case "view_submission":
            return _submitted(payload, me)
        case "view_closed":
            return _closed(payload, me)
        case "shortcut" | "message_action":
            return _shortcut(payload, me)
        case _:
            return None


def reference(channel: str, ts: str) -> str:
    """How we name a message: "channel/ts"."""
    return f"{channel}/{ts}"


def split_reference(named: str) -> tuple[str, str] | None:
    """(channel, ts) of a reference of ours, else None."""
    channel, _, ts = named.partition("/")
    return (channel, ts) if channel and ts else None


def _id(found: object) -> str:
    """An id of Slack's. ValueError for anything else: two events without an id would be the same one."""
    if isinstance(found, str) and found:
        return found
    raise ValueError("not an id")


def _from_here(payload: Payload, me: Me) -> bool:
    """Of this workspace, and done by one of its own people: a shared channel brings guests of others."""
    actor = payload["user"].get("team_id") or me.team
    return bool(payload["team"]["id"] == me.team == actor)


def _origin(
    me: Me, *, event: str, user: str, channel: str = "", name: str = "", live: bool = False
) -> Origin:
    """Without a channel, and in every direct message, the chat is the person's own."""
    private = not channel or channel.startswith("D")
    return Origin(
        event=event,
        sender=Account(platform=NAME, tenant=me.team, user=user),
        name=name,
        chat=Chat(platform=NAME, tenant=me.team, id=user if private else channel),
        private=private,
        live=live,
        organisation=me.organisation,
    )


def _command(payload: Payload, me: Me) -> Command:
    origin = _origin(
        me,
        event=_id(payload["trigger_id"]),
        user=_id(payload["user_id"]),
        channel=_id(payload["channel_id"]),
        name=str(payload.get("user_name", "")),
        live=True,
    )
    words = typed(str(payload.get("text") or "")).split(maxsplit=1)
    name, rest = [*words, "", ""][:2]
    return Command(origin=origin, name=name.lower().lstrip("/") or "help", rest=rest.strip())


def _event(payload: Payload, me: Me) -> Incoming | None:
    event: Payload = payload["event"]
    if event.get("subtype") in ("message_changed", "message_deleted"):
        return _changed(event, _id(payload["event_id"]), me)
    if _not_a_person(event, me):
        return None
    match event["type"]:
        case "message":
            return _message(event, _id(payload["event_id"]), me)
        case "app_mention" if not _id(event["channel"]).startswith("D"):
            return _mentioned(event, _id(payload["event_id"]), me)
        case "reaction_added" | "reaction_removed":
            return _reacted(event, _id(payload["event_id"]), me)
        case "app_home_opened" if event.get("tab", "home") == "home":
            return OpenedHome(origin=_origin(me, event=_id(payload["event_id"]), user=_id(event["user"])))
        case _:
            return None


def _changed(event: Payload, event_id: str, me: Me) -> Incoming | None:
    """In private only, and by whoever wrote it: what is said in a channel is not passed on."""
    author, channel = read_changes.author_of(event), _id(event["channel"])
    if _not_a_person(author, me) or not channel.startswith("D"):
        return None
    origin = _origin(me, event=event_id, user=_id(author["user"]), channel=channel)
    message = reference(channel, _id(author["ts"]))
    if event["subtype"] == "message_deleted" or read_changes.is_tombstone(event):
        return TakenBack(origin=origin, message=message)
    words = read_changes.new_words(event)
    return Edited(origin=origin, message=message, text=words) if words else None


def _reacted(event: Payload, event_id: str, me: Me) -> Incoming | None:
    item: Payload = event.get("item") or {}
    channel = str(item.get("channel") or "")
    if item.get("type") != "message" or not channel.startswith("D"):
        return None
    mark = (read_changes.spoken(_id(event["reaction"])),)
    put = event["type"] == "reaction_added"
    return Reacted(
        origin=_origin(me, event=event_id, user=_id(event["user"]), channel=channel),
        message=reference(channel, _id(item["ts"])),
        added=mark if put else (),
        removed=() if put else mark,
    )


def _not_a_person(event: Payload, me: Me) -> bool:
    """A bot, ourselves, nobody, or a guest from another workspace."""
    team = event.get("user_team") or event.get("team") or me.team
    user = event.get("user")
    return bool(event.get("bot_id")) or not isinstance(user, str) or user == me.user or team != me.team


def _message(event: Payload, event_id: str, me: Me) -> Incoming | None:
    if event.get("subtype") not in _SAID or event.get("hidden"):
        return None
    private = event.get("channel_type") == "im" or _id(event["channel"]).startswith("D")
    if not private and not _answers_us(event, me):
        return None
    return _said(event, event_id, str(event.get("text") or ""), me)


def _answers_us(event: Payload, me: Me) -> bool:
    """In a channel: in the thread of a message of ours. A mention comes as an event of its own."""
    return event.get("parent_user_id") == me.user and not me.mention().search(str(event.get("text") or ""))


def _mentioned(event: Payload, event_id: str, me: Me) -> Incoming | None:
    words = me.mention().sub("", str(event.get("text") or "")).strip()
    if words:
        return _said(event, event_id, words, me)
    origin = _origin(me, event=event_id, user=_id(event["user"]), channel=_id(event["channel"]))
    return Command(origin=origin, name="help")


def _said(event: Payload, event_id: str, text: str, me: Me) -> Incoming | None:
    channel = _id(event["channel"])
    origin = _origin(me, event=event_id, user=_id(event["user"]), channel=channel)
    words, files = typed(me.mention().sub("", text)), attachments(event)
    if not words and not files:
        return Unreadable(origin=origin, what="message")
    thread = str(event.get("thread_ts") or "")
    return Said(
        origin=origin,
        text=words,
        reply_to=reference(channel, thread) if thread else "",
        message=reference(channel, str(event.get("ts") or "")),
        files=files,
    )


def _interaction(payload: Payload, me: Me, *, event: str, channel: str = "", live: bool = True) -> Origin:
    user = payload["user"]
    name = str(user.get("name") or user.get("username") or "")
    return _origin(me, event=event, user=_id(user["id"]), channel=channel, name=name, live=live)


def _pressed(payload: Payload, me: Me) -> Incoming | None:
    action: Payload = payload["actions"][0]
    container: Payload = payload.get("container") or {}
    channel = str((payload.get("channel") or {}).get("id") or container.get("channel_id") or "")
    event = f"{_id(payload['trigger_id'])}:{_id(action['action_ts'])}"
    origin = _interaction(payload, me, event=event, channel=channel)
    page = _page(payload.get("view") or {})
    if page is not None and action.get("action_id") == forms.ANSWER:
        answers = _answers(payload["view"])
        return Typed(origin=origin, conversation=page[0], revision=page[1], answers=answers)
    try:
        chosen: Payload = action.get("selected_option") or action  # of a menu, or the button itself
        found = decode(str(chosen.get("value") or ""))
    except Garbled:
        return Unreadable(origin=origin, what="button")
    ts = "" if container.get("is_ephemeral") else str(container.get("message_ts") or "")
    return Pressed(origin=origin, action=found, message=reference(channel, ts) if channel and ts else "")


def _submitted(payload: Payload, me: Me) -> Incoming:
    """The trigger tells a second try from a repeat: the view's hash stays after errors were shown."""
    view: Payload = payload["view"]
    once = _id(payload.get("trigger_id") or view["hash"])
    origin = _interaction(payload, me, event=f"{_id(view['id'])}:{once}")
    page = _page(view)
    if page is None:
        return Unreadable(origin=origin, what="form")
    return Filled(origin=origin, conversation=page[0], revision=page[1], answers=_answers(view))


def _closed(payload: Payload, me: Me) -> Incoming | None:
    view: Payload = payload["view"]
    page = _page(view)
    if page is None:
        return None
    origin = _interaction(payload, me, event=f"{_id(view['id'])}:{_id(view['hash'])}:closed", live=False)
    return Dismissed(origin=origin, conversation=page[0], answers=_answers(view))


def _page(view: Payload) -> tuple[str, int] | None:
    is_ours = view.get("callback_id") == forms.CALLBACK
    return forms.conversation_of(str(view.get("private_metadata") or "")) if is_ours else None


def _answers(view: Payload) -> dict[str, tuple[str, ...]]:
    """{question: what was given}; a field left empty is not in it."""
    values: Payload = (view.get("state") or {}).get("values") or {}
    given = {
        forms.question_of(block): _values(inputs.get(forms.ANSWER) or {}) for block, inputs in values.items()
    }
    return {name: found for name, found in given.items() if name and found}


def _values(state: Payload) -> tuple[str, ...]:
    chosen = state.get("selected_options") or [state.get("selected_option")]
    options = tuple(str(option["value"]) for option in chosen if option)
    words = str(state.get("value") or "").strip()
    return options or ((words,) if words else ())


def _shortcut(payload: Payload, me: Me) -> Incoming:
    """Both begin an offer, in the person's own chat wherever they were."""
    origin = _interaction(payload, me, event=_id(payload["trigger_id"]))
    match payload["callback_id"]:
        case "offer_help":
            return Command(origin=origin, name="offer")
        case "turn_into_offer":
            words = typed(str(payload["message"].get("text") or ""))
            return Command(origin=origin, name="offer", rest=words)
        case _:
            return Unreadable(origin=origin, what="shortcut")
