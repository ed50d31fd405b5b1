"""Help, first contact, and what a person is told about themselves."""

from bot.chat.markup import Link
from bot.chat.outgoing import Button, Card, Line, Look, Para
from bot.domain.people import Person
from bot.texts.cards import button, para
from bot.texts.catalogue import words


def first_contact(more: str) -> Card:
    """The privacy notice, once. `more`: the address of the whole of it, or empty."""
    return Card(title=words("privacy.title"), lines=privacy(more))


def privacy(more: str) -> tuple[Line, ...]:
    """Three lines, and a link where there is more to read."""
    whole = Para(text=(Link(text=words("privacy.link"), url=more),))
    lines = (para("privacy.one"), para("privacy.two"), para("privacy.three"))
    return (*lines, whole) if more else lines


def help_card(role: str, *, coordinates: bool) -> Card:
    """What this person can do here, now. `role`: as `role_of` has it.

    `coordinates`: a coordinator who is spoken to in another role is reminded of what they can say.
    """
    also = (para("help.also_coordinator"),) if coordinates and role != "coordinator" else ()
    more = (para("help.coordinator.three"),) if role == "coordinator" else ()
    listed = (para("help.provider_list"),) if role in ("volunteer", "group") else ()
    return Card(
        title=words(f"help.{role}.title"),
        lines=(para(f"help.{role}.one"), para(f"help.{role}.two"), *also, *more, *listed),
        buttons=(_starts(role),),
    )


def _starts(role: str) -> tuple[Button, ...]:
    mine = button("mine", "go.mine")
    match role:
        case "group":
            return (button("new_need", "go.need", look=Look.MAIN), button("new_offer", "go.offer"), mine)
        case "coordinator":
            return (button("queue", "go.queue", look=Look.MAIN), button("report", "go.report"), mine)
        case "commissioner":
            return (button("show_pledges", "go.pledges", look=Look.MAIN),)
        case _:
            return (
                button("new_offer", "go.offer", look=Look.MAIN),
                button("browse", "go.browse"),
                mine,
            )


def welcome_coordinator(name: str) -> Card:
    return Card(
        title=words("coordinator.title"),
        lines=(para("coordinator.welcome", name=name),),
        buttons=((button("queue", "go.queue", look=Look.MAIN),),),
    )


def welcome_champion(name: str, *, causes: bool) -> Card:
    """`causes`: nobody has said yet what their employer cares about, so it is asked, once."""
    asked = (button("say_causes", "causes.say", look=Look.MAIN),) if causes else ()
    return Card(
        title=words("champion.title"),
        lines=(
            para("champion.welcome", name=name),
            para("pledge.say_delivered"),
            *((para("champion.causes"),) if causes else ()),
        ),
        buttons=((*asked, button("mine", "go.mine")),),
    )


def nothing_yet(role: str) -> Card:
    return Card(lines=(para(f"mine.nothing_{role}"),), buttons=(_starts(role)[:1],))


def not_understood(role: str) -> Card:
    return Card(lines=(para("said.not_understood"), para(f"help.{role}.one")), buttons=(_starts(role),))


def no_hours_wait() -> Card:
    return Card(lines=(para("hours.none"),), buttons=((button("mine", "go.mine"),),))


def in_a_group(link: str = "") -> Card:
    """When we are brought into a shared chat."""
    lines = [para("said.in_group")]
    if link:
        lines.append(Para(text=(Link(text=words("said.continue_in_private"), url=link),)))
    return Card(lines=tuple(lines))


def in_private(name: str, link: str = "") -> Card:
    lines = [para("said.in_private", name=name)]
    if link:
        lines.append(Para(text=(Link(text=words("said.continue_in_private"), url=link),)))
    return Card(lines=tuple(lines))


def dates_not_kept(person: Person, missed: int, late: int) -> Card:
    """The second time within a year: for the coordinators alone."""
    said = para("desk.dates_not_kept_line", missed=str(missed), late=str(late))
    return Card(title=words("desk.dates_not_kept", name=person.name), lines=(said,))
