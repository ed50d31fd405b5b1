"""Every command there is; each can also be typed as plain words."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import replace

from bot.flows import (
    browse,
    bulk,
    capacity,
    causes,
    checks,
    city_words,
    commissioning,
    concerns,
    current,
    desk,
    details,
    evidence,
    host_costs,
    instalments,
    languages,
    looking_up,
    my_year,
    noticeboards,
    outcome_tags,
    personal,
    pledge_records,
    pledging,
    posters,
    providers,
    rights,
    stories,
    talk,
    talking,
    team,
)
from bot.flows.catalogue import FLOWS
from bot.flows.roles import role_of
from bot.flows.scene import Scene
from bot.flows.starts import start_of
from bot.flows.talk import Replies
from bot.flows.whereabouts import answered_in, ask_to_write, pointed
from bot.reading.delivery_sentence import names_a_pledge
from bot.services import receipts
from bot.texts import people_cards
from bot.texts.cards import note
from bot.texts.language_cards import in_help

Command = Callable[[Scene, str], Awaitable[Replies]]


async def run(scene: Scene, name: str, rest: str) -> Replies:
    """The command of that name; an unknown one is answered with what there is."""
    name, rest = named(name, rest)
    there = await answered_in(scene, name)
    if there is None:
        return await ask_to_write(scene, name)
    command = COMMANDS.get(name)
    replies = await command(there, rest) if command else await _unknown(there, f"{name} {rest}")
    return pointed(scene, there, replies)


def named(name: str, rest: str) -> tuple[str, str]:
    """The command meant, where it is one of two words: "my data" and "forget me"."""
    said = " ".join(f"{name} {rest}".split())
    together = TWO_WORDS.get(said.lower().rstrip(" .!?"))
    if together:
        return together, ""
    for begun, meant in BEGUN_WITH.items():
        rest_of_it = said[len(begun) + 1 :]
        if said.lower().startswith(f"{begun} ") and (meant not in OF_A_PLEDGE or names_a_pledge(rest_of_it)):
            return meant, rest_of_it
    return name.lower(), rest.strip()


BEGUN_WITH = {
    "hand over": "handover",
    "my contact": "mycontact",
    "remove coordinator": "removecoordinator",
    "close pledge": "closepledge",
    "reopen pledge": "reopenpledge",
    "correct pledge": "correctpledge",
    "delivered": "saydelivered",
    "deliver": "plandelivery",
}

OF_A_PLEDGE = frozenset({"saydelivered", "plandelivery"})
"""Commands that are one only with a pledge's number: anybody may say that something was delivered."""

TWO_WORDS = {
    "my data": "mydata",
    "my contact": "mycontact",
    "forget me": "forgetme",
    "report a concern": "concern",
    "raise a concern": "concern",
    "tell a coordinator": "concern",
    "safeguarding concern": "concern",
    "safeguarding": "concern",
    "my offers": "mine",
    "my needs": "mine",
    "my matches": "mine",
    "my year": "year",
    "my company": "company",
    "provider list": "providers",
    "menu here": "menuhere",
    "menu off": "menuoff",
}


async def _unknown(scene: Scene, text: str) -> Replies:
    """Perhaps a sentence, as in "/makegood I can do bookkeeping"."""
    reading = scene.moment.sentence(text)
    if reading.intent is not None:
        return await personal.draft(scene, reading, reading.intent)
    await scene.say(people_cards.not_understood(await role_of(scene)))
    return ()


async def _help(scene: Scene, rest: str) -> Replies:
    waiting = await current.standing(scene)
    card = people_cards.help_card(await role_of(scene), coordinates=scene.person.coordinates)
    known = languages.tongues(scene)
    if len(known) > 1:
        card = replace(card, lines=(*card.lines, in_help(known)))
    await scene.say(card)
    if waiting is not None:
        await scene.say(note("help.in_step", what=FLOWS[waiting.flow].title))
    return ()


async def _cancel(scene: Scene, rest: str) -> Replies:
    waiting = await current.standing(scene)
    if waiting is None:
        await scene.say(note("cancel.nothing"))
        return ()
    return await talk.cancel(scene, waiting)


async def _back(scene: Scene, rest: str) -> Replies:
    waiting = await current.standing(scene)
    if waiting is None:
        await scene.say(note("cancel.nothing"))
        return ()
    return await talk.back(scene, waiting)


async def _start(scene: Scene, rest: str) -> Replies:
    """First contact, somebody who comes back, or a link."""
    await receipts.returned(scene.turn, await talking.mine(scene))
    found = start_of(rest)
    return await found[0](scene, found[1]) if found else await _help(scene, rest)


COMMANDS: Mapping[str, Command] = {
    "help": _help,
    "start": _start,
    "cancel": _cancel,
    "back": _back,
    "offer": personal.offer,
    "need": personal.need,
    "browse": browse.browse,
    "menu": noticeboards.menu,
    "menuhere": noticeboards.here,
    "menuoff": noticeboards.off,
    "mine": personal.mine,
    "hours": personal.hours,
    "pause": personal.pause,
    "resume": personal.resume,
    "stop": personal.stop,
    "talk": talking.talk,
    "mydata": rights.my_data,
    "mycontact": details.my_contact,
    "forgetme": rights.forget_me,
    "story": stories.story,
    "capacity": capacity.capacity,
    "coordinate": personal.coordinate,
    "champion": personal.coordinate,
    "commissioner": personal.coordinate,
    "invite": team.invite,
    "join": team.join,
    "team": team.team,
    "leave": team.leave,
    "poster": posters.poster,
    "queue": desk.queue,
    "desk": desk.in_a_browser,
    "report": desk.report,
    "summary": desk.summary,
    "undo": desk.undo,
    "find": looking_up.find,
    "open": looking_up.open_one,
    "pair": looking_up.pair,
    "unmet": looking_up.unmet,
    "vet": looking_up.vet,
    "concern": concerns.concern,
    "checks": checks.checks,
    "checked": checks.checked,
    "evidence": evidence.evidence,
    "hold": looking_up.hold,
    "thaw": looking_up.thaw,
    "take": looking_up.take,
    "handover": looking_up.hand_over,
    "removecoordinator": looking_up.remove_coordinator,
    "approve": bulk.approve,
    "outcome": outcome_tags.outcome,
    "costs": host_costs.costs,
    "means": city_words.means,
    "first": city_words.first,
    "language": languages.language,
    "settings": languages.language,
    "pledge": pledging.pledge,
    "pledges": commissioning.show,
    "causes": causes.causes,
    "count": pledging.count,
    "closepledge": pledge_records.close,
    "reopenpledge": pledge_records.reopen,
    "correctpledge": pledge_records.correct,
    "saydelivered": instalments.delivered,
    "plandelivery": instalments.deliver,
    "providers": providers.look,
    "provide": providers.provide,
    "year": my_year.year,
    "company": my_year.company,
}
