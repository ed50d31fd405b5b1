"""The coordinators' digest: numbered lines, each with what opens its card."""

from collections.abc import Sequence, Set
from dataclasses import dataclass, replace
from datetime import date
from zoneinfo import ZoneInfo

from bot.chat.accessible import MOST_BUTTONS
from bot.chat.outgoing import Button, Card, Para
from bot.domain.instalments import InstalmentState, InstalmentView
from bot.domain.listings import NONE
from bot.domain.matches import MatchState, Party, unsettled
from bot.domain.organisations import Organisation
from bot.domain.views import ListingView, MatchView
from bot.texts.cards import belonging, bracketed, para, short
from bot.texts.catalogue import words
from bot.texts.pledge_cards import amount
from bot.texts.search_cards import days, open_button
from bot.texts.times import day_only, hours, session_time

MOST_LINES = 5  # of a part: what can be read before the first coffee is cold


@dataclass(frozen=True, kw_only=True)
class Line:
    """`id`: what it is about. `said`: the sentence."""

    id: str
    said: str


@dataclass(frozen=True, kw_only=True)
class Part:
    """`name`: waiting, stalled, at_risk or went_well. `count`: how many lines it has, of which the first
    `MOST_LINES` are shown.
    """

    name: str
    count: int
    shown: Sequence[Line]


def digest(parts: Sequence[Part]) -> Card:
    """Numbered through, each line with its button, so that `open 4` is clear as well."""
    lines: list[Para] = []
    rows: list[tuple[Button, ...]] = []
    number = 0
    for part in parts:
        lines.append(para(f"morning.{part.name}", count=str(part.count)))
        numbered = list(enumerate(part.shown, start=number + 1))
        lines += [para("morning.line", number=str(n), said=line.said) for n, line in numbered]
        rows.append(tuple(open_button(n, line.id, line.said) for n, line in numbered))
        number += len(numbered)
        if part.count > len(part.shown):
            more = "morning.more_still" if part.name == "stalled" else "morning.more"
            lines.append(para(more, count=str(part.count - len(part.shown))))
    if number > MOST_BUTTONS:
        lines.append(para("morning.next", number=str(number)))
    return Card(title=words("morning.title"), lines=tuple(lines), buttons=tuple(rows), answers=True)


def organisation(group: Organisation, waited: int, *, late: bool) -> Line:
    return _late(
        Line(id=group.id, said=words("morning.organisation", name=group.name, days=days(waited))), late
    )


def listing(view: ListingView, waited: int, *, late: bool) -> Line:
    said = words("morning.listing", **_of(view), days=days(waited))
    return _late(Line(id=view.listing.id, said=said), late)


def _late(line: Line, late: bool) -> Line:
    return replace(line, said=words("morning.late", said=line.said)) if late else line


def held_by(line: Line, name: str) -> Line:
    return replace(line, said=words("morning.in_hand", said=line.said, name=name))


def _of(view: ListingView) -> dict[str, str]:
    return {"what": short(view.listing), "group": view.organisation.name}


def suggested(view: MatchView, waited: int, *, late: bool) -> Line:
    score = f"{view.match.score * 100:.0f}"
    said = {"group": _group(view), "volunteer": view.name(Party.VOLUNTEER)}
    return _late(_about(view, "morning.suggested", **said, score=score, days=days(waited)), late)


def to_settle(view: MatchView) -> Line:
    held = view.match.state is MatchState.ON_HOLD
    return _about(view, "morning.held" if held else "morning.disputed", group=_group(view))


def stalled(view: MatchView, codes: Set[str], waited: int, *, late: bool) -> Line:
    """With whom: the side whose turn it is, or both. `codes`: of the schedule, what it waits for."""
    return _late(_waits_for(view, codes, days(waited)), late)


def _waits_for(view: MatchView, codes: Set[str], waited: str) -> Line:
    if "N3" in codes:  # which is why there is no date either
        return _about(view, "morning.checks", **_both(view), days=waited)
    if "N15" in codes:
        return _about(view, "morning.check_in", **_both(view), days=waited)
    if "N7" in codes and any(each.confirmed is not None for each in unsettled(view.sessions)):
        return _about(view, "morning.disputed", group=_group(view))
    if "N7" in codes:  # also of a date before the one that is set
        return _about(view, "morning.not_said", name=_who(view, Party.HOST), days=waited)
    match view.match.state:
        case MatchState.ASKED_HOST:
            return _about(view, "morning.no_answer", name=_who(view, Party.HOST), days=waited)
        case MatchState.ASKED_VOLUNTEER:
            return _about(view, "morning.no_answer", name=_who(view, Party.VOLUNTEER), days=waited)
        case _:
            return _about(view, "morning.no_date", **_both(view), days=waited)


def unanswered(view: ListingView, waited: int) -> Line:
    name = belonging(view.owner.name, view.organisation.name)
    said = words("morning.question", name=name, what=short(view.listing), days=days(waited))
    return Line(id=view.listing.id, said=said)


def unconfirmed(view: MatchView, zone: ZoneInfo) -> Line:
    assert view.session is not None
    return _about(view, "morning.unconfirmed", when=session_time(view.session, zone), **_both(view))


def deadline(view: ListingView, until: date) -> Line:
    day = day_only(until)
    said = words("morning.deadline", need=short(view.listing), group=view.organisation.name, day=day)
    return Line(id=view.listing.id, said=said)


def instalment(view: InstalmentView, waited: int, *, late: bool) -> Line:
    """A delivery that the group has not answered for, or says did not arrive."""
    one = view.instalment
    disputed = one.state is InstalmentState.DISPUTED
    key = "morning.arrival_disputed" if disputed else "morning.arrival_unanswered"
    what = amount(one.quantity, view.pledge.terms.unit)
    said = words(key, group=view.group.name, what=what, giver=view.giver.name, days=days(waited))
    return _late(Line(id=one.id, said=said), late)


def overdue(view: InstalmentView, over: int) -> Line:
    """A delivery whose day is over, of which its giver has not said that it was made."""
    what = amount(view.instalment.quantity, view.pledge.terms.unit)
    named = {"giver": view.giver.name, "group": view.group.name}
    return Line(id=view.instalment.id, said=words("morning.overdue", what=what, days=days(over), **named))


def delivered(view: MatchView) -> Line:
    verified = view.delivery.verified if view.delivery and view.delivery.verified is not None else NONE
    name = view.name(Party.VOLUNTEER)
    return _about(view, "morning.delivered", volunteer=name, group=_group(view), hours=hours(verified))


def introduced(view: MatchView) -> Line:
    return _about(view, "morning.introduced", **_both(view))


def _about(view: MatchView, key: str, **parts: str) -> Line:
    return Line(id=view.match.id, said=words(key, need=short(view.need.listing), **parts))


def _both(view: MatchView) -> dict[str, str]:
    return {party.value: view.name(party) for party in Party}


def _who(view: MatchView, party: Party) -> str:
    return bracketed(view.name(party), view.organisation(party))


def _group(view: MatchView) -> str:
    return view.organisation(Party.HOST)
