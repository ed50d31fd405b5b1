"""Pledges as people see them: what was promised, how far it came, and what can be done about the rest."""

from collections.abc import Sequence
from datetime import date, datetime
from decimal import ROUND_HALF_UP, Decimal
from zoneinfo import ZoneInfo

from bot.chat.accessible import MOST_BUTTONS
from bot.chat.outgoing import Button, Card, Fact, Line, Look, Para
from bot.domain.measures import HOURS
from bot.domain.organisations import Organisation
from bot.domain.pledges import STANDS, Pledge, PledgeState
from bot.domain.progress import Level, Progress, Total
from bot.texts.cards import button, cut, fact, para
from bot.texts.catalogue import words
from bot.texts.times import apart, clock_time, grouped, listed, number, pounds
from bot.texts.times import written_date as day

HUNDREDTH = Decimal("0.01")
MOST_LINES = 12


def amount(quantity: Decimal, unit: str) -> str:
    """ "1 hour", "1,200 hours", "3 apprentices"."""
    shown = quantity.quantize(HUNDREDTH, ROUND_HALF_UP)
    said = grouped(shown)
    if unit == HOURS:
        return words("amount.hour" if shown == 1 else "amount.hours", n=said)
    return words("amount.of_unit", n=said, unit=cut(unit, 40))


def percent(part: Decimal, whole: Decimal) -> str:
    """Whole, or with one decimal where a whole one would hide something."""
    share = part / whole * 100 if whole else Decimal(0)
    return number(Decimal(f"{share:.1f}" if 0 < share < 1 or 99 < share < 100 else f"{share:.0f}"))


def title(pledge: Pledge) -> str:
    terms = pledge.terms
    return words(
        "pledge.title",
        amount=amount(terms.quantity, terms.unit),
        contract=cut(terms.contract, 40),
        id=pledge.id,
    )


def _terms(pledge: Pledge, organisation: Organisation) -> tuple[Line, ...]:
    terms = pledge.terms
    label = pledge.frozen.label if pledge.frozen else terms.unit
    lines = [
        fact("organisation", organisation.name),
        fact("commissioner", terms.commissioner),
        fact("measure", label),
        fact("runs", words("pledge.runs", starts=day(terms.starts), ends=day(terms.ends))),
    ]
    if terms.review is not None:
        lines.append(fact("review", day(terms.review)))
    kind = words(
        "pledge.kind", novelty=words(f"novelty.{terms.novelty}"), rhythm=words(f"rhythm.{terms.rhythm}")
    )
    lines.append(fact("kind", kind))
    if terms.priority:
        lines.append(fact("priority", terms.priority))
    if terms.area:
        lines.append(fact("where", terms.area))
    if terms.lever:
        lines.append(fact("lever", words(f"lever.{terms.lever}")))
    return tuple(lines)


def entered(pledge: Pledge) -> Card:
    waits = pledge.state is PledgeState.SUBMITTED
    return Card(
        title=title(pledge),
        lines=(para("pledge.received" if waits else "pledge.entered"), *_own_line(pledge)),
        buttons=((button("show_pledge", "pledge.show", pledge.id, pledge.revision),),),
    )


def _own_line(pledge: Pledge) -> tuple[Line, ...]:
    """Where it is measured in anything but hours."""
    if pledge.terms.unit == HOURS:
        return ()
    return (para("pledge.own_line", unit=pledge.terms.unit),)


def declined(pledge: Pledge) -> Card:
    return Card(title=title(pledge), lines=(para("pledge.declined", reason=pledge.reason),))


def desk_card(pledge: Pledge, organisation: Organisation, zone: ZoneInfo, told_at: datetime | None) -> Card:
    """The coordinators' one card of a pledge: to decide, decided and to be told, or told."""
    id, revision, about = pledge.id, pledge.revision, organisation.name
    lines = [*_terms(pledge, organisation), *_own_line(pledge)]
    if pledge.state is PledgeState.SUBMITTED:
        lines.append(para("pledge.to_decide"))
        row = (
            button("approve", "pledge.approve", id, revision, look=Look.MAIN, about=about),
            button("decline", "pledge.decline", id, revision, look=Look.DANGER, about=about),
            *_ends(pledge),
        )
        return Card(title=title(pledge), lines=tuple(lines), buttons=(row,))
    lines.append(para(f"pledge.is_{pledge.state}"))
    if pledge.state is PledgeState.ACTIVE:
        lines += _value(pledge)
    if told_at is None:
        given = () if pledge.terms.unit == HOURS or pledge.closed else (say_what_was_given(pledge),)
        return Card(title=title(pledge), lines=tuple(lines), buttons=_rows((*given, *_ends(pledge))))
    lines.append(para("desk.telling", at=clock_time(told_at.astimezone(zone))))
    undo = button("undo", "pledge.undo", id, revision, about=about)
    return Card(title=title(pledge), lines=tuple(lines), buttons=((undo,),))


