"""Whoever buys for a public body is no side of any match."""

from bot.domain.listings import OVER
from bot.domain.matches import LIVE
from bot.domain.organisations import OrganisationKind
from bot.domain.people import Person
from bot.domain.refusal import Refusal
from bot.services.ports import Tx


async def must_be_no_side(tx: Tx, person: Person) -> None:
    """Raises Refusal for somebody who has an offer, a need or a match under way, or acts for a group that
    can have one at any time.
    """
    if person.organisation:
        theirs = await tx.organisations.get(person.organisation)
        if theirs.kind is OrganisationKind.COMMUNITY:
            raise Refusal("commissioner.in_group", name=theirs.name)
    matches, listed = await tx.matches.of_person(person.id), await tx.listings.of_owner(person.id)
    if any(each.state in LIVE for each in matches) or any(each.state not in OVER for each in listed):
        raise Refusal("commissioner.has_some")


def must_not_commission(person: Person) -> None:
    """Raises Refusal where they would become a side of a match."""
    if person.commissions:
        raise Refusal("commissioner.no_side")
