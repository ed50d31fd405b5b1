"""The pieces that cards are made of."""

from bot.chat.action import Action
from bot.chat.breaks import whole
from bot.chat.outgoing import Button, Card, Fact, Line, Look, Para
from bot.domain.listings import Listing, Side
from bot.texts.catalogue import Part, say, words
from bot.texts.times import hours, people

MOST_SPOKEN = 75


def button(
    label: str,
    verb: str,
    subject: str = "",
    revision: int = 0,
    *,
    option: str = "",
    look: Look = Look.QUIET,
    about: str = "",
    **parts: str,
) -> Button:
    """`label` is a key under "button"; `about` tells a screen reader which of several such buttons it is."""
    shown = words(f"button.{label}", **parts)
    spoken = f"{shown}: {about}" if about else shown
    action = Action(verb=verb, subject=subject, revision=revision, option=option)
    return Button(label=shown, action=action, spoken=cut(spoken, MOST_SPOKEN), look=look)


def cut(text: str, most: int) -> str:
    """At most so many characters, ending at a word with an ellipsis where something was left out."""
    if len(text) <= most:
        return text
    short = text[: whole(text, most - 1)]
    return (short.rsplit(" ", 1)[0] if " " in short[most // 2 :] else short) + "…"


def para(key: str, /, **parts: Part) -> Para:
    return Para(text=say(key, **parts))


def fact(label: str, value: str) -> Fact:
    """`label` is a key under "fact"."""
    return Fact(label=words(f"fact.{label}"), value=say("card.value", value=value))


def note(key: str, /, **parts: Part) -> Card:
    """One sentence, nothing to press."""
    return Card(lines=(para(key, **parts),))


def listing_facts(listing: Listing) -> tuple[Line, ...]:
    """What an offer or a need says, with nobody's name in it."""
    terms = listing.terms
    lines = [
        fact("kind", words(f"kind.{terms.kind.value}")),
        fact("what", terms.what),
        fact("where", place_words(listing)),
    ]
    if terms.when.said:
        lines.append(fact("when", terms.when.said))
    lines.append(fact("time", _effort(listing)))
    if terms.leave:
        lines.append(fact("leave", words(f"leave.{terms.leave}")))
    if terms.provides:
        lines.append(fact("provides", terms.provides))
    if terms.languages:
        lines.append(fact("languages", ", ".join(terms.languages)))
    if terms.checks:
        label = "checks_held" if listing.side is Side.OFFER else "checks_needed"
        lines.append(fact(label, ", ".join(terms.checks)))
    if terms.contact is not None:
        lines.append(fact("contact", words(f"contact.{terms.contact.value}")))
    return tuple(lines)


def _effort(listing: Listing) -> str:
    terms = listing.terms
    if terms.people == 1:
        return hours(terms.hours)
    return words("amount.each", people=people(terms.people), hours=hours(terms.hours))


def place_words(listing: Listing) -> str:
    terms = listing.terms
    if not terms.district:
        return words("place.remote" if terms.remote and not terms.on_site else "place.anywhere")
    where = ", ".join(terms.areas or (terms.district,))
    return words("place.or_remote" if terms.remote else "place.district", district=where)


def short(listing: Listing) -> str:
    """A listing in a few words, for titles and lists."""
    return cut(listing.terms.what, 60)
