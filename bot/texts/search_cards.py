"""What coordinators read when they look something up."""

from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import datetime

from bot.chat.outgoing import Button, Card, Line
from bot.domain.demand import Demand
from bot.domain.people import Person
from bot.domain.views import ListingView
from bot.texts.cards import button, fact, para, short
from bot.texts.catalogue import words
from bot.texts.matcher_cards import left_out
from bot.texts.times import listed
from matching.limits import Limit

MOST_LINES = 10
MOST_SKILLS = 8
MOST_BUTTONS = 3


def found(asked: str, people: int, groups: int, listings: int, matches: int) -> Card:
    """How much there is, before the cards of the best."""
    counts = {"people": people, "groups": groups, "listings": listings, "matches": matches}
    told = listed(
        words(f"find.{kind}_one" if count == 1 else f"find.{kind}", n=str(count))
        for kind, count in counts.items()
        if count
    )
    return Card(lines=(para("find.lead", asked=asked, told=told),))


def person(person: Person, organisation: str, under_way: int) -> Card:
    """Who it is and how it stands, and nothing of how to reach them: that goes through the bot."""
    state = "person_state.stopped" if person.stopped_at else "person_state.active"
    lines: list[Line] = [
        fact("name", person.name),
        *((fact("group", organisation),) if organisation else ()),
        fact("state", words(state)),
        fact("under_way", str(under_way)),
    ]
    if person.coordinates:
        lines.append(fact("role", words("role.coordinator")))
    next_step = "find.person_next" if under_way else "find.person_idle"
    return Card(title=words("find.person_title"), lines=(*lines, para(next_step), fact("id", person.id)))


def unmet(needs: Sequence["UnmetLine"], wanted: Demand, now: datetime) -> Card:
    """The oldest first, each with what would open it; then what is wanted, by skill, place and age."""
    lines: list[Line] = [para("unmet.lead", count=str(len(needs)))]
    for number, (need, fallen, opening) in enumerate(needs[:MOST_LINES], start=1):
        listing = need.listing
        lines.append(
            para(
                "unmet.line",
                number=str(number),
                what=short(listing),
                group=need.organisation.name,
                days=days((now - listing.created_at).days),
                id=listing.id,
            )
        )
        lines.append(_why(fallen, opening))
    if len(needs) > MOST_LINES:
        lines.append(para("unmet.more", count=str(len(needs) - MOST_LINES)))
    lines += _demand(wanted)
    return Card(title=words("unmet.title"), lines=tuple(lines), buttons=(_opening(needs),))


def _demand(wanted: Demand) -> Iterator[Line]:
    if wanted.skills:
        few = list(wanted.skills.items())[:MOST_SKILLS]
        told = (words("unmet.skill", skill=skill, needs=str(n), offers=str(of)) for skill, (n, of) in few)
        yield para("unmet.skills", told=listed(told))
    if wanted.unoffered:
        yield para("unmet.unoffered", told=listed(wanted.unoffered[:MOST_SKILLS]))
    places = wanted.places.most_common(MOST_SKILLS)
    yield para("unmet.places", told=listed(_in_a_place(place, count) for place, count in places))
    young, between, old = map(str, wanted.ages)
    yield para("unmet.ages", young=young, between=between, old=old)


def _in_a_place(place: str, count: int) -> str:
    return words("unmet.place", place=place, n=str(count)) if place else words("unmet.remote", n=str(count))


UnmetLine = tuple[ListingView, Counter[Limit], Counter[Limit]]
"""A need, how many offers fell to each limit, and how many to that one alone."""


def _why(fallen: Counter[Limit], opening: Counter[Limit]) -> Line:
    return left_out("unmet", "", fallen, opening) if fallen else para("unmet.no_offers")


def _opening(needs: Sequence[UnmetLine]) -> tuple[Button, ...]:
    return tuple(
        open_button(number, need.listing.id, short(need.listing))
        for number, (need, _, _) in enumerate(needs[:MOST_BUTTONS], start=1)
    )


def open_button(number: int, id: str, about: str) -> Button:
    """Shows the card of a line: "Open 2"."""
    return button("open", "desk.open", id, about=about, n=str(number))


def days(count: int) -> str:
    if count == 0:
        return words("amount.under_a_day")
    return words("amount.day" if count == 1 else "amount.days", n=str(count))


def vetting(groups: int, needs: int, matches: int) -> Card:
    return Card(lines=(para("vet.lead", groups=str(groups), needs=str(needs), matches=str(matches)),))
