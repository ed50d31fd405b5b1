"""What people read who ask what is held about them, or to be forgotten."""

from bot.chat.outgoing import Card, Look
from bot.texts.cards import button, note, para
from bot.texts.catalogue import words


def asked_once(person_id: str) -> Card:
    """The first of two questions: what will happen."""
    return Card(
        title=words("rights.forget_title"),
        lines=(para("rights.forget_what"), para("rights.forget_stays")),
        buttons=((button("go_on", "me.forget", person_id), button("keep_me", "me.keep", person_id)),),
    )


def asked_twice(person_id: str) -> Card:
    return Card(
        title=words("rights.sure_title"),
        lines=(para("rights.sure"),),
        buttons=(
            (
                button("forget", "me.forget_now", person_id, look=Look.DANGER),
                button("keep_me", "me.keep", person_id),
            ),
        ),
    )


def unseen(person_id: str, since: str, day: str) -> Card:
    """They have not been here for long, and are forgotten on that day if they do not come."""
    return Card(
        title=words("rights.unseen_title"),
        lines=(para("rights.unseen", since=since, day=day), para("rights.unseen_stay")),
        buttons=((button("keep_me", "me.keep", person_id),),),
    )


def taken_back() -> Card:
    """In the place of words that were passed on for somebody who asked to be forgotten."""
    return note("rights.taken_back")
