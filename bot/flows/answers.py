"""What people give for a field becomes a canonical answer, or a sentence that says what to give instead.

Canonical answers are short strings that read the same again: they are stored, shown, and read once more when
the conversation is done.
"""

from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal, InvalidOperation
from typing import assert_never
from zoneinfo import ZoneInfo

from bot.chat.form import Answers, Choice, Choices, Date, Kind, Number, Option, Place, Skills, Text, Values
from bot.flows.flow import Field, Flow, Objection, asked
from bot.reading import places
from bot.reading.amounts import read_hours, read_team_size
from bot.reading.any_day import read_day, read_past_day, said_day
from bot.reading.choices import read_choice
from bot.reading.contacts import Reach, way_to_reach
from bot.reading.dates import read_when, starts_at
from bot.reading.occurring import occurrences
from bot.reading.reaching import read_details
from bot.reading.saying import say_when
from bot.reading.sentence import Reading, read_sentence
from bot.reading.unread import Unread
from bot.reading.when import DateRange, Day, Recurring, When
from bot.texts.catalogue import words
from bot.texts.drawing import drawn, english
from bot.texts.locales import ENGLISH, Locale, labels_of, locale
from bot.texts.times import figure, grouped, hours, listed, number, people, when_words
from matching.lexicon import Lexicon, standard_lexicon
from matching.skills import known_skills, skill_label

PASSED_OVER = frozenset({"skip", "none", "none of these", "no", "nothing", "n/a", "-"})
"""What people type to leave an optional question out."""

MOST_AREAS = 8

ALWAYS_WITH_YEAR = date.min
"""As "today" for saying a date: no real date is in that year, so its year is always said."""


@dataclass(frozen=True, kw_only=True)
class Moment:
    """Now, where the people are, the language they read, and the words they know."""

    now: datetime
    zone: ZoneInfo
    reads: Locale = field(default_factory=lambda: locale(ENGLISH))
    known: Lexicon = field(default_factory=standard_lexicon)  # with those that the city was taught

    def said(self, text: str) -> tuple[str, ...]:
        """As it is shown to them, and in English: both can be typed."""
        return tuple(dict.fromkeys((drawn(text, self.reads), english(text))))

    def in_english(self, typed: str) -> str:
        """The English label of the button that was typed in the reader's language; else what was typed."""
        return labels_of(self.reads.code).get(typed.strip().rstrip(".!").casefold(), typed)

    def sentence(self, text: str) -> Reading:
        """What a plain sentence says, read with the words of the city."""
        return read_sentence(text, today=self.today, zone=self.zone, known=self.known)

    @property
    def today(self) -> date:
        return self.now.astimezone(self.zone).date()


def take(flow: Flow, field: Field, given: Values, moment: Moment) -> Values | Unread:
    """The canonical answer; an empty tuple where an optional field was left out."""
    typed = tuple(_as_offered(field.kind, each.strip(), moment) for each in given if each.strip())
    if field.optional and (not typed or moment.in_english(typed[0]).lower().rstrip(".!") in PASSED_OVER):
        return ()
    if not typed:
        return Unread(words("answer.needed"))
    match field.kind:
        case Text() as text:
            return _text(" ".join(typed), text)
        case Choice(options=options):
            return _choices(typed[:1], options, moment)
        case Skills() as skills:
            return _skills(typed, skills, moment)
        case Choices(options=options):
            return _choices(typed, options, moment)
        case Number() as kind:
            return _number(typed[0], kind)
        case Date() as date_kind:
            return _date(typed[0], moment, date_kind)
        case Place() as place_kind:
            return _place(typed[0], place_kind)
    assert_never(field.kind)


def all_said(typed: str, moment: Moment) -> bool:
    """The words of the button under several that may be chosen."""
    return moment.in_english(typed).lower().rstrip(".!") == "that is all"


