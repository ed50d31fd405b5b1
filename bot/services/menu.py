"""The kinds under which open listings are browsed: data, in menu.toml."""

import tomllib
from collections.abc import Callable, Iterable
from functools import cache
from importlib.resources import files
from typing import Any

from bot.domain.listings import Listing, ListingKind
from bot.domain.menu import Checked, MenuKind, Usual

OTHER = "other"
CategoryOf = Callable[[str], str | None]
"""The category of a skill; None for one that nobody knows."""


@cache
def menu() -> tuple[MenuKind, ...]:
    """In the order in which they are shown; `OTHER` is last."""
    tables = tomllib.loads((files("bot.services") / "menu.toml").read_text("utf-8"))["kind"]
    return tuple(
        MenuKind(
            code=table["code"],
            categories=frozenset(table.get("categories", ())),
            listings=frozenset(map(ListingKind, table.get("listings", ()))),
            usual=_usual(table["usual"]) if "usual" in table else None,
        )
        for table in tables
    )


def _usual(table: dict[str, Any]) -> Usual:
    (fewest, most), (least, longest) = table["people"], table["hours"]
    return Usual(
        people=(fewest, most),
        hours=(least, longest),
        notice=table["notice"],
        host=table["host"],
        checks=Checked(table["checks"]),
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
