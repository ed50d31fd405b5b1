import json
from decimal import Decimal
from pathlib import Path

import pytest
from slack_sdk.models.views import View

from adapters.simulator.slack.blocks import check_modal
from adapters.slack import forms
from bot.chat.form import Choice, Choices, Date, Form, Kind, Number, Option, Place, Question, Text, Values
from bot.chat.markup import markup
from bot.chat.ports import Refused

GOLDEN = Path(__file__).parent / "golden"


def options(count: int) -> tuple[Option, ...]:
    return tuple(Option(value=f"o{n}", label=f"Option {n}") for n in range(count))


def question(
    kind: Kind, *, given: Values = (), optional: bool = False, trouble: str = "", hint: str = ""
) -> Question:
    return Question(
        name="q", label="What?", kind=kind, given=given, optional=optional, trouble=trouble, hint=hint
    )


def form(*questions: Question, revision: int = 1) -> Form:
    return Form(
        conversation="K7",
        revision=revision,
        title="Offer help",
        submit="Next",
        questions=questions,
        intro=markup("Hello"),
    )


def element(asked: Question) -> dict:
    drawn = forms.view(form(asked))
    check_modal(drawn)
    found: dict = drawn["blocks"][-1]["element"]
    return found


OFFER = form(
    Question(name="kind", label="What kind?", kind=Choice(options=options(3)), given=("o1",)),
    Question(name="what", label="What can you do?", kind=Text(most=500, lines=3), hint="In your own words."),
    Question(
        name="areas", label="Where?", kind=Choices(options=options(12)), optional=True, given=("o2", "o11")
    ),
    Question(
        name="hours",
        label="How long?",
        kind=Number(least=Decimal(1), most=Decimal(40)),
        trouble="Between 1 and 40 hours, please.",
    ),
    Question(
        name="when",
        label="When?",
        kind=Date(offered=(Option(value="next", label="next Friday"),)),
        given=("next",),
    ),
    Question(name="place", label="Near where?", kind=Place()),
)


def test_a_form_with_every_kind_of_question_is_drawn_as_recorded():
    drawn = forms.view(OFFER)

    assert drawn == json.loads((GOLDEN / "offer.json").read_text())
    check_modal(drawn)
    View(**drawn).validate_json()


@pytest.mark.parametrize(
    ("kind", "optional", "type"),
    [
        (Text(), False, "plain_text_input"),
        (Choice(options=options(5)), False, "radio_buttons"),
        (Choice(options=options(5)), True, "static_select"),
        (Choice(options=options(6)), False, "static_select"),
        (Choice(options=options(250)), False, "static_select"),
        (Choices(options=options(10)), False, "checkboxes"),
        (Choices(options=options(11)), False, "multi_static_select"),
        (Choices(options=options(101)), True, "multi_static_select"),
        (Number(least=Decimal(1), most=Decimal(40)), False, "plain_text_input"),
        (Date(exact=True), False, "plain_text_input"),
        (Place(), True, "plain_text_input"),
    ],
)
def test_each_kind_of_question_has_its_input(kind, optional, type):
    assert element(question(kind, optional=optional))["type"] == type


def test_what_was_given_before_is_there_again():
    assert element(question(Text(), given=("Bookkeeping",)))["initial_value"] == "Bookkeeping"
    assert element(question(Choice(options=options(3)), given=("o2",)))["initial_option"]["value"] == "o2"
    chosen = element(question(Choices(options=options(12)), given=("o3", "o9")))["initial_options"]
    assert [option["value"] for option in chosen] == ["o3", "o9"]


def test_an_offered_answer_is_shown_in_words_and_named_as_an_example():
    kind = Date(offered=(Option(value="w1", label="next Friday"), Option(value="w2", label="any Tuesday")))

    block = forms.view(form(question(kind, given=("w2",))))["blocks"][-1]

    assert block["element"]["initial_value"] == "any Tuesday"
    assert block["hint"]["text"] == "For example: next Friday, any Tuesday."


def test_a_given_value_that_is_no_option_any_more_is_forgotten():
    assert "initial_option" not in element(question(Choice(options=options(3)), given=("gone",)))


def test_the_longest_values_stay_within_the_limits():
    long = "wörter " * 2000
    wide = tuple(Option(value=f"{n:020d}", label=long) for n in range(100))
    kinds: tuple[Kind, ...] = (
        Text(most=9000, lines=5),
        Choice(options=wide),
        Choices(options=wide),
        Place(offered=wide),
    )
    questions = tuple(
        Question(name=f"q{n}", label=long, kind=kind, hint=long, given=(long,), trouble=long)
        for n, kind in enumerate(kinds)
    )
    drawn = forms.view(
        Form(
            conversation="c" * 64,
            revision=10**9,
            title=long,
            submit=long,
            intro=markup(long),
            questions=questions,
        )
    )

    check_modal(drawn)


def test_a_page_without_questions_is_only_its_words_and_its_buttons():
    drawn = forms.view(form())

    check_modal(drawn)
    assert [block["type"] for block in drawn["blocks"]] == ["rich_text"]
    assert drawn["submit"]["text"] == "Next"


def test_a_choice_without_options_is_refused():
    with pytest.raises(Refused):
        forms.view(form(question(Choice(options=()))))


def test_trouble_goes_under_its_field_when_the_page_is_the_one_submitted():
    shown = forms.view(OFFER)

    assert forms.errors(OFFER, shown) == {"hours:1": "Between 1 and 40 hours, please."}


@pytest.mark.parametrize(
    "other",
    [
        form(question(Text(), trouble="Please say what.")),
        form(*OFFER.questions, revision=2),
        form(Question(name="what", label="What?", kind=Text())),
    ],
)
def test_another_page_is_shown_instead_of_errors(other):
    assert forms.errors(other, forms.view(OFFER)) == {}


def test_trouble_on_a_new_page_stands_under_the_field_too():
    block = forms.view(form(question(Text(), trouble="Please say what.", hint="A few words.")))["blocks"][-1]

    assert block["hint"]["text"] == "⚠ Please say what. A few words."


@pytest.mark.parametrize(
    ("metadata", "found"),
    [
        ("K7:12", ("K7", 12)),
        ("a:b:0", ("a:b", 0)),
        ("K7", None),
        (":1", None),
        ("K7:x", None),
        ("K7:²", None),
        ("", None),
    ],
)
def test_a_page_is_known_by_its_metadata(metadata, found):
    assert forms.conversation_of(metadata) == found
