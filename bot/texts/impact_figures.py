"""The figures that anybody may read, each with its finding, its picture, its table and how it is counted."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from bot.domain.impact import Month
from bot.domain.measures import HOURS
from bot.domain.paces import Spread
from bot.domain.progress import Total
from bot.texts.catalogue import words
from bot.texts.charts import Bar, Chart, Dot, bars, dots, months
from bot.texts.pledge_cards import amount, percent
from bot.texts.times import apart, grouped, listed, month_and_year, tenths
from matching.places import centre, known
from matching.skills import skill_label

STEPS = ("promised", "allocated", "scheduled", "claimed", "verified")


@dataclass(frozen=True, kw_only=True)
class Figure:
    """`title`: what is found. `rows` stand under `columns`. `source`: how it is counted, of which rows."""

    id: str
    title: str
    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    source: str
    chart: Chart | None = None


def hours(quantity: Decimal) -> str:
    return amount(quantity, HOURS)


def told_hours(quantity: Decimal | None) -> str:
    return words("impact.few_matches") if quantity is None else hours(quantity)


def some(count: int | None) -> str:
    return words("impact.few") if count is None else grouped(Decimal(count))


def funnel(steps: Mapping[str, Decimal], *, pledged: bool) -> Figure:
    """How far what was promised came; `pledged`: under contracts, else what people offered."""
    promised, verified = steps["promised"], steps["verified"]
    kind = "pledged" if pledged else "offered"
    title = words(
        f"impact.{kind}",
        verified=hours(verified),
        promised=hours(promised),
        share=percent(verified, promised),
    )
    rows = tuple(
        (words(f"fact.step_{step}"), hours(steps[step]), words(f"impact.step_{step}")) for step in STEPS
    )
    drawn = [
        Bar(label=label, amount=steps[step], shown=said)
        for step, (label, said, _) in zip(STEPS, rows, strict=True)
    ]
    return Figure(
        id=f"funnel-{kind}",
        title=title if promised else words(f"impact.{kind}_nothing"),
        columns=(words("impact.step"), words("impact.hours"), words("impact.means")),
        rows=rows,
        source=words(f"impact.{kind}_source"),
        chart=bars(drawn, spoken(title, rows)) if promised else None,
    )


MOST_NAMED = 3


def others(found: Sequence[Total], source: str) -> list[Figure]:
    """The same steps of what is promised in other units: a row a unit, and nothing added up."""
    if not found:
        return []
    of = [
        words("annual.other_of", verified=grouped(each.verified), promised=amount(each.promised, each.unit))
        for each in found[:MOST_NAMED]
    ]
    said = words("annual.others", said=apart(of))
    title = words("annual.others_more", said=said) if len(found) > MOST_NAMED else said
    rows = tuple((each.unit, *(amount(getattr(each, step), each.unit) for step in STEPS)) for each in found)
    columns = (words("annual.unit"), *(words(f"fact.step_{step}") for step in STEPS))
    return [Figure(id="others", title=title, columns=columns, rows=rows, source=words(source))]


def steps_of(total: Total) -> Mapping[str, Decimal]:
    return {step: getattr(total, step) for step in STEPS}


def by_month(some_months: Sequence[Month], *, pledged: bool) -> Figure:
    kind = "pledged" if pledged else "offered"
    columns = (
        words("impact.month"),
        words("fact.step_promised"),
        words("fact.step_verified"),
        words("fact.gap"),
    )
    rows = tuple(
        (month_and_year(each.first), hours(each.promised), hours(each.verified), hours(each.gap))
        for each in some_months
    )
    title, chart = words("impact.months_nothing"), None
    if some_months:
        last = some_months[-1]
        title = words(
            "impact.months" if last.gap else "impact.months_all",
            verified=hours(last.verified),
            promised=hours(last.promised),
            gap=hours(last.gap),
        )
        names = (words("fact.step_promised"), words("fact.step_verified"))
        chart = months(some_months, names, words("impact.months_spoken", title=title))
    return Figure(
        id=f"months-{kind}",
        title=title,
        columns=columns,
        rows=rows,
        source=words(f"impact.months_{kind}_source"),
        chart=chart,
    )


def lacks(found: Sequence[tuple[str, int | None, int | None]]) -> Figure:
    """Skill, open needs with nobody found yet, open offers."""
    rows = tuple((skill_label(skill), some(needs), some(offers)) for skill, needs, offers in found)
    title, drawn = words("impact.lacks_nothing"), []
    if rows:
        title = words("impact.lacks", skill=rows[0][0], needs=rows[0][1], offers=rows[0][2])
    for skill, needs, offers in found[:8]:
        label = skill_label(skill)
        drawn.append(Bar(label=label, amount=Decimal(needs or 0), shown=words("impact.needs", n=some(needs))))
        drawn.append(
            Bar(
                label="",
                amount=Decimal(offers or 0),
                shown=words("impact.offers", n=some(offers)),
                hollow=True,
            )
        )
    return Figure(
        id="unmet",
        title=title,
        columns=(words("impact.skill"), words("impact.unmet_needs"), words("impact.open_offers")),
        rows=rows,
        source=words("impact.lacks_source"),
        chart=bars(drawn, spoken(title, rows)) if rows else None,
    )


Place = tuple[str, int | None, Decimal | None, int | None]
"""District, matches, confirmed hours, open needs."""


def places(found: Sequence[Place]) -> Figure:
    rows = tuple(
        (district or words("place.anywhere"), told_hours(given), some(needs))
        for district, _, given, needs in found
    )
    drawn = [
        Dot(name=district, east=centre(district)[0], north=centre(district)[1], amount=given)
        for district, _, given, _ in found
        if known(district)
    ]
    most = [each for each in found if each[0] and each[2]]
    title = words("impact.places_nothing")
    if most:
        title = words("impact.places", district=most[0][0], hours=hours(most[0][2] or Decimal(0)))
    return Figure(
        id="places",
        title=title,
        columns=(words("impact.district"), words("impact.hours"), words("impact.unmet_needs")),
        rows=rows,
        source=words("impact.places_source"),
        chart=dots(drawn, words("impact.places_spoken", title=title)) if drawn else None,
    )


def days(found: Mapping[str, Spread | None]) -> Figure:
    rows = tuple(
        (words(f"fact.{step}"), tenths(each.median), tenths(each.slowest), grouped(Decimal(each.count)))
        if each
        else (words(f"fact.{step}"), *[words("impact.few_needs")] * 3)
        for step, each in found.items()
    )
    first = found["to_answer"]
    title = words("impact.days", days=tenths(first.median)) if first else words("impact.days_nothing")
    return Figure(
        id="days",
        title=title,
        columns=tuple(words(f"impact.days_{name}") for name in ("from", "median", "slowest", "count")),
        rows=rows,
        source=words("impact.days_source"),
    )


def spoken(title: str, rows: Sequence[tuple[str, ...]]) -> str:
    """The finding, and what the picture shows of it."""
    return words("impact.spoken", title=title, rows=apart(listed(row[:3]) for row in rows))