def _value(pledge: Pledge) -> list[Line]:
    """What one unit is worth, who says so, and what was taken off."""
    frozen = pledge.frozen
    if frozen is None:
        return []
    if frozen.pounds is None:
        return [para("pledge.hours_only" if pledge.terms.unit == HOURS else "pledge.no_value")]
    said = para(
        "pledge.value",
        pounds=pounds(frozen.pounds),
        year=str(frozen.price_year),
        source=frozen.source,
        licence=frozen.licence,
    )
    working = [para("pledge.working", working=frozen.working)] if frozen.working else []
    check = [para("pledge.check", check=frozen.check)] if frozen.check else []
    return [said, *working, *check, _adjusted(pledge)]


def _adjusted(pledge: Pledge) -> Line:
    if not pledge.terms.adjustments:
        return para("pledge.gross")
    said = [
        words(
            "pledge.adjustment",
            kind=words(f"adjusts.{each.kind}"),
            percent=number(each.percent),
            reason=each.reason,
        )
        for each in pledge.terms.adjustments
    ]
    return para("pledge.net", adjustments=apart(said))


def pledge_card(came: Progress, organisation: Organisation, today: date) -> Card:
    """How far it came, for whoever acts for it."""
    pledge, unit = came.pledge, came.pledge.terms.unit
    if pledge.state not in STANDS:
        return Card(
            title=title(pledge),
            lines=(*_terms(pledge, organisation), para(f"pledge.is_{pledge.state}")),
            buttons=_rows(_ends(pledge)),
        )
    ended = (para(f"pledge.is_{pledge.state}"),) if pledge.closed else ()
    lines = (
        para(
            "pledge.headline",
            verified=amount(came.verified, unit),
            promised=amount(came.promised, unit),
            share=percent(came.verified, came.promised),
        ),
        *ended,
        *_terms(pledge, organisation),
        *_steps(came, unit),
        *_rest(came, today),
        *_own_line(pledge),
        *_money(came),
        *_value(pledge),
    )
    do, ends = what_to_do(pledge), _ends(pledge)
    more = ends if len(do) + len(ends) > MOST_BUTTONS else ()
    return Card(title=title(pledge), lines=lines, buttons=_rows((*do, *(() if more else ends))), more=more)


def what_to_do(pledge: Pledge) -> tuple[Button, ...]:
    """Of what is not in hours, say what was given; and find another way."""
    if pledge.closed:
        return ()
    id, revision, about = pledge.id, pledge.revision, title(pledge)
    ways = button("ways", "pledge.ways", id, revision, about=about)
    if pledge.terms.unit == HOURS:
        return (ways,)
    return (say_what_was_given(pledge), ways)


def say_what_was_given(pledge: Pledge) -> Button:
    id, about = pledge.id, title(pledge)
    return button("deliver", "given.say", id, pledge.revision, look=Look.MAIN, about=about)


def _ends(pledge: Pledge) -> tuple[Button, ...]:
    """Close it, or put right what was entered wrongly; and open again what was closed."""
    id, revision, about = pledge.id, pledge.revision, title(pledge)
    if pledge.closed:
        return (button("reopen_pledge", "pledge.reopen", id, revision, about=about),)
    correct = button("correct_pledge", "pledge.correct", id, revision, about=about)
    if pledge.state is PledgeState.SUBMITTED:
        return (correct,)
    if pledge.state is not PledgeState.ACTIVE:
        return ()
    return (button("close_pledge", "pledge.close", id, revision, about=about), correct)


def _rows(buttons: tuple[Button, ...]) -> tuple[tuple[Button, ...], ...]:
    return (buttons,) if buttons else ()


def _steps(came: Progress | Total, unit: str) -> tuple[Fact, ...]:
    steps = {
        "promised": came.promised,
        "allocated": came.allocated,
        "scheduled": came.scheduled,
        "claimed": came.claimed,
        "verified": came.verified,
    }
    return tuple(fact(f"step_{step}", amount(hours, unit)) for step, hours in steps.items())


