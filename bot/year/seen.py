"""What a person makes of a message: what it asks of them, and about what."""

import itertools
import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from bot.chat.action import Action, decode, encode
from bot.chat.markup import plain_text
from bot.chat.outgoing import Button, Card, Fact, Look, Para
from bot.chat.wording import Said, pieces
from bot.texts.catalogue import words
from bot.texts.drawing import english

ASKS = {
    "match.yes": "ask",
    "match.date": "set a date",
    "date.agree": "agree",
    "date.confirm": "confirm",
    "delivered.yes": "delivered",
    "match.feedback": "feedback",
    "listing.renew": "renew",
    "going.on": "going on",
    "check.tick": "checks",
    "remind.keep": "keep asking",
    "org.verify": "verify",
    "listing.approve": "approve listing",
    "match.approve": "approve match",
    "settle.verify": "settle",
    "match.end": "stalled",
}
"""Buttons by which one sees what a message asks; the main one of it counts."""
CODES = {
    "N2": "ask",
    "N3": "checks",
    "N4": "set a date",
    "N5": "set a date",
    "N6": "confirm",
    "N7": "delivered",
    "N8": "going on",
    "N9": "feedback",
    "N12": "renew",
    "N14": "checks",
    "N15": "checks",
    "N16": "provider list",
}
"""The same for the lines of a message about several things."""
SEVERAL = "remind.open"
STANDS_STILL = tuple(f"morning.{key}" for key in ("no_answer", "no_date", "not_said", "checks", "check_in"))
"""Lines of the coordinators' morning about matches of which nobody says anything."""
OURS = ("org.verify", "listing.approve", "match.approve", "settle.verify", "match.end")


@dataclass(frozen=True, kw_only=True)
class Asked:
    """One thing that a message asks. `action`: of the button that answers it, or opens its line."""

    kind: str
    subject: str
    action: Action

    @property
    def about(self) -> str:
        return f"{self.kind} {self.subject}"


HOURS = re.compile(r"(\d+(?:\.\d+)?) hours?")
TIMES = frozenset({words("fact.time"), words("fact.planned")})


def hours_of(card: Card) -> Decimal | None:
    """The hours that a message speaks of, if it does."""
    times = (line.value for line in card.lines if isinstance(line, Fact) and line.label in TIMES)
    found = next(filter(None, (HOURS.search(english(plain_text(each))) for each in times)), None)
    return Decimal(found.group(1)) if found else None


LOOKS = {look.value[0]: look for look in Look}


def kept(card: Card) -> str:
    """What a person keeps of a message that was read: what can be pressed on it, as it goes over the wire.

    People keep tens of thousands of messages in a year. The answers to a question that is being asked are
    not among it.
    """
    return "\n".join("\t".join(map(_written, row)) for row in (*card.buttons, card.more))


def _written(button: Button) -> str:
    asking = button.action.verb.startswith("c.")
    return "" if asking else f"{button.look.value[0]}{encode(button.action)}"


def opened(kept: str) -> Card:
    """The buttons of such a message again, as they stood."""
    *rows, more = (tuple(map(_read, filter(None, row.split("\t")))) for row in kept.split("\n"))
    return Card(buttons=tuple(rows), more=more)


def _read(written: str) -> Button:
    return Button(label="", action=decode(written[1:]), look=LOOKS[written[0]])


def buttons(card: Card) -> Iterator[Button]:
    return itertools.chain(*card.buttons, card.more)


def asked(card: Card) -> list[Asked]:
    """What it asks; a question in the middle of a conversation is none of these."""
    found = []
    for button in itertools.chain(*card.buttons):
        action = button.action
        kind = _kind(button)
        if kind:
            found.append(Asked(kind=kind, subject=action.subject, action=action))
    return found if any(each.action.verb == SEVERAL for each in found) else found[:1]


def _kind(button: Button) -> str:
    verb = button.action.verb
    if verb == SEVERAL:
        return CODES.get(button.action.option.partition("-")[0], "")
    if button.look is not Look.MAIN and verb != "match.end":
        return ""
    return ASKS.get(verb, "")


def standing_still(card: Card) -> list[str]:
    """The numbers of those lines in the coordinators' morning that are about matches that stand still."""
    texts = [span.text for line in card.lines if isinstance(line, Para) for span in line.text]
    lines = [each for text in texts for each in pieces(text) if isinstance(each, Said)]
    return [
        line.parts["number"]
        for line in lines
        if line.key == "morning.line" and any(key in line.parts["said"] for key in STANDS_STILL)
    ]


def in_conversation(card: Card) -> list[Button]:
    """The answers offered to the question that is being asked."""
    return [button for button in buttons(card) if button.action.verb.startswith("c.")]
