"""What `makegood doctor` finds out, one thing at a time."""

from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True)
class Found:
    """`said` is a sentence without any secret; `todo`, where it is not well, is the next step."""

    check: str
    ok: bool
    said: str
    todo: str = ""


def well(check: str, said: str) -> Found:
    return Found(check=check, ok=True, said=said)


def unwell(check: str, said: str, todo: str) -> Found:
    return Found(check=check, ok=False, said=said, todo=todo)
