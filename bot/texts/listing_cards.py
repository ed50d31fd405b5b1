"""What the owner of an offer or a need is told about it."""

from bot.chat.outgoing import Button, Card, Look
from bot.domain.listings import LISTING, Listing, ListingMove, Side
from bot.domain.views import ListingView
from bot.texts.cards import button, fact, listing_facts, para, short
from bot.texts.catalogue import words
from bot.texts.times import hours


def received(view: ListingView) -> Card:
    """Right after **Post it**."""
    side = view.listing.side.value
    chosen = view.meant_for
    next_step = "next" if chosen is None else "next_chosen"
    return Card(
        title=words(f"{side}.received.title"),
        lines=(
            *listing_facts(view.listing),
            *((fact("meant_for", chosen.terms.what),) if chosen else ()),
            para(f"{side}.received.{next_step}"),
        ),
        buttons=((button("withdraw", "listing.withdraw", view.listing.id, about=short(view.listing)),),),
        more=_costs(view.listing),
    )


def _costs(listing: Listing) -> tuple[Button, ...]:
    """To be said of a need, or said anew; seldom wanted."""
    if listing.side is Side.OFFER or listing.over:
        return ()
    return (button("host_costs", "listing.costs", listing.id, about=short(listing)),)


def live(view: ListingView) -> Card:
    side = view.listing.side.value
    verified = "live" if view.organisation.state.value == "verified" else "live_unverified"
    return Card(
        title=words(f"{side}.live.title"),
        lines=(fact("what", view.listing.terms.what), para(f"{side}.{verified}.next")),
    )


def declined(view: ListingView) -> Card:
    side = view.listing.side
    again = "new_offer" if side is Side.OFFER else "new_need"
    return Card(
        title=words(f"{side.value}.declined.title"),
        lines=(
            fact("what", view.listing.terms.what),
            fact("reason", view.listing.reason or words("reason.none")),
            para(f"{side.value}.declined.next"),
        ),
        buttons=((button(again, f"go.{side.value}"),),),
    )


def posted_before(twin: ListingView) -> str:
    """Why a need that was posted twice is closed; no name, in case it was another group's after all."""
    return words("need.posted_before", what=short(twin.listing))


def question(view: ListingView, asked: str) -> Card:
    listing = view.listing
    return Card(
        title=words("listing.question.title"),
        lines=(fact("what", listing.terms.what), fact("question", asked), para("listing.question.next")),
        buttons=(
            (
                button(
                    "answer",
                    "listing.answer",
                    listing.id,
                    listing.revision,
                    look=Look.MAIN,
                    about=short(listing),
                ),
            ),
        ),
    )


def mine(view: ListingView) -> Card:
    """One of "my offers" or "my needs", with its next step."""
    listing = view.listing
    left = fact(
        "left",
        words("amount.left", left=hours(listing.quantity.remaining), total=hours(listing.quantity.total)),
    )
    buttons = []
    if (listing.state, ListingMove.ANSWER) in LISTING:
        buttons.append(button("answer", "listing.answer", listing.id, listing.revision, about=short(listing)))
    if (listing.state, ListingMove.RENEW) in LISTING:
        buttons.append(
            button("open_again", "listing.renew", listing.id, listing.revision, about=short(listing))
        )
    if (listing.state, ListingMove.WITHDRAW) in LISTING:
        buttons.append(button("withdraw", "listing.withdraw", listing.id, about=short(listing)))
    if listing.side is Side.NEED and listing.seeking:
        buttons.append(button("poster", "listing.poster", listing.id, about=short(listing)))
    return Card(
        title=short(listing),
        lines=(
            fact("state", words(f"listing_state.{listing.state.value}")),
            left,
            para(f"listing_next.{listing.state.value}"),
        ),
        buttons=(tuple(buttons),) if buttons else (),
        more=_costs(listing),
    )


def withdrawn(view: ListingView) -> Card:
    return Card(lines=(para("listing.withdrawn", what=short(view.listing)),))


def expired(view: ListingView) -> Card:
    """Nobody said that it is still true; one press opens it again."""
    listing = view.listing
    return Card(
        title=words("listing.expired.title"),
        lines=(fact("what", listing.terms.what), para("listing.expired.next")),
        buttons=(
            (
                button(
                    "open_again",
                    "listing.renew",
                    listing.id,
                    listing.revision,
                    look=Look.MAIN,
                    about=short(listing),
                ),
            ),
        ),
    )


def lapsed(view: ListingView) -> Card:
    """A coordinator's question was not answered."""
    again = "new_offer" if view.listing.side is Side.OFFER else "new_need"
    return Card(
        title=words("listing.lapsed.title"),
        lines=(fact("what", view.listing.terms.what), para("listing.lapsed.next")),
        buttons=((button(again, f"go.{view.listing.side.value}"),),),
    )


def renewed(view: ListingView) -> Card:
    return Card(lines=(para("listing.renewed", what=short(view.listing)),))
