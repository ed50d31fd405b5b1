"""How long what is kept: each period is a setting, and the clock sees to it."""

from dataclasses import dataclass
from datetime import timedelta

DAY = timedelta(days=1)
MONTH = 30 * DAY


@dataclass(frozen=True, kw_only=True)
class Retention:
    """Counted from when something ended. Hours, kinds and districts stay: they are nobody's.

    `events`: numbers of what platforms brought, and what could not be processed. `messages`: the words of
    what the bot sent, also of what it passed on between two people. `drafts`: conversations that became
    nothing; those that became something stay as long as the messages, so that the words in these are found
    when somebody is forgotten. `unapproved`: words of offers and needs of which nothing came. `matches`:
    words of offers, needs and matches that are over, of their checks and evidence, and of what was said of
    them. `inactive`: people of whom nothing was seen, until they are told that they will be forgotten.
    `contacts`: phone numbers and e-mail addresses of people who have nothing open, since they kept or shared
    one or had a match.
    """

    events: timedelta = 30 * DAY
    messages: timedelta = 90 * DAY
    drafts: timedelta = 30 * DAY
    unapproved: timedelta = 6 * MONTH
    matches: timedelta = 24 * MONTH
    inactive: timedelta = 24 * MONTH
    contacts: timedelta = 180 * DAY
