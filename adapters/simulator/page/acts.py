"""What a person can do on the page, each as the stand-in's own act."""

from collections.abc import Awaitable, Callable, Mapping
from typing import TYPE_CHECKING, Any

from adapters.simulator.slack import FieldsMissing

if TYPE_CHECKING:
    from adapters.simulator.city import City

Json = dict[str, Any]
Act = Callable[["City", Json], Awaitable[Json]]


class Impossible(Exception):
    """The person cannot do that now; the words say why."""


async def _slack_say(city: "City", asked: Json) -> Json:
    """Words, or a command when they begin with a slash."""
    user, text, place = str(asked["user"]), str(asked["text"]).strip(), str(asked.get("place") or "") or None
    if not text:
        raise Impossible("Write something first.")
    if text.startswith("/"):
        await city.slack.command(user, text, place)
    elif place is not None and not place.startswith("D"):
        await city.slack.say(user, f"<@U0BOT> {text}", place)
    else:
        await city.slack.say(user, text, None)
    return {}


async def _slack_press(city: "City", asked: Json) -> Json:
    value = str(asked["value"]) if asked.get("value") else None
    await city.slack.press(
        str(asked["user"]), str(asked["place"]), str(asked["ts"]), str(asked["action"]), value=value
    )
    return {}


async def _slack_press_home(city: "City", asked: Json) -> Json:
    await city.slack.press_in_view(str(asked["user"]), "home", str(asked["action"]))
    return {}


async def _slack_home(city: "City", asked: Json) -> Json:
    await city.slack.open_home(str(asked["user"]))
    return {}


async def _slack_shortcut(city: "City", asked: Json) -> Json:
    await city.slack.shortcut(str(asked["user"]), "offer_help")
    return {}


async def _slack_submit(city: "City", asked: Json) -> Json:
    try:
        answer = await city.slack.submit(str(asked["user"]), str(asked["view"]), dict(asked["values"]))
    except FieldsMissing as missing:
        return {"errors": dict.fromkeys(missing.fields, "Please complete this required field.")}
    if answer is None:
        raise Impossible("The bot did not answer. Please press again.")
    return {"errors": answer.get("errors", {})}


async def _slack_type(city: "City", asked: Json) -> Json:
    """What is typed goes to the bot as it does on Slack, if the form asks for that."""
    await city.slack.type_in(str(asked["user"]), str(asked["view"]), dict(asked["values"]))
    return {}


async def _slack_offer_from(city: "City", asked: Json) -> Json:
    """The message shortcut "Turn into an offer"."""
    place, ts = str(asked["place"]), str(asked["ts"])
    await city.slack.message_shortcut(str(asked["user"]), "turn_into_offer", place, ts)
    return {}


async def _slack_close(city: "City", asked: Json) -> Json:
    await city.slack.close_view(str(asked["user"]), str(asked["view"]))
    return {}


async def _telegram_say(city: "City", asked: Json) -> Json:
    """In a group, words that are no command answer the bot's newest message: it hears nothing else there."""
    user, text, place = int(asked["user"]), str(asked["text"]).strip(), asked.get("place")
    chat = int(place) if place is not None and int(place) != user else None
    if not text:
        raise Impossible("Write something first.")
    reply_to = None
    if chat is not None and not text.startswith("/"):
        of_bot = [each for each in city.telegram.messages(chat) if each["from"].get("is_bot")]
        reply_to = of_bot[-1]["message_id"] if of_bot else None
    city.telegram.say(user, text, chat, reply_to)
    return {}


async def _telegram_start(city: "City", asked: Json) -> Json:
    city.telegram.start(int(asked["user"]), str(asked.get("payload") or ""))
    return {}


async def _telegram_press(city: "City", asked: Json) -> Json:
    user, place = int(asked["user"]), int(asked["place"])
    press = city.telegram.press(
        user, None if place == user else place, int(asked["message"]), str(asked["data"])
    )
    answer = await press
    if answer is None:
        return {"toast": "The bot did not answer in time.", "alert": False}
    return {"toast": answer.text, "alert": answer.show_alert}


async def _join(city: "City", asked: Json) -> Json:
    """Into the coordinators' place, as anybody there can bring somebody in."""
    if asked.get("platform") == "slack":
        city.join_channel(str(asked["user"]))
    else:
        city.telegram.join_group(int(asked["user"]), city.COORDINATORS_CHAT)
    return {}


async def _new_person(city: "City", asked: Json) -> Json:
    name = " ".join(str(asked.get("name", "")).split())[:80]
    if not name:
        raise Impossible("Give them a name first.")
    if asked.get("platform") == "slack":
        return {"id": city.add_volunteer(name)}
    return {"id": city.add_group_person(name)}


ACTS: Mapping[str, Act] = {
    "slack.say": _slack_say,
    "slack.press": _slack_press,
    "slack.press_home": _slack_press_home,
    "slack.home": _slack_home,
    "slack.shortcut": _slack_shortcut,
    "slack.submit": _slack_submit,
    "slack.type": _slack_type,
    "slack.offer_from": _slack_offer_from,
    "slack.close": _slack_close,
    "telegram.say": _telegram_say,
    "telegram.start": _telegram_start,
    "telegram.press": _telegram_press,
    "join": _join,
    "new_person": _new_person,
}
