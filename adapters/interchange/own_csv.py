"""Our own columns for offers and needs, as docs/csv.md describes them."""

from pathlib import Path

from adapters.interchange import cells as read
from adapters.interchange.listings import (
    Cells,
    Reading,
    ReadNeed,
    ReadOffer,
    each_row,
    lacking_columns,
    left_alone,
    renamed,
)
from adapters.interchange.reading import Table, read_table
from matching.listing import Availability, NeedListing, OfferListing

OFFER_COLUMNS = frozenset(
    {
        "id",
        "title",
        "description",
        "skills",
        "kind",
        "organisation",
        "district",
        "remote",
        "travel_km",
        "weekdays",
        "from",
        "until",
        "hours",
        "team_size",
        "languages",
        "checks",
        "posted",
        "paused",
    }
)
NEED_COLUMNS = frozenset(
    {
        "id",
        "group",
        "title",
        "description",
        "skills",
        "kind",
        "district",
        "remote",
        "weekdays",
        "when",
        "deadline",
        "hours",
        "people_min",
        "people_max",
        "checks",
        "languages",
        "provides",
        "verified",
        "refused",
    }
)
_ALSO_CALLED = {"postcode": "district", "organization": "organisation", "name": "title"}
_KNOWN_TITLES = ("title", "description")


def read_offers(path: Path) -> Reading[ReadOffer]:
    """The offers of a file in our own columns."""
    return offers_of(read_table(path, known=OFFER_COLUMNS))


def offers_of(table: Table) -> Reading[ReadOffer]:
    named = renamed(table, _ALSO_CALLED)
    unread = lacking_columns(named, required=("id",), one_of=_KNOWN_TITLES)
    if unread:
        return Reading(problems=unread.problems)
    offers, problems = each_row(named, _offer)
    return Reading(listings=offers, problems=problems, notes=left_alone(named, OFFER_COLUMNS))


def needs_of(table: Table) -> Reading[ReadNeed]:
    """The needs of a table in our own columns."""
    named = renamed(table, _ALSO_CALLED)
    unread = lacking_columns(named, required=("id",), one_of=_KNOWN_TITLES)
    if unread:
        return Reading(problems=unread.problems)
    needs, problems = each_row(named, _need)
    return Reading(listings=needs, problems=problems, notes=left_alone(named, NEED_COLUMNS))


def _offer(cells: Cells) -> ReadOffer:
    title, description = _said(cells)
    place = cells.read("district", read.district, None)
    on_site, remote = _offered_ways(cells.text("remote"), place, cells)
    listing = OfferListing(
        id=cells.text("id"),
        text=_whole(title, description),
        skills=cells.read("skills", read.several, ()),
        kinds=cells.read("kind", read.kinds, frozenset()),
        place=place,
        remote=remote,
        on_site=on_site,
        travel_km=_float(cells),
        available=_availability(cells),
        team_size=cells.read("team_size", read.count, None),
        languages=cells.read("languages", read.languages, frozenset()),
        checks=cells.read("checks", read.checks, frozenset()),
        organisation=cells.text("organisation") or None,
        organisation_name=cells.text("organisation"),
        paused=cells.read("paused", read.yes_or_no, None) or False,
        since=cells.read("posted", read.day, None),
    )
    return ReadOffer(listing=listing, title=title, description=description, line=cells.row.line)


def _need(cells: Cells) -> ReadNeed:
    title, description = _said(cells)
    place = cells.read("district", read.district, None)
    on_site, remote = _needed_ways(cells.text("remote"), place, cells)
    starts, ends = cells.read("when", read.period, read.NO_PERIOD)
    listing = NeedListing(
        id=cells.text("id"),
        text=_whole(title, description),
        skills=cells.read("skills", read.several, ()),
        kind=cells.read("kind", read.kind, None),
        place=place,
        remote=remote,
        on_site=on_site,
        weekdays=_limiting(cells),
        starts=starts,
        ends=ends,
        deadline=cells.read("deadline", read.day, None),
        hours=cells.read("hours", read.amount, None),
        people_min=cells.read("people_min", read.count, None),
        people_max=cells.read("people_max", read.count, None),
        checks=cells.read("checks", read.checks, frozenset()),
        languages=cells.read("languages", read.languages, frozenset()),
        refused=frozenset(read.several(cells.text("refused"))),
        verified=cells.read("verified", read.yes_or_no, None) is not False,
    )
    _refuse_impossible(listing, cells)
    return ReadNeed(
        listing=listing,
        title=title,
        description=description,
        line=cells.row.line,
        group=cells.text("group"),
        provides=cells.text("provides"),
    )


def _said(cells: Cells) -> tuple[str, str]:
    """Title and description; the first line of the description where there is no title."""
    if not cells.text("id"):
        cells.refuse("id", "give the row a name of its own")
    title, description = cells.text("title"), cells.text("description")
    if not title and not description:
        cells.refuse("title", "say in a few words what it is about")
    return title or description[:80].partition("\n")[0].strip(), description


def _whole(title: str, description: str) -> str:
    return description if description.startswith(title) else f"{title}\n{description}".strip()


def _availability(cells: Cells) -> Availability:
    starts, ends = cells.read("from", read.day, None), cells.read("until", read.day, None)
    if starts and ends and ends < starts:
        cells.refuse("until", "this is before the day under from")
    return Availability(
        weekdays=cells.read("weekdays", read.weekdays, frozenset()),
        starts=starts,
        ends=ends,
        hours=cells.read("hours", read.amount, None),
    )


def _float(cells: Cells) -> float | None:
    found = cells.read("travel_km", read.amount, None)
    return None if found is None else float(found)


def _limiting(cells: Cells) -> frozenset[int]:
    """Weekdays that a need is bound to; all seven bind to nothing."""
    found = cells.read("weekdays", read.weekdays, read.NO_DAYS)
    return frozenset() if len(found) == 7 else frozenset(found)


def _offered_ways(said: str, place: str | None, cells: Cells) -> tuple[bool, bool]:
    """(on site, from a distance): a person with a district who helps from a distance may also come."""
    if said.casefold() in ("only", "remote only"):
        return False, True
    remote = _remote(said, cells)
    if remote is None:
        return True, place is None
    return (place is not None or not remote), remote


def _needed_ways(said: str, place: str | None, cells: Cells) -> tuple[bool, bool]:
    """(on site, from a distance)."""
    if said.casefold() in ("only", "remote only"):
        return False, True
    remote = _remote(said, cells)
    return True, place is None if remote is None else remote


def _remote(said: str, cells: Cells) -> bool | None:
    if said.casefold() in ("both", "either", "hybrid"):
        return True
    try:
        return read.yes_or_no(said)
    except read.Unreadable:
        cells.refuse("remote", "write yes, no or only")
        return None


def _refuse_impossible(need: NeedListing, cells: Cells) -> None:
    if need.starts and need.ends and need.ends < need.starts:
        cells.refuse("when", "the second day is before the first")
    if need.starts and need.deadline and need.deadline < need.starts:
        cells.refuse("deadline", "this is before the day under when")
    if need.people_min and need.people_max and need.people_max < need.people_min:
        cells.refuse("people_max", "this is less than people_min")
