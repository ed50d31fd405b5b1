"""Which commands are offered where. Whether somebody may use one is asked when they do."""

from collections.abc import Mapping

from bot.chat.menu import Menu, Where
from bot.texts.catalogue import words
from bot.texts.drawing import drawn
from bot.texts.locales import ONLY_ENGLISH, Languages, locale

OFFERED: Mapping[Where, tuple[str, ...]] = {
    Where.PRIVATE: (
        *("need", "offer", "browse", "mine", "hours", "story", "team", "invite"),
        *("mycontact", "mydata", "forgetme", "language", "stop", "help", "cancel"),
    ),
    Where.SHARED: ("need", "mine", "language", "help"),
    Where.DESK: ("queue", "find", "pair", "vet", "hold", "unmet", "report", "undo", "help", "cancel"),
}


def menus(languages: Languages = ONLY_ENGLISH) -> tuple[Menu, ...]:
    """In the first language for everybody, and in each other one that platforms have a code for."""
    spoken = {"": languages.of(""), **{code: locale(code) for code in languages.on[1:] if len(code) == 2}}
    return tuple(
        Menu(
            where=where,
            commands=tuple((name, drawn(words(f"menu.{name}"), reads)) for name in names),
            language=code,
        )
        for where, names in OFFERED.items()
        for code, reads in spoken.items()
    )
