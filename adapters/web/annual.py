"""The annual report: a page, the same as one file for print, and its tables for a spreadsheet."""

import csv
import io
from typing import Any

from starlette.responses import Response

from adapters.web.page import drawn, stylesheet, written
from adapters.web.tongue import Tongue
from adapters.web.visit import Visit
from bot.domain.annual import Annual
from bot.domain.periods import period_of
from bot.services.annual import Annuals
from bot.services.turn import Turn
from bot.texts import annual_figures
from bot.texts.annual_figures import figures, headline
from bot.texts.catalogue import words
from bot.texts.cells import safe
from bot.texts.impact_figures import Figure
from bot.texts.locales import ENGLISH, locale
from bot.texts.times import clock_time, day_of, written_date


async def page(visit: Visit, counted: Annuals) -> Response:
    period = period_of(visit.named("year"), visit.turn.house.zone)
    return drawn("annual.html", view(visit.turn, await counted.of(visit.turn, period)), visit.tongue)


def view(turn: Turn, found: Annual) -> dict[str, Any]:
    return {
        "year": found.period.name,
        "first": written_date(found.period.first),
        "last": written_date(found.period.last),
        "at": day_of(found.at, turn.house.zone),
        "time": clock_time(turn.local(found.at)),
        "headline": headline(found),
        "figures": figures(found),
        "stories": found.stories,
        "values": annual_figures.value_lines(found.values),
    }


def as_html(turn: Turn, found: Annual) -> str:
    """One file that needs nothing beside it, in English as its tables are."""
    own = {"inline": stylesheet().decode()}
    return written("annual.html", view(turn, found) | own, Tongue(reads=locale(ENGLISH)))


def as_csv(found: Annual) -> str:
    """Every table, a line a figure; a cell that a spreadsheet would take for a formula is made text."""
    out = io.StringIO()
    writer = csv.writer(out)
    columns = ("section", "name", "column", "value", "source")
    writer.writerow(safe([words(f"annual.csv_{name}") for name in columns]))
    writer.writerow(safe(["headline", headline(found), "", "", ""]))
    for figure in figures(found):
        writer.writerows(map(safe, _lines(figure)))
    for line in annual_figures.value_lines(found.values):
        writer.writerow(safe(["values", line, "", "", ""]))
    return out.getvalue()


def _lines(figure: Figure) -> list[list[str]]:
    return [
        [figure.id, row[0], column, cell, figure.source]
        for row in figure.rows
        for column, cell in zip(figure.columns[1:], row[1:], strict=True)
    ]
