"""The rows of docs/reliability.md, which this writes and nobody types."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

DOCUMENT = Path(__file__).parents[2] / "docs" / "reliability.md"
BEGINS, ENDS = "<!-- rows: python -m benchmarks.faults -->\n", "<!-- end of rows -->\n"
HEAD = "| what was tried | how often | asked | lost | twice | of these excused | seconds | measured |\n"
RULE = "|---|---|---|---|---|---|---|---|\n"


@dataclass(frozen=True, kw_only=True)
class Found:
    """`tries`: deaths, restarts, faults. `asked`: answers, or messages of the story, that had to come once.

    `excused`: messages on Telegram whose answer was lost, which is where nobody can know.
    """

    tries: int
    asked: int
    lost: int
    twice: int
    excused: int
    note: str = ""

    @property
    def kept(self) -> bool:
        """Whether the promise was."""
        return self.lost == 0 and self.twice <= self.excused

    def noting(self, note: str) -> "Found":
        """The same with this before what was noted already."""
        return replace(self, note=", ".join(filter(None, (note, self.note))))


@dataclass(frozen=True, kw_only=True)
class Row:
    what: str
    found: Found
    seconds: float
    measured: str

    def line(self) -> str:
        found = self.found
        what = f"{self.what}; {found.note}" if found.note else self.what
        excused = min(found.twice, found.excused)
        cells = (what, found.tries, found.asked, found.lost, found.twice, excused, f"{self.seconds:.0f}")
        return f"| {' | '.join(map(str, cells))} | {self.measured} |\n"

    def document(self) -> dict[str, object]:
        found = self.found
        counts = {"tries": found.tries, "asked": found.asked, "lost": found.lost, "twice": found.twice}
        more = {"excused": found.excused, "kept": found.kept, "note": found.note}
        return {"what": self.what, **counts, **more, "seconds": round(self.seconds, 1)}


def measured(on: date, cores: object, load: object, *, short: bool) -> str:
    form = "short form" if short else "full form"
    return f"{on.day} {on:%B %Y}, {cores} cores, load {load}, {form}"


def written(rows: Sequence[Row], document: Path = DOCUMENT) -> None:
    """Each in place of the row of the same name, or below the others; the rest of the document stays."""
    text = document.read_text()
    before, _, rest = text.partition(BEGINS)
    stood, _, after = rest.partition(ENDS)
    lines = {_name(line): f"{line}\n" for line in stood.splitlines() if re.match(r"\| (?!what was)", line)}
    lines |= {row.what: row.line() for row in rows}
    document.write_text("".join((before, BEGINS, HEAD, RULE, *lines.values(), ENDS, after)))


def _name(line: str) -> str:
    return re.split(r"; | \|", line.removeprefix("| "))[0]
