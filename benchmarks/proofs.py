"""The second table of docs/reliability.md: load, soak and fuzzing, each row written by its command."""

import re
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path

from benchmarks.faults.table import DOCUMENT

BEGINS = "<!-- rows: python -m benchmarks.load, python -m benchmarks.fuzz -->\n"
ENDS = "<!-- end of these rows -->\n"
HEAD = "| what was done | how much | lost | twice | of these excused | seen | kept | measured |\n"
RULE = "|---|---|---|---|---|---|---|---|\n"


@dataclass(frozen=True, kw_only=True)
class Proof:
    """`how_much` of it was done, what was `seen`, and whether the promise was `kept`."""

    what: str
    how_much: str
    lost: int
    twice: int
    excused: int
    seen: str
    kept: bool

    def line(self, about: dict[str, object], on: date) -> str:
        when = f"{on.day} {on:%B %Y}, {about['cores']} cores, load {about['load_before']}"
        excused = min(self.twice, self.excused)
        kept = "yes" if self.kept else "**no**"
        cells = (self.what, self.how_much, self.lost, self.twice, excused, self.seen, kept, when)
        return f"| {' | '.join(map(str, cells))} |\n"


def written(proof: Proof, about: dict[str, object], document: Path = DOCUMENT) -> None:
    """In place of the row of the same name, or below the others."""
    text = document.read_text()
    before, _, rest = text.partition(BEGINS)
    stood, _, after = rest.partition(ENDS)
    lines = {_name(line): f"{line}\n" for line in stood.splitlines() if re.match(r"\| (?!what was)", line)}
    lines[proof.what] = proof.line(about, datetime.now(UTC).date())
    document.write_text("".join((before, BEGINS, HEAD, RULE, *lines.values(), ENDS, after)))


def _name(line: str) -> str:
    return line.removeprefix("| ").partition(" |")[0]
