"""Whom somebody acts for: asked with their first offer, need or line, where no workspace says it."""

from bot.chat.form import Text
from bot.flows.flow import Field

WHOSE = "_whose"  # the circumstance that nobody knows yet whom the person acts for
GROUP = Field(name="group", kind=Text(most=120, open=True), only_if={WHOSE: frozenset({"ask"})})
