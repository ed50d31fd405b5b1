"""A one-time code gives somebody a role."""

from bot.domain.conversations import Conversation
from bot.domain.people import Role
from bot.flows.scene import Scene
from bot.flows.talk import Replies
from bot.services import company, roles
from bot.texts import commissioner_cards
from bot.texts.people_cards import welcome_champion, welcome_coordinator


async def redeemed(scene: Scene, talk: Conversation) -> Replies:
    invite = await roles.redeem(scene.turn, talk.answers["code"][0])
    name = scene.person.name
    match invite.role:
        case Role.COORDINATOR:
            await scene.say(welcome_coordinator(name))
        case Role.COMMISSIONER:
            await scene.say(commissioner_cards.welcome(name, invite.commissioner))
        case Role.CHAMPION:
            asked = not await company.knows_causes(scene.turn)
            await scene.say(welcome_champion(name, causes=asked))
    return ()
