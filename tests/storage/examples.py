"""Values to keep: hostile where people type, at the edges where the clock or the database may round."""

from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal

from bot.chat.action import Action
from bot.chat.address import Account, Chat, private
from bot.chat.markup import Bold, Link, Plain, markup
from bot.chat.outgoing import Button, Card, Fact, Look, Para, Post
from bot.domain.conversations import Conversation, ConversationState, Surface
from bot.domain.listings import Availability, Listing, ListingKind, ListingState, Quantity, Side, Terms
from bot.domain.matches import Match, MatchState
from bot.domain.organisations import Organisation, OrganisationKind
from bot.domain.people import Contact, Person, Role

HOSTILE = (
    "'; DROP TABLE people;-- <b>&amp;</b> *_~` @channel =1+1 \u202eabc\u200b \U0001f469\u200d\U0001f467 "
    '\r\n\t\x01 ,\\"%s {x} :y $1'
)
BEGINNING = datetime(2026, 3, 2, 9, 0, 0, 123456, tzinfo=UTC)


def at(seconds: float) -> datetime:
    """A moment of the test's own clock."""
    return BEGINNING + timedelta(seconds=seconds)


SLACK = Account(platform="slack", tenant="T1", user="U1")
TELEGRAM = Account(platform="telegram", tenant="bot", user="77")
ANA = Person(id="p-ana", name="Ana", language="pt", noticed_at=at(0), paused_until=at(9))
BEN = Person(id="p-ben", name=HOSTILE)
CARA = Person(id="p-cara", name="Cara", roles=frozenset({Role.COORDINATOR}), noticed_at=at(1))
ANAS_CONTACT = Contact(account=SLACK, person=ANA.id)
WORKS = Organisation(id="o-works", name="Works & Sons", kind=OrganisationKind.EMPLOYER, workspace="slack/T1")

TERMS = Terms(
    kind=ListingKind.SKILLS,
    what=HOSTILE,
    skills=("web design", "accounts"),
    district="LS6",
    remote=True,
    travel_km=Decimal("7.5"),
    when=Availability(
        said="weekday mornings",
        weekdays=frozenset({0, 4}),
        starts=date(2026, 3, 9),
        until=date(2026, 3, 29),
        at=time(9, 30),
    ),
    hours=Decimal("7.5"),
    people=2,
    languages=("en", "cy"),
    checks=("dbs",),
    provides="tea",
)


def listing(id: str, side: Side = Side.OFFER, owner: Person = ANA, **changes) -> Listing:
    whole = Listing(
        id=id,
        side=side,
        owner=owner.id,
        organisation="",
        terms=TERMS,
        quantity=Quantity(total=Decimal(15)),
        state=ListingState.OPEN,
        created_at=at(0),
        entered_at=at(0),
    )
    return replace(whole, **changes)


OFFER = listing("l-offer")
NEED = listing("l-need", Side.NEED, BEN)


def match(id: str = "m-1", **changes) -> Match:
    whole = Match(
        id=id,
        offer=OFFER.id,
        need=NEED.id,
        volunteer=ANA.id,
        host=BEN.id,
        hours=Decimal("7.25"),
        score=0.1 + 0.2,
        reasons=("near", HOSTILE, "now"),
        doubt="far",
        state=MatchState.SUGGESTED,
        created_at=at(0),
        entered_at=at(0),
    )
    return replace(whole, **changes)


BUTTON = Button(label="Approve", action=Action(verb="m.ok", subject="7Q", revision=3), look=Look.MAIN)
CARD = Card(
    title=HOSTILE,
    lines=(
        Para(
            text=markup("Hello ", Bold(text=HOSTILE), Link(text="here", url="https://example.org/?a=1&b=2"))
        ),
        Fact(label="When", value=(Plain(text="Thursday"),)),
    ),
    buttons=((BUTTON,), (replace(BUTTON, label="No", look=Look.DANGER), BUTTON)),
)
ANAS_CHAT = private(SLACK)
BENS_CHAT = Chat(platform="telegram", tenant="bot", id="77")


def post(title: str, chat: Chat = ANAS_CHAT, *, key: str = "", under: str = "") -> Post:
    return Post(chat=chat, card=Card(title=title), key=key, under=under)


def conversation(id: str = "c-1", **changes) -> Conversation:
    whole = Conversation(
        id=id,
        account=SLACK,
        chat=ANAS_CHAT,
        person=ANA.id,
        flow="offer",
        version=2,
        surface=Surface.MESSAGE,
        state=ConversationState.ASKING,
        answers={"what": (HOSTILE,), "skills": ("a", "b"), "none": ()},
        step="when",
        expires_at=at(3600),
    )
    return replace(whole, **changes)
