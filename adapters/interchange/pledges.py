"""Pledges from a CSV file, as docs/pledges.md describes it; no row is taken in by half."""

from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from enum import StrEnum
from pathlib import Path
from typing import TypeVar

from adapters.interchange import cells as read
from adapters.interchange.listings import Cells, Reading, each_row, lacking_columns, left_alone, renamed
from adapters.interchange.reading import Table, read_table
from bot.domain.measures import Adjustment, Adjusts
from bot.domain.pledges import Lever, Novelty, Rhythm, Terms

COLUMNS = frozenset(
    {
        "reference", "organisation", "networks", "contract", "commissioner", "measure", "unit", "quantity",
        "starts", "ends", "review", "novelty", "rhythm", "in_core_contract", "priority", "area", "lever",
        *(f"{kind}{what}" for kind in Adjusts for what in ("", "_reason")),
    }
)  # fmt: skip
REQUIRED = ("reference", "organisation", "contract", "commissioner", "quantity", "starts", "ends")
_ALSO_CALLED = {
    "pledge_ref": "reference",
    "id": "reference",
    "supplier": "organisation",
    "organization": "organisation",
    "contract_ref": "contract",
    "measure_code": "measure",
    "qty_promised": "quantity",
    "date_from": "starts",
    "date_to": "ends",
    "new_or_existing": "novelty",
}
MOST_TEXT, MOST_UNIT = 120, 40
SOME_DAY = date(2000, 1, 1)
E = TypeVar("E", bound=StrEnum)
U = TypeVar("U")


@dataclass(frozen=True, kw_only=True, slots=True)
class ReadPledge:
    """One pledge of a file. `said`: its measure or unit as written, to be looked up in the city's list."""

    line: int
    reference: str
    organisation: str
    said: str
    terms: Terms
    networks: tuple[str, ...] = field(default=())


def read_pledges(path: Path) -> Reading[ReadPledge]:
    return pledges_of(read_table(path, known=COLUMNS | frozenset(_ALSO_CALLED)))


def pledges_of(table: Table) -> Reading[ReadPledge]:
    named = renamed(table, _ALSO_CALLED)
    unread = lacking_columns(named, required=REQUIRED, one_of=("measure", "unit"))
    if unread:
        return Reading(problems=unread.problems)
    found, problems = each_row(named, _pledge)
    return Reading(listings=found, problems=problems, notes=left_alone(named, COLUMNS))


def _pledge(cells: Cells) -> ReadPledge:
    for column in REQUIRED:
        if not cells.text(column):
            cells.refuse(column, "this cannot be left empty")
        elif len(cells.text(column)) > MOST_TEXT:
            cells.refuse(column, f"at most {MOST_TEXT} characters, please")
    said = cells.text("measure") or cells.text("unit")
    if not said:
        cells.refuse("measure", "name a measure of your list, or fill in unit")
    elif len(said) > MOST_UNIT:
        cells.refuse(
            "measure" if cells.text("measure") else "unit", f"at most {MOST_UNIT} characters, please"
        )
    return ReadPledge(
        line=cells.row.line,
        reference=cells.text("reference"),
        organisation=cells.text("organisation"),
        said=said,
        networks=read.several(cells.text("networks")),
        terms=_terms(cells),
    )


def _terms(cells: Cells) -> Terms:
    return Terms(
        contract=cells.text("contract"),
        commissioner=cells.text("commissioner"),
        measure=cells.text("measure"),
        unit=cells.text("unit"),
        quantity=cells.read("quantity", _quantity, Decimal(1)),
        starts=cells.read("starts", read.day, None) or SOME_DAY,
        ends=cells.read("ends", read.day, None) or SOME_DAY,
        review=cells.read("review", read.day, None),
        novelty=cells.read("novelty", lambda said: _one_of(Novelty, said, Novelty.NEW), Novelty.NEW),
        rhythm=cells.read("rhythm", lambda said: _one_of(Rhythm, said, Rhythm.ONE_OFF), Rhythm.ONE_OFF),
        in_core=cells.read("in_core_contract", read.yes_or_no, None) or False,
        priority=cells.text("priority")[:MOST_TEXT],
        area=cells.read("area", read.district, None) or "",
        lever=cells.read("lever", lambda said: _one_of(Lever, said, None), None),
        adjustments=tuple(found for kind in Adjusts if (found := _adjustment(cells, kind)) is not None),
    )


def _quantity(said: str) -> Decimal:
    """ "1,500" is one thousand five hundred; "2,5" is refused, for nobody knows which is meant."""
    whole, point, part = said.partition(".")
    groups = whole.split(",")
    grouped = len(groups) > 1 and 1 <= len(groups[0]) <= 3 and all(len(each) == 3 for each in groups[1:])
    plain = "".join(groups) if grouped else whole
    if not (plain.isascii() and plain.isdecimal() and len(plain) <= 9):
        raise read.Unreadable("write a number above 0, such as 200 or 1,500")
    if point and not (part.isascii() and part.isdecimal() and len(part) <= 2):
        raise read.Unreadable("write at most two digits after the point, such as 7.25")
    return Decimal(f"{plain}.{part or '0'}")


def _one_of(members: type[E], said: str, usual: U) -> E | U:
    plain = "_".join(said.casefold().replace("-", " ").split())
    if not plain:
        return usual
    try:
        return members(plain)
    except ValueError:
        known = ", ".join(member.value for member in members)
        raise read.Unreadable(f"write one of: {known}") from None


def _adjustment(cells: Cells, kind: Adjusts) -> Adjustment | None:
    """Percent, and why; neither without the other."""
    percent = cells.read(kind.value, lambda said: read.amount(said.rstrip("% ")), None)
    reason = cells.text(f"{kind}_reason")
    if percent is None:
        return None
    if percent > 100:
        cells.refuse(kind.value, "write a percentage from 0 to 100")
    elif percent and not reason:
        cells.refuse(f"{kind}_reason", f"say why {kind.value} is taken off, or leave both empty")
    return Adjustment(kind=kind, percent=percent, reason=reason) if percent else None
