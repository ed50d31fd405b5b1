"""A flow is data: which fields, of which kind, asked when. What it says stands in the texts."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace

from bot.chat.form import Answers, Choice, Kind, Option, Skills, Text, Values
from bot.flows.skill_names import LIKELY, skills_among
from bot.texts.catalogue import known, words


def options(section: str, *values: str) -> tuple[Option, ...]:
    """Each with its label out of that section of the texts."""
    return tuple(Option(value=value, label=words(f"{section}.{value}")) for value in values)


@dataclass(frozen=True, kw_only=True)
class Field:
    """`only_if` names earlier answers: asked only where each of them has one of these values; `where` looks
    at them in any other way.

    `among` names a circumstance that holds which of the options there are now. `usual` is what a form shows
    as chosen before anybody chose.
    """

    name: str
    kind: Kind
    optional: bool = False
    only_if: Mapping[str, frozenset[str]] = field(default_factory=dict)
    where: Callable[[Answers], bool] | None = None
    among: str = ""
    usual: Values = ()

    def kind_now(self, answers: Answers) -> Kind:
        """The kind of the question, with the options that there are."""
        if isinstance(self.kind, Skills):
            return skills_among((*answers.get(LIKELY, ()), *answers.get(self.name, ())))
        there = answers.get(self.among)
        if there is None or not isinstance(self.kind, Choice):
            return self.kind
        return replace(self.kind, options=tuple(each for each in self.kind.options if each.value in there))


@dataclass(frozen=True, kw_only=True)
class Objection:
    """Answers that cannot stand together: `trouble` says why, and these questions are asked again."""

    trouble: str
    again: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class Flow:
    """`review` says that the answers are read back, and nothing happens before **Post it** is pressed.

    `submit` is the key of the label under which its form is sent. `judge` looks at the answers together.
    """

    name: str
    version: int
    fields: tuple[Field, ...]
    review: bool = False
    submit: str = "send"
    judge: Callable[[Answers], Objection | None] | None = None

    @property
    def secret(self) -> bool:
        """Whether what is answered stands nowhere but where its act puts it."""
        return any(isinstance(each.kind, Text) and each.kind.secret for each in self.fields)

    @property
    def own_words(self) -> frozenset[str]:
        """Answers that are somebody's own words for somebody else, and stand in a message only: what becomes
        a row of its own is read back first.
        """
        lines = {each.name: each.kind.lines for each in self.fields if isinstance(each.kind, Text)}
        return frozenset() if self.review else frozenset(name for name, many in lines.items() if many > 1)

    @property
    def title(self) -> str:
        return words(f"flow.{self.name}.title")

    def label(self, field: Field) -> str:
        return words(f"flow.{self.name}.{field.name}.ask")

    def short(self, field: Field) -> str:
        """The field's name in a summary."""
        return words(f"flow.{self.name}.{field.name}.name")

    def hint(self, field: Field) -> str:
        key = f"flow.{self.name}.{field.name}.hint"
        return words(key) if known(key) else ""

    def field(self, name: str, answers: Answers | None = None) -> Field:
        """The field; with `answers`, of the skills those that they may speak of."""
        found = next(each for each in self.fields if each.name == name)
        return _now(found, answers or {})


def asked(flow: Flow, answers: Answers) -> tuple[Field, ...]:
    """The fields that apply, given the answers so far."""
    return tuple(_now(each, answers) for each in flow.fields if _applies(each, answers))


def _now(field: Field, answers: Answers) -> Field:
    return replace(field, kind=field.kind_now(answers)) if isinstance(field.kind, Skills) else field


def _applies(each: Field, answers: Answers) -> bool:
    if each.where is not None and not each.where(answers):
        return False
    return all(set(answers.get(name, ())) & values for name, values in each.only_if.items())


def open_fields(flow: Flow, answers: Answers) -> tuple[Field, ...]:
    """What is still to be asked; an optional field that was passed over counts as answered."""
    return tuple(each for each in asked(flow, answers) if each.name not in answers)


def next_page(flow: Flow, answers: Answers, size: int) -> tuple[Field, ...]:
    """The next open fields, at most `size`.

    A field that depends on an open one is not open yet, so it comes on a later page by itself.
    """
    return open_fields(flow, answers)[:size]


def page_around(flow: Flow, answers: Answers, size: int, step: str) -> tuple[Field, ...]:
    """The fields shown together with `step` when all are to be seen again: used by forms and by `back`."""
    fields = asked(flow, answers)
    names = [each.name for each in fields]
    start = names.index(step) if step in names else 0
    return fields[start : start + size]


def first_of_page(flow: Flow, answers: Answers, size: int, step: str) -> str:
    """Where the page with `step` begins when the questions are laid out from the first one on."""
    names = [each.name for each in asked(flow, answers)]
    return names[names.index(step) // size * size] if step in names else flow.fields[0].name


def without(answers: Answers, name: str) -> dict[str, tuple[str, ...]]:
    return {each: values for each, values in answers.items() if each != name}


def settled(flow: Flow, answers: Answers) -> dict[str, tuple[str, ...]]:
    """The answers that still apply: changing the kind drops what only another kind is asked.

    A name that begins with an underscore is no field but a circumstance, and stays.
    """
    names = {each.name for each in asked(flow, answers)}
    return {name: values for name, values in answers.items() if name in names or name.startswith("_")}
