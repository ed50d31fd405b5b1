"""Tables as people save them."""

import codecs
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from adapters.interchange.decoding import NotText, decoded
from adapters.interchange.own_csv import NEED_COLUMNS, OFFER_COLUMNS, needs_of, offers_of
from adapters.interchange.reading import Table, column_name, read_table, table_of

KNOWN = OFFER_COLUMNS | NEED_COLUMNS


def read(text: str) -> Table:
    return table_of(text, file="f.csv", known=KNOWN)


def saved(tmp_path: Path, raw: bytes) -> Table:
    path = tmp_path / "f.csv"
    path.write_bytes(raw)
    return read_table(path, known=KNOWN)


def cells(table: Table, column: str) -> list[str]:
    return [row.cells[column] for row in table.rows]


SIMPLE = "id,title\no1,Café help – £5\n"


@pytest.mark.parametrize(
    "raw",
    [
        SIMPLE.encode(),
        codecs.BOM_UTF8 + SIMPLE.encode(),
        SIMPLE.encode("cp1252"),
        SIMPLE.encode("utf-16"),
        SIMPLE.encode("utf-16-le").replace("–".encode("utf-16-le"), "-".encode("utf-16-le")),
        codecs.BOM_UTF16_BE + SIMPLE.encode("utf-16-be"),
        SIMPLE.encode("utf-32"),
        SIMPLE.replace("\n", "\r\n").encode(),
        SIMPLE.replace("\n", "\r").encode(),
        SIMPLE.replace(",", ";").encode(),
        SIMPLE.replace(",", "\t").encode("utf-16"),
        b"sep=;\r\n" + SIMPLE.replace(",", ";").encode(),
        b"\n\n ,,\n" + SIMPLE.replace("\n", "\n\n,\n").encode(),
    ],
)
def test_every_way_of_saving_gives_the_same_row(tmp_path: Path, raw: bytes) -> None:
    table = saved(tmp_path, raw)

    assert table.problems == ()
    assert cells(table, "id") == ["o1"]
    assert cells(table, "title")[0].replace("-", "–") == "Café help – £5"


def test_a_title_with_many_commas_does_not_make_the_comma_the_separator() -> None:
    table = read("id;title;hours\no1;one, two, three, four, five;2\n")
    assert cells(table, "title") == ["one, two, three, four, five"]


def test_lines_are_those_of_the_file_also_after_quoted_line_breaks() -> None:
    table = read('id,title\n\no1,"two\r\nlines"\no2,x\n')
    assert [(row.line, row.cells["id"]) for row in table.rows] == [(3, "o1"), (5, "o2")]
    assert cells(table, "title") == ["two\r\nlines", "x"]


def test_column_names_are_taken_in_any_dress() -> None:
    assert column_name(" Travel-KM ") == "travel_km"
    assert cells(read("ID,Title\no1,x\n"), "title") == ["x"]


def test_a_row_with_too_many_cells_is_reported_and_the_others_are_read() -> None:
    table = read("id,title\no1,a,b,c\no2,fine\n")
    assert cells(table, "id") == ["o2"]
    assert [(problem.line, problem.file) for problem in table.problems] == [(2, "f.csv")]
    assert "4 cells" in table.problems[0].reason
    assert "quotation marks" in table.problems[0].reason


def test_a_quotation_mark_that_never_closes_costs_one_row() -> None:
    table = read('id,title\no1,"never closed\no2,fine\no3,fine\n')
    assert cells(table, "id") == ["o2", "o3"]
    assert [problem.line for problem in table.problems] == [2]
    assert "never closes" in table.problems[0].reason


def test_an_open_quotation_mark_does_not_swallow_the_rows_down_to_the_next_one() -> None:
    table = read('id,title\no1,"never closed\no2,"fine"\no3,fine\n')
    assert cells(table, "id") == ["o2", "o3"]
    assert [problem.line for problem in table.problems] == [2]


