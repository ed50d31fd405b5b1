"""Stories as they are shown, with what may be done with them."""

import hashlib

from bot.chat.outgoing import Card, Line, Look
from bot.domain.matches import Party
from bot.domain.stories import Consent, Draft, Story, publishable
from bot.domain.views import MatchView
from bot.texts.cards import button, fact, labelled, para, short
from bot.texts.catalogue import words
from bot.texts.times import count, hours, listed, written_date


def written(draft: Draft) -> tuple[str, str, str]:
    """What was needed, what was done, what is different now; the last is empty where nobody has said it."""
    changed = words("story_draft.said", said=draft.said) if draft.said else ""
    return draft.needed, _done(draft), changed


def _done(draft: Draft) -> str:
    given = words("story_draft.given", hours=hours(draft.hours))
    if draft.skills:
        given = words("story_draft.given_skills", hours=hours(draft.hours), skills=listed(draft.skills))
    if not draft.days:
        return words("story_draft.done", given=given)
    first, last, many = written_date(draft.days[0]), written_date(draft.days[-1]), count(len(draft.days))
    if len(draft.days) == 1:
        return words("story_draft.done_on", given=given, day=first)
    return words("story_draft.done_between", given=given, count=many, first=first, last=last)


def digest(draft: Draft) -> str:
    """Of the draft as it was shown: what is used is what was read."""
    return hashlib.sha256("\0".join(written(draft)).encode()).hexdigest()[:10]


def ask(view: MatchView, party: Party, draft: Draft) -> Card:
    """N10: once, with a draft made of the record, and dropped silently."""
    before, done, changed = written(draft)
    match = view.match
    return Card(
        title=words("story.ask_title"),
        lines=(
            para("story.ask", name=view.name(party.other), organisation=view.organisation(party.other)),
            fact("before", before),
            fact("done", done),
            fact("changed", changed or words("story_draft.open")),
        ),
        buttons=(
            (
                button(
                    "use_draft", "story.use", match.id, match.revision, option=digest(draft), look=Look.MAIN
                ),
                button("change", "story.tell", match.id, match.revision),
                button("not_now", "story.later", match.id, match.revision),
            ),
        ),
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