def _rest(came: Progress, today: date) -> list[Line]:
    unit, risk = came.pledge.terms.unit, came.at_risk(today)
    due = came.due(today) if unit == HOURS else came.due(today) // 1
    lines: list[Line] = [
        fact("forecast", amount(came.forecast, unit)),
        fact("gap", amount(came.gap, unit)),
        fact("due_by_now", amount(due, unit)),
    ]
    if risk:
        lines.append(fact("at_risk", amount(risk, unit)))
    if came.additional:
        lines.append(fact("additional", amount(came.additional, unit)))
    if came.own_time:
        lines.append(fact("in_own_time", amount(came.own_time, unit)))
    if came.pledge.to_fund:
        lines.append(fact("to_fund", amount(came.pledge.to_fund, unit)))
    return lines


def _money(came: Progress) -> list[Line]:
    promised, verified = came.pounds(came.promised), came.pounds(came.verified)
    if promised is None or verified is None:
        return []
    return [fact("time_given", words("pledge.pounds", verified=pounds(verified), promised=pounds(promised)))]


def totals_card(level: Level, some: Sequence[Total], waiting: int, *, reads_only: bool = False) -> Card:
    """All pledges by a level: a line for each name; nothing to do for whoever only reads."""
    city = [each for each in some if each.unit == HOURS]
    lines: list[Line] = []
    if waiting:
        lines.append(para("pledge.waiting", count=str(waiting)))
    lines += [line(each, level) for each in some[:MOST_LINES]]
    if len(some) > MOST_LINES:
        lines.append(para("pledge.more", count=str(len(some) - MOST_LINES)))
    if level is Level.NETWORK and city:
        lines.append(para("pledge.networks"))
    if not reads_only and any(each.unit != HOURS for each in some):
        lines.append(para("pledge.say_delivered"))
    if any(each.valued for each in some):
        lines.append(para("pledge.net_some" if any(each.adjusted for each in some) else "pledge.gross"))
    lines.append(para("pledge.levels"))
    return Card(title=words("pledge.totals", level=words(f"level.{level}")), lines=tuple(lines))


def _named(name: str, level: Level) -> str:
    """What is told by a code, in words."""
    if level is Level.NOVELTY:
        return words(f"novelty.{name}")
    return words(f"lever.{name}") if name and level is Level.LEVER else name


def line(total: Total, level: Level) -> Line:
    """One name: how much of it happened, and what is in danger; pounds never alone."""
    unit = total.unit
    name = _named(total.name, level) or words("annual.no_area" if level is Level.CITY else "pledge.no_name")
    said = words(
        "pledge.line",
        verified=amount(total.verified, unit),
        promised=amount(total.promised, unit),
        share=percent(total.verified, total.promised),
        forecast=amount(total.forecast, unit),
        gap=amount(total.gap, unit),
    )
    risk = words("pledge.line_risk", risk=amount(total.at_risk, unit)) if total.at_risk else ""
    steps = words(
        "pledge.line_steps",
        allocated=amount(total.allocated, unit),
        scheduled=amount(total.scheduled, unit),
        claimed=amount(total.claimed, unit),
    )
    parts = [said, steps, risk, _pounds(total) if total.valued else ""]
    return para("pledge.line_named", name=name, said=" ".join(each for each in parts if each))


def otherwise(total: Total) -> Para:
    """What was promised in another unit than hours, and how much of it arrived."""
    return para(
        "report.pledged_other",
        verified=grouped(total.verified),
        promised=amount(total.promised, total.unit),
        share=percent(total.verified, total.promised),
    )


def money(total: Total) -> Line:
    """Pounds of those that have a value, and what was taken off."""
    how = words("pledge.net_some" if total.adjusted else "pledge.gross")
    return para("pledge.money", said=_pounds(total), how=how)


def _pounds(total: Total) -> str:
    return words(
        "pledge.line_money",
        verified=pounds(total.pounds_verified),
        promised=pounds(total.pounds_promised),
        valued=str(total.valued),
        pledges=str(total.pledges),
    )


def none(*, coordinates: bool) -> Card:
    return Card(lines=(para("pledge.none" if coordinates else "pledge.none_of_yours"),))


def more_of_them(some: Sequence[Pledge], shown: int) -> Card:
    """Before the newest few of many."""
    others = dict.fromkeys(cut(each.terms.contract, 40) for each in some[:-shown])
    said = listed(list(others)[:MOST_LINES])
    return Card(
        lines=(para("pledge.newest", shown=str(shown), count=str(len(some)), contracts=said),),
    )


def counts(of: str, pledge: Pledge, share: Decimal) -> Card:
    if not share:
        return Card(lines=(para("share.taken_back", id=of, pledge=title(pledge)),))
    return Card(lines=(para("share.done", id=of, pledge=title(pledge), share=number(share)),))