def test_quotation_marks_inside_a_title_are_text() -> None:
    table = read('id,title\no1,the "old" mill\no2,"the ""old"" mill"\no3,"old" mill\n')
    assert cells(table, "title") == ['the "old" mill', 'the "old" mill', "old mill"]


def test_a_cell_of_two_million_characters_costs_one_row() -> None:
    table = read(f"id,title\no1,{'x' * 2_000_000}\no2,fine\n")
    assert cells(table, "id") == ["o2"]
    assert table.problems[0].line == 2
    assert "too long" in table.problems[0].reason


@pytest.mark.parametrize(
    ("raw", "said"),
    [
        (b"", "empty"),
        (b"\xef\xbb\xbf \r\n,,\r\n", "empty"),
        (b"o1,Accountant,Leeds\n", "no column names"),
        (b"PK\x03\x04 rest", "save it as"),
        (bytes(range(256)) * 40, "not a text file"),
        (b"\x89PNG\r\n\x1a\n", "a picture"),
    ],
)
def test_what_is_no_table_is_said_in_a_sentence(tmp_path: Path, raw: bytes, said: str) -> None:
    table = saved(tmp_path, raw)
    assert table.rows == ()
    assert [said in problem.reason for problem in table.problems] == [True]


def test_a_missing_file_and_a_folder_are_said_in_a_sentence(tmp_path: Path) -> None:
    missing = read_table(tmp_path / "none.csv", known=KNOWN)
    assert missing.problems[0].reason == "There is no such file. Check the name and the folder."
    assert "folder" in read_table(tmp_path, known=KNOWN).problems[0].reason


@settings(deadline=None)
@given(st.binary(max_size=400))
def test_any_bytes_are_text_or_said_to_be_none(raw: bytes) -> None:
    try:
        assert isinstance(decoded(raw), str)
    except NotText as said:
        assert str(said).endswith(".")


@settings(deadline=None)
@given(st.binary(max_size=300))
def test_any_bytes_below_a_header_are_read_or_reported(raw: bytes) -> None:
    try:
        text = decoded(b"id,title,district,hours,weekdays,from\n" + raw)
    except NotText:
        return

    table = table_of(text, file="f.csv", known=KNOWN)

    for reading in (offers_of(table), needs_of(table)):
        assert len(reading.listings) + len(reading.problems) >= len(table.rows)


hostile = st.text(
    alphabet=st.sampled_from("\",;\t\r\n '=+-@0a\0é–\u2028") | st.characters(codec="utf-8"), max_size=200
)


@settings(max_examples=150, deadline=None)
@given(hostile)
def test_whatever_stands_below_the_header_the_row_after_it_can_be_reported_or_read(text: str) -> None:
    table = read(f"id,title\n{text}\n")
    for reading in (offers_of(table), needs_of(table)):
        assert all(problem.line >= 1 and problem.reason for problem in reading.problems)
        assert all(one.listing.id and one.title for one in reading.listings)


NO_CHARACTERS = "".join(map(chr, range(0xFDD0, 0xFDF0)))
"""Unicode keeps them for a program's own use, and so do we: they are dropped from whatever comes in."""
plain_cells = st.text(
    alphabet=st.characters(codec="utf-8", exclude_categories=("Cc",), exclude_characters=NO_CHARACTERS),
    min_size=1,
    max_size=20,
).filter(str.strip)


@settings(deadline=None)
@given(
    st.lists(st.tuples(plain_cells, plain_cells), min_size=1, max_size=6), st.sampled_from([",", ";", "\t"])
)
def test_what_is_written_with_quotes_is_read_back(rows: list[tuple[str, str]], separator: str) -> None:
    quoted = [[f'"{cell.replace(chr(34), chr(34) * 2)}"' for cell in row] for row in rows]
    text = "".join(separator.join(row) + "\n" for row in [["id", "title"], *quoted])

    table = read(text)

    assert [(row.cells["id"], row.cells["title"]) for row in table.rows] == [
        (a.strip(), b.strip()) for a, b in rows
    ]
