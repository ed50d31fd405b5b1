"""The buttons of a conversation between two sides, by their verb."""

from collections.abc import Mapping

from bot.flows import talking
from bot.flows.asking import Press, does
from bot.services import talks

TALK_PRESSES: Mapping[str, Press] = {
    "talk.to": talking.to,
    "talk.pick": talking.pick,
    "talk.more": talking.more,
    "talk.drop": talking.drop,
    "talk.close": does(talks.close),
    "talk.open": talking.reopen,
}
