"""How a person is spoken to."""

from bot.domain.organisations import OrganisationKind
from bot.flows.scene import Scene


async def role_of(scene: Scene) -> str:
    """A "group"'s, a "volunteer", or a "coordinator" where the coordinators' cards come."""
    if scene.person.coordinates and _at_the_desk(scene):
        return "coordinator"
    if scene.person.commissions:
        return "commissioner"
    if not scene.person.organisation:
        return "volunteer" if scene.origin.organisation else "group"
    organisation = await scene.turn.tx.organisations.get(scene.person.organisation)
    return "volunteer" if organisation.kind is OrganisationKind.EMPLOYER else "group"


def _at_the_desk(scene: Scene) -> bool:
    """Among coordinators; or in private, where there is no other place or nothing else to be."""
    return not scene.origin.private or not scene.person.organisation or not scene.turn.house.places()
