"""The annual report in every format; its figures are compared in test_every_figure.py."""

import csv
import io
import re
import shutil
import sqlite3
from decimal import Decimal
from pathlib import Path

import pytest

from bot.command_claims import write_claims
from bot.command_report import write_report
from bot.domain.refusal import Refusal
from bot.services.turn import Turn
from bot.texts.catalogue import words
from bot.texts.drawing import english
from tests.web.conftest import Pages
from tests.web.tables import read
from tests.web.test_every_figure import CONFIRMED, GIVEN, hours
from tests.web.test_impact import year

__all__ = ["year"]


async def test_a_year_as_councils_count_it_begins_in_april(pages: Pages, year: sqlite3.Connection):
    rows, _ = read(await pages.get("/impact/2026-27"))

    query = f"SELECT SUM(d.verified) {CONFIRMED} AND d.verified_at >= '2026-03-31 23:00'"
    assert rows["confirmed"]["Confirmed hours"] == [hours(year.execute(query).fetchone()[0])]
    assert next(iter(rows["months"])) == "April 2026"


async def written(pages: Pages, out: Path, year: str = "2026") -> Path:
    async with pages.world.turn() as turn:
        assert isinstance(turn, Turn)
        await write_report(turn, year, out)
    return out


async def test_the_spreadsheet_says_the_same_and_no_cell_of_it_is_a_formula(
    pages: Pages, year: sqlite3.Connection, tmp_path: Path
):
    with sqlite3.connect(tmp_path / "makegood.db") as other:
        other.execute("UPDATE pledges SET priority = '=HYPERLINK(\"http://x\")' WHERE priority = 'Health'")
        other.execute("UPDATE pledges SET area = char(9) || '@SUM(A1)' WHERE area = 'LS9'")

    text = (await written(pages, tmp_path / "report.csv")).read_text("utf-8-sig")
    cells = [cell for row in csv.reader(io.StringIO(text)) for cell in row]
    assert cells[:5] == ["section", "name", "column", "value", "how it is counted"]
    figures = {(row[0], row[1], row[2]): row[3] for row in csv.reader(io.StringIO(text))}

    rows, _ = read(await pages.get("/impact/2026"))
    assert figures["confirmed", "Confirmed hours", "Amount"] == rows["confirmed"]["Confirmed hours"][0]
    assert '\'=HYPERLINK("http://x")' in cells
    assert [cell for cell in cells if re.match(r"\s*[=+\-@]", cell)] == []


async def test_the_page_as_one_file_needs_nothing_beside_it(
    pages: Pages, year: sqlite3.Connection, tmp_path: Path
):
    text = (await written(pages, tmp_path / "report.html")).read_text("utf-8")

    assert "<style>" in text
    assert not re.findall(r"<link|<script|src=", text)


@pytest.mark.skipif(not shutil.which("chromium"), reason="no chromium on this machine")
async def test_it_is_printed_where_there_is_a_browser(
    pages: Pages, year: sqlite3.Connection, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    assert (await written(pages, tmp_path / "report.pdf")).read_bytes().startswith(b"%PDF-")
    monkeypatch.setenv("PATH", str(tmp_path))

    with pytest.raises(Refusal) as refused:
        await written(pages, tmp_path / "report.pdf")

    assert "there is none on this machine" in english(words(refused.value.key))


@pytest.mark.parametrize("said", ["26", "2026-28", "twenty", "2026-", "١٩٩٩", "9" * 400])
async def test_what_is_no_year_is_told_what_is_one(pages: Pages, said: str):
    assert "2026-27 for April to March" in await pages.get(f"/impact/{said}", status=400)


async def test_a_format_that_is_none_is_named(pages: Pages, tmp_path: Path):
    for file, key in (("report.docx", "report.format"), ("nowhere/report.csv", "report.not_written")):
        with pytest.raises(Refusal) as refused:
            await written(pages, tmp_path / file)
        assert refused.value.key == key


async def test_claims_say_what_was_delivered_for_each_pledge(
    pages: Pages, year: sqlite3.Connection, tmp_path: Path
):
    async with pages.world.turn() as turn:
        await write_claims(turn, tmp_path / "claims.csv")

    rows = list(csv.DictReader(io.StringIO((tmp_path / "claims.csv").read_text("utf-8-sig"))))
    query = f"""SELECT s.pledge, SUM((s.ends - s.starts) * d.verified / 1000000.0) FROM match_shares s
     JOIN matches m ON m.id = s.match JOIN deliveries d ON d.match = m.id WHERE {GIVEN} GROUP BY 1"""
    for pledge, delivered in year.execute(query):
        mine = [row for row in rows if row["pledge_ref"] == pledge]
        assert sum(Decimal(row["qty_delivered"]) for row in mine) == pytest.approx(Decimal(str(delivered)))
        assert {row["commissioner"] for row in mine} == {"Leeds City Council"}
    assert {row["pledge_ref"] for row in rows} == {id for (id,) in year.execute("SELECT id FROM pledges")}
