"""Every figure for everybody equals one query of its own over the rows of a year."""

import re
import sqlite3
from collections.abc import AsyncIterator, Mapping
from datetime import UTC, datetime
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
from tests.web.tables import read

LONDON = ZoneInfo("Europe/London")
GIVEN = """('approved_to_ask','asked_host','asked_volunteer','accepted','checking','introduced','scheduled',
 'confirmed','rearranging','in_delivery','claimed','disputed','on_hold_safeguarding','verified','closed',
 'closed_part')"""
OF_MATCHES = "FROM matches m LEFT JOIN deliveries d ON d.match = m.id"
AGREED = "MAX(m.hours, COALESCE(d.claimed, 0), COALESCE(d.verified, 0))"
FURTHER = "('in_delivery','claimed','disputed','verified','closed','closed_part')"
HELD = f"""m.state IN {GIVEN} AND (m.state IN {FURTHER}
 OR EXISTS (SELECT 1 FROM sessions s WHERE s.match = m.id AND s.state IN ('agreed','held','done')))"""
OFFERED = {
    "Promised": """SELECT SUM(total) FROM listings WHERE side = 'offer' AND state IN
     ('open','paused','part_filled','filled','met','part_met','used','unmet','expired')""",
    "Allocated": f"SELECT SUM({AGREED}) {OF_MATCHES} WHERE m.state IN {GIVEN}",
    "Scheduled": f"SELECT SUM({AGREED}) {OF_MATCHES} WHERE {HELD}",
    "Claimed": f"""SELECT SUM(MAX(COALESCE(d.claimed, 0), COALESCE(d.verified, 0))) {OF_MATCHES}
     WHERE m.state IN {GIVEN}""",
    "Verified": f"SELECT SUM(d.verified) {OF_MATCHES} WHERE m.state IN {GIVEN}",
}
SHARED = "SELECT p.id, p.quantity AS most, SUM((s.ends - s.starts) * {amount} / 10000.0) AS came"
PLEDGED = """SELECT SUM(MIN(most, COALESCE(came, 0))) FROM ({shared} FROM pledges p
 LEFT JOIN match_shares s ON s.pledge = p.id LEFT JOIN matches m ON m.id = s.match AND {which}
 LEFT JOIN deliveries d ON d.match = m.id WHERE p.state = 'active' GROUP BY p.id)"""


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


def asked(year: sqlite3.Connection, query: str, *values: object) -> Decimal:
    """Hundredths become hours."""
    (found,) = year.execute(query, values).fetchone()
    return Decimal(str(found or 0)) / 100


def shown(cell: str) -> Decimal:
    return Decimal(cell.removesuffix(" hours").removesuffix(" hour").replace(",", ""))


async def test_the_steps_of_what_was_offered(pages: Pages, year: sqlite3.Connection):
    rows, titles = read(await pages.get("/impact"))

    found = {step: shown(cells[0]) for step, cells in rows["funnel-offered"].items()}
    assert found == {step: asked(year, query) for step, query in OFFERED.items()}
    assert titles["funnel-offered"].startswith(f"{found['Verified']:,} hours of {found['Promised']:,} hours")


async def test_the_steps_of_what_was_pledged(pages: Pages, year: sqlite3.Connection):
    def query(amount: str, which: str) -> Decimal:
        return round(asked(year, PLEDGED.format(shared=SHARED.format(amount=amount), which=which)), 2)

    rows, _ = read(await pages.get("/impact"))

    agreed = "COALESCE(MAX(m.hours, COALESCE(d.claimed, 0), COALESCE(d.verified, 0)), 0)"
    said = "COALESCE(MAX(COALESCE(d.claimed, 0), COALESCE(d.verified, 0)), 0)"
    assert {step: shown(cells[0]) for step, cells in rows["funnel-pledged"].items()} == {
        "Promised": asked(year, "SELECT SUM(quantity) FROM pledges WHERE state = 'active'"),
        "Allocated": query(agreed, f"m.state IN {GIVEN}"),
        "Scheduled": query(agreed, HELD),
        "Claimed": query(said, f"m.state IN {GIVEN}"),
        "Verified": query("COALESCE(d.verified, 0)", f"m.state IN {GIVEN}"),
    }


