"""`makegood story`: the whole loop as text, through the real adapters, with the clock moved by itself."""

import itertools
import json
import tempfile
import time
from collections.abc import Awaitable, Iterator
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import TextIO

from adapters.simulator.actors import Actor
from bot.abroad import Abroad
from bot.services.figure_ports import Funnel
from bot.stage import CHANNEL, Stage, stage
from bot.texts.locales import ENGLISH, Languages, Locale, locale
from bot.texts.times import figure

BEGINS = datetime(2026, 12, 1, 9, 30, 5, tzinfo=UTC)  # a Tuesday
PRIYA, SAM, MARIA, DESK = (
    "Priya (volunteer)",
    "Sam (coordinator)",
    "Maria (food pantry)",
    "Coordinators' channel",
)

CAST = {"Priya Shah": PRIYA, "Sam Okafor": SAM, "Maria Kowalska": MARIA}


@dataclass(frozen=True, kw_only=True)
class Message:
    to: str
    platform: str
    text: str


@dataclass(kw_only=True)
class Transcript:
    """What everybody saw and did, in order."""

    out: TextIO | None
    lines: list[str] = field(default_factory=list)
    messages: list[Message] = field(default_factory=list)

    def write(self, line: str) -> None:
        self.lines.append(line)
        if self.out is not None:
            print(line, file=self.out, flush=True)

    def shown(self, message: Message) -> None:
        self.messages.append(message)
        first, *rest = message.text.splitlines() or [""]
        self.write(f"  -> {message.to}: {first}")
        for line in rest:
            self.write(f"     {line}" if line else "")


@dataclass(kw_only=True)
class Teller:
    """Runs the story on a stage and writes down what is new after each step."""

    on: Stage
    transcript: Transcript
    seen: dict[str, list[str]] = field(default_factory=dict)

    async def act(self, who: str, what: str, doing: Awaitable[object]) -> None:
        """One person does one thing; everything it brings about is shown."""
        self.transcript.write(f"\n{who} {what}")
        await doing
        await self.on.settle()
        self.look()

    async def writes(self, who: Actor, text: str) -> None:
        await self.act(CAST[who.name], f"writes: {text}", who.says(text))

    async def presses(self, who: Actor, label: str) -> None:
        await self.act(CAST[who.name], f"presses: {label}", who.presses(label))

    async def wait(self, what: str, by: timedelta) -> None:
        """The clock moves on."""
        now = self.on.clock() + by
        local = now.astimezone(self.on.zone)
        self.transcript.write(f"\n... {what}: {local:%A} {local.day} {local:%B %Y}, {local:%H:%M}")
        await self.on.forward(by)
        self.look()

    def look(self) -> None:
        """Shows what appeared or changed in every chat since the last look."""
        for to, platform, texts in self._chats():
            before = self.seen.get(to, [])
            for at, text in enumerate(texts):
                if at >= len(before) or before[at] != text:
                    self.transcript.shown(Message(to=to, platform=platform, text=text))
            self.seen[to] = texts

    def _chats(self) -> Iterator[tuple[str, str, list[str]]]:
        yield PRIYA, "slack", self.on.priya.sees()
        yield MARIA, "telegram", self.on.maria.sees()
        yield SAM, "slack", self.on.sam.sees()
        yield DESK, "slack", self.on.sam.sees(CHANNEL)


async def story(*, as_json: bool, out: TextIO, language: str = ENGLISH) -> int:
    """Plays it, the bot speaking that language; 0 only if the hours really are verified in the database."""
    began = time.monotonic()
    transcript = Transcript(out=None if as_json else out)
    with tempfile.TemporaryDirectory() as folder:
        funnel = await play(transcript, Path(folder), language=language)
    if as_json:
        print(json.dumps(_document(funnel, transcript, time.monotonic() - began), indent=2), file=out)
    else:
        _write_funnel(transcript, funnel)
    return 0 if funnel.verified > 0 and funnel.verified == funnel.claimed else 1


async def play(
    transcript: Transcript, folder: Path, database_url: str = "", *, language: str = ENGLISH
) -> Funnel:
    """The same story every time: ids count up, and the clock begins on the same morning."""
    counter = itertools.count(1)
    ids = lambda: f"ID{next(counter):04d}"  # noqa: E731 - a name for one line
    speaks = Languages(on=(language,))
    async with stage(folder, database_url=database_url, starts=BEGINS, ids=ids, languages=speaks) as on:
        teller = Teller(on=_abroad(on, locale(language)), transcript=transcript)
        for chapter in (_arrive, _post, _decide, _agree, _meet, _verify):
            await chapter(teller)
        async with on.bot.storage.begin() as tx:
            return await tx.figures.funnel()


