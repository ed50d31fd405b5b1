"""A person's own page, drawn from the rows as they are: what to do first, what they have, what came of it."""

from bot.chat.address import Account, private
from bot.chat.outgoing import Card
from bot.domain.conversations import Conversation
from bot.domain.listings import ListingState
from bot.domain.organisations import Organisation
from bot.domain.people import Person
from bot.flows import drawing
from bot.flows.catalogue import FLOWS
from bot.services.clocks import clocks_of
from bot.services.mine import Mine, mine, waits_for
from bot.services.pledges import city_total, otherwise_measured
from bot.services.turn import Turn
from bot.texts import commissioner_cards, home_cards, listing_cards, match_cards, my_matches
from bot.texts.drawing import drawn_for
from bot.texts.language_cards import on_page, tongue
from bot.texts.locales import Locale
from bot.texts.times import Clocks

MOST = 12  # of matches and of offers: what a page can hold


async def page(turn: Turn, account: Account, *, first: bool = False) -> tuple[Card, ...]:
    """Never empty, and in words. Whoever opens it for the first time, or has nothing yet, is welcomed."""
    person = await turn.tx.people.of(account)
    reads = turn.house.languages.of("" if person is None else person.reads)
    if person is None:
        return drawn_for((home_cards.welcome(turn.house.privacy),), reads)
    return drawn_for(await _cards(turn, account, person, reads, first=first), reads)


async def _cards(
    turn: Turn, account: Account, person: Person, reads: Locale, *, first: bool
) -> tuple[Card, ...]:
    if person.commissions and not (person.coordinates or person.champions):
        return (commissioner_cards.at_home(),)
    have, draft = await mine(turn, person, MOST), await _draft(turn, account)
    company = await _company(turn, person)
    nothing = have.empty and draft is None
    return (
        *((home_cards.welcome(turn.house.privacy),) if first or nothing else ()),
        *(() if nothing else _what_is_mine(have, draft, clocks_of(turn, person))),
        *home_cards.came_of_it(have.helped),
        *company,
        *((on_page(tongue(reads)),) if len(turn.house.languages.on) > 1 else ()),
        *((home_cards.for_coordinators(),) if person.coordinates else ()),
    )


async def _draft(turn: Turn, account: Account) -> Conversation | None:
    """An offer or a need that they began, and put something into."""
    talk = await turn.tx.conversations.current(account, private(account))
    if talk is None or talk.flow not in FLOWS or not FLOWS[talk.flow].review or talk.subject:
        return None
    begun = any(values for name, values in talk.answers.items() if not name.startswith("_"))
    return talk if begun or talk.typed else None


def _what_is_mine(have: Mine, draft: Conversation | None, zone: Clocks) -> tuple[Card, ...]:
    waiting = [my_matches.mine(v, party, zone) for v, party in have.matches if waits_for(v, party)]
    waiting += [match_cards.feedback(v, party) for v, party in have.matches if v.match.id in have.unrated]
    asked = [each for each in have.listings if each.listing.state is ListingState.CLARIFYING]
    others = [
        my_matches.mine(v, party, zone)
        for v, party in have.matches
        if not waits_for(v, party) and v.match.id not in have.unrated
    ]
    steps = [
        *([drawing.kept(FLOWS[draft.flow], draft)] if draft else []),
        *waiting,
        *[listing_cards.mine(each) for each in asked],
    ]
    listed = [listing_cards.mine(each) for each in have.listings if each not in asked]
    return (
        *(home_cards.section("next_steps", steps) or (home_cards.nothing_waits(),)),
        *home_cards.section("offers", listed),
        *((home_cards.offer_more(),) if steps else ()),
        *home_cards.section("matches", others),
    )


async def _company(turn: Turn, person: Person) -> tuple[Card, ...]:
    """The employer's figures, for whoever is its champion by our own rows at this moment."""
    if not person.champions:
        return ()
    employer = await turn.tx.organisations.get(person.organisation)
    return (await company_card(turn, employer),)


async def company_card(turn: Turn, employer: Organisation) -> Card:
    """By its pledges where it has any, as they are what was promised; else by what its people offer."""
    pledged = await city_total(turn, employer.id)
    others = await otherwise_measured(turn, employer.id)
    steps = pledged or await turn.tx.figures.funnel(employer.id)
    return home_cards.company(
        employer,
        steps.promised,
        steps.allocated,
        steps.verified,
        pledged=pledged is not None,
        others=others,
    )
