"""A message to many at once, as fast as the platform allows and never faster; and answers meanwhile.

    python -m benchmarks.sending [--chats N] [--platform slack|telegram] [--away MS] [--database D] [--json]

Ours: the real outbox, relay and adapter, under the strict stand-in of the platform, which keeps its sending
rates and refuses with 429 what comes faster; it is a process of its own. On Telegram twenty of the chats are
groups that get twenty-five messages each. While all that waits, somebody who is not among the many asks for
help every second. The share is of the rate that the platform allows in the long run: what it lets through at
once at the beginning is left out. With --away every answer of the platform takes about so long.
"""

import argparse
import asyncio
import json
import logging
import tempfile
import time
from collections import Counter, defaultdict, deque
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from benchmarks.city import Call, City, Seen, city, new_database
from benchmarks.events import Commands, PlatformName, Standing, account
from benchmarks.measuring import latency, machine, on_what, progress
from benchmarks.stand_ins import GROUPS
from bot.logs import set_up_logging

ASKERS = 20  # who ask in turn, and are not among the many
EACH = 1.0  # seconds between two questions
TO_A_GROUP = 25  # messages: more than it may get in a minute
AIM = 0.95
MANY: Mapping[PlatformName, int] = {"Slack": 500, "Telegram": 3000}
ALLOWED: Mapping[PlatformName, int] = {"Slack": 5, "Telegram": 30}
"""Messages a second, in all: for Slack 300 a minute, the lowest that is spoken of."""


@dataclass(kw_only=True)
class Sent:
    """Every message as the stand-in saw it come, and the seconds that answers took from the question."""

    platform: PlatformName
    asked_of_us: int
    calls: list[Call] = field(default_factory=list)
    too_fast: int = 0
    answers: list[float] = field(default_factory=list)
    unanswered: int = 0

    @property
    def seconds(self) -> float:
        return self.calls[-1].at - self.calls[0].at

    @property
    def share(self) -> float:
        """Of the allowed rate; the first full second's worth is not counted."""
        allowed = ALLOWED[self.platform]
        return (len(self.calls) - allowed) / self.seconds / allowed

    def most(self, seconds: float, *, groups: bool = False, of_a_chat: bool = False) -> int:
        """The most messages in any such stretch: of all, in one chat, or in one group."""
        times: defaultdict[str, list[float]] = defaultdict(list)
        for call in self.calls:
            if not groups or call.place.startswith("-"):
                times[call.place if of_a_chat or groups else ""].append(call.at)
        return max((_most_in(each, seconds) for each in times.values()), default=0)

    def document(self) -> dict[str, Any]:
        waited = latency([1000 * each for each in self.answers]).document() if self.answers else {}
        return {
            "to_send": self.asked_of_us,
            "sent": len(self.calls),
            "seconds": round(self.seconds, 1),
            "per_second": round(len(self.calls) / self.seconds, 2),
            "share_of_allowed": round(self.share, 3),
            "most_in_a_second": self.most(1),
            "most_in_a_chat_in_a_second": self.most(1, of_a_chat=True),
            "most_in_a_chat_in_five_seconds": self.most(5, of_a_chat=True),
            "most_in_a_group_in_a_minute": self.most(60, groups=True),
            "refused_429": self.too_fast,
            "answers": {**waited, "count": len(self.answers), "unanswered": self.unanswered},
        }


def _most_in(times: Iterable[float], seconds: float) -> int:
    window, most = deque[float](), 0
    for each in times:
        window.append(each)
        while window[0] <= each - seconds:
            window.popleft()
        most = max(most, len(window))
    return most


