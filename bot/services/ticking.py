"""Saying of a line of a checklist that it is in place, until when, or that it is not needed here."""

from dataclasses import dataclass, replace
from datetime import date, timedelta

from bot.domain.checklists import (
    CHECK_INS,
    IN_A_PACK,
    MAY_BE_SPARED,
    PACK,
    PATH,
    Check,
    Item,
    earliest_end,
    owner_of,
)
from bot.domain.history import Subject
from bot.domain.matches import NAMED, MatchState, Party
from bot.domain.nudges import Anchor
from bot.domain.organisations import Organisation, OrganisationKind
from bot.domain.permissions import Act, As
from bot.domain.refusal import Refusal
from bot.domain.views import MatchView
from bot.services import checklists
from bot.services.matches import show_coordinators
from bot.services.moves import end_of, follow, locked, touch, view_of
from bot.services.roles import must
from bot.services.tell import match_key, tell
from bot.services.turn import Turn, remember
from bot.texts import checklist_cards
from bot.texts.catalogue import words

RUNNING_OUT = frozenset({"N14"})
FOLLOWED = NAMED - {MatchState.VERIFIED, MatchState.CLOSED, MatchState.CLOSED_PART}


@dataclass(frozen=True, kw_only=True)
class Answer:
    """`seen` False: it is open again. `needed` False: whoever decides says that it can be left out."""

    seen: bool = True
    needed: bool = True
    level: str = ""
    until: date | None = None
    note: str = ""


async def tick(turn: Turn, match_id: str, item: Item, answer: Answer) -> None:
    """Of a match; what is in a pack is said for all matches of that organisation."""
    view = await view_of(turn, await turn.tx.matches.get(match_id))
    may_tick(turn, view, item)
    _must_make_sense(turn, item, answer)
    if item in IN_A_PACK:
        await _put_in_pack(turn, checklists.pack_owner(view, item), item, answer)
        return
    view = await locked(turn, match_id)
    if view.match.state not in NAMED:
        raise Refusal("match.moved_on", state=words(f"match_state.{view.match.state.value}"))
    _must_be_its_turn(view, item)
    line = view.checklist.of(item)
    if line is None and not turn.by.coordinates:
        raise Refusal("check.not_asked")
    await turn.tx.checks.put(_ticked(turn, line or checklists.line_of(turn, view, item), answer))
    if item is Item.APPOINTED and answer.seen:
        await _plan_check_ins(turn, view)
    await _refresh(turn, view, was_missing=bool(view.checklist.missing))


async def tick_pack(turn: Turn, organisation_id: str, item: Item, answer: Answer) -> None:
    """Of an organisation, by its own people or a coordinator."""
    person = await turn.tx.people.get(turn.by.person)
    must(turn, Act.TICK_PACK, *([As.MEMBER] if person.organisation == organisation_id else []))
    _must_make_sense(turn, item, answer)
    await _put_in_pack(turn, organisation_id, item, answer)


def may_tick(turn: Turn, view: MatchView, item: Item) -> None:
    """A coordinator, or whoever has to see to it; how it goes with a new trustee either side may say."""
    party = view.match.party(turn.by.person)
    must(turn, Act.TICK_CHECK, *([As.PARTY] if party else []))
    if turn.by.coordinates or item in CHECK_INS:
        return
    if party is None or owner_of(item).value != party.value:
        raise Refusal("check.of_the_other", what=words(f"check.{item.value}"))


def _must_make_sense(turn: Turn, item: Item, answer: Answer) -> None:
    if not answer.needed and item not in MAY_BE_SPARED:
        raise Refusal("check.cannot_spare", what=words(f"check.{item.value}"))
    if answer.until is not None and answer.until <= turn.local(turn.now).date():
        raise Refusal("check.past")


def _must_be_its_turn(view: MatchView, item: Item) -> None:
    """A trustee's stages follow each other, and nobody is appointed while something is missing."""
    stage = view.checklist.stage
    if item in PATH and stage is not None and PATH.index(item) > _place(stage.item):
        raise Refusal("check.stage_first", what=words(f"check.{stage.item.value}"))
    if item is Item.APPOINTED:
        checklists.must_be_in_place(view)


