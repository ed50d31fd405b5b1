"""What coordinators say to teach the matcher: `means` and `first`."""

from bot.domain.permissions import Act
from bot.domain.refusal import Refusal
from bot.flows.scene import Scene
from bot.flows.talk import Replies
from bot.services import city_words
from bot.services.city_words import STEPS
from bot.services.roles import must
from bot.texts.cards import note
from bot.texts.catalogue import words
from bot.texts.times import apart


async def means(scene: Scene, rest: str) -> Replies:
    """`means TERM = MEANING` teaches, `means TERM =` takes back, `means` alone shows what is known."""
    must(scene.turn, Act.TEACH_WORDS)
    term, said, meaning = rest.partition("=")
    if not said:
        known = await scene.turn.tx.matcher.synonyms()
        lines = [words("means.one", term=one, meaning=other) for one, other in known.items()]
        await _show(scene, "means", lines)
        return ()
    await city_words.means(scene.turn, term, meaning)
    key = "means.learned" if meaning.strip() else "means.forgotten"
    await scene.say(note(key, term=term.strip(), meaning=meaning.strip()))
    return ()


async def first(scene: Scene, rest: str) -> Replies:
    """`first TERM = 1 to 5` puts such needs first, `= 0` takes it back, `first` alone shows the list."""
    must(scene.turn, Act.TEACH_WORDS)
    term, said, level = rest.partition("=")
    if not rest.strip():
        known = await scene.turn.tx.matcher.priorities()
        lines = [words("first.one", term=one, level=f"{weight * STEPS:.0f}") for one, weight in known.items()]
        await _show(scene, "first", lines)
        return ()
    steps = _steps(level) if said else STEPS
    await city_words.comes_first(scene.turn, term, steps / STEPS)
    key = "first.learned" if steps else "first.forgotten"
    await scene.say(note(key, term=term.strip(), level=str(steps)))
    return ()


def _steps(level: str) -> int:
    text = level.strip()
    if not (text.isascii() and text.isdecimal() and int(text) <= STEPS):
        raise Refusal("first.level", most=str(STEPS))
    return int(text)


async def _show(scene: Scene, what: str, lines: list[str]) -> None:
    if not lines:
        await scene.say(note(f"{what}.none"))
        return
    await scene.say(note(f"{what}.list", lines=apart(lines)))
