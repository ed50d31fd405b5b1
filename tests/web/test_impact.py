"""What everybody may read of a year; its figures are compared in test_every_figure.py."""

import re
import sqlite3
from collections.abc import AsyncIterator
from decimal import Decimal
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from benchmarks.year_of_rows import ENDS, YearOfRows
from bot.domain.impact import LEAST, told, told_alone
from bot.services import stories
from storage.engine import open_engine
from tests.web.conftest import Pages

LONDON = ZoneInfo("Europe/London")


@pytest.fixture
async def year(pages: Pages, tmp_path: Path) -> AsyncIterator[sqlite3.Connection]:
    """600 matches of a year, and the pages on its last day."""
    engine = open_engine(f"sqlite:///{tmp_path / 'makegood.db'}?synchronous=off")
    await YearOfRows(matches=600).write(engine)
    await engine.dispose()
    pages.world.now = ENDS
    reader = sqlite3.connect(tmp_path / "makegood.db")
    yield reader
    reader.close()


async def test_a_story_is_shown_when_both_allow_it_and_gone_when_one_takes_it_back(
    pages: Pages, year: sqlite3.Connection
):
    query = """SELECT s.match, m.host FROM stories s JOIN matches m ON m.id = s.match WHERE
     2 = (SELECT COUNT(*) FROM consents c WHERE c.match = s.match AND c.publication
      AND c.revision = s.revision AND c.withdrawn_at IS NULL)"""
    allowed = dict(year.execute(query).fetchall())
    text = await pages.get("/impact")
    assert set(re.findall(r"Changed (\w+)", text)) == set(allowed)
    assert allowed and "Person of" in text
    match, host = allowed.popitem()
    async with pages.world.begin() as tx:
        pages.world.people["Host"] = await tx.people.get(host)

    async with pages.world.turn("Host") as turn:
        await stories.withdraw(turn, match)

    assert set(re.findall(r"Changed (\w+)", await pages.get("/impact"))) == set(allowed)


async def test_a_city_in_which_nothing_happened_yet_has_a_page_too(pages: Pages):
    text = await pages.get("/impact")

    assert "Nothing is offered yet" in text
    assert "No story is published yet" in text


@given(st.dictionaries(st.text("abcdef", min_size=1, max_size=2), st.integers(0, 12), max_size=9))
def test_what_is_not_told_cannot_be_found_by_taking_the_rest_from_the_total(counts: dict[str, int]):
    groups = {name: (count, Decimal(count)) for name, count in counts.items()}

    parts = {each.name: each.count for each in told(groups)}

    hidden = [name for name, count in parts.items() if count is None]
    assert all(counts[name] >= LEAST or not counts[name] for name in parts if name not in hidden)
    if hidden and told_alone(sum(counts.values())) is not None:
        left = sum(counts[name] for name in hidden)
        assert len([name for name in hidden if counts[name]]) > 1 and left >= LEAST
