"""What is passed between the two sides of a match, and what its sender is told about it."""

from collections.abc import Sequence

from bot.chat.action import Action
from bot.chat.incoming import Enclosure
from bot.chat.markup import clean
from bot.chat.outgoing import Button, Card, Para
from bot.chat.wording import ListStyle
from bot.domain.matches import Match, Party
from bot.domain.talks import Shut, Talk
from bot.domain.views import MatchView
from bot.texts.cards import button, cut, fact, note, para, short
from bot.texts.catalogue import say, words
from bot.texts.times import listed

MOST_LABEL = 40
MEGABYTE = 1024 * 1024


def relayed(view: MatchView, sender: Party, text: str) -> Card:
    """What the other side wrote, with the name agreed at the introduction."""
    return note("relay.message", name=view.name(sender), text=text)


def edited(view: MatchView, sender: Party, text: str) -> Card:
    """The same message, as it reads now."""
    return note("relay.edited", name=view.name(sender), text=text)


def edited_below(view: MatchView, sender: Party, text: str) -> Card:
    """Where the message itself cannot be changed any more."""
    return note("relay.edited_below", name=view.name(sender), text=text)


def taken_back(view: MatchView, sender: Party) -> Card:
    return note("relay.taken_back", name=view.name(sender))


def file_said(view: MatchView, sender: Party, file: Enclosure, caption: str) -> Card:
    """Beside the file, or before it: whose it is, and what they say about it."""
    what = file_words(file)
    said = [para("relay.file", name=view.name(sender), file=what)]
    return Card(lines=(*said, *((Para(text=say("card.value", value=caption)),) if caption else ())))


def file_words(file: Enclosure) -> str:
    """ "a photo", "a voice note", or the file's name."""
    if file.kind != "file" or not file.name:
        return words(f"relay.kind_{file.kind}")
    return cut(" ".join(clean(file.name).split()), 100)


def reacted(view: MatchView, by: Party, reactions: Sequence[str]) -> Card:
    if not reactions:
        return note("relay.reaction_gone", name=view.name(by))
    return note("relay.reacted", name=view.name(by), reactions=listed(reactions, ListStyle.AND))


def receipt(name: str, delivered: int, of: int) -> Card:
    """How much of what was written in a row has arrived."""
    if delivered < of:
        return note("relay.delivered_some", name=name, count=str(delivered), of=str(of))
    if of == 1:
        return note("relay.delivered", name=name)
    return note("relay.delivered_all", name=name, count=str(of))


def not_delivered(view: MatchView, sender: Party) -> Card:
    return note("relay.not_delivered", name=view.name(sender.other))


def slow(view: MatchView, sender: Party) -> Card:
    return note("relay.slow", name=view.name(sender.other))


def refused(view: MatchView, sender: Party, *, file: bool) -> Card:
    return note("relay.refused_file" if file else "relay.refused", name=view.name(sender.other))


def too_large(file: Enclosure, most: int) -> Card:
    size = f"{file.size / MEGABYTE:.0f}"
    return note("relay.too_large", file=file_words(file), size=size, most=f"{most / MEGABYTE:.0f}")


def shut(view: MatchView, reader: Party, why: Shut, talk: Talk | None, *, again: bool) -> Card:
    """Why something was not passed on, and what can be done instead; `again`: the reader may reopen it."""
    name, need = view.name(reader.other), short(view.need.listing)
    buttons = [_concern(view.match)]
    if again:
        buttons.insert(0, _reopen(view.match))
    if why is Shut.HELD:
        return Card(lines=(para("talk.held", need=need),), buttons=(tuple(buttons),))
    if talk is None:  # they were never introduced: nobody reads a name
        return Card(lines=(para("talk.not_yet", need=need),), buttons=(tuple(buttons),))
    by_other = talk is not None and talk.closed_by == reader.other.value
    line = para("talk.closed_by_other" if by_other else "talk.closed", name=name, need=need)
    return Card(lines=(line,), buttons=(tuple(buttons),))


def closed_by_me(view: MatchView, reader: Party) -> Card:
    return Card(
        lines=(para("talk.you_closed", name=view.name(reader.other)),),
        buttons=((_reopen(view.match), _concern(view.match)),),
    )


def closed_by_them(view: MatchView, reader: Party) -> Card:
    return Card(
        lines=(para("talk.they_closed", name=view.name(reader.other), need=short(view.need.listing)),),
        buttons=((_concern(view.match),),),
    )


def open_again(view: MatchView, reader: Party) -> Card:
    return note("talk.open_again", name=view.name(reader.other))


def picked(view: MatchView, reader: Party) -> Card:
    name = view.name(reader.other)
    return Card(
        title=words("talk.picked_title", name=cut(name, 80)),
        lines=(para("talk.picked", name=name), fact("need", view.need.listing.terms.what)),
        buttons=((close(view.match), _concern(view.match)),),
    )


def which(asked: Sequence[tuple[MatchView, Party]], unsent: str, start: int) -> Card:
    """Whom the words are for; without `unsent`, whom to write to. Two at a time where there are many."""
    shown = asked if len(asked) <= 3 else asked[start : start + 2]
    buttons = [_choice(view, reader, unsent) for view, reader in shown]
    if len(asked) > len(shown):
        further = (start + 2) % len(asked) if start + 2 < len(asked) else 0
        buttons.append(button("more", "talk.more", unsent, option=str(further)))
    elif len(shown) < 3 and unsent:
        buttons.append(button("nobody", "talk.drop", unsent))
    lines = [fact("with", _who(view, reader)) for view, reader in shown]
    lead = para("talk.which_kept" if unsent else "talk.which")
    return Card(title=words("talk.which_title"), lines=(lead, *lines), buttons=(tuple(buttons),))


def _who(view: MatchView, reader: Party) -> str:
    other = reader.other
    need = short(view.need.listing)
    return words("talk.who", name=view.name(other), organisation=view.organisation(other), need=need)


def _choice(view: MatchView, reader: Party, unsent: str) -> Button:
    name = clean(view.name(reader.other)).strip() or words("person.unnamed")
    match = view.match.id
    action = Action(verb="talk.to", subject=unsent, option=match) if unsent else _pick(match)
    spoken = cut(words("talk.choice", name=name, need=short(view.need.listing)), 75)
    return Button(label=cut(name, MOST_LABEL), action=action, spoken=spoken)


def _pick(match: str) -> Action:
    return Action(verb="talk.pick", subject=match)


def close(match: Match) -> Button:
    return button("close", "talk.close", match.id)


def _reopen(match: Match) -> Button:
    return button("open_again", "talk.open", match.id)


def _concern(match: Match) -> Button:
    return button("concern", "match.concern", match.id, match.revision)
