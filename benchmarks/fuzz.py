"""Hostile words and signed malformed payloads on both platforms, against the real bot.

    python -m benchmarks.fuzz [--inputs N] [--payloads N] [--seed N] [--json] [--unwritten]

A volunteer and a group were introduced and have told each other a phone number. Both keep a number and an
address here: the group shares them in this match and not in another, the volunteer with nobody. Strangers on
both platforms then write, command and press whatever there is, with the numbers of these matches, too. What
must not be: a process that dies or breaks, a message that a stand-in refuses, a mass mention that we echo, a
name that strangers read, a number or address that anybody reads with whom it is not shared.
It writes its row of docs/reliability.md, unless --unwritten.
"""

import argparse
import asyncio
import copy
import json
import random
import re
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import httpx
from structlog.testing import capture_logs

from adapters.simulator.actors import OnSlack, OnTelegram
from benchmarks.contacts import KEPT, SHARED, Read, kept_and_shared, numbers_of_matches, readers
from benchmarks.events import _command, _pressed, _said, _signed
from benchmarks.measuring import machine, on_what, progress
from benchmarks.proofs import Proof, written
from bot.chat.action import Action, encode
from bot.flows.commands import COMMANDS
from bot.flows.presses import PRESSES
from bot.stage import CHANNEL, Stage, stage

STRANGERS = 12  # on each platform
AT_ONCE = 48  # things done before the bot is waited for
SECRETS = ("Kowalska", "Quenby", "Seacroft", "07700 900123", "Shah", "the side door", *SHARED, *KEPT)
"""Of the two who were introduced: in no message to a stranger."""

NOBODY = (
    "channel_not_found",
    "user_not_in_channel",
    "user_not_found",
    "invalid_trigger_id",
    "query is too old",
    "chat not found",
)

FRAGMENTS = (
    *("<!channel>", "<!everyone>", "<!here>", "<@U0SAM>", "<#C0COORD>", "@everyone", "@channel"),
    *("&lt;!channel&gt;", "<b>", "</b>", "</a>", "<a href='tg://user?id=5001'>x</a>"),
    *("<pre><code class='x'>", "<tg-spoiler>", "&amp;", "&#x41;", "*", "_", "~", "`", "```"),
    *("> ", "[x](https://x.example)", "<https://x.example|bank>", "javascript:alert(1)"),
    *("=cmd()", "+1", "-1", "@SUM(A1)", "'; DROP TABLE people; --", "{name}", "{0}", "%s"),
    *("${x}", "\\", '"', "'", "\u202e", "\u200b", "\u2066", "\ufeff", "\x00"),
    *("\u0645\u0631\u062d\u0628\u0627", "\U0001d518", "\r\n", "\t", "0", "NaN", "1e999"),
    *("99999999999999999999", "31/02/2027", "yesterday", "LS9", "any time", "4", "yes", "skip"),
    *("Maria", "the pantry", "phone number", "who is the host", "c.post:ABC:1", "n_", "join_"),
    *("talk_", "/start"),
    *("\ud800", "\u0301" * 20, "a" * 500, "👩" * 30),
)


@dataclass(kw_only=True)
class Found:
    """Of one run. `nobody`: answers to chats, people and presses that a payload made up. All others from
    `dead` on must be empty.
    """

    inputs: int = 0
    payloads: int = 0
    seconds: float = 0.0
    answered: dict[str, int] = field(default_factory=dict)
    dead: list[str] = field(default_factory=list)
    broken: dict[str, int] = field(default_factory=dict)
    nobody: list[str] = field(default_factory=list)
    refused: list[str] = field(default_factory=list)
    mentions: list[str] = field(default_factory=list)
    leaks: list[str] = field(default_factory=list)

    @property
    def harm(self) -> bool:
        return bool(self.dead or self.broken or self.refused or self.mentions or self.leaks)


