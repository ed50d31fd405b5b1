"""Choosing the language in which somebody, or a chat of several people, is written to."""

from collections.abc import Sequence
from dataclasses import dataclass

from bot.chat.action import Action
from bot.chat.outgoing import Button, Card, Line, Look
from bot.chat.wording import ListStyle
from bot.texts.cards import button, cut, para
from bot.texts.catalogue import words
from bot.texts.locales import Locale
from bot.texts.times import listed

MOST_LABEL = 40
IN_A_ROW = 2


@dataclass(frozen=True, kw_only=True)
class Tongue:
    """A language that is switched on: `name` is what its speakers call it."""

    code: str
    name: str
    draft: bool = False


def tongue(locale: Locale) -> Tongue:
    return Tongue(code=locale.code, name=locale.name, draft=locale.draft)


def choose(tongues: Sequence[Tongue], now: Tongue, *, shared: bool) -> Card:
    """Each by its own name; what no native speaker has read says so."""
    buttons = [_choice(each, each == now) for each in tongues]
    rows = tuple(tuple(buttons[at : at + IN_A_ROW]) for at in range(0, len(buttons), IN_A_ROW))
    lines: list[Line] = [para("language.now_shared" if shared else "language.now", name=now.name)]
    lines += _drafts(tongues)
    return Card(
        title=words("language.title"), lines=(*lines, para("language.how")), buttons=rows, answers=True
    )


def _choice(tongue: Tongue, chosen: bool) -> Button:
    name = cut(tongue.name.strip() or tongue.code, MOST_LABEL)
    action = Action(verb="language.set", option=tongue.code)
    return Button(label=name, action=action, spoken=name, look=Look.MAIN if chosen else Look.QUIET)


def _drafts(tongues: Sequence[Tongue]) -> list[Line]:
    names = [each.name for each in tongues if each.draft]
    return [para("language.drafts", names=listed(names, ListStyle.AND))] if names else []


def chosen(tongue: Tongue, *, shared: bool) -> Card:
    draft = (para("language.drafts", names=tongue.name),) if tongue.draft else ()
    return Card(lines=(para("language.set_shared" if shared else "language.set", name=tongue.name), *draft))


def in_help(tongues: Sequence[Tongue]) -> Line:
    """A line of the help, where there is something to choose."""
    return para("help.language", names=listed([each.name for each in tongues]))


def on_page(now: Tongue) -> Card:
    """At the foot of a person's own page."""
    return Card(lines=(para("language.now", name=now.name),), buttons=((button("language", "go.language"),),))
