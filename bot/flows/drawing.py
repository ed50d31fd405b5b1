"""A conversation drawn: as a form where the platform has forms, else as a card with buttons."""

from decimal import Decimal

from bot.chat.action import Action
from bot.chat.form import (
    Answers,
    Choice,
    Choices,
    Date,
    Form,
    Number,
    Option,
    Place,
    Question,
    Skills,
    Values,
)
from bot.chat.markup import Markup, Span
from bot.chat.outgoing import Button, Card, Fact, Line, Look, Para
from bot.domain.conversations import Conversation, ConversationState
from bot.flows.answers import shown
from bot.flows.flow import Field, Flow, asked, page_around
from bot.flows.skill_names import in_a_button
from bot.texts.cards import para
from bot.texts.catalogue import say, words
from bot.texts.times import hours

ROW = 2  # buttons side by side: what a phone shows without cutting labels


def form(flow: Flow, talk: Conversation, size: int, troubles: dict[str, str], raw: dict[str, Values]) -> Form:
    """The page that begins at `talk.step`, or the page that reads everything back."""
    if talk.state is ConversationState.REVIEW:
        return Form(
            conversation=talk.id,
            revision=talk.revision,
            title=words("review.title"),
            submit=words("button.post_it"),
            intro=_read_back(flow, talk),
        )
    fields = page_around(flow, talk.answers, size, talk.step)
    return Form(
        conversation=talk.id,
        revision=talk.revision,
        title=flow.title,
        submit=words("button.next" if flow.review else f"button.{flow.submit}"),
        questions=tuple(_question(flow, talk, each, troubles, raw) for each in fields),
        keeps=flow.review,
    )


def _question(
    flow: Flow, talk: Conversation, field: Field, troubles: dict[str, str], raw: dict[str, Values]
) -> Question:
    return Question(
        name=field.name,
        label=flow.label(field),
        kind=field.kind_now(talk.answers),
        hint=flow.hint(field),
        optional=field.optional,
        given=raw.get(field.name, given(field, talk.answers)),
        trouble=troubles.get(field.name, ""),
    )


def given(field: Field, answers: Answers) -> Values:
    """What was answered before, as values of the options."""
    values = answers.get(field.name, field.usual)
    return tuple(map(in_a_button, values)) if isinstance(field.kind, Skills) else values


def _read_back(flow: Flow, talk: Conversation) -> Markup:
    spans: list[Span] = []
    for fact in facts(flow, talk):
        spans += [*say("review.line", label=fact.label, value=fact.value)]
    return (*spans, *say("review.form_note"))


def facts(flow: Flow, talk: Conversation) -> tuple[Fact, ...]:
    """What was answered so far, a line each; what was left out on purpose is not mentioned."""
    return tuple(
        Fact(label=flow.short(each), value=say("card.value", value=shown(each, talk.answers[each.name])))
        for each in asked(flow, talk.answers)
        if talk.answers.get(each.name)
    )


def answered(flow: Flow, talk: Conversation, field: Field, card: int) -> tuple[Fact, ...]:
    """What an answered question turns into; a conversation's first card keeps all that was read so far."""
    if card == 1:
        return facts(flow, talk)
    value = shown(field, talk.answers[field.name])
    return (Fact(label=flow.short(field), value=say("card.value", value=value)),)


def finished(flow: Flow, talk: Conversation) -> Card:
    """What the last card turns into when all is answered."""
    lines = facts(flow, talk)
    if flow.review or not lines:
        return Card(lines=(para("draft.done", what=flow.title),))
    return Card(lines=lines)


def card(flow: Flow, talk: Conversation, trouble: str = "", *, points: bool = False) -> Card:
    """The conversation as one message: the answers so far, and the question now. `points`: people can share
    a place there."""
    match talk.state:
        case ConversationState.REVIEW:
            return _review(flow, talk)
        case ConversationState.CHOOSING:
            return _choosing(flow, talk)
        case _:
            return _asking(flow, talk, trouble, points)


