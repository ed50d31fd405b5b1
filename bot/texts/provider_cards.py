"""The provider list in chat. Each card says that this is not procurement where somebody could take it so."""

from collections.abc import Sequence

from bot.chat.outgoing import Card, Line, Look
from bot.domain.organisations import Organisation
from bot.domain.providers import Listed, Provider
from bot.texts.cards import belonging, button, cut, fact, labelled, para
from bot.texts.catalogue import words
from bot.texts.times import day_only, listed, written_date


def facts(one: Provider) -> list[Line]:
    lines: list[Line] = [
        fact("kind", words(f"provider_kind.{one.kind.value}")),
        fact("what", one.what),
        fact("where", one.district or words("provider.comes")),
    ]
    said = {"sector": one.sector, "ethos": one.ethos, "accreditation": one.accreditation}
    lines += [fact(label, text) for label, text in said.items() if text]
    lines.append(fact("last_confirmed", written_date(one.confirmed_at.date())))
    return lines


def shown(each: Listed) -> Card:
    """To whoever looks for something."""
    one = each.provider
    ask = button("in_touch", "provider.ask", one.id, look=Look.MAIN, about=each.name)
    return Card(title=each.name, lines=tuple(facts(one)), buttons=((ask,),))


def found(count: int, shown: int, address: str) -> Card:
    """Below what is shown."""
    more = (para("provider.more", address=address),) if address and count > shown else ()
    lines = (para("provider.found", shown=str(shown), count=str(count)), *more, para("provider.no_tender"))
    return Card(lines=lines)


def nothing() -> Card:
    return Card(lines=(para("provider.nothing"), para("provider.no_tender")))


def mine(one: Provider) -> Card:
    """To its own people."""
    change = button("change", "provider.change", one.id, about=one.what)
    off = button("take_off", "provider.drop", one.id, look=Look.DANGER, about=one.what)
    return Card(title=cut(one.what, 60), lines=tuple(facts(one)), buttons=((change, off),))


def another() -> Card:
    return Card(lines=(para("provider.another"),), buttons=((button("add_line", "provider.new"),),))


def entered(one: Provider, *, shown: bool) -> Card:
    key = "provider.entered" if shown else "provider.entered_waits"
    return Card(lines=(para(key, what=cut(one.what, 60)), para("provider.no_tender")))


def for_coordinators(each: Listed, *, shown: bool) -> Card:
    one = each.provider
    state = para("provider.desk_shown" if shown else "provider.desk_waits")
    off = button("take_off", "provider.drop", one.id, look=Look.DANGER, about=each.name)
    title = words("provider.desk_title", name=each.name)
    return Card(title=title, lines=(*facts(one), state), buttons=((off,),))


def dropped(each: Listed, by: str) -> Card:
    title = words("provider.desk_title", name=each.name)
    return Card(title=title, lines=(fact("what", each.provider.what), para("provider.desk_off", name=by)))


def interested(each: Listed, name: str, organisation: str) -> Card:
    """To coordinators: they know both, and neither is told of the other here."""
    one = each.provider
    asks = belonging(name, organisation) if organisation else name
    return Card(
        title=words("provider.asked_title"),
        lines=(
            fact("who", asks),
            fact("what", labelled(each.name, cut(one.what, 120))),
            para("provider.asked_next"),
        ),
    )


def asked_for(group: Organisation) -> tuple[str, Card]:
    """N16, once: has the group anything for the list? In a few words, and as a card."""
    card = Card(
        title=words("provider.ask_title"),
        lines=(para("provider.ask", name=group.name), para("provider.no_tender")),
        buttons=(
            (
                button("add_line", "provider.new", look=Look.MAIN),
                button("not_now", "provider.later", group.id),
            ),
        ),
    )
    return words("remind.N16"), card


def still_true(group: Organisation, lines: Sequence[Provider]) -> tuple[str, Card]:
    """N16, yearly."""
    what = listed(cut(each.what, 60) for each in lines[:5])
    since = day_only(min(each.confirmed_at for each in lines).date())
    card = Card(
        title=words("provider.still_title"),
        lines=(para("provider.still", name=group.name, what=what, day=since),),
        buttons=(
            (
                button("still_true", "provider.still", group.id, look=Look.MAIN),
                button("change", "provider.mine"),
            ),
        ),
    )
    return words("remind.N16_still"), card
