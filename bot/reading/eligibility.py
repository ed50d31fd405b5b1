"""Whether the law lets a role be asked for a check: by whom its people will be with, and how often."""

from collections.abc import Sequence
from enum import StrEnum

from bot.domain.listings import ContactKind
from matching.checks import check_named


class Eligible(StrEnum):
    YES = "yes"
    DOUBT = "doubt"  # it depends on more than we ask: a coordinator looks
    NO = "no"


_HIGHER = {  # of a standard or enhanced check; anybody may be asked for a basic one
    ContactKind.NOBODY: Eligible.NO,
    ContactKind.ONCE: Eligible.NO,
    ContactKind.SUPERVISED: Eligible.DOUBT,
    ContactKind.REGULAR: Eligible.YES,
    ContactKind.CARE: Eligible.YES,
}


def is_dbs(check: str) -> bool:
    return check_named(check).endswith("dbs")


def eligible(checks: Sequence[str], contact: ContactKind | None) -> Eligible:
    """The strictest answer for any of the checks; in doubt where nobody said whom the people will be with.

    "A DBS check" without its level is taken for an enhanced one, as that is what people mean.
    """
    higher = [each for each in checks if is_dbs(each) and "basic" not in each.casefold()]
    if not higher:
        return Eligible.YES
    return Eligible.DOUBT if contact is None else _HIGHER[contact]
