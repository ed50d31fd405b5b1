"""What was delivered for each pledge, a line a match or instalment: for a commissioner's own tool."""

from collections.abc import Sequence

from bot.domain.claims import Claim
from bot.domain.instalments import Instalment
from bot.domain.matches import Delivery, Match
from bot.domain.measures import HOURS
from bot.domain.pledges import STANDS, Pledge
from bot.domain.progress import Counted
from bot.services.turn import Turn


async def claims(turn: Turn, some: Sequence[Pledge] | None = None) -> list[Claim]:
    """Of these pledges; else of all that were approved and not withdrawn, the oldest first."""
    pledges = await turn.tx.pledges.in_state(*STANDS) if some is None else some
    names = await _names(turn, [each.organisation for each in pledges])
    ids = [each.id for each in pledges]
    counted = await turn.tx.pledges.counted(ids)
    given = [each for each in await turn.tx.instalments.of_pledges(ids) if each.verified]
    found: list[Claim] = []
    for pledge in pledges:
        supplier = names.get(pledge.organisation, "")
        rows = [row for row in counted if row.pledge == pledge.id and row.holds and row.verified]
        if pledge.terms.unit == HOURS:
            lines = [await _line(turn, pledge, supplier, row) for row in rows]
        else:
            mine = [each for each in given if each.pledge == pledge.id]
            lines = [await _given(turn, pledge, supplier, each) for each in mine]
        found += lines or [Claim(pledge=pledge, supplier=supplier)]
    return found


async def _line(turn: Turn, pledge: Pledge, supplier: str, row: Counted) -> Claim:
    match = await turn.tx.matches.get(row.match)
    need = await turn.tx.listings.get(match.need)
    delivery = await turn.tx.outcomes.delivery(match.id)
    group = (await _names(turn, [need.organisation])).get(need.organisation, "")
    confirmed = delivery.verified_at if delivery else None
    return Claim(
        pledge=pledge,
        supplier=supplier,
        evidence=match.id,
        beneficiary=group,
        district=need.terms.district,
        delivered=row.part(row.verified),
        verified_by=_who(match, delivery),
        verified_on=turn.local(confirmed).date() if confirmed else None,
    )


async def _given(turn: Turn, pledge: Pledge, supplier: str, each: Instalment) -> Claim:
    group = (await _names(turn, [each.organisation])).get(each.organisation, "")
    assert each.settled_as is not None and each.settled_at is not None, "it is verified"
    return Claim(
        pledge=pledge,
        supplier=supplier,
        evidence=each.id,
        beneficiary=group,
        delivered=each.verified,
        verified_by=each.settled_as.value,
        verified_on=turn.local(each.settled_at).date(),
    )


def _who(match: Match, delivery: Delivery | None) -> str:
    return "coordinator" if delivery and delivery.verified_by not in ("", match.host) else "receiver"


async def _names(turn: Turn, ids: Sequence[str]) -> dict[str, str]:
    return {one.id: one.name for one in await turn.tx.organisations.some(sorted(set(ids) - {""}))}
