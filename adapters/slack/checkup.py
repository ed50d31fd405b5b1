"""Slack's part of `makegood doctor`: what its API says of our token, and whether it can reach us."""

import json
import secrets
from collections.abc import AsyncIterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

import aiohttp
from slack_sdk.web.async_client import AsyncWebClient

from adapters.slack import trouble
from adapters.slack.ingress import signature
from adapters.slack.limits import MOST_AGE, SEND_SECONDS
from adapters.slack.manifest import scopes
from adapters.slack.paths import EVENTS_PATH
from adapters.slack.trouble import TROUBLE
from bot.chat.checkup import Found, unwell, well

PAGE = "https://api.slack.com/apps"
FAR = "Check the network, the proxy and SLACK_API_URL, then run this again."


@dataclass(frozen=True, kw_only=True)
class SlackPatient:
    """What to look at. In the mode oauth `bot_token` is that of the coordinators' workspace, if any."""

    bot_token: str = field(repr=False)
    app_token: str = field(repr=False)
    signing_secret: str = field(repr=False)
    mode: str
    api_url: str
    public_url: str
    channel: str
    client_id: str = ""
    client_secret: str = field(default="", repr=False)


async def check_slack(patient: SlackPatient, now: datetime) -> AsyncIterator[Found]:
    """Each finding as soon as it is there; nothing is posted anywhere."""
    headers: Mapping[str, str] = {}
    if patient.mode != "socket":
        yield _signing_secret(patient)
    if patient.mode == "oauth":
        found, headers = await _app(patient)
        yield found
    if patient.bot_token:
        client = _client(patient, patient.bot_token)
        found, headers = await _token(client)
        yield found
        if found.ok:
            yield _scopes(headers)
            yield await _channel(client, patient)
    if headers:
        yield _clock(headers, now)
    yield await (_socket(patient) if patient.mode == "socket" else _reached(patient, now))


def _client(patient: SlackPatient, token: str | None) -> AsyncWebClient:
    return AsyncWebClient(token=token, base_url=patient.api_url, timeout=SEND_SECONDS, retry_handlers=[])


def _signing_secret(patient: SlackPatient) -> Found:
    if patient.signing_secret:
        return well("Slack signing secret", "It is there.")
    return unwell("Slack signing secret", "It is missing.", f"Copy it from {PAGE}, Basic Information.")


async def _app(patient: SlackPatient) -> tuple[Found, Mapping[str, str]]:
    """By asking for a token with a code that Slack never gave: it looks at the id and the secret first."""
    check, asked = "Slack app", {"client_id": patient.client_id, "client_secret": patient.client_secret}
    try:
        await _client(patient, None).oauth_v2_access(**asked, code=secrets.token_hex(8))
    except TROUBLE as error:
        code, headers = trouble.code(error), _headers(getattr(error, "response", None))
        if code == "invalid_code":
            return well(check, "Slack knows its id and its secret."), headers
        if code in ("invalid_client_id", "bad_client_secret"):
            todo = f"Copy SLACK_CLIENT_ID and SLACK_CLIENT_SECRET from {PAGE}, Basic Information."
            return unwell(check, f"Slack does not accept its id and secret ({code}).", todo), headers
        return unwell(check, f"Slack does not answer ({code}).", FAR), headers
    return well(check, "Slack takes its id and its secret."), {}


def _headers(answer: object) -> Mapping[str, str]:
    """Of an answer of Slack's, with small letters; none where there was no answer."""
    return {str(name).lower(): str(value) for name, value in (getattr(answer, "headers", None) or {}).items()}


async def _token(client: AsyncWebClient) -> tuple[Found, Mapping[str, str]]:
    try:
        me = await client.auth_test()
    except TROUBLE as error:
        code, headers = trouble.code(error), _headers(getattr(error, "response", None))
        if code in trouble.TOKEN:
            todo = f"Copy the bot token from {PAGE}, OAuth & Permissions; if there is none, install it."
            return unwell("Slack token", f"Slack does not accept it ({code}).", todo), headers
        return unwell("Slack token", f"Slack does not answer ({code}).", FAR), headers
    return well("Slack token", f"Slack knows it, in the workspace {me.get('team_id')}."), _headers(me)


def _scopes(headers: Mapping[str, str]) -> Found:
    if "x-oauth-scopes" not in headers:
        return well("Slack scopes", "Slack did not say which are granted; nothing to compare.")
    granted = {scope.strip() for scope in headers["x-oauth-scopes"].split(",")}
    missing, spare = sorted(set(scopes()) - granted), sorted(granted - set(scopes()))
    if missing:
        todo = "Put what `makegood slack manifest` prints into the app's manifest, and install the app again."
        return unwell("Slack scopes", f"Missing: {', '.join(missing)}.", todo)
    more = f" Not needed: {', '.join(spare)}." if spare else ""
    return well("Slack scopes", f"All that are needed are granted.{more}")


