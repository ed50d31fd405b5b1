"""Cells of files for spreadsheets, in English as their columns are."""

import csv
import io
import re
from collections.abc import Iterable, Sequence

from bot.texts.drawing import english

FORMULA = re.compile(r"^[\s\u00a0\ufeff\"']*[=+\-@\t\r|%]", re.MULTILINE)


def safe(cells: Sequence[str]) -> list[str]:
    """With an apostrophe before what begins like a formula, also on a later line of the cell."""
    said = map(english, cells)
    return [f"'{cell}" if FORMULA.search(cell) else cell for cell in said]


def table(columns: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """As CSV, with no formula in it."""
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(columns)
    writer.writerows(map(safe, rows))
    return out.getvalue()
