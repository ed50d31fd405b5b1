"""The figures of the annual report, drawn as those of the pages are."""

from collections import Counter, defaultdict
from collections.abc import Callable, Mapping, Sequence
from datetime import date
from decimal import Decimal

from bot.domain.annual import Annual
from bot.domain.impact import Counted, Ended, by_district, by_kind, told, told_alone
from bot.domain.measures import HOURS, Frozen
from bot.domain.progress import Level, Total
from bot.texts.catalogue import known, words
from bot.texts.charts import Bar, bars
from bot.texts.impact_figures import Figure, funnel, hours, others, some, spoken, steps_of, told_hours
from bot.texts.pledge_cards import percent
from bot.texts.times import month_and_year, pounds

Naming = Callable[[str], str]
NamingEnds = Callable[[Ended], str]


def headline(year: Annual) -> str:
    """The one sentence."""
    key = "annual.headline" if year.hours else "annual.headline_none"
    return words(key, hours=hours(year.hours), year=year.period.name)


def figures(year: Annual) -> list[Figure]:
    """In the order in which they are read; what there is nothing of is left out, but for the headline's."""
    behind, anywhere = year.behind, words("place.anywhere")
    parts = [
        _confirmed(year),
        _months(year.months),
        *_pledged(year.pledged),
        _by(year.by_priority, behind[Level.PRIORITY], "priority"),
        _by(year.by_area, behind[Level.AREA], "area"),
        _grouped("kind", told(by_kind(year.confirmed)), lambda code: words(f"kind.{code}")),
        _grouped("district", told(by_district(year.confirmed)), lambda name: name or anywhere),
        _grouped("outcome", year.by_outcome, str),
        _ended("state", _counted(year.ended, lambda one: words(f"match_state.{one.state.value}"))),
        _ended("reason", _counted(year.ended, _why)),
    ]
    return [each for each in parts if each.rows]


def _confirmed(year: Annual) -> Figure:
    kinds: defaultdict[str, Decimal] = defaultdict(Decimal)
    for one in year.confirmed:
        own, expert = "own" if one.own_time else "paid", "expert" if one.expert else "general"
        kinds[f"{own}_{expert}"] += one.hours
    rows = [
        (words("annual.row_hours"), hours(year.hours)),
        *((words(f"fact.kind_{kind}"), hours(kinds[kind])) for kind in sorted(kinds)),
        (words("fact.additional"), hours(year.additional)),
        (words("annual.row_matches"), some(told_alone(len(year.confirmed)))),
        (words("annual.row_groups"), some(told_alone(len({one.group for one in year.confirmed})))),
        (words("annual.row_people"), some(told_alone(len({one.volunteer for one in year.confirmed})))),
    ]
    title = words("annual.confirmed", hours=hours(year.hours), matches=some(told_alone(len(year.confirmed))))
    return Figure(
        id="confirmed",
        title=title,
        columns=(words("annual.figure"), words("annual.amount")),
        rows=tuple(rows),
        source=words("annual.confirmed_source"),
    )


def _months(found: Sequence[tuple[date, Decimal]]) -> Figure:
    rows = tuple((month_and_year(first), hours(given)) for first, given in found)
    most = max(found, key=lambda each: each[1], default=None)
    title, chart = words("annual.months_none"), None
    if most is not None and most[1]:
        title = words("annual.months", month=month_and_year(most[0]), hours=hours(most[1]))
        drawn = [
            Bar(label=row[0], amount=each[1], shown=row[1]) for row, each in zip(rows, found, strict=True)
        ]
        chart = bars(drawn, spoken(title, rows))
    return Figure(
        id="months",
        title=title,
        columns=(words("annual.month"), words("impact.hours")),
        rows=rows,
        source=words("annual.months_source"),
        chart=chart,
    )


def _pledged(found: Sequence[Total]) -> list[Figure]:
    """The steps of what is measured in hours, its pounds beside it; then what is measured otherwise."""
    figures: list[Figure] = []
    for total in found:
        if total.unit == HOURS:
            figures += [funnel(steps_of(total), pledged=True), *_money(total)]
    return [*figures, *others([total for total in found if total.unit != HOURS], "annual.others_source")]


