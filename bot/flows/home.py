"""A person's own page: next steps first, then what they offered, then what came of it."""

from bot.chat.outgoing import Card
from bot.flows.personal import my_cards
from bot.flows.roles import role_of
from bot.flows.scene import Scene
from bot.texts import people_cards


async def cards(scene: Scene) -> tuple[Card, ...]:
    mine = await my_cards(scene)
    return (
        people_cards.help_card(await role_of(scene), coordinates=scene.person.coordinates),
        *(card for _, card in mine),
    )
