"""The figures for everybody, asked of either database."""

from collections import Counter
from decimal import Decimal

from sqlalchemy.ext.asyncio import AsyncEngine

from benchmarks.year_of_rows import ENDS, STARTS, YearOfRows
from bot.domain.listings import Side
from bot.domain.matches import MatchState as S
from bot.services.ports import Transactions
from storage.repositories.impact import CONSENTS
from storage.repositories.listings import LISTINGS
from storage.repositories.matches import DELIVERIES, MATCHES

NOT_DONE = {
    S.DECLINED_HOST, S.DECLINED_VOLUNTEER, S.CANCELLED, S.EXPIRED, S.NO_SHOW, S.CLOSED_NOT_DELIVERED,
}  # fmt: skip


async def test_either_database_gives_the_same_figures(engine: AsyncEngine, begin: Transactions):
    year = YearOfRows(matches=60)
    await year.write(engine)
    verified = sum((row["verified"] for row in year.rows[DELIVERIES]), Decimal(0))
    allowed = Counter(row["match"] for row in year.rows.get(CONSENTS, ()) if row["publication"])
    over = Counter((row["state"], row["reason"]) for row in year.rows[MATCHES] if row["state"] in NOT_DONE)
    needs = [row for row in year.rows[LISTINGS] if row["side"] is Side.NEED and row["state"].value == "open"]

    async with begin() as tx:
        confirmed = await tx.impact.confirmed(STARTS, ENDS)
        shown = await tx.listings.shown(Side.NEED, ENDS)
        gauges = await tx.gauges.gauges(ENDS)
        stories = await tx.impact.stories()
        ended = await tx.impact.ended(STARTS, ENDS)

    assert sum((one.hours for one in confirmed), Decimal(0)) == verified
    assert {one.district for one in confirmed} <= {row["terms"].district for row in year.rows[LISTINGS]}
    assert len(shown.split()) == len(needs)
    assert shown.split()[0].endswith(":1")
    assert gauges['makegood_listings{side="need",state="open"}'] == len(needs)
    assert {told.match for told in stories} == {match for match, both in allowed.items() if both == 2}
    assert {(one.state, one.reason): one.count for one in ended} == over
