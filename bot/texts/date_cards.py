"""What the two sides see about their dates."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from bot.chat.outgoing import Button, Card, Line, Look
from bot.domain.matches import MatchState, Party, Session
from bot.domain.views import MatchView
from bot.texts.cards import belonging, button, fact, para, place_words, short
from bot.texts.catalogue import words
from bot.texts.checklist_cards import before_start
from bot.texts.match_cards import Buttons, cannot, move_date
from bot.texts.times import Zone, session_time

MOST_SHOWN = 5  # dates of a series on a card


def proposal(view: MatchView, proposed: Sequence[Session], by: Party, zone: Zone) -> Card:
    """A date, or several at once, for the other side to agree to."""
    first = proposed[0]
    lines: list[Line] = []
    if len(proposed) == 1:
        lines.append(para("date.proposal", name=view.name(by), when=session_time(first, zone)))
    else:
        lines.append(para("date.proposal_series", name=view.name(by), count=str(len(proposed))))
        lines += dates(proposed, zone)
    return Card(
        title=words("date.proposal_title"),
        lines=(*lines, fact("need", view.need.listing.terms.what)),
        buttons=answers(view, first),
    )


def answers(view: MatchView, session: Session) -> Buttons:
    """To a date that the other side proposed."""
    match = view.match
    option = f"{session.sequence}.{session.series or session.id}"
    works = button("works", "date.agree", match.id, match.revision, option=option, look=Look.MAIN)
    return ((works, button("another_time", "match.date", match.id, match.revision)),)


def dates(sessions: Sequence[Session], zone: Zone) -> list[Line]:
    """A line for each of the first ones, and how many more there are."""
    lines: list[Line] = [fact("when", session_time(each, zone)) for each in sessions[:MOST_SHOWN]]
    more = len(sessions) - MOST_SHOWN
    if more > 0:
        lines.append(para("date.more", count=str(more), last=session_time(sessions[-1], zone)))
    return lines


def scheduled(
    view: MatchView,
    agreed: Sequence[Session],
    party: Party,
    zone: Zone,
    supervision: str = "",
    *,
    soon: bool = False,
) -> Card:
    """Agreed: when, where, with whom, who looks after the volunteer (`supervision`), and how to cancel.

    `soon`: tomorrow, or today already, so that nobody is reminded the day before.
    """
    after = party is Party.VOLUNTEER and supervision
    return Card(
        title=words("date.scheduled_title"),
        lines=(
            *dates(agreed, zone),
            *_meeting(view, party),
            *((fact("looked_after", supervision),) if after else ()),
            *before_start(view),
            para("date.scheduled_soon" if soon else "date.scheduled_next"),
        ),
        buttons=((move_date(view.match), cannot(view.match), one_more(view)),),
    )


def one_more(view: MatchView) -> Button:
    return button("one_more", "date.one_more", view.match.id, view.match.revision)


def _meeting(view: MatchView, party: Party) -> tuple[Line, ...]:
    lines: list[Line] = [
        fact("with", belonging(view.name(party.other), view.organisation(party.other))),
        fact("need", view.need.listing.terms.what),
        fact("where", place_words(view.need.listing)),
    ]
    return (*lines, *(fact("provides", p) for p in (view.need.listing.terms.provides,) if p))


def coming_up(view: MatchView, party: Party, zone: Zone, now: datetime) -> Card:
    """N6: a week, a day and two hours before."""
    match, session = view.match, view.session
    near = session is not None and session.starts_at - now < timedelta(hours=6)
    sure = button("all_set", "date.confirm", match.id, match.revision, look=Look.MAIN)
    open_still = bool(view.checklist.missing)
    ways = (move_date(match), cannot(match)) if open_still else (sure, move_date(match), cannot(match))
    said = match.state is MatchState.CONFIRMED
    buttons = (cannot(match),) if near else ways[1:] if said and not open_still else ways
    asks = "nudge.n6_confirmed" if said else "nudge.n6"
    return Card(
        title=words("nudge.n6_soon_title" if near else "nudge.n6_title"),
        lines=(
            *_when(view, zone),
            *_meeting(view, party),
            *before_start(view),
            para("nudge.n6_open" if open_still else "nudge.n6_soon" if near else asks),
        ),
        buttons=(buttons,),
    )


def _when(view: MatchView, zone: Zone) -> tuple[Line, ...]:
    return () if view.session is None else (fact("when", session_time(view.session, zone)),)


def called_off(view: MatchView, session: Session, by: Party, reason: str, zone: Zone) -> Card:
    """One date is off; the match is not."""
    return Card(
        title=words("date.off_title"),
        lines=(
            para("date.off", name=view.name(by), when=session_time(session, zone)),
            fact("need", short(view.need.listing)),
            fact("reason", words(f"reason.{reason}")),
            *dates(view.to_come, zone),
            para("date.off_next" if view.to_come else "date.off_another"),
        ),
        buttons=((button("another_time", "match.date", view.match.id, view.match.revision),),),
    )


def which_one(view: MatchView, zone: Zone) -> Card:
    """Words that may mean a date is off: asked before anything is."""
    return Card(
        lines=(para("date.off_sure", need=short(view.need.listing)), *_when(view, zone)),
        buttons=((cannot(view.match), move_date(view.match)),),
    )


def suggested(proposed: Sequence[Session], zone: Zone) -> Card:
    """To whoever proposed a series: the dates that it came to."""
    return Card(lines=(para("date.proposed_series", count=str(len(proposed))), *dates(proposed, zone)))
