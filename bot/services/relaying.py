"""After the introduction the two sides talk through the bot, each on their own platform."""

from bot.domain.matches import DATED, Match, MatchState
from bot.services.matches import party_of
from bot.services.moves import view_of
from bot.services.tell import tell, tell_coordinators
from bot.services.turn import Turn
from bot.texts import match_cards
from bot.texts.cards import note
from bot.texts.coordinator_cards import out_of_reach

TALKING = frozenset(
    {MatchState.INTRODUCED, MatchState.REARRANGING, *DATED, MatchState.IN_DELIVERY, MatchState.CLAIMED}
)


async def partner_of(turn: Turn, person: str) -> Match | None:
    """The match whose other side this person's plain words go to: the one that moved last."""
    talking = [match for match in await turn.tx.matches.of_person(person) if match.state in TALKING]
    return max(talking, key=lambda match: match.entered_at, default=None)


async def relay(turn: Turn, match: Match, text: str, *, event: str) -> None:
    """Passes words on, with the name agreed at the introduction; says so when they do not arrive."""
    view = await view_of(turn, match)
    party = party_of(turn, view)
    card = match_cards.relayed(view, party, text)
    fact = f"relay:{match.id}:{event}"
    if await tell(turn, match.person(party.other), card, fact=fact):
        await tell(
            turn, match.person(party), note("relay.passed_on", name=view.name(party.other)), fact=f"{fact}:ok"
        )
    else:
        lost = note("relay.not_delivered", name=view.name(party.other))
        await tell(turn, match.person(party), lost, fact=f"{fact}:lost")
        once_a_day = f"relay:{match.id}:{party.other}:lost:{turn.local(turn.now):%Y-%m-%d}"
        await tell_coordinators(turn, out_of_reach(view, party.other), fact=once_a_day)