def _money(total: Total) -> list[Figure]:
    """Of the pledges with a value; never without the hours that it is the value of."""
    if not total.valued:
        return []
    title = words(
        "annual.money", verified=pounds(total.pounds_verified), promised=pounds(total.pounds_promised)
    )
    rows = (
        (words("fact.step_promised"), pounds(total.pounds_promised)),
        (words("fact.step_verified"), pounds(total.pounds_verified)),
        (words("annual.valued"), words("annual.valued_of", valued=str(total.valued), of=str(total.pledges))),
    )
    how = words("pledge.net_some" if total.adjusted else "pledge.gross")
    return [
        Figure(
            id="money",
            title=title,
            columns=(words("annual.figure"), words("annual.amount")),
            rows=rows,
            source=words("annual.money_source", how=how),
        )
    ]


def _by(found: Sequence[Total], behind: Mapping[str, int], what: str) -> Figure:
    """Confirmed hours of fewer than five matches are not told."""
    kept = [each for each in found if each.unit == HOURS]
    counts = {one.name: (behind.get(one.name, 0), one.verified) for one in kept}
    parts = {each.name: each for each in told(counts)}
    rows = tuple(
        (
            each.name or words(f"annual.no_{what}"),
            hours(each.promised),
            told_hours(parts[each.name].hours),
            words("impact.few_matches")
            if parts[each.name].count is None
            else words("annual.percent", n=percent(each.verified, each.promised)),
        )
        for each in kept
    )
    return Figure(
        id=f"by-{what}",
        title=words(f"annual.by_{what}"),
        columns=(
            words(f"annual.{what}"),
            *(words(key) for key in ("fact.step_promised", "fact.step_verified", "annual.share")),
        ),
        rows=rows if any(each.name for each in kept) else (),
        source=words("annual.by_source"),
    )


def _grouped(what: str, found: Sequence[Counted], named: Naming) -> Figure:
    rows = tuple((named(each.name), told_hours(each.hours), some(each.count)) for each in found)
    title = words(f"annual.of_{what}")
    shown = [
        Bar(label=row[0], amount=each.hours, shown=row[1])
        for row, each in zip(rows, found, strict=True)
        if each.hours is not None
    ]
    heard = spoken(title, rows)
    return Figure(
        id=f"of-{what}",
        title=title,
        columns=(words(f"annual.{what}"), words("impact.hours"), words("annual.row_matches")),
        rows=rows,
        source=words(f"annual.of_{what}_source"),
        chart=bars(shown[:12], heard) if shown else None,
    )


def _ended(what: str, counts: Mapping[str, int]) -> Figure:
    found = told({name: (count, Decimal(0)) for name, count in counts.items()})
    rows = tuple((each.name, some(each.count)) for each in found)
    return Figure(
        id=f"ended-{what}",
        title=words(f"annual.ended_{what}"),
        columns=(words(f"annual.{what}"), words("annual.row_matches")),
        rows=rows,
        source=words("annual.ended_source"),
    )


def _counted(ended: Sequence[Ended], named: NamingEnds) -> Mapping[str, int]:
    """The most often first."""
    counts: Counter[str] = Counter()
    for one in ended:
        counts[named(one)] += one.count
    return dict(sorted(counts.items(), key=lambda each: (-each[1], each[0])))


def _why(one: Ended) -> str:
    """A reason that somebody wrote in their own words is told as such, and not repeated."""
    key = f"reason.{one.reason or 'none'}"
    return words(key) if known(key) else words("annual.own_words")


def value_lines(values: Sequence[Frozen]) -> list[str]:
    """Each figure in pounds with who says so."""
    return [
        words(
            "annual.value",
            label=each.label,
            pounds=pounds(each.pounds or Decimal(0)),
            year=str(each.price_year),
            source=each.source.rstrip("."),
            licence=each.licence,
            more=" ".join(_worked_out(each)),
        )
        for each in values
    ]


def _worked_out(value: Frozen) -> list[str]:
    """How, and what is still to be checked, as on the card of a pledge."""
    working = [words("pledge.working", working=value.working.rstrip("."))] if value.working else []
    return [*working, *([words("pledge.check", check=value.check)] if value.check else [])]
