"""The monthly summary: plain lines to paste, each figure with what it counts."""

from bot.chat.outgoing import Card, Line
from bot.domain.impact import told_alone
from bot.domain.measures import HOURS
from bot.domain.monthly import Month
from bot.domain.progress import Total
from bot.texts.cards import bracketed, cut, labelled, para
from bot.texts.catalogue import words
from bot.texts.impact_figures import some
from bot.texts.pledge_cards import amount, otherwise, percent
from bot.texts.times import apart, month_and_year, written_date

MOST_NAMED = 3
MOST_UNITS = 5


def summary(month: Month, address: str) -> Card:
    """At most 3,000 characters, whatever people typed: what they typed is cut."""
    counted = month.counted
    lines = (
        _confirmed(month),
        *(_pledged(each) for each in counted.pledged if each.unit == HOURS),
        *(otherwise(each) for each in [each for each in counted.pledged if each.unit != HOURS][:MOST_UNITS]),
        *_by_priority(month),
        _moved(month),
        *_lacks(month),
        *_story(month),
        para("monthly.how", day=written_date(counted.at.date())),
        *((para("monthly.more", address=f"{address}/impact"),) if address else ()),
    )
    return Card(title=words("monthly.title", month=month_and_year(counted.period.first)), lines=lines)


def _confirmed(month: Month) -> Line:
    found = month.counted
    return para(
        "monthly.confirmed" if found.confirmed else "monthly.none",
        hours=amount(found.hours, HOURS),
        matches=some(told_alone(len(found.confirmed))),
        groups=some(told_alone(len({one.group for one in found.confirmed}))),
        people=some(told_alone(len({one.volunteer for one in found.confirmed}))),
    )


def _pledged(total: Total) -> Line:
    return para(
        "monthly.pledged",
        verified=amount(total.verified, HOURS),
        promised=amount(total.promised, HOURS),
        share=percent(total.verified, total.promised),
        forecast=amount(total.forecast, HOURS),
        gap=amount(total.gap, HOURS),
        risk=amount(total.at_risk, HOURS),
    )


def _by_priority(month: Month) -> tuple[Line, ...]:
    """Those with most confirmed hours."""
    named = [each for each in month.counted.by_priority if each.name and each.unit == HOURS and each.verified]
    first = sorted(named, key=lambda each: -each.verified)[:MOST_NAMED]
    said = [labelled(cut(each.name, 60), amount(each.verified, HOURS)) for each in first]
    return (para("monthly.priorities", said=apart(said)),) if said else ()


def _moved(month: Month) -> Line:
    return para(
        "monthly.moved",
        posted=some(month.moved.posted),
        introduced=some(month.moved.introduced),
        delivered=some(month.moved.delivered),
        ended=some(month.ended),
    )


def _lacks(month: Month) -> tuple[Line, ...]:
    said = [bracketed(cut(skill, 60), str(needs)) for skill, needs in month.lacks]
    return (para("monthly.lacks", said=apart(said)),) if said else ()


def _story(month: Month) -> tuple[Line, ...]:
    """One of those that both sides allow to be published."""
    told = month.counted.stories
    if not told:
        return ()
    group = cut(told[0].group, 80) or words("impact.a_group")
    said, count = cut(told[0].change, 400), told_alone(len(told))
    if count is None:
        return (para("monthly.story_alone", said=said, group=group),)
    return (para("monthly.story", said=said, group=group, count=str(count)),)
