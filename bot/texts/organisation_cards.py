"""What the people of an organisation are told about it."""

from collections.abc import Sequence

from bot.chat.markup import Link
from bot.chat.outgoing import Button, Card, Line, Look, Para
from bot.domain.organisations import Organisation, OrganisationState
from bot.domain.people import Person
from bot.texts.cards import button, fact, note, para
from bot.texts.catalogue import say, words


def decided(organisation: Organisation) -> Card:
    if organisation.state is OrganisationState.VERIFIED:
        return Card(lines=(para("organisation.verified", name=organisation.name),))
    return Card(
        lines=(
            para("organisation.refused", name=organisation.name),
            fact("reason", organisation.reason or words("reason.none")),
            para("organisation.refused_next"),
        ),
        buttons=((button("answer", "org.answer", organisation.id, about=organisation.name),),),
    )


def question(organisation: Organisation, asked: str) -> Card:
    return Card(
        title=words("organisation.question_title"),
        lines=(fact("group", organisation.name), fact("question", asked), para("listing.question.next")),
        buttons=(
            (button("answer", "org.answer", organisation.id, look=Look.MAIN, about=organisation.name),),
        ),
    )


def invite(code: str, link: str) -> Card:
    """`link` opens a chat with the code in it, where the platform has such links."""
    lines: list[Line] = [para("team.invite", code=code)]
    if link:
        lines += [para("team.invite_link"), Para(text=(Link(text=link, url=link),))]
    return Card(title=words("team.invite_title"), lines=tuple(lines))


def team(organisation: Organisation, members: Sequence[Person], you: str) -> Card:
    """Everybody by name, and what can be done about it."""
    names = [words("team.you", name=each.name) if each.id == you else each.name for each in members]
    alone = len(members) == 1
    ways = [button("invite", "team.invite", look=Look.MAIN)]
    if not alone:
        ways.append(button("remove", "team.whom"))
    return Card(
        title=words("team.title", name=organisation.name),
        lines=(
            *(Para(text=say("card.value", value=name)) for name in names),
            para("team.alone" if alone else "team.rule"),
        ),
        buttons=((*ways, button("leave", "team.leave")),),
    )


def member(person: Person) -> Card:
    """One of a team, who can be taken out of it."""
    remove = button("remove", "team.remove", person.id, about=person.name, look=Look.DANGER)
    return Card(lines=(Para(text=say("card.value", value=person.name)),), buttons=((remove,),))


def last(organisation: Organisation) -> Card:
    return Card(lines=(para("team.last", name=organisation.name),), buttons=((_leave_anyway(),),))


def _leave_anyway() -> Button:
    return button("leave", "team.leave_last", look=Look.DANGER)


def welcome(organisation: Organisation) -> Card:
    mine = button("mine", "go.mine", look=Look.MAIN)
    lines = (para("team.welcome", name=organisation.name),)
    return Card(title=words("team.welcome_title"), lines=lines, buttons=((mine,),))


def joined(organisation: Organisation, name: str) -> Card:
    return note("team.joined", name=name, group=organisation.name)


def left(organisation: Organisation, name: str) -> Card:
    return note("team.left", name=name, group=organisation.name)


def removed(organisation: Organisation, by: str) -> Card:
    return note("team.removed", name=by, group=organisation.name)


def desk_joined(organisation: Organisation, name: str) -> Card:
    return note("desk.team_joined", name=name, group=organisation.name)


def desk_left(organisation: Organisation, name: str, *, left: int, listings: int) -> Card:
    """What coordinators see when somebody goes; loud when it was the last one."""
    if left:
        return note("desk.team_left", name=name, group=organisation.name, left=str(left))
    return note("desk.team_last_left", name=name, group=organisation.name, listings=str(listings))
