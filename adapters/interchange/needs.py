"""Needs from whichever format the header shows."""

from pathlib import Path

from adapters.interchange import own_csv, teamkinetic
from adapters.interchange.listings import Reading, ReadNeed
from adapters.interchange.reading import read_table


def read_needs(path: Path) -> Reading[ReadNeed]:
    """The needs of a file in our own columns or TeamKinetic's."""
    table = read_table(path, known=own_csv.NEED_COLUMNS | teamkinetic.COLUMNS)
    return teamkinetic.needs_of(table) if teamkinetic.is_teamkinetic(table) else own_csv.needs_of(table)
