"""Stories as they are shown, with what may be done with them."""

from bot.chat.outgoing import Card, Line, Look
from bot.domain.matches import Party
from bot.domain.stories import Consent, Story, publishable
from bot.domain.views import MatchView
from bot.texts.cards import button, fact, labelled, para, short
from bot.texts.catalogue import words
from bot.texts.times import listed


def ask(view: MatchView, party: Party) -> Card:
    """N10: once, and dropped silently."""
    return Card(
        title=words("story.ask_title"),
        lines=(
            para("story.ask", name=view.name(party.other), organisation=view.organisation(party.other)),
            fact("need", short(view.need.listing)),
        ),
        buttons=((button("tell_story", "story.tell", view.match.id, view.match.revision, look=Look.MAIN),),),
    )


def told(view: MatchView, story: Story, reader: Party) -> Card:
    """To the other side: they may change it, and nothing is used without their consent."""
    match = view.match
    return Card(
        title=words("story.told_title", name=view.name(reader.other)),
        lines=(*_words(story), para("story.told_next")),
        buttons=(
            (
                button("consent", "story.consent", match.id, match.revision, look=Look.MAIN),
                button("change", "story.tell", match.id, match.revision),
            ),
        ),
    )


def mine(view: MatchView, story: Story, consent: Consent | None) -> Card:
    """To somebody who says "story": what stands, what they allowed, and how to take it back."""
    match = view.match
    buttons = [
        button("consent", "story.consent", match.id, match.revision, look=Look.MAIN),
        button("change", "story.tell", match.id, match.revision),
    ]
    if consent is not None and consent.withdrawn_at is None:
        buttons.append(
            button("withdraw_consent", "story.withdraw", match.id, match.revision, look=Look.DANGER)
        )
    return Card(
        title=short(view.need.listing),
        lines=(*_words(story), fact("allowed", _allowed(story, consent))),
        buttons=(tuple(buttons),),
    )


def for_coordinators(view: MatchView, story: Story, consents: tuple[Consent, ...]) -> Card:
    """Whose name and photo may be shown, and whether it may be published at all."""
    by_party = {consent.party: consent for consent in consents}
    whose = [
        fact(
            party.value,
            labelled(_who(view, party, by_party.get(party)), _allowed(story, by_party.get(party))),
        )
        for party in (Party.HOST, Party.VOLUNTEER)
    ]
    may = publishable(story, consents)
    return Card(
        title=words("story.desk_title", id=view.match.id),
        lines=(*_words(story), *whose, para("story.may" if may else "story.may_not")),
    )


def _who(view: MatchView, party: Party, consent: Consent | None) -> str:
    """A name only where its owner allows it."""
    return view.name(party) if consent is not None and consent.name else words("story.no_name")


def _words(story: Story) -> tuple[Line, ...]:
    return (fact("before", story.before), fact("done", story.done), fact("changed", story.change))


def _allowed(story: Story, consent: Consent | None) -> str:
    if consent is None:
        return words("story.not_asked")
    if consent.withdrawn_at is not None:
        return words("story.withdrawn")
    if consent.revision != story.revision:
        return words("story.changed_since")
    given = [("name", consent.name), ("photo", consent.photo), ("publication", consent.publication)]
    return listed(words(f"allowed.{what}" if yes else f"allowed.no_{what}") for what, yes in given)
