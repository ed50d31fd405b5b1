"""Deliveries of what is promised in another unit than hours: said by the giver, confirmed by the receiver.

What was said counts as claimed. It is verified by the group that received it, or by a coordinator who has
seen evidence; by nobody's silence, and never by whoever gave it alone.
"""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from decimal import Decimal

from bot.chat.address import Account, Chat
from bot.chat.incoming import Enclosure
from bot.chat.outgoing import Card
from bot.domain.evidence import Evidence
from bot.domain.finding import answering
from bot.domain.history import Subject
from bot.domain.instalments import (
    INSTALMENT,
    NONE,
    Instalment,
    InstalmentMove,
    InstalmentState,
    InstalmentView,
    Seen,
    must_be_a_group,
    must_be_an_amount,
    must_be_counted_so,
    must_be_new,
    must_be_within,
)
from bot.domain.lifecycle import allowed, step
from bot.domain.organisations import Organisation
from bot.domain.permissions import Act, As
from bot.domain.pledges import Pledge, must_be_active
from bot.domain.refusal import Refusal
from bot.services import evidence
from bot.services.pledges import must_act_for, tell_champions
from bot.services.receiving import follow_instalment
from bot.services.roles import must
from bot.services.tell import bring_down, post, reachable, tell_coordinators, wants_messages
from bot.services.turn import Turn, remember
from bot.texts import instalment_cards
from bot.texts.catalogue import words

MOST_NAMED = 3
Move = InstalmentMove


async def must_take_more(turn: Turn, pledge_id: str) -> Pledge:
    """Raises Refusal unless this person may say what was given of it, and it is counted so."""
    pledge = await turn.tx.pledges.get(pledge_id, lock=True)
    await must_act_for(turn, pledge.organisation)
    must_be_counted_so(pledge)
    must_be_active(pledge)
    return pledge


def must_fit(turn: Turn, pledge: Pledge, quantity: Decimal) -> None:
    """Raises Refusal for what cannot be an amount of that pledge."""
    unit = pledge.terms.unit
    must_be_an_amount(quantity, unit, whole=turn.house.measures.whole(unit))


async def group_called(turn: Turn, name: str) -> Organisation:
    """The verified group of that name; refused, with those that may be meant, where it is none or several."""
    found = await turn.tx.instalments.groups(" ".join(name.split()))
    if len(found) == 1:
        return found[0]
    if found:
        raise Refusal("instalment.which_group", names=", ".join(f"{each.name} ({each.id})" for each in found))
    known = {each.id: each.name for each in await turn.tx.instalments.groups()}
    alike = [known[id] for id in answering(name, known.items(), MOST_NAMED)]
    if alike:
        raise Refusal("instalment.perhaps_group", name=name, names=", ".join(alike))
    raise Refusal("instalment.unknown_group", name=name)


async def say(turn: Turn, pledge_id: str, quantity: Decimal, group: str, day: date | None) -> Instalment:
    """So much was given, or will be on a day to come, to the group of that number. The group is asked whether
    it arrived.
    """
    pledge = await must_take_more(turn, pledge_id)
    whole, today = turn.house.measures.whole(pledge.terms.unit), turn.local(turn.now).date()
    receiver = await turn.tx.organisations.get(group)
    must_be_an_amount(quantity, pledge.terms.unit, whole=whole)
    must_be_a_group(pledge, receiver)
    must_be_within(pledge, day, today)
    must_be_new(await turn.tx.instalments.of_pledges([pledge.id]), receiver, day)
    planned = day is None or day > today
    said = Instalment(
        id=turn.new_id(),
        pledge=pledge.id,
        organisation=receiver.id,
        quantity=quantity,
        only_whole=whole,
        day=day,
        state=InstalmentState.PLANNED if planned else InstalmentState.CLAIMED,
        said_by=turn.by.person,
        said_at=turn.now,
    )
    await turn.tx.instalments.put(said)
    await follow_instalment(turn, said)
    await _remember(turn, pledge, said, "plan" if planned else Move.CLAIM)
    view = await view_of(turn, said.id)
    await _show(turn, view, group=not planned)
    if turn.by.coordinates:
        await tell_champions(turn, pledge, instalment_cards.noted(view), f"given:{said.id}")
    return said


async def arrived(turn: Turn, id: str) -> Instalment:
    """What was planned was given, today where no day, or one to come, was named."""
    view = await _locked(turn, id)
    await must_act_for(turn, view.pledge.organisation)
    must_be_active(view.pledge)
    today, planned = turn.local(turn.now).date(), view.instalment.day
    day = planned if planned is not None and planned <= today else today
    there = await turn.tx.instalments.of_pledges([view.pledge.id])
    others = [each for each in there if each.id != view.instalment.id]
    must_be_within(view.pledge, day, today)
    must_be_new(others, view.group, day)
    view = await _moved(turn, view, Move.CLAIM, day=day, said_by=turn.by.person, said_at=turn.now)
    await _show(turn, view)
    if turn.by.coordinates:
        await tell_champions(turn, view.pledge, instalment_cards.noted(view), _fact(view.instalment))
    return view.instalment


