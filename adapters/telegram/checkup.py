"""Telegram's part of `makegood doctor`."""

from collections.abc import AsyncIterator
from dataclasses import dataclass, field

from telegram.error import InvalidToken, TelegramError

from adapters.telegram.client import Client, connect
from bot.chat.checkup import Found, unwell, well
from bot.chat.ports import Refused, Unavailable

FAR = "Check the network, the proxy and TELEGRAM_API_URL, then run this again."
MANY = 100  # updates that wait: more than a few minutes' worth


@dataclass(frozen=True, kw_only=True)
class TelegramPatient:
    token: str = field(repr=False)
    mode: str
    api_url: str
    webhook_url: str


async def check_telegram(patient: TelegramPatient) -> AsyncIterator[Found]:
    """Each finding as soon as it is there."""
    client = connect(patient.token, patient.api_url)
    try:
        try:
            await client.initialize()
        except InvalidToken:
            todo = "Ask @BotFather for the bot's token (/mybots, API Token), and set TELEGRAM_BOT_TOKEN."
            yield unwell("Telegram token", "Telegram does not accept it.", todo)
            return
        except TelegramError as error:
            why = type(error.__cause__ or error).__name__
            yield unwell("Telegram token", f"Telegram does not answer ({why}).", FAR)
            return
        yield well("Telegram token", "Telegram knows it.")
        yield await _receiving(client, patient)
    finally:
        await client.shutdown()


async def _receiving(client: Client, patient: TelegramPatient) -> Found:
    check = f"Telegram {patient.mode}"
    try:
        now = await client.get_webhook_info()
    except TelegramError as error:
        return unwell(check, f"Telegram does not say ({type(error.__cause__ or error).__name__}).", FAR)
    if patient.mode == "polling":
        said = "A webhook is set; the bot takes it away when it starts." if now.url else "No webhook is set."
        return well(check, f"{said} {now.pending_update_count} updates wait.")
    if now.url != patient.webhook_url:
        todo = "Start the bot: it sets the webhook. If it runs, another program with this token sets its own."
        return unwell(check, "Telegram calls another address, or none.", todo)
    if now.last_error_date and now.pending_update_count > MANY:
        todo = "Let the proxy pass that address on to the bot; Telegram needs a valid certificate."
        return unwell(check, f"Telegram cannot deliver; {now.pending_update_count} updates wait.", todo)
    return well(check, f"Telegram calls us. {now.pending_update_count} updates wait.")


async def username_of(token: str, api_url: str) -> str:
    """The bot's name, as Telegram says it. Raises Refused for a token it denies, Unavailable without it."""
    client = connect(token, api_url)
    try:
        await client.initialize()
        return str(client.username)
    except InvalidToken:
        raise Refused("Telegram does not accept the bot's token") from None
    except TelegramError as error:
        raise Unavailable(f"Telegram cannot be reached ({type(error.__cause__ or error).__name__})") from None
    finally:
        await client.shutdown()
