"""What the people of the year offer and ask for: the texts of the example files, with drawn terms."""

import random
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from adapters.interchange.needs import read_needs
from adapters.interchange.own_csv import read_offers
from bot.texts.cards import cut
from bot.year.habits import HOURS

WHENS = ("any time", "any time", "any time", "Tuesdays", "Wednesdays", "Thursdays", "Fridays", "Saturdays")


@dataclass(frozen=True, kw_only=True)
class Wish:
    kind: str
    what: str
    district: str


@dataclass(frozen=True, kw_only=True)
class Wishes:
    offers: tuple[Wish, ...]
    needs: tuple[Wish, ...]

    def offer(self, rng: random.Random, organisation: str) -> Mapping[str, str]:
        """Answers to the questions of an offer."""
        return {**_drawn(rng, rng.choice(self.offers)), "leave": rng.choice(("own", "agreed"))}

    def need(self, rng: random.Random, organisation: str) -> Mapping[str, str]:
        return {**_drawn(rng, rng.choice(self.needs)), "group": organisation, "people": "just one person"}


def _drawn(rng: random.Random, wish: Wish) -> dict[str, str]:
    where = wish.district if rng.random() < 0.7 else "remote"
    return {
        "kind": wish.kind,
        "what": wish.what,
        "where": where,
        "when": rng.choice(WHENS),
        "hours": str(rng.choice(HOURS)),
    }


def read_wishes(folder: Path) -> Wishes:
    """Those of one person: a team's day would need the team."""
    offers, needs = read_offers(folder / "offers.csv").listings, read_needs(folder / "needs.csv").listings
    return Wishes(
        offers=tuple(
            Wish(kind=kind, what=cut(f"{each.title}. {each.description}", 300), district=each.listing.place)
            for each in offers
            for kind in sorted(one.value for one in each.listing.kinds)[:1]
            if each.listing.place and kind != "team_day"
        ),
        needs=tuple(
            Wish(
                kind=each.listing.kind.value,
                what=cut(f"{each.title}. {each.description}", 300),
                district=each.listing.place,
            )
            for each in needs
            if each.listing.place and each.listing.kind and each.listing.kind.value != "team_day"
        ),
    )
