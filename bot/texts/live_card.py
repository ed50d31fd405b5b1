"""The one card of a match that each side keeps: as things stand now, from the first agreed date on."""

from bot.chat.outgoing import Button, Card, Line
from bot.domain.details import SHOWN_IN
from bot.domain.matches import DATED, LIVE, MatchState, Party
from bot.domain.views import MatchView
from bot.texts.cards import fact, para, place_words
from bot.texts.catalogue import words
from bot.texts.checklist_cards import before_start
from bot.texts.date_cards import dates
from bot.texts.detail_cards import share_button
from bot.texts.match_cards import came_of_it, cannot, concern, move_date, set_date
from bot.texts.times import Zone, hours


def live(view: MatchView, party: Party, zone: Zone) -> Card:
    """Names are in it: only for those who were introduced."""
    match, other = view.match, party.other
    lines: list[Line] = [
        para("introduction.lead", name=view.name(other), organisation=view.organisation(other)),
        fact("state", words(f"match_state.{match.state.value}")),
        *dates(view.to_come, zone),
        fact("need", view.need.listing.terms.what),
        fact("offer", view.offer.listing.terms.what),
        fact("where", place_words(view.need.listing)),
        fact("planned", hours(match.hours)),
    ]
    lines += before_start(view)
    if view.delivery is not None and view.delivery.verified is not None:
        lines.append(fact("verified", hours(view.delivery.verified)))
    if match.state in LIVE:
        lines += [para("introduction.talk_now", name=view.name(other)), para("introduction.safe")]
    more = (share_button(match),) if match.state in SHOWN_IN else ()
    buttons = _buttons(view, party)
    return Card(title=words("introduction.title"), lines=tuple(lines), buttons=buttons, more=more)


def _buttons(view: MatchView, party: Party) -> tuple[tuple[Button, ...], ...]:
    """What can be done now; nothing where all is decided."""
    match = view.match
    if match.state in DATED:
        return ((move_date(match), cannot(match), concern(match)),)
    if match.state is MatchState.REARRANGING:
        return ((set_date(match), cannot(match), concern(match)),)
    if match.state is MatchState.IN_DELIVERY:
        return ((*came_of_it(view, party), concern(match)),)
    return ((concern(match),),) if match.state in LIVE else ()