def _abroad(on: Stage, reads: Locale) -> Stage:
    if reads.code == ENGLISH:
        return on
    priya, sam, maria = (
        Abroad(actor=each, reads=reads, name=each.name, platform=each.platform)
        for each in (on.priya, on.sam, on.maria)
    )
    return replace(on, priya=priya, sam=sam, maria=maria)


async def _arrive(tell: Teller) -> None:
    on = tell.on
    await tell.act(SAM, "redeems a one-time code", on.sam.commands(f"coordinate {on.code}"))


async def _post(tell: Teller) -> None:
    on = tell.on
    offer = "I can do bookkeeping two Fridays a month, 4 hours, LS11 or remote"
    await tell.writes(on.priya, offer)
    await tell.presses(on.priya, "My own time")
    await tell.presses(on.priya, "Post it")
    need = "we need someone to sort out our accounts before Easter, LS9"
    await tell.writes(on.maria, need)
    await tell.presses(on.maria, "4 hours")
    await tell.writes(on.maria, "just one person")
    await tell.act(
        MARIA, "writes: a laptop, tea, and a quiet room", on.maria.says("a laptop, tea, and a quiet room")
    )
    await tell.writes(on.maria, "Seacroft Food Pantry")
    await tell.presses(on.maria, "Post it")


async def _decide(tell: Teller) -> None:
    sam = tell.on.sam
    await tell.act(SAM, "presses Verify on the group", sam.presses("Verify", CHANNEL))
    await tell.act(SAM, "presses Approve on the offer", sam.presses("Approve", CHANNEL, about="New offer"))
    await tell.act(SAM, "presses Approve on the need", sam.presses("Approve", CHANNEL, about="New need"))
    await tell.wait("the time to undo is over", timedelta(minutes=11))
    await tell.act(SAM, "presses Approve on the match", sam.presses("Approve", CHANNEL, about="Match"))
    await tell.act(SAM, "presses Ask now", sam.presses("Ask now", CHANNEL))


async def _agree(tell: Teller) -> None:
    on = tell.on
    await tell.wait("two working days of silence", timedelta(days=2, minutes=1))
    await tell.presses(on.maria, "Yes")
    await tell.presses(on.priya, "Yes")
    await tell.act(
        PRIYA, "writes: Hello! Is a Friday good for you?", on.priya.says("Hello! Is a Friday good for you?")
    )
    await tell.wait("three working days without a date", timedelta(days=5, minutes=1))
    await tell.presses(on.maria, "Yes, set a date")
    await tell.writes(on.maria, "a week on Friday, 10 to 2")
    await tell.presses(on.maria, "Post it")
    await tell.presses(on.priya, "Yes, that works")


async def _meet(tell: Teller) -> None:
    on = tell.on
    session = datetime(2026, 12, 18, 10, 0, tzinfo=UTC)
    await tell.wait("the day before", session - timedelta(days=1) - on.clock() + timedelta(minutes=1))
    await tell.presses(on.maria, "All set")
    await tell.wait("two hours before", session - timedelta(hours=2) - on.clock() + timedelta(minutes=1))
    await tell.wait("the next working day", timedelta(days=3, hours=6))


async def _verify(tell: Teller) -> None:
    on = tell.on
    await tell.act(MARIA, "presses: Yes", on.maria.presses("Yes", about="Was it delivered?"))
    await tell.presses(on.maria, "4 hours")
    await tell.wait("two working days later", timedelta(days=2, minutes=1))
    await tell.presses(on.priya, "Give feedback")
    await tell.presses(on.priya, "5, excellent")
    await tell.presses(on.priya, "Skip")
    await tell.presses(on.priya, "Yes")
    await tell.writes(on.priya, "Thank you for the tea, and for the work you do.")
    await tell.act(SAM, "says: report", on.sam.says("report"))


STEPS = ("promised", "allocated", "scheduled", "claimed", "verified")


def _document(funnel: Funnel, transcript: Transcript, seconds: float) -> dict[str, object]:
    return {
        "funnel": {f"{step}_hours": float(getattr(funnel, step)) for step in STEPS},
        "messages": [
            {"to": each.to, "platform": each.platform, "text": each.text} for each in transcript.messages
        ],
        "seconds": round(seconds, 2),
    }


def _write_funnel(transcript: Transcript, funnel: Funnel) -> None:
    transcript.write("\nWhat came of it, in hours")
    most = max(funnel.promised, Decimal(1))
    for step in STEPS:
        amount: Decimal = getattr(funnel, step)
        transcript.write(f"  {step:<10} {figure(amount):>5}  {'#' * int(amount / most * 40)}")