def _asking(flow: Flow, talk: Conversation, trouble: str, points: bool) -> Card:
    field = flow.field(talk.step, talk.answers)
    lines: list[Line] = [*facts(flow, talk)] if talk.card == 1 else []
    if trouble:
        lines.append(para("answer.trouble", trouble=trouble))
    lines.append(para("answer.question", question=flow.label(field)))
    if flow.hint(field):
        lines.append(Para(text=say("card.value", value=flow.hint(field))))
    if points and isinstance(field.kind, Place):
        lines.append(para("shared.hint"))
    rows = _rows([_option(talk, field, option) for option in offered(field, talk)])
    return Card(lines=tuple(lines), buttons=(*rows, _ways_out(flow, talk, field)), answers=True)


def offered(field: Field, talk: Conversation) -> tuple[Option, ...]:
    """The answers that have a button; the hours planned come first where hours are asked about a match."""
    match field.kind_now(talk.answers):
        case Choice(options=options) | Choices(options=options):
            return options
        case Number(unit="hours", offered=()) if talk.option:
            planned = talk.option.partition("@")[0]
            return (Option(value=planned, label=hours(Decimal(planned))),)
        case Number(offered=options) | Date(offered=options) | Place(offered=options):
            return options
        case _:
            return ()


def _option(talk: Conversation, field: Field, option: Option) -> Button:
    ticked = isinstance(field.kind, Choices) and option.value in talk.typed.get(field.name, ())
    label = words("button.ticked", what=option.label) if ticked else option.label
    return _button(talk, "c.set", label, f"{field.name}={option.value}")


def _button(talk: Conversation, verb: str, label: str, option: str = "", look: Look = Look.QUIET) -> Button:
    action = Action(verb=verb, subject=talk.id, revision=talk.revision, option=option)
    return Button(label=label, action=action, spoken=label, look=look)


def _rows(buttons: list[Button]) -> tuple[tuple[Button, ...], ...]:
    return tuple(tuple(buttons[at : at + ROW]) for at in range(0, len(buttons), ROW))


def _ways_out(flow: Flow, talk: Conversation, field: Field) -> tuple[Button, ...]:
    ways: list[Button] = []
    if isinstance(field.kind, Choices):
        done = "button.ticked_all" if talk.typed.get(field.name) else "button.ticked_none"
        ways.append(_button(talk, "c.set", words(done), f"{field.name}="))
    elif field.optional:
        ways.append(_button(talk, "c.set", words("button.skip"), f"{field.name}="))
    if talk.answers and flow.fields[0].name != field.name:
        ways.append(_button(talk, "c.back", words("button.back")))
    return (*ways, _button(talk, "c.cancel", words("button.cancel")))


def _review(flow: Flow, talk: Conversation) -> Card:
    return Card(
        title=words("review.title"),
        lines=(*facts(flow, talk), para(f"review.{flow.name}")),
        buttons=(
            (
                _button(talk, "c.post", words("button.post_it"), look=Look.MAIN),
                _button(talk, "c.change", words("button.change")),
                _button(talk, "c.cancel", words("button.cancel")),
            ),
        ),
    )


def _choosing(flow: Flow, talk: Conversation) -> Card:
    fields = asked(flow, talk.answers)
    rows = _rows([_button(talk, "c.field", flow.short(each), each.name) for each in fields])
    out = (
        _button(talk, "c.back", words("button.back")),
        _button(talk, "c.cancel", words("button.cancel")),
    )
    return Card(lines=(*facts(flow, talk), para("review.which")), buttons=(*rows, out), answers=True)


def kept(flow: Flow, talk: Conversation) -> Card:
    """After a form was closed: nothing is lost, not even what could not be read yet."""
    unread = [
        Fact(label=flow.short(each), value=say("card.value", value=" ".join(talk.typed[each.name])))
        for each in asked(flow, talk.answers)
        if talk.typed.get(each.name)
    ]
    return Card(
        lines=(para("draft.kept", what=flow.title), *facts(flow, talk), *unread),
        buttons=(
            (
                _button(talk, "c.open", words("button.continue"), look=Look.MAIN),
                _button(talk, "c.cancel", words("button.cancel")),
            ),
        ),
    )


def key(talk: Conversation) -> str:
    return f"c:{talk.id}:{talk.card}"
