"""Pledges from a file: approved as they are taken in, each once, by what the file calls it."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from bot.domain.history import Subject
from bot.domain.organisations import Organisation, OrganisationKind, OrganisationState
from bot.domain.pledges import Pledge, PledgeState, Terms, must_make_sense
from bot.domain.refusal import Refusal
from bot.services.pledges import follow_pledge
from bot.services.tell import tell_coordinators
from bot.services.turn import Turn, remember
from bot.texts.cards import note


@dataclass(frozen=True, kw_only=True)
class Given:
    """One row. `said`: its measure or unit, in the file's words."""

    line: int
    reference: str
    organisation: str
    said: str
    terms: Terms
    networks: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Taken:
    """How many were new and how many were there; `refused` by line; `own_line`: units in no list, by line."""

    new: int
    there: int
    refused: Sequence[tuple[int, Refusal]]
    own_line: Sequence[tuple[int, str]]


async def take_in(turn: Turn, rows: Sequence[Given]) -> Taken:
    """What makes no sense is left out whole; what was taken in before stays as it is."""
    new, there = 0, 0
    refused: list[tuple[int, Refusal]] = []
    own_line: list[tuple[int, str]] = []
    for row in rows:
        if await turn.tx.pledges.referred(row.reference) is not None:
            there += 1
            continue
        try:
            pledge = await _taken(turn, row)
        except Refusal as refusal:
            refused.append((row.line, refusal))
            continue
        new += 1
        if not pledge.terms.measure:
            own_line.append((row.line, pledge.terms.unit))
    if new:
        card = note("pledge.imported", count=str(new))
        await tell_coordinators(turn, card, fact=f"pledges:imported:{turn.now.isoformat()}")
    return Taken(new=new, there=there, refused=refused, own_line=own_line)


async def _taken(turn: Turn, row: Given) -> Pledge:
    measure = turn.house.measures.named(row.said)
    unit = measure.unit if measure else row.said
    if measure is not None and row.terms.unit and row.terms.unit.casefold() not in (unit, measure.code):
        raise Refusal("pledge.other_unit", unit=row.terms.unit, measure=measure.label, right=unit)
    terms = replace(row.terms, measure=measure.code if measure else "", unit=unit)
    must_make_sense(terms, whole=turn.house.measures.whole(terms.unit))
    organisation = await _organisation(turn, row)
    today = turn.local(turn.now).date()
    pledge = Pledge(
        id=turn.new_id(),
        organisation=organisation,
        terms=terms,
        state=PledgeState.ACTIVE,
        entered_by="",
        created_at=turn.now,
        entered_at=turn.now,
        reference=row.reference,
        frozen=turn.house.measures.frozen(terms.measure, today),
    )
    await turn.tx.pledges.put(pledge)
    await remember(turn, Subject.PLEDGE, pledge.id, ("import", "", pledge.state.value))
    await follow_pledge(turn, pledge)
    return pledge


async def _organisation(turn: Turn, row: Given) -> str:
    """By its name; added where there is none of that name. Its networks are those of the file."""
    found = await turn.tx.pledges.employers_called(row.organisation)
    if len(found) > 1:
        raise Refusal("pledge.which_employer", name=row.organisation)
    id = found[0] if found else turn.new_id()
    if not found:
        fresh = Organisation(
            id=id,
            name=row.organisation,
            kind=OrganisationKind.EMPLOYER,
            state=OrganisationState.VERIFIED,
        )
        await turn.tx.organisations.put(fresh)
        await remember(turn, Subject.ORGANISATION, id, ("import", "", fresh.state.value))
    if row.networks:
        known = (await turn.tx.pledges.networks()).get(id, ())
        await turn.tx.pledges.put_networks(id, [*known, *row.networks])
    return id