def _text(typed: str, kind: Text) -> Values | Unread:
    if len(typed) > kind.most:
        return Unread(words("answer.too_long", most=str(kind.most), given=str(len(typed))))
    if kind.secret:
        read = read_details(typed)
        return read if isinstance(read, Unread) else (typed,)
    if kind.read_by_others and (reach := way_to_reach(typed)):
        return held_back(reach, kind)
    return (places.cut_postcodes(typed),)


def held_back(reach: Reach, kind: Text) -> Unread:
    """What others would read before anybody is introduced is not posted with somebody's number in it."""
    why = "answer.held_back_for_all" if kind.public else "answer.held_back"
    return Unread(words(why, what=words(f"reach.{reach.value}")))


def objection_to(flow: Flow, answers: Answers) -> Objection | None:
    """What a sentence brought along is looked at as an answer is."""
    for each in asked(flow, answers):
        if isinstance(each.kind, Text) and each.kind.read_by_others:
            reach = way_to_reach(" ".join(answers.get(each.name, ())))
            if reach is not None:
                return Objection(trouble=held_back(reach, each.kind).reason, again=(each.name,))
    return None


def _choices(typed: Values, options: tuple[Option, ...], moment: Moment) -> Values | Unread:
    by_value = {option.value: option.value for option in options}
    chosen: list[str] = []
    for each in typed:
        value = by_value.get(each) or _chosen(each, options, moment)
        if value is None:
            return Unread(words("answer.choose", options=listed(option.label for option in options)))
        chosen.append(value)
    return tuple(dict.fromkeys(chosen))


def _skills(typed: Values, kind: Skills, moment: Moment) -> Values | Unread:
    """Names of skills: chosen ones, and any that are typed, whatever they are called."""
    names = {option.value: name for option, name in zip(kind.options, kind.names, strict=True)}
    found: list[str] = []
    for each in (part.strip() for said in typed for part in said.split(",")):
        value = each if each in names else _chosen(each, kind.options, moment)
        named = (names[value],) if value is not None else known_skills(each, moment.known)
        if not named:
            return Unread(words("answer.skill", options=listed(option.label for option in kind.options)))
        found += named
    return tuple(dict.fromkeys(found))


def _chosen(typed: str, options: tuple[Option, ...], moment: Moment) -> str | None:
    """The value of the option whose label was typed, in either language."""
    for reads in (moment.reads, locale(ENGLISH)):
        index = read_choice(typed, [drawn(option.label, reads) for option in options])
        if index is not None:
            return options[index].value
    return None


def _number(typed: str, kind: Number) -> Values | Unread:
    read_as = "people" if kind.unit == "count" else kind.unit
    amount = _plain_number(typed.replace(",", "") if kind.unit == "amount" else typed)
    if amount is None and kind.unit == "amount":
        return Unread(words("answer.amount", least=number(kind.least), most=grouped(kind.most)))
    if amount is None:
        read = read_hours(typed) if kind.unit == "hours" else read_team_size(typed)
        if isinstance(read, Unread):
            return read
        amount = Decimal(getattr(read, read_as))
    whole = read_as != "people" or amount == amount.to_integral_value()
    if not kind.least <= amount <= kind.most or not whole:
        return Unread(words(f"answer.{read_as}", least=number(kind.least), most=grouped(kind.most)))
    return (figure(amount.quantize(Decimal("0.01"))),)


def _plain_number(typed: str) -> Decimal | None:
    try:
        amount = Decimal(typed)
    except InvalidOperation:
        return None
    return amount if amount.is_finite() and abs(amount) < 1_000_000 else None


def _as_offered(kind: Kind, typed: str, moment: Moment) -> str:
    """What a button says can be typed: its label stands for its value."""
    match kind:
        case Number(offered=offered) | Date(offered=offered) | Place(offered=offered):
            labels = {said.lower(): each.value for each in offered for said in moment.said(each.label)}
            return labels.get(typed.lower().rstrip(".!"), typed)
        case _:
            return typed


