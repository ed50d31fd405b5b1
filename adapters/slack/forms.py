"""Forms as modals, and the names that a modal carries back."""

from collections.abc import Mapping, Sequence
from typing import Any, assert_never

from adapters.slack.limits import (
    MOST_CHECKBOXES,
    MOST_HINT,
    MOST_LABEL,
    MOST_OPTIONS,
    MOST_PLACEHOLDER,
    MOST_QUESTION,
    MOST_RADIO,
    MOST_TYPED,
    MOST_TYPED_SHORT,
    MOST_VIEW_TITLE,
    MOST_WORDS,
)
from adapters.slack.render import Json, body
from adapters.slack.words import cut, plain
from bot.chat.form import Choice, Choices, Date, Form, Number, Option, Place, Question, Text
from bot.chat.markup import clean, displayed, markup
from bot.chat.ports import Refused

CALLBACK = "form"
ANSWER = "answer"  # the action_id of every input


def view(form: Form) -> Json:
    """A modal. Raises Refused for a question without options."""
    return {
        "type": "modal",
        "callback_id": CALLBACK,
        "private_metadata": page(form),
        "notify_on_close": True,
        "title": plain(form.title, MOST_VIEW_TITLE),
        "submit": plain(form.submit, MOST_VIEW_TITLE),
        "close": plain("Close", MOST_VIEW_TITLE),
        "blocks": [
            *body(form.intro, MOST_WORDS),
            *(_input(question, form) for question in form.questions),
        ],
    }


def notice(title: str, words: str) -> Json:
    """A modal that only says something."""
    return {
        "type": "modal",
        "title": plain(title, MOST_VIEW_TITLE),
        "close": plain("Close", MOST_VIEW_TITLE),
        "blocks": body(markup(words), MOST_WORDS),
    }


def page(form: Form) -> str:
    return f"{form.conversation}:{form.revision}"


def conversation_of(metadata: str) -> tuple[str, int] | None:
    """(conversation, revision) as `page` wrote them, else None."""
    conversation, _, revision = metadata.rpartition(":")
    return (conversation, int(revision)) if conversation and revision.isdecimal() else None


def block_id(name: str, revision: int) -> str:
    """Changes with the revision: Slack keeps what was typed in a block of the same id, whatever we say."""
    return f"{name}:{revision}"


def question_of(block: str) -> str:
    """The name of the question asked in that block."""
    return block.rpartition(":")[0]


def inputs_of(shown: Mapping[str, Any]) -> dict[str, str]:
    """{question name: block id} of a modal that was submitted."""
    ids = [str(block["block_id"]) for block in shown["blocks"] if block["type"] == "input"]
    return {question_of(one): one for one in ids}


def errors(form: Form, shown: Mapping[str, Any]) -> dict[str, str]:
    """{block id: trouble} if the form is the page that was submitted; none if it is another page.

    The page is the same only at the same revision: what Slack keeps open goes on saying the old one.
    """
    inputs = inputs_of(shown)
    troubled = [question for question in form.questions if question.trouble]
    same = shown.get("private_metadata") == page(form)
    if not same or any(question.name not in inputs for question in troubled):
        return {}
    return {inputs[question.name]: cut(displayed(question.trouble), MOST_HINT) for question in troubled}


def _input(question: Question, form: Form) -> Json:
    hint = _hint(question)
    return {
        "type": "input",
        "block_id": block_id(question.name, form.revision),
        "label": plain(question.label, MOST_QUESTION),
        "optional": question.optional,
        **({"hint": plain(hint, MOST_HINT)} if hint else {}),
        "element": {**_element(question), "action_id": ANSWER, **_telling(question, form.keeps)},
        **({"dispatch_action": True} if form.keeps else {}),
    }


def _telling(question: Question, keeps: bool) -> Json:
    """Slack tells what is typed while it is typed, or never: a modal that is closed tells nothing."""
    typed = not isinstance(question.kind, Choice | Choices)
    return (
        {"dispatch_action_config": {"trigger_actions_on": ["on_character_entered"]}}
        if keeps and typed
        else {}
    )


