"""`language`: how a person, or a chat of several people, is written to."""

from collections.abc import Mapping
from dataclasses import replace

from bot.chat.incoming import Pressed
from bot.domain.refusal import Refusal
from bot.flows.asking import Press
from bot.flows.scene import Scene
from bot.flows.talk import Replies
from bot.texts import language_cards
from bot.texts.language_cards import Tongue, tongue
from bot.texts.locales import Locale
from bot.texts.times import listed


async def language(scene: Scene, rest: str) -> Replies:
    """`language` shows what there is, `language polski` or `language pl` chooses it."""
    if rest.strip():
        chosen = await _choose(scene, meant(scene, rest))
        await scene.say(language_cards.chosen(chosen, shared=not scene.origin.private))
        return ()
    now = tongue(await spoken(scene))
    await scene.say(language_cards.choose(tongues(scene), now, shared=not scene.origin.private))
    return ()


def tongues(scene: Scene) -> list[Tongue]:
    """Those that are switched on."""
    return [tongue(each) for each in scene.turn.house.languages.all]


def meant(scene: Scene, said: str) -> Locale | None:
    """By its code, or by its name in itself."""
    wanted = said.strip().rstrip(".!").casefold()
    for each in scene.turn.house.languages.all:
        if wanted in (each.code.casefold(), each.name.casefold()):
            return each
    return None


def is_word_for_it(scene: Scene, text: str) -> bool:
    """Whoever cannot read what they are written says it in their own language."""
    known = [each.sentence("language.word") or "" for each in scene.turn.house.languages.all]
    return text.strip("/ .!?").casefold() in map(str.casefold, known)


async def spoken(scene: Scene) -> Locale:
    """That of the chat: whoever is in it reads the same picture."""
    if scene.origin.private:
        return scene.reads
    return scene.turn.house.languages.of(await scene.turn.tx.chats.language(scene.origin.chat))


async def _choose(scene: Scene, chosen: Locale | None) -> Tongue:
    if chosen is None:
        raise Refusal("language.unknown", names=listed([each.name for each in tongues(scene)]))
    if scene.origin.private:
        await scene.turn.tx.people.put(replace(scene.person, chosen_language=chosen.code))
    else:
        await scene.turn.tx.chats.speak(scene.origin.chat, chosen.code)
    return tongue(chosen)


async def _set(scene: Scene, event: Pressed) -> Replies:
    """What is said of it is said in that language already, in place of what was so before."""
    chosen = await _choose(scene, meant(scene, event.action.option))
    standing = await scene.turn.tx.outbox.posted(scene.origin.chat, event.message) if event.message else None
    card = language_cards.chosen(chosen, shared=not scene.origin.private)
    await scene.say(card, key=standing[0] if standing else "")
    return ()


async def _again(scene: Scene, event: Pressed) -> Replies:
    return await language(scene, "")


LANGUAGE_PRESSES: Mapping[str, Press] = {"language.set": _set, "go.language": _again}
