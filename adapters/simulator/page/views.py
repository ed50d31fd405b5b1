"""What the page shows, as JSON: only what the people themselves could see, and the raw traffic."""

from collections import Counter
from collections.abc import Collection
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any, TypeVar
from zoneinfo import ZoneInfo

from adapters.simulator.slack import SlackStandIn
from adapters.simulator.telegram import TelegramStandIn

if TYPE_CHECKING:
    from adapters.simulator.city import City

Json = dict[str, Any]
T = TypeVar("T")
ZONE = ZoneInfo("Europe/London")
MOST_SHOWN = 80  # messages of one chat
MOST_EXCHANGES = 120


def slack_view(city: "City", user: str, place: str) -> Json:
    """One person's Slack: a chat with the notes only they see, the home page, and the form on top."""
    slack = city.slack
    channel = place or slack.dm(user)
    inside = user in slack.workspace.channel(channel)["members"]
    views = slack.views(user)
    return {
        "user": user,
        "place": channel,
        "inside": inside,
        "messages": _slack_messages(slack, user, channel) if inside else [],
        "home": slack.home(user),
        "form": views[-1] if views else None,
        "problems": slack.problems(user),
    }


def _slack_messages(slack: SlackStandIn, user: str, channel: str) -> list[Json]:
    names = {person["id"]: person["real_name"] for person in slack.people()}
    notes = [each for each in slack.ephemerals(user) if each.get("channel") == channel]
    notes = [{**each, "bot_id": "B", "only_you": True} for each in notes]
    shown = sorted([*slack.messages(channel), *notes], key=lambda each: str(each["ts"]))
    return [_slack_message(each, names) for each in shown[-MOST_SHOWN:]]


def _slack_message(message: Json, names: dict[str, str]) -> Json:
    mine = not message.get("bot_id")
    name = names.get(message.get("user", ""), message.get("user", "")) if mine else "Makegood"
    return {**message, "who": name, "mine": mine, **_said_at(float(message["ts"]))}


def telegram_view(city: "City", user: int, place: int | None) -> Json:
    """One person's Telegram chat and the bot's command menu there."""
    telegram = city.telegram
    chat = place if place is not None else user
    inside = telegram.world.chat(chat).members.get(user) in ("member", "administrator")
    return {
        "user": user,
        "place": chat,
        "inside": inside,
        "messages": _telegram_messages(telegram, chat) if inside else [],
        "menu": telegram.menu(user, place),
        "started": telegram.world.person(user).started,
    }


def _telegram_messages(telegram: TelegramStandIn, chat: int) -> list[Json]:
    shown = telegram.messages(chat)[-MOST_SHOWN:]
    return [_telegram_message(each, telegram.world.bot_id) for each in shown]


def _telegram_message(message: Json, bot: int) -> Json:
    sender = message.get("from", {})
    ours = sender.get("id") == bot
    who = "Makegood" if ours else _full_name(sender)
    return {**message, "who": who, "mine": not ours, **_said_at(message["date"])}


def _full_name(user: Json) -> str:
    return " ".join(part for part in (user.get("first_name"), user.get("last_name")) if part)


def _said_at(seconds: float) -> Json:
    """The simulated day and time of a message, as people read them."""
    local = datetime.fromtimestamp(seconds, UTC).astimezone(ZONE)
    return {"day": f"{local:%A} {local.day} {local:%B}", "time": f"{local:%H:%M}"}


def people(city: "City") -> Json:
    """Everybody one can be, on each platform, and how many private messages of the bot each has had."""
    on_slack, on_telegram = _told_on_slack(city.slack), _told_on_telegram(city.telegram)
    return {
        "slack": [
            {"id": id, "name": user["real_name"], "told": on_slack[id]}
            for id, user in city.slack.workspace.users.items()
            if not user["is_bot"]
        ],
        "telegram": [
            {"id": id, "name": _full_name(person.user), "told": on_telegram[id]}
            for id, person in city.telegram.world.people.items()
        ],
    }


def _told_on_slack(slack: SlackStandIn) -> Counter[str]:
    private = [channel for channel in slack.workspace.channels.values() if channel["is_im"]]
    said = slack.workspace.said
    return Counter(
        {
            channel["user"]: sum(1 for each in said.get(channel["id"], []) if each.get("bot_id"))
            for channel in private
        }
    )


def _told_on_telegram(telegram: TelegramStandIn) -> Counter[int]:
    return Counter(
        {
            id: sum(1 for each in chat.messages.values() if each["from"]["is_bot"])
            for id, chat in telegram.world.chats.items()
            if chat.private
        }
    )


def someone(wanted: T | None, known: Collection[T], otherwise: T) -> T:
    """Who was asked for, or the usual person when nobody here is called that (any more)."""
    return wanted if wanted is not None and wanted in known else otherwise


def clock_view(city: "City", moment: datetime | None = None) -> str:
    """ "Wednesday 25 November 2026, 16:20", where the people are; now, or another moment."""
    local = (moment or city.clock()).astimezone(ZONE)
    return f"{local:%A} {local.day} {local:%B %Y}, {local:%H:%M}"


def traffic(city: "City", platform: str) -> list[Json]:
    """The latest exchanges of both or one platform, newest first."""
    found: list[Json] = []
    if platform in ("", "slack"):
        found += [{"platform": "slack", **each} for each in city.slack.history_raw()]
    if platform in ("", "telegram"):
        found += [{"platform": "telegram", **each} for each in city.telegram.history_raw() if _says(each)]
    return sorted(found, key=lambda each: str(each.get("at", "")), reverse=True)[:MOST_EXCHANGES]


def _says(exchange: Json) -> bool:
    """Whether it is more than "anything new?" and "no"."""
    asked: Json = exchange.get("answer") or {}
    return exchange.get("method") != "getUpdates" or asked.get("result") != []
