"""One listing as the score sees it: its skills, its telling words and the vector of its text."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace

from matching.columns import Array
from matching.encoder import Encoder
from matching.features import READING, Features, Said, features, readings
from matching.lexicon import Lexicon
from matching.meant import Meanings
from matching.skills import skills_named

CHOSEN, READ, READ_BESIDE_CHOSEN = 1.0, 0.85, 0.4
"""Trust in a skill that the person chose, in one read from the text, and in one read beside chosen ones."""
MEANT = 0.6
"""Trust in a skill that no word names, but that the text means."""
RELATED = 0.35
"""What another skill of the same category is worth."""
_MADE_READY = "+reading-"
_NO_RELATIVES = frozenset({"languages", "goods", "space", "team"})
_THINGS = frozenset({"goods", "space"})
_FIRST_WORDS, _LOSS_A_WORD, _LEAST_SALIENCE = 10, 0.02, 0.4


@dataclass(frozen=True, kw_only=True, slots=True)
class Wanted:
    """A skill on one side: how sure we are of it, and the words that said it (empty when it was chosen)."""

    trust: float
    said: str


@dataclass(frozen=True, kw_only=True, slots=True)
class Shared:
    """The best pair of skills of the two sides. `worth` from 0 to 1; equal names: the very skill."""

    wanted: str
    offered: str
    worth: float


@dataclass(frozen=True, kw_only=True, slots=True)
class Side:
    """`vector` None: no sentence model. `meant`: skills that the text means without a word for them.

    `categories`: for each in which one skill is of use for another, how sure we are of some skill of it.
    """

    skills: Mapping[str, Wanted]
    features: Features
    vector: Array | None
    categories: Mapping[str, float]
    meant: Mapping[str, float] = field(default_factory=dict)

    def trusts(self) -> dict[str, float]:
        """Every skill of the listing, chosen, said or meant, and how sure we are of it."""
        return {**self.meant, **{skill: wanted.trust for skill, wanted in self.skills.items()}}


@dataclass(frozen=True, kw_only=True)
class Reader:
    """Reads listings: with the words it knows, and a sentence model if there is one.

    `meanings`: what skills mean to that model; without, a skill that is said counts whatever the text means.
    """

    lexicon: Lexicon
    encoder: Encoder | None = None
    meanings: Meanings | None = None

    @property
    def reading(self) -> str:
        """Names what a vector comes of, and is kept with it: the model, and how a text is made ready."""
        return f"{self.encoder.name}{_MADE_READY}{READING}" if self.encoder else ""

    def takes(self, reading: str) -> bool:
        """Whether a vector of that reading is of this model: it stands in until the text is read again."""
        return self.encoder is not None and reading.partition(_MADE_READY)[0] == self.encoder.name

    def side(self, text: str, chosen: Iterable[str], vector: Array | None = None) -> Side:
        """What a listing says and means; `vector`: the one kept from an earlier reading."""
        read = self.vector(text) if vector is None else vector
        return self._weighed(replace(self.said(text, chosen), vector=read))

    def _weighed(self, side: Side) -> Side:
        """What words say of skills counts as much as the text means it; what people chose is left alone."""
        if self.meanings is None or side.vector is None:
            return side
        near = self.meanings.near(side.vector)
        skills, meant = dict(side.skills), {}
        for skill, said in side.skills.items():
            if said.said:
                skills[skill] = replace(said, trust=said.trust * near.share(skill))
        if all(said.said for said in skills.values()):
            meant = {skill: MEANT * near.sure * share for skill, share in near.best().items()}
        for skill in meant.keys() & skills.keys():
            skills[skill] = replace(skills[skill], trust=max(skills[skill].trust, meant.pop(skill)))
        weighed = replace(side, skills=skills, meant=meant)
        return replace(weighed, categories=_categories(weighed.trusts(), self.lexicon))

    def said(self, text: str, chosen: Iterable[str]) -> Side:
        """What a listing says, without its vector."""
        read = features(self.lexicon.spoken(text), self.lexicon)
        done = _what_is_done(read.skills, self.lexicon)
        named = [skill for label in chosen for skill in skills_named(label, self.lexicon)]
        trust = READ_BESIDE_CHOSEN if named else READ
        skills = {
            skill: Wanted(trust=trust * _salience(said), said=said.words) for skill, said in done.items()
        }
        skills |= {skill: Wanted(trust=CHOSEN, said="") for skill in named}
        trusts = {skill: wanted.trust for skill, wanted in skills.items()}
        return Side(skills=skills, features=read, vector=None, categories=_categories(trusts, self.lexicon))

    def vector(self, text: str) -> Array | None:
        """What the text means; where a slip leaves open which word was meant, what makes the best sense."""
        if self.encoder is None:
            return None
        return self.encoder.clearest(readings(self.lexicon.spoken(text), self.lexicon))


def _salience(said: Said) -> float:
    """A listing says first what it is about; what it mentions further down is more and more by the way."""
    return max(_LEAST_SALIENCE, 1 - max(0, said.at - _FIRST_WORDS) * _LOSS_A_WORD)


def _categories(trusts: Mapping[str, float], lexicon: Lexicon) -> dict[str, float]:
    found: dict[str, float] = {}
    for skill, trust in trusts.items():
        category = lexicon.category(skill)
        if category is not None and has_relatives(category):
            found[category] = max(trust, found.get(category, 0))
    return found


def _what_is_done(read: Mapping[str, Said], lexicon: Lexicon) -> Mapping[str, Said]:
    """Without things and rooms named beside an activity: who paints a hall does not ask for one."""
    deeds = {skill: said for skill, said in read.items() if lexicon.category(skill) not in _THINGS}
    return deeds or read


def best_shared(wanted: Side, offered: Side, lexicon: Lexicon) -> Shared | None:
    """The pair of skills that speaks most for this offer."""
    pairs = [pair for skill in wanted.skills if (pair := _closest(skill, wanted, offered, lexicon))]
    return max(pairs, key=lambda pair: pair.worth, default=None)


def _closest(skill: str, wanted: Side, offered: Side, lexicon: Lexicon) -> Shared | None:
    trust = wanted.skills[skill].trust
    if skill in offered.skills:
        return Shared(wanted=skill, offered=skill, worth=trust * offered.skills[skill].trust)
    category = lexicon.category(skill)
    if not has_relatives(category):
        return None
    related = [other for other in offered.skills if lexicon.category(other) == category]
    worths = [(RELATED * trust * offered.skills[other].trust, other) for other in related]
    return Shared(wanted=skill, offered=max(worths)[1], worth=max(worths)[0]) if worths else None


def has_relatives(category: str | None) -> bool:
    """Whether another skill of the category is of some use; a language or a thing is that one or none."""
    return category is not None and category not in _NO_RELATIVES
