"""What a run is asked for, and what came of it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from bot.services.clock_ports import CodeFigures

STEPS = ("promised", "allocated", "scheduled", "claimed", "verified")


@dataclass(frozen=True, kw_only=True)
class Plan:
    """What is played. Without `nudges` nobody is reminded and no coordinator told; things still run out."""

    volunteers: int
    groups: int
    days: int
    seed: int
    nudges: bool = True
    effect: float = 1.0


@dataclass(frozen=True, kw_only=True)
class Outcome:
    """One run. `unanswered`: matches that ended, or stood still for 20 working days, as nobody answered."""

    funnel: Mapping[str, float]
    states: Mapping[str, int]
    unanswered: int
    days: Mapping[str, tuple[float, int]]  # by "state to state": the median, and of how many
    messages: int
    people: int
    nudges: Sequence[CodeFigures]
    events: int
    failed: int
    broken: Sequence[str]
    seconds: float = 0.0
    peak_mb: float = 0.0

    @property
    def realisation(self) -> float:
        return self.funnel["verified"] / self.funnel["promised"] if self.funnel["promised"] else 0.0

    @property
    def messages_per_person(self) -> float:
        return self.messages / self.people

    def document(self) -> dict[str, float]:
        """As `--json` shows it."""
        return {
            "promised_hours": self.funnel["promised"],
            "verified_hours": self.funnel["verified"],
            "realisation": round(self.realisation, 4),
            "unanswered": self.unanswered,
            "messages_per_person": round(self.messages_per_person, 2),
        }