def _place(item: Item) -> int:
    return PATH.index(item) if item in PATH else len(PATH)


def _ticked(turn: Turn, line: Check, answer: Answer) -> Check:
    if not answer.seen:
        return replace(line, seen_on=None, seen_by="", until=None, needed=True, level="", opened_at=turn.now)
    return replace(
        line,
        needed=answer.needed,
        level=answer.level if answer.needed else "",
        seen_on=turn.local(turn.now).date(),
        seen_by=turn.by.person,
        until=answer.until if answer.needed else None,
        note=answer.note or line.note,
    )


async def _plan_check_ins(turn: Turn, view: MatchView) -> None:
    today = turn.local(turn.now).date()
    for item, days in CHECK_INS.items():
        due = today + timedelta(days=days)
        await turn.tx.checks.put(checklists.line_of(turn, view, item, due))


async def _put_in_pack(turn: Turn, organisation_id: str, item: Item, answer: Answer) -> None:
    """Every match that waits for it sees it at once."""
    organisation = await turn.tx.organisations.get(organisation_id, lock=True)
    waiting = await turn.tx.checks.in_pack(organisation_id, item)
    if item not in PACK[organisation.kind] and not waiting:
        raise Refusal("check.not_in_pack", what=words(f"check.{item.value}"), name=organisation.name)
    pack = await turn.tx.checks.of(Subject.ORGANISATION, organisation_id)
    line = next((each for each in pack if each.item is item), None) or pack_line(turn, organisation, item)
    await turn.tx.checks.put(_ticked(turn, line, answer))
    state = organisation.state.value
    await remember(turn, Subject.ORGANISATION, organisation_id, ("check", state, state), item.value)
    await plan_pack(turn, organisation)
    was_missing = not line.holds(turn.local(turn.now).date())
    for match_id in waiting:
        if (await turn.tx.matches.get(match_id)).state in FOLLOWED:
            await _refresh(turn, await locked(turn, match_id), was_missing=was_missing)


def pack_line(turn: Turn, organisation: Organisation, item: Item) -> Check:
    return Check(
        subject=Subject.ORGANISATION,
        subject_id=organisation.id,
        item=item,
        owner=owner_of(item),
        opened_at=turn.now,
    )


async def plan_pack(turn: Turn, organisation: Organisation) -> None:
    """Before the first of what is in place runs out its people are told."""
    pack = await turn.tx.checks.of(Subject.ORGANISATION, organisation.id)
    await turn.tx.nudges.cancel(Subject.ORGANISATION, organisation.id, codes=RUNNING_OUT)
    ends = earliest_end(pack, turn.local(turn.now).date())
    if ends is not None:
        anchors = {Anchor.RUNS_OUT: end_of(turn, ends)}
        await follow(turn, Subject.ORGANISATION, organisation.id, organisation.state.value, anchors)


async def _refresh(turn: Turn, before: MatchView, *, was_missing: bool) -> None:
    """Its reminders follow, both sides and the coordinators see it; the last line lets it start."""
    view = await touch(turn, before, "check")
    await checklists.show(turn, view)
    if was_missing and view.checklist.checks and not view.checklist.missing:
        for party in Party:
            fact = f"match:{view.match.id}:in_place:{view.match.revision}"
            card = checklist_cards.in_place(view)
            await tell(turn, view.match.person(party), card, fact=fact, under=match_key(view.match))
    await show_coordinators(turn, view)


async def constitution(turn: Turn, organisation: Organisation, *, seen: bool) -> None:
    """Verifying an organisation is to have seen it, and who its people are."""
    if organisation.kind is OrganisationKind.COMMUNITY:
        line = pack_line(turn, organisation, Item.CONSTITUTION)
        await turn.tx.checks.put(_ticked(turn, line, Answer(seen=seen)))
        await plan_pack(turn, organisation)