class Watch:
    """What the bot sent, looked at before the stand-ins forget it."""

    def __init__(self, on: Stage, found: Found) -> None:
        self._on = on
        self._found = found
        self._readers: Mapping[str, Read] = {}
        self._seen = 0

    def readers(self, found: Mapping[str, Read]) -> None:
        self._readers = found

    def look(self) -> None:
        for each in self._on.slack.history_raw():
            if each["direction"] == "from_bot":
                self._slack(each)
        for each in self._on.telegram.history_raw():
            if each.get("kind") == "call" and each["status"] >= 400:
                self._refused(f"Telegram {each['method']}: {str(each['answer'])[:200]}")
        for name, (seen, secrets) in self._readers.items():
            words = seen()
            self._found.leaks += [f"{name} reads {secret!r}" for secret in secrets if secret in words]

    def _refused(self, what: str) -> None:
        """To answer whom a malformed payload says is refused where there is nobody of that name."""
        forged = any(word in what for word in NOBODY)
        (self._found.nobody if forged else self._found.refused).append(what)

    def _slack(self, each: Mapping[str, Any]) -> None:
        if each["answer"]["body"].get("ok") is not True:
            self._refused(f"Slack {each['what']}: {str(each['answer'])[:200]}")
        for part in ("text", "blocks", "view", "attachments"):
            hits = mentions(each["sent"].get(part))
            self._found.mentions += [f"Slack {each['what']}: {hit}" for hit in hits]


MENTION = re.compile(r"<!(?:channel|everyone|here|subteam)[^>]*>|<@U[^>]*>")
CALLS = {"broadcast", "usergroup", "user"}
"""The elements of Slack's rich text that call somebody; its `text` is shown as it stands."""


def mentions(sent: Any) -> list[str]:  # noqa: ANN401 - any JSON
    """What would call people: in words that Slack reads as markup, or as an element of its own."""
    if isinstance(sent, str):
        return MENTION.findall(sent)
    if isinstance(sent, list):
        return [hit for each in sent for hit in (mentions(each) if isinstance(each, dict | list) else [])]
    if not isinstance(sent, dict):
        return []
    if sent.get("type") in CALLS:
        return [str(sent["type"])]
    if sent.get("type") == "mrkdwn":
        return mentions(str(sent.get("text")))
    return [
        hit for each in sent.values() for hit in (mentions(each) if isinstance(each, dict | list) else [])
    ]


async def fuzz(inputs: int, payloads: int, seed: int) -> Found:
    found, began, chance = Found(), time.monotonic(), random.Random(seed)
    starts = datetime(2026, 12, 1, 9, 0, 5, tzinfo=UTC)
    with tempfile.TemporaryDirectory() as folder, capture_logs() as logs:
        async with stage(Path(folder), starts=starts, undo_minutes=0) as on:
            await introduced(on)
            ben = await kept_and_shared(on)
            watch = Watch(on, found)
            people = Strangers(on, chance)
            people.subjects = (*people.subjects, *await numbers_of_matches(on))
            strangers: dict[str, Read] = {name: (seen, SECRETS) for name, seen in people.seen().items()}
            watch.readers({**strangers, **readers(on, ben)})
            await _words(on, people, watch, inputs, found)
            await _payloads(on, people, watch, payloads, found)
            await _alive(on, found)
            watch.look()
    wrong = Counter(each["event"] for each in logs if each["log_level"] in ("error", "critical"))
    found.broken = dict(wrong)
    found.refused, found.leaks = sorted(set(found.refused)), sorted(set(found.leaks))
    found.mentions, found.nobody = sorted(set(found.mentions)), sorted(set(found.nobody))
    found.seconds = round(time.monotonic() - began, 1)
    return found


async def introduced(on: Stage) -> None:
    """Priya and Maria have said yes to each other, and talk."""
    await on.sam.commands(f"coordinate {on.code}")
    await on.settle()
    need = ("skills", "bookkeeping for the Quenby fund", "LS9", "any time", "4", "1", "skip", "skip", "skip")
    await on.maria.commands("need")
    for words in (*need, "Seacroft Food Pantry", "post it"):
        await on.maria.says(words)
        await on.settle()
    await on.priya.says("I can do bookkeeping two Fridays a month, 4 hours, LS9 or remote")
    await on.settle()
    await on.priya.presses("My own time")
    await on.settle()
    await on.priya.presses("Post it")
    await on.settle()
    for about in ("New group", "New offer", "New need", "Match"):
        await on.sam.presses("Verify" if about == "New group" else "Approve", CHANNEL, about)
        await on.settle()
    for person in (on.maria, on.priya):
        await person.presses("Yes")
        await on.settle()
    await on.maria.says("Ring me on 07700 900123, or come to the side door")
    await on.settle()


