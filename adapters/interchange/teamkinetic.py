"""TeamKinetic's opportunity export: needs in its own columns, read as they come."""

import re

from adapters.interchange import cells as read
from adapters.interchange.listings import Cells, Reading, ReadNeed, each_row, lacking_columns, left_alone
from adapters.interchange.reading import Table
from matching.listing import NeedListing
from matching.places import district_of
from matching.skills import skills_in

COLUMNS = frozenset(
    {
        "placementid",
        "name",
        "description",
        "tags",
        "locationtype",
        "location",
        "city",
        "postalcode",
        "opptype",
        "weblink",
        "startdate",
        "enddate",
        "authorised",
    }
)
_TELLING = frozenset({"placementid", "name"})
_FROM_A_DISTANCE = ("remote", "virtual", "online", "home", "anywhere")
_POSTCODE = re.compile(r"\b[A-Za-z]{1,2}[0-9][A-Za-z0-9]? ?[0-9][A-Za-z]{2}\b")


def is_teamkinetic(table: Table) -> bool:
    """Whether the header is that of TeamKinetic's opportunity export."""
    return set(table.columns) >= _TELLING


def needs_of(table: Table) -> Reading[ReadNeed]:
    """The authorised opportunities as needs; the others are reported and not matched."""
    unread = lacking_columns(table, required=("placementid",), one_of=("name", "description"))
    if unread:
        return Reading(problems=unread.problems)
    needs, problems = each_row(table, _need)
    return Reading(listings=needs, problems=problems, notes=left_alone(table, COLUMNS))


def _need(cells: Cells) -> ReadNeed:
    _refuse_unusable(cells)
    title, description = cells.text("name"), cells.text("description")
    starts, ends = cells.read("startdate", read.day, None), cells.read("enddate", read.day, None)
    if starts and ends and ends < starts:
        cells.refuse("enddate", "this is before STARTDATE; correct it in TeamKinetic")
    remote = any(word in cells.text("locationtype").casefold() for word in _FROM_A_DISTANCE)
    listing = NeedListing(
        id=cells.text("placementid"),
        text=f"{title}\n{description}".strip(),
        skills=tuple(tag for tag in read.several(cells.text("tags")) if skills_in(tag)),
        place=None if remote else _place(cells),
        remote=remote,
        on_site=not remote,
        starts=starts,
        ends=ends,
    )
    shown = title or description[:80].partition("\n")[0].strip()
    return ReadNeed(
        listing=listing,
        title=shown,
        description=description,
        line=cells.row.line,
        group=cells.text("location"),
    )


def _refuse_unusable(cells: Cells) -> None:
    if not cells.text("placementid"):
        cells.refuse("placementid", "give the opportunity its number")
    if not cells.text("name") and not cells.text("description"):
        cells.refuse("name", "say in a few words what it is about")
    if cells.read("authorised", read.yes_or_no, None) is False:
        cells.refuse("authorised", "authorise the opportunity in TeamKinetic to have it matched")


def _place(cells: Cells) -> str | None:
    """The district of the postcode, or of one written into the address; None when there is none."""
    written = _POSTCODE.search(cells.text("location"))
    return district_of(cells.text("postalcode")) or (district_of(written[0]) if written else None)
