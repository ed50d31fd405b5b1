"""What the people of an organisation are told about it."""

from bot.chat.outgoing import Card, Look
from bot.domain.organisations import Organisation, OrganisationState
from bot.texts.cards import button, fact, para
from bot.texts.catalogue import words


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
