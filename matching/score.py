"""Fourth stage: how well an offer that may be suggested fits, as a weighted sum of named parts."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, fields

from matching.features import Features, Said, features
from matching.lexicon import Lexicon
from matching.limits import apart_km, last_day, travel_limit
from matching.listing import Kind, NeedListing, OfferListing
from matching.skills import skills_named

CHOSEN, READ, READ_BESIDE_CHOSEN = 1.0, 0.85, 0.4
"""Trust in a skill that the person chose, in one read from the text, and in one read beside chosen ones."""
RELATED = 0.35
"""What another skill of the same category is worth."""
_NO_RELATIVES = frozenset({"languages", "goods", "space", "team"})
_THINGS = frozenset({"goods", "space"})
_FIRST_WORDS, _LOSS_A_WORD, _LEAST_SALIENCE = 10, 0.02, 0.4
_BEST_SHARE = 0.7
_WORDS_SCALE, _LETTERS_SCALE = 2.0, 1.5
"""Two short texts about one thing share half of their weight at best, so half counts as all."""
_UNKNOWN = 0.5
_FAR = 0.8


@dataclass(frozen=True, kw_only=True, slots=True)
class Parts:
    """Each from 0 to 1. What was not asked for counts as given; what the offer has not said counts half."""

    skill: float
    words: float
    letters: float
    place: float
    days: float
    dates: float
    hours: float
    team: float
    checks: float
    languages: float


@dataclass(frozen=True, kw_only=True, slots=True)
class Weights:
    """How much each part counts, 1 together. Skill comes first: all else can be arranged."""

    skill: float = 0.46
    words: float = 0.14
    letters: float = 0.08
    place: float = 0.11
    days: float = 0.07
    dates: float = 0.03
    hours: float = 0.05
    team: float = 0.02
    checks: float = 0.02
    languages: float = 0.02


STANDARD_WEIGHTS = Weights()
_NAMES = tuple(part.name for part in fields(Weights))


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
    """One listing as the score sees it."""

    skills: Mapping[str, Wanted]
    features: Features


def side(text: str, chosen: Iterable[str], lexicon: Lexicon) -> Side:
    read = features(text, lexicon)
    done = _what_is_done(read.skills, lexicon)
    named = [skill for label in chosen for skill in skills_named(label, lexicon)]
    trust = READ_BESIDE_CHOSEN if named else READ
    skills = {skill: Wanted(trust=trust * _salience(said), said=said.words) for skill, said in done.items()}
    return Side(skills=skills | {skill: Wanted(trust=CHOSEN, said="") for skill in named}, features=read)


def _salience(said: Said) -> float:
    """A listing says first what it is about; what it mentions further down is more and more by the way."""
    return max(_LEAST_SALIENCE, 1 - max(0, said.at - _FIRST_WORDS) * _LOSS_A_WORD)


def _what_is_done(read: Mapping[str, Said], lexicon: Lexicon) -> Mapping[str, Said]:
    """Without things and rooms named beside an activity: who paints a hall does not ask for one."""
    deeds = {skill: said for skill, said in read.items() if lexicon.category(skill) not in _THINGS}
    return deeds or read


def total(parts: Parts, weights: Weights) -> float:
    """The score, from 0 to 1."""
    return sum(float(getattr(parts, name)) * float(getattr(weights, name)) for name in _NAMES)


def parts_of(need: NeedListing, wanted: Side, offer: OfferListing, offered: Side, lexicon: Lexicon) -> Parts:
    """The parts of the score of an offer that breaks no limit."""
    return Parts(
        skill=max(_skill(wanted, offered, lexicon), _many_hands(need, offer)),
        words=min(1.0, _WORDS_SCALE * shared_words(wanted.features, offered.features)),
        letters=min(1.0, _LETTERS_SCALE * _letters(wanted.features, offered.features)),
        place=_place(need, offer),
        days=_days(need, offer),
        dates=_dates(need, offer),
        hours=_hours(need, offer),
        team=_UNKNOWN if offer.team_size is None and (need.people_min or need.people_max) else 1.0,
        checks=1.0,
        languages=1.0,
    )


def best_shared(wanted: Side, offered: Side, lexicon: Lexicon) -> Shared | None:
    """The pair of skills that speaks most for this offer."""
    pairs = [pair for skill in wanted.skills if (pair := _closest(skill, wanted, offered, lexicon))]
    return max(pairs, key=lambda pair: pair.worth, default=None)


def shared_words(one: Features, other: Features) -> float:
    """Likeness of two texts by their telling words, rare ones counting more."""
    if not one.length or not other.length:
        return 0.0
    common = one.weights.keys() & other.weights.keys()
    return sum(one.weights[short] * other.weights[short] for short in common) / (one.length * other.length)


def _skill(wanted: Side, offered: Side, lexicon: Lexicon) -> float:
    if not wanted.skills:
        return 0.0
    worths = [pair.worth if pair else 0.0 for pair in _closest_of_all(wanted, offered, lexicon)]
    return _BEST_SHARE * max(worths) + (1 - _BEST_SHARE) * sum(worths) / len(worths)


def _many_hands(need: NeedListing, offer: OfferListing) -> float:
    """A team that comes for a day takes on what there is to do, without naming it first."""
    both = need.kind is Kind.TEAM_DAY and Kind.TEAM_DAY in offer.kinds
    return RELATED if both else 0.0


def _closest_of_all(wanted: Side, offered: Side, lexicon: Lexicon) -> list[Shared | None]:
    return [_closest(skill, wanted, offered, lexicon) for skill in wanted.skills]


def _closest(skill: str, wanted: Side, offered: Side, lexicon: Lexicon) -> Shared | None:
    trust = wanted.skills[skill].trust
    if skill in offered.skills:
        return Shared(wanted=skill, offered=skill, worth=trust * offered.skills[skill].trust)
    category = lexicon.category(skill)
    if category is None or category in _NO_RELATIVES:
        return None
    related = [other for other in offered.skills if lexicon.category(other) == category]
    worths = [(RELATED * trust * offered.skills[other].trust, other) for other in related]
    return Shared(wanted=skill, offered=max(worths)[1], worth=max(worths)[0]) if worths else None


def _letters(one: Features, other: Features) -> float:
    size = (len(one.triples) * len(other.triples)) ** 0.5
    return len(one.triples & other.triples) / size if size else 0.0


def _place(need: NeedListing, offer: OfferListing) -> float:
    if need.remote and offer.remote:
        return 1.0
    apart = apart_km(need, offer)
    return _UNKNOWN if apart is None else 1 - _FAR * apart / max(travel_limit(offer), apart, 0.1)


def _days(need: NeedListing, offer: OfferListing) -> float:
    asked = need.weekdays or need.one_day
    return _UNKNOWN if asked and not offer.available.weekdays else 1.0


def _dates(need: NeedListing, offer: OfferListing) -> float:
    asked = need.starts or last_day(need)
    return _UNKNOWN if asked and not (offer.available.starts or offer.available.ends) else 1.0


def _hours(need: NeedListing, offer: OfferListing) -> float:
    if need.hours is None or need.hours <= 0:
        return 1.0
    left = offer.available.hours
    return _UNKNOWN if left is None else min(1.0, float(left / need.hours))
