"""Skills as options of a question, and the circumstance that holds which there are."""

from collections.abc import Iterable

from bot.chat.form import Option, Skills
from matching.skills import skill_label

LIKELY = "_skills"
"""Of which skills somebody's words may speak."""
_IN_A_BUTTON = 20  # bytes of an option's value


def skills_among(skills: Iterable[str]) -> Skills:
    names = tuple(dict.fromkeys(skills))
    options = tuple(Option(value=in_a_button(name), label=skill_label(name)) for name in names)
    return Skills(options=options, names=names)


def in_a_button(skill: str) -> str:
    return skill.encode()[:_IN_A_BUTTON].decode(errors="ignore")
