"""The follow-up of a process of its own, whose clock goes ahead by days: N2, N4, N6, N7, N9, N10."""

from datetime import UTC, date, datetime, time, timedelta
from time import monotonic

from adapters.simulator.actors import Actor
from bot.bank_holidays import bank_holiday
from bot.domain.calendar import WorkingDays
from tests.system import playing
from tests.system.city import CHANNEL, City
from tests.system.playing import LEEDS, Seen, pressed, said, shows, until
from tests.system.test_killed import CHAT_OF_MARIA, DM_OF_PRIYA, Told

CALENDAR = WorkingDays(zone=LEEDS, holiday=bank_holiday)
MOST_DAYS = 12
ASKED_AGAIN: Told = {
    DM_OF_PRIYA: (
        ("A group needs you.\nA group would",),
        ("A group needs you.\nI asked a few days ago",),
        ("You have a match",),
    ),
    CHAT_OF_MARIA: (
        ("Someone could help\nI asked a few days ago",),
        ("You have a match",),
    ),
}
"""What they are told while they are asked again, by chat: how each message begins."""
TOLD: Told = {
    DM_OF_PRIYA: (
        *ASKED_AGAIN[DM_OF_PRIYA],
        ("Did you speak?",),
        ("A date is suggested",),
        ("It is a date",),
        ("For your calendar",),
        ("Coming up",),
        ("Today",),
        ("Thank you.\n4 hours",),
        ("How was it?",),
        ("2 things wait for you",),
    ),
    CHAT_OF_MARIA: (
        *ASKED_AGAIN[CHAT_OF_MARIA],
        ("Did you speak?",),
        ("When shall it be?", "Date:"),
        ("Is this right?\nDate:", "✓ Set a date"),
        ("I have suggested",),
        ("It is a date",),
        ("For your calendar",),
        ("Coming up",),
        ("Today",),
        ("Was it delivered?",),
        ("How many hours was it", "Hours:"),
        ("Thank you\n4 hours",),
        ("How was it?",),
        ("2 things wait for you",),
    ),
}
"""The same of all that comes after it, too."""
TICKED = 2.0  # seconds in which the program looked at its clock, and said what there was to say


async def the_months(at: City) -> None:
    """Everybody is silent until they were reminded."""
    days = Days(at)
    await asked_again(at, days)
    await _met(at, days)
    at.peace = True
    await at.still()


async def asked_again(at: City, days: "Days") -> None:
    """Both say yes to the first reminder; the bot dies from before it on."""
    priya, maria = at.priya, at.maria
    await _matched(at)
    at.peace = False
    await days.until(shows(maria, "I asked a few days ago"))
    await pressed(at, maria, "Yes", "You said yes", about="I asked a few days ago")
    await days.until(shows(priya, "I asked a few days ago"))
    await pressed(at, priya, "Yes", "You have a match", about="I asked a few days ago")


async def _met(at: City, days: "Days") -> None:
    priya, maria, sam = at.priya, at.maria, at.sam
    await days.until(_shown_to("Did you speak?", priya, maria))
    date = days.in_some()
    await pressed(at, maria, "Set a date", "When shall it be?", about="You have a match")
    await said(at, maria, f"{date:%-d %B %Y}, 10:00 to 14:00", "I will suggest this date")
    await pressed(at, maria, "Post it", "I have suggested", about="I will suggest this date")
    await pressed(at, priya, "Yes, that works", "It is a date")
    await days.come(date - timedelta(days=1), time(12, 5))
    await until(shows(sam, "not confirmed", CHANNEL), "nobody was told that it is not confirmed")
    for who in (priya, maria):
        await until(shows(who, "Coming up"), f"{who.name} was not reminded of the date")
    await days.come(date, time(8, 5))
    for who in (priya, maria):
        await until(shows(who, "Today"), f"{who.name} was not reminded on the day")
    await days.come(date, time(14, 5))
    await until(shows(sam, "Now: under way", CHANNEL), "it never began")
    await days.until(shows(maria, "Was it delivered?"))
    await pressed(at, maria, "Yes", "How many hours was it", about="Was it delivered?")
    await pressed(at, maria, "4 hours", "Thank you")
    for words in ("How was it?", "2 things wait for you"):
        await days.until(_shown_to(words, priya, maria))


def _shown_to(words: str, *people: Actor) -> Seen:
    return lambda: all(shows(who, words)() for who in people)


async def _matched(at: City) -> None:
    await playing.decided(at)
    await until(shows(at.maria, "Someone could help"), "Maria was never asked")


class Days:
    """The program's clock, which goes to the morning of the next working day when somebody is waited for."""

    def __init__(self, at: City) -> None:
        self._at = at
        self._day = datetime.now(UTC).astimezone(LEEDS).date()

    async def until(self, seen: Seen) -> None:
        for _ in range(MOST_DAYS):
            if seen():
                break
            await self.come(self._next(self._day), time(10))
            await self._at.still(seen, TICKED)
        await self._at.still()
        assert seen(), f"not said by {self._day}"

    async def come(self, day: date, hour: time) -> None:
        """Nothing is under way when it does: a lease would be over."""
        await self._at.still()
        self._day = day
        self._at.goes_ahead(datetime.combine(day, hour, LEEDS))
        self._at.last_call = monotonic()  # from here on nothing is said for a while

    def in_some(self) -> date:
        """A working day after another one, far enough from here to be agreed on."""
        day = self._next(self._next(self._next(self._day)))
        while not CALENDAR.works(day - timedelta(days=1)):
            day = self._next(day)
        return day

    def _next(self, day: date) -> date:
        return CALENDAR.first_from(day + timedelta(days=1)).astimezone(LEEDS).date()
