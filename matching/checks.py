"""Checks that a volunteer holds and a need asks for, by name only: never a number or a date."""

import re
from collections.abc import Iterable, Set

_DBS_LEVELS = ("basic dbs", "standard dbs", "enhanced dbs")
_SPACES = re.compile(r"[\s_\-]+")
_AS_SHOWN = {
    "basic dbs": "basic DBS check",
    "standard dbs": "standard DBS check",
    "enhanced dbs": "enhanced DBS check",
}


def check_named(text: str) -> str:
    """The name under which a check is compared: "DBS (Enhanced)" and "enhanced_dbs" are one."""
    plain = _SPACES.sub(" ", text.casefold().replace("(", " ").replace(")", " ")).strip()
    if "dbs" not in plain.split() and "crb" not in plain.split():
        return plain
    return next((name for name in reversed(_DBS_LEVELS) if name.split()[0] in plain), _DBS_LEVELS[0])


def check_label(check: str) -> str:
    """A check as people read it."""
    return _AS_SHOWN.get(check_named(check), check)


def missing_checks(*, required: Iterable[str], held: Iterable[str]) -> tuple[str, ...]:
    """The required checks that are not held, in order of name; a higher DBS level covers the lower ones."""
    covered = _covered({check_named(check) for check in held})
    return tuple(sorted(check for check in map(check_named, required) if check not in covered))


def _covered(held: Set[str]) -> Set[str]:
    levels = [at for at, name in enumerate(_DBS_LEVELS) if name in held]
    return held | set(_DBS_LEVELS[: max(levels) + 1]) if levels else held
