"""Which commands are offered where. Whether somebody may use one is asked when they do."""

from collections.abc import Mapping

from bot.chat.menu import Menu, Where
from bot.texts.catalogue import words

LANGUAGES = ("",)
"""Those of the catalogue; empty is what everybody else sees."""

OFFERED: Mapping[Where, tuple[str, ...]] = {
    Where.PRIVATE: (
        *("need", "offer", "browse", "mine", "hours", "story", "team", "invite"),
        *("mydata", "forgetme", "stop", "help", "cancel"),
    ),
    Where.SHARED: ("need", "mine", "help"),
    Where.DESK: ("queue", "find", "pair", "vet", "hold", "unmet", "report", "undo", "help", "cancel"),
}


def menus() -> tuple[Menu, ...]:
    return tuple(
        Menu(where=where, commands=tuple((name, words(f"menu.{name}")) for name in names), language=language)
        for where, names in OFFERED.items()
        for language in LANGUAGES
    )
