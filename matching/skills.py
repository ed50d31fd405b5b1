"""Skills by name: found in a free text, resolved from a label, shown to people."""

from matching.features import MANY_WORDS, found_in, known_words
from matching.lexicon import Lexicon, standard_lexicon
from matching.normalise import words


def skills_in(text: str, lexicon: Lexicon | None = None) -> tuple[str, ...]:
    """Names of the skills that a free text speaks of, those said in most words first; slips are forgiven.

    A city's own words that the lexicon was taught speak of what they mean.
    """
    known = lexicon or standard_lexicon()
    said = known.spoken(text)
    stems = tuple(word.stem for word in known_words(words(said)[:MANY_WORDS], said, known))
    found = sorted(found_in(stems, known), key=lambda one: (-one[1], one[0]))
    return tuple(dict.fromkeys(skill for _, _, skill in found))


def skills_named(label: str, lexicon: Lexicon | None = None) -> tuple[str, ...]:
    """The skills that one label means, as a person chose it; an unknown label is a skill of its own."""
    plain = _plain(label)
    return known_skills(label, lexicon) or ((plain,) if plain else ())


def known_skills(label: str, lexicon: Lexicon | None = None) -> tuple[str, ...]:
    """The same; nothing for a label that nobody knows."""
    known = lexicon or standard_lexicon()
    name = known.names.get(_plain(label))
    return (name,) if name is not None else skills_in(label, known)


def _plain(label: str) -> str:
    return " ".join(label.split()).casefold()


def skill_label(skill: str) -> str:
    """A skill's name as a line of its own: with a capital letter."""
    return skill[:1].upper() + skill[1:]
