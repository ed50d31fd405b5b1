"""Every table and picture of the pages for everybody, against one plain SQL query each.

Over a generated year of rows, and over a year that was played on the real core. A figure of a page that has
no query here fails.
"""

import asyncio
import os
import re
import sqlite3
from collections.abc import Awaitable, Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from decimal import ROUND_HALF_UP, Decimal
from html import unescape
from pathlib import Path
from zoneinfo import ZoneInfo

import httpx
import pytest
from starlette.applications import Starlette

from adapters.web import Web
from adapters.web.own import COOKIE
from benchmarks.year_of_rows import ENDS, YearOfRows
from bot.chat.outgoing import Card
from bot.domain.impact import LEAST
from bot.domain.keys import Opens
from bot.domain.matches import MatchState
from bot.domain.measures import HOURS
from bot.domain.people import By, Person
from bot.domain.periods import Period, month_of_year, quarter_before, quarter_of
from bot.domain.pledges import Terms
from bot.domain.refusal import Refusal
from bot.services import company, counting, desk_keys, instalments, monthly, pledges
from bot.services.turn import House, Turn
from bot.settings import read_settings
from bot.texts import company_cards
from bot.texts.catalogue import words
from bot.texts.drawing import english
from bot.year.city import City, city
from bot.year.outcome import Plan
from storage.engine import open_engine
from storage.unit_of_work import Storage
from tests.flows.world import hasty_storage
from tests.services.world import World
from tests.web.tables import lines, read

LONDON = ZoneInfo("Europe/London")
Rows = Mapping[str, list[object]]
FEW = "fewer than 5"
BUYER = "BUYER"
GAVE_MOST = """SELECT m.volunteer FROM matches m LEFT JOIN deliveries d ON d.match = m.id
 GROUP BY m.volunteer ORDER BY SUM(CASE WHEN d.verified_at LIKE :year THEN d.verified END) DESC, m.volunteer
 LIMIT 1"""

GIVEN = """m.state IN ('approved_to_ask','asked_host','asked_volunteer','accepted','checking','introduced',
 'scheduled','confirmed','rearranging','in_delivery','claimed','disputed','on_hold_safeguarding','verified',
 'closed','closed_part')"""
HELD = f"""{GIVEN} AND (m.state IN ('in_delivery','claimed','disputed','verified','closed','closed_part')
 OR EXISTS (SELECT 1 FROM sessions s WHERE s.match = m.id AND s.state IN ('agreed','held','done')))"""
CONFIRMED = f"""FROM matches m JOIN deliveries d ON d.match = m.id JOIN listings l ON l.id = m.need
 WHERE {GIVEN} AND d.verified > 0"""
MATCHES = "FROM matches m LEFT JOIN deliveries d ON d.match = m.id"
AT = "COALESCE(d.verified_at, m.entered_at)"
AGREED = "MAX(m.hours, COALESCE(d.claimed, 0), COALESCE(d.verified, 0))"
SAID = "MAX(COALESCE(d.claimed, 0), COALESCE(d.verified, 0))"
RAN = "p.state = 'active' AND p.unit = 'hours' AND p.starts <= :last AND p.ends >= :first"
IN_HOURS = """p.state = 'active' AND p.unit = 'hours'
 AND COALESCE(json_extract(p.frozen, '$.counts'), 'none') <> 'none'"""
PROMISED = "(p.quantity - p.substituted)"


@dataclass(frozen=True, kw_only=True)
class Town:
    """A database to ask, the pages over it, and the year that it is about."""

    db: sqlite3.Connection
    app: Starlette
    storage: Storage
    house: House
    now: datetime
    year: int
    cookies: Mapping[str, str]
    """Of the browsers of a commissioner, and of who gave most that year; by person."""

    def ask(self, query: str, **values: object) -> list[tuple[object, ...]]:
        first, last = date(self.year, 1, 1), date(self.year, 12, 31)
        since, until = (f"{each}-01-01 00:00:00.000000" for each in (self.year, self.year + 1))
        known = {"first": str(first), "last": str(last), "since": since, "until": until, **values}
        used = {name: value for name, value in known.items() if f":{name}" in query}
        return self.db.execute(query, used).fetchall()

    async def page(self, path: str, person: str = "") -> str:
        there = httpx.ASGITransport(self.app, raise_app_exceptions=False)
        cookies = {COOKIE: self.cookies[person]} if person else {}
        async with httpx.AsyncClient(
            transport=there, base_url="https://makegood.test", cookies=cookies
        ) as browser:
            answer = await browser.get(path)
        assert answer.status_code == 200, answer.text
        return answer.text


def served(storage: Storage, house: House, now: datetime) -> Starlette:
    ids = iter(range(10**6))
    web = Web(
        read=storage.begin_reading,
        begin=storage.begin,
        house=house,
        clock=lambda: now,
        new_id=lambda: f"W{next(ids)}",
    )
    return Starlette(routes=web.routes())


@pytest.fixture(scope="module", params=["rows", "played"])
def town(
    request: pytest.FixtureRequest, sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Town]:
    folder = tmp_path_factory.mktemp("year")
    with asyncio.Runner() as runner:
        if request.param == "rows":
            storage = hasty_storage(sqlite_template, folder)
            runner.run(_generated(folder))
            house, now, year = World(begin=storage.begin).house, ENDS, 2026
        else:
            now = runner.run(_played(folder))
            storage = Storage(open_engine(f"sqlite:///{folder / 'makegood.db'}?synchronous=off"))
            house, year = World(begin=storage.begin).house, now.year
        db = sqlite3.connect(folder / "makegood.db")
        _tag(db)
        ((giver,),) = db.execute(GAVE_MOST, {"year": f"{year}-%"})
        cookies = {each: runner.run(_let_in(storage, house, now, each)) for each in (BUYER, giver)}
        app = served(storage, house, now)
        yield Town(db=db, app=app, storage=storage, house=house, now=now, year=year, cookies=cookies)
        db.close()
        runner.run(storage.close())


