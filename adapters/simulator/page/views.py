"""What the page shows, as JSON: only what the people themselves could see, and the raw traffic."""

from datetime import datetime
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

if TYPE_CHECKING:
    from adapters.simulator.city import City

Json = dict[str, Any]
ZONE = ZoneInfo("Europe/London")


def slack_view(city: "City", user: str, place: str) -> Json:
    """One person's Slack: the messages of a chat, the home page, the form on top, and notes only they see."""
    slack = city.slack
    channel = place or slack.dm(user)
    views = slack.views(user)
    return {
        "user": user,
        "place": channel,
        "messages": [_slack_message(slack, each) for each in slack.messages(channel)[-80:]],
        "home": slack.home(user),
        "form": views[-1] if views else None,
        "notes": [each.get("text", "") for each in slack.ephemerals(user)][-3:],
        "problems": slack.problems(user)[-3:],
    }


def _slack_message(slack: Any, message: Json) -> Json:  # noqa: ANN401 - the stand-in
    names = {person["id"]: person["real_name"] for person in slack.people()}
    mine = not message.get("bot_id")
    name = names.get(message.get("user", ""), message.get("user", "")) if mine else "Makegood"
    return {**message, "who": name, "mine": mine}


def telegram_view(city: "City", user: int, place: int | None) -> Json:
    """One person's Telegram chat and the bot's command menu there."""
    telegram = city.telegram
    chat = place if place is not None else user
    return {
        "user": user,
        "place": chat,
        "messages": [
            _telegram_message(each, telegram.world.bot_id) for each in telegram.messages(chat)[-80:]
        ],
        "menu": telegram.menu(user, place),
        "started": bool(telegram.messages(chat)),
    }


def _telegram_message(message: Json, bot: int) -> Json:
    sender = message.get("from", {})
    ours = sender.get("id") == bot
    return {**message, "who": "Makegood" if ours else _full_name(sender), "mine": not ours}


def _full_name(user: Json) -> str:
    return " ".join(part for part in (user.get("first_name"), user.get("last_name")) if part)


def people(city: "City") -> Json:
    """Everybody one can be, on each platform."""
    on_slack = [
        {"id": each["id"], "name": each["real_name"]} for each in city.slack.people() if each["id"] != "U0BOT"
    ]
    on_telegram = [
        {"id": person.user["id"], "name": _full_name(person.user)}
        for person in city.telegram.world.people.values()
    ]
    return {"slack": on_slack, "telegram": on_telegram}


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
        found += [{"platform": "telegram", **each} for each in city.telegram.history_raw()]
    return sorted(found, key=lambda each: str(each.get("at", "")), reverse=True)[:120]
