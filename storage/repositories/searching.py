"""Finding rows whose JSON carries a trace of somebody."""

import json
from collections.abc import Sequence
from typing import Any

from sqlalchemy import ColumnElement, Text, cast, or_
from sqlalchemy import Table as SqlTable

from bot.chat.redaction import Traces

_MOST = 200
"""Values of one query."""


def any_of(
    table: SqlTable, column: ColumnElement[Any], left: Traces, keys: Sequence[str]
) -> list[ColumnElement[bool]]:
    """Rows that have such a key, or whose JSON may carry a trace; few values at a time."""
    patterns = [f"%{_as_in_json(head)}%" for head in left.heads]
    written = cast(column, Text)
    return [
        *(or_(*(written.like(each, escape="~") for each in some)) for some in _parts(patterns)),
        *(table.c.key.in_(some) for some in _parts(keys)),
    ]


def files_about(table: SqlTable, ids: Sequence[str]) -> list[ColumnElement[bool]]:
    """Letters with a file about one of these: what stands in a file cannot be searched."""
    file = cast(table.c.outgoing, Text).like('%"what":"file"%')
    named = [[table.c.dedupe.contains(id, autoescape=True) for id in some] for some in _parts(ids)]
    return [file & or_(*some) for some in named]


def _parts(values: Sequence[str]) -> list[Sequence[str]]:
    return [values[at : at + _MOST] for at in range(0, len(values), _MOST)]


def _as_in_json(text: str) -> str:
    """As it stands within a JSON text, and within a pattern of LIKE."""
    inside = json.dumps(text, ensure_ascii=False)[1:-1]
    return inside.replace("~", "~~").replace("%", "~%").replace("_", "~_")
