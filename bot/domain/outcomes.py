"""What a need is good for, as the city counts it: a short list that each city can replace."""

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True)
class Outcome:
    """`words`: what else it may be called by whoever tags a need."""

    code: str
    label: str
    words: tuple[str, ...] = ()

    def answers(self, said: str) -> bool:
        plain = " ".join(said.casefold().split())
        return plain in (self.code, self.label.casefold(), *(each.casefold() for each in self.words))


def label_of(code: str, outcomes: Sequence[Outcome]) -> str:
    """Of one that is in the list no more, its code."""
    return next((each.label for each in outcomes if each.code == code), code)
