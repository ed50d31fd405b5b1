"""What people say about their group's team: invite, join, team, leave."""

from bot.chat.incoming import Pressed
from bot.domain.refusal import Refusal
from bot.flows.scene import Scene
from bot.flows.talk import Replies
from bot.services import teams
from bot.texts import organisation_cards as cards
from bot.texts.cards import note

JOIN = "join"
"""Begins the payload of a link with a code in it: join_7Q2K9DXR4M."""


async def invite(scene: Scene, rest: str) -> Replies:
    code = await teams.invite(scene.turn)
    await scene.say(cards.invite(code, scene.link(f"{JOIN}_{code}")))
    return ()


async def join(scene: Scene, rest: str) -> Replies:
    if not rest:
        raise Refusal("team.code_needed")
    await scene.say(cards.welcome(await teams.join(scene.turn, rest)))
    return ()


async def team(scene: Scene, rest: str) -> Replies:
    group = await teams.own_group(scene.turn)
    members = await scene.turn.tx.people.team(scene.person.id)
    await scene.say(cards.team(group, members, scene.person.id))
    return ()


async def leave(scene: Scene, rest: str) -> Replies:
    """At once where others stay; the last one is asked again, as a coordinator has to step in then."""
    group = await teams.own_group(scene.turn)
    if len(await scene.turn.tx.people.team(scene.person.id)) == 1:
        await scene.say(cards.last(group))
        return ()
    await teams.leave(scene.turn)
    await scene.say(note("team.left_self", name=group.name))
    return ()


async def press_invite(scene: Scene, event: Pressed) -> Replies:
    return await invite(scene, "")


async def press_leave(scene: Scene, event: Pressed) -> Replies:
    return await leave(scene, "")


async def leave_last(scene: Scene, event: Pressed) -> Replies:
    group = await teams.leave(scene.turn)
    await scene.say(note("team.left_last", name=group.name))
    return ()


async def whom(scene: Scene, event: Pressed) -> Replies:
    """Each colleague on a card of their own, with a button to take them out."""
    await teams.own_group(scene.turn)
    await scene.say(note("team.whom"))
    for member in (await scene.turn.tx.people.team(scene.person.id))[1:]:
        await scene.say(cards.member(member), key=f"team:{member.id}:{scene.origin.event}")
    return ()


async def remove(scene: Scene, event: Pressed) -> Replies:
    gone = await teams.remove(scene.turn, event.action.subject)
    await scene.say(note("team.removed_done", name=gone.name))
    return ()
