"""What is said when somebody of a group leaves a chat, or cannot be reached any more."""

from bot.chat.outgoing import Card, Look
from bot.domain.organisations import Organisation
from bot.texts.cards import button, para
from bot.texts.catalogue import words


def left_the_chat(group: Organisation, name: str) -> Card:
    """To the rest of the team."""
    return Card(
        lines=(para("away.left_chat", name=name, group=group.name),),
        buttons=((button("remove", "team.whom", about=name),),),
    )


def desk_left_the_chat(group: Organisation, name: str) -> Card:
    return Card(lines=(para("away.desk_left_chat", name=name, group=group.name),))


def yours_now(name: str, handed: int) -> Card:
    """To the colleague who goes on. `handed`: how many offers and needs."""
    key = "away.yours_one" if handed == 1 else "away.yours"
    return Card(
        title=words("away.yours_title"),
        lines=(para(key, name=name, number=str(handed)),),
        buttons=((button("mine", "go.mine", look=Look.MAIN),),),
    )


def desk_taken_over(group: Organisation, name: str, heir: str, handed: int) -> Card:
    line = para("away.desk_taken_over", name=name, group=group.name, heir=heir, number=str(handed))
    return Card(lines=(line,))


def desk_stands_still(group: Organisation, name: str, listings: int, live: int) -> Card:
    """Nobody of the group is left whom a message reaches."""
    parts = {"name": name, "group": group.name, "listings": str(listings), "matches": str(live)}
    return Card(title=words("away.desk_still_title"), lines=(para("away.desk_still", **parts),))
