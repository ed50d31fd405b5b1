"""After it happened: a word of thanks, passed on at once, and what the volunteer learned, for themselves."""

from bot.domain.matches import Party
from bot.domain.permissions import Act, As
from bot.domain.refusal import Refusal
from bot.domain.remarks import Remark, RemarkKind
from bot.domain.views import MatchView
from bot.services import talks
from bot.services.matches import party_of
from bot.services.moves import locked
from bot.services.roles import must
from bot.services.tell import match_key, tell
from bot.services.turn import Turn
from bot.texts import outcome_cards


async def thank(turn: Turn, match_id: str, said: str = "") -> None:
    """The other side reads it, with the name agreed at the introduction; once, however often pressed.

    Raises Refusal for words where nothing passes between the two, or where there were words before.
    """
    view, party = await may_thank(turn, match_id, in_words=bool(said))
    await pass_on(turn, view, party, said)


async def may_thank(turn: Turn, match_id: str, *, in_words: bool) -> tuple[MatchView, Party]:
    """Thanks are a message to the other side like any other: whatever stops those stops these."""
    view = await locked(turn, match_id)
    party = party_of(turn, view)
    _must_have_happened(view)
    _, why = await talks.state_of(turn, view.match)
    if why is not None:
        raise Refusal(f"talk.is_{why.value}")
    before = await turn.tx.remarks.get(match_id, party, RemarkKind.THANKS)
    if in_words and before is not None and before.said:
        raise Refusal("remind.over")
    return view, party


async def pass_on(turn: Turn, view: MatchView, party: Party, said: str) -> None:
    """At most one letter without words and one with them; what was said in words stays what was said."""
    before = await turn.tx.remarks.get(view.match.id, party, RemarkKind.THANKS)
    if before is not None and (before.said or not said):
        return
    await _put(turn, view, party, RemarkKind.THANKS, said)
    card = outcome_cards.thanks_from(view, party, said)
    fact = f"match:{view.match.id}:thanks:{party}{':words' if said else ''}"
    await tell(turn, view.match.person(party.other), card, fact=fact, under=match_key(view.match))


async def to_be_thanked(turn: Turn, view: MatchView, party: Party) -> bool:
    """Whether thanks would be new, and would reach the other side."""
    _, why = await talks.state_of(turn, view.match)
    before = await turn.tx.remarks.get(view.match.id, party, RemarkKind.THANKS)
    return why is None and before is None


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
