"""A person's year as a table for a spreadsheet: a line a match, in English as its columns are."""

from zoneinfo import ZoneInfo

from bot.domain.views import Given, Year
from bot.texts.cells import table
from bot.texts.times import figure

COLUMNS = (
    *("confirmed_on", "organisation", "what", "hours", "additional_hours", "time", "kind", "learned"),
    "thanks",
)


def year_table(came: Year, zone: ZoneInfo) -> str:
    return table(COLUMNS, (_cells(each, zone) for each in came.given))


def _cells(each: Given, zone: ZoneInfo) -> tuple[str, ...]:
    return (
        each.at.astimezone(zone).date().isoformat(),
        each.group,
        each.what,
        figure(each.hours),
        figure(each.additional),
        "own" if each.own_time else "paid",
        "expert" if each.expert else "general",
        each.learned,
        each.thanks,
    )
