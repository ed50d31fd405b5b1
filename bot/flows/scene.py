"""One event as the conversations see it."""

from dataclasses import dataclass

from bot.chat.incoming import Origin
from bot.chat.outgoing import Card
from bot.chat.ports import Limits
from bot.domain.people import Person
from bot.flows.answers import Moment
from bot.services.tell import post
from bot.services.turn import Turn
from bot.texts.locales import Locale


@dataclass(frozen=True, kw_only=True)
class Scene:
    """`pressed` is the platform's reference of the message whose button was pressed, if one was.

    `on_page`: it was pressed on the person's own page, where they do not see what is said in the chat.
    """

    turn: Turn
    origin: Origin
    person: Person
    pressed: str = ""
    on_page: bool = False

    @property
    def limits(self) -> Limits:
        return self.turn.house.limits[self.origin.chat.platform]

    @property
    def moment(self) -> Moment:
        house = self.turn.house
        known = house.market.matcher.reader.lexicon
        return Moment(now=self.turn.now, zone=house.zone, reads=self.reads, known=known)

    @property
    def reads(self) -> Locale:
        """The language in which this person reads what is said to them."""
        return self.turn.house.languages.of(self.person.reads)

    @property
    def can_open_form(self) -> bool:
        return self.origin.live and self.limits.forms

    def link(self, payload: str) -> str:
        """The address that opens a private chat with this payload; empty where the platform has none."""
        return self.turn.house.link(self.origin.chat.platform, payload)

    async def say(self, card: Card, key: str = "") -> None:
        """Answers in the chat where this happened, once per event."""
        fact = f"answer:{self.origin.event}:{key or card.title or card.words()[:40]}"
        await post(self.turn, self.origin.chat, card, fact=fact, key=key, answering=self.origin.within)
