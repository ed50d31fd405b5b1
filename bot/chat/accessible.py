"""What every message owes to who cannot see it, or sees little of it. Renderers and tests keep to this.

- Nothing is said by a picture or a colour alone: a label has a letter or a digit.
- Each button of a message has words of its own for a screen reader.
- A message has at most three buttons. Only one that asks a question and offers its possible answers may
  have more (`Card.answers`): the kinds of help, the stars, "Was it delivered?", the lines of a morning.
"""

from bot.chat.outgoing import Card

MOST_BUTTONS = 3
_ENDS = ".!?…:;؟۔"


def crowded(card: Card) -> bool:
    """Whether a card has more buttons than people can take in."""
    return not card.answers and sum(map(len, card.buttons)) > MOST_BUTTONS


def worded(label: str, number: int) -> str:
    """The label; with the button's number where it has no letter and no digit."""
    return label if any(map(str.isalnum, label)) else f"{label} ({number})"


def distinct(words: str, taken: set[str], most: int) -> str:
    """The words, at most so many characters, numbered where another button has said the same."""
    found, times = words[:most], 1
    while found.casefold() in taken:
        times += 1
        mark = f" ({times})"
        found = words[: most - len(mark)] + mark
    taken.add(found.casefold())
    return found


def sentences(words: str) -> str:
    """Each line ends like a sentence, so that whoever has it read out hears where it ends."""
    return "\n".join(map(_ended, words.splitlines()))


def _ended(line: str) -> str:
    said = line.rstrip()
    return f"{said}." if said and said[-1] not in _ENDS else said