async def confirm(turn: Turn, id: str, quantity: Decimal | None = None) -> Instalment:
    """The group received it; or so much of it."""
    view = await must_receive(turn, id)
    got = view.instalment.quantity if quantity is None else quantity
    _must_be_part(view.instalment, view.pledge, got, least=Decimal("0.01"))
    return await _verified(turn, view, Move.CONFIRM, got, Seen.RECEIVER)


async def dispute(turn: Turn, id: str) -> Instalment:
    """The group did not receive it: nothing of it is verified until a coordinator has looked."""
    view = await _moved(turn, await must_receive(turn, id), Move.DISPUTE)
    await _show(turn, view)
    await tell_champions(turn, view.pledge, instalment_cards.disputed(view), _fact(view.instalment))
    return view.instalment


async def must_receive(turn: Turn, id: str) -> InstalmentView:
    """Raises Refusal unless this person acts for the group, did not say it, and it is asked still."""
    view = await _locked(turn, id)
    person = await turn.tx.people.get(turn.by.person)
    must(turn, Act.CONFIRM_RECEIPT, *([As.MEMBER] if person.organisation == view.group.id else []))
    if view.instalment.said_by == person.id:
        raise Refusal("instalment.own_word")
    _must(view, Move.CONFIRM)
    return view


async def must_be_settled(turn: Turn, id: str) -> InstalmentView:
    """Raises Refusal unless this is a coordinator, no champion of the giver, and there is what to settle."""
    must(turn, Act.SETTLE_HOURS)
    view = await _locked(turn, id)
    person = await turn.tx.people.get(turn.by.person)
    if person.champions and person.organisation == view.giver.id:
        raise Refusal("instalment.own_word")
    _must(view, Move.SETTLE)
    return view


async def settle(
    turn: Turn, id: str, quantity: Decimal, note: str, files: Sequence[Enclosure], sent_by: Account
) -> Instalment:
    """A coordinator says how much arrived, 0 for none, by what they have seen."""
    view = await must_be_settled(turn, id)
    _must_be_part(view.instalment, view.pledge, quantity, least=NONE)
    await evidence.keep(turn, {"instalment": id}, note, files, sent_by)
    move = Move.SETTLE if quantity else Move.SETTLE_NONE
    return await _verified(turn, view, move, quantity, Seen.COORDINATOR)


async def take_back(turn: Turn, id: str) -> Instalment:
    """It was said, or planned, by mistake; what was verified stays for a coordinator to put right."""
    view = await _locked(turn, id)
    await must_act_for(turn, view.pledge.organisation)
    planned = view.instalment.state is InstalmentState.PLANNED
    view = await _moved(turn, view, Move.TAKE_BACK)
    await _show(turn, view, group=not planned)
    return view.instalment


async def ask_again(turn: Turn, id: str) -> InstalmentView:
    """Once a day at most."""
    must(turn, Act.SETTLE_HOURS)
    view = await _locked(turn, id)
    _must(view, Move.CONFIRM)
    chats, today = await _chats(turn, view), turn.local(turn.now).date()
    if not chats:
        raise Refusal("instalment.nobody", name=view.group.name)
    for chat in chats:
        card = instalment_cards.did_it_arrive(view)
        await bring_down(turn, chat, card, key=_key(view), cause=f"asked:{today}")
    return view


async def view_of(turn: Turn, id: str, *, lock: bool = False) -> InstalmentView:
    instalment = await turn.tx.instalments.get(id, lock=lock)
    pledge = await turn.tx.pledges.get(instalment.pledge)
    return InstalmentView(
        instalment=instalment,
        pledge=pledge,
        giver=await turn.tx.organisations.get(pledge.organisation),
        group=await turn.tx.organisations.get(instalment.organisation),
    )


async def show_again(turn: Turn, chat: Chat, id: str, event: str) -> bool:
    """Its card, and the files that were sent with it, for a coordinator; False: nothing has this number."""
    must(turn, Act.LOOK_UP)
    number = id.strip().upper().lstrip("#")
    if not await turn.tx.instalments.some([number]):
        return False
    view = await view_of(turn, number)
    seen = await turn.tx.evidence.of_instalment(number)
    await bring_down(turn, chat, await _desk_card(turn, view, seen), key=f"instalment:{number}", cause=event)
    await evidence.show_files(turn, seen, chat, event=event)
    return True


async def _locked(turn: Turn, id: str) -> InstalmentView:
    """The pledge first, then the instalment, as whoever says a new one does."""
    known = await turn.tx.instalments.get(id)
    await turn.tx.pledges.get(known.pledge, lock=True)
    return await view_of(turn, id, lock=True)