def _date(typed: str, moment: Moment, kind: Date) -> Values | Unread:
    if kind.on_paper:
        reads = read_past_day if kind.done else read_day
        day = reads(typed, today=moment.today, zone=moment.zone)
        return day if isinstance(day, Unread) else (said_day(day),)
    said = _as_a_day(typed) if kind.single else typed
    read = read_when(said, today=moment.today, zone=moment.zone)
    if isinstance(read, Unread):
        return read
    if kind.single:
        return _single_day(read, moment, kind)
    if kind.repeats and isinstance(read, Recurring):
        found = occurrences(read, now=moment.now, zone=moment.zone)
        return found if isinstance(found, Unread) else (canonical_when(read),)
    if kind.exact:
        if not isinstance(read, Day) or read.start is None:
            return Unread(words("answer.day_and_time"))
        starts = starts_at(read, moment.zone)
        if starts is None or starts <= moment.now:
            return Unread(words("answer.past"))
    return (canonical_when(read),)


def _as_a_day(said: str) -> str:
    """ "until Friday" and "for two weeks" are the days "Friday" and "in two weeks"."""
    first, _, rest = said.partition(" ")
    match first.lower():
        case "until" | "till" | "til":
            return rest
        case "for":
            return f"in {rest}"
        case _:
            return said


def _single_day(read: When, moment: Moment, kind: Date) -> Values | Unread:
    match read:
        case Day(date=day):
            chosen: date | None = day
        case DateRange(first=first, last=last):
            chosen = (last or first) if kind.ends else (first or last)
        case _:
            chosen = None
    if chosen is None:
        return Unread(words("answer.one_day"))
    if chosen <= moment.today:
        return Unread(words("answer.day_past"))
    return (canonical_when(Day(date=chosen)),)


def canonical_when(when: When) -> str:
    return say_when(when, today=ALWAYS_WITH_YEAR)


def when_of(answer: str, moment: Moment) -> When | Unread:
    """A canonical date again; Unread where it has passed since."""
    return read_when(answer, today=moment.today, zone=moment.zone)


def _place(typed: str, kind: Place) -> Values | Unread:
    read = places.read_place(typed)
    return read if isinstance(read, Unread) else (canonical_place(read, several=kind.several),)


def takes_several(field: Field) -> bool:
    return isinstance(field.kind, Place) and field.kind.several


def canonical_place(place: places.Place, *, several: bool = False) -> str:
    """ "LS11", "LS9, LS11 or remote", "LS11 within 8 km", "remote", "anywhere in Leeds": English, as it is
    read again."""
    return english(_place_said(place, several=several))


def _place_said(place: places.Place, *, several: bool = False) -> str:
    parts = [", ".join(place.districts[: MOST_AREAS if several else 1])] if place.districts else []
    if not place.districts and (place.anywhere or not place.remote):
        parts.append(words("place.anywhere"))
    if place.within_km is not None and place.districts:
        parts.append(words("place.within", km=f"{place.within_km:g}"))
    where = " ".join(parts)
    if not place.remote:
        return where
    return words("place.or", where=where) if where else words("place.only_remote")


def several(values: Values | None) -> tuple[str, ...]:
    """What was named one after the other: "Polish, Urdu and Arabic"."""
    said = " ".join(values or ()).replace(" and ", ",")
    return tuple(each.strip() for each in said.split(",") if each.strip())


def shown(field: Field, values: Values) -> str:
    """An answer as people read it back."""
    if not values:
        return words("answer.left_out")
    match field.kind:
        case Text(secret=True):
            return words("answer.secret")
        case Skills():
            return listed(skill_label(name) for name in values)
        case Choice(options=options) | Choices(options=options):
            labels = {option.value: option.label for option in options}
            return listed(labels.get(value, value) for value in values)
        case Number(unit="hours"):
            return hours(Decimal(values[0]))
        case Number(unit="amount" | "count"):
            return grouped(Decimal(values[0]))
        case Number():
            return people(int(Decimal(values[0])))
        case Date():
            return when_words(values[0])
        case Place():
            read = places.read_place(values[0])
            return values[0] if isinstance(read, Unread) else _place_said(read, several=True)
        case _:
            return values[0]