async def _let_in(storage: Storage, house: House, now: datetime, person: str) -> str:
    """They have used the link to their own pages; the buyer is somebody new, who buys for the council."""
    ids = iter(range(10**6))
    async with storage.begin() as tx:
        if person == BUYER:
            await tx.people.put(Person(id=BUYER, name="Bea Nowak"))
            await tx.commissioners.put(BUYER, "Leeds City Council")
        by = By(person=person, name="", platform="telegram")
        known = replace(house, address="https://makegood.test")
        turn = Turn(tx=tx, now=now, new_id=lambda: f"{person}{next(ids)}", house=known, by=by)
        secret = (await desk_keys.give_link(turn, Opens.OWN)).rpartition("/")[2]
        own = await desk_keys.use_link(turn, secret, Opens.OWN)
        await tx.commit()
    return own


def _tag(db: sqlite3.Connection) -> None:
    """Some needs are good for one thing, some for two, most for none."""
    for every, code in ((2, "health"), (3, "growth"), (50, "carbon")):
        db.execute(
            """INSERT INTO need_outcomes SELECT id, :code FROM (
             SELECT id, ROW_NUMBER() OVER (ORDER BY id) AS n FROM listings WHERE side = 'need')
             WHERE n % :every = 0""",
            {"code": code, "every": every},
        )
    db.commit()


async def _generated(folder: Path) -> None:
    engine = open_engine(f"sqlite:///{folder / 'makegood.db'}?synchronous=off")
    await YearOfRows(matches=600).write(engine)
    await engine.dispose()


async def _played(folder: Path) -> datetime:
    """Weeks of a small city, in which employers promised something in three measures.

    PLAYED, as "300,100,200,5", plays another city by hand: volunteers, groups, days and seed.
    """
    settings = read_settings({"MATCHER_MODEL": "none"})
    volunteers, groups, days_, seed = map(int, os.environ.get("PLAYED", "60,40,40,5").split(","))
    plan = Plan(volunteers=volunteers, groups=groups, days=days_, seed=seed)
    async with city(plan, folder, settings) as town:

        async def nothing() -> None:
            pass

        await town.play(lambda now: None, nothing)
        await _promises(town)
        return town.agenda.now


async def _promises(town: City) -> None:
    async with town.bot.storage.begin() as tx:
        staff = (await tx.people.coordinators())[0]
        by = By(person=staff.id, name=staff.name, platform="slack", coordinates=True)
        now, ids = town.agenda.now, iter(range(10**6))
        turn = Turn(tx=tx, now=now, new_id=lambda: f"P{next(ids)}", house=town.bot.house, by=by)
        for at, (organisation, matches) in enumerate(sorted((await _given(turn)).items())):
            promised = await pledges.enter(turn, _terms(at, now.year), organisation)
            await pledges.announce(turn, promised.id)
            for match in matches:
                try:
                    await counting.count(turn, match, promised.id, Decimal(50 + 50 * (at % 2)))
                except Refusal:
                    continue  # expert hours count for no pledge of general ones
            if promised.terms.unit != HOURS:
                await _placements(turn, promised.id)
        await tx.commit()


async def _placements(turn: Turn, pledge: str) -> None:
    """Said for three groups; the first says yes, the second that only one came, the third nothing."""
    groups = await turn.tx.instalments.groups()
    for number, group in enumerate(groups[:3]):
        today = turn.local(turn.now).date()
        said = await instalments.say(turn, pledge, Decimal(3), group.id, today)
        host = (await turn.tx.organisations.members(group.id))[0]
        theirs = turn.acting(By(person=host.id, name=host.name, platform="telegram"))
        if number < 2:
            await instalments.confirm(theirs, said.id, Decimal(3 - 2 * number))


async def _given(turn: Turn) -> Mapping[str, list[str]]:
    """Matches by the employer whose people give the hours."""
    found: dict[str, list[str]] = {}
    for match in await turn.tx.matches.in_state(*MatchState):
        offer = await turn.tx.listings.get(match.offer)
        found.setdefault(offer.organisation, []).append(match.id)
    return found


def _terms(at: int, year: int) -> Terms:
    measure, unit = (("time_general", HOURS), ("hours", HOURS), ("", "placements"))[at % 3]
    return Terms(
        contract=f"C-{at}",
        commissioner="Leeds City Council",
        measure=measure,
        unit=unit,
        quantity=Decimal(5 + 7 * at),
        starts=date(year, 1, 1),
        ends=date(year, 12, 31),
        priority=("Health", "")[at % 2],
        area=("", "LS9")[at % 2],
    )


# what a cell says


def hours(hundredths: object) -> str:
    amount = (Decimal(str(hundredths or 0)) / 100).quantize(Decimal("0.01"), ROUND_HALF_UP)
    said = f"{amount:,.2f}".rstrip("0").rstrip(".")
    return f"{said} hour" if amount == 1 else f"{said} hours"


def pounds(amount: object) -> str:
    return f"£{Decimal(str(amount or 0)).quantize(Decimal('0.01'), ROUND_HALF_UP):,}"


def share(part: object, whole: object) -> str:
    percent = Decimal(str(part or 0)) / Decimal(str(whole)) * 100 if whole else Decimal(0)
    return f"{percent:.1f} %" if 0 < percent < 1 else f"{percent:.0f} %"


def said(key: str) -> str:
    return english(words(key))