def many(platform: PlatformName, chats: int) -> list[str]:
    """Where everybody's message goes: to each once, and to groups as often as they may not get it at once."""
    if platform == "Slack":
        return [account(platform, ASKERS + number) for number in range(chats)]
    groups = [str(each) for each in GROUPS[: min(len(GROUPS), chats // 2)]]
    people = [account(platform, ASKERS + number) for number in range(chats - len(groups))]
    return groups * max(1, min(TO_A_GROUP, chats // len(GROUPS))) + people


async def measure(platform: PlatformName, chats: int, database: str = "", away: float = 0) -> Sent:
    """`away`: milliseconds."""
    with tempfile.TemporaryDirectory() as folder:
        people = chats + ASKERS
        async with city(Path(folder), people, database=database, away=away) as at:
            await _greet(at, platform)
            places = many(platform, chats)
            found = Sent(platform=platform, asked_of_us=len(places))
            progress(f"{platform}: {len(places)} messages to {chats} chats")
            await at.queue(platform, places)
            questions = await _ask_until_sent(at, platform)
            _noted(await at.seen(), places, questions, found)
            return found


async def _greet(at: City, platform: PlatformName) -> None:
    """Whoever asks later is known by then."""
    for person in range(ASKERS):
        await _asks(at, platform, person)
    while await at.waiting():  # noqa: ASYNC110 - the outbox tells nobody when it is empty
        await asyncio.sleep(EACH)
    await at.seen()


async def _asks(at: City, platform: PlatformName, person: int) -> float:
    asked = time.monotonic()
    request = at.among.deliveries.request(platform, person, Commands(name="help"), Standing())
    await at.among.send(at.contestant(platform), request)
    return asked


async def _ask_until_sent(at: City, platform: PlatformName) -> list[tuple[str, float]]:
    questions: list[tuple[str, float]] = []
    while await at.waiting():
        person = len(questions) % ASKERS
        questions.append((account(platform, person), await _asks(at, platform, person)))
        await asyncio.sleep(EACH)
    return questions


def _noted(seen: Seen, places: Sequence[str], questions: Sequence[tuple[str, float]], found: Sent) -> None:
    """Answers are what came to those who asked; what came to others is of the many."""
    found.calls, found.too_fast = sorted(seen.sendings()), seen.too_fast
    came = Counter(call.place for call in found.calls)
    missing = {place: times for place, times in Counter(places).items() if came[place] != times}
    if missing:
        raise RuntimeError(f"{len(missing)} chats did not get what was for them, each once")
    answers: defaultdict[str, deque[float]] = defaultdict(deque)
    for call in found.calls:
        answers[_person(call.place)].append(call.at)
    for who, asked in questions:
        if answers[who]:
            found.answers.append(answers[who].popleft() - asked)
        else:
            found.unanswered += 1


def _person(place: str) -> str:
    """Whose private chat that is: Slack may be told the person or the conversation."""
    return f"U{place[1:]}" if place.startswith("D") else place


def table(found: Sequence[Sent], about: Mapping[str, object]) -> str:
    lines = []
    for each in found:
        told = each.document()
        answers = told["answers"]
        lines += [
            f"{each.platform}: {told['sent']} messages in {told['seconds']} s, {told['per_second']} a second:"
            f" {told['share_of_allowed']:.1%} of the allowed rate (aim: {AIM:.0%}),"
            f" refused with 429: {told['refused_429']}",
            f"  at most {told['most_in_a_second']} in a second, in one chat"
            f" {told['most_in_a_chat_in_a_second']}, in five {told['most_in_a_chat_in_five_seconds']},"
            f" in a group {told['most_in_a_group_in_a_minute']} a minute",
            f"  {answers['count']} answers meanwhile: p50 {answers.get('p50_ms')} ms,"
            f" p99 {answers.get('p99_ms')} ms; unanswered: {answers['unanswered']}",
        ]
    return "\n".join([*lines, on_what(about)])


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--chats", type=int, help="500 on Slack, 3000 on Telegram")
    parser.add_argument("--platform", choices=("slack", "telegram"), help="both, unless named")
    parser.add_argument("--away", type=float, default=0, help="milliseconds that the platform is away")
    parser.add_argument("--database", choices=("sqlite", "postgresql"), default="sqlite")
    parser.add_argument("--json", action="store_true", help="one document on standard output")
    asked = parser.parse_args()
    set_up_logging("text", logging.ERROR)
    about = machine()
    named = [each for each in MANY if asked.platform in (None, each.lower())]
    found = []
    for platform in named:
        with new_database(asked.database) as url:
            found.append(asyncio.run(measure(platform, asked.chats or MANY[platform], url, asked.away)))
    if asked.json:
        figures = {each.platform: each.document() for each in found}
        print(json.dumps({"machine": about, "away_ms": asked.away, "aim": AIM, "figures": figures}, indent=2))
    else:
        print(table(found, about))


if __name__ == "__main__":
    main()
