"""Tables as people save them: any encoding, separator and line end."""

import csv
import io
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from adapters.interchange.decoding import NotText, decoded
from bot.chat.wording import bare

MOST_BYTES = 100_000_000
"""A larger file is no list of offers or needs that a coordinator made."""
_SEPARATORS = (",", ";", "\t")


@dataclass(frozen=True, kw_only=True, slots=True)
class Problem:
    """Something that was not read: where, and in `reason` what to do. Line 1 is the first of the file."""

    file: str
    line: int
    reason: str


@dataclass(frozen=True, kw_only=True, slots=True)
class Row:
    """One row: the line it begins on, and its cells by column name, stripped, empty when missing."""

    line: int
    cells: Mapping[str, str]


@dataclass(frozen=True, kw_only=True, slots=True)
class Table:
    """What was read of a file. `columns` are the names found, in lower case with underscores."""

    file: str
    columns: tuple[str, ...] = ()
    rows: tuple[Row, ...] = ()
    problems: tuple[Problem, ...] = ()


@dataclass(frozen=True, kw_only=True, slots=True)
class _Record:
    line: int
    cells: tuple[str, ...]


def read_table(path: Path, *, known: frozenset[str]) -> Table:
    """The rows of a file whose first row names its columns; `known` names tell which separator is meant."""
    try:
        text = _text_of(path)
    except (OSError, NotText) as trouble:
        return _unread(path, 1, _why(trouble))
    return table_of(text, file=path.name, known=known)


def table_of(text: str, *, file: str, known: frozenset[str]) -> Table:
    """The same for a text in hand."""
    lines = list(io.StringIO(text, newline=""))
    first = next((at for at, line in enumerate(lines) if line.strip(" \t\r\n,;\ufeff")), None)
    if first is None:
        return _nothing_in(file, 1, "The file is empty. Put the column names in its first row.")
    separator, first = _separator(lines, first, known)
    problems: list[Problem] = []
    records = _records(lines, first, separator, _reporter(file, problems))
    return _headed(file, records, problems, known)


def column_name(typed: str) -> str:
    """A column's name as compared: "Travel km" and "travel-km" are `travel_km`."""
    return "_".join(typed.replace("-", " ").replace("_", " ").casefold().split())


def _text_of(path: Path) -> str:
    if path.is_dir():
        raise NotText("This is a folder. Name a CSV file in it.")
    if path.is_file() and path.stat().st_size > MOST_BYTES:
        raise NotText("The file is larger than 100 MB. Split it into smaller files.")
    return decoded(path.read_bytes())


def _why(trouble: OSError | NotText) -> str:
    match trouble:
        case NotText():
            return str(trouble)
        case FileNotFoundError():
            return "There is no such file. Check the name and the folder."
        case PermissionError():
            return "The file may not be read. Close it elsewhere or change its permissions."
        case _:
            return (
                f"The file could not be read: {trouble.strerror or 'unknown reason'}. Copy it and try again."
            )


def _unread(path: Path, line: int, reason: str) -> Table:
    return _nothing_in(path.name, line, reason)


def _nothing_in(file: str, line: int, reason: str) -> Table:
    return Table(file=file, problems=(Problem(file=file, line=line, reason=reason),))


def _reporter(file: str, problems: list[Problem]) -> Callable[[int, str], None]:
    return lambda line, reason: problems.append(Problem(file=file, line=line, reason=reason))


def _separator(lines: Sequence[str], first: int, known: frozenset[str]) -> tuple[str, int]:
    """The separator under which most column names are known, and the line of the header."""
    said = lines[first].strip().casefold().strip('"')
    if said.startswith("sep=") and len(said) == 5:
        return said[-1], first + 1
    return max(_SEPARATORS, key=lambda sign: _known_columns(lines, first, sign, known)), first


def _known_columns(lines: Sequence[str], first: int, separator: str, known: frozenset[str]) -> int:
    record = next(_records(lines, first, separator, lambda _line, _reason: None), None)
    return len({column_name(cell) for cell in record.cells} & known) if record else 0


def _records(
    lines: Sequence[str], first: int, separator: str, report: Callable[[int, str], None]
) -> Iterator[_Record]:
    """Rows that are not empty; one that cannot be cut into cells is reported and passed over."""
    at = first
    while at < len(lines):
        reader = csv.reader(
            (lines[index] for index in range(at, len(lines))), delimiter=separator, strict=True
        )
        try:
            cells, used = next(reader), reader.line_num
        except csv.Error as trouble:
            cells, used = _rescued(lines[at], separator, trouble, reader.line_num), 1
            if not cells:
                report(at + 1, _why_not_cut(trouble, reader.line_num))
        if any(cell.strip() for cell in cells):
            yield _Record(line=at + 1, cells=tuple(bare(cell).strip() for cell in cells))
        at += used


def _rescued(line: str, separator: str, trouble: csv.Error, used: int) -> list[str]:
    """The cells of a line with stray quotation marks, empty when a cell is too long or runs into other lines.

    An opening mark that nobody closed must not swallow the rows below it.
    """
    if used > 1 or not str(trouble).endswith("expected after '\"'"):
        return []
    return next(csv.reader([line], delimiter=separator), [])


def _why_not_cut(trouble: csv.Error, used: int) -> str:
    if "field limit" in str(trouble) and used == 1:
        return "A cell in this row is far too long (over 131,072 characters). Shorten it."
    return 'A quotation mark (") opens in this row and never closes. Close it or take it out.'


def _headed(file: str, records: Iterator[_Record], problems: list[Problem], known: frozenset[str]) -> Table:
    header = next(records, None)
    columns = tuple(column_name(cell) for cell in header.cells) if header else ()
    if header is None or not known & set(columns):
        line = header.line if header else 1
        return _nothing_in(file, line, "The first row holds no column names that we know. See docs/csv.md.")
    rows = tuple(row for record in records if (row := _row(record, columns, _reporter(file, problems))))
    ordered = tuple(sorted(problems, key=lambda problem: problem.line))
    return Table(file=file, columns=columns, rows=rows, problems=ordered)


def _row(record: _Record, columns: tuple[str, ...], report: Callable[[int, str], None]) -> Row | None:
    if any(record.cells[len(columns) :]):
        report(
            record.line,
            f"This row has {len(record.cells)} cells, and there are {len(columns)} columns. "
            "Put text that contains the separator in quotation marks.",
        )
        return None
    named: dict[str, str] = dict.fromkeys(columns, "")
    for name, cell in zip(columns, record.cells, strict=False):
        named[name] = named[name] or cell
    return Row(line=record.line, cells=named)