def _hint(question: Question) -> str:
    trouble = f"⚠ {question.trouble}" if question.trouble else ""
    return " ".join(part for part in (trouble, question.hint or _examples(question)) if part)


def _examples(question: Question) -> str:
    match question.kind:
        case Number(offered=offered) | Date(offered=offered) | Place(offered=offered) if offered:
            return f"For example: {', '.join(option.label for option in offered)}."
        case _:
            return ""


def _element(question: Question) -> Json:
    match question.kind:
        case Text() as kind:
            most = min(kind.most, MOST_TYPED)
            return _typed(question, most=most) | ({"multiline": True} if kind.lines > 1 else {})
        case Choice(options=options):
            return _choice(options, question)
        case Choices(options=options):
            return _choices(options, question.given)
        case Number(least=least, most=most_):
            return _typed(question, example=f"{least:f} to {most_:f}")
        case Date(exact=exact):
            return _typed(question, example="Friday 4 December, 14:00" if exact else "Friday 4 December")
        case Place():
            return _typed(question, example="LS9")
        case _:
            assert_never(question.kind)


def _typed(question: Question, *, most: int = MOST_TYPED_SHORT, example: str = "") -> Json:
    given = cut(clean(_given_words(question)), most)
    return {
        "type": "plain_text_input",
        "max_length": most,
        **({"placeholder": plain(example, MOST_PLACEHOLDER)} if example else {}),
        **({"initial_value": given} if given else {}),
    }


def _given_words(question: Question) -> str:
    """What was given, in words: an option's label for its value."""
    labels = {option.value: option.label for option in _offered(question)}
    return ", ".join(labels.get(value, value) for value in question.given)


def _offered(question: Question) -> tuple[Option, ...]:
    match question.kind:
        case Number(offered=offered) | Date(offered=offered) | Place(offered=offered):
            return offered
        case _:
            return ()


def _choice(options: Sequence[Option], question: Question) -> Json:
    """Radio buttons cannot be taken back, so an optional choice is a menu."""
    radio = len(options) <= MOST_RADIO and not question.optional
    listed = (
        {"type": "radio_buttons", "options": _options(options)} if radio else _menu("static_select", options)
    )
    chosen = _chosen(options, question.given)[:1]
    return listed | ({"initial_option": chosen[0]} if chosen else {})


def _choices(options: Sequence[Option], given: Sequence[str]) -> Json:
    boxes = len(options) <= MOST_CHECKBOXES
    listed = (
        {"type": "checkboxes", "options": _options(options)}
        if boxes
        else _menu("multi_static_select", options)
    )
    chosen = _chosen(options, given)
    return listed | ({"initial_options": chosen} if chosen else {})


def _menu(kind: str, options: Sequence[Option]) -> Json:
    menu = {"type": kind, "placeholder": plain("Choose", MOST_PLACEHOLDER)}
    if len(options) <= MOST_OPTIONS:
        return menu | {"options": _options(options)}
    starts = range(0, len(options), MOST_OPTIONS)
    return menu | {"option_groups": [_group(options[at : at + MOST_OPTIONS]) for at in starts]}


def _group(options: Sequence[Option]) -> Json:
    label = f"{cut(displayed(options[0].label), 30)} – {cut(displayed(options[-1].label), 30)}"
    return {"label": plain(label, MOST_LABEL), "options": _options(options)}


def _options(options: Sequence[Option]) -> list[Json]:
    if not options:
        raise Refused("a choice without options")
    return [_option(option) for option in options]


def _chosen(options: Sequence[Option], given: Sequence[str]) -> list[Json]:
    return [_option(option) for option in options if option.value in given]


def _option(option: Option) -> Json:
    return {"text": plain(option.label, MOST_LABEL), "value": option.value}
