"""The story, acted by people who do nothing twice that visibly worked."""

import asyncio
import contextlib
from collections.abc import Awaitable, Callable
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from adapters.simulator.actors import Actor, NothingLikeThat, OnSlack
from adapters.simulator.slack import CannotDo
from tests.system.city import CHANNEL, City, When
from tests.system.program import invite

LONG = 60.0  # seconds that a person waits, with every restart in between, before the test gives up
PATIENT = 3.0  # seconds without anything new after which what failed is done again
READING = 0.3  # seconds without anything new after which a person presses
AHEAD = timedelta(seconds=60)  # the time to agree on a date before it comes
LEEDS = ZoneInfo("Europe/London")
FORM = {
    "kind": "skills",
    "what": "bookkeeping",
    "where": "LS11",
    "when": "any time",
    "hours": "4",
    "leave": "own",
}

Seen = Callable[[], bool]


async def until(seen: Seen, what: str, seconds: float = LONG) -> None:
    try:
        async with asyncio.timeout(seconds):
            while not seen():  # noqa: ASYNC110 - the stand-ins tell nobody what they show
                await asyncio.sleep(0.02)
    except TimeoutError:
        raise AssertionError(f"after {seconds:g} seconds: {what}") from None


def shows(person: Actor, words: str, place: str = "") -> Seen:
    return lambda: any(words in text for text in person.sees(place))


async def on_slack(at: City, who: OnSlack, act: Callable[[], Awaitable[object]], seen: Seen) -> None:
    """Slack says at once when an act failed: then, and if it brought about nothing, it is done again."""
    failures = len(at.slack.problems(who.user))
    await act()
    while len(at.slack.problems(who.user)) > failures:
        await at.still(seen, PATIENT)
        if seen():
            return
        failures = len(at.slack.problems(who.user))
        try:
            await act()
        except (NothingLikeThat, CannotDo):
            return  # it worked, although Slack said otherwise: what it was done to is gone


async def pressed(at: City, person: Actor, label: str, then: str, place: str = "", about: str = "") -> None:
    """One press of what was read; Telegram keeps it for us, so it is never done again there."""
    await until(lambda: person.offers(label, place, about), f"{person.name} sees no {label!r} {about!r}")
    await at.still(seconds=READING)
    seen = shows(person, then, place)
    if isinstance(person, OnSlack):
        await on_slack(at, person, lambda: person.presses(label, place, about), seen)
    else:
        with contextlib.suppress(TimeoutError):
            await person.presses(label, place, about)
    await until(seen, f"{person.name} pressed {label!r} and never saw {then!r}")
    await between(at)


async def said(at: City, person: Actor, text: str, then: str) -> None:
    """Words are sent once: both platforms keep them for us."""
    with contextlib.suppress(TimeoutError):
        await person.says(text)
    await until(shows(person, then), f"{person.name} said {text!r} and never saw {then!r}")
    await between(at)


async def between(at: City) -> None:
    if at.when is When.BETWEEN:
        await at.killed()


async def offers_with_a_form(at: City) -> None:
    """The command, the form, its review, and Post it."""
    priya = at.priya
    posted = shows(priya, "Your offer is posted")

    async def fill() -> None:
        match priya.form_title():
            case "Offer help":
                await priya.fills(FORM)
            case "Is this right?":
                await priya.fills({})
            case _:
                await priya.commands("offer")

    async with asyncio.timeout(LONG):
        for title in ("Offer help", "Is this right?", ""):
            while priya.form_title() != title:
                failures = len(at.slack.problems(priya.user))
                await fill()
                if len(at.slack.problems(priya.user)) > failures:
                    await at.still(posted, PATIENT)
                    if posted():
                        break
    await until(posted, "the offer was never posted")
    await between(at)


def soon() -> datetime:
    """The first full minute that leaves the time to agree on it."""
    start = datetime.now(LEEDS) + AHEAD
    return start.replace(second=0, microsecond=0) + timedelta(minutes=1)


def typed(start: datetime) -> str:
    """A date of one minute, as people type it."""
    end = start + timedelta(minutes=1)
    return f"{start.day} {start:%B} {start:%H:%M} to {end:%H:%M}"


async def the_story(at: City) -> None:
    """From a code to verified hours and feedback."""
    code = await invite(at.env, at.folder)
    at.peace = False
    await _coordinates(at, code)
    await between(at)
    await offers_with_a_form(at)
    for chapter in (asks_for_help, decides, _agree, _meet_and_verify):
        await chapter(at)
    at.peace = True
    await at.still()


async def decided(at: City) -> None:
    """From a code to a match that the host is to be asked about."""
    await _coordinates(at, await invite(at.env, at.folder))
    for chapter in (offers_with_a_form, asks_for_help, decides):
        await chapter(at)


async def _coordinates(at: City, code: str) -> None:
    welcomed = shows(at.sam, "You are a coordinator now")
    await on_slack(at, at.sam, lambda: at.sam.commands(f"coordinate {code}"), welcomed)
    await until(welcomed, "Sam is no coordinator")


async def asks_for_help(at: City) -> None:
    maria = at.maria
    need = "we need someone to sort out our accounts before Easter, 4 hours, LS9"
    await said(at, maria, need, "How many people")
    await said(at, maria, "1", "What do you provide")
    await said(at, maria, "tea", "Which group")
    await said(at, maria, "Seacroft Food Pantry", "Is this right?")
    await pressed(at, maria, "Post it", "Your request is posted")


async def decides(at: City) -> None:
    sam = at.sam
    await pressed(at, sam, "Verify", "Now: verified", CHANNEL)
    await pressed(at, sam, "Approve", "Now: live", CHANNEL, about="New offer")
    await pressed(at, sam, "Approve", "Match", CHANNEL, about="New need")
    await pressed(at, sam, "Approve", "the group is asked", CHANNEL, about="Match")


async def _agree(at: City) -> None:
    priya, maria = at.priya, at.maria
    await pressed(at, maria, "Yes", "You said yes", about="Someone could help")
    await pressed(at, priya, "Yes", "You have a match", about="A group needs you")
    await said(at, priya, "Hello! Is today good for you?", "Delivered to Maria")
    await until(shows(maria, "Is today good for you?"), "Priya's words never arrived")
    await pressed(at, maria, "Set a date", "When shall it be?")
    starts = soon()
    await said(at, maria, typed(starts), "I will suggest this date")
    await pressed(at, maria, "Post it", "I have suggested", about="I will suggest this date")
    await pressed(at, priya, "Yes, that works", "It is a date")
    for person in (priya, maria):
        await until(shows(person, "Today"), f"{person.name} was not reminded of the date")
    at.goes_ahead(starts + timedelta(seconds=1))


async def _meet_and_verify(at: City) -> None:
    priya, maria = at.priya, at.maria
    begun = shows(at.sam, "Now: under way", CHANNEL)
    await until(begun, "the session never began")
    await pressed(at, maria, "Yes", "How many hours was it", about="Was it delivered?")
    await pressed(at, maria, "4 hours", "Thank you")
    await pressed(at, priya, "Give feedback", "How was it, from 1 to 5?")
    await pressed(at, priya, "5, excellent", "What would you say")
    await pressed(at, priya, "Skip", "Would you do it again?")
    await pressed(at, priya, "Yes", "a word of thanks", about="Would you do it again?")
    await pressed(at, priya, "Skip", "The coordinators read it", about="a word of thanks")
    await at.sam.says("report")
    await until(shows(at.sam, "4 of 4 promised hours delivered"), "Sam never saw the figures")
    await between(at)
