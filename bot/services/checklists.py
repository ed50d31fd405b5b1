"""What has to be in place before a match starts: written down at the introduction, told to who sees to it."""

from datetime import date

from bot.domain.checklists import IN_A_PACK, Check, Item, needed, owner_of, stages
from bot.domain.history import Subject
from bot.domain.matches import Party
from bot.domain.refusal import Refusal
from bot.domain.views import MatchView
from bot.services.moves import plan_nudges, view_of
from bot.services.tell import match_key, tell
from bot.services.turn import Turn
from bot.texts import checklist_cards

TO_FAIL = 20  # working days from the introduction


async def begin(turn: Turn, view: MatchView) -> MatchView:
    """The match with its checklist; nothing where such a match needs none."""
    need, offer = view.need.listing.terms, view.offer.listing.terms
    items = (*needed(need, offer), *stages(need))
    if not items:
        return view
    due = turn.local(turn.house.calendar.shift(turn.now, TO_FAIL)).date()
    for item in items:
        await turn.tx.checks.put(line_of(turn, view, item, due))
    view = await view_of(turn, view.match)
    await plan_nudges(turn, view)
    await show(turn, view)
    return view


def line_of(turn: Turn, view: MatchView, item: Item, due: date | None = None) -> Check:
    """A line of this match that nobody has seen to yet."""
    need = view.need.listing
    other = ", ".join(each for each in need.terms.checks) if item is Item.OTHER_CHECK else ""
    return Check(
        subject=Subject.MATCH,
        subject_id=view.match.id,
        item=item,
        owner=owner_of(item),
        opened_at=turn.now,
        organisation=pack_owner(view, item) if item in IN_A_PACK else "",
        due=due,
        note=other,
    )


def pack_owner(view: MatchView, item: Item) -> str:
    """The organisation in whose pack it is."""
    party = Party.VOLUNTEER if item is Item.OWN_COVER else Party.HOST
    return view.side(party).listing.organisation


async def show(turn: Turn, view: MatchView) -> None:
    """To each side the one card of what it has to see to, as that stands now."""
    for party in Party:
        card = checklist_cards.to_do(view, party, turn.local(turn.now).date())
        if card is not None:
            fact = f"match:{view.match.id}:checks:{view.match.revision}:{party}"
            key = f"checks:{view.match.id}"
            await tell(turn, view.match.person(party), card, fact=fact, key=key, under=match_key(view.match))


def must_be_in_place(view: MatchView) -> None:
    """Refuses a start with something missing, and says what."""
    if view.checklist.missing:
        raise Refusal("check.missing", what=checklist_cards.listed(view.checklist.missing))
