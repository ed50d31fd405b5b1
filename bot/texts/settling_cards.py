"""What coordinators read where one side did not keep a date, or the two do not agree what came of it."""

from zoneinfo import ZoneInfo

from bot.chat.outgoing import Button, Card, Line, Look
from bot.domain.matches import (
    AFTER_ALL,
    AFTERWARDS,
    UNDER_WAY,
    MatchState,
    Party,
    Session,
    came_to_nothing,
    unsettled,
)
from bot.domain.views import MatchView
from bot.texts import evidence_cards
from bot.texts.cards import button, fact, para
from bot.texts.catalogue import words
from bot.texts.times import day, day_of

Row = tuple[Button, ...]


def settling(view: MatchView, date: Session | None, zone: ZoneInfo) -> Row:
    """Hours or none, of a date; one that the match waits for no longer is named."""
    id, revision = view.match.id, view.match.revision
    if date is None or date not in unsettled(view.sessions):
        return (
            button("verify_hours", "settle.verify", id, revision, look=Look.MAIN),
            button("not_delivered", "settle.not_delivered", id, revision, look=Look.DANGER),
        )
    then = day(date.starts_at, zone)
    return (
        button("verify_of", "settle.verify", id, revision, option=date.id, look=Look.MAIN, day=then),
        button("not_on", "settle.not_delivered", id, revision, option=date.id, look=Look.DANGER, day=then),
    )


def unsaid(view: MatchView, zone: ZoneInfo) -> tuple[Line, ...]:
    """The oldest date of which nobody has said what came, behind the one that it is about."""
    dates = unsettled(view.sessions) if view.match.state in UNDER_WAY else []
    return (fact("unsaid", day_of(dates[0].starts_at, zone)),) if dates else ()


def rows(view: MatchView, zone: ZoneInfo) -> tuple[Row, ...]:
    """All that can be settled of it now: the date that it is about, and the oldest before that."""
    add, before = evidence_cards.add(view.match), unsettled(view.sessions)
    if view.match.state in (*AFTERWARDS, MatchState.DISPUTED):
        now = (*settling(view, None, zone), add)
        return (now, settling(view, before[0], zone)) if before else (now,)
    return ((*settling(view, before[0], zone), add),) if before and view.match.state in UNDER_WAY else ()


def after_all(view: MatchView) -> Row:
    """It was closed without hours, and somebody says that it did happen."""
    if view.match.state not in AFTER_ALL or came_to_nothing(view.sessions) is None:
        return ()
    verify = button("verify_hours", "settle.verify", view.match.id, view.match.revision)
    return (verify, evidence_cards.add(view.match))


def more(view: MatchView, zone: ZoneInfo) -> Row:
    """Behind the dots of its card: nobody has to wait until it stands still."""
    return (*(each for row in rows(view, zone) for each in row), *after_all(view))


def not_there(view: MatchView, away: Party) -> Card:
    """Who was not there, as the other side says."""
    named = {"name": view.name(Party.VOLUNTEER), "organisation": view.organisation(Party.HOST)}
    if away is Party.VOLUNTEER:
        title, said = words("desk.no_show", id=view.match.id), para("desk.no_show_line", **named)
    else:
        title, said = words("desk.host_away", id=view.match.id), para("desk.host_away_line", **named)
    return Card(title=title, lines=(said, fact("need", view.need.listing.terms.what)))
