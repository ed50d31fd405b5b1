"""The pieces that cards are made of."""

from bot.chat.action import Action
from bot.chat.outgoing import Button, Card, Fact, Line, Look, Para
from bot.chat.wording import Shortened, late, waits
from bot.domain.listings import Listing, Side, Terms
from bot.texts.catalogue import Part, say, words
from bot.texts.drawing import shortened
from bot.texts.times import hours, listed, people, pounds, when_words
from matching.skills import skill_label

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
    spoken = words("button.spoken", label=shown, about=about) if about else shown
    action = Action(verb=verb, subject=subject, revision=revision, option=option)
    return Button(label=shown, action=action, spoken=cut(spoken, MOST_SPOKEN), look=look)


def cut(text: str, most: int) -> str:
    """At most so many characters, ending at a word with an ellipsis where something was left out."""
    return late(Shortened(text=text, most=most)) if waits(text) else shortened(text, most)


def para(key: str, /, **parts: Part) -> Para:
    return Para(text=say(key, **parts))


def fact(label: str, value: str) -> Fact:
    """`label` is a key under "fact"."""
    return Fact(label=words(f"fact.{label}"), value=say("card.value", value=value))


def labelled(label: str, value: str) -> str:
    """ "The sign-in sheet: a photo"."""
    return words("card.labelled", label=label, value=value)


def belonging(name: str, to: str) -> str:
    """ "Sam Carter, Bright Ltd"."""
    return words("person.of", name=name, organisation=to)


def bracketed(what: str, of: str) -> str:
    """ "Bookkeeping (St Aidan's)"."""
    return words("card.bracketed", what=what, of=of)


def note(key: str, /, **parts: Part) -> Card:
    """One sentence, nothing to press."""
    return Card(lines=(para(key, **parts),))


def listing_facts(listing: Listing) -> tuple[Line, ...]:
    """What an offer or a need says, with nobody's name in it."""
    terms = listing.terms
    lines = [
        fact("kind", words(f"kind.{terms.kind.value}")),
        fact("what", terms.what),
        *chosen_skills(terms),
        fact("where", place_words(listing)),
    ]
    if terms.when.said:
        lines.append(fact("when", when_words(terms.when.said)))
    lines.append(fact("time", effort(listing)))
    if terms.leave:
        lines.append(fact("leave", words(f"leave.{terms.leave}")))
    if terms.provides:
        lines.append(fact("provides", terms.provides))
    lines += host_costs(listing)
    if terms.languages:
        lines.append(fact("languages", listed(terms.languages)))
    if terms.checks:
        label = "checks_held" if listing.side is Side.OFFER else "checks_needed"
        lines.append(fact(label, listed(terms.checks)))
    if terms.contact is not None:
        lines.append(fact("contact", words(f"contact.{terms.contact.value}")))
    return tuple(lines)


def chosen_skills(terms: Terms) -> tuple[Fact, ...]:
    """What its owner chose, unless the words say just that."""
    if terms.chosen in ((), (terms.what.casefold().strip(" ."),)):
        return ()
    return (fact("skills", listed(skill_label(skill) for skill in terms.chosen)),)


def host_costs(listing: Listing) -> tuple[Fact, ...]:
    """What the group puts in itself, and what it asks towards its costs."""
    costs = listing.terms.costs
    own = (fact("host_hours", hours(costs.hours)),) if costs.hours else ()
    if not costs.pounds:
        return own
    key = "costs.each" if costs.each else "costs.together"
    said = words(key, pounds=pounds(costs.pounds))
    if costs.what_for:
        said = words("costs.what_for", said=said, what=costs.what_for)
    return (*own, fact("host_asks", words("costs.never_through_me", said=said)))


def effort(listing: Listing) -> str:
    """How many people, and how long each of them."""
    terms = listing.terms
    if terms.people == 1:
        return hours(terms.hours)
    return words("amount.each", people=people(terms.people), hours=hours(terms.hours))


def place_words(listing: Listing) -> str:
    terms = listing.terms
    if not terms.district:
        return words("place.remote" if terms.remote and not terms.on_site else "place.anywhere")
    where = listed(terms.areas or (terms.district,))
    return words("place.or_remote" if terms.remote else "place.district", district=where)


def short(listing: Listing) -> str:
    """A listing in a few words, for titles and lists."""
    return cut(listing.terms.what, 60)
