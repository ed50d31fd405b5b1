"""Every command there is; each can also be typed as a plain word."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import replace
from decimal import Decimal

from bot.chat.outgoing import Card
from bot.domain.listings import ListingState
from bot.domain.matches import LIVE, Match, MatchState, Party
from bot.domain.organisations import OrganisationKind
from bot.domain.people import Person
from bot.flows import talk
from bot.flows.catalogue import COORDINATE, FLOWS, NEED, OFFER
from bot.flows.scene import Scene
from bot.flows.talk import Replies, begin
from bot.flows.terms import answers_from
from bot.reading.sentence import read_sentence
from bot.services.moves import listing_view, view_of
from bot.services.roles import must_coordinate
from bot.texts import coordinator_cards as desk
from bot.texts import listing_cards, match_cards, people_cards
from bot.texts.cards import note
from bot.texts.report_cards import report

Command = Callable[[Scene, str], Awaitable[Replies]]
MOST_SHOWN = 5  # cards in answer to one command


async def run(scene: Scene, name: str, rest: str) -> Replies:
    """The command of that name; an unknown one is answered with what there is."""
    command = COMMANDS.get(name.lower())
    if command is None:
        await scene.say(people_cards.not_understood(await role_of(scene)))
        return ()
    return await command(scene, rest.strip())


async def role_of(scene: Scene) -> str:
    """How this person is spoken to: a group's, a volunteer, or a coordinator in the coordinators' place."""
    if scene.person.coordinates and (not scene.origin.private or not scene.person.organisation):
        return "coordinator"
    if not scene.person.organisation:
        return "volunteer" if scene.origin.organisation else "group"
    organisation = await scene.turn.tx.organisations.get(scene.person.organisation)
    return "volunteer" if organisation.kind is OrganisationKind.EMPLOYER else "group"


async def _help(scene: Scene, rest: str) -> Replies:
    waiting = await scene.turn.tx.conversations.current(scene.origin.sender, scene.origin.chat)
    await scene.say(people_cards.help_card(await role_of(scene)))
    if waiting is not None:
        await scene.say(note("help.in_step", what=FLOWS[waiting.flow].title))
    return ()


async def _cancel(scene: Scene, rest: str) -> Replies:
    waiting = await scene.turn.tx.conversations.current(scene.origin.sender, scene.origin.chat)
    if waiting is None:
        await scene.say(note("cancel.nothing"))
        return ()
    return await talk.cancel(scene, waiting)


async def _back(scene: Scene, rest: str) -> Replies:
    waiting = await scene.turn.tx.conversations.current(scene.origin.sender, scene.origin.chat)
    if waiting is None:
        await scene.say(note("cancel.nothing"))
        return ()
    return await talk.back(scene, waiting)


async def _offer(scene: Scene, rest: str) -> Replies:
    """A form, or step by step; words after the command are read first."""
    if not rest:
        return await begin(scene, OFFER, form=True)
    reading = read_sentence(f"I can offer {rest}", today=scene.moment.today, zone=scene.moment.zone)
    return await begin(scene, OFFER, answers=answers_from(reading), form=True)


async def _need(scene: Scene, rest: str) -> Replies:
    if not rest:
        return await begin(scene, NEED, form=True)
    reading = read_sentence(f"We need {rest}", today=scene.moment.today, zone=scene.moment.zone)
    return await begin(scene, NEED, answers=answers_from(reading), form=True)


async def _start(scene: Scene, rest: str) -> Replies:
    """First contact, or a link on a poster."""
    if rest == "need":
        return await begin(scene, NEED)
    if rest == "offer":
        return await begin(scene, OFFER)
    return await _help(scene, rest)


async def _mine(scene: Scene, rest: str) -> Replies:
    cards = await my_cards(scene)
    if not cards:
        await scene.say(people_cards.nothing_yet(await role_of(scene)))
    for id, card in cards:
        await scene.say(card, key=f"mine:{id}:{scene.origin.event}")
    return ()


async def my_cards(scene: Scene) -> list[tuple[str, Card]]:
    """My matches and listings by id, each with its next step, at most five of each, the newest first."""
    tx, person = scene.turn.tx, scene.person
    cards: list[tuple[str, Card]] = []
    for match in [each for each in await tx.matches.of_person(person.id) if _shown(each, person)][
        :MOST_SHOWN
    ]:
        view, party = await view_of(scene.turn, match), match.party(person.id)
        if party is not None:
            cards.append((match.id, match_cards.mine(view, party, scene.turn.house.zone)))
    owned = [each for each in await tx.listings.of_owner(person.id) if each.state not in OVER]
    for listing in owned[:MOST_SHOWN]:
        cards.append((listing.id, listing_cards.mine(await listing_view(scene.turn, listing))))
    return cards


OVER = (ListingState.WITHDRAWN, ListingState.DECLINED, ListingState.LAPSED)
NOT_YET_TOLD = (MatchState.SUGGESTED, MatchState.APPROVED_TO_ASK, MatchState.DISMISSED)


def _shown(match: Match, person: Person) -> bool:
    """A person sees their matches from the moment that they were asked."""
    if match.state in NOT_YET_TOLD:
        return False
    if match.state is MatchState.ASKED_HOST and match.party(person.id) is Party.VOLUNTEER:
        return False
    return match.state in LIVE or match.state in (MatchState.CLOSED, MatchState.CLOSED_PART)


async def _coordinate(scene: Scene, rest: str) -> Replies:
    if not rest:
        return await begin(scene, COORDINATE, form=True)
    return await begin(scene, COORDINATE, answers={"code": (rest,)})


async def _queue(scene: Scene, rest: str) -> Replies:
    """Everything that waits for a decision, oldest first, as the cards to decide with."""
    must_coordinate(scene.turn)
    tx = scene.turn.tx
    groups = await tx.organisations.pending()
    waiting = await tx.listings.in_state(ListingState.SUBMITTED)
    suggested = await tx.matches.in_state(MatchState.SUGGESTED, MatchState.DISPUTED)
    total = len(groups) + len(waiting) + len(suggested)
    if not total:
        await scene.say(note("queue.empty"))
        return ()
    await scene.say(
        note("queue.lead", groups=str(len(groups)), listings=str(len(waiting)), matches=str(len(suggested)))
    )
    at, house = scene.turn.now, scene.turn.house
    cards = [(each.id, desk.organisation_card(each, house.zone, None)) for each in groups]
    cards += [
        (each.id, desk.listing_card(await listing_view(scene.turn, each), house.zone, None))
        for each in waiting
    ]
    cards += [
        (each.id, desk.match_card(await view_of(scene.turn, each), house.zone, at)) for each in suggested
    ]
    for id, card in cards[:MOST_SHOWN]:
        await scene.say(card, key=f"queue:{id}:{scene.origin.event}")
    return ()


async def _report(scene: Scene, rest: str) -> Replies:
    """How much of it happened."""
    must_coordinate(scene.turn)
    funnel = await scene.turn.tx.figures.funnel()
    steps: dict[str, Decimal] = {
        "promised": funnel.promised,
        "allocated": funnel.allocated,
        "scheduled": funnel.scheduled,
        "claimed": funnel.claimed,
        "verified": funnel.verified,
    }
    await scene.say(report(steps))
    return ()


async def _stop(scene: Scene, rest: str) -> Replies:
    await scene.turn.tx.people.put(replace(scene.person, stopped_at=scene.turn.now))
    await scene.say(note("stop.done"))
    return ()


async def _resume(scene: Scene, rest: str) -> Replies:
    await scene.turn.tx.people.put(replace(scene.person, stopped_at=None, paused_until=None))
    await scene.say(note("resume.done"))
    return ()


COMMANDS: Mapping[str, Command] = {
    "help": _help,
    "start": _start,
    "cancel": _cancel,
    "back": _back,
    "offer": _offer,
    "need": _need,
    "mine": _mine,
    "coordinate": _coordinate,
    "queue": _queue,
    "report": _report,
    "stop": _stop,
    "resume": _resume,
}
AS_WORDS = frozenset(COMMANDS) - {"start", "offer", "need", "coordinate"}
"""Commands that are also understood as a single typed word."""
