"""What came of it, for everybody."""

from starlette.responses import Response

from adapters.web.page import drawn
from adapters.web.visit import Visit
from bot.services.impact import Impact, Impacts
from bot.texts import impact_figures
from bot.texts.impact_figures import STEPS, Figure
from bot.texts.times import clock_time, day_of


async def impact(visit: Visit, counted: Impacts) -> Response:
    found = await counted.now(visit.turn)
    zone = visit.turn.house.zone
    view = {
        "figures": figures(found),
        "stories": found.stories,
        "at": day_of(found.at, zone),
        "time": clock_time(visit.turn.local(found.at)),
        "years": years(visit, found),
    }
    return drawn("impact.html", view, visit.tongue)


def figures(found: Impact) -> list[Figure]:
    """What was promised under contracts comes first, where there is any."""
    pledged = []
    if found.pledged is not None:
        pledged = [
            impact_figures.funnel(impact_figures.steps_of(found.pledged), pledged=True),
            impact_figures.by_month(found.pledged_by_month, pledged=True),
        ]
    offered = {step: getattr(found.funnel, step) for step in STEPS}
    return [
        *pledged,
        *impact_figures.others(found.others, "impact.others_source"),
        impact_figures.funnel(offered, pledged=False),
        impact_figures.by_month(found.offered_by_month, pledged=False),
        impact_figures.lacks([(each.skill, each.needs, each.offers) for each in found.lacks]),
        impact_figures.places([(one.district, one.matches, one.hours, one.needs) for one in found.places]),
        impact_figures.days(found.days),
    ]


def years(visit: Visit, found: Impact) -> list[str]:
    """Those of which something can be told, the newest first."""
    now = visit.turn.local(visit.turn.now).year
    first = min((each.first.year for each in found.offered_by_month), default=now)
    return [str(year) for year in range(now, first - 1, -1)]