def _must(view: InstalmentView, move: InstalmentMove) -> None:
    if not allowed(INSTALMENT, view.instalment.state, move):
        raise Refusal("instalment.over", state=words(f"instalment_state.{view.instalment.state.value}"))


def _must_be_part(instalment: Instalment, pledge: Pledge, quantity: Decimal, *, least: Decimal) -> None:
    if not least <= quantity <= instalment.quantity:
        raise Refusal("instalment.part", most=f"{instalment.quantity.normalize():f}", unit=pledge.terms.unit)
    if quantity:
        must_be_an_amount(quantity, pledge.terms.unit, whole=instalment.only_whole)


async def _verified(
    turn: Turn, view: InstalmentView, move: InstalmentMove, quantity: Decimal, seen: Seen
) -> Instalment:
    view = await _moved(
        turn,
        view,
        move,
        verified=quantity,
        settled_as=seen,
        settled_by=turn.by.person,
        settled_at=turn.now,
    )
    await _show(turn, view)
    await tell_champions(turn, view.pledge, instalment_cards.settled(view), _fact(view.instalment))
    return view.instalment


async def _moved(turn: Turn, view: InstalmentView, move: InstalmentMove, **changes: object) -> InstalmentView:
    _must(view, move)
    before = view.instalment
    state = step(INSTALMENT, before.state, move)
    now = replace(before, state=state, revision=before.revision + 1, **changes)  # type: ignore[arg-type]
    await turn.tx.instalments.put(now)
    await follow_instalment(turn, now)
    await _remember(turn, view.pledge, now, move)
    return replace(view, instalment=now)


async def _remember(turn: Turn, pledge: Pledge, instalment: Instalment, move: str) -> None:
    """In the pledge's record, whose state stays."""
    state = pledge.state.value
    moved = (f"given_{move}", state, state)
    await remember(turn, Subject.PLEDGE, pledge.id, moved, f"{instalment.id}:{instalment.verified:f}")


def _fact(instalment: Instalment) -> str:
    return f"given:{instalment.id}:{instalment.revision}"


async def _chats(turn: Turn, view: InstalmentView) -> list[Chat]:
    """Of everybody of the group who wants messages."""
    members = await turn.tx.organisations.members(view.group.id)
    return [chat for each in members if wants_messages(each) for chat in await reachable(turn.tx, each.id)]


async def _show(turn: Turn, view: InstalmentView, *, group: bool = True) -> None:
    """The group's card of it, the answer of one of them being that of all; the giver's; and the one card of
    it in every place of the coordinators. `group`: it was asked, or is now.
    """
    instalment = view.instalment
    for chat in await _chats(turn, view) if group else ():
        await _show_group(turn, view, chat)
    key = instalment_cards.key_for_giver(instalment.id)
    for chat in await _chats_of_givers(turn, view):
        if await turn.tx.outbox.standing(chat, key) is not None:
            fact = f"instalment:{instalment.id}:giver:{instalment.revision}"
            await post(turn, chat, instalment_cards.said(view), fact=fact, key=key)
    fact = f"instalment:{instalment.id}:desk:{instalment.revision}"
    seen = await turn.tx.evidence.of_instalment(instalment.id)
    card = await _desk_card(turn, view, seen)
    await tell_coordinators(turn, card, fact=fact, key=f"instalment:{instalment.id}")


async def _chats_of_givers(turn: Turn, view: InstalmentView) -> list[Chat]:
    """Of everybody who did anything about it: whoever planned it need not have said that it was given."""
    moves = await turn.tx.record.of(Subject.PLEDGE, view.pledge.id)
    acted = {each.person for each in moves if each.reason.startswith(f"{view.instalment.id}:")}
    people = sorted(acted | {view.instalment.said_by})
    return [chat for each in people for chat in await reachable(turn.tx, each)]


async def _desk_card(turn: Turn, view: InstalmentView, seen: Sequence[Evidence]) -> Card:
    asked = view.instalment.state is not InstalmentState.CLAIMED or bool(await _chats(turn, view))
    names = await evidence.who_saw(turn, seen)
    return instalment_cards.desk_card(view, seen, names, turn.house.zone, asked=asked)


async def _show_group(turn: Turn, view: InstalmentView, chat: Chat) -> None:
    """Asks; or says in place of the question what came of it."""
    instalment, key = view.instalment, _key(view)
    fact = f"instalment:{instalment.id}:group:{instalment.revision}"
    asks = instalment.state is InstalmentState.CLAIMED
    card = instalment_cards.did_it_arrive(view) if asks else instalment_cards.answered(view)
    await post(turn, chat, card, fact=fact, key=key)


def _key(view: InstalmentView) -> str:
    return f"received:{view.instalment.id}"
