"""The people of the story, where they read another language: they press what the English story says."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from adapters.simulator.actors import Actor, NothingLikeThat
from bot.texts.catalogue import sentences
from bot.texts.locales import Locale

_PART = re.compile(r"\\\{([a-z_]+)\\\}")


def in_their_words(english: str, reads: Locale) -> Iterator[str]:
    """What an English text of ours may be in that language: whole sentences first, then those with parts."""
    for key, sentence in sentences().items():
        if sentence == english:
            yield reads.sentence(key) or english
    for key, sentence in sentences().items():
        if "{n}" in sentence:
            found = re.fullmatch(_PART.sub(r"(?P<\1>.+)", re.escape(sentence)), english)
            if found is not None:
                yield (reads.sentence(key) or english).format(**found.groupdict())


@dataclass(kw_only=True)
class Abroad:
    """An actor who is told in English what to press."""

    actor: Actor
    reads: Locale
    name: str
    platform: str

    async def says(self, text: str, place: str = "") -> None:
        await self.actor.says(text, place)

    async def commands(self, words: str, place: str = "") -> None:
        await self.actor.commands(words, place)

    def sees(self, place: str = "") -> list[str]:
        return self.actor.sees(place)

    async def presses(self, label: str, place: str = "", about: str = "") -> None:
        cards = [*in_their_words(about, self.reads), ""] if about else [""]
        for theirs in dict.fromkeys(in_their_words(label, self.reads)):
            for card in cards:
                if self.actor.offers(theirs, place, card):
                    await self.actor.presses(theirs, place, card)
                    return
        raise NothingLikeThat(f"{self.name} sees no button {label!r} in {self.reads.code}")

    def offers(self, label: str, place: str = "", about: str = "") -> bool:
        return any(self.actor.offers(each, place) for each in in_their_words(label, self.reads))
