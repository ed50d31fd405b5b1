"""What coordinators say: everybody's business, never their own."""

from decimal import Decimal

from bot.domain.listings import ListingState
from bot.domain.periods import month_of_year, period_of, quarter_of
from bot.domain.permissions import Act
from bot.flows.languages import spoken
from bot.flows.looking_up import MOST_SHOWN, show
from bot.flows.scene import Scene
from bot.flows.talk import Replies
from bot.services import company, desk_keys, impact, monthly, pledges, undoing
from bot.services.annual import annual
from bot.services.desk_cards import OnTheDesk
from bot.services.roles import must
from bot.services.tell import send_file_to
from bot.services.to_decide import to_decide
from bot.texts import desk_cards
from bot.texts.annual_figures import headline
from bot.texts.cards import note
from bot.texts.impact_figures import by_month
from bot.texts.pictures import picture_of
from bot.texts.report_cards import month_by_month, of_year
from bot.texts.report_cards import report as report_card


async def queue(scene: Scene, rest: str) -> Replies:
    """Everything that waits for a decision, oldest first, as the cards to decide with."""
    must(scene.turn, Act.LOOK_UP)
    tx = scene.turn.tx
    groups = await tx.organisations.pending()
    waiting = await tx.listings.in_state(ListingState.SUBMITTED)
    suggested = await to_decide(scene.turn)
    everything: list[OnTheDesk] = [*groups, *waiting, *suggested]
    if not everything:
        await scene.say(note("queue.empty"))
        return ()
    await scene.say(
        note("queue.lead", groups=str(len(groups)), listings=str(len(waiting)), matches=str(len(suggested)))
    )
    await show(scene, everything[:MOST_SHOWN])
    return ()


async def report(scene: Scene, rest: str) -> Replies:
    """How much of it happened; `report 2026` or `report 2026-27`: of that year, in its one sentence.

    To a champion, what came of their employer's help in this quarter, or that year.
    """
    if scene.person.champions and not scene.person.coordinates:
        return await _of_company(scene, rest)
    must(scene.turn, Act.LOOK_UP)
    if rest.strip():
        period = period_of(rest, scene.turn.house.zone)
        finding = headline(await annual(scene.turn, period))
        await scene.say(of_year(period.name, finding, scene.turn.house.address))
        return ()
    funnel = await scene.turn.tx.figures.funnel()
    steps: dict[str, Decimal] = {
        "promised": funnel.promised,
        "allocated": funnel.allocated,
        "scheduled": funnel.scheduled,
        "claimed": funnel.claimed,
        "verified": funnel.verified,
    }
    kinds = [(each.own_time, each.expert, each.hours) for each in await scene.turn.tx.figures.kinds()]
    sources = await scene.turn.tx.figures.sources()
    in_hours = await pledges.city_total(scene.turn)
    otherwise = await pledges.otherwise_measured(scene.turn)
    card = report_card(
        steps,
        kinds,
        funnel.additional,
        sources=sources,
        paces=await impact.spreads(scene.turn),
        pledged=[*([in_hours] if in_hours else ()), *otherwise],
        address=scene.turn.house.address,
    )
    await _picture(scene)
    await scene.say(card)
    return ()


async def _of_company(scene: Scene, rest: str) -> Replies:
    zone = scene.turn.house.zone
    period = period_of(rest, zone) if rest.strip() else quarter_of(scene.moment.today, zone)
    await scene.say(await company.report(scene.turn, scene.person, period))
    return ()


async def summary(scene: Scene, rest: str) -> Replies:
    """`summary October`: that month on one page, to paste."""
    period = month_of_year(rest, scene.moment.today, scene.turn.house.zone)
    await scene.say(await monthly.summary(scene.turn, period))
    return ()


async def _picture(scene: Scene) -> None:
    """What was promised against what was confirmed, month by month, drawn by the platform or by us; with the
    finding as its words.
    """
    pledged, months = await impact.months(scene.turn)
    figure, event = by_month(months, pledged=pledged), scene.origin.event
    if scene.limits.graphs:
        if months:
            await scene.say(month_by_month(figure.title, months), key=f"graph:{event}")
        return
    named = "".join(letter for letter in event if letter.isalnum())[-40:]
    picture = picture_of(figure, f"report-{named}", await spoken(scene))
    if picture is not None:
        fact = f"answer:{event}:picture"
        await send_file_to(scene.turn, scene.origin.chat, picture, figure.title, fact=fact)


async def in_a_browser(scene: Scene, rest: str) -> Replies:
    """A link for whoever asks, and for nobody else."""
    link = await desk_keys.give_link(scene.turn)
    await scene.say(desk_cards.browser_link(link))
    return ()


async def undo(scene: Scene, rest: str) -> Replies:
    """Takes back the newest of one's own decisions that nobody was told of yet."""
    await undoing.undo_newest(scene.turn)
    await scene.say(note("undo.done"))
    return ()
