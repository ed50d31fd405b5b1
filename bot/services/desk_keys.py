"""Into the desk, or one's own pages, with a browser: a link from chat, for one person, one browser and
twelve hours.

Rights are not in the key: whoever it belongs to is looked up at every step, and for the desk whether they
coordinate.
"""

import hashlib
from dataclasses import replace

from bot.domain.keys import LASTS, Key, Opens
from bot.domain.people import By, Person
from bot.domain.permissions import Act
from bot.domain.refusal import Refusal
from bot.services.roles import must
from bot.services.turn import Turn

PATHS = {Opens.DESK: "/desk/in/", Opens.OWN: "/mine/in/"}


def _digest(secret: str) -> str:
    return hashlib.sha256(secret.encode(errors="replace")).hexdigest()


def _secret(turn: Turn) -> str:
    """Longer than any number that people read."""
    return "".join(turn.new_id() for _ in range(4))


async def give_link(turn: Turn, opens: Opens = Opens.DESK) -> str:
    """A new one, for whoever asks; those they have already stay good."""
    if opens is Opens.DESK:
        must(turn, Act.LOOK_UP)
    if not turn.house.address:
        raise Refusal("desk_page.no_address")
    secret = _secret(turn)
    key = Key(given=_digest(secret), person=turn.by.person, expires_at=turn.now + LASTS, opens=opens)
    await turn.tx.desk.put_key(key)
    return f"{turn.house.address}{PATHS[opens]}{secret}"


async def must_open(turn: Turn, secret: str, opens: Opens = Opens.DESK) -> Key:
    """The key of a link that nobody has used yet. Raises Refusal that says what is wrong with it."""
    key = await turn.tx.desk.key_of_link(_digest(secret))
    if key is None or key.opens is not opens:
        raise _shut(opens, "unknown")
    if key.ended_at is not None:
        raise _shut(opens, "ended")
    if not key.good(turn.now):
        raise _shut(opens, "expired")
    if key.browser:
        raise _shut(opens, "used")
    await _owner(turn, key)
    return key


def _shut(opens: Opens, why: str) -> Refusal:
    return Refusal(f"{opens.value}_page.{why}")


async def use_link(turn: Turn, secret: str, opens: Opens = Opens.DESK) -> str:
    """The browser's own secret, which stands for its owner from now on; the link is used up."""
    key = await must_open(turn, secret, opens)
    own = _secret(turn)
    await turn.tx.desk.put_key(replace(key, browser=_digest(own)))
    return own


async def who(turn: Turn, secret: str, opens: Opens = Opens.DESK) -> By:
    """Whose browser this is, as they may act at this moment."""
    key = await turn.tx.desk.key_of_browser(_digest(secret)) if secret else None
    if key is None or key.opens is not opens:
        raise _shut(opens, "no_key")
    if not key.good(turn.now):
        raise _shut(opens, "expired" if key.ended_at is None else "ended")
    person = await _owner(turn, key)
    return By(
        person=person.id,
        name=person.name,
        platform="web",
        coordinates=person.coordinates,
        organisation=person.organisation,
    )


async def _owner(turn: Turn, key: Key) -> Person:
    person = await turn.tx.people.get(key.person)
    if key.opens is Opens.DESK and not person.coordinates:
        raise Refusal("role.coordinators_only")
    return person


async def end(turn: Turn) -> int:
    """Every key of whoever asks, at once; how many there were."""
    return await turn.tx.desk.end_keys(turn.by.person, turn.now)


def form_token(secret: str) -> str:
    """Stands in every form of that browser: another page cannot know it."""
    return _digest(f"form:{secret}")[:32]