def _clock(headers: Mapping[str, str], now: datetime) -> Found:
    try:
        theirs = parsedate_to_datetime(headers.get("date", "")).astimezone(UTC)
    except ValueError:
        return well("Clock", "Slack did not say what time it is; nothing to compare.")
    seconds = abs((now - theirs).total_seconds())
    if seconds > MOST_AGE / 2:
        todo = "Set this machine's clock by NTP, for example: timedatectl set-ntp true"
        return unwell("Clock", f"It is {seconds:.0f} seconds off; {MOST_AGE} is too much.", todo)
    return well("Clock", f"It differs from Slack's by {seconds:.0f} seconds.")


async def _channel(client: AsyncWebClient, patient: SlackPatient) -> Found:
    """By reading one message of it, for which no scope is needed that the bot has not got anyway."""
    check = "Coordinators' channel"
    if not patient.channel:
        return well(check, "None is set: each coordinator is written to privately.")
    try:
        await client.conversations_history(channel=patient.channel, limit=1)
    except TROUBLE as error:
        code = trouble.code(error)
        if code in ("not_in_channel", "channel_not_found"):
            todo = "In that channel, write /invite @Makegood; or correct COORDINATORS_SLACK_CHANNEL."
            return unwell(check, "The bot is not in it, or there is no such channel.", todo)
        return unwell(check, f"Slack does not let the bot look into it ({code}).", FAR)
    return well(check, "The bot is in it.")


async def _socket(patient: SlackPatient) -> Found:
    check = "Slack socket"
    try:
        await _client(patient, patient.app_token).apps_connections_open(app_token=patient.app_token)
    except TROUBLE as error:
        code = trouble.code(error)
        if code in trouble.TOKEN:
            todo = f"Make an app-level token with connections:write on {PAGE}, Basic Information."
            return unwell(check, f"Slack does not accept SLACK_APP_TOKEN ({code}).", todo)
        todo = "Switch Socket Mode on in the app's settings, and let this machine reach Slack."
        return unwell(check, f"It does not open ({code}).", todo)
    return well(check, "It opens.")


async def _reached(patient: SlackPatient, now: datetime) -> Found:
    """By the question with which Slack verifies an address, signed as Slack signs it."""
    check = "Public address"
    if not patient.public_url:
        return unwell(check, "PUBLIC_URL is not set, so it cannot be looked at.", "Set PUBLIC_URL.")
    challenge = secrets.token_hex(8)
    body = json.dumps({"type": "url_verification", "challenge": challenge}).encode()
    stamp = str(int(now.timestamp()))
    headers = {
        "Content-Type": "application/json",
        "X-Slack-Request-Timestamp": stamp,
        "X-Slack-Signature": signature(patient.signing_secret.encode(), stamp, body),
    }
    try:
        async with (
            aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(total=SEND_SECONDS)) as session,
            session.post(
                patient.public_url + EVENTS_PATH, data=body, headers=headers, allow_redirects=False
            ) as answer,
        ):
            status, said = answer.status, (await answer.content.read(1000)).decode(errors="replace")
    except (aiohttp.ClientError, TimeoutError, OSError) as error:
        todo = "Start the bot, and let the proxy in front of it pass that address on to HOST and PORT."
        return unwell(check, f"Nobody answers there ({type(error).__name__}).", todo)
    if status == 200 and challenge in said:
        return well(check, "The bot answers there, and takes what is signed with this secret.")
    return _answered_wrongly(check, status)


def _answered_wrongly(check: str, status: int) -> Found:
    match status:
        case 401:
            todo = (
                "Start the bot again with this SLACK_SIGNING_SECRET; let the proxy pass the body and the "
                "headers X-Slack-Signature and X-Slack-Request-Timestamp on unchanged; set all clocks by NTP."
            )
            return unwell(check, "What is signed with this secret is not accepted there.", todo)
        case 503:
            todo = "If it stays so, look at what the bot writes in its log: it has not reached Slack yet."
            return unwell(check, "The bot, or the proxy, says that it is not ready (503).", todo)
        case 301 | 302 | 303 | 307 | 308:
            todo = "Set PUBLIC_URL, and the address in the app's manifest, to where the bot itself answers."
            return unwell(check, f"Whoever calls is sent elsewhere ({status}).", todo)
        case _:
            todo = f"Let the proxy pass {EVENTS_PATH} on to the bot, unchanged."
            return unwell(check, f"Something else answers there, with {status}.", todo)