async def test_months_add_up_what_was_promised_and_confirmed(pages: Pages, year: sqlite3.Connection):
    rows, _ = read(await pages.get("/impact"))

    confirmed = f"SELECT SUM(d.verified) {OF_MATCHES} WHERE m.state IN {GIVEN} AND d.verified_at < ?"
    approved = """SELECT SUM(l.total) FROM listings l WHERE l.side = 'offer' AND (SELECT MIN(at) FROM moves
     WHERE subject_id = l.id AND move = 'approve') < ?"""
    pledged = "SELECT SUM(quantity) FROM pledges WHERE state = 'active' AND entered_at < ?"
    kept = PLEDGED.format(
        shared=SHARED.format(amount="COALESCE(d.verified, 0)"), which=f"m.state IN {GIVEN} AND {{when}}"
    )
    for section, promise in (("months-offered", approved), ("months-pledged", pledged)):
        assert len(rows[section]) >= 10
        for month, cells in rows[section].items():
            ends = _end_of(month)
            assert shown(cells[0]) == asked(year, promise, ends)
            if section == "months-offered":
                assert shown(cells[1]) == asked(year, confirmed, ends)
            else:
                which = f"(SELECT verified_at FROM deliveries WHERE match = m.id) < '{ends}'"
                assert shown(cells[1]) == round(asked(year, kept.format(when=which)), 2)
            assert shown(cells[2]) == max(Decimal(0), shown(cells[0]) - shown(cells[1]))


def _end_of(month: str) -> str:
    """As the database writes it: the end of the city's month, or the last day that there is."""
    first = datetime.strptime(month, "%B %Y").replace(tzinfo=LONDON)
    after = first.replace(year=first.year + first.month // 12, month=first.month % 12 + 1)
    return f"{min(after, ENDS.astimezone(LONDON)).astimezone(UTC):%Y-%m-%d %H:%M:%S.%f}"


async def test_skills_that_are_lacking(pages: Pages, year: sqlite3.Connection):
    rows, titles = read(await pages.get("/impact"))

    seeking = "l.state IN ('open','part_filled') AND l.total > l.reserved + l.delivered"
    live = """SELECT need FROM matches WHERE state NOT IN ('closed','closed_part','closed_not_delivered',
     'dismissed','declined_host','declined_volunteer','expired','failed_check','cancelled','no_show')"""
    query = f"""SELECT s.value, SUM(l.side = 'need' AND l.id NOT IN ({live})), SUM(l.side = 'offer')
     FROM listings l, json_each(l.terms, '$.skills') s WHERE {seeking} GROUP BY s.value"""
    found = {skill.capitalize(): [f"{needs}", f"{offers}"] for skill, needs, offers in year.execute(query)}
    assert rows["unmet"] == found
    most = max(found, key=lambda skill: int(found[skill][0]) - int(found[skill][1]))
    assert titles["unmet"].startswith(f"{most} is lacking most")


async def test_districts_by_confirmed_hours_without_small_numbers(pages: Pages, year: sqlite3.Connection):
    rows, _ = read(await pages.get("/impact"))

    query = f"""SELECT json_extract(l.terms, '$.district'), COUNT(*), SUM(d.verified) FROM matches m
     JOIN deliveries d ON d.match = m.id JOIN listings l ON l.id = m.need
     WHERE m.state IN {GIVEN} AND d.verified > 0 GROUP BY 1"""
    counts: Mapping[str, tuple[int, Decimal]] = {
        district or "anywhere in Leeds": (count, Decimal(hours) / 100)
        for district, count, hours in year.execute(query)
    }
    told_of = {
        name: shown(cells[0])
        for name, cells in rows["places"].items()
        if cells[0].endswith(("hour", "hours"))
    }
    hidden = {name for name, cells in rows["places"].items() if cells[0].startswith("fewer than 5")}
    assert {name: hours for name, hours in told_of.items() if hours} == {
        name: hours for name, (count, hours) in counts.items() if name not in hidden
    }
    assert hidden >= {name for name, (count, _) in counts.items() if count < LEAST}
    assert hidden and sum(counts[name][0] for name in hidden) >= LEAST


async def test_how_long_people_wait(pages: Pages, year: sqlite3.Connection):
    rows, _ = read(await pages.get("/impact"))

    query = """SELECT (julianday(MIN(v.at)) - julianday(l.created_at)) AS days FROM listings l
     JOIN matches m ON m.need = l.id JOIN moves v ON v.subject_id = m.id AND v.move = ?
     WHERE l.side = 'need' GROUP BY l.id"""
    middle = f"""SELECT AVG(days) FROM (SELECT days, ROW_NUMBER() OVER (ORDER BY days) AS at,
     COUNT(*) OVER () AS many FROM ({query})) WHERE at IN ((many + 1) / 2, (many + 2) / 2)"""
    for step, move in (("To the introduction", "introduce"), ("To delivery", "verify")):
        (median,) = year.execute(middle, (move,)).fetchone()
        assert rows["days"][step][0] == f"{median:.1f}"
        assert rows["days"][step][2] == str(len(year.execute(query, (move,)).fetchall()))


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
