"""What is said about a draft that nobody goes on with."""

from bot.chat.outgoing import Card, Look
from bot.texts.cards import button, fact, para
from bot.texts.catalogue import words

NOTICE = "notice"
"""What the buttons of the notice say beside their verb: it is answered where it stands."""


def key(draft_id: str) -> str:
    return f"draft:{draft_id}"


def ends_soon(draft_id: str, title: str, what: str, day: str) -> Card:
    """`title`: what was begun; `day`: until when it is kept."""
    goes_on = button("continue", "c.resume", draft_id, option=NOTICE, look=Look.MAIN, about=title)
    leave = button("cancel", "c.cancel", draft_id, option=NOTICE, about=title)
    lines = (*((fact("what", what),) if what else ()), para("draft.ends_soon", what=title, day=day))
    return Card(title=words("draft.waits_title"), lines=lines, buttons=((goes_on, leave),))


def ended(title: str) -> Card:
    return Card(lines=(para("draft.ended", what=title),))
