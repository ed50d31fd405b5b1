"""One month of the city on one page, for coordinators to paste wherever they report."""

from bot.chat.outgoing import Card
from bot.domain.impact import told_alone
from bot.domain.monthly import Month, Moved
from bot.domain.periods import Period
from bot.domain.permissions import Act
from bot.services.annual import annual
from bot.services.impact import count
from bot.services.roles import must
from bot.services.turn import Turn
from bot.texts import monthly_cards

MOST_LACKS = 3


async def summary(turn: Turn, period: Period) -> Card:
    must(turn, Act.LOOK_UP)
    return monthly_cards.summary(await month(turn, period), turn.house.address)


async def month(turn: Turn, period: Period) -> Month:
    """What was confirmed, and moved, within it; the steps of pledges and what is missing, as they stand."""
    counted = await annual(turn, period)
    now = await count(turn)
    paces = await turn.tx.desk.paces()
    dates = {
        "posted": (one.posted for one in paces),
        "introduced": (one.introduced for one in paces),
        "delivered": (one.delivered for one in paces),
    }
    moved = {name: sum(at is not None and period.holds(at) for at in when) for name, when in dates.items()}
    return Month(
        counted=counted,
        moved=Moved(**{name: told_alone(many) for name, many in moved.items()}),
        lacks=[(one.skill, one.needs) for one in now.lacks[:MOST_LACKS] if one.needs is not None],
        ended=told_alone(sum(one.count for one in counted.ended)),
    )
