"""What people say about themselves: their offers and needs, their matches, and whether to be written to."""

from bot.chat.outgoing import Card
from bot.domain.matches import AFTERWARDS, Match, MatchState, Party
from bot.domain.people import Person
from bot.domain.views import MatchView
from bot.flows.answers import take
from bot.flows.catalogue import COORDINATE, DELIVERED, GIVE, NEED, OFFER, PAUSE
from bot.flows.roles import role_of
from bot.flows.scene import Scene
from bot.flows.talk import Replies, begin
from bot.flows.terms import answers_from
from bot.reading.intent import Intent
from bot.reading.sentence import Reading, read_sentence
from bot.reading.unread import Unread
from bot.services import pauses, requests
from bot.services.mine import OVER, is_shown
from bot.services.moves import listing_view, view_of
from bot.texts import listing_cards, match_cards, my_matches, people_cards
from bot.texts.cards import note

MOST_SHOWN = 5  # cards of a kind in answer to one command


async def offer(scene: Scene, rest: str) -> Replies:
    """A form, or step by step; words after the command are read first. A group is asked what it can give."""
    if rest:
        reading = read_sentence(f"I can offer {rest}", today=scene.moment.today, zone=scene.moment.zone)
        return await begin(scene, OFFER, answers=answers_from(reading), form=True)
    return await begin(scene, GIVE if await role_of(scene) == "group" else OFFER, form=True)


async def need(scene: Scene, rest: str) -> Replies:
    if not rest:
        return await begin(scene, NEED, form=True)
    reading = read_sentence(f"We need {rest}", today=scene.moment.today, zone=scene.moment.zone)
    return await begin(scene, NEED, answers=answers_from(reading), form=True)


async def draft(scene: Scene, reading: Reading, intent: Intent) -> Replies:
    """A sentence becomes a draft; what it said and could not be read is mentioned, and asked."""
    for problem in reading.problems:
        await scene.say(note("answer.trouble", trouble=problem))
    return await begin(scene, OFFER if intent is Intent.OFFER else NEED, answers=answers_from(reading))


async def mine(scene: Scene, rest: str) -> Replies:
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
    for match in [each for each in await tx.matches.of_person(person.id) if is_shown(each, person)][
        :MOST_SHOWN
    ]:
        view, party = await view_of(scene.turn, match), match.party(person.id)
        if party is not None:
            cards.append((match.id, my_matches.mine(view, party, scene.turn.house.zone)))
    owned = [each for each in await tx.listings.of_owner(person.id) if each.state not in OVER]
    for listing in owned[:MOST_SHOWN]:
        cards.append((listing.id, listing_cards.mine(await listing_view(scene.turn, listing))))
    return cards


async def coordinate(scene: Scene, rest: str) -> Replies:
    if not rest:
        return await begin(scene, COORDINATE, form=True)
    return await begin(scene, COORDINATE, answers={"code": (rest,)})


async def hours(scene: Scene, rest: str) -> Replies:
    """The question about hours, where a match waits for this person's word; several come as cards."""
    views = await _waiting_for_hours(scene)
    if not views:
        await scene.say(people_cards.no_hours_wait())
        return ()
    if len(views) == 1:
        return await ask_hours(scene, views[0])
    for view in views[:MOST_SHOWN]:
        party = view.match.party(scene.person.id) or Party.HOST
        await scene.say(
            match_cards.was_it_delivered(view, party), key=f"hours:{view.match.id}:{scene.origin.event}"
        )
    return ()


async def _waiting_for_hours(scene: Scene) -> list[MatchView]:
    mine = await scene.turn.tx.matches.of_person(scene.person.id)
    return [await view_of(scene.turn, each) for each in mine if _waits_for(each, scene.person)]


def _waits_for(match: Match, person: Person) -> bool:
    """The host is asked until they have confirmed; the volunteer until they have said it once."""
    if match.party(person.id) is Party.VOLUNTEER:
        return match.state is MatchState.IN_DELIVERY
    return match.state in AFTERWARDS


async def ask_hours(scene: Scene, view: MatchView) -> Replies:
    """Asks for the hours, with those claimed or planned as the first choice."""
    claimed = view.delivery.claimed if view.delivery else None
    planned = str(claimed if claimed is not None else view.match.hours)
    return await begin(scene, DELIVERED, subject=view.match.id, option=planned)


async def pause(scene: Scene, rest: str) -> Replies:
    """Nothing new is asked of them until a day that they name."""
    if not rest:
        return await begin(scene, PAUSE)
    taken = take(PAUSE, PAUSE.field("until"), (rest,), scene.moment)
    if isinstance(taken, Unread):
        await scene.say(note("answer.trouble", trouble=taken.reason))
        return await begin(scene, PAUSE)
    return await begin(scene, PAUSE, answers={"until": taken})


async def stop(scene: Scene, rest: str) -> Replies:
    await pauses.stop(scene.turn)
    await scene.say(note("stop.done"))
    return ()


async def resume(scene: Scene, rest: str) -> Replies:
    await pauses.resume(scene.turn)
    await scene.say(note("resume.done"))
    return ()


async def my_data(scene: Scene, rest: str) -> Replies:
    await requests.pass_on(scene.turn, "my_data")
    await scene.say(note("request.my_data"))
    return ()


async def forget_me(scene: Scene, rest: str) -> Replies:
    await requests.pass_on(scene.turn, "forget_me")
    await scene.say(note("request.forget_me"))
    return ()