# one query for each figure of /impact


def funnel_offered(town: Town) -> Rows:
    steps = {
        "Promised": """SELECT SUM(total) FROM listings l WHERE side = 'offer' AND (state IN ('open','paused',
         'part_filled','filled','met','part_met','used','unmet','expired') OR state = 'withdrawn' AND EXISTS
         (SELECT 1 FROM moves v WHERE v.subject_id = l.id AND v.move = 'withdraw' AND v.before IN ('open',
         'paused','part_filled','filled','met','part_met','used','unmet','expired')))""",
        "Allocated": f"SELECT SUM({AGREED}) {MATCHES} WHERE {GIVEN}",
        "Scheduled": f"SELECT SUM({AGREED}) {MATCHES} WHERE {HELD}",
        "Claimed": f"SELECT SUM({SAID}) {MATCHES} WHERE {GIVEN}",
        "Verified": f"SELECT SUM(d.verified) {MATCHES} WHERE {GIVEN}",
    }
    return {step: [hours(town.ask(query)[0][0])] for step, query in steps.items()}


def _kept(amount: str, which: str, pledged: str) -> str:
    """Each pledge as far as it came, at most what it promised, all added up."""
    return f"""SELECT SUM(MIN(most, came)) FROM (SELECT {PROMISED} AS most,
     COALESCE(SUM(CASE WHEN {which} THEN (s.ends - s.starts) * {amount} / 10000.0 END), 0) AS came
     FROM pledges p LEFT JOIN match_shares s ON s.pledge = p.id LEFT JOIN matches m ON m.id = s.match
     LEFT JOIN deliveries d ON d.match = m.id WHERE {pledged} GROUP BY p.id)"""


def _funnel(town: Town, pledged: str) -> Rows:
    steps = {
        "Promised": f"SELECT SUM({PROMISED}) FROM pledges p WHERE {pledged}",
        "Allocated": _kept(AGREED, GIVEN, pledged),
        "Scheduled": _kept(AGREED, HELD, pledged),
        "Claimed": _kept(SAID, GIVEN, pledged),
        "Verified": _kept("COALESCE(d.verified, 0)", GIVEN, pledged),
    }
    return {step: [hours(town.ask(query)[0][0])] for step, query in steps.items()}


def funnel_pledged(town: Town) -> Rows:
    return _funnel(town, IN_HOURS)


