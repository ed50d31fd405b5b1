"""The kinds under which open listings are browsed: data, in menu.toml."""

import tomllib
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from bot.domain.listings import Listing, ListingKind

OTHER = "other"
CategoryOf = Callable[[str], str | None]
"""The category of a skill; None for one that nobody knows."""


@dataclass(frozen=True, kw_only=True)
class MenuKind:
    """A listing belongs here by a skill of one of the categories, or by what kind of listing it is."""

    code: str
    categories: frozenset[str]
    listings: frozenset[ListingKind]


@cache
def menu() -> tuple[MenuKind, ...]:
    """In the order in which they are shown; `OTHER` is last."""
    tables = tomllib.loads((files("bot.services") / "menu.toml").read_text("utf-8"))["kind"]
    return tuple(
        MenuKind(
            code=table["code"],
            categories=frozenset(table.get("categories", ())),
            listings=frozenset(map(ListingKind, table.get("listings", ()))),
        )
        for table in tables
    )


def codes() -> tuple[str, ...]:
    return tuple(kind.code for kind in menu())


def kinds_of(listing: Listing, skills: Iterable[str], category_of: CategoryOf) -> frozenset[str]:
    """The codes under which a listing about these skills is found: at least one."""
    categories = {category_of(skill) for skill in skills}
    found = {
        kind.code for kind in menu() if kind.categories & categories or listing.terms.kind in kind.listings
    }
    return frozenset(found or {OTHER})
