"""Offers and needs as read from files, and the row-by-row reading that all formats share."""

from collections.abc import Callable, Iterable, Mapping, Set
from dataclasses import dataclass, field
from typing import Generic, TypeVar

from adapters.interchange.cells import Unreadable
from adapters.interchange.reading import Problem, Row, Table
from matching.listing import NeedListing, OfferListing

T = TypeVar("T")
V = TypeVar("V")


@dataclass(frozen=True, kw_only=True, slots=True)
class ReadOffer:
    """One offer of a file. `title` is never empty; `line` is where its row begins."""

    listing: OfferListing
    title: str
    description: str
    line: int


@dataclass(frozen=True, kw_only=True, slots=True)
class ReadNeed:
    """One need of a file. `group` asks; `provides` is what it puts in."""

    listing: NeedListing
    title: str
    description: str
    line: int
    group: str = ""
    provides: str = ""


@dataclass(frozen=True, kw_only=True, slots=True)
class Reading(Generic[T]):
    """What a file held, what could not be read of it, and what was left alone on purpose."""

    listings: tuple[T, ...] = ()
    problems: tuple[Problem, ...] = ()
    notes: tuple[str, ...] = ()


@dataclass(kw_only=True, slots=True)
class Cells:
    """The cells of one row, read by name; what cannot be read is gathered and said at once."""

    row: Row
    troubles: list[str] = field(default_factory=list)

    def text(self, column: str) -> str:
        return self.row.cells.get(column, "")

    def read(self, column: str, parse: Callable[[str], V], otherwise: V) -> V:
        """The cell's value, or `otherwise` when it says nothing that can be read."""
        cell = self.text(column)
        try:
            return parse(cell)
        except Unreadable as trouble:
            self.refuse(column, str(trouble))
            return otherwise

    def refuse(self, column: str, what_to_do: str) -> None:
        shown = " ".join(self.text(column).split())
        shown = shown if len(shown) <= 40 else f"{shown[:39]}…"
        self.troubles.append(
            f"{column} says “{shown}”: {what_to_do}" if shown else f"{column} is empty: {what_to_do}"
        )

    @property
    def problem(self) -> str:
        """All troubles of the row as one sentence; empty when there are none."""
        return "; ".join(self.troubles) + "." if self.troubles else ""


def each_row(table: Table, read: Callable[[Cells], T]) -> tuple[tuple[T, ...], tuple[Problem, ...]]:
    """What every row that can be read says; the others, and those whose id came before, as problems."""
    listings: list[T] = []
    problems = list(table.problems)
    seen: dict[str, int] = {}
    for cells in (Cells(row=row) for row in table.rows):
        listing = read(cells)
        _refuse_double(cells, seen)
        if cells.problem:
            problems.append(Problem(file=table.file, line=cells.row.line, reason=cells.problem))
        else:
            listings.append(listing)
    return tuple(listings), tuple(sorted(problems, key=lambda problem: problem.line))


def left_alone(table: Table, known: Set[str]) -> tuple[str, ...]:
    """One note that names the columns nobody reads, or none."""
    unknown = sorted({column for column in table.columns if column and column not in known})
    if not unknown:
        return ()
    return (f"{table.file}: columns that were left alone: {', '.join(unknown[:20])}.",)


def lacking_columns(table: Table, *, required: Iterable[str], one_of: tuple[str, str]) -> Table | None:
    """The table as one problem when a column is missing without which nothing can be read."""
    if not table.columns:
        return table
    missing = [column for column in required if column not in table.columns]
    if not set(one_of) & set(table.columns):
        missing.append(f"{one_of[0]} (or {one_of[1]})")
    if not missing:
        return None
    reason = f"There is no column named {', '.join(missing)}. Name it in the first row; see docs/csv.md."
    return Table(file=table.file, problems=(*table.problems, Problem(file=table.file, line=1, reason=reason)))


def renamed(table: Table, names: Mapping[str, str]) -> Table:
    """The same table with columns under the names that we read, where they are not there already."""
    new = {old: name for old, name in names.items() if old in table.columns and name not in table.columns}
    rows = tuple(
        Row(line=row.line, cells={new.get(column, column): cell for column, cell in row.cells.items()})
        for row in table.rows
    )
    columns = tuple(new.get(column, column) for column in table.columns)
    return Table(file=table.file, columns=columns, rows=rows, problems=table.problems)


def _refuse_double(cells: Cells, seen: dict[str, int]) -> None:
    for column in ("id", "placementid"):
        own = cells.text(column)
        if own and own in seen:
            cells.refuse(column, f"line {seen[own]} has the same id; give each row its own")
        elif own:
            seen[own] = cells.row.line