def _months(town: Town, promised: str, verified: str, first: str) -> Rows:
    """`:end`: the end of each month of the city, from the first in which anything was promised or kept."""
    ((begun,),) = town.ask(first)
    at = datetime.fromisoformat(str(begun)).replace(tzinfo=UTC).astimezone(LONDON).replace(day=1)
    found: dict[str, list[object]] = {}
    while (at.year, at.month) <= (town.now.astimezone(LONDON).year, town.now.astimezone(LONDON).month):
        after = datetime(at.year + at.month // 12, at.month % 12 + 1, 1, tzinfo=LONDON)
        end = f"{min(after.astimezone(UTC), datetime.max.replace(tzinfo=UTC)):%Y-%m-%d %H:%M:%S.%f}"
        most, came = (town.ask(query, end=end)[0][0] or 0 for query in (promised, verified))
        gap = max(Decimal(0), Decimal(str(most)) - Decimal(str(came)))
        found[f"{at:%B %Y}"] = [hours(most), hours(came), hours(gap)]
        at = after
    return found


def months_offered(town: Town) -> Rows:
    approved = """COALESCE((SELECT MIN(at) FROM moves v WHERE v.subject_id = l.id AND v.move = 'approve'),
     l.created_at)"""
    offers = """FROM listings l WHERE l.side = 'offer' AND (l.state NOT IN ('submitted','clarifying',
     'declined','lapsed','withdrawn') OR l.state = 'withdrawn' AND EXISTS (SELECT 1 FROM moves v WHERE
     v.subject_id = l.id AND v.move = 'withdraw' AND v.before NOT IN ('submitted','clarifying')))"""
    return _months(
        town,
        f"SELECT SUM(l.total) {offers} AND {approved} < :end",
        f"SELECT SUM(d.verified) {CONFIRMED} AND {AT} < :end",
        f"SELECT MIN(at) FROM (SELECT {approved} AS at {offers} UNION SELECT {AT} {CONFIRMED})",
    )


def months_pledged(town: Town) -> Rows:
    which = f"{GIVEN} AND d.verified > 0 AND {AT} < :end"
    first = f"""SELECT MIN(at) FROM (SELECT entered_at AS at FROM pledges p WHERE {IN_HOURS} UNION
     SELECT {AT} FROM match_shares s JOIN matches m ON m.id = s.match JOIN deliveries d ON d.match = m.id
     JOIN pledges p ON p.id = s.pledge WHERE {IN_HOURS} AND {GIVEN} AND d.verified > 0)"""
    return _months(
        town,
        f"SELECT SUM({PROMISED}) FROM pledges p WHERE {IN_HOURS} AND entered_at < :end",
        _kept("COALESCE(d.verified, 0)", which, IN_HOURS),
        first,
    )


SEEKING = "l.state IN ('open','part_filled') AND l.total > l.reserved + l.delivered"
LIVE = """SELECT need FROM matches WHERE state NOT IN ('closed','closed_part','closed_not_delivered',
 'dismissed','declined_host','declined_volunteer','expired','failed_check','cancelled','no_show','verified')"""


def unmet(town: Town) -> Rows:
    query = f"""SELECT s.value,
     COUNT(DISTINCT CASE WHEN l.side = 'need' AND l.id NOT IN ({LIVE}) THEN l.id END) AS needs,
     COUNT(DISTINCT CASE WHEN l.side = 'offer' THEN l.id END) AS offers
     FROM listings l, json_each(l.terms, '$.skills') s WHERE {SEEKING} GROUP BY s.value
     HAVING needs >= {LEAST}
     ORDER BY offers - needs, s.value LIMIT 12"""
    return {
        f"{str(skill)[:1].upper()}{str(skill)[1:]}": [few(needs), few(offers)]
        for skill, needs, offers in town.ask(query)
    }


def few(count: object) -> str:
    return FEW if 0 < int(str(count)) < LEAST else f"{count:,}"


def places(town: Town) -> Rows:
    district = "json_extract(l.terms, '$.district')"
    helped = f"SELECT {district}, COUNT(*), SUM(d.verified) {CONFIRMED} GROUP BY 1"
    wanted = f"""SELECT {district}, COUNT(*) FROM listings l WHERE l.side = 'need'
     AND {SEEKING} AND l.id NOT IN ({LIVE}) GROUP BY 1"""
    given = _without_small({place or "": (many, hours(sum_)) for place, many, sum_ in town.ask(helped)})
    needs = {place or "": few(count) for place, count in town.ask(wanted)}
    return {
        name or "anywhere in Leeds": [given.get(name, hours(0)), needs.get(name, "0")]
        for name in given.keys() | needs.keys()
    }


def _without_small(groups: Mapping[str, tuple[int, str]]) -> Mapping[str, str]:
    """Groups of fewer than five are not told, nor the smallest of the others if those could be worked out."""
    small = {name for name, (count, _) in groups.items() if 0 < count < LEAST}
    rest = sorted((count, name) for name, (count, _) in groups.items() if name not in small and count)
    while small and rest and (len(small) == 1 or sum(groups[name][0] for name in small) < LEAST):
        small.add(rest.pop(0)[1])
    return {name: FEW if name in small else text for name, (_, text) in groups.items()}


def days(town: Town) -> Rows:
    of_matches = """moves v JOIN matches m ON m.id = v.subject_id JOIN listings l ON l.id = m.need
     WHERE v.move = """
    first = {
        "To the first answer": """moves v JOIN listings l ON l.id = v.subject_id
         WHERE l.side = 'need' AND v.move IN ('approve','decline','ask')""",
        "To the introduction": f"{of_matches} 'introduce'",
        "To delivery": f"{of_matches} 'verify'",
    }
    found: dict[str, list[object]] = {}
    for step, which in first.items():
        query = f"""SELECT julianday(MIN(v.at)) - julianday(l.created_at) AS days FROM {which}
         GROUP BY l.id ORDER BY days"""
        each = [float(str(row[0])) for row in town.ask(query)]
        many = len(each)
        if many < LEAST:
            found[step] = [None, None, None]
            continue
        middle = (each[(many - 1) // 2] + each[many // 2]) / 2
        found[step] = [f"{middle:,.1f}", f"{each[-(-9 * many // 10) - 1]:,.1f}", f"{many:,}"]
    return found


# one query for each figure of /impact/YEAR

IN_YEAR = f"{CONFIRMED} AND {AT} >= :since AND {AT} < :until"


def confirmed(town: Town) -> Rows:
    ((amount, beyond, matches, groups, people),) = town.ask(
        f"""SELECT SUM(d.verified), SUM(d.additional), COUNT(*), COUNT(DISTINCT l.organisation),
         COUNT(DISTINCT m.volunteer) {IN_YEAR}"""
    )
    kinds = town.ask(f"SELECT d.own_time, d.expert, SUM(d.verified) {IN_YEAR} GROUP BY 1, 2")
    return {
        "Confirmed hours": [hours(amount)],
        **{
            f"Of it {'expert' if expert else 'general'} hours, {'own' if own else 'paid'} time": [hours(each)]
            for own, expert, each in kinds
        },
        said("fact.additional"): [hours(beyond)],
        "Matches": [few(matches)],
        "Community groups helped": [few(groups)],
        "People who helped": [few(people)],
    }


def months(town: Town) -> Rows:
    last = town.now.astimezone(LONDON)
    found: dict[str, list[object]] = {}
    for month in range(1, last.month + 1):
        first, after = (
            datetime(town.year + at // 12, at % 12 + 1, 1, tzinfo=LONDON).astimezone(UTC)
            for at in (month - 1, month)
        )
        bounds = {"a": f"{first:%Y-%m-%d %H:%M:%S.%f}", "b": f"{after:%Y-%m-%d %H:%M:%S.%f}"}
        query = f"SELECT SUM(d.verified) {CONFIRMED} AND {AT} >= :a AND {AT} < :b"
        found[f"{date(town.year, month, 1):%B %Y}"] = [hours(town.ask(query, **bounds)[0][0])]
    return found


def funnel_of_year(town: Town) -> Rows:
    return _funnel(town, RAN)


def money(town: Town) -> Rows:
    value = "CAST(json_extract(p.frozen, '$.pounds') AS REAL)"
    valued = f"{RAN} AND json_extract(p.frozen, '$.pounds') IS NOT NULL"
    ((promised, many),) = town.ask(
        f"SELECT SUM({PROMISED} * {value}) / 100.0, COUNT(*) FROM pledges p WHERE {valued}"
    )
    query = f"""SELECT SUM(MIN(most, came) * pounds) / 100.0
     FROM (SELECT {PROMISED} AS most, {value} AS pounds,
     COALESCE(SUM(CASE WHEN {GIVEN} THEN (s.ends - s.starts) * d.verified / 10000.0 END), 0) AS came
     FROM pledges p LEFT JOIN match_shares s ON s.pledge = p.id LEFT JOIN matches m ON m.id = s.match
     LEFT JOIN deliveries d ON d.match = m.id WHERE {valued} GROUP BY p.id)"""
    ((kept,),) = town.ask(query)
    ((all_,),) = town.ask(f"SELECT COUNT(*) FROM pledges p WHERE {RAN}")
    return {
        "Promised": [pounds(promised)],
        "Verified": [pounds(kept)],
        "Pledges with a value": [f"{many} of {all_}"],
    }


def _others(town: Town, which: str) -> Rows:
    """Each pledge as far as its instalments came, at most what it promised, all of one unit added up."""
    steps = {
        "allocated": "i.state IN ('planned', 'claimed', 'disputed', 'verified')",
        "scheduled": "i.state IN ('claimed', 'disputed', 'verified') OR i.state = 'planned' AND i.day <> ''",
        "claimed": "i.state IN ('claimed', 'disputed', 'verified')",
    }
    inner = "".join(
        f", COALESCE(SUM(CASE WHEN {when} THEN i.quantity END), 0) AS {step}" for step, when in steps.items()
    )
    inner += ", COALESCE(SUM(CASE WHEN i.state = 'verified' THEN i.verified END), 0) AS verified"
    outer = "".join(f", SUM(MIN(most, {step}))" for step in (*steps, "verified"))
    query = f"""SELECT unit, SUM(most){outer} FROM (SELECT p.unit AS unit, {PROMISED} AS most{inner}
     FROM pledges p LEFT JOIN instalments i ON i.pledge = p.id WHERE {which} GROUP BY p.id) GROUP BY unit"""
    return {
        str(unit): [
            f"{hours(amount).removesuffix(' hours').removesuffix(' hour')} {unit}" for amount in amounts
        ]
        for unit, *amounts in town.ask(query)
    }


def others(town: Town) -> Rows:
    return _others(town, RAN.replace("p.unit = 'hours'", "p.unit <> 'hours'"))


def others_ever(town: Town) -> Rows:
    return _others(town, "p.state = 'active' AND p.unit <> 'hours'")


def _by(town: Town, column: str, nameless: str) -> Rows:
    query = f"""SELECT name, SUM(most), SUM(MIN(most, came)), SUM(many) FROM (SELECT p.{column} AS name,
     {PROMISED} AS most, COUNT(CASE WHEN {GIVEN} AND d.verified > 0 THEN 1 END) AS many,
     COALESCE(SUM(CASE WHEN {GIVEN} THEN (s.ends - s.starts) * d.verified / 10000.0 END), 0) AS came
     FROM pledges p LEFT JOIN match_shares s ON s.pledge = p.id LEFT JOIN matches m ON m.id = s.match
     LEFT JOIN deliveries d ON d.match = m.id WHERE {RAN} GROUP BY p.id) GROUP BY name"""
    rows = town.ask(query)
    told = _without_small({str(name): (int(str(many)), hours(came)) for name, _, came, many in rows})
    return {
        str(name or nameless): [
            hours(most),
            told[str(name)],
            FEW if told[str(name)] == FEW else share(came, most),
        ]
        for name, most, came, _ in rows
    }


def by_priority(town: Town) -> Rows:
    return _by(town, "priority", "No priority named")


def by_area(town: Town) -> Rows:
    return _by(town, "area", "The whole city")


def _of(town: Town, part: str, named: Callable[[str], str]) -> Rows:
    query = f"SELECT json_extract(l.terms, '$.{part}'), COUNT(*), SUM(d.verified) {IN_YEAR} GROUP BY 1"
    rows = {str(name or ""): (int(str(many)), hours(sum_)) for name, many, sum_ in town.ask(query)}
    told = _without_small(rows)
    return {
        named(name): [told[name], FEW if told[name] == FEW else f"{many:,}"]
        for name, (many, _) in rows.items()
    }


def of_kind(town: Town) -> Rows:
    return _of(town, "kind", lambda code: said(f"kind.{code}"))


def of_district(town: Town) -> Rows:
    return _of(town, "district", lambda name: name or "anywhere in Leeds")


def of_outcome(town: Town) -> Rows:
    given = f"SELECT l.id AS need, d.verified AS given {IN_YEAR}"
    query = f"""SELECT o.outcome, COUNT(*), SUM(c.given) FROM need_outcomes o
     JOIN ({given}) c ON c.need = o.need GROUP BY 1"""
    labels = {"health": "Health and wellbeing", "growth": "Inclusive growth", "carbon": "Zero carbon"}
    rows = {labels[str(code)]: (int(str(many)), hours(sum_)) for code, many, sum_ in town.ask(query)}
    told = _without_small(rows)
    return {name: [told[name], FEW if told[name] == FEW else f"{many:,}"] for name, (many, _) in rows.items()}


ENDED = """FROM matches m WHERE m.state IN ('closed_not_delivered','dismissed','declined_host','expired',
 'declined_volunteer','failed_check','cancelled','no_show') AND m.entered_at >= :since
 AND m.entered_at < :until"""


def _ended(town: Town, query: str, named: Callable[[tuple[object, ...]], str]) -> Rows:
    counts: dict[str, int] = {}
    for *what, many in town.ask(query):
        name = named(tuple(what))
        counts[name] = counts.get(name, 0) + int(str(many))
    told = _without_small({name: (many, f"{many:,}") for name, many in counts.items()})
    return {name: [text] for name, text in told.items()}


def ended_state(town: Town) -> Rows:
    query = f"SELECT m.state, COUNT(*) {ENDED} GROUP BY 1"
    return _ended(town, query, lambda row: said(f"match_state.{row[0]}"))


def ended_reason(town: Town) -> Rows:
    def named(row: tuple[object, ...]) -> str:
        try:
            return said(f"reason.{row[0] or 'none'}")
        except KeyError:
            return said("annual.own_words")

    return _ended(town, f"SELECT m.reason, COUNT(*) {ENDED} GROUP BY 1", named)


IMPACT: Mapping[str, Callable[[Town], Rows]] = {
    "funnel-offered": funnel_offered,
    "funnel-pledged": funnel_pledged,
    "others": others_ever,
    "months-offered": months_offered,
    "months-pledged": months_pledged,
    "unmet": unmet,
    "places": places,
    "days": days,
}
YEAR: Mapping[str, Callable[[Town], Rows]] = {
    "confirmed": confirmed,
    "months": months,
    "funnel-pledged": funnel_of_year,
    "money": money,
    "others": others,
    "by-priority": by_priority,
    "by-area": by_area,
    "of-kind": of_kind,
    "of-district": of_district,
    "of-outcome": of_outcome,
    "ended-state": ended_state,
    "ended-reason": ended_reason,
}


def _cells(found: Mapping[str, list[str]], wanted: Rows) -> dict[str, list[object]]:
    """As many cells of each row as the query answers; what is too few to tell only as that."""

    def plain(cell: str, wish: object) -> object:
        return None if wish is None else FEW if cell.startswith(FEW) else cell

    return {
        name: [plain(cell, wish) for cell, wish in zip(cells, wanted.get(name, ()), strict=False)]
        for name, cells in found.items()
    }


@pytest.mark.parametrize("figure", IMPACT)
async def test_a_figure_of_the_impact_page_equals_its_query(town: Town, figure: str):
    rows, _ = read(await town.page("/impact"))

    wanted = IMPACT[figure](town)
    assert _cells(rows.get(figure, {}), wanted) == wanted


@pytest.mark.parametrize("figure", YEAR)
async def test_a_figure_of_the_annual_report_equals_its_query(town: Town, figure: str):
    rows, _ = read(await town.page(f"/impact/{town.year}"))

    wanted = YEAR[figure](town)
    assert _cells(rows.get(figure, {}), wanted) == wanted


async def test_no_figure_is_without_a_query(town: Town):
    for path, known in (("/impact", IMPACT), (f"/impact/{town.year}", YEAR)):
        rows, titles = read(await town.page(path))
        assert set(rows) <= set(known)
        assert {name for name in titles if name in rows} == set(rows)


BEYOND = "Beyond what was agreed"
COMING = f"""CASE WHEN {HELD} AND m.state NOT IN ('verified','closed','closed_part')
 THEN MAX(0, {AGREED} - MAX(COALESCE(d.drawn, 0), COALESCE(d.verified, 0))) ELSE 0 END"""
CAME = f"CASE WHEN {GIVEN} THEN COALESCE(d.verified, 0) ELSE 0 END"
GIVEN_SO_FAR = f"""SELECT COALESCE(SUM((s.ends - s.starts) * {CAME}), 0) / 10000.0 AS came,
 COALESCE(SUM((s.ends - s.starts) * {COMING}), 0) / 10000.0 AS coming
 FROM match_shares s JOIN matches m ON m.id = s.match LEFT JOIN deliveries d ON d.match = m.id
 WHERE s.pledge = :id"""
OTHERS_SO_FAR = """SELECT COALESCE(SUM(CASE WHEN state = 'verified' THEN verified END), 0) AS came,
 COALESCE(SUM(CASE WHEN state = 'claimed' OR state = 'planned' AND day >= :today THEN quantity END), 0)
 AS coming
 FROM instalments WHERE pledge = :id"""


def _at_risk(town: Town, id: str, so_far: str) -> object:
    """What has no day near the end, in the unit's hundredths."""
    query = f"""SELECT CASE WHEN date(p.ends, '-90 days') > :today THEN 0 ELSE
     MAX(0, {PROMISED} - p.to_fund - MIN({PROMISED}, MIN({PROMISED}, f.came) + f.coming)) END
     FROM pledges p, ({so_far}) f WHERE p.id = :id"""
    return town.ask(query, id=id, today=str(town.now.astimezone(LONDON).date()))[0][0]


def _forecast(town: Town, id: str, so_far: str) -> object:
    """What came, and what has a day, at most what was promised."""
    query = f"""SELECT MIN({PROMISED}, MIN({PROMISED}, f.came) + f.coming) FROM pledges p, ({so_far}) f
     WHERE p.id = :id"""
    return town.ask(query, id=id, today=str(town.now.astimezone(LONDON).date()))[0][0]


def _together(town: Town) -> str:
    """All pledges in hours in one sentence."""
    which = "p.unit = 'hours'"
    ((promised,),) = town.ask(f"SELECT SUM({PROMISED}) FROM pledges p WHERE {which}")
    ((kept,),) = town.ask(_kept("COALESCE(d.verified, 0)", GIVEN, which))
    missing, part = hours(Decimal(str(promised)) - Decimal(str(kept))), share(kept, promised)
    return f"{hours(kept)} of {hours(promised)} promised to you happened ({part}). Still missing: {missing}."


async def test_what_a_commissioner_reads_equals_its_queries(town: Town):
    wanted = []
    query = f"""SELECT p.id, p.contract, o.name, p.unit, {PROMISED} FROM pledges p
     JOIN organisations o ON o.id = p.organisation"""
    for id, contract, name, unit, promised in town.ask(query):
        which, in_hours = f"p.id = '{id}'", unit == HOURS
        steps = _funnel(town, which).values() if in_hours else [_others(town, which)[str(unit)]]
        told = [str(cell) for cells in steps for cell in cells]
        kept = Decimal(told[-1].split()[0].replace(",", "")) * 100
        so_far = GIVEN_SO_FAR if in_hours else OTHERS_SO_FAR
        rest = (
            _forecast(town, str(id), so_far),
            Decimal(str(promised)) - kept,
            _at_risk(town, str(id), so_far),
        )
        left = [hours(each) if in_hours else f"{hours(each).split()[0]} {unit}" for each in rest]
        wanted.append([contract, name, *told, share(kept, promised), *left])
    text = await town.page("/mine/pledges", BUYER)

    assert sorted(line[:11] for line in lines(text)) == sorted(wanted)
    assert len(wanted) > 2
    assert _together(town) in re.sub("<[^>]*>", "", text)


async def test_a_certificate_equals_its_queries(town: Town):
    giver = next(each for each in town.cookies if each != BUYER)
    text = await town.page(f"/mine/{town.year}", giver)

    theirs = f"{CONFIRMED} AND m.volunteer = :giver AND d.verified_at >= :since AND d.verified_at < :until"
    ((total, beyond),) = town.ask(f"SELECT SUM(d.verified), SUM(d.additional) {theirs}", giver=giver)
    kinds = town.ask(f"SELECT SUM(d.verified) {theirs} GROUP BY d.own_time, d.expert", giver=giver)
    each = town.ask(f"SELECT d.verified {theirs}", giver=giver)
    if not total:  # in few weeks of few people nobody's hours may be confirmed
        assert "No hours of yours" in text
        return
    assert f"<strong>{hours(total)}</strong>" in text
    told = re.findall("<dt>([^<]*)</dt><dd>([^<]*hours?)</dd>", text)
    assert sorted(amount for label, amount in told if label != BEYOND) == sorted(
        hours(one) for (one,) in kinds
    )
    assert [amount for label, amount in told if label == BEYOND] == ([hours(beyond)] if beyond else [])
    assert sorted(line[3] for line in lines(text)) == sorted(hours(one) for (one,) in each)


async def test_titles_tell_the_figures_of_their_tables(town: Town):
    rows, titles = read(await town.page(f"/impact/{town.year}"))
    overall, of_all = read(await town.page("/impact"))

    total, matches = rows["confirmed"]["Confirmed hours"][0], rows["confirmed"]["Matches"][0]
    assert titles["confirmed"] == f"{total} confirmed, in {matches} matches"
    said_so = f"In {town.year}, {total} of help really happened" in await town.page(f"/impact/{town.year}")
    assert said_so == (total != "0 hours")
    for each in ("funnel-offered", "funnel-pledged"):
        steps = overall[each]
        assert of_all[each].startswith(f"{steps['Verified'][0]} of {steps['Promised'][0]}")


async def in_chat(town: Town, card: Callable[[Turn], Awaitable[Card]]) -> list[str]:
    """Its lines, as a coordinator or a champion reads them."""
    ids = iter(range(10**6))
    by = By(person="", name="", platform="telegram", coordinates=True)
    async with town.storage.begin_reading() as tx:
        turn = Turn(tx=tx, now=town.now, new_id=lambda: f"C{next(ids)}", house=town.house, by=by)
        return english((await card(turn)).words()).split("\n")


def _within(town: Town, query: str, period: Period, **values: object) -> tuple[object, ...]:
    since, until = (f"{at:%Y-%m-%d %H:%M:%S.%f}" for at in (period.since, period.until))
    return town.ask(query, since=since, until=until, **values)[0]


def _rest_of(town: Town, which: str) -> list[str]:
    """Forecast, what is missing, and what has no date: of each pledge by itself, all added up."""
    rest = [Decimal(0), Decimal(0), Decimal(0)]
    for id, promised in town.ask(f"SELECT p.id, {PROMISED} FROM pledges p WHERE {which}"):
        ((kept,),) = town.ask(_kept("COALESCE(d.verified, 0)", GIVEN, f"p.id = '{id}'"))
        amounts = (_forecast(town, str(id), GIVEN_SO_FAR), Decimal(str(promised)) - Decimal(str(kept)))
        risk = _at_risk(town, str(id), GIVEN_SO_FAR)
        rest = [sum_ + Decimal(str(each)) for sum_, each in zip(rest, (*amounts, risk), strict=True)]
    return [hours(each) for each in rest]


async def test_what_a_company_reads_of_a_quarter_equals_its_queries(town: Town):
    """Of each employer that promised something: this quarter on demand, the one before unasked."""
    today, told = town.now.astimezone(LONDON).date(), 0
    employers = "SELECT DISTINCT o.id, o.name FROM organisations o JOIN pledges p ON p.organisation = o.id"
    for id, name in town.ask(employers):
        for period in (quarter_of(today, LONDON), quarter_before(today, LONDON)):

            async def report(turn: Turn, id: str = str(id), period: Period = period) -> Card:
                employer = await turn.tx.organisations.get(id)
                champion = Person(id="", name="", organisation=id)
                return company_cards.report(employer, await company.company(turn, champion, employer, period))

            said_ = await in_chat(town, report)

            query = f"""SELECT SUM(d.verified), COUNT(DISTINCT l.organisation) {CONFIRMED} AND {AT} >= :since
             AND {AT} < :until AND m.offer IN (SELECT id FROM listings WHERE organisation = :id)"""
            given, groups = _within(town, query, period, id=id)
            if given:
                happened = f"{hours(given)} of your people’s help were confirmed in that time."
                assert f"{happened} Groups helped: {groups}." in said_
            which = f"p.organisation = '{id}' AND {IN_HOURS}"
            if town.ask(f"SELECT 1 FROM pledges p WHERE {which}"):
                steps = _funnel(town, which)
                assert [f"{step}: {cells[0]}" for step, cells in steps.items()] == [
                    line for line in said_ if line.split(":")[0] in steps
                ]
                forecast, gap, risk = _rest_of(town, which)
                assert {f"Forecast: {forecast}", f"Still missing: {gap}"} <= set(said_)
                assert risk == "0 hours" or f"At risk: no date yet: {risk}" in said_
            told += bool(given)
            assert str(name) in said_[0]
    assert told or town.now != ENDS  # in few weeks of few people nobody's hours may be confirmed


async def test_a_month_to_paste_equals_its_queries(town: Town):
    today = town.now.astimezone(LONDON).date()
    period = month_of_year(f"{today:%Y-%m}", today, LONDON)

    said_ = await in_chat(town, lambda turn: monthly.summary(turn, period))

    within = f"{AT} >= :since AND {AT} < :until"
    query = f"""SELECT SUM(d.verified), COUNT(*), COUNT(DISTINCT l.organisation), COUNT(DISTINCT m.volunteer)
     {CONFIRMED} AND {within}"""
    given, *counts = _within(town, query, period)
    matches, groups, people = map(few, counts)
    of_help = f"Confirmed: {hours(given)} of help in {matches} matches, for {groups} groups,"
    assert f"{of_help} by {people} volunteers." in said_ or not given
    first, last = str(period.first), str(period.last)
    which = f"p.state = 'active' AND p.unit = 'hours' AND p.starts <= '{last}' AND p.ends >= '{first}'"
    steps, (forecast, gap, risk) = _funnel(town, which), _rest_of(town, which)
    pledged = f"{steps['Verified'][0]} of {steps['Promised'][0]} have happened"
    assert [
        line
        for line in said_
        if pledged in line and f"Forecast {forecast}; still missing {gap}; at risk {risk}." in line
    ]
    assert any(line.startswith("New needs: ") and line == _moved(town, period) for line in said_)


def _moved(town: Town, period: Period) -> str:
    def firsts(move: str) -> str:
        query = f"""SELECT COUNT(*) FROM (SELECT MIN(v.at) AS at FROM moves v
         JOIN matches m ON m.id = v.subject_id WHERE v.move = '{move}' GROUP BY m.need)
         WHERE at >= :since AND at < :until"""
        return few(_within(town, query, period)[0])

    new = "SELECT COUNT(*) FROM listings WHERE side = 'need' AND created_at >= :since AND created_at < :until"
    ended = few(_within(town, f"SELECT COUNT(*) {ENDED}", period)[0])
    return (
        f"New needs: {few(_within(town, new, period)[0])}. First introductions: {firsts('introduce')}. "
        f"Needs with the first hours confirmed: {firsts('verify')}. Matches that came to nothing: {ended}."
    )


BAR = re.compile(r'<rect x="1"[^>]*width="([\d.]+)" height="16"')
SECTION = re.compile(r'<section class="figure" aria-labelledby="([\w-]+)">(.*?)</section>', re.DOTALL)


async def test_pictures_are_drawn_of_the_same_figures(town: Town):
    """Bars are as long as their figures say, lines as high, discs as large; and each says its rows."""
    drawn = 0
    for path, known in (("/impact", IMPACT), (f"/impact/{town.year}", YEAR)):
        for figure, html in SECTION.findall(await town.page(path)):
            spoken = re.search(r'<svg[^>]*aria-label="([^"]*)"', html)
            if spoken is None:
                continue
            drawn += 1
            wanted = [(name, cells) for name, cells in known[figure](town).items()]
            if figure.startswith("months-"):
                _lines_are_true(html, [cells for _, cells in wanted])
            elif figure == "places":
                _discs_are_true(html, [cells[0] for name, cells in wanted if name != "anywhere in Leeds"])
            elif figure != "unmet":
                _bars_are_true(html, [cells[0] for _, cells in wanted])
                heard = unescape(spoken[1])
                for name, cells in wanted:
                    assert name in heard and str(cells[0]).split(" ", maxsplit=1)[0] in heard
    assert drawn >= (8 if town.year == 2026 else 4)


def _amount(cell: object) -> float:
    return 0.0 if cell == FEW else float(str(cell).split(" ")[0].replace(",", ""))


def _bars_are_true(html: str, cells: list[object]) -> None:
    lengths = sorted(float(each) for each in BAR.findall(html))
    amounts = sorted(_amount(each) for each in cells if _amount(each))[-len(lengths) :]
    assert len(lengths) == len(amounts)
    for length, amount in zip(lengths, amounts, strict=True):
        assert length == pytest.approx(max(2.0, amount / amounts[-1] * lengths[-1]), abs=0.2)


def _lines_are_true(html: str, cells: list[list[object]]) -> None:
    lines = [
        [float(point.split(",")[1]) for point in points.split(" ")]
        for points in re.findall(r'<polyline points="([^"]*)"', html)
    ]
    most = max(_amount(each) for row in cells for each in row[:2])
    for line, column in zip(lines, (0, 1), strict=True):
        wanted = [_amount(row[column]) for row in cells]
        wanted = wanted * 2 if len(wanted) == 1 else wanted
        bottom, top = 250 - 26, 14
        assert line == pytest.approx([bottom - (bottom - top) * each / most for each in wanted], abs=0.2)


def _discs_are_true(html: str, cells: list[object]) -> None:
    radii = sorted(float(each) for each in re.findall(r'<circle [^>]*r="([\d.]+)" fill="#9fd3b8"', html))
    amounts = sorted(_amount(each) for each in cells if each != FEW and _amount(each))
    assert radii == pytest.approx([max(5.0, 26 * (each / amounts[-1]) ** 0.5) for each in amounts], abs=0.1)
