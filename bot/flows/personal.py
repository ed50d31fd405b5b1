"""What people say about themselves: their offers and needs, their matches, and whether to be written to."""

from collections.abc import Sequence

from bot.chat.form import Text, Values
from bot.chat.incoming import Enclosure
from bot.chat.outgoing import Card
from bot.domain.matches import AFTERWARDS, LIVE, Match, MatchState, Party
from bot.domain.views import MatchView
from bot.flows import current, drafts, sharing
from bot.flows.answers import take
from bot.flows.catalogue import COORDINATE, DELIVERED, GIVE, NEED, OFFER, PAUSE
from bot.flows.flow import Flow
from bot.flows.roles import role_of
from bot.flows.scene import Scene
from bot.flows.talk import Known, Replies, begin
from bot.flows.terms import answers_from
from bot.reading.intent import Intent
from bot.reading.places import cut_postcodes
from bot.reading.sentence import Reading
from bot.reading.unread import Unread
from bot.services import delivery, details, pauses, teams
from bot.services.clocks import clocks_of
from bot.services.mine import OVER, is_shown
from bot.services.moves import listing_view, view_of
from bot.texts import listing_cards, match_cards, my_matches, people_cards
from bot.texts.cards import cut, note

MOST_SHOWN = 5  # cards of a kind in answer to one command


async def offer(scene: Scene, rest: str) -> Replies:
    """A form, or step by step; words after the command are read first. A group is asked what it can give."""
    group = not rest and await role_of(scene) == "group"
    return await _listing(scene, GIVE if group else OFFER, rest, "I can offer")


async def need(scene: Scene, rest: str) -> Replies:
    return await _listing(scene, NEED, rest, "We need")


async def _listing(scene: Scene, flow: Flow, rest: str, beginning: str) -> Replies:
    """Without words, a draft that was left goes on; else a new one begins with what they say."""
    if rest:
        read = _read(scene, flow, rest, beginning)
        return await begin(scene, flow, answers=read, form=True, known=Known.READ)
    left = await current.standing(scene)
    if left is not None and left.flow == flow.name:
        return await drafts.reopen(scene, left)
    return await begin(scene, flow, form=True)


def _read(scene: Scene, flow: Flow, said: str, beginning: str) -> dict[str, Values]:
    """As a plain sentence is read; words that say no more than what it is are that."""
    moment = scene.moment
    reading = moment.sentence(said)
    if reading.intent is None or SIDES[reading.intent] is not flow:
        reading = moment.sentence(f"{beginning} {said}")
    answers = answers_from(reading, flow)
    most = next(each.kind.most for each in flow.fields if isinstance(each.kind, Text))
    return {"what": (cut(cut_postcodes(said), most),), **answers}


SIDES = {Intent.OFFER: OFFER, Intent.NEED: NEED}


async def draft(scene: Scene, reading: Reading, intent: Intent, files: Sequence[Enclosure] = ()) -> Replies:
    """A sentence becomes a draft; what it said and could not be read is mentioned, and asked."""
    for problem in reading.problems:
        await scene.say(note("answer.trouble", trouble=problem))
    flow = SIDES[intent]
    replies = await begin(scene, flow, answers=answers_from(reading, flow))
    begun = await current.standing(scene) if files else None
    if begun is not None:
        await sharing.keep(scene, begun, files)
    return replies


async def mine(scene: Scene, rest: str) -> Replies:
    cards = await my_cards(scene)
    if not cards:
        await scene.say(people_cards.nothing_yet(await role_of(scene)))
    for id, card in cards:
        await scene.say(card, key=f"mine:{id}:{scene.origin.event}")
    if scene.origin.private:
        await details.show_here(scene.turn, await _my_matches(scene), scene.origin.chat)
    return ()


async def my_cards(scene: Scene) -> list[tuple[str, Card]]:
    """My matches and listings by id, each with its next step, at most five of each, the newest first."""
    tx = scene.turn.tx
    cards: list[tuple[str, Card]] = []
    team = await teams.team_ids(tx, scene.person.id)
    for match in await _my_matches(scene):
        view, party = await view_of(scene.turn, match), teams.party_among(match, team)
        if party is not None:
            cards.append((match.id, my_matches.mine(view, party, clocks_of(scene.turn, scene.person))))
    owned = [each for each in await teams.listings_of(tx, team) if each.state not in OVER]
    for listing in owned[:MOST_SHOWN]:
        cards.append((listing.id, listing_cards.mine(await listing_view(scene.turn, listing))))
    return cards


async def _my_matches(scene: Scene) -> list[Match]:
    team = await teams.team_ids(scene.turn.tx, scene.person.id)
    shown = [each for each in await teams.matches_of(scene.turn.tx, team) if is_shown(each, team)]
    return shown[:MOST_SHOWN]


async def coordinate(scene: Scene, rest: str) -> Replies:
    if not rest:
        return await begin(scene, COORDINATE, form=True)
    return await begin(scene, COORDINATE, answers={"code": (rest,)})


async def hours(scene: Scene, rest: str) -> Replies:
    """The question about hours, where a match waits for this person's word; several come as cards."""
    waiting = await _waiting_for_hours(scene)
    if not waiting:
        await scene.say(people_cards.no_hours_wait())
        return ()
    if len(waiting) == 1:
        return await ask_hours(scene, *waiting[0])
    zone = clocks_of(scene.turn, scene.person)
    for view, which in waiting[:MOST_SHOWN]:
        party = teams.party_acting(scene.turn, view) or Party.HOST
        card = match_cards.was_it_delivered(view, party, zone, which)
        await scene.say(card, key=f"hours:{view.match.id}:{which}:{scene.origin.event}")
    return ()


async def _waiting_for_hours(scene: Scene) -> list[tuple[MatchView, str]]:
    """Matches, and the date that it is about where that is not the one now."""
    found: list[tuple[MatchView, str]] = []
    team = await teams.team_ids(scene.turn.tx, scene.person.id)
    for match in await teams.matches_of(scene.turn.tx, team):
        if match.state in LIVE:
            view = await view_of(scene.turn, match)
            found += [(view, "")] if _waits_for(match, team) else []
            found += [(view, late.id) for late in delivery.unsaid(scene.turn, view)]
    return found


def _waits_for(match: Match, team: tuple[str, ...]) -> bool:
    """The host is asked until they have confirmed; the volunteer until they have said it once."""
    if teams.party_among(match, team) is Party.VOLUNTEER:
        return match.state is MatchState.IN_DELIVERY
    return match.state in AFTERWARDS


async def ask_hours(scene: Scene, view: MatchView, which: str = "") -> Replies:
    """Asks for the hours of a date, with those claimed or planned as the first choice."""
    planned = view.likely(view.session_of(which) if which else view.session)
    option = f"{planned}@{which}" if which else str(planned)
    return await begin(scene, DELIVERED, subject=view.match.id, option=option)


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
