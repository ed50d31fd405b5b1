"""Skills by name: found in a free text, resolved from a label, shown to people."""

from matching.features import MANY_WORDS, found_in, known_words
from matching.lexicon import Lexicon, standard_lexicon
from matching.normalise import words


def skills_in(text: str, lexicon: Lexicon | None = None) -> tuple[str, ...]:
    """Names of the skills that a free text speaks of, those said in most words first; slips are forgiven."""
    known = lexicon or standard_lexicon()
    stems = tuple(word.stem for word in known_words(words(text)[:MANY_WORDS], text, known))
    found = sorted(found_in(stems, known), key=lambda one: (-one[1], one[0]))
    return tuple(dict.fromkeys(skill for _, _, skill in found))


def skills_named(label: str, lexicon: Lexicon | None = None) -> tuple[str, ...]:
    """The skills that one label means, as a person chose it; an unknown label is a skill of its own."""
    known = lexicon or standard_lexicon()
    plain = " ".join(label.split()).casefold()
    if plain in known.names:
        return (known.names[plain],)
    return skills_in(label, known) or ((plain,) if plain else ())


def skill_label(skill: str) -> str:
    """A skill's name as a line of its own: with a capital letter."""
    return skill[:1].upper() + skill[1:]