class Strangers:
    """People who were never introduced to anybody."""

    def __init__(self, on: Stage, chance: random.Random) -> None:
        self._on = on
        self.chance = chance
        self.subjects: tuple[str, ...] = ("", "NOSUCHROW1", "U0SAM", "5001")
        some = range(STRANGERS)
        self.phones = [OnTelegram(stand_in=on.telegram, user=6100 + n, name=f"Mal {n}") for n in some]
        self.desks = [OnSlack(stand_in=on.slack, user=f"U0MAL{n}", name=f"Mal {n}") for n in some]
        names = ["<!channel> *Mal*", "<b>Mal</b>", "\u202elaM", "@everyone", "=Mal()", "{name}"]
        for number, phone in enumerate(self.phones):
            on.telegram.add_user(phone.user, names[number % len(names)])
            on.telegram.start(phone.user)
        for number, desk in enumerate(self.desks):
            on.slack.add_user(desk.user, names[number % len(names)])

    def seen(self) -> dict[str, Callable[[], str]]:
        return {
            **{f"Telegram {each.user}": lambda each=each: "\\n".join(each.sees()) for each in self.phones},
            **{f"Slack {each.user}": lambda each=each: "\\n".join(each.sees()) for each in self.desks},
        }

    def words(self) -> str:
        chance = self.chance
        match chance.randrange(6):
            case 0:
                return "".join(chr(chance.randrange(1, 0x2FFF)) for _ in range(chance.randrange(1, 60)))
            case 1:
                return f"{chance.choice(tuple(COMMANDS))} {self._mixed()}"
            case 2:
                return self._mixed() * chance.randrange(1, 40)
            case 3:
                return f"we need {self._mixed()} before Easter, LS9, 4 hours"
            case _:
                return self._mixed()

    def _mixed(self) -> str:
        return " ".join(self.chance.choices(FRAGMENTS, k=self.chance.randrange(1, 5)))

    def sendable(self) -> str:
        """As a client could send it: no half characters, not empty, at most 4,000."""
        text = self.words().replace("\x00", "").encode(errors="ignore").decode()
        short = text.encode("utf-16-le")[:7600].decode("utf-16-le", errors="ignore")  # as Telegram counts
        return short if short.strip() else "."


async def _words(on: Stage, people: Strangers, watch: Watch, inputs: int, found: Found) -> None:
    for number in range(inputs):
        who = number % STRANGERS
        text = people.sendable()
        if number % 2:
            on.telegram.say(people.phones[who].user, text)
        elif people.chance.random() < 0.5:
            await people.desks[who].says(text)
        else:
            await people.desks[who].commands(text)
        found.inputs += 1
        if number % AT_ONCE == AT_ONCE - 1:
            await _settled(on)
            watch.look()
            if number % 1000 < AT_ONCE:
                progress(f"{number + 1} inputs")
    await _settled(on)
    watch.look()


async def _settled(on: Stage) -> None:
    async with asyncio.timeout(60):
        while on.telegram.pending_updates:  # noqa: ASYNC110 - the stand-in is looked at as it is
            await asyncio.sleep(0.01)
        await on.settle()


async def _payloads(on: Stage, people: Strangers, watch: Watch, payloads: int, found: Found) -> None:
    answered: Counter[str] = Counter()
    async with httpx.AsyncClient(timeout=30) as client:
        for number in range(payloads):
            if number % 2:
                kind, content, chat = _update(people, number)
                whole = json.dumps(content, ensure_ascii=False).encode(errors="ignore")
                on.telegram.deliver(kind, json.loads(whole), chat)
                answered["Telegram"] += 1
            else:
                body = _slack(people, number)
                answer = await client.post(str(on.slack.request_url), content=body.body, headers=body.headers)
                answered[f"Slack {answer.status_code}"] += 1
            found.payloads += 1
            if number % AT_ONCE == AT_ONCE - 1:
                await _settled(on)
                watch.look()
                if number % 1000 < AT_ONCE:
                    progress(f"{number + 1} payloads")
    await _settled(on)
    found.answered = dict(answered)
    found.dead += [f"Slack was answered with {code}" for code in answered if code.startswith("Slack 5")]


def _value(people: Strangers) -> str:
    chance = people.chance
    subject = chance.choice((*people.subjects, people.words()[:12]))
    made = Action(verb=chance.choice(tuple(PRESSES)), subject=subject, revision=chance.randrange(-1, 5))
    try:
        return encode(made)
    except ValueError:
        return people.words()[:64]


def _slack(people: Strangers, number: int) -> Any:  # noqa: ANN401 - a request
    user = people.chance.choice(people.desks).user
    match people.chance.randrange(3):
        case 0:
            content = mangled(_said(number, user, people.words()), people)
            return _signed(_bytes(content), "application/json")
        case 1:
            content = mangled(_command(number, user, people.words()), people)
            form = {name: str(value) for name, value in content.items()}
            return _signed(urlencode(form, errors="replace").encode(), "application/x-www-form-urlencoded")
        case _:
            content = mangled(_pressed(number, user, _value(people)), people)
            form = urlencode({"payload": _bytes(content).decode()})
            return _signed(form.encode(), "application/x-www-form-urlencoded")


