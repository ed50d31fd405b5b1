"""Deliveries of what is promised in another unit than hours: said, asked about, and settled."""

from collections.abc import Mapping, Sequence
from zoneinfo import ZoneInfo

from bot.chat.outgoing import Button, Card, Fact, Line, Look
from bot.domain.evidence import Evidence
from bot.domain.instalments import Instalment, InstalmentState, InstalmentView, Seen
from bot.texts.cards import button, cut, fact, note, para
from bot.texts.catalogue import words
from bot.texts.evidence_cards import in_words
from bot.texts.pledge_cards import amount
from bot.texts.times import written_date

S = InstalmentState
MOST_SEEN = 3


def title(view: InstalmentView) -> str:
    return words("instalment.title", amount=_amount(view), group=view.group.name)


def _amount(view: InstalmentView) -> str:
    return amount(view.instalment.quantity, view.pledge.terms.unit)


def _day(instalment: Instalment) -> str:
    return written_date(instalment.day) if instalment.day else words("instalment.no_day")


def _facts(view: InstalmentView) -> tuple[Fact, ...]:
    terms = view.pledge.terms
    pledge = words("instalment.of_pledge", id=view.pledge.id, contract=cut(terms.contract, 40))
    return (fact("pledge", pledge), fact("day", _day(view.instalment)))


def did_it_arrive(view: InstalmentView) -> Card:
    """The group's people are asked; whatever they do not answer is not counted."""
    instalment = view.instalment
    asked = {"amount": _amount(view), "giver": view.giver.name, "day": _day(instalment)}
    return Card(
        title=words("instalment.ask_title"),
        lines=(para("instalment.ask", **asked), para("instalment.ask_why", giver=view.giver.name)),
        buttons=(
            (
                _press(view, "yes", "given.yes", look=Look.MAIN),
                _press(view, "part", "given.part"),
                _press(view, "no", "given.no"),
            ),
        ),
    )


def still_to_say(view: InstalmentView) -> str:
    """That question as a line among others."""
    return words("remind.N18", amount=_amount(view), giver=view.giver.name)


def said(view: InstalmentView) -> Card:
    """To whoever said it: what comes next, and in its place later what came of it."""
    match view.instalment.state:
        case S.PLANNED:
            line = para("instalment.planned", group=view.group.name)
        case S.CLAIMED:
            line = para("instalment.claimed", group=view.group.name)
        case state:
            line = para(f"instalment.is_{state}", group=view.group.name)
            return Card(title=title(view), lines=(line, *_facts(view)))
    return Card(title=title(view), lines=(line, *_facts(view)), buttons=(_givers(view),))


def key_for_giver(id: str) -> str:
    """Of that card in the chat of whoever said it."""
    return f"given:{id}"


def noted(view: InstalmentView) -> Card:
    """To champions, where a coordinator said it for them."""
    planned = view.instalment.state is S.PLANNED
    key = "instalment.planned_for_you" if planned else "instalment.claimed_for_you"
    return Card(title=title(view), lines=(para(key, group=view.group.name), *_facts(view)))


def settled(view: InstalmentView) -> Card:
    """To champions: how much of it counts."""
    instalment, unit = view.instalment, view.pledge.terms.unit
    got = amount(instalment.verified, unit)
    if instalment.state is S.NOT_DELIVERED:
        line = para("instalment.told_none", group=view.group.name, said=_amount(view))
    elif instalment.verified < instalment.quantity:
        line = para("instalment.told_part", group=view.group.name, got=got, said=_amount(view))
    else:
        line = para("instalment.told_all", group=view.group.name, got=got)
    return Card(title=title(view), lines=(line, *_facts(view)), buttons=((_show_pledge(view),),))


def disputed(view: InstalmentView) -> Card:
    return Card(
        title=title(view),
        lines=(para("instalment.told_disputed", group=view.group.name), *_facts(view)),
        buttons=((_press(view, "take_back", "given.take_back"), _show_pledge(view)),),
    )


def desk_card(
    view: InstalmentView,
    seen: Sequence[Evidence],
    names: Mapping[str, str],
    zone: ZoneInfo,
    *,
    asked: bool = True,
) -> Card:
    """The coordinators' one card of it. `asked`: somebody of the group can be asked."""
    instalment = view.instalment
    lines: list[Line] = [
        para(f"instalment.is_{instalment.state}", group=view.group.name),
        fact("organisation", view.giver.name),
        *_facts(view),
    ]
    if instalment.state is S.VERIFIED:
        by = "coordinator" if instalment.settled_as is Seen.COORDINATOR else "receiver"
        got = amount(instalment.verified, view.pledge.terms.unit)
        lines.append(para(f"instalment.verified_{by}", got=got, group=view.group.name))
    if not asked:
        lines.append(para("instalment.nobody_asked", group=view.group.name))
    lines += [
        fact("evidence", in_words(each, names.get(each.person, ""), zone)) for each in seen[-MOST_SEEN:]
    ]
    row = _at_the_desk(view)
    return Card(title=title(view), lines=tuple(lines), buttons=(row,) if row else ())


def _at_the_desk(view: InstalmentView) -> tuple[Button, ...]:
    settle = _press(view, "say_how_much", "given.settle")
    match view.instalment.state:
        case S.PLANNED:
            return _givers(view)
        case S.CLAIMED:
            again = _press(view, "ask_again", "given.ask")
            return (again, settle, _press(view, "take_back", "given.take_back"))
        case S.DISPUTED:
            return (settle, _press(view, "take_back", "given.take_back"))
        case S.VERIFIED:
            return (_press(view, "put_right", "given.settle"),)
        case _:
            return ()


def _givers(view: InstalmentView) -> tuple[Button, ...]:
    take_back = _press(view, "take_back", "given.take_back")
    if view.instalment.state is not S.PLANNED:
        return (take_back,)
    return (_press(view, "it_was_given", "given.arrived", look=Look.MAIN), take_back)


def _press(view: InstalmentView, label: str, verb: str, look: Look = Look.QUIET) -> Button:
    instalment = view.instalment
    return button(label, verb, instalment.id, instalment.revision, look=look, about=title(view))


def _show_pledge(view: InstalmentView) -> Button:
    return button("show_pledge", "pledge.show", view.pledge.id, view.pledge.revision)


def thanks(view: InstalmentView) -> Card:
    """Below the answer how much arrived."""
    return note("instalment.thanks", got=amount(view.instalment.verified, view.pledge.terms.unit))


def answered(view: InstalmentView) -> Card:
    """In place of the question, in every chat of the group."""
    instalment, giver = view.instalment, view.giver.name
    got = amount(instalment.verified, view.pledge.terms.unit)
    asked = {"amount": _amount(view), "giver": giver, "day": _day(instalment)}
    told = para(f"instalment.group_{instalment.state}", got=got, giver=giver)
    if instalment.state is S.VERIFIED and instalment.settled_as is Seen.COORDINATOR:
        told = para("instalment.group_settled", got=got)
    return Card(title=words("instalment.ask_title"), lines=(para("instalment.asked", **asked), told))
