"""After it happened: a word of thanks, passed on at once, and what the volunteer learned, for themselves."""

from bot.domain.matches import Party
from bot.domain.permissions import Act, As
from bot.domain.refusal import Refusal
from bot.domain.remarks import Remark, RemarkKind
from bot.domain.views import MatchView
from bot.services.matches import party_of
from bot.services.moves import locked
from bot.services.roles import must
from bot.services.tell import tell
from bot.services.turn import Turn
from bot.texts import outcome_cards


async def thank(turn: Turn, match_id: str, said: str = "") -> None:
    """The other side reads it, with the name agreed at the introduction; once, however often pressed."""
    view = await locked(turn, match_id)
    party = party_of(turn, view)
    _must_have_happened(view)
    await pass_on(turn, view, party, said)


async def pass_on(turn: Turn, view: MatchView, party: Party, said: str) -> None:
    await _put(turn, view, party, RemarkKind.THANKS, said)
    card = outcome_cards.thanks_from(view, party, said)
    fact = f"match:{view.match.id}:thanks:{party}:{said}"
    await tell(turn, view.match.person(party.other), card, fact=fact)


async def thanked(turn: Turn, match_id: str, party: Party) -> bool:
    return await turn.tx.remarks.get(match_id, party, RemarkKind.THANKS) is not None


async def note_learned(turn: Turn, match_id: str, said: str) -> None:
    """Kept in the volunteer's own record; neither the group, the employer nor a coordinator reads it."""
    view = await may_note(turn, match_id)
    await _put(turn, view, Party.VOLUNTEER, RemarkKind.LEARNED, said)


async def may_note(turn: Turn, match_id: str) -> MatchView:
    """Raises Refusal for everybody but the one who helped, and before anything happened."""
    view = await locked(turn, match_id)
    helped = view.match.volunteer == turn.by.person
    must(turn, Act.NOTE_LEARNED, *([As.VOLUNTEER] if helped else []))
    _must_have_happened(view)
    return view


def _must_have_happened(view: MatchView) -> None:
    if view.delivery is None or not view.delivery.verified:
        raise Refusal("remark.too_early")


async def _put(turn: Turn, view: MatchView, party: Party, kind: RemarkKind, said: str) -> None:
    remark = Remark(match=view.match.id, party=party, kind=kind, said=said, at=turn.now)
    await turn.tx.remarks.put(remark)