def _bytes(content: Any) -> bytes:  # noqa: ANN401 - any JSON
    return json.dumps(content).encode()


def _update(people: Strangers, number: int) -> tuple[str, Any, int]:
    user = people.chance.choice(people.phones).user
    who = {"id": user, "is_bot": False, "first_name": "Mal", "language_code": "en"}
    chat = {"id": user, "type": "private", "first_name": "Mal"}
    message = {"message_id": 700_000 + number, "from": who, "chat": chat, "date": 1_796_000_000}
    if people.chance.random() < 0.5:
        return "message", mangled({**message, "text": people.words()}, people), user
    card = {**message, "from": {"id": 100200300, "is_bot": True, "first_name": "Makegood"}, "text": "A card"}
    query = {"id": str(number), "from": who, "chat_instance": "1", "message": card, "data": _value(people)}
    return "callback_query", mangled(query, people), user


def mangled(content: dict[str, Any], people: Strangers) -> Any:  # noqa: ANN401 - any JSON
    """With one to three places in it that are not as they should be."""
    wrong = copy.deepcopy(content)
    for _ in range(people.chance.randrange(1, 4)):
        places = list(_places(wrong))
        if places:
            inside, name = people.chance.choice(places)
            _spoil(inside, name, people)
    return wrong


def _places(value: Any) -> Iterator[tuple[Any, Any]]:  # noqa: ANN401 - any JSON
    listed = enumerate(value) if isinstance(value, list) else ()
    entries = value.items() if isinstance(value, dict) else listed
    for name, inner in entries:
        yield value, name
        yield from _places(inner)


def _spoil(inside: Any, name: Any, people: Strangers) -> None:  # noqa: ANN401 - any JSON
    chance, deep = people.chance, [[]]
    for _ in range(40):
        deep = [deep]
    if isinstance(inside, dict) and chance.random() < 0.25:
        del inside[name]
        return
    others = (None, [], {}, True, -1, 10**30, 1.5, "", deep, {"type": "x"}, [None], "U0SAM", 5001)
    inside[name] = chance.choice((*others, people.words()[:3000]))


async def _alive(on: Stage, found: Found) -> None:
    """Somebody else still gets an answer on either platform."""
    for person in (on.maria, on.priya):
        before = len(person.sees())
        await person.commands("mine")
        await _settled(on)
        if len(person.sees()) <= before:
            found.dead.append(f"{person.name} got no answer afterwards")


def proof(found: Found) -> Proof:
    harms = {
        "ended or silent": len(found.dead),
        "errors": sum(found.broken.values()),
        "refused by a stand-in": len(found.refused),
        "mentions echoed": len(found.mentions),
        "contacts leaked": len(found.leaks),
    }
    return Proof(
        what="hostile words and signed malformed payloads, both platforms",
        how_much=f"{found.inputs:,} and {found.payloads:,} in one run of {found.seconds:.0f} s",
        lost=0,
        twice=0,
        excused=0,
        seen=", ".join(f"{what}: {count}" for what, count in harms.items()),
        kept=not found.harm,
    )


def main(words: Sequence[str] | None = None) -> int:
    reader = argparse.ArgumentParser(description="Hostile words and malformed payloads.")
    reader.add_argument("--inputs", type=int, default=10_000)
    reader.add_argument("--payloads", type=int, default=5_000)
    reader.add_argument("--seed", type=int, default=1)
    reader.add_argument("--json", action="store_true")
    reader.add_argument("--unwritten", action="store_true")
    asked = reader.parse_args(words)
    about = machine()
    found = asyncio.run(fuzz(asked.inputs, asked.payloads, asked.seed))
    if not asked.unwritten:
        written(proof(found), about)
    if asked.json:
        print(json.dumps({"machine": about, "seed": asked.seed, **asdict(found)}, indent=2))
    else:
        print(on_what(about))
        print(f"{found.inputs} inputs and {found.payloads} signed malformed payloads in {found.seconds:g} s.")
        print(f"Answers: {found.answered}")
        for name in ("dead", "broken", "nobody", "refused", "mentions", "leaks"):
            print(f"{name}: {getattr(found, name) or 'none'}")
    return 1 if found.harm else 0


if __name__ == "__main__":
    sys.exit(main())
